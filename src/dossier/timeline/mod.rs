//! Everything that was read of a mission's dossier, as positions in contract order.
//!
//! Events may arrive in any order and any number of times; each is put where it belongs. A state at any
//! [`Cursor`] is looked up, never replayed: values are read again from their events ([`Events`]).

mod copies;
mod entry;
mod history;
mod sorted;
mod state_at;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

use super::order::OrderKey;
use super::reduce::NamespaceMixedStreamError;
use crate::contracts::edition::Edition;
use crate::contracts::event::Event;
use crate::contracts::ids::EventId;
use crate::contracts::values::LocalNamespaceTuple;
pub use copies::Contents;
use copies::Copies;
pub use entry::{Entry, EntryId, Standing};
pub use history::{History, PathId, PathStory};
use sorted::{Bound, Change};
pub use state_at::{Events, StateError, Totals};

/// A moment between two events: all before it hold, all after it have not happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cursor {
    /// Before everything.
    Start,
    /// After everything read so far, also what is yet to come.
    #[default]
    Live,
    /// Just after this event. Late events that sort before it move in front of it.
    After(EntryId),
}

/// The place of a mission in [`Timeline::namespaces`].
pub type NamespaceId = u32;

/// What became of an event that was inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It counts. `late` when it sorts before an event that was there already.
    New {
        /// Whether it landed anywhere but at the end.
        late: bool,
    },
    /// Another event with its id counts and comes first in contract order.
    Duplicate,
    /// It counts in place of another with its id, which has become a duplicate.
    Displaced(EntryId),
}

/// The dossier events of a log, in contract order, and every mission's history.
#[derive(Debug)]
pub struct Timeline {
    edition: Edition,
    entries: Vec<Entry>,
    order: Vec<EntryId>,
    by_id: HashTable<EntryId>,
    hasher: DefaultHashBuilder,
    copies: HashMap<EventId, Copies>,
    /// Copies of events that count already, by number.
    duplicates: Vec<EntryId>,
    histories: Vec<History>,
    by_namespace: HashTable<NamespaceId>,
    /// Events that count but have no well-formed namespace.
    unplaced: Vec<EntryId>,
    /// How many of the events that count have a bad payload.
    bad: usize,
    /// How many copies are not shown to say what the event that counts says.
    conflicting: usize,
    /// Of the events that counted when they came, the one that sorts last.
    greatest: Option<EntryId>,
}

impl Timeline {
    /// An empty timeline under the sort rule of `edition`.
    pub fn new(edition: Edition) -> Self {
        Self {
            edition,
            entries: Vec::new(),
            order: Vec::new(),
            by_id: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            copies: HashMap::new(),
            duplicates: Vec::new(),
            histories: Vec::new(),
            by_namespace: HashTable::new(),
            unplaced: Vec::new(),
            bad: 0,
            conflicting: 0,
            greatest: None,
        }
    }

    /// Puts an event where it belongs.
    ///
    /// `line` is the event's line in its source, from 0; `contents` is asked only for copies.
    pub fn insert(&mut self, event: &Event, line: u32, contents: &mut dyn Contents) -> (EntryId, Arrival) {
        let entry = self.entries.len() as EntryId;
        let arrival = self.insert_all([(event, line)], contents).pop();
        (entry, arrival.unwrap_or(Arrival::Duplicate))
    }

    /// Puts events with their lines where they belong, and tells what became of each.
    ///
    /// They are numbered in the order given. What they say is the same as with [`Timeline::insert`] one by
    /// one, but the lists of the timeline are moved once for all of them.
    pub fn insert_all<'e>(
        &mut self,
        events: impl IntoIterator<Item = (&'e Event, u32)>,
        contents: &mut dyn Contents,
    ) -> Vec<Arrival> {
        let first = self.entries.len() as EntryId;
        let arrivals: Vec<_> =
            events.into_iter().map(|(event, line)| self.take(event, line, contents)).collect();
        self.settle(first, &arrivals);
        arrivals
    }

