//! A state before any value is read: the events it comes from.

use super::state_at::{Events, StateError};
use super::{Cursor, EntryId, NamespaceId, PathId, Timeline};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::{
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::state::{ArtifactEntry, MissionDossierState, ParityStatus};

/// The events a state comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline<'t> {
    /// The mission and its namespace; `None` while no event names one.
    pub mission: Option<(NamespaceId, LocalNamespaceTuple)>,
    /// Each path in the contract's order, the event that wrote it last, and whether it is superseded.
    pub artifacts: Vec<(PathId, EntryId, bool)>,
    /// The missing records.
    pub missing: &'t [EntryId],
    /// The newest snapshot.
    pub snapshot: Option<EntryId>,
    /// The drift records.
    pub drifts: &'t [EntryId],
    /// The contract's word on whether both sides agree.
    pub parity_status: ParityStatus,
    /// How many events count.
    pub event_count: usize,
}

impl Outline<'_> {
    /// The lines whose payloads the state is made of, in the order it tells them: artifacts, missing records, the
    /// snapshot, drift records.
    pub fn lines(&self, timeline: &Timeline) -> Vec<u32> {
        let artifacts = self.artifacts.iter().map(|(_, write, _)| write);
        let all = artifacts.chain(self.missing).chain(&self.snapshot).chain(self.drifts);
        all.map(|entry| timeline.entry(*entry).line).collect()
    }
}

/// The payloads of an outline's lines, taken one by one.
pub struct Payloads<'p> {
    lines: std::slice::Iter<'p, u32>,
    read: &'p mut dyn Iterator<Item = Option<DossierPayload>>,
}

/// One reader for each kind of event; what is there now may be another than was there before.
macro_rules! take {
    ($($(#[$doc:meta])* $name:ident => $kind:ident($payload:ty);)*) => { $(
        $(#[$doc])*
        ///
        /// # Errors
        /// The line can no longer be read.
        pub fn $name(&mut self) -> Result<$payload, StateError> {
            let line = self.lines.next().copied().unwrap_or_default();
            match self.read.next().flatten() {
                Some(DossierPayload::$kind(payload)) => Ok(*payload),
                _ => Err(StateError::Gone { line }),
            }
        }
    )* };
}

impl<'p> Payloads<'p> {
    /// Those of `lines`, as `read` gives them.
    pub fn new(lines: &'p [u32], read: &'p mut dyn Iterator<Item = Option<DossierPayload>>) -> Self {
        Self { lines: lines.iter(), read }
    }

    take! {
        /// The next one, which is of an artifact.
        artifact => ArtifactIndexed(MissionDossierArtifactIndexedPayload);
        /// The next one, which is a missing record.
        missing => ArtifactMissing(MissionDossierArtifactMissingPayload);
        /// The next one, which is a snapshot.
        snapshot => SnapshotComputed(MissionDossierSnapshotComputedPayload);
        /// The next one, which is a drift record.
        drift => ParityDriftDetected(MissionDossierParityDriftDetectedPayload);
    }
}

impl Timeline {
    /// What the state of `mission` at `cursor` comes from; without one, that of events that name none.
    pub fn outline_at(&self, mission: Option<NamespaceId>, cursor: Cursor) -> Outline<'_> {
        let Some(mission) = mission else {
            let event_count = self.upto(&self.unplaced, cursor).len();
            return Outline { event_count, ..Outline::default() };
        };
        let history = self.history(mission);
        let totals = self.totals(mission, cursor);
        Outline {
            mission: Some((mission, self.namespace_at(mission, cursor))),
            artifacts: self.artifacts_at(mission, cursor),
            missing: self.upto(history.missing(), cursor),
            snapshot: self.upto(history.snapshots(), cursor).last().copied(),
            drifts: self.upto(history.drifts(), cursor),
            parity_status: totals.parity(),
            event_count: totals.events,
        }
    }

    /// The state of an outline, with its values read.
    pub(super) fn fill(
        &self,
        outline: Outline<'_>,
        events: &dyn Events,
    ) -> Result<MissionDossierState, StateError> {
        let lines = outline.lines(self);
        let mut state = MissionDossierState {
            parity_status: outline.parity_status,
            event_count: outline.event_count,
            ..MissionDossierState::default()
        };
        let Some((mission, namespace)) = outline.mission else { return Ok(state) };
        let history = self.history(mission);
        state.namespace = Some(namespace);
        let mut fill = |payloads: &mut Payloads<'_>| {
            state.artifacts.reserve(outline.artifacts.len());
            for (path, _, superseded) in &outline.artifacts {
                let entry = ArtifactEntry { superseded: *superseded, ..payloads.artifact()?.into() };
                state.artifacts.insert(history.path_name(*path).to_owned(), entry);
            }
            for _ in outline.missing {
                state.anomalies.push(payloads.missing()?.into());
            }
            if outline.snapshot.is_some() {
                state.latest_snapshot = Some(payloads.snapshot()?.into());
            }
            for _ in outline.drifts {
                state.drift_history.push(payloads.drift()?.into());
            }
            Ok(())
        };
        let mut filled = Ok(());
        events.each_payload(&lines, &mut |read| filled = fill(&mut Payloads::new(&lines, read)));
        filled.map(|()| state)
    }
}
