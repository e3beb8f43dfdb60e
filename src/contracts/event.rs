//! Events as the reducer sees them, and the registry of their types.

use serde::Deserialize;

use super::edition::Edition;
use super::envelope::Envelope;
use super::fields::{self, Model, Reading};
use super::ids::EventId;
use super::natural::Natural;
use super::payloads::{
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
use super::timestamp::Timestamp;
use super::values::LocalNamespaceTuple;
use crate::json::Value;

/// Event type of an artifact that was produced.
pub const MISSION_DOSSIER_ARTIFACT_INDEXED: &str = "MissionDossierArtifactIndexed";
/// Event type of an expected artifact that was not there.
pub const MISSION_DOSSIER_ARTIFACT_MISSING: &str = "MissionDossierArtifactMissing";
/// Event type of a computed hash over all artifacts.
pub const MISSION_DOSSIER_SNAPSHOT_COMPUTED: &str = "MissionDossierSnapshotComputed";
/// Event type of two sides seen to differ.
pub const MISSION_DOSSIER_PARITY_DRIFT_DETECTED: &str = "MissionDossierParityDriftDetected";

/// The four event types that make up a dossier.
pub const DOSSIER_EVENT_TYPES: [&str; 4] = [
    MISSION_DOSSIER_ARTIFACT_INDEXED,
    MISSION_DOSSIER_ARTIFACT_MISSING,
    MISSION_DOSSIER_SNAPSHOT_COMPUTED,
    MISSION_DOSSIER_PARITY_DRIFT_DETECTED,
];

/// One of the four dossier event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DossierEventType {
    /// [`MISSION_DOSSIER_ARTIFACT_INDEXED`]
    ArtifactIndexed,
    /// [`MISSION_DOSSIER_ARTIFACT_MISSING`]
    ArtifactMissing,
    /// [`MISSION_DOSSIER_SNAPSHOT_COMPUTED`]
    SnapshotComputed,
    /// [`MISSION_DOSSIER_PARITY_DRIFT_DETECTED`]
    ParityDriftDetected,
}

impl DossierEventType {
    /// All four, in the order of [`DOSSIER_EVENT_TYPES`].
    pub const ALL: [Self; 4] =
        [Self::ArtifactIndexed, Self::ArtifactMissing, Self::SnapshotComputed, Self::ParityDriftDetected];

    /// The type an envelope's `event_type` names, if it is one of the four.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name an envelope carries.
    pub fn name(self) -> &'static str {
        match self {
            Self::ArtifactIndexed => MISSION_DOSSIER_ARTIFACT_INDEXED,
            Self::ArtifactMissing => MISSION_DOSSIER_ARTIFACT_MISSING,
            Self::SnapshotComputed => MISSION_DOSSIER_SNAPSHOT_COMPUTED,
            Self::ParityDriftDetected => MISSION_DOSSIER_PARITY_DRIFT_DETECTED,
        }
    }

    /// One word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::ArtifactIndexed => "indexed",
            Self::ArtifactMissing => "missing",
            Self::SnapshotComputed => "snapshot",
            Self::ParityDriftDetected => "drift",
        }
    }

    /// The name of the payload's schema.
    pub fn schema_name(self) -> &'static str {
        match self {
            Self::ArtifactIndexed => "mission_dossier_artifact_indexed_payload",
            Self::ArtifactMissing => "mission_dossier_artifact_missing_payload",
            Self::SnapshotComputed => "mission_dossier_snapshot_computed_payload",
            Self::ParityDriftDetected => "mission_dossier_parity_drift_detected_payload",
        }
    }
}

/// The fields of payloads that hold lists, as they are written.
const LISTS: [&str; 2] = ["\"source_event_ids\"", "\"artifact_ids_changed\""];

/// A payload that keeps the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DossierPayload {
    /// An artifact was produced.
    ArtifactIndexed(Box<MissionDossierArtifactIndexedPayload>),
    /// An expected artifact was not there.
    ArtifactMissing(Box<MissionDossierArtifactMissingPayload>),
    /// A hash was computed.
    SnapshotComputed(Box<MissionDossierSnapshotComputedPayload>),
    /// Two sides differ.
    ParityDriftDetected(Box<MissionDossierParityDriftDetectedPayload>),
}