    /// Finds out what becomes of an event; the lists follow with [`Timeline::settle`].
    fn take(&mut self, event: &Event, line: u32, contents: &mut dyn Contents) -> Arrival {
        let Event { kind, namespace, payload, .. } = event;
        let key = OrderKey::of(event, self.edition);
        let id = key.event_id();
        let entry = self.entries.len() as EntryId;
        let history = namespace.as_ref().map(|namespace| self.history_of(namespace));
        let mut meta = Entry::new(key, line, *kind, history);
        if let (Some(history), Some(namespace)) = (history, namespace) {
            self.histories[history as usize].describe(entry, &mut meta, namespace, payload.as_ref());
        }
        self.entries.push(meta);

        let hash = self.hasher.hash_one(id);
        let (entries, hasher) = (&self.entries, &self.hasher);
        let known = self.by_id.find_mut(hash, |&other| entries[other as usize].key.event_id() == id);
        let Some(slot) = known else {
            self.by_id
                .insert_unique(hash, entry, |&other| hasher.hash_one(entries[other as usize].key.event_id()));
            let key = |id: EntryId| &entries[id as usize].key;
            let late = self.greatest.is_some_and(|greatest| key(entry) < key(greatest));
            if !late {
                self.greatest = Some(entry);
            }
            return Arrival::New { late };
        };
        let counted = *slot;
        let copies = self.copies.entry(id).or_insert_with(|| Copies::of(counted));
        self.conflicting -= copies.conflicting();
        copies.add(&mut self.entries, entry, contents);
        // On a full tie the line that was there first keeps counting.
        let displaces = self.entries[entry as usize].key < self.entries[counted as usize].key;
        if displaces {
            *slot = entry;
            copies.counts(&self.entries, entry);
        }
        self.conflicting += copies.conflicting();
        let copy = if displaces { counted } else { entry };
        self.entries[copy as usize].standing = Standing::Duplicate;
        self.duplicates.push(copy);
        if displaces { Arrival::Displaced(counted) } else { Arrival::Duplicate }
    }

    /// Brings the lists up to date after the events from `first` on were taken.
    fn settle(&mut self, first: EntryId, arrivals: &[Arrival]) {
        let entries = &self.entries;
        let counts = |id: &EntryId| entries[*id as usize].standing != Standing::Duplicate;
        let mut change = Change {
            added: (first..entries.len() as EntryId).filter(counts).collect(),
            removed: arrivals
                .iter()
                .filter_map(|arrival| match arrival {
                    Arrival::Displaced(other) if *other < first => Some(*other),
                    _ => None,
                })
                .collect(),
        };
        change.added.sort_by(|a, b| entries[*a as usize].key.cmp(&entries[*b as usize].key));
        if !self.duplicates.is_sorted() {
            // A long run and a short one, which only the stable sort merges in one pass.
            #[allow(clippy::stable_sort_primitive)]
            self.duplicates.sort();
        }
        sorted::apply(&mut self.order, entries, &change);
        let mut missions: BTreeMap<Option<NamespaceId>, Change> = BTreeMap::new();
        for &id in &change.added {
            let entry = &entries[id as usize];
            self.bad += usize::from(!entry.valid);
            missions.entry(entry.history()).or_default().added.push(id);
        }
        for &id in &change.removed {
            let entry = &entries[id as usize];
            self.bad -= usize::from(!entry.valid);
            missions.entry(entry.history()).or_default().removed.push(id);
        }
        for (mission, change) in missions {
            match mission {
                Some(mission) => self.histories[mission as usize].apply(entries, &change),
                None => sorted::apply(&mut self.unplaced, entries, &change),
            }
        }
    }

    fn history_of(&mut self, namespace: &LocalNamespaceTuple) -> NamespaceId {
        let hash = self.hasher.hash_one(namespace.key());
        let histories = &self.histories;
        let same = |id: &NamespaceId| histories[*id as usize].namespace().is_same_mission(namespace);
        if let Some(id) = self.by_namespace.find(hash, same) {
            return *id;
        }
        let id = self.histories.len() as NamespaceId;
        self.histories.push(History::new(namespace.clone()));
        let (histories, hasher) = (&self.histories, &self.hasher);
        self.by_namespace
            .insert_unique(hash, id, |id| hasher.hash_one(histories[*id as usize].namespace().key()));
        id
    }

