//! The JSON Schemas of the contract: generated from the types, embedded, compiled.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::envelope::Envelope;
use super::event::DossierEventType;
use super::payloads::{
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
use super::values::{ArtifactIdentity, ContentHashRef, LocalNamespaceTuple, ProvenanceRef};
use crate::json::{self, Tape};

/// The nine schema names, in the contract's order (section 4).
pub const SCHEMA_NAMES: [&str; 9] = [
    "artifact_identity",
    "content_hash_ref",
    "provenance_ref",
    "local_namespace_tuple",
    "mission_dossier_artifact_indexed_payload",
    "mission_dossier_artifact_missing_payload",
    "mission_dossier_snapshot_computed_payload",
    "mission_dossier_parity_drift_detected_payload",
    "event",
];

/// The end of a schema file's name, after the schema's own.
pub const SCHEMA_FILE_SUFFIX: &str = ".schema.json";

/// The committed files as they were when the program was built.
const EMBEDDED: [&str; 9] = [
    include_str!("../../schemas/artifact_identity.schema.json"),
    include_str!("../../schemas/content_hash_ref.schema.json"),
    include_str!("../../schemas/provenance_ref.schema.json"),
    include_str!("../../schemas/local_namespace_tuple.schema.json"),
    include_str!("../../schemas/mission_dossier_artifact_indexed_payload.schema.json"),
    include_str!("../../schemas/mission_dossier_artifact_missing_payload.schema.json"),
    include_str!("../../schemas/mission_dossier_snapshot_computed_payload.schema.json"),
    include_str!("../../schemas/mission_dossier_parity_drift_detected_payload.schema.json"),
    include_str!("../../schemas/event.schema.json"),
];

/// A name that is no schema's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no schema {name:?}; the schemas are {}", SCHEMA_NAMES.join(", "))]
pub struct UnknownSchema {
    /// The name that was asked for.
    pub name: String,
}

/// The embedded text of a schema file.
///
/// # Errors
/// [`UnknownSchema`] names the known ones.
pub fn schema_text(name: &str) -> Result<&'static str, UnknownSchema> {
    SCHEMA_NAMES
        .iter()
        .position(|known| *known == name)
        .map(|at| EMBEDDED[at])
        .ok_or_else(|| UnknownSchema { name: name.to_owned() })
}

/// The embedded schema as JSON.
///
/// # Errors
/// [`UnknownSchema`] names the known ones.
pub fn load_schema(name: &str) -> Result<Value, UnknownSchema> {
    schema_text(name).map(|text| serde_json::from_str(text).unwrap_or_default())
}

/// Generates the file of each schema from the types, by name.
pub fn generate() -> BTreeMap<&'static str, String> {
    SCHEMA_NAMES
        .iter()
        .copied()
        .zip(generated())
        .map(|(name, schema)| (name, file_text(name, schema)))
        .collect()
}

fn generated() -> [Value; 9] {
    [
        schema::<ArtifactIdentity>(),
        schema::<ContentHashRef>(),
        schema::<ProvenanceRef>(),
        schema::<LocalNamespaceTuple>(),
        schema::<MissionDossierArtifactIndexedPayload>(),
        schema::<MissionDossierArtifactMissingPayload>(),
        schema::<MissionDossierSnapshotComputedPayload>(),
        schema::<MissionDossierParityDriftDetectedPayload>(),
        schema::<Envelope>(),
    ]
}

fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().into()
}

fn file_text(name: &str, mut schema: Value) -> String {
    schema["$id"] = format!("spec-kitty-events/{name}").into();
    format!("{schema:#}\n")
}

/// The compiled validator of an embedded schema; `None` for an unknown name.
pub fn validator(name: &str) -> Option<&'static Validator> {
    static COMPILED: LazyLock<BTreeMap<&'static str, Validator>> = LazyLock::new(|| {
        SCHEMA_NAMES
            .iter()
            .filter_map(|name| Some((*name, jsonschema::validator_for(&load_schema(name).ok()?).ok()?)))
            .collect()
    });
    COMPILED.get(name)
}

/// Whether the schema of the payloads of `kind` accepts `payload`, without a copy of it.
pub fn accepts_payload(payload: json::Value<'_>, kind: DossierEventType) -> bool {
    static COMPILED: LazyLock<[Option<Validator<Tape>>; 4]> =
        LazyLock::new(|| DossierEventType::ALL.map(|kind| on_tape(kind.schema_name())));
    COMPILED[kind as usize].as_ref().is_some_and(|schema| schema.is_valid(payload))
}

/// Whether the schema of envelopes accepts `envelope`, without a copy of it.
pub fn accepts_envelope(envelope: json::Value<'_>) -> bool {
    static COMPILED: LazyLock<Option<Validator<Tape>>> = LazyLock::new(|| on_tape("event"));
    COMPILED.as_ref().is_some_and(|schema| schema.is_valid(envelope))
}

fn on_tape(name: &str) -> Option<Validator<Tape>> {
    jsonschema::options_for::<Tape>().build(&load_schema(name).ok()?).ok()
}
