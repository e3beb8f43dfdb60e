//! What the objects of a sound line look like: each field, how it is read, whether it must be there.
//!
//! The tables say what the models say ([`crate::contracts::fields`]) of values that nothing is found in; the tests
//! hold one against the other.

use crate::contracts::edition::Edition;
use crate::contracts::event::DossierEventType;

/// How the value of a field is read, and what is kept of it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read {
    /// Any string.
    String,
    /// A string of at least one character.
    Text,
    /// A list of strings.
    Strings,
    /// An object of strings.
    StringMap,
    /// A whole number from zero up.
    Natural,
    /// A hash function.
    Algorithm,
    /// What kind of actor.
    ActorKind,
    /// How two sides differ.
    DriftKind,
    /// An id that is only checked.
    Id,
    /// A UUID that is only checked.
    Uuid,
    /// A version `N.N.N`.
    Version,
    /// A number from 0 to 4.
    Tier,
    /// Any value.
    Any,
    /// The event's own id.
    EventId,
    /// Its type.
    EventType,
    /// Its clock.
    Clock,
    /// When it happened.
    Timestamp,
    /// What it says.
    Payload,
    /// The payload's namespace.
    Namespace,
    /// One of the six parts of a namespace.
    Part(usize),
    /// The artifact an event is about.
    Artifact,
    /// The artifact it takes the place of.
    Superseded,
    /// A list of artifacts.
    Artifacts,
    /// An artifact's path.
    Path,
    /// An artifact's class.
    Class,
    /// An object of this shape of which nothing is kept.
    Object(&'static Shape),
}

impl Read {
    /// Whether such a value is only checked, and may well be the same in each line.
    pub(super) fn is_often_constant(self) -> bool {
        matches!(
            self,
            Self::String
                | Self::Text
                | Self::Algorithm
                | Self::ActorKind
                | Self::DriftKind
                | Self::Id
                | Self::Uuid
                | Self::Version
        )
    }

    /// Whether there is more to such a value than itself: it holds others, or tells what others there are.
    pub(super) fn is_structure(self) -> bool {
        matches!(self, Self::EventType | Self::Payload | Self::Object(_) | Self::Artifact | Self::Superseded)
    }
}

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    /// May be absent or null.
    Nullable,
    /// May be absent, but not null.
    Present,
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Field {
    name: &'static str,
    pub(super) read: Read,
    need: Need,
}

impl Field {
    /// What edition 3 calls it.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Whether null stands for its absence.
    pub(super) fn is_nullable(&self) -> bool {
        self.need == Need::Nullable
    }
}

const fn required(name: &'static str, read: Read) -> Field {
    Field { name, read, need: Need::Required }
}

const fn nullable(name: &'static str, read: Read) -> Field {
    Field { name, read, need: Need::Nullable }
}

const fn present(name: &'static str, read: Read) -> Field {
    Field { name, read, need: Need::Present }
}

/// What an object looks like. A set of its fields is a set of bits, by place in `fields`.
#[derive(Debug)]
pub(super) struct Shape {
    /// Its number among all shapes, below [`SHAPES`].
    pub(super) id: usize,
    pub(super) fields: &'static [Field],
    /// The fields that must be there.
    pub(super) required: u64,
    /// Whether it may have fields of other names.
    pub(super) is_open: bool,
}

impl Shape {
    const fn closed(id: usize, fields: &'static [Field]) -> Self {
        let mut required = 0;
        let mut at = 0;
        while at < fields.len() {
            if matches!(fields[at].need, Need::Required) {
                required |= 1 << at;
            }
            at += 1;
        }
        Self { id, fields, required, is_open: false }
    }

    const fn open(id: usize, fields: &'static [Field]) -> Self {
        Self { is_open: true, ..Self::closed(id, fields) }
    }

    /// The field that `edition` writes as `name`.
    pub(super) fn find(&self, name: &[u8], edition: Edition) -> Option<usize> {
        self.fields.iter().position(|field| edition.key(field.name).as_bytes() == name)
    }

    /// The payload of an event of type `kind`.
    pub(super) const fn payload(kind: DossierEventType) -> &'static Self {
        match kind {
            DossierEventType::ArtifactIndexed => &INDEXED,
            DossierEventType::ArtifactMissing => &MISSING,
            DossierEventType::SnapshotComputed => &SNAPSHOT,
            DossierEventType::ParityDriftDetected => &DRIFT,
        }
    }
}

/// What an artifact is to its event.
pub(super) const ROLES: usize = 3;
/// What it is about.
pub(super) const OWN: usize = 0;
/// What its own takes the place of.
pub(super) const SUPERSEDED: usize = 1;
/// One of a list.
pub(super) const LISTED: usize = 2;

/// How many shapes there are.
pub(super) const SHAPES: usize = 9;

