//! The field tables of the eight types and of the envelope, as data.

use serde_json::{Value, json};

/// What a field holds.
#[derive(Clone, Copy)]
pub(super) enum Of {
    /// At least one character.
    Text,
    String,
    Natural,
    Among(&'static [&'static str]),
    Fields(&'static Table),
    Lists(&'static Table),
    Strings,
    Map,
    Id,
    Uuid,
    Time,
    Version,
    Tier,
    Anything,
}

/// Whether a field may be absent, and whether null.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Need {
    Required,
    /// May be absent or null.
    Optional,
    /// May be absent, not null.
    Present,
}

pub(super) struct Table {
    pub(super) schema: &'static str,
    pub(super) closed: bool,
    pub(super) fields: &'static [(&'static str, Need, Of)],
}

use Need::{Optional, Present, Required};
use Of::{Among, Anything, Id, Lists, Map, Natural, String, Strings, Text, Tier, Time, Uuid, Version};

const ALGORITHMS: Of = Among(&["sha256", "sha512", "md5"]);

pub(super) static NAMESPACE: Table = Table {
    schema: "local_namespace_tuple",
    closed: true,
    fields: &[
        ("project_uuid", Required, Text),
        ("mission_slug", Required, Text),
        ("target_branch", Required, Text),
        ("mission_type", Required, Text),
        ("manifest_version", Required, Text),
        ("step_id", Optional, String),
    ],
};

pub(super) static IDENTITY: Table = Table {
    schema: "artifact_identity",
    closed: true,
    fields: &[
        ("mission_type", Required, Text),
        ("path", Required, Text),
        (
            "artifact_class",
            Required,
            Among(&["input", "workflow", "output", "evidence", "policy", "runtime"]),
        ),
        ("run_id", Optional, String),
        ("wp_id", Optional, String),
    ],
};

pub(super) static CONTENT: Table = Table {
    schema: "content_hash_ref",
    closed: true,
    fields: &[
        ("hash", Required, Text),
        ("algorithm", Required, ALGORITHMS),
        ("size_bytes", Optional, Natural),
        ("encoding", Optional, String),
    ],
};

pub(super) static PROVENANCE: Table = Table {
    schema: "provenance_ref",
    closed: true,
    fields: &[
        ("source_event_ids", Optional, Strings),
        ("git_sha", Optional, String),
        ("git_ref", Optional, String),
        ("actor_id", Optional, String),
        ("actor_kind", Optional, Among(&["human", "llm", "system"])),
        ("revised_at", Optional, String),
    ],
};

pub(super) static INDEXED: Table = Table {
    schema: "mission_dossier_artifact_indexed_payload",
    closed: true,
    fields: &[
        ("namespace", Required, Of::Fields(&NAMESPACE)),
        ("artifact_id", Required, Of::Fields(&IDENTITY)),
        ("content_ref", Required, Of::Fields(&CONTENT)),
        ("indexed_at", Required, String),
        ("provenance", Optional, Of::Fields(&PROVENANCE)),
        ("step_id", Optional, String),
        ("supersedes", Optional, Of::Fields(&IDENTITY)),
        ("context_diagnostics", Optional, Map),
    ],
};

pub(super) static MISSING: Table = Table {
    schema: "mission_dossier_artifact_missing_payload",
    closed: true,
    fields: &[
        ("namespace", Required, Of::Fields(&NAMESPACE)),
        ("expected_identity", Required, Of::Fields(&IDENTITY)),
        ("manifest_step", Required, Text),
        ("checked_at", Required, String),
        ("last_known_ref", Optional, Of::Fields(&PROVENANCE)),
        ("remediation_hint", Optional, String),
        ("context_diagnostics", Optional, Map),
    ],
};

pub(super) static SNAPSHOT: Table = Table {
    schema: "mission_dossier_snapshot_computed_payload",
    closed: true,
    fields: &[
        ("namespace", Required, Of::Fields(&NAMESPACE)),
        ("snapshot_hash", Required, Text),
        ("artifact_count", Required, Natural),
        ("anomaly_count", Required, Natural),
        ("computed_at", Required, String),
        ("algorithm", Optional, ALGORITHMS),
        ("context_diagnostics", Optional, Map),
    ],
};

pub(super) static DRIFT: Table = Table {
    schema: "mission_dossier_parity_drift_detected_payload",
    closed: true,
    fields: &[
        ("namespace", Required, Of::Fields(&NAMESPACE)),
        ("expected_hash", Required, Text),
        ("actual_hash", Required, Text),
        (
            "drift_kind",
            Required,
            Among(&[
                "artifact_added",
                "artifact_removed",
                "artifact_mutated",
                "anomaly_introduced",
                "anomaly_resolved",
                "manifest_version_changed",
            ]),
        ),
        ("detected_at", Required, String),
        ("artifact_ids_changed", Optional, Lists(&IDENTITY)),
        ("rebuild_hint", Optional, String),
        ("context_diagnostics", Optional, Map),
    ],
};

