//! The state at any cursor, looked up.

use std::sync::Arc;

use super::moments::Moments;
use super::sorted::{self, Bound};
use super::{Cursor, EntryId, NamespaceId, PathId, Timeline};
use crate::contracts::event::{DossierPayload, Event};
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::reduce::NamespaceMixedStreamError;
use crate::dossier::state::{MissionDossierState, ParityStatus};

/// Where a mission has no more than so many times as many events as are to be sorted, going over all that are in order
/// already takes less time than comparing them.
const MANY: usize = 64;

/// Gives events back by their line, for the values that the timeline does not keep.
pub trait Events {
    /// The event that was inserted with this line number; `None` when its source no longer has it.
    fn event(&self, line: u32) -> Option<Event>;

    /// The payload of the event with this line number, when it is a good one.
    fn payload(&self, line: u32) -> Option<DossierPayload> {
        self.event(line)?.payload
    }

    /// Lets `take` have the payloads of many events, in this order; whoever can reads ahead.
    fn each_payload(
        &self,
        lines: &[u32],
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Option<DossierPayload>>),
    ) {
        take(&mut lines.iter().map(|line| self.payload(*line)));
    }
}

/// Why there is no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The contract refuses several missions in one stream.
    #[error(transparent)]
    Mixed(#[from] NamespaceMixedStreamError),
    /// A line that was read before cannot be read again.
    #[error("line {} can no longer be read from its source", .line + 1)]
    Gone {
        /// The line, from 0.
        line: u32,
    },
}

/// What a state amounts to, without reading any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Entries in the artifact map, superseded ones included.
    pub artifacts: usize,
    /// Entries another artifact took the place of.
    pub superseded: usize,
    /// Missing records.
    pub missing: usize,
    /// Snapshots.
    pub snapshots: usize,
    /// Drift records.
    pub drifts: usize,
    /// Events with a bad payload.
    pub bad: usize,
    /// `event_count` of the contract.
    pub events: usize,
}

impl Totals {
    /// Artifacts that are present: in the map and not superseded.
    pub fn present(&self) -> usize {
        self.artifacts - self.superseded
    }

    /// The contract's parity status.
    pub fn parity(&self) -> ParityStatus {
        ParityStatus::of(self.drifts, self.snapshots)
    }
}

impl Timeline {
    /// The state the contract's reducer gives for the events up to `cursor`.
    ///
    /// # Errors
    /// Several missions at that moment, or a line that cannot be read again.
    pub fn state_at(&self, cursor: Cursor, events: &dyn Events) -> Result<MissionDossierState, StateError> {
        if let Some(mission) = self.mission_at(cursor)? {
            return self.mission_state_at(mission, cursor, events);
        }
        self.fill(self.outline_at(None, cursor), events)
    }

    /// The state of one mission, whatever other missions the log holds.
    ///
    /// Events without a well-formed namespace count for the only mission of a log, and for none of several.
    ///
    /// # Errors
    /// A line that cannot be read again.
    pub fn mission_state_at(
        &self,
        mission: NamespaceId,
        cursor: Cursor,
        events: &dyn Events,
    ) -> Result<MissionDossierState, StateError> {
        self.fill(self.outline_at(Some(mission), cursor), events)
    }

    /// What an event with a good payload says.
    ///
    /// # Errors
    /// A line that cannot be read again.
    pub fn payload(&self, entry: EntryId, events: &dyn Events) -> Result<DossierPayload, StateError> {
        let line = self.entry(entry).line;
        events.payload(line).ok_or(StateError::Gone { line })
    }

    /// The mission's namespace, with its step where no two steps were named (contract section 5, step 5).
    pub fn namespace_at(&self, mission: NamespaceId, cursor: Cursor) -> LocalNamespaceTuple {
        let history = self.history(mission);
        let several = history.steps_upto(self.keys(), self.bound(cursor)).nth(1).is_some();
        let first = self.order_of(mission).first().filter(|_| !several);
        let step_id = first.and_then(|first| self.step_of(*first)).map(str::to_owned);
        LocalNamespaceTuple { step_id, ..history.namespace().clone() }
    }

    /// The artifact map at `cursor` in the contract's order: each path, the event that wrote it last, and
    /// whether it is superseded.
    pub fn artifacts_at(&self, mission: NamespaceId, cursor: Cursor) -> Vec<(PathId, EntryId, bool)> {
        let history = self.history(mission);
        let mut found: Vec<_> = if let Some((moments, held)) = self.moments(mission, cursor) {
            let order = self.order_of(mission);
            moments.upto(held).map(|(path, place)| (path, order[place], false)).collect()
        } else {
            let mut first: Vec<_> =
                history.paths().iter().filter_map(|story| story.writes().first().copied()).collect();
            self.sort(mission, &mut first);
            let path = first.into_iter().filter_map(|first| self.entry(first).path());
            path.filter_map(|path| Some((path, *history.paths()[path as usize].writes().last()?, false)))
                .collect()
        };
        if history.superseded().next().is_some() {
            let bound = self.bound(cursor);
            for (path, write, superseded) in &mut found {
                *superseded = self.is_replaced(history.superseded_by(*path), *write, bound);
            }
        }
        found
    }

