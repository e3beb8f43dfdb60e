//! What is said of a moment is what is said of a log cut there.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::ways::rows;
use crate::contracts::edition::Edition;
use crate::contracts::event::DossierEventType as Kind;
use crate::contracts::tests::kit::{AUTO, envelope, id, identity, payload, session};
use crate::dossier::ledger::Ledger;
use crate::dossier::parity::HashForm;
use crate::dossier::state_json::In;
use crate::dossier::timeline::{Cursor, EntryId};
use crate::report::Replay;
use crate::report::{contract, derived::derived, json};
use crate::session::Session;

const OTHERS: [&str; 4] =
    ["", "{", r#"{"type":"Started","timestamp":"t"}"#, r#"{"kind":"annotation","at":"t"}"#];

/// The bytes of the lines that are there at a cursor: dossier events and copies in contract order, each behind the
/// other lines that stood before the cursor's event.
fn cut(session: &Session, cursor: Cursor) -> Vec<u8> {
    let timeline = session.timeline();
    let Cursor::After(last) = cursor else { return Vec::new() };
    let all = 0..timeline.entries().len() as EntryId;
    let mut entries: Vec<_> = all.filter(|id| timeline.key(*id) <= timeline.key(last)).collect();
    entries.sort_by_key(|id| (timeline.key(*id), *id));
    let events: Vec<u32> = timeline.entries().iter().map(|entry| entry.line).collect();
    let others = (0..timeline.entry(last).line).filter(|line| !events.contains(line));
    let lines = others.chain(entries.iter().map(|id| timeline.entry(*id).line));
    lines.flat_map(|line| [session.bytes(line).unwrap(), b"\n".to_vec()].concat()).collect()
}

/// All of the answer but what counts lines and events of the whole log.
fn answer(session: &Session, cursor: Cursor) -> Value {
    let replay = Replay::at(std::path::Path::new("log"), session, None, cursor).unwrap();
    let mut out = Vec::new();
    json::write(&mut out, &replay, replay.derived().unwrap(), 0).unwrap();
    let mut answer: Value = serde_json::from_slice(&out).unwrap();
    answer["at"] = Value::Null;
    strip(&mut answer);
    // Findings stand in the order of the file.
    if let Some(findings) = answer["findings"].as_array_mut() {
        findings.sort_by_key(Value::to_string);
    }
    answer
}

/// The state of a moment as it is written while it is read, and as it is written once it has been; nothing of a moment
/// at which missions are mixed.
fn states(session: &Session, cursor: Cursor, edition: Edition) -> (Vec<u8>, Vec<u8>) {
    let timeline = session.timeline();
    let (mut told, mut expected) = (Vec::new(), Vec::new());
    if let Ok(mission) = timeline.mission_at(cursor) {
        let outline = timeline.outline_at(mission, cursor);
        contract::write(&mut told, timeline, &outline, edition, session).unwrap();
        let state = timeline.state_at(cursor, session).unwrap();
        json::write_pretty(&mut expected, &In(&state, edition)).unwrap();
    }
    (told, expected)
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("line");
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Rows of which some snapshots claim what the log replays to, some something else, and with other lines between.
fn log(rows: Vec<Value>, others: &[(usize, usize)], claims: &[usize]) -> Vec<u8> {
    let mut lines: Vec<String> = Vec::new();
    let forms = [HashForm::Canonical, HashForm::ContentHashes];
    let pairs = [("a.md", "aa"), ("b.md", "aa"), ("c.md", "aa")];
    for (nth, mut row) in rows.into_iter().enumerate() {
        let claim = claims[nth % claims.len()];
        if row["event_type"] == Kind::SnapshotComputed.name() && claim < 8 {
            let some = pairs.into_iter().take(claim % 4);
            row["payload"]["snapshot_hash"] = json!(forms[claim / 4].compute(some));
        }
        lines.push(row.to_string());
    }
    for (place, other) in others {
        let place = place % (lines.len() + 1);
        lines.insert(place, OTHERS[*other].to_owned());
    }
    lines.into_iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn state_ledger_and_derived_at_any_cursor_are_those_of_a_log_cut_there(
        rows in rows(2),
        others in prop::collection::vec((0..20_usize, 0..OTHERS.len()), 0..6),
        claims in prop::collection::vec(0..10_usize, 1..8),
    ) {
        let session_of = |log: &[u8]| session(AUTO, log);
        let whole = session_of(&log(rows, &others, &claims));
        let timeline = whole.timeline();
        prop_assert_eq!(whole.ledger_at(Cursor::Live), whole.ledger());
        prop_assert_eq!(whole.ledger_at(Cursor::Start), Ledger::default());
        let cursors = timeline.order().iter().map(|entry| Cursor::After(*entry));
        for cursor in cursors.chain([Cursor::Start]) {
            let part = session_of(&cut(&whole, cursor));
            let ledger = whole.ledger_at(cursor);
            prop_assert!(ledger.closes());
            prop_assert_eq!(ledger, part.ledger());
            let held = (0..whole.line_count() as u32).filter(|line| whole.holds(*line, cursor)).count();
            prop_assert_eq!(held as u64, ledger.lines);
            prop_assert_eq!(answer(&whole, cursor), answer(&part, Cursor::Live));
            for edition in [Edition::Two, Edition::Three] {
                let (told, expected) = states(&whole, cursor, edition);
                prop_assert_eq!(told, expected);
            }
        }
    }
}

fn snapshot(n: usize, hash: &str) -> Value {
    let mut body = payload(Kind::SnapshotComputed, "", "");
    body["snapshot_hash"] = json!(hash);
    envelope(n, Kind::SnapshotComputed, &body)
}

fn drift(n: usize, expected: &str, actual: &str, paths: &[&str]) -> Value {
    let mut body = payload(Kind::ParityDriftDetected, "", "");
    body["expected_hash"] = json!(expected);
    body["actual_hash"] = json!(actual);
    if !paths.is_empty() {
        body["artifact_ids_changed"] = paths.iter().map(|path| identity(path)).collect();
    }
    envelope(n, Kind::ParityDriftDetected, &body)
}

fn reading(rows: &[Value]) -> Value {
    let log: Vec<u8> = rows.iter().flat_map(|row| format!("{row}\n").into_bytes()).collect();
    let session = session(AUTO, &log);
    let mission = session.timeline().namespaces().first().copied();
    serde_json::to_value(derived(&session, mission, Cursor::Live, &session).unwrap()).unwrap()
}

#[test]
fn a_snapshot_is_borne_out_or_its_culprits_are_named() {
    let one = HashForm::Canonical.compute([("a.md", "aa")].into_iter());
    let row = |n, path| envelope(n, Kind::ArtifactIndexed, &payload(Kind::ArtifactIndexed, path, ""));
    let rows = [
        row(1, "a.md"),
        snapshot(2, &one),
        row(3, "b.md"),
        snapshot(4, &one),
        snapshot(5, &"0".repeat(64)),
        snapshot(6, "x"),
    ];
    let reading = reading(&rows);
    let checks: Vec<_> = reading["snapshots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["self_check"].clone(), s["evidence"].clone(), s["culprits"].clone()))
        .collect();
    let expected = [
        (json!("match"), Value::Null, json!([])),
        (json!("mismatch"), json!("surplus"), json!(["b.md"])),
        (json!("mismatch"), json!("changed_since_match"), json!(["b.md"])),
        (json!("not_comparable"), Value::Null, json!([])),
    ];
    assert_eq!(checks, expected);
    assert_eq!(reading["snapshots"][1]["claimed"]["artifacts"], 1);
    assert_eq!(reading["snapshots"][1]["replayed"]["artifacts"], 2);
    assert!(reading["snapshots"][3]["reason"].is_string());
}

#[test]
fn a_drift_record_is_tied_to_the_snapshots_around_it_and_what_agreed_again() {
    let row = |n, path| envelope(n, Kind::ArtifactIndexed, &payload(Kind::ArtifactIndexed, path, ""));
    let right = HashForm::Canonical.compute([("a.md", "aa"), ("b.md", "aa")].into_iter());
    let mut rows = vec![
        row(1, "a.md"),
        snapshot(2, "one"),
        row(3, "b.md"),
        snapshot(4, "two"),
        drift(5, "one", "two", &[]),
        drift(6, "two", "one", &["z.md", "y.md"]),
    ];
    let first = reading(&rows)["drift"].clone();
    assert_eq!((&first[0]["expected_in_snapshot"], &first[0]["actual_in_snapshot"]), (&json!(1), &json!(2)));
    assert_eq!((&first[0]["culprits"], &first[0]["likely_culprits"]), (&json!([]), &json!(["b.md"])));
    assert_eq!((&first[1]["culprits"], &first[1]["likely_culprits"]), (&json!(["y.md", "z.md"]), &json!([])));
    assert_eq!((&first[0]["agreed_again"], &first[1]["agreed_again"]), (&Value::Null, &Value::Null));
    rows.extend([snapshot(7, "one"), snapshot(8, &right)]);
    let then = reading(&rows)["drift"].clone();
    let agreed =
        |at: usize| (then[at]["agreed_again"]["by"].clone(), then[at]["agreed_again"]["event_id"].clone());
    assert_eq!(agreed(0), (json!("expected_hash"), json!(id(7))));
    assert_eq!(agreed(1), (json!("self_check"), json!(id(8))));
}

#[test]
fn a_missing_pattern_names_the_paths_that_match_it() {
    let row =
        |n: usize, path: &str| envelope(n, Kind::ArtifactIndexed, &payload(Kind::ArtifactIndexed, path, ""));
    let mut rows: Vec<Value> = (0..25).map(|n| row(n, &format!("tasks/WP{n:02}.md"))).collect();
    rows.push(envelope(30, Kind::ArtifactMissing, &payload(Kind::ArtifactMissing, "tasks/WP*.md", "")));
    rows.push(envelope(31, Kind::ArtifactMissing, &payload(Kind::ArtifactMissing, "spec.md", "")));
    let missing = reading(&rows)["missing"].clone();
    assert_eq!(missing[0]["pattern"]["matched"], 25);
    assert_eq!(missing[0]["pattern"]["paths"].as_array().map(Vec::len), Some(20));
    assert_eq!(
        (&missing[0]["open"], &missing[0]["pattern"]["paths"][0]),
        (&json!(true), &json!("tasks/WP00.md"))
    );
    assert_eq!(missing[1]["pattern"], Value::Null);
}
