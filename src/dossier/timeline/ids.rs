//! Which event counts under an id.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry as Slot;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::entry::{Entry, EntryId};
use crate::contracts::ids::EventId;

/// How many tables there are.
const TABLES: usize = 64;
/// How many rising ids lie between two that are marked.
const MARKED: usize = 64;

/// The events that count, by id.
///
/// ULIDs are made to rise with time, and one greater than all before is new without being looked for. The few that do
/// not rise, and UUIDs, are in tables. There are many of these: one that grows moves all it holds, and with millions of
/// events whoever is at the keys would wait.
#[derive(Debug)]
pub(super) struct Ids {
    /// Those whose ids were greater than all before, so by their ids.
    rising: Vec<EntryId>,
    /// The first of their ids and, from there on, one in [`MARKED`]: few enough to be at hand.
    marks: Vec<EventId>,
    /// The greatest of their ids.
    greatest: Option<EventId>,
    /// The others, with the hashes of their ids, which would else be looked up in distant memory.
    tables: Vec<HashTable<(u32, EntryId)>>,
    hasher: DefaultHashBuilder,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            rising: Vec::new(),
            marks: Vec::new(),
            greatest: None,
            tables: (0..TABLES).map(|_| HashTable::new()).collect(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl Ids {
    /// The event that counts under the id of `id`, if it is another; otherwise it is `id` from now on.
    pub(super) fn known(&mut self, id: EntryId, entries: &[Entry]) -> Option<EntryId> {
        let own = entries[id as usize].event_id();
        if !own.is_uuid() && self.greatest.is_none_or(|greatest| greatest < own) {
            self.greatest = Some(own);
            if self.rising.len().is_multiple_of(MARKED) {
                self.marks.push(own);
            }
            self.rising.push(id);
            return None;
        }
        if let Some(place) = self.place(own, entries) {
            return Some(self.rising[place]);
        }
        let hash = self.hash(own);
        let same =
            |(code, other): &(u32, EntryId)| *code == hash && entries[*other as usize].event_id() == own;
        match self.table(hash).entry(spread(hash), same, |(hash, _)| spread(*hash)) {
            Slot::Occupied(known) => Some(known.get().1),
            Slot::Vacant(free) => {
                free.insert((hash, id));
                None
            }
        }
    }

    /// Lets `copy` count in the place of `counted`, which has the same id.
    pub(super) fn replace(&mut self, counted: EntryId, copy: EntryId, entries: &[Entry]) {
        let event = entries[counted as usize].event_id();
        let slot = if let Some(place) = self.place(event, entries) {
            Some(&mut self.rising[place])
        } else {
            let hash = self.hash(event);
            let found = self.table(hash).find_mut(spread(hash), |&(_, other)| other == counted);
            found.map(|(_, counted)| counted)
        };
        if let Some(slot) = slot {
            *slot = copy;
        }
    }

    /// Where an id is among those that rise.
    fn place(&self, event: EventId, entries: &[Entry]) -> Option<usize> {
        if event.is_uuid() {
            return None;
        }
        let start = self.marks.partition_point(|mark| *mark <= event).checked_sub(1)? * MARKED;
        let run = &self.rising[start..self.rising.len().min(start + MARKED)];
        let place = run.binary_search_by_key(&event, |id| entries[*id as usize].event_id()).ok()?;
        Some(start + place)
    }

    fn hash(&self, event: EventId) -> u32 {
        self.hasher.hash_one(event) as u32
    }

    /// The table of a hash.
    fn table(&mut self, hash: u32) -> &mut HashTable<(u32, EntryId)> {
        &mut self.tables[hash as usize % TABLES]
    }
}

/// A hash as a table wants it, which goes by the lowest and the highest bits; [`Ids::table`] has used some of these.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// An event of which only the id matters: a ULID of that number, or every fifth a UUID.
    fn entry(number: u32) -> Entry {
        let text = if number.is_multiple_of(5) { format!("{number:032}") } else { format!("{number:026}") };
        Entry::with(&text, None)
    }

    proptest! {
        /// Ids that rise, ids that fall back so far, and copies, of which some displace what counted.
        #[test]
        fn each_id_has_the_event_that_counts(
            steps in prop::collection::vec((prop_oneof![3 => Just(0), 1 => 1..700_u32], any::<bool>()), 0..600),
        ) {
            let (mut ids, mut counted) = (Ids::default(), BTreeMap::new());
            let (mut entries, mut greatest) = (Vec::new(), 0_u32);
            for (id, (back, displaces)) in (0..).zip(steps) {
                let number = if back == 0 { greatest + 3 } else { (greatest + 1).saturating_sub(back) };
                greatest = greatest.max(number);
                entries.push(entry(number));
                prop_assert_eq!(ids.known(id, &entries), counted.get(&number).copied());
                match counted.get_mut(&number) {
                    Some(own) if displaces => {
                        ids.replace(*own, id, &entries);
                        *own = id;
                    }
                    Some(_) => {}
                    None => drop(counted.insert(number, id)),
                }
            }
        }
    }
}
