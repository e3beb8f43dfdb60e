//! `dossier` opens a mission's event log and replays its dossier.

pub mod cli;
pub mod conformance;
pub mod contracts;
pub mod dossier;
pub mod json;
pub mod report;
pub mod session;
pub mod source;
pub mod text;
pub mod tui;

pub use conformance::{load_fixtures, load_replay_stream};
pub use contracts::event::{
    DOSSIER_EVENT_TYPES, MISSION_DOSSIER_ARTIFACT_INDEXED, MISSION_DOSSIER_ARTIFACT_MISSING,
    MISSION_DOSSIER_PARITY_DRIFT_DETECTED, MISSION_DOSSIER_SNAPSHOT_COMPUTED,
};
pub use contracts::payloads::{
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
pub use contracts::schemas::load_schema;
pub use contracts::validate::{ConformanceResult, ModelViolation, SchemaViolation, validate_event};
pub use contracts::values::{ArtifactIdentity, ContentHashRef, LocalNamespaceTuple, ProvenanceRef};
pub use dossier::reduce::{NamespaceMixedStreamError, reduce_mission_dossier};
pub use dossier::state::{AnomalyEntry, ArtifactEntry, DriftRecord, MissionDossierState, SnapshotSummary};
