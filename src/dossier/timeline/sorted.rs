//! Lists of events kept in contract order.

use super::entry::{Entry, EntryId};
use crate::dossier::order::OrderKey;

/// How many of `list` sort before `key`.
pub(super) fn before(list: &[EntryId], entries: &[Entry], key: &OrderKey) -> usize {
    list.partition_point(|&id| entries[id as usize].key < *key)
}

/// Up to where events hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bound<'k> {
    /// None does.
    Start,
    /// Those up to this key do.
    At(&'k OrderKey),
    /// All do.
    Live,
}

impl Bound<'_> {
    /// Whether an event with this key holds.
    pub(super) fn holds(self, key: &OrderKey) -> bool {
        match self {
            Self::Start => false,
            Self::At(bound) => key <= bound,
            Self::Live => true,
        }
    }
}

/// How many of `list` hold.
pub(super) fn upto(list: &[EntryId], entries: &[Entry], bound: Bound<'_>) -> usize {
    match bound {
        Bound::Start => 0,
        Bound::At(_) => list.partition_point(|&id| bound.holds(&entries[id as usize].key)),
        Bound::Live => list.len(),
    }
}

/// The last of `list` that holds.
pub(super) fn last(list: &[EntryId], entries: &[Entry], bound: Bound<'_>) -> Option<EntryId> {
    let last = *list.last()?;
    if bound.holds(&entries[last as usize].key) {
        return Some(last);
    }
    upto(list, entries, bound).checked_sub(1).map(|at| list[at])
}

/// Events that a list gains and loses at once.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// In contract order; none is in the list.
    pub(super) added: Vec<EntryId>,
    /// In any order; all are in the list.
    pub(super) removed: Vec<EntryId>,
}

/// Appends `id` if it sorts after the whole list; false when it does not.
pub(super) fn push(list: &mut Vec<EntryId>, entries: &[Entry], id: EntryId) -> bool {
    let key = &entries[id as usize].key;
    let in_order = list.last().is_none_or(|&last| entries[last as usize].key < *key);
    if in_order {
        list.push(id);
    }
    in_order
}

/// Changes a list by moving each part of it at most twice, however much comes and goes.
pub(super) fn apply(list: &mut Vec<EntryId>, entries: &[Entry], change: &Change) {
    let key = |id: EntryId| &entries[id as usize].key;
    let mut gone: Vec<_> = change.removed.iter().map(|&id| before(list, entries, key(id))).collect();
    gone.sort_unstable();
    let mut to = gone.first().copied().unwrap_or(list.len());
    for (nth, &place) in gone.iter().enumerate() {
        let end = gone.get(nth + 1).copied().unwrap_or(list.len());
        list.copy_within(place + 1..end, to);
        to += end - place - 1;
    }
    list.truncate(to);

    // From the back, so that everything moves to its final place.
    let mut rest = list.len();
    list.resize(rest + change.added.len(), 0);
    for (nth, &id) in change.added.iter().enumerate().rev() {
        let at = before(&list[..rest], entries, key(id));
        list.copy_within(at..rest, at + nth + 1);
        list[at + nth] = id;
        rest = at;
    }
}
