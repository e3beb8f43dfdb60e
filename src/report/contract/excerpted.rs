//! Entries of the state made of the texts of a line, as [`In`](crate::dossier::state_json::In) writes them.

use std::mem;

use crate::contracts::edition::Edition;
use crate::contracts::event::DossierEventType as Kind;
use crate::contracts::lanes::{Excerpt, Part};

const NULL: &str = "null";

/// How entries of one sort are written: all that is the same in each, and which values stand between.
#[derive(Debug)]
pub(super) struct Layout {
    /// What stands before each value, and which one it is.
    values: Vec<(String, Value)>,
    /// What stands behind the last.
    end: String,
}

/// What is written at a place.
#[derive(Debug)]
enum Value {
    /// The field of this number among those of a part, a list of texts so many levels in; something else where it is
    /// absent or null.
    Field { part: Part, number: usize, depth: usize, absent: &'static str },
    /// A part; null where it is absent.
    Part(Part, Layout),
    /// What is not said by the line.
    Given,
}

/// How the entries of a state are written.
#[derive(Debug)]
pub(super) struct Layouts {
    /// An artifact; whether it is superseded is to be given.
    pub(super) artifact: Layout,
    /// A missing record.
    pub(super) anomaly: Layout,
    /// A snapshot.
    pub(super) snapshot: Layout,
    /// A drift record.
    pub(super) drift: Layout,
}

impl Layouts {
    /// With the key names of an edition.
    pub(super) fn of(edition: Edition) -> Self {
        let members = |kind, depth| Members::of(kind, edition, depth);
        Self {
            artifact: members(Kind::ArtifactIndexed, 2)
                .part("identity", Part::Identity)
                .part("content_ref", Part::Content)
                .fields(["indexed_at"])
                .part("provenance", Part::Provenance)
                .value("superseded", Value::Given)
                .fields(["step_id"])
                .end(),
            anomaly: members(Kind::ArtifactMissing, 2)
                .text("anomaly_type", "\"missing_artifact\"")
                .part("expected_identity", Part::Identity)
                .fields(["manifest_step", "checked_at", "remediation_hint"])
                .end(),
            snapshot: members(Kind::SnapshotComputed, 1)
                .fields(["snapshot_hash", "artifact_count", "anomaly_count", "computed_at"])
                .field("algorithm", "\"sha256\"")
                .end(),
            drift: members(Kind::ParityDriftDetected, 2)
                .fields(["expected_hash", "actual_hash", "drift_kind", "detected_at"])
                .end(),
        }
    }
}

impl Layout {
    /// Appends the entry of a line, with what the line does not say.
    pub(super) fn write(&self, text: &mut Vec<u8>, line: &Excerpt<'_>, given: &str) {
        for (before, value) in &self.values {
            text.extend_from_slice(before.as_bytes());
            match value {
                Value::Field { part, number, depth, absent } => match line.value(*part, *number) {
                    Some(list @ [b'[', ..]) => texts(text, *depth, list),
                    value => text.extend_from_slice(value.unwrap_or(absent.as_bytes())),
                },
                Value::Part(part, layout) if line.has(*part) => layout.write(text, line, given),
                Value::Part(..) => text.extend_from_slice(NULL.as_bytes()),
                Value::Given => text.extend_from_slice(given.as_bytes()),
            }
        }
        text.extend_from_slice(self.end.as_bytes());
    }
}

/// A layout in the making: an object so many levels in.
struct Members {
    kind: Kind,
    edition: Edition,
    depth: usize,
    values: Vec<(String, Value)>,
    /// What stands before the next value.
    text: String,
    /// What stands before the next member.
    before: char,
}

impl Members {
    /// Of what an event of this type becomes.
    fn of(kind: Kind, edition: Edition, depth: usize) -> Self {
        Self { kind, edition, depth, values: Vec::new(), text: String::new(), before: '{' }
    }

    fn name(&mut self, name: &str) {
        self.text.push(mem::replace(&mut self.before, ','));
        self.text.push_str(row(self.depth + 1));
        for part in ["\"", name, "\": "] {
            self.text.push_str(part);
        }
    }

    /// A member that is the same in each.
    fn text(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        self.text.push_str(value);
        self
    }

    fn value(mut self, name: &str, value: Value) -> Self {
        self.name(name);
        self.values.push((mem::take(&mut self.text), value));
        self
    }

    /// A member that the payload has under the same name; `absent` where it has not.
    fn field(self, name: &'static str, absent: &'static str) -> Self {
        let number = Part::Payload.fields(self.kind).position(|known| known == name);
        let depth = self.depth + 1;
        match number {
            Some(number) => self.value(name, Value::Field { part: Part::Payload, number, depth, absent }),
            None => self.text(name, absent),
        }
    }

    /// Members that the payload has under the same names, or null.
    fn fields<const N: usize>(self, names: [&'static str; N]) -> Self {
        names.into_iter().fold(self, |members, name| members.field(name, NULL))
    }

    /// A member that is a part of the payload, with all its fields.
    fn part(self, name: &str, part: Part) -> Self {
        let depth = self.depth + 1;
        let object = Self::of(self.kind, self.edition, depth);
        let object = part.fields(self.kind).enumerate().fold(object, |object, (number, name)| {
            let name = object.edition.key(name);
            object.value(name, Value::Field { part, number, depth: depth + 1, absent: NULL })
        });
        self.value(name, Value::Part(part, object.end()))
    }

    fn end(self) -> Layout {
        Layout { values: self.values, end: self.text + row(self.depth) + "}" }
    }
}

/// Writes a list of texts without escapes, one a row.
fn texts(out: &mut Vec<u8>, depth: usize, list: &[u8]) {
    let mut before = b'[';
    for text in list.split(|byte| *byte == b'"').skip(1).step_by(2) {
        out.push(mem::replace(&mut before, b','));
        out.extend_from_slice(row(depth + 1).as_bytes());
        for part in [&b"\""[..], text, &b"\""[..]] {
            out.extend_from_slice(part);
        }
    }
    if before == b'[' {
        out.push(b'[');
    } else {
        out.extend_from_slice(row(depth).as_bytes());
    }
    out.push(b']');
}

/// The begin of a row so many levels in.
fn row(depth: usize) -> &'static str {
    let row = "\n            ";
    row.get(..=depth * 2).unwrap_or(row)
}