    /// Every dossier event that was read, copies included, in order of arrival.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One of them.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id as usize]
    }

    /// The events that count, in contract order.
    pub fn order(&self) -> &[EntryId] {
        &self.order
    }

    /// The place of an event that counts in the contract order, from 0; for a copy, the place it would have.
    pub fn position(&self, id: EntryId) -> usize {
        sorted::before(&self.order, &self.entries, &self.entry(id).key)
    }

    /// Copies of events that count already.
    pub fn duplicates(&self) -> usize {
        self.duplicates.len()
    }

    /// The copies not shown to say the same as the event that counts, in order of arrival.
    pub fn copies_that_differ(&self) -> impl Iterator<Item = EntryId> {
        self.duplicates.iter().copied().filter(|copy| self.original_of(*copy).is_some_and(|(_, same)| !same))
    }

    /// How many places earlier an event that counts is folded than it was written; 0 when it is not.
    pub fn places_earlier(&self, id: EntryId) -> usize {
        let written = id as usize - self.duplicates.partition_point(|copy| *copy < id);
        written.saturating_sub(self.position(id))
    }

    /// Of the copies, those not shown to say the same as the event that counts.
    pub fn conflicting(&self) -> usize {
        self.conflicting
    }

    /// Whether a copy says the same as the event that counts, and which that is.
    pub fn original_of(&self, copy: EntryId) -> Option<(EntryId, bool)> {
        let copies = self.copies.get(&self.entry(copy).key.event_id())?;
        Some((copies.counted(), copies.is_same(self.entry(copy))))
    }

    /// The missions with at least one event that counts, by first event in contract order.
    pub fn namespaces(&self) -> Vec<NamespaceId> {
        self.namespaces_at(Cursor::Live)
    }

    /// The missions with an event at or before `cursor`, by first event in contract order.
    pub fn namespaces_at(&self, cursor: Cursor) -> Vec<NamespaceId> {
        let bound = self.bound(cursor);
        let mut found: Vec<(&OrderKey, NamespaceId)> = (0..)
            .zip(&self.histories)
            .filter_map(|(id, history)| Some((&self.entry(*history.order().first()?).key, id)))
            .filter(|(key, _)| bound.holds(key))
            .collect();
        found.sort();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether a mission, and no other, has an event at or before `cursor`.
    pub(super) fn is_alone(&self, mission: NamespaceId, cursor: Cursor) -> bool {
        let bound = self.bound(cursor);
        let started = |history: &History| {
            history.order().first().is_some_and(|first| bound.holds(&self.entry(*first).key))
        };
        started(self.history(mission))
            && !(0..).zip(&self.histories).any(|(id, history)| id != mission && started(history))
    }

    /// The history of a mission.
    pub fn history(&self, id: NamespaceId) -> &History {
        &self.histories[id as usize]
    }

    /// The one mission of the log, or the contract's refusal; `None` while no mission is named.
    ///
    /// # Errors
    /// [`NamespaceMixedStreamError`] as the batch function would give it.
    pub fn mission_at(&self, cursor: Cursor) -> Result<Option<NamespaceId>, NamespaceMixedStreamError> {
        match *self.namespaces_at(cursor) {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            [first, second, ..] => Err(NamespaceMixedStreamError {
                expected: Box::new(self.first_namespace(first)),
                got: Box::new(self.first_namespace(second)),
            }),
        }
    }

    /// A mission's namespace as its first event in order wrote it, with that event's step.
    fn first_namespace(&self, id: NamespaceId) -> LocalNamespaceTuple {
        let history = self.history(id);
        let step = history.order().first().and_then(|first| history.step_name(self.entry(*first)));
        LocalNamespaceTuple { step_id: step.map(str::to_owned), ..history.namespace().clone() }
    }

    fn bound(&self, cursor: Cursor) -> Bound<'_> {
        match cursor {
            Cursor::Start => Bound::Start,
            Cursor::Live => Bound::Live,
            Cursor::After(entry) => Bound::At(&self.entry(entry).key),
        }
    }
}
