//! An artifact that the manifest expects was not there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contracts::fields::{self, Fields, Model};
use crate::contracts::values::{ArtifactIdentity, LocalNamespaceTuple, ProvenanceRef};

/// Payload of `MissionDossierArtifactMissing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MissionDossierArtifactMissingPayload")]
pub struct MissionDossierArtifactMissingPayload {
    /// The mission.
    pub namespace: LocalNamespaceTuple,
    /// The artifact that was expected.
    pub expected_identity: ArtifactIdentity,
    /// `required_always`, or the step that requires it.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub manifest_step: String,
    /// When it was looked for, as written.
    pub checked_at: String,
    /// Where it was last known to be.
    pub last_known_ref: Option<ProvenanceRef>,
    /// What would bring it about.
    pub remediation_hint: Option<String>,
    /// What the producer had to say about it.
    pub context_diagnostics: Option<BTreeMap<String, String>>,
}

impl Model for MissionDossierArtifactMissingPayload {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let namespace = fields.required("namespace", fields::object);
        let expected_identity = fields.required("expected_identity", fields::object);
        let manifest_step = fields.required("manifest_step", fields::text);
        let checked_at = fields.required("checked_at", fields::string);
        let last_known_ref = fields.nullable("last_known_ref", fields::object);
        let remediation_hint = fields.nullable("remediation_hint", fields::string);
        let context_diagnostics = fields.nullable("context_diagnostics", fields::string_map);
        fields.end()?;
        Some(Self {
            namespace: namespace?,
            expected_identity: expected_identity?,
            manifest_step: manifest_step?,
            checked_at: checked_at?,
            last_known_ref: last_known_ref?,
            remediation_hint: remediation_hint?,
            context_diagnostics: context_diagnostics?,
        })
    }
}
