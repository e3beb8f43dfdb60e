//! Everything that was read of a mission's dossier, as positions in contract order.
//!
//! Events may arrive in any order and any number of times; each is put where it belongs. A state at any
//! [`Cursor`] is looked up, never replayed: values are read again from their events ([`Events`]).

mod arrivals;
mod copies;
mod entry;
mod history;
mod ids;
mod insert;
mod moments;
mod names;
mod outline;
mod sequence;
mod sorted;
mod state_at;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::reduce::NamespaceMixedStreamError;
use crate::contracts::ids::EventId;
use crate::contracts::natural::Natural;
use crate::contracts::values::LocalNamespaceTuple;
pub use arrivals::Arrivals;
pub use copies::Contents;
use copies::Copies;
pub use entry::{Entry, EntryId, Key, Standing};
pub use history::{History, MissedPath, PathId, PathStory};
use ids::Ids;
pub use outline::{Outline, Payloads};
use sequence::Sequence;
use sorted::{Bound, Keys};
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

/// A mission and a step that a namespace named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Scope {
    history: NamespaceId,
    /// Its number in the history, or [`entry::NONE`].
    step: u32,
}

/// The dossier events of a log, in contract order, and every mission's history.
#[derive(Debug, Default)]
pub struct Timeline {
    entries: Vec<Entry>,
    /// Clocks beyond 64 bits, by the numbers entries hold.
    clocks: Vec<Natural>,
    order: Sequence,
    ids: Ids,
    hasher: DefaultHashBuilder,
    copies: HashMap<EventId, Copies>,
    /// Copies of events that count already, by number.
    duplicates: Vec<EntryId>,
    histories: Vec<History>,
    by_namespace: HashTable<NamespaceId>,
    scopes: Vec<Scope>,
    scope_numbers: HashTable<u32>,
    /// Whether missions have an order of their own; while all events are of one mission, theirs is the timeline's.
    is_split: bool,
    /// Events that count but have no well-formed namespace.
    unplaced: Sequence,
    /// How many of the events that count have a bad payload.
    bad: usize,
    /// How many copies are not shown to say what the event that counts says.
    conflicting: usize,
    /// Of the events that counted when they came, the one that sorts last.
    greatest: Option<EntryId>,
}

impl Timeline {
    /// Every dossier event that was read, copies included, in order of arrival.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One of them.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id as usize]
    }

    /// Where an event belongs in the contract's order.
    pub fn key(&self, id: EntryId) -> Key<'_> {
        self.keys().of(id)
    }

    fn keys(&self) -> Keys<'_> {
        Keys { entries: &self.entries, clocks: &self.clocks }
    }

    /// The mission an event belongs to; `None` when its namespace is malformed.
    pub fn mission_of(&self, id: EntryId) -> Option<NamespaceId> {
        self.scopes.get(self.entry(id).scope as usize).map(|scope| scope.history)
    }

    /// The step an event's namespace named.
    pub fn step_of(&self, id: EntryId) -> Option<&str> {
        let scope = self.scopes.get(self.entry(id).scope as usize)?;
        self.histories[scope.history as usize].step_name(scope.step)
    }

    /// The events of a mission that count, in contract order.
    pub fn order_of(&self, mission: NamespaceId) -> &[EntryId] {
        if self.is_split { &self.histories[mission as usize].order } else { &self.order }
    }

    /// The events that count, in contract order.
    pub fn order(&self) -> &[EntryId] {
        &self.order
    }

    /// The place of an event that counts in the contract order, from 0; for a copy, the place it would have.
    pub fn position(&self, id: EntryId) -> usize {
        sorted::before_near(&self.order, self.keys(), self.key(id), self.place_written(id))
    }

    /// How many of the events that count were written before an event.
    fn place_written(&self, id: EntryId) -> usize {
        id as usize - self.duplicates.partition_point(|copy| *copy < id)
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
        self.place_written(id).saturating_sub(self.position(id))
    }

    /// Of the copies, those not shown to say the same as the event that counts.
    pub fn conflicting(&self) -> usize {
        self.conflicting
    }

    /// Whether a copy says the same as the event that counts, and which that is.
    pub fn original_of(&self, copy: EntryId) -> Option<(EntryId, bool)> {
        let copies = self.copies.get(&self.entry(copy).event_id())?;
        Some((copies.counted(), copies.is_same(self.entry(copy))))
    }

    /// The missions with at least one event that counts, by first event in contract order.
    pub fn namespaces(&self) -> Vec<NamespaceId> {
        self.namespaces_at(Cursor::Live)
    }

    /// The missions with an event at or before `cursor`, by first event in contract order.
    pub fn namespaces_at(&self, cursor: Cursor) -> Vec<NamespaceId> {
        let bound = self.bound(cursor);
        let mut found: Vec<_> = (0..self.histories.len() as NamespaceId)
            .filter_map(|id| Some((self.key(*self.order_of(id).first()?), id)))
            .filter(|(key, _)| bound.holds(*key))
            .collect();
        found.sort();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether a mission, and no other, has an event at or before `cursor`.
    pub(super) fn is_alone(&self, mission: NamespaceId, cursor: Cursor) -> bool {
        let bound = self.bound(cursor);
        let started = |id| self.order_of(id).first().is_some_and(|first| bound.holds(self.key(*first)));
        let others = (0..self.histories.len() as NamespaceId).filter(|id| *id != mission);
        started(mission) && !others.into_iter().any(started)
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
        let step = self.order_of(id).first().and_then(|first| self.step_of(*first));
        LocalNamespaceTuple { step_id: step.map(str::to_owned), ..history.namespace().clone() }
    }

    fn bound(&self, cursor: Cursor) -> Bound<'_> {
        match cursor {
            Cursor::Start => Bound::Start,
            Cursor::Live => Bound::Live,
            Cursor::After(entry) => Bound::At(self.key(entry)),
        }
    }
}
