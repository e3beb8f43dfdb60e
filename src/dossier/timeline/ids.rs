//! Which event counts under an id.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry as Slot;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::entry::{Entry, EntryId};
use crate::contracts::ids::EventId;

/// How many tables there are.
const TABLES: usize = 64;

/// The events that count, by id.
///
/// In many tables: one that grows moves all it holds, and with millions of events whoever is at the keys would wait.
#[derive(Debug)]
pub(super) struct Ids {
    tables: Vec<HashTable<EntryId>>,
    hasher: DefaultHashBuilder,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            tables: (0..TABLES).map(|_| HashTable::new()).collect(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl Ids {
    /// Makes room for so many events in all.
    pub(super) fn reserve(&mut self, events: usize, entries: &[Entry]) {
        let Self { tables, hasher } = self;
        // They fill evenly but for a few in a hundred.
        let each = events.div_ceil(TABLES);
        let each = each + each / 32;
        for table in tables {
            table.reserve(each.saturating_sub(table.len()), |&other| hash(hasher, entries, other));
        }
    }

    /// The event that counts under the id of `id`, if it is another; otherwise it is `id` from now on.
    pub(super) fn known(&mut self, id: EntryId, entries: &[Entry]) -> Option<EntryId> {
        let Self { tables, hasher } = self;
        let own = entries[id as usize].event_id();
        let code = hasher.hash_one(own);
        let same = |other: &EntryId| entries[*other as usize].event_id() == own;
        match table(tables, code).entry(code, same, |&other| hash(hasher, entries, other)) {
            Slot::Occupied(known) => Some(*known.get()),
            Slot::Vacant(free) => {
                free.insert(id);
                None
            }
        }
    }

    /// Lets `copy` count in the place of `counted`, which has the same id.
    pub(super) fn replace(&mut self, event: EventId, counted: EntryId, copy: EntryId) {
        let code = self.hasher.hash_one(event);
        if let Some(slot) = table(&mut self.tables, code).find_mut(code, |&other| other == counted) {
            *slot = copy;
        }
    }
}

fn hash(hasher: &DefaultHashBuilder, entries: &[Entry], id: EntryId) -> u64 {
    hasher.hash_one(entries[id as usize].event_id())
}

/// The table of a hash; a table itself goes by the lowest and the highest bits.
fn table(tables: &mut [HashTable<EntryId>], code: u64) -> &mut HashTable<EntryId> {
    &mut tables[(code >> 40) as usize % TABLES]
}