pub(super) static ENVELOPE: Table = Table {
    schema: "event",
    closed: false,
    fields: &[
        ("event_id", Required, Id),
        ("event_type", Required, Text),
        ("aggregate_id", Required, Text),
        ("payload", Present, Anything),
        ("timestamp", Required, Time),
        ("build_id", Required, Text),
        ("node_id", Required, Text),
        ("lamport_clock", Optional, Natural),
        ("causation_id", Optional, Id),
        ("project_uuid", Required, Uuid),
        ("project_slug", Optional, String),
        ("correlation_id", Required, Id),
        ("schema_version", Present, Version),
        ("data_tier", Present, Tier),
    ],
};

pub(super) static ALL: [&Table; 9] =
    [&NAMESPACE, &IDENTITY, &CONTENT, &PROVENANCE, &INDEXED, &MISSING, &SNAPSHOT, &DRIFT, &ENVELOPE];

impl Table {
    /// A value with every field.
    pub(super) fn full(&self) -> Value {
        self.fields.iter().map(|(name, _, of)| ((*name).to_owned(), of.sample())).collect()
    }
}

impl Table {
    /// An object without fields, sound where none is required.
    fn empty(&self) -> Case {
        let sound = self.fields.iter().all(|(_, need, _)| *need != Need::Required);
        (json!({}), sound, sound)
    }
}

/// A value, and whether it is sound in the model and in the schema.
pub(super) type Case = (Value, bool, bool);

impl Of {
    fn sample(self) -> Value {
        self.cases().into_iter().find(|case| case.1).map(|case| case.0).unwrap()
    }

    /// Values of the right type and of wrong ones; the first sound one is a sample.
    pub(super) fn cases(self) -> Vec<Case> {
        let good = |value: Value| (value, true, true);
        let bad = |value: Value| (value, false, false);
        // What a schema lets through because it does not look into formats.
        let shape = |value: &str| (json!(value), false, true);
        let mut cases = match self {
            Self::Text => vec![good(json!("x")), good(json!(" ")), good(json!("é\u{0}")), bad(json!(""))],
            Self::String => vec![good(json!("x")), good(json!(""))],
            Self::Among(members) => members
                .iter()
                .map(|member| good(json!(member)))
                .chain(members.iter().map(|member| bad(json!(member.to_uppercase()))))
                .chain([bad(json!("")), bad(json!("other")), bad(json!(format!("{} ", members[0])))])
                .collect(),
            Self::Natural => vec![good(json!(7)), good(json!(0)), good(json!(3.0)), good(json!(u64::MAX))],
            Self::Tier => vec![good(json!(4)), good(json!(0)), good(json!(3.0)), bad(json!(5))],
            Self::Fields(table) => vec![good(table.full()), table.empty()],
            Self::Lists(table) => vec![
                good(json!([table.full(), table.full()])),
                good(json!([])),
                bad(json!([{}])),
                bad(json!([table.full(), null])),
            ],
            Self::Strings => {
                vec![good(json!(["x", ""])), good(json!([])), bad(json!([1])), bad(json!(["x", null]))]
            }
            Self::Map => vec![
                good(json!({"a": "b", "": ""})),
                good(json!({})),
                bad(json!({"a": 1})),
                bad(json!({"a": null})),
            ],
            Self::Anything => vec![good(json!({"any": [1, null]})), good(json!({}))],
            Self::Id => vec![
                good(json!("01KK1G9NG092N1TSG8YW1D6HW9")),
                good(json!("41F60be0-7cef-4aa3-aaed-cf4a4599a084")),
                good(json!("41f60be07cef4aa3aaedcf4a4599a084")),
                bad(json!("")),
                bad(json!("01KK1G9NG092N1TSG8YW1D6HW")),
                bad(json!("01KK1G9NG092N1TSG8YW1D6HWI")),
                bad(json!("{41f60be0-7cef-4aa3-aaed-cf4a4599a084}")),
                bad(json!("41f60be0-7cef-4aa3-aaed-cf4a4599a08g")),
            ],
            Self::Uuid => vec![
                good(json!("41f60be0-7cef-4aa3-aaed-cf4a4599a084")),
                good(json!("41F60BE07CEF4AA3AAEDCF4A4599A084")),
                good(json!("{41f60be0-7cef-4aa3-aaed-cf4a4599a084}")),
                good(json!("urn:uuid:41f60be0-7cef-4aa3-aaed-cf4a4599a084")),
                shape("pantry"),
                shape(""),
            ],
            Self::Time => vec![good(json!("2026-05-19T10:31:16Z")), shape("yesterday"), shape("")],
            Self::Version => {
                vec![good(json!("3.0.0")), bad(json!("3.0")), bad(json!("")), bad(json!("v3.0.0"))]
            }
        };
        if matches!(self, Self::Natural | Self::Tier) {
            cases.extend([json!(-1), json!(1.5), json!("3")].map(bad));
        } else {
            cases.push(bad(json!(5)));
        }
        cases.push(bad(json!(true)));
        if !matches!(self, Self::Lists(_) | Self::Strings) {
            cases.push(bad(json!([])));
        }
        if !matches!(self, Self::Map | Self::Anything | Self::Fields(_)) {
            cases.push(bad(json!({})));
        }
        if matches!(self, Self::Map | Self::Anything | Self::Fields(_) | Self::Lists(_) | Self::Strings) {
            cases.push(bad(json!("x")));
        }
        cases
    }
}
