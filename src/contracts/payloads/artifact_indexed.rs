//! An artifact was produced, or produced anew.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contracts::fields::{self, Fields, Model};
use crate::contracts::values::{ArtifactIdentity, ContentHashRef, LocalNamespaceTuple, ProvenanceRef};

/// Payload of `MissionDossierArtifactIndexed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MissionDossierArtifactIndexedPayload")]
pub struct MissionDossierArtifactIndexedPayload {
    /// The mission.
    pub namespace: LocalNamespaceTuple,
    /// The artifact.
    pub artifact_id: ArtifactIdentity,
    /// What it held.
    pub content_ref: ContentHashRef,
    /// When it was indexed, as written.
    pub indexed_at: String,
    /// Where it came from.
    pub provenance: Option<ProvenanceRef>,
    /// The step that made it.
    pub step_id: Option<String>,
    /// The artifact it takes the place of.
    pub supersedes: Option<ArtifactIdentity>,
    /// What the producer had to say about it.
    pub context_diagnostics: Option<BTreeMap<String, String>>,
}

impl Model for MissionDossierArtifactIndexedPayload {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let namespace = fields.required("namespace", fields::object);
        let artifact_id = fields.required("artifact_id", fields::object);
        let content_ref = fields.required("content_ref", fields::object);
        let indexed_at = fields.required("indexed_at", fields::string);
        let provenance = fields.nullable("provenance", fields::object);
        let step_id = fields.nullable("step_id", fields::string);
        let supersedes = fields.nullable("supersedes", fields::object);
        let context_diagnostics = fields.nullable("context_diagnostics", fields::string_map);
        fields.end()?;
        Some(Self {
            namespace: namespace?,
            artifact_id: artifact_id?,
            content_ref: content_ref?,
            indexed_at: indexed_at?,
            provenance: provenance?,
            step_id: step_id?,
            supersedes: supersedes?,
            context_diagnostics: context_diagnostics?,
        })
    }
}
