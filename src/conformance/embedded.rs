//! The corpus that travels inside the program.
//!
//! The table is written out so that building needs no script; `tests/fixtures.rs` holds it, the manifest and
//! the folder to each other.

/// The manifest of the embedded corpus.
pub const EMBEDDED_MANIFEST: &str = include_str!("../../fixtures/manifest.json");

macro_rules! embed {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../fixtures/", $path)))),+]
    };
}

/// The files of the embedded corpus, by the path the manifest names.
pub const EMBEDDED_FILES: &[(&str, &str)] = embed![
    "dossier/valid/dossier_artifact_indexed_valid.json",
    "dossier/valid/dossier_artifact_indexed_supersedes.json",
    "dossier/valid/dossier_artifact_indexed_with_provenance.json",
    "dossier/valid/dossier_artifact_missing_required_always.json",
    "dossier/valid/dossier_artifact_missing_required_by_step.json",
    "dossier/valid/dossier_snapshot_computed_clean.json",
    "dossier/valid/dossier_snapshot_computed_with_anomalies.json",
    "dossier/valid/dossier_parity_drift_artifact_added.json",
    "dossier/valid/dossier_parity_drift_artifact_mutated.json",
    "dossier/valid/dossier_namespace_collision_coverage.json",
    "dossier/invalid/dossier_parity_drift_namespace_mismatch.json",
    "dossier/invalid/dossier_artifact_indexed_missing_path.json",
    "dossier/invalid/dossier_artifact_indexed_invalid_class.json",
    "dossier/replay/dossier_replay_happy_path.jsonl",
    "dossier/replay/dossier_replay_drift_scenario.jsonl",
    "dossier/replay/dossier_canonical_output_snapshot.json",
];
