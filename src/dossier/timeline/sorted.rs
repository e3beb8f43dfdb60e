//! Lists of events kept in contract order.

use super::entry::{Entry, EntryId, Key};
use crate::contracts::natural::Natural;

/// What it takes to compare events.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'t> {
    pub(super) entries: &'t [Entry],
    pub(super) clocks: &'t [Natural],
}

impl<'t> Keys<'t> {
    pub(super) fn of(self, id: EntryId) -> Key<'t> {
        Key { entry: &self.entries[id as usize], clocks: self.clocks }
    }
}

/// How many of `list` sort before `key`.
///
/// Looked for from the end in growing steps: what comes late is seldom very late.
pub(super) fn before(list: &[EntryId], keys: Keys<'_>, key: Key<'_>) -> usize {
    let mut end = list.len();
    let mut step = 1;
    while end > 0 {
        let start = end.saturating_sub(step);
        if keys.of(list[start]) < key {
            return start + 1 + list[start + 1..end].partition_point(|&id| keys.of(id) < key);
        }
        end = start;
        step *= 2;
    }
    0
}

/// The same, looked for from a place in the list on: what is known to be near is found at once.
pub(super) fn before_near(list: &[EntryId], keys: Keys<'_>, key: Key<'_>, place: usize) -> usize {
    let place = place.min(list.len());
    let mut start = place;
    let mut step = 1;
    loop {
        let end = list.len().min(start + step);
        match list[start..end].last() {
            Some(last) if keys.of(*last) < key => start = end,
            _ if start == place => return before(&list[..end], keys, key),
            _ => return start + list[start..end].partition_point(|&id| keys.of(id) < key),
        }
        step *= 2;
    }
}

/// Up to where events hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bound<'k> {
    /// None does.
    Start,
    /// Those up to this key do.
    At(Key<'k>),
    /// All do.
    Live,
}

impl Bound<'_> {
    /// Whether an event with this key holds.
    pub(super) fn holds(self, key: Key<'_>) -> bool {
        match self {
            Self::Start => false,
            Self::At(bound) => key <= bound,
            Self::Live => true,
        }
    }
}

/// How many of `list` hold.
pub(super) fn upto(list: &[EntryId], keys: Keys<'_>, bound: Bound<'_>) -> usize {
    match bound {
        Bound::Start => 0,
        Bound::At(_) => list.partition_point(|&id| bound.holds(keys.of(id))),
        Bound::Live => list.len(),
    }
}

/// The last of `list` that holds.
pub(super) fn last(list: &[EntryId], keys: Keys<'_>, bound: Bound<'_>) -> Option<EntryId> {
    let last = *list.last()?;
    if bound.holds(keys.of(last)) {
        return Some(last);
    }
    upto(list, keys, bound).checked_sub(1).map(|at| list[at])
}

/// Events that a list gains and loses at once.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Those that sort after everything the list holds, in contract order.
    pub(super) next: Vec<EntryId>,
    /// Others, in contract order; none is in the list.
    pub(super) late: Vec<EntryId>,
    /// In any order; all are in the list.
    pub(super) removed: Vec<EntryId>,
}

/// Takes events out of a list that holds them all, and tells how many are left; what lies behind them is to be cut off.
pub(super) fn remove(list: &mut [EntryId], keys: Keys<'_>, removed: &[EntryId]) -> usize {
    let mut gone: Vec<_> = removed.iter().map(|&id| before(list, keys, keys.of(id))).collect();
    gone.sort_unstable();
    let mut to = gone.first().copied().unwrap_or(list.len());
    for (nth, &place) in gone.iter().enumerate() {
        let end = gone.get(nth + 1).copied().unwrap_or(list.len());
        list.copy_within(place + 1..end, to);
        to += end - place - 1;
    }
    to
}

/// Puts events, in contract order, where they belong in a list that ends with room for them; from the back, so that
/// everything moves to its final place.
pub(super) fn merge(list: &mut [EntryId], keys: Keys<'_>, late: &[EntryId]) {
    let mut rest = list.len() - late.len();
    for (nth, &id) in late.iter().enumerate().rev() {
        let at = before(&list[..rest], keys, keys.of(id));
        list.copy_within(at..rest, at + nth + 1);
        list[at + nth] = id;
        rest = at;
    }
}

/// The same in a list that begins with room for them, from the front.
pub(super) fn merge_front(list: &mut [EntryId], keys: Keys<'_>, late: &[EntryId]) {
    let mut from = late.len();
    for (nth, &id) in late.iter().enumerate() {
        let at = from + before_near(&list[from..], keys, keys.of(id), 0);
        let room = late.len() - nth;
        list.copy_within(from..at, from - room);
        list[at - room] = id;
        from = at;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// From wherever a place is looked for, it is the same.
        #[test]
        fn a_place_is_found_from_any_other(len in 0..70_u64, clock in 0..150_u64, from in 0..80_usize) {
            let event = |clock: u64| Entry::with(&format!("{clock:026}"), Some(clock));
            let mut entries: Vec<_> = (0..len).map(|nth| event(2 * nth + 1)).collect();
            entries.push(event(clock));
            let keys = Keys { entries: &entries, clocks: &[] };
            let list: Vec<_> = (0..len as EntryId).collect();
            let key = keys.of(len as EntryId);
            let expected = list.partition_point(|id| keys.of(*id) < key);
            prop_assert_eq!(before(&list, keys, key), expected);
            prop_assert_eq!(before_near(&list, keys, key, from), expected);
        }
    }
}
