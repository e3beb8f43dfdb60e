//! A hash over all present artifacts was computed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contracts::fields::{self, Fields, Model};
use crate::contracts::natural::Natural;
use crate::contracts::values::{HashAlgorithm, LocalNamespaceTuple};

/// Payload of `MissionDossierSnapshotComputed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MissionDossierSnapshotComputedPayload")]
pub struct MissionDossierSnapshotComputedPayload {
    /// The mission.
    pub namespace: LocalNamespaceTuple,
    /// The claimed hash, in the form its producer writes.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub snapshot_hash: String,
    /// The claimed number of artifacts.
    pub artifact_count: Natural,
    /// The claimed number of missing artifacts.
    pub anomaly_count: Natural,
    /// When it was computed, as written.
    pub computed_at: String,
    /// The hash function; SHA-256 when absent.
    pub algorithm: Option<HashAlgorithm>,
    /// What the producer had to say about it.
    pub context_diagnostics: Option<BTreeMap<String, String>>,
}

impl Model for MissionDossierSnapshotComputedPayload {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let namespace = fields.required("namespace", fields::object);
        let snapshot_hash = fields.required("snapshot_hash", fields::text);
        let artifact_count = fields.required("artifact_count", fields::natural);
        let anomaly_count = fields.required("anomaly_count", fields::natural);
        let computed_at = fields.required("computed_at", fields::string);
        let algorithm = fields.nullable("algorithm", fields::one_of);
        let context_diagnostics = fields.nullable("context_diagnostics", fields::string_map);
        fields.end()?;
        Some(Self {
            namespace: namespace?,
            snapshot_hash: snapshot_hash?,
            artifact_count: artifact_count?,
            anomaly_count: anomaly_count?,
            computed_at: computed_at?,
            algorithm: algorithm?,
            context_diagnostics: context_diagnostics?,
        })
    }
}