/// The envelope's marks: a row with any of them claims to be a whole envelope.
pub(super) const MARKS: u64 = 1 << BUILD_ID | 1 << NODE_ID | 1 << LAMPORT_CLOCK | 1 << CORRELATION_ID;
pub(super) const BUILD_ID: usize = 5;
const NODE_ID: usize = 6;
pub(super) const LAMPORT_CLOCK: usize = 7;
const CORRELATION_ID: usize = 11;
/// What rows of other kinds are told by.
pub(super) const AT: usize = 14;
pub(super) const TO_LANE: usize = 15;

pub(super) static ENVELOPE: Shape = Shape::open(
    0,
    &[
        required("event_id", Read::EventId),
        required("event_type", Read::EventType),
        required("aggregate_id", Read::Text),
        present("payload", Read::Payload),
        required("timestamp", Read::Timestamp),
        // Edition 2 has no build id; what an edition demands of it and of the clock is checked at the end.
        present("build_id", Read::Text),
        required("node_id", Read::Text),
        nullable("lamport_clock", Read::Clock),
        nullable("causation_id", Read::Id),
        required("project_uuid", Read::Uuid),
        nullable("project_slug", Read::String),
        required("correlation_id", Read::Id),
        present("schema_version", Read::Version),
        present("data_tier", Read::Tier),
        present("at", Read::Any),
        present("to_lane", Read::Any),
    ],
);

pub(super) static NAMESPACE: Shape = Shape::closed(
    1,
    &[
        required("project_uuid", Read::Part(0)),
        required("mission_slug", Read::Part(1)),
        required("target_branch", Read::Part(2)),
        required("mission_type", Read::Part(3)),
        required("manifest_version", Read::Part(4)),
        nullable("step_id", Read::Part(STEP)),
    ],
);
/// The part of a namespace that may be absent or empty.
pub(super) const STEP: usize = 5;

pub(super) static IDENTITY: Shape = Shape::closed(
    2,
    &[
        required("mission_type", Read::Text),
        required("path", Read::Path),
        required("artifact_class", Read::Class),
        nullable("run_id", Read::String),
        nullable("wp_id", Read::String),
    ],
);

pub(super) static CONTENT: Shape = Shape::closed(
    3,
    &[
        required("hash", Read::Text),
        required("algorithm", Read::Algorithm),
        nullable("size_bytes", Read::Natural),
        nullable("encoding", Read::String),
    ],
);

pub(super) static PROVENANCE: Shape = Shape::closed(
    4,
    &[
        nullable("source_event_ids", Read::Strings),
        nullable("git_sha", Read::String),
        nullable("git_ref", Read::String),
        nullable("actor_id", Read::String),
        nullable("actor_kind", Read::ActorKind),
        nullable("revised_at", Read::String),
    ],
);

static INDEXED: Shape = Shape::closed(
    5,
    &[
        required("namespace", Read::Namespace),
        required("artifact_id", Read::Artifact),
        required("content_ref", Read::Object(&CONTENT)),
        required("indexed_at", Read::String),
        nullable("provenance", Read::Object(&PROVENANCE)),
        nullable("step_id", Read::String),
        nullable("supersedes", Read::Superseded),
        nullable("context_diagnostics", Read::StringMap),
    ],
);

static MISSING: Shape = Shape::closed(
    6,
    &[
        required("namespace", Read::Namespace),
        required("expected_identity", Read::Artifact),
        required("manifest_step", Read::Text),
        required("checked_at", Read::String),
        nullable("last_known_ref", Read::Object(&PROVENANCE)),
        nullable("remediation_hint", Read::String),
        nullable("context_diagnostics", Read::StringMap),
    ],
);

static SNAPSHOT: Shape = Shape::closed(
    7,
    &[
        required("namespace", Read::Namespace),
        required("snapshot_hash", Read::Text),
        required("artifact_count", Read::Natural),
        required("anomaly_count", Read::Natural),
        required("computed_at", Read::String),
        nullable("algorithm", Read::Algorithm),
        nullable("context_diagnostics", Read::StringMap),
    ],
);

static DRIFT: Shape = Shape::closed(
    8,
    &[
        required("namespace", Read::Namespace),
        required("expected_hash", Read::Text),
        required("actual_hash", Read::Text),
        required("drift_kind", Read::DriftKind),
        required("detected_at", Read::String),
        nullable("artifact_ids_changed", Read::Artifacts),
        nullable("rebuild_hint", Read::String),
        nullable("context_diagnostics", Read::StringMap),
    ],
);

/// The set `seen` and `field`; `None` if it is in it already.
pub(super) fn with(seen: u64, field: usize) -> Option<u64> {
    let bit = 1_u64.unbounded_shl(field as u32);
    (seen & bit == 0).then_some(seen | bit)
}

/// For each class of rows that claims an envelope: what an envelope of `edition` must have beside its required fields.
pub(super) fn demanded(edition: Edition) -> u64 {
    match edition {
        Edition::Two => 1 << LAMPORT_CLOCK,
        Edition::Three => 1 << BUILD_ID,
    }
}
