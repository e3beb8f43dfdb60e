//! The payloads of the four dossier events (contract section 4), one a file.

mod artifact_indexed;
mod artifact_missing;
mod parity_drift_detected;
mod snapshot_computed;

pub use artifact_indexed::MissionDossierArtifactIndexedPayload;
pub use artifact_missing::MissionDossierArtifactMissingPayload;
pub use parity_drift_detected::{DriftKind, MissionDossierParityDriftDetectedPayload};
pub use snapshot_computed::MissionDossierSnapshotComputedPayload;
