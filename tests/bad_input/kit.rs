//! Logs as bytes, and the program that reads them.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

/// Each line meets exactly one of these.
pub(crate) const FATES: [&str; 7] =
    ["folded", "bad_payload", "duplicate", "foreign", "rejected", "blank", "pending"];

/// A file of these bytes.
pub(crate) fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = tempfile::Builder::new().prefix("log").suffix(".jsonl").tempfile().expect("a file");
    file.write_all(bytes).and_then(|()| file.flush()).expect("there is room");
    file
}

pub(crate) fn program(arguments: &[&OsStr]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("dossier"));
    command.args(arguments).stdin(Stdio::null());
    command
}

pub(crate) fn run(command: &str, log: &Path, more: &[&str]) -> Output {
    let more = more.iter().map(OsStr::new);
    let arguments: Vec<&OsStr> = [command.as_ref(), log.as_os_str()].into_iter().chain(more).collect();
    program(&arguments).output().expect("it runs")
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("it was ended: {output:?}"))
}

pub(crate) fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// What `replay` says of a log, and its exit code.
pub(crate) fn replay(log: &[u8]) -> (Value, i32) {
    let output = run("replay", file(log).path(), &["--format", "json"]);
    (json_of(&output), code(&output))
}

/// What `validate` says of a log, and its exit code.
pub(crate) fn validate(log: &[u8]) -> (Value, i32) {
    let output = run("validate", file(log).path(), &["--format", "json"]);
    let report = json_of(&output);
    (report["sources"][0].clone(), code(&output))
}

/// The sum of the fates is the number of lines.
#[track_caller]
pub(crate) fn assert_accounted(ledger: &Value) {
    let sum: u64 = FATES.iter().map(|fate| ledger[*fate].as_u64().expect("a number")).sum();
    assert_eq!(Some(sum), ledger["lines"].as_u64(), "{ledger}");
}

/// The state, and the number of events apart: a bad payload counts in it and changes nothing else.
pub(crate) fn state_and_count(report: &Value) -> (Value, u64) {
    let mut state = report["state"].clone();
    let count = state["event_count"].take().as_u64().expect("a number");
    (state, count)
}

/// A ULID that sorts as `n` does.
pub(crate) fn id(n: u64) -> String {
    format!("01KK{n:022}")
}

pub(crate) fn namespace() -> Value {
    json!({"project_uuid": "p", "mission_slug": "m", "target_branch": "main", "mission_type": "t",
           "manifest_version": "1"})
}

pub(crate) fn identity(path: &str) -> Value {
    json!({"mission_type": "t", "path": path, "artifact_class": "output"})
}

/// A sound envelope with clock `n`.
pub(crate) fn envelope(n: u64, kind: &str, mut payload: Value) -> Value {
    payload["namespace"] = namespace();
    json!({"event_id": id(n), "event_type": kind, "aggregate_id": "a", "payload": payload,
           "timestamp": "2026-03-06T12:00:00Z", "build_id": "b", "node_id": "n", "lamport_clock": n,
           "project_uuid": "41f60be0-7cef-4aa3-aaed-cf4a4599a084", "correlation_id": id(0)})
}

pub(crate) fn indexed(n: u64, path: &str) -> Value {
    let content = json!({"hash": format!("{n:064x}"), "algorithm": "sha256", "size_bytes": n});
    let payload = json!({"artifact_id": identity(path), "content_ref": content, "indexed_at": "then"});
    envelope(n, "MissionDossierArtifactIndexed", payload)
}

pub(crate) fn missing(n: u64, path: &str) -> Value {
    let payload = json!({"expected_identity": identity(path), "manifest_step": "plan", "checked_at": "then"});
    envelope(n, "MissionDossierArtifactMissing", payload)
}

pub(crate) fn snapshot(n: u64) -> Value {
    let payload =
        json!({"snapshot_hash": "ab", "artifact_count": 2, "anomaly_count": 1, "computed_at": "then"});
    envelope(n, "MissionDossierSnapshotComputed", payload)
}

pub(crate) fn drift(n: u64) -> Value {
    let payload = json!({"expected_hash": "ab", "actual_hash": "cd", "drift_kind": "artifact_mutated",
        "detected_at": "then", "artifact_ids_changed": [identity("plan.md")]});
    envelope(n, "MissionDossierParityDriftDetected", payload)
}

/// A sound log of all four kinds and a row of another family, as its lines without their ends.
pub(crate) fn good() -> Vec<String> {
    [
        indexed(1, "spec.md"),
        indexed(2, "plan.md"),
        missing(3, "tasks.md"),
        json!({"wp_id": "WP01", "from_lane": "planned", "to_lane": "doing", "at": "2026-03-06T12:00:00Z"}),
        snapshot(4),
        drift(5),
        indexed(6, "plan.md"),
    ]
    .iter()
    .map(Value::to_string)
    .collect()
}

/// Lines as a log.
pub(crate) fn log_of<L: AsRef<[u8]>>(lines: &[L]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_ref(), b"\n"].concat()).collect()
}
