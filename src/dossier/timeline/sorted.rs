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

/// Inserts `id` where it belongs; true when something sorts after it.
pub(super) fn insert(list: &mut Vec<EntryId>, entries: &[Entry], id: EntryId) -> bool {
    let key = &entries[id as usize].key;
    let in_order = list.last().is_none_or(|&last| entries[last as usize].key < *key);
    if in_order {
        list.push(id);
    } else {
        list.insert(before(list, entries, key), id);
    }
    !in_order
}

/// Removes `id` if it is there.
pub(super) fn remove(list: &mut Vec<EntryId>, entries: &[Entry], id: EntryId) {
    let at = before(list, entries, &entries[id as usize].key);
    if list.get(at) == Some(&id) {
        list.remove(at);
    }
}
