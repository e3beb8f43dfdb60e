//! Exactly the reducer's state, for comparison with the contract's own.
//!
//! Written while it is read: a state may be hundreds of times larger than what is kept of its log.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::json::write_pretty;
use crate::contracts::edition::Edition;
use crate::dossier::state::{AnomalyEntry, ArtifactEntry, DriftRecord, SnapshotSummary};
use crate::dossier::state_json::{In, Parts};
use crate::dossier::timeline::{Events, Outline, Payloads, StateError, Timeline};

/// Why a state was not written, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It cannot be written on.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// A line can no longer be read. What was written before is no JSON.
    #[error(transparent)]
    State(#[from] StateError),
}

/// Writes the state of an outline as JSON with the key names of `edition`, two spaces a level, and a line feed; its
/// values are read by `events`.
///
/// # Errors
/// Those of `out`; a line that can no longer be read.
pub fn write(
    out: &mut impl Write,
    timeline: &Timeline,
    outline: &Outline<'_>,
    edition: Edition,
    events: &dyn Events,
) -> Result<(), WriteError> {
    let lines = outline.lines(timeline);
    let mut written = Ok(());
    events.each_payload(&lines, &mut |read| {
        let reading = RefCell::new(Reading { payloads: Payloads::new(&lines, read), failed: None });
        let state = Told { timeline, outline, edition, reading: &reading };
        let result = write_pretty(out, &state);
        written = match reading.into_inner().failed {
            Some(gone) => Err(gone.into()),
            None => result.map_err(WriteError::from),
        };
    });
    written
}

/// The values as they are read, and what came in their way.
struct Reading<'p> {
    payloads: Payloads<'p>,
    failed: Option<StateError>,
}

/// A state told from its outline.
struct Told<'a, 'p> {
    timeline: &'a Timeline,
    outline: &'a Outline<'a>,
    edition: Edition,
    reading: &'a RefCell<Reading<'p>>,
}

impl<'p> Told<'_, 'p> {
    /// The next value, made of what `take` takes.
    fn next<T, P: Into<T>, E: serde::ser::Error>(
        &self,
        take: fn(&mut Payloads<'p>) -> Result<P, StateError>,
    ) -> Result<T, E> {
        let mut reading = self.reading.borrow_mut();
        take(&mut reading.payloads).map(P::into).map_err(|gone| {
            reading.failed = Some(gone);
            E::custom("a line can no longer be read")
        })
    }
}

impl Serialize for Told<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = Parts {
            namespace: self.outline.mission.as_ref().map(|(_, namespace)| In(namespace, self.edition)),
            artifacts: Artifacts(self),
            anomalies: Anomalies(self),
            latest_snapshot: Snapshot(self),
            drift_history: Drifts(self),
            parity_status: self.outline.parity_status,
            event_count: self.outline.event_count,
        };
        parts.serialize(serializer)
    }
}

struct Artifacts<'s, 'a, 'p>(&'s Told<'a, 'p>);

impl Serialize for Artifacts<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Told { timeline, outline, edition, .. } = *self.0;
        let mut map = serializer.serialize_map(Some(outline.artifacts.len()))?;
        if let Some((mission, _)) = outline.mission {
            let history = timeline.history(mission);
            for (path, _, superseded) in &outline.artifacts {
                let entry: ArtifactEntry = self.0.next(Payloads::artifact)?;
                let entry = ArtifactEntry { superseded: *superseded, ..entry };
                map.serialize_entry(history.path_name(*path), &In(&entry, edition))?;
            }
        }
        map.end()
    }
}

struct Anomalies<'s, 'a, 'p>(&'s Told<'a, 'p>);

impl Serialize for Anomalies<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let missing = self.0.outline.missing;
        let mut seq = serializer.serialize_seq(Some(missing.len()))?;
        for _ in missing {
            let entry: AnomalyEntry = self.0.next(Payloads::missing)?;
            seq.serialize_element(&In(&entry, self.0.edition))?;
        }
        seq.end()
    }
}

struct Snapshot<'s, 'a, 'p>(&'s Told<'a, 'p>);

impl Serialize for Snapshot<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.outline.snapshot {
            Some(_) => self.0.next::<SnapshotSummary, _, _>(Payloads::snapshot)?.serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}

struct Drifts<'s, 'a, 'p>(&'s Told<'a, 'p>);

impl Serialize for Drifts<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let drifts = self.0.outline.drifts;
        let mut seq = serializer.serialize_seq(Some(drifts.len()))?;
        for _ in drifts {
            seq.serialize_element(&self.0.next::<DriftRecord, _, _>(Payloads::drift)?)?;
        }
        seq.end()
    }
}
