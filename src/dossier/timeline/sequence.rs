//! The order of a log's events: a list with room at both ends.

use std::ops::Deref;

use super::entry::EntryId;
use super::sorted::{self, Change, Keys};

/// Least room that is made before the first event, and which part of the list more is made.
const LEAST_ROOM: usize = 64;
const PART: usize = 64;

/// Events in contract order, of which there may be millions.
///
/// Most come behind all others. Those that sort among the first move what is before them, not all that is behind.
#[derive(Debug, Clone, Default)]
pub(super) struct Sequence {
    /// What is before `start` is room.
    events: Vec<EntryId>,
    start: usize,
}

impl Deref for Sequence {
    type Target = [EntryId];

    fn deref(&self) -> &[EntryId] {
        &self.events[self.start..]
    }
}

impl Sequence {
    /// Changes the list by moving each part of it at most twice, however much comes and goes; three times where there
    /// was no room. Tells how many events at its start stay what they were.
    pub(super) fn apply(&mut self, keys: Keys<'_>, change: &Change) -> usize {
        let earliest = change.removed.iter().chain(change.late.first()).map(|id| keys.of(*id)).min();
        let intact = earliest.map_or(self.len(), |key| sorted::before(self, keys, key));
        let left = sorted::remove(&mut self.events[self.start..], keys, &change.removed);
        self.events.truncate(self.start + left);
        self.events.extend_from_slice(&change.next);
        self.merge(keys, &change.late);
        intact
    }

    fn merge(&mut self, keys: Keys<'_>, late: &[EntryId]) {
        let (Some(first), Some(last)) = (late.first(), late.last()) else { return };
        let behind_first = self.len() - sorted::before(self, keys, keys.of(*first));
        let before_last = sorted::before_near(self, keys, keys.of(*last), 0);
        if before_last < behind_first {
            self.make_room(late.len());
            self.start -= late.len();
            sorted::merge_front(&mut self.events[self.start..], keys, late);
        } else {
            self.events.resize(self.events.len() + late.len(), 0);
            sorted::merge(&mut self.events[self.start..], keys, late);
        }
    }

    fn make_room(&mut self, wanted: usize) {
        if self.start < wanted {
            let more = wanted + LEAST_ROOM + self.len() / PART;
            self.events.splice(..self.start, std::iter::repeat_n(0, more));
            self.start = more;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dossier::timeline::Entry;

    proptest! {
        /// Whatever comes and goes, and at which end, it is all that is there, in order.
        #[test]
        fn it_holds_what_came_and_did_not_go(
            steps in prop::collection::vec((prop::collection::btree_set(0..400_u64, 0..30), any::<u64>()), 1..12),
        ) {
            let entries: Vec<_> = (0..400).map(|nth| Entry::with(&format!("{nth:026}"), Some(nth))).collect();
            let keys = Keys { entries: &entries, clocks: &[] };
            let (mut sequence, mut held) = (Sequence::default(), Vec::<EntryId>::new());
            for (events, goes) in steps {
                let greatest = held.last().copied();
                let new = events.iter().map(|nth| *nth as EntryId).filter(|id| !held.contains(id));
                let (next, late): (Vec<_>, Vec<_>) = new.partition(|id| greatest.is_none_or(|last| last < *id));
                let removed: Vec<_> = held.iter().copied().filter(|id| goes >> (id % 64) & 1 == 1).collect();
                let first = removed.iter().chain(&late).min().copied();
                let intact = held.iter().filter(|id| first.is_none_or(|first| **id < first)).count();
                held.retain(|id| !removed.contains(id));
                held.extend(next.iter().chain(&late));
                held.sort_unstable();
                prop_assert_eq!(sequence.apply(keys, &Change { next, late, removed }), intact);
                prop_assert_eq!(&*sequence, &*held);
            }
        }
    }

    #[test]
    fn what_sorts_first_moves_nothing_but_now_and_then() {
        let entries: Vec<_> = (0..10_000).map(|nth| Entry::with(&format!("{nth:026}"), Some(nth))).collect();
        let keys = Keys { entries: &entries, clocks: &[] };
        let mut sequence = Sequence::default();
        sequence.apply(keys, &Change { next: (5_000..10_000).collect(), ..Change::default() });
        let mut moved = 0;
        for id in (0..5_000).rev() {
            let room = sequence.start;
            sequence.apply(keys, &Change { late: vec![id], ..Change::default() });
            moved += usize::from(sequence.start + 1 != room);
        }
        assert!(sequence.iter().copied().eq(0..10_000));
        assert!(moved < 50, "all was moved {moved} times");
    }
}
