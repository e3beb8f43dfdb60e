//! Lines as producers write them, and as nobody should.

use std::path::Path;

use dossier::json::{Document, Kind, Value};
use serde_json::json;

/// Numbers that look random and are the same on every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % bound as u64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn often(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// How a producer writes an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Keys sorted, a space after each comma and colon.
    Spaced,
    /// Keys in the order of the package's model, no spaces, absent fields written as null.
    Model,
    /// Keys sorted, no spaces, a few fields of its own.
    Producer,
    /// The names of edition 2, the payload before the type of the event.
    Older,
}

pub(crate) const STYLES: [Style; 4] = [Style::Spaced, Style::Model, Style::Producer, Style::Older];

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

const OLDER_ORDER: [&str; 11] = [
    "payload",
    "event_id",
    "aggregate_id",
    "timestamp",
    "build_id",
    "node_id",
    "lamport_clock",
    "project_uuid",
    "correlation_id",
    "schema_version",
    "event_type",
];

/// The `nth` event of a clean log of this style.
pub(crate) fn event(nth: usize, style: Style, dice: &mut Dice) -> String {
    let id = format!("01KJ08{:020}", nth + 1000 * dice.below(1000));
    let uuid = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    let time = format!("2026-02-{:02}T14:{:02}:00.{:03}Z", 1 + nth % 28, nth % 60, dice.below(1000));
    let (mission_slug, mission_type) = match style {
        Style::Older => ("feature_slug", "mission_key"),
        _ => ("mission_slug", "mission_type"),
    };
    let mut namespace = json!({
        "manifest_version": "1.0.0", mission_slug: "008-parity", mission_type: "software-dev",
        "project_uuid": uuid, "target_branch": "2.x",
    });
    if style == Style::Producer {
        namespace["step_id"] = dice.one(&["plan", "tasks"]).into();
    }
    let artifact = |dice: &mut Dice| {
        json!({
            "artifact_class": dice.one(&["input", "workflow", "output", "evidence", "policy", "runtime"]),
            mission_type: "software-dev", "path": format!("kitty-specs/008-parity/{}.md", dice.below(99)),
        })
    };
    let provenance = json!({
        "actor_id": "agent-1", "actor_kind": "llm", "git_ref": "refs/heads/main", "source_event_ids": [id, "x"],
    });
    let hash = format!("{:064x}", dice.below(1 << 40));
    let (kind, mut payload) = match dice.below(10) {
        0 => (
            "MissionDossierArtifactMissing",
            json!({ "checked_at": time, "expected_identity": artifact(dice), "manifest_step": "plan" }),
        ),
        1 => (
            "MissionDossierSnapshotComputed",
            json!({ "algorithm": "sha256", "anomaly_count": 0, "artifact_count": nth, "computed_at": time,
                    "snapshot_hash": hash }),
        ),
        2 => (
            "MissionDossierParityDriftDetected",
            json!({ "actual_hash": hash, "artifact_ids_changed": [artifact(dice), artifact(dice)],
                    "detected_at": time, "drift_kind": "artifact_mutated", "expected_hash": "0" }),
        ),
        3 => (
            "WPStatusChanged",
            json!({ "actor": "ci", "force": false, "evidence": { "a": [1, -2.5, null] }, "wp_id": "WP01" }),
        ),
        _ => {
            let mut payload = json!({
                "artifact_id": artifact(dice), "content_ref": { "algorithm": "sha256", "hash": hash },
                "indexed_at": time,
            });
            if dice.often() {
                payload["provenance"] = provenance;
            }
            if dice.often() {
                payload["supersedes"] = artifact(dice);
            }
            ("MissionDossierArtifactIndexed", payload)
        }
    };
    if kind != "WPStatusChanged" {
        payload["namespace"] = namespace;
    }
    if style == Style::Producer {
        payload["context_diagnostics"] = json!({ "artifact_key": "évidence", "required_status": "optional" });
    }
    let mut event = json!({
        "aggregate_id": "mission-008", "build_id": "build-1", "correlation_id": id, "event_id": id,
        "event_type": kind, "lamport_clock": nth, "node_id": "node-1", "payload": payload, "project_uuid": uuid,
        "schema_version": "3.0.0", "timestamp": time,
    });
    match style {
        Style::Spaced => spaced(&event),
        Style::Model => {
            event["data_tier"] = 0.into();
            ordered(&event, &MODEL_ORDER)
        }
        Style::Producer => {
            for name in ["causation_id", "git_branch", "head_commit_sha", "project_slug", "team_slug"] {
                event[name] = serde_json::Value::Null;
            }
            event.to_string()
        }
        Style::Older => ordered(&event, &OLDER_ORDER),
    }
}

fn ordered(event: &serde_json::Value, names: &[&str]) -> String {
    let members: Vec<_> = names.iter().map(|name| format!("\"{name}\":{}", event[name])).collect();
    format!("{{{}}}", members.join(","))
}

