//! Two sides that should agree were seen to differ.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contracts::fields::{self, Closed, Fields, Model};
use crate::contracts::values::{ArtifactIdentity, LocalNamespaceTuple, closed_set};

closed_set! {
    /// How two sides differ.
    DriftKind {
        /// One side has an artifact more.
        ArtifactAdded = "artifact_added",
        /// One side has an artifact less.
        ArtifactRemoved = "artifact_removed",
        /// An artifact's content differs.
        ArtifactMutated = "artifact_mutated",
        /// One side misses something the other does not.
        AnomalyIntroduced = "anomaly_introduced",
        /// One side no longer misses something.
        AnomalyResolved = "anomaly_resolved",
        /// The manifests differ in version.
        ManifestVersionChanged = "manifest_version_changed",
    }
}

/// Payload of `MissionDossierParityDriftDetected`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MissionDossierParityDriftDetectedPayload")]
pub struct MissionDossierParityDriftDetectedPayload {
    /// The mission.
    pub namespace: LocalNamespaceTuple,
    /// The hash that should have been.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub expected_hash: String,
    /// The hash that was.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub actual_hash: String,
    /// How they differ.
    pub drift_kind: DriftKind,
    /// When it was detected, as written.
    pub detected_at: String,
    /// The artifacts the producer names as changed.
    pub artifact_ids_changed: Option<Vec<ArtifactIdentity>>,
    /// What would bring the sides together.
    pub rebuild_hint: Option<String>,
    /// What the producer had to say about it.
    pub context_diagnostics: Option<BTreeMap<String, String>>,
}

impl Model for MissionDossierParityDriftDetectedPayload {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let namespace = fields.required("namespace", fields::object);
        let expected_hash = fields.required("expected_hash", fields::text);
        let actual_hash = fields.required("actual_hash", fields::text);
        let drift_kind = fields.required("drift_kind", fields::one_of);
        let detected_at = fields.required("detected_at", fields::string);
        let artifact_ids_changed = fields.nullable("artifact_ids_changed", fields::list);
        let rebuild_hint = fields.nullable("rebuild_hint", fields::string);
        let context_diagnostics = fields.nullable("context_diagnostics", fields::string_map);
        fields.end()?;
        Some(Self {
            namespace: namespace?,
            expected_hash: expected_hash?,
            actual_hash: actual_hash?,
            drift_kind: drift_kind?,
            detected_at: detected_at?,
            artifact_ids_changed: artifact_ids_changed?,
            rebuild_hint: rebuild_hint?,
            context_diagnostics: context_diagnostics?,
        })
    }
}
