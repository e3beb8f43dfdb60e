//! Entries of the state made of the texts of a line, as [`In`](crate::dossier::state_json::In) writes them.

use std::mem;

use crate::contracts::edition::Edition;
use crate::contracts::lanes::{Excerpt, Part};

/// What an artifact becomes.
pub(super) fn artifact(text: &mut Vec<u8>, line: &Excerpt<'_>, superseded: bool, edition: Edition) {
    let mut entry = Object::begin(text, 2);
    entry.part("identity", line, Part::Identity, edition);
    entry.part("content_ref", line, Part::Content, edition);
    entry.fields(line, ["indexed_at"]);
    entry.part("provenance", line, Part::Provenance, edition);
    entry.value("superseded", Some(if superseded { "true" } else { "false" }));
    entry.fields(line, ["step_id"]);
    entry.end();
}

/// What a missing record becomes.
pub(super) fn anomaly(text: &mut Vec<u8>, line: &Excerpt<'_>, edition: Edition) {
    let mut entry = Object::begin(text, 2);
    entry.value("anomaly_type", Some("\"missing_artifact\""));
    entry.part("expected_identity", line, Part::Identity, edition);
    entry.fields(line, ["manifest_step", "checked_at", "remediation_hint"]);
    entry.end();
}

/// What a snapshot becomes.
pub(super) fn snapshot(text: &mut Vec<u8>, line: &Excerpt<'_>) {
    let mut entry = Object::begin(text, 1);
    entry.fields(line, ["snapshot_hash", "artifact_count", "anomaly_count", "computed_at"]);
    entry.value("algorithm", line.value("algorithm").or(Some("\"sha256\"")));
    entry.end();
}

/// What a drift record becomes.
pub(super) fn drift(text: &mut Vec<u8>, line: &Excerpt<'_>) {
    let mut entry = Object::begin(text, 2);
    entry.fields(line, ["expected_hash", "actual_hash", "drift_kind", "detected_at"]);
    entry.end();
}

/// An object that is being written so many levels in.
struct Object<'t> {
    text: &'t mut Vec<u8>,
    depth: usize,
    /// What stands before the next member.
    before: u8,
}

impl<'t> Object<'t> {
    fn begin(text: &'t mut Vec<u8>, depth: usize) -> Self {
        Self { text, depth, before: b'{' }
    }

    fn name(&mut self, name: &str) {
        self.text.push(mem::replace(&mut self.before, b','));
        indent(self.text, self.depth + 1);
        for part in ["\"", name, "\": "] {
            self.text.extend_from_slice(part.as_bytes());
        }
    }

    /// A member with this JSON text, which is no object; without one it is null.
    fn value(&mut self, name: &str, value: Option<&str>) {
        self.name(name);
        match value.unwrap_or("null") {
            list if list.starts_with('[') => texts(self.text, self.depth + 1, list),
            value => self.text.extend_from_slice(value.as_bytes()),
        }
    }

    /// Members that a payload has under the same names.
    fn fields<const N: usize>(&mut self, line: &Excerpt<'_>, names: [&str; N]) {
        for name in names {
            self.value(name, line.value(name));
        }
    }

    /// A member that is a part of a payload.
    fn part(&mut self, name: &str, line: &Excerpt<'_>, part: Part, edition: Edition) {
        let Some(fields) = line.part(part) else { return self.value(name, None) };
        self.name(name);
        let mut object = Object::begin(self.text, self.depth + 1);
        for (name, value) in fields {
            object.value(edition.key(name), value);
        }
        object.end();
    }

    fn end(self) {
        indent(self.text, self.depth);
        self.text.push(b'}');
    }
}

/// Writes a list of texts without escapes, one a row.
fn texts(out: &mut Vec<u8>, depth: usize, list: &str) {
    let mut before = b'[';
    for text in list.split('"').skip(1).step_by(2) {
        out.push(mem::replace(&mut before, b','));
        indent(out, depth + 1);
        for part in ["\"", text, "\""] {
            out.extend_from_slice(part.as_bytes());
        }
    }
    if before == b'[' {
        out.push(b'[');
    } else {
        indent(out, depth);
    }
    out.push(b']');
}

/// Begins a row so many levels in.
fn indent(out: &mut Vec<u8>, depth: usize) {
    let row = "\n            ";
    out.extend_from_slice(row.get(..=depth * 2).unwrap_or(row).as_bytes());
}
