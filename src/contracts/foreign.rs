//! Rows that real logs hold besides dossier events (contract section 9).

use std::borrow::Cow;

use crate::json::{Kind, Value};

/// What a row that is no dossier event seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForeignKind {
    /// A work package moved from lane to lane.
    LaneTransition,
    /// A note with a `kind` and what changed.
    Annotation,
    /// A full envelope of another event type.
    Envelope,
    /// An envelope without clock, node, build and correlation id.
    Lifecycle,
    /// A decision: `at`, `event_type`, `payload`.
    Decision,
    /// A row keyed by `type`.
    Typed,
    /// An object of no known form.
    Unknown,
}

impl ForeignKind {
    /// The words of screens and JSON.
    pub fn words(self) -> &'static str {
        match self {
            Self::LaneTransition => "lane transition",
            Self::Annotation => "annotation",
            Self::Envelope => "event of another family",
            Self::Lifecycle => "lifecycle event",
            Self::Decision => "decision",
            Self::Typed => "typed row",
            Self::Unknown => "object of no known form",
        }
    }
}

/// What can be read of a foreign row. Everything in it is a stranger's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignRow {
    /// What it seems to be.
    pub kind: ForeignKind,
    /// Its own name for itself: the event type, the kind, or what it does.
    pub label: String,
    /// When, as written.
    pub at: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
}

/// The four envelope fields that lifecycle rows lack: a row with any of them claims to be a full envelope.
const ENVELOPE_MARKS: [&str; 4] = ["lamport_clock", "node_id", "build_id", "correlation_id"];

/// Whether `row` claims to be an event envelope, so that failing to be one is an error.
pub(super) fn claims_envelope(row: Value<'_>, is_dossier_type: bool) -> bool {
    let event_type = row.get("event_type");
    let odd_type = event_type.is_some_and(|name| name.as_str().is_none_or(|name| name.is_empty()));
    is_dossier_type || odd_type || ENVELOPE_MARKS.iter().any(|mark| row.get(mark).is_some())
}

impl ForeignRow {
    /// Reads what can be read of `row`, an object that is no dossier event.
    pub fn read(row: Value<'_>) -> Self {
        let has = |name: &str| row.get(name).is_some();
        let text = |name: &str| row.get(name).and_then(Value::as_str).map(Cow::into_owned);
        let inner = |name: &str| row.at("/payload").and_then(|p| p.get(name)).and_then(Value::as_str);
        let subject = || {
            ["wp_id", "decision_id", "decision_point_id", "artifact_path", "mission_slug", "action"]
                .into_iter()
                .find_map(inner)
                .map(Cow::into_owned)
        };
        let (kind, label) = if has("to_lane") {
            let from = text("from_lane").unwrap_or_else(|| "none".into());
            (ForeignKind::LaneTransition, format!("{from} → {}", text("to_lane").unwrap_or_default()))
        } else if let Some(kind) = text("kind").filter(|_| !has("event_type")) {
            (ForeignKind::Annotation, kind)
        } else if let Some(event_type) = text("event_type") {
            let kind = if ENVELOPE_MARKS.iter().any(|mark| has(mark)) {
                ForeignKind::Envelope
            } else if has("at") {
                ForeignKind::Decision
            } else {
                ForeignKind::Lifecycle
            };
            (kind, event_type)
        } else if let Some(name) = text("type") {
            (ForeignKind::Typed, name)
        } else {
            (ForeignKind::Unknown, "object".into())
        };
        Self {
            kind,
            label,
            at: text("at").or_else(|| text("timestamp")),
            subject: text("wp_id").or_else(subject).or_else(|| text("aggregate_id")),
            actor: row.get("actor").and_then(actor).or_else(|| inner("actor").map(Cow::into_owned)),
        }
    }

    /// The name under which rows of this sort are counted.
    pub fn group(&self) -> &str {
        match self.kind {
            ForeignKind::LaneTransition | ForeignKind::Unknown => self.kind.words(),
            _ => &self.label,
        }
    }
}

/// An actor is a name, or an object of which the first telling member names it.
fn actor(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::String { .. } => value.as_str().map(Cow::into_owned),
        Kind::Object => ["profile", "role", "display_name", "actor_id"]
            .into_iter()
            .filter_map(|name| value.get(name))
            .chain(value.entries().map(|(_, member)| member))
            .filter_map(Value::as_str)
            .find(|text| !text.is_empty())
            .map(Cow::into_owned),
        _ => None,
    }
}