impl DossierPayload {
    /// Reads the payload of an event of type `kind` from the beginning of a text, whatever follows it.
    ///
    /// Takes nothing that [`Self::read`] would not take under edition 3 with the same result, and leaves some: what it
    /// refuses is to be read by that.
    pub(super) fn beginning(text: &str, kind: DossierEventType) -> Option<Self> {
        fn boxed<'t, T: Deserialize<'t>>(text: &'t str) -> Option<Box<T>> {
            T::deserialize(&mut serde_json::Deserializer::from_str(text)).ok().map(Box::new)
        }
        // What serde derives takes a list for an object as well.
        let is_list = |(at, _): (usize, &str)| {
            let name = text[..at].trim_end().strip_suffix(':').unwrap_or_default().trim_end();
            LISTS.iter().any(|list| name.ends_with(list))
        };
        if !text.match_indices('[').all(is_list) {
            return None;
        }
        Some(match kind {
            DossierEventType::ArtifactIndexed => Self::ArtifactIndexed(boxed(text)?),
            DossierEventType::ArtifactMissing => Self::ArtifactMissing(boxed(text)?),
            DossierEventType::SnapshotComputed => Self::SnapshotComputed(boxed(text)?),
            DossierEventType::ParityDriftDetected => Self::ParityDriftDetected(boxed(text)?),
        })
    }

    /// Reads the payload of an event of type `kind`; violations go to `reading`.
    pub fn read(kind: DossierEventType, reading: &mut Reading, value: Value<'_>, at: &str) -> Option<Self> {
        fn boxed<T: Model>(reading: &mut Reading, value: Value<'_>, at: &str) -> Option<Box<T>> {
            reading.model(value, at).map(Box::new)
        }
        Some(match kind {
            DossierEventType::ArtifactIndexed => Self::ArtifactIndexed(boxed(reading, value, at)?),
            DossierEventType::ArtifactMissing => Self::ArtifactMissing(boxed(reading, value, at)?),
            DossierEventType::SnapshotComputed => Self::SnapshotComputed(boxed(reading, value, at)?),
            DossierEventType::ParityDriftDetected => Self::ParityDriftDetected(boxed(reading, value, at)?),
        })
    }
}

/// A dossier event with a usable envelope, as the reducer takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id, normalised.
    pub event_id: EventId,
    /// Its clock; `None` sorts before every clock.
    pub lamport_clock: Option<Natural>,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The edition its payload was read under.
    pub edition: Edition,
    /// Which of the four it is.
    pub kind: DossierEventType,
    /// The payload's namespace when that alone is well formed.
    pub namespace: Option<LocalNamespaceTuple>,
    /// The whole payload; `None` when it breaks the contract.
    pub payload: Option<DossierPayload>,
}

impl Event {
    /// The event with these core fields and this payload.
    pub(super) fn read(
        core: Core,
        kind: DossierEventType,
        payload: Value<'_>,
        reading: &mut Reading,
    ) -> Self {
        let edition = reading.edition;
        let read = DossierPayload::read(kind, reading, payload, "/payload");
        let namespace = match &read {
            Some(DossierPayload::ArtifactIndexed(payload)) => Some(payload.namespace.clone()),
            Some(DossierPayload::ArtifactMissing(payload)) => Some(payload.namespace.clone()),
            Some(DossierPayload::SnapshotComputed(payload)) => Some(payload.namespace.clone()),
            Some(DossierPayload::ParityDriftDetected(payload)) => Some(payload.namespace.clone()),
            // The payload is bad, but its namespace still takes part in the mission check.
            None => payload.get("namespace").and_then(|value| Reading::at_most(edition, 0).model(value, "")),
        };
        let Core { event_id, lamport_clock, timestamp } = core;
        Self { event_id, lamport_clock, timestamp, edition, kind, namespace, payload: read }
    }
}

/// The envelope fields a replay cannot do without.
#[derive(Debug, Clone)]
pub(super) struct Core {
    event_id: EventId,
    lamport_clock: Option<Natural>,
    timestamp: Timestamp,
}

impl From<Envelope> for Core {
    fn from(envelope: Envelope) -> Self {
        let Envelope { event_id, lamport_clock, timestamp, .. } = envelope;
        Self { event_id, lamport_clock, timestamp }
    }
}

impl Model for Core {
    fn read(fields: &mut fields::Fields<'_, '_>) -> Option<Self> {
        let event_id = fields.required("event_id", super::envelope::id);
        let lamport_clock = fields.nullable("lamport_clock", fields::natural);
        let timestamp = fields.required("timestamp", super::envelope::timestamp);
        Some(Self { event_id: event_id?, lamport_clock: lamport_clock?, timestamp: timestamp? })
    }
}
