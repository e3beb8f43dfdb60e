//! Payloads, envelopes and logs for tests.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::contracts::decode::{Content, Decoded, decode};
use crate::contracts::edition::{ContractMode, Edition};
use crate::contracts::event::{DossierEventType, Event};
use crate::contracts::record::{LineStore, RawLine, Record, Span};
use crate::session::Session;

pub(crate) const AUTO: ContractMode = ContractMode::Auto;
pub(crate) const TWO: ContractMode = ContractMode::Exact(Edition::Two);
pub(crate) const THREE: ContractMode = ContractMode::Exact(Edition::Three);

/// A ULID that sorts as `n` does.
pub(crate) fn id(n: usize) -> String {
    format!("01KK{n:022}")
}

pub(crate) fn namespace() -> Value {
    json!({"project_uuid": "p", "mission_slug": "m", "target_branch": "main", "mission_type": "t",
           "manifest_version": "1"})
}

pub(crate) fn identity(path: &str) -> Value {
    json!({"mission_type": "t", "path": path, "artifact_class": "output"})
}

/// A payload of the least that its type requires; `path` is the artifact's, `mark` tells it from others.
pub(crate) fn payload(kind: DossierEventType, path: &str, mark: &str) -> Value {
    let mut payload = match kind {
        DossierEventType::ArtifactIndexed => json!({"artifact_id": identity(path),
            "content_ref": {"hash": "aa", "algorithm": "sha256"}, "indexed_at": mark}),
        DossierEventType::ArtifactMissing => json!({"expected_identity": identity(path),
            "manifest_step": "required_always", "checked_at": mark}),
        DossierEventType::SnapshotComputed => json!({"snapshot_hash": "h", "artifact_count": 1,
            "anomaly_count": 0, "computed_at": mark}),
        DossierEventType::ParityDriftDetected => json!({"expected_hash": "e", "actual_hash": "a",
            "drift_kind": "artifact_added", "detected_at": mark}),
    };
    payload["namespace"] = namespace();
    payload
}

/// A sound edition 3 envelope with clock `n`.
pub(crate) fn envelope(n: usize, kind: DossierEventType, payload: &Value) -> Value {
    json!({"event_id": id(n), "event_type": kind.name(), "aggregate_id": "a", "payload": payload,
           "timestamp": "2026-03-06T12:00:00Z", "build_id": "b", "node_id": "n", "lamport_clock": n,
           "project_uuid": "41f60be0-7cef-4aa3-aaed-cf4a4599a084", "correlation_id": id(0)})
}

/// A sound indexed event of `path` with clock `n`.
pub(crate) fn indexed(n: usize, path: &str) -> Value {
    let kind = DossierEventType::ArtifactIndexed;
    envelope(n, kind, &payload(kind, path, &n.to_string()))
}

pub(crate) fn decoded(mode: ContractMode, line: &str) -> Decoded {
    decode(RawLine::Bytes(line.as_bytes()), mode, false)
}

/// The event of a line that must be one.
pub(crate) fn event(mode: ContractMode, row: &Value) -> Event {
    match decoded(mode, &row.to_string()).content {
        Content::Event(event) => *event,
        other => panic!("{row} is {other:?}"),
    }
}

/// The keys of edition 3 in the spelling of edition 2.
pub(crate) fn edition_two(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let key = |key: &String| match key.as_str() {
                "mission_slug" => "feature_slug".to_owned(),
                "mission_type" => "mission_key".to_owned(),
                _ => key.clone(),
            };
            map.iter().map(|(name, value)| (key(name), edition_two(value))).collect()
        }
        Value::Array(items) => items.iter().map(edition_two).collect(),
        other => other.clone(),
    }
}

/// A log held in memory.
pub(crate) struct Held(pub(crate) Vec<u8>);

impl LineStore for Held {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        let range = span.offset as usize..span.end() as usize;
        self.0.get(range).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// The lines of a log as records; what follows the last line end is a line when it is not empty.
pub(crate) fn records(mode: ContractMode, log: &[u8]) -> Vec<Record<Decoded>> {
    let mut offset = 0;
    let mut records = Vec::new();
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let span = Span { offset, len: text.len() as u32 };
        records.push(Record { span, content: decode(RawLine::Bytes(text), mode, offset == 0) });
        offset += line.len() as u64;
    }
    records
}

pub(crate) fn session(mode: ContractMode, log: &[u8]) -> Session {
    let mut session = Session::new(mode, Arc::new(Held(log.to_vec())));
    session.ingest_records(records(mode, log));
    session
}

pub(crate) fn log_of(rows: &[Value]) -> Vec<u8> {
    rows.iter().flat_map(|row| format!("{row}\n").into_bytes()).collect()
}

pub(crate) fn events(mode: ContractMode, log: &[u8]) -> Vec<Event> {
    let event = |record: Record<Decoded>| match record.content.content {
        Content::Event(event) => Some(*event),
        _ => None,
    };
    records(mode, log).into_iter().filter_map(event).collect()
}
