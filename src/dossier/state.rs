//! The state of a mission's dossier, exactly as the contract defines it (section 5).
//!
//! Nothing that we infer may live here; that is [`super::reading`]'s.

use indexmap::IndexMap;
use serde::Serialize;

use crate::contracts::natural::Natural;
use crate::contracts::payloads::{
    DriftKind, MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
use crate::contracts::values::{
    ArtifactIdentity, ContentHashRef, HashAlgorithm, LocalNamespaceTuple, ProvenanceRef,
};

/// What is known of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactEntry {
    /// The artifact.
    pub identity: ArtifactIdentity,
    /// What it held.
    pub content_ref: ContentHashRef,
    /// When it was indexed, as written.
    pub indexed_at: String,
    /// Where it came from.
    pub provenance: Option<ProvenanceRef>,
    /// Whether another artifact took its place. It stays in the state and is no longer present.
    pub superseded: bool,
    /// The step that made it.
    pub step_id: Option<String>,
}

/// An expected artifact that was not there. The contract never takes such a record back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalyEntry {
    /// The artifact that was expected.
    pub expected_identity: ArtifactIdentity,
    /// `required_always`, or the step that requires it.
    pub manifest_step: String,
    /// When it was looked for, as written.
    pub checked_at: String,
    /// What would bring it about.
    pub remediation_hint: Option<String>,
}

/// The newest snapshot's claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotSummary {
    /// The claimed hash.
    pub snapshot_hash: String,
    /// The claimed number of artifacts.
    pub artifact_count: Natural,
    /// The claimed number of missing artifacts.
    pub anomaly_count: Natural,
    /// When it was computed, as written.
    pub computed_at: String,
    /// The hash function.
    pub algorithm: HashAlgorithm,
}

/// Two sides that were seen to differ. The contract never takes such a record back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DriftRecord {
    /// The hash that should have been.
    pub expected_hash: String,
    /// The hash that was.
    pub actual_hash: String,
    /// How they differ.
    pub drift_kind: DriftKind,
    /// When it was detected, as written.
    pub detected_at: String,
}

/// The contract's word on whether both sides agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum ParityStatus {
    /// No drift recorded, and a snapshot exists.
    Clean,
    /// A drift was recorded at some time.
    Drifted,
    /// No drift and no snapshot.
    #[default]
    Unknown,
}

impl ParityStatus {
    /// Step 7 of the reducer: drift never clears.
    pub fn of(drift: usize, snapshots: usize) -> Self {
        match (drift, snapshots) {
            (1.., _) => Self::Drifted,
            (0, 1..) => Self::Clean,
            (0, 0) => Self::Unknown,
        }
    }

    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Drifted => "drifted",
            Self::Unknown => "unknown",
        }
    }
}

/// The dossier of one mission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissionDossierState {
    /// The mission; `None` when no event had a well-formed namespace.
    pub namespace: Option<LocalNamespaceTuple>,
    /// The artifacts by path, in the order of their first indexing.
    pub artifacts: IndexMap<String, ArtifactEntry>,
    /// Every missing record.
    pub anomalies: Vec<AnomalyEntry>,
    /// The newest snapshot.
    pub latest_snapshot: Option<SnapshotSummary>,
    /// Every drift record.
    pub drift_history: Vec<DriftRecord>,
    /// Whether both sides agree.
    pub parity_status: ParityStatus,
    /// Dossier events after duplicates are dropped, bad payloads included.
    pub event_count: usize,
}

impl From<MissionDossierArtifactIndexedPayload> for ArtifactEntry {
    fn from(payload: MissionDossierArtifactIndexedPayload) -> Self {
        let MissionDossierArtifactIndexedPayload {
            artifact_id,
            content_ref,
            indexed_at,
            provenance,
            step_id,
            ..
        } = payload;
        Self { identity: artifact_id, content_ref, indexed_at, provenance, superseded: false, step_id }
    }
}

impl From<MissionDossierArtifactMissingPayload> for AnomalyEntry {
    fn from(payload: MissionDossierArtifactMissingPayload) -> Self {
        let MissionDossierArtifactMissingPayload {
            expected_identity,
            manifest_step,
            checked_at,
            remediation_hint,
            ..
        } = payload;
        Self { expected_identity, manifest_step, checked_at, remediation_hint }
    }
}

impl From<MissionDossierSnapshotComputedPayload> for SnapshotSummary {
    fn from(payload: MissionDossierSnapshotComputedPayload) -> Self {
        let MissionDossierSnapshotComputedPayload {
            snapshot_hash,
            artifact_count,
            anomaly_count,
            computed_at,
            algorithm,
            ..
        } = payload;
        let algorithm = algorithm.unwrap_or(HashAlgorithm::Sha256);
        Self { snapshot_hash, artifact_count, anomaly_count, computed_at, algorithm }
    }
}

impl From<MissionDossierParityDriftDetectedPayload> for DriftRecord {
    fn from(payload: MissionDossierParityDriftDetectedPayload) -> Self {
        let MissionDossierParityDriftDetectedPayload {
            expected_hash,
            actual_hash,
            drift_kind,
            detected_at,
            ..
        } = payload;
        Self { expected_hash, actual_hash, drift_kind, detected_at }
    }
}
