//! The state as JSON: field order of the contract, key names of an edition, absent optionals as null.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::state::{AnomalyEntry, ArtifactEntry, MissionDossierState};
use crate::contracts::edition::Edition;
use crate::contracts::values::{ArtifactIdentity, LocalNamespaceTuple};

/// A part of the state, written with the key names of an edition.
///
/// Only `mission_slug` and `mission_type` have two names (contract section 1).
#[derive(Debug, Clone, Copy)]
pub struct In<'a, T>(pub &'a T, pub Edition);

/// Writes a map of entries in the order given.
macro_rules! fields {
    ($serializer:ident, $($key:expr => $value:expr),+ $(,)?) => {{
        let mut map = $serializer.serialize_map(None)?;
        $(map.serialize_entry($key, &$value)?;)+
        map.end()
    }};
}

impl Serialize for In<'_, MissionDossierState> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(state, edition) = *self;
        fields!(serializer,
            "namespace" => state.namespace.as_ref().map(|namespace| In(namespace, edition)),
            "artifacts" => Artifacts(state, edition),
            "anomalies" => state.anomalies.iter().map(|entry| In(entry, edition)).collect::<Vec<_>>(),
            "latest_snapshot" => state.latest_snapshot,
            "drift_history" => state.drift_history,
            "parity_status" => state.parity_status,
            "event_count" => state.event_count,
        )
    }
}

struct Artifacts<'a>(&'a MissionDossierState, Edition);

impl Serialize for Artifacts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.artifacts.iter().map(|(path, entry)| (path, In(entry, self.1))))
    }
}

impl Serialize for In<'_, LocalNamespaceTuple> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(namespace, edition) = *self;
        fields!(serializer,
            "project_uuid" => namespace.project_uuid,
            edition.key("mission_slug") => namespace.mission_slug,
            "target_branch" => namespace.target_branch,
            edition.key("mission_type") => namespace.mission_type,
            "manifest_version" => namespace.manifest_version,
            "step_id" => namespace.step_id,
        )
    }
}

impl Serialize for In<'_, ArtifactIdentity> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(identity, edition) = *self;
        fields!(serializer,
            edition.key("mission_type") => identity.mission_type,
            "path" => identity.path,
            "artifact_class" => identity.artifact_class,
            "run_id" => identity.run_id,
            "wp_id" => identity.wp_id,
        )
    }
}

impl Serialize for In<'_, ArtifactEntry> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(entry, edition) = *self;
        fields!(serializer,
            "identity" => In(&entry.identity, edition),
            "content_ref" => entry.content_ref,
            "indexed_at" => entry.indexed_at,
            "provenance" => entry.provenance,
            "superseded" => entry.superseded,
            "step_id" => entry.step_id,
        )
    }
}

impl Serialize for In<'_, AnomalyEntry> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(entry, edition) = *self;
        fields!(serializer,
            "anomaly_type" => "missing_artifact",
            "expected_identity" => In(&entry.expected_identity, edition),
            "manifest_step" => entry.manifest_step,
            "checked_at" => entry.checked_at,
            "remediation_hint" => entry.remediation_hint,
        )
    }
}