fn spaced(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("\"{name}\": {}", spaced(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The lines mutants are made of: the fixtures', and clean ones of every style.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut dice = Dice(1);
    let styles = STYLES.iter().cycle().take(600).enumerate();
    let mut seeds: Vec<Vec<u8>> = styles.map(|(nth, style)| event(nth, *style, &mut dice).into()).collect();
    for folder in ["fixtures/logs", "fixtures/dossier/replay"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for log in files.iter().filter(|path| path.extension().is_some_and(|end| end == "jsonl")) {
            let log = std::fs::read(log).unwrap();
            let short = log.split(|byte| *byte == b'\n').filter(|line| line.len() < 4096);
            seeds.extend(short.map(<[u8]>::to_vec));
        }
    }
    seeds
}

const BYTES: &[u8] = b"\"\\{}[]:,.-+eE09 tfnu\0\t\n\x1f\x7f\x80\xC3\xFFAaZz_";

const VALUES: [&str; 34] = [
    "null",
    "true",
    "0",
    "-0",
    "4",
    "5",
    "01",
    "1.0",
    "1.5",
    "1e2",
    "1e400",
    "-1",
    "18446744073709551615",
    "9999999999999999999",
    "10000000000000000000",
    "99999999999999999999999",
    "\"\"",
    "\"x\"",
    r#""\u00e9""#,
    r#""\ud800""#,
    r#""\ud83d\ude00""#,
    r#""a\"b\\""#,
    "\"\u{e9}\"",
    "{}",
    "[]",
    r#"{"a":1,"a":2}"#,
    r#"{"a":"b", "c": "d"}"#,
    "[\"a\", \"b\"]",
    "\"2026-02-30T10:00:00Z\"",
    "\"2026-02-28T10:00:00\"",
    "\"2026-02-28 10:00:00+02:00\"",
    "\"01kj0801z2bpehg678264jz41b\"",
    "\"A1B2C3D4E5F67890ABCDEF1234567890\"",
    "\"3.0\"",
];

const NAMES: [&str; 16] = [
    "mission_slug",
    "feature_slug",
    "mission_type",
    "mission_key",
    "event_type",
    r"event\u005ftype",
    "lamport_clock",
    "build_id",
    "data_tier",
    "payload",
    "namespace",
    "to_lane",
    "kind",
    "at",
    "step_id",
    "stranger",
];

/// A line with one or two things changed.
pub(crate) fn mutant(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut line = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(2) {
        let text = String::from_utf8(line.clone()).ok();
        let changed = text.and_then(|text| by_member(&text, seeds, dice));
        line = changed.map_or_else(|| by_byte(line, dice), Into::into);
    }
    line
}

fn by_byte(mut line: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let at = dice.below(line.len() + 1);
    let byte = BYTES[dice.below(BYTES.len())];
    match dice.below(4) {
        0 => line.insert(at, byte),
        1 => line.truncate(at),
        _ if at == line.len() => line.push(byte),
        2 => line[at] = byte,
        _ => drop(line.remove(at)),
    }
    line
}

/// Changes a member; `None` when the text has none, or when a byte is to change this time.
fn by_member(text: &str, seeds: &[Vec<u8>], dice: &mut Dice) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let mut members = Vec::new();
    collect(document.root(), &mut members);
    if members.is_empty() || dice.below(4) == 0 {
        return None;
    }
    let (key, value) = members[dice.below(members.len())];
    let put = |from: usize, to: usize, new: &str| Some(format!("{}{new}{}", &text[..from], &text[to..]));
    let whole = key.span().start..value.span().end;
    match dice.below(8) {
        0 => put(value.span().start, value.span().end, dice.one(&VALUES)),
        1 => put(key.span().start + 1, key.span().end - 1, dice.one(&NAMES)),
        // The same again, here or further on.
        2 => {
            let (_, after) = members[dice.below(members.len())];
            put(after.span().end, after.span().end, &format!(",{}", &text[whole]))
        }
        3 => {
            let rest = text[whole.end..].trim_start_matches(' ');
            let comma = rest.starts_with(',');
            let end = if comma { text.len() - rest[1..].trim_start_matches(' ').len() } else { whole.end };
            put(whole.start, end, "")
        }
        4 => {
            let (other, with) = members[dice.below(members.len())];
            let other = other.span().start..with.span().end;
            let (first, second) = if whole.start < other.start { (whole, other) } else { (other, whole) };
            let apart = first.end <= second.start;
            let middle = if apart { &text[first.end..second.start] } else { "" };
            apart.then(|| {
                let (head, tail) = (&text[..first.start], &text[second.end..]);
                format!("{head}{}{middle}{}{tail}", &text[second], &text[first])
            })
        }
        5 => put(value.span().start, value.span().start, dice.one(&[" ", "  ", "\t", "\n"])),
        6 => put(
            key.span().start,
            key.span().start,
            &format!("\"{}\": {}, ", dice.one(&NAMES), dice.one(&VALUES)),
        ),
        _ => {
            let other = str::from_utf8(&seeds[dice.below(seeds.len())]).ok()?;
            let other = Document::parse(other).ok()?;
            let mut theirs = Vec::new();
            collect(other.root(), &mut theirs);
            let like = theirs.iter().find(|(name, _)| name.raw() == key.raw());
            put(value.span().start, value.span().end, like.map(|(_, value)| value.raw())?)
        }
    }
}

fn collect<'d>(value: Value<'d>, members: &mut Vec<(Value<'d>, Value<'d>)>) {
    if value.kind() == Kind::Array {
        value.items().for_each(|item| collect(item, members));
    }
    for (key, member) in value.entries() {
        members.push((key, member));
        collect(member, members);
    }
}