    /// The events that wrote what is present at `cursor`, in no order.
    pub fn present_at(&self, mission: NamespaceId, cursor: Cursor) -> Vec<EntryId> {
        if self.moments(mission, cursor).is_some() {
            let artifacts = self.artifacts_at(mission, cursor).into_iter();
            return artifacts.filter(|(.., superseded)| !superseded).map(|(_, write, _)| write).collect();
        }
        let paths = (0..).zip(self.history(mission).paths());
        let present = paths.filter(|(path, _)| !self.is_superseded(mission, *path, cursor));
        present.filter_map(|(_, story)| story.writes().last().copied()).collect()
    }

    /// Puts events of a mission, of which each counts and stands once, into contract order.
    pub fn sort(&self, mission: NamespaceId, events: &mut Vec<EntryId>) {
        let order = self.order_of(mission);
        if events.len() * MANY < order.len() {
            events.sort_unstable_by_key(|event| self.key(*event));
            return;
        }
        let mut is_wanted = vec![0_u64; self.entries().len() / 64 + 1];
        for event in events.iter() {
            is_wanted[*event as usize / 64] |= 1 << (event % 64);
        }
        let wanted =
            order.iter().copied().filter(|event| is_wanted[*event as usize / 64] >> (event % 64) & 1 == 1);
        events.clear();
        events.extend(wanted);
    }

    /// What a moment of a mission is looked up in, and how many of its events hold then; `None` at the end of the
    /// log, where the last event of each path holds, unless it is there already.
    fn moments(&self, mission: NamespaceId, cursor: Cursor) -> Option<(Arc<Moments>, usize)> {
        let (kept, order) = (&self.history(mission).moments, self.order_of(mission));
        let held = self.upto(order, cursor).len();
        let known = kept.reaching(held);
        let make = || (held < order.len()).then(|| kept.set(Moments::of(self, mission), order.len()));
        Some((known.or_else(make)?, held))
    }

    /// Whether a path is among the artifacts, and none has taken its place.
    pub fn is_present(&self, mission: NamespaceId, path: PathId, cursor: Cursor) -> bool {
        let writes = self.history(mission).paths()[path as usize].writes();
        !self.upto(writes, cursor).is_empty() && !self.is_superseded(mission, path, cursor)
    }

    /// Whether another artifact has taken the place of a path since it was written last.
    pub fn is_superseded(&self, mission: NamespaceId, path: PathId, cursor: Cursor) -> bool {
        let history = self.history(mission);
        let bound = self.bound(cursor);
        let write = sorted::last(history.paths()[path as usize].writes(), self.keys(), bound);
        write.is_some_and(|write| self.is_replaced(history.superseded_by(path), write, bound))
    }

    /// Whether one of the `others`, which put another artifact in the place of a path, came after `write`.
    fn is_replaced(&self, others: &[EntryId], write: EntryId, bound: Bound<'_>) -> bool {
        let other = sorted::last(others, self.keys(), bound);
        other.is_some_and(|other| self.key(other) > self.key(write))
    }

    /// What the state of a mission amounts to.
    pub fn totals(&self, mission: NamespaceId, cursor: Cursor) -> Totals {
        let history = self.history(mission);
        let artifacts = match self.moments(mission, cursor) {
            Some((moments, held)) => moments.count(held),
            None => history.paths().iter().filter(|story| !story.writes().is_empty()).count(),
        };
        let superseded =
            history.superseded().filter(|path| self.is_superseded(mission, *path, cursor)).count();
        let alone = self.is_alone(mission, cursor);
        let unplaced = if alone { self.upto(&self.unplaced, cursor).len() } else { 0 };
        Totals {
            artifacts,
            superseded,
            missing: self.upto(history.missing(), cursor).len(),
            snapshots: self.upto(history.snapshots(), cursor).len(),
            drifts: self.upto(history.drifts(), cursor).len(),
            bad: self.upto(history.bad(), cursor).len(),
            events: self.upto(self.order_of(mission), cursor).len() + unplaced,
        }
    }

    /// The part of a list in contract order that is at or before `cursor`.
    pub fn upto<'l>(&self, list: &'l [EntryId], cursor: Cursor) -> &'l [EntryId] {
        &list[..sorted::upto(list, self.keys(), self.bound(cursor))]
    }

    /// How many events that count have a bad payload, in all missions and in none.
    pub fn bad_payloads(&self) -> usize {
        self.bad
    }

    /// How many of the events at or before `cursor` that count have a bad payload, in all missions and in none.
    pub fn bad_payloads_at(&self, cursor: Cursor) -> usize {
        let placed = self.histories.iter().map(|history| self.upto(history.bad(), cursor).len());
        // Without a well-formed namespace no payload is good.
        placed.sum::<usize>() + self.upto(&self.unplaced, cursor).len()
    }

    /// The copies at or before `cursor` of events that count already, in order of arrival.
    pub fn copies_at(&self, cursor: Cursor) -> impl Iterator<Item = EntryId> {
        let bound = self.bound(cursor);
        self.duplicates.iter().copied().filter(move |copy| bound.holds(self.key(*copy)))
    }
}
