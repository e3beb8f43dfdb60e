//! Logs as long as wanted, the same ones each time.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What the lines of a log look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Model,
    Dirty,
}

const MODEL_ORDER: [&str; 14] = [
    "event_id",
    "event_type",
    "aggregate_id",
    "payload",
    "timestamp",
    "build_id",
    "node_id",
    "lamport_clock",
    "causation_id",
    "project_uuid",
    "project_slug",
    "correlation_id",
    "schema_version",
    "data_tier",
];
const CLASSES: [&str; 6] = ["input", "workflow", "output", "evidence", "policy", "runtime"];
const DRIFTS: [&str; 6] = [
    "artifact_added",
    "artifact_removed",
    "artifact_mutated",
    "anomaly_introduced",
    "anomaly_resolved",
    "manifest_version_changed",
];
const ACTORS: [(&str, &str); 3] = [("human", "operator"), ("llm", "agent-01"), ("system", "runner")];
const PROJECT: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

/// A small generator of numbers that look like chance (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    /// True in `of` of ten thousand cases.
    fn chance(&mut self, of: u64) -> bool {
        self.below(10_000) < of
    }

    fn hex(&mut self, digits: usize) -> String {
        let words: Vec<_> = (0..digits.div_ceil(16)).map(|_| format!("{:016x}", self.roll())).collect();
        let mut text = words.concat();
        text.truncate(digits);
        text
    }
}

/// A log under way.
struct Log {
    style: Style,
    paths: u64,
    dice: Dice,
    clock: u64,
    seen: Vec<bool>,
    missing: u64,
    snapshot: String,
}

impl Log {
    fn line(&mut self, number: u64) -> String {
        let millis = number * 740 + self.dice.below(700);
        let (seconds, rest) = (millis / 1000, millis % 1000);
        let day = format!("2026-{:02}-{:02}", 1 + seconds / 86_400 / 28 % 12, 1 + seconds / 86_400 % 28);
        let time = format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        self.clock += u64::from(!self.dice.chance(300));
        let dirty = self.style == Style::Dirty;
        let id = match dirty && self.dice.chance(200) {
            true => {
                let hex = self.dice.hex(32);
                [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
            }
            false => format!("01{:08X}{}", number, self.dice.hex(16).to_uppercase()),
        };
        let (kind, payload) = match dirty && self.dice.chance(1000) {
            true => (
                "WPStatusChanged",
                json!({"actor": "runner", "from_lane": "planned", "to_lane": "in_progress", "wp_id": format!("WP{:02}", number % 97)}),
            ),
            false => self.payload(&format!("{day}T{time}Z")),
        };
        let mut event = json!({
            "aggregate_id": "mission-008",
            "build_id": format!("build-{:04}", number / 5000),
            "correlation_id": format!("01JNRC0RR{:017}", number / 200),
            "event_id": id,
            "event_type": kind,
            "lamport_clock": self.clock,
            "node_id": format!("node-{}", self.dice.below(3)),
            "payload": payload,
            "project_uuid": PROJECT,
            "schema_version": "3.0.0",
            "timestamp": format!("{day}T{time}.{rest:03}Z"),
        });
        let fields = event.as_object_mut().expect("an object");
        if dirty && self.dice.chance(20) {
            fields.remove("lamport_clock");
        }
        let line = match self.style {
            Style::Model => model(fields),
            Style::Plain | Style::Dirty => spaced(&event),
        };
        match dirty && self.dice.chance(5) {
            true => line[..line.len() / 2].to_owned(),
            false => line,
        }
    }

    fn payload(&mut self, at: &str) -> (&'static str, Value) {
        let namespace = json!({
            "manifest_version": "1.0.0",
            "mission_slug": "008-parity",
            "mission_type": "software-dev",
            "project_uuid": PROJECT,
            "target_branch": "2.x",
        });
        let kind = self.dice.below(100);
        let path = self.dice.below(self.paths);
        let identity = json!({
            "artifact_class": CLASSES[path as usize % 6],
            "mission_type": "software-dev",
            "path": format!("kitty-specs/008-parity/step-{:02}/artifact-{path:06}.md", path % 24),
        });
        match kind {
            0..80 => {
                ("MissionDossierArtifactIndexed", self.indexed(at, &namespace, &identity, path as usize))
            }
            80..88 => {
                self.missing += 1;
                (
                    "MissionDossierArtifactMissing",
                    json!({"checked_at": at, "expected_identity": identity, "manifest_step": "required_always", "namespace": namespace, "remediation_hint": "run the step"}),
                )
            }
            88..96 => {
                self.snapshot = self.dice.hex(64);
                let present = self.seen.iter().filter(|seen| **seen).count();
                (
                    "MissionDossierSnapshotComputed",
                    json!({"algorithm": "sha256", "anomaly_count": self.missing, "artifact_count": present, "computed_at": at, "namespace": namespace, "snapshot_hash": self.snapshot}),
                )
            }
            _ => (
                "MissionDossierParityDriftDetected",
                json!({"actual_hash": self.dice.hex(64), "detected_at": at, "drift_kind": DRIFTS[self.dice.below(6) as usize], "expected_hash": self.snapshot, "namespace": namespace}),
            ),
        }
    }

    fn indexed(&mut self, at: &str, namespace: &Value, identity: &Value, path: usize) -> Value {
        let dirty = self.style == Style::Dirty;
        let algorithm = if dirty && self.dice.chance(10) { "sha3" } else { "sha256" };
        let mut payload = json!({
            "artifact_id": identity,
            "content_ref": {"algorithm": algorithm, "hash": self.dice.hex(64)},
            "indexed_at": at,
            "namespace": namespace,
        });
        if self.dice.chance(5000) {
            let (kind, actor) = ACTORS[self.dice.below(3) as usize];
            let actor = if dirty && self.dice.chance(100) { "op\u{e9}rateur \"x\"" } else { actor };
            payload["provenance"] =
                json!({"actor_id": actor, "actor_kind": kind, "git_sha": self.dice.hex(40)});
        }
        if std::mem::replace(&mut self.seen[path], true) && self.dice.chance(3000) {
            payload["supersedes"] = identity.clone();
        }
        payload
    }
}

/// Sorted keys, and a space behind each comma and colon.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("\"{key}\": {}", spaced(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The order of a typed model, with nulls and no spaces.
fn model(fields: &Map<String, Value>) -> String {
    let field = |key: &&str| {
        let absent = if *key == "data_tier" { json!(0) } else { Value::Null };
        format!("\"{key}\":{}", fields.get(*key).unwrap_or(&absent))
    };
    format!("{{{}}}", MODEL_ORDER.iter().map(field).collect::<Vec<_>>().join(","))
}

/// Gives `sink` the lines of a log of so many events about so many paths: 1 % come late and 0.5 % twice.
pub(crate) fn make<E>(
    style: Style,
    events: u64,
    paths: u64,
    mut sink: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let (seen, dice) = (vec![false; paths as usize], Dice(7));
    let mut log = Log { style, paths, dice, clock: 0, seen, missing: 0, snapshot: "0".repeat(64) };
    let mut held: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for event in 0..events {
        let line = log.line(event);
        let (roll, due) = (log.dice.below(1000), event + 1 + log.dice.below(20_000));
        if roll < 15 {
            held.entry(due).or_default().push(line.clone());
        }
        if roll >= 10 {
            sink(&line)?;
        }
        for line in held.remove(&event).into_iter().flatten() {
            sink(&line)?;
        }
    }
    held.into_values().flatten().try_for_each(|line| sink(&line))
}
