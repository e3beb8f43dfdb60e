//! Contract section 5, rule by rule.

use serde_json::{Value, json};

use crate::contracts::edition::Edition;
use crate::contracts::event::DossierEventType as Kind;
use crate::contracts::tests::kit::{
    AUTO, THREE, TWO, edition_two, envelope, event, events, id, identity, indexed, log_of, payload, session,
};
use crate::dossier::order::OrderKey;
use crate::dossier::reduce::{NamespaceMixedStreamError, reduce_in_order_of, reduce_mission_dossier};
use crate::dossier::state::{MissionDossierState, ParityStatus};
use crate::dossier::state_json::In;
use crate::dossier::timeline::Cursor;

fn try_reduce(rows: &[Value]) -> Result<MissionDossierState, NamespaceMixedStreamError> {
    let log = log_of(rows);
    let state = reduce_mission_dossier(&events(THREE, &log));
    let session = session(THREE, &log);
    match (&state, session.timeline().state_at(Cursor::Live, &session)) {
        (Ok(state), looked_up) => assert_eq!(looked_up.as_ref(), Ok(state)),
        (Err(error), looked_up) => assert_eq!(looked_up.unwrap_err(), error.clone().into()),
    }
    state
}

fn reduce(rows: &[Value]) -> MissionDossierState {
    try_reduce(rows).unwrap()
}

fn of(n: usize, kind: Kind) -> Value {
    envelope(n, kind, &payload(kind, "a.md", &n.to_string()))
}

/// The `indexed_at` of each path, in the order of the map.
fn written(state: &MissionDossierState) -> Vec<(&str, &str, bool)> {
    let entries = state.artifacts.iter();
    entries.map(|(path, entry)| (path.as_str(), entry.indexed_at.as_str(), entry.superseded)).collect()
}

fn at(mut row: Value, time: &str) -> Value {
    row["timestamp"] = json!(time);
    row
}

fn clocked(mut row: Value, clock: Value) -> Value {
    row["lamport_clock"] = clock;
    row
}

/// The marks of missing records in the order they were folded in.
fn order(rows: &[Value], edition: Edition) -> Vec<String> {
    let events: Vec<_> = rows.iter().map(|row| event(AUTO, row)).collect();
    let state = reduce_in_order_of(&events, edition).unwrap();
    state.anomalies.into_iter().map(|anomaly| anomaly.checked_at).collect()
}

#[test]
fn no_dossier_event_gives_the_empty_state() {
    let empty = reduce(&[]);
    assert_eq!(empty, MissionDossierState::default());
    let mut other = indexed(1, "a.md");
    other["event_type"] = json!("WPCreated");
    assert_eq!(reduce(&[other]), empty);
    assert_eq!(
        serde_json::to_string(&In(&empty, Edition::Three)).unwrap(),
        r#"{"namespace":null,"artifacts":{},"anomalies":[],"latest_snapshot":null,"drift_history":[],"parity_status":"unknown","event_count":0}"#
    );
}

#[test]
fn unclocked_events_come_first_then_clock_then_instant_then_id() {
    let miss = |n| of(n, Kind::ArtifactMissing);
    let rows = [
        clocked(miss(1), json!(u64::MAX)),
        clocked(miss(2), json!(u64::MAX - 1)),
        clocked(miss(3), json!(1)),
        at(clocked(miss(4), json!(0)), "2026-03-06T12:00:01Z"),
        at(clocked(miss(5), json!(0)), "2026-03-06T13:00:00+01:00"),
        at(clocked(miss(6), json!(0)), "2026-03-06T12:00:00Z"),
        at(clocked(miss(7), json!(0)), "2026-03-06T12:00:00"),
        at(clocked(miss(8), Value::Null), "2030-01-01T00:00:00Z"),
        at(clocked(miss(9), Value::Null), "2020-01-01T00:00:00Z"),
    ];
    assert_eq!(order(&rows, Edition::Three), ["9", "8", "7", "5", "6", "4", "3", "2", "1"]);
}

#[test]
fn clocks_of_any_size_are_compared_whole() {
    let key = |clock: &str| {
        let line = clocked(indexed(1, "a.md"), json!(77)).to_string();
        let line = line.replace(r#""lamport_clock":77"#, &format!(r#""lamport_clock":{clock}"#));
        OrderKey::of(&events(THREE, line.as_bytes())[0], Edition::Three)
    };
    let clocks = [
        "null",
        "0",
        "9",
        "10",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999",
        "100000000000000000000",
    ];
    let keys: Vec<_> = clocks.into_iter().map(key).collect();
    assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
}

#[test]
fn ids_break_ties_as_normalised_text() {
    let miss = |event_id: &str| {
        let kind = Kind::ArtifactMissing;
        let mut row = envelope(1, kind, &payload(kind, "a.md", event_id));
        row["event_id"] = json!(event_id);
        row
    };
    let ids = [
        "41f60be0-7cef-4aa3-aaed-cf4a4599a084",
        "01kk1g9ng092n1tsg8yw1d6hw9",
        "F1F60BE07CEF4AA3AAEDCF4A4599A084",
        "5ZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
    ];
    let rows = ids.map(miss);
    assert_eq!(order(&rows, Edition::Three), [ids[1], ids[0], ids[3], ids[4], ids[2]]);
}

#[test]
fn edition_two_sorts_by_the_time_as_written() {
    let miss = |n, time: &str| at(clocked(of(n, Kind::ArtifactMissing), json!(1)), time);
    let rows = [
        miss(1, "2026-03-06T12:00:00-05:00"),
        miss(2, "2026-03-06T13:00:00+09:00"),
        miss(3, "2026-03-06T12:00:00+09:00"),
        miss(4, "2026-03-06T12:00:00Z"),
        miss(5, "2026-03-06T12:00:00.5+09:00"),
        miss(6, "2026-03-06T12:00:00"),
    ];
    assert_eq!(order(&rows, Edition::Two), ["6", "4", "3", "1", "5", "2"]);
    assert_eq!(order(&rows, Edition::Three), ["3", "5", "2", "6", "4", "1"]);
}

#[test]
fn of_one_id_the_first_in_order_counts_not_the_first_in_the_file() {
    let early = clocked(indexed(5, "a.md"), json!(1));
    let mut late = clocked(indexed(5, "b.md"), json!(2));
    late["event_id"] = json!(id(5).to_lowercase());
    for rows in [[early.clone(), late.clone()], [late, early.clone()]] {
        let state = reduce(&rows);
        assert_eq!((written(&state), state.event_count), (vec![("a.md", "5", false)], 1));
    }
    let tie = clocked(indexed(5, "c.md"), json!(1));
    assert_eq!(
        written(&reduce(&[tie.clone(), early.clone()])),
        [("c.md", "5", false)],
        "file order on a tie"
    );
    assert_eq!(written(&reduce(&[early, tie])), [("a.md", "5", false)]);
}

#[test]
fn a_malformed_first_copy_shadows_a_good_later_one() {
    let mut bad = clocked(indexed(5, "a.md"), json!(1));
    bad["payload"]["extra"] = json!(1);
    let good = clocked(indexed(5, "a.md"), json!(2));
    let state = reduce(&[good, bad]);
    assert!(state.artifacts.is_empty() && state.namespace.is_some());
    assert_eq!(state.event_count, 1);
}

#[test]
fn the_first_well_formed_namespace_counts_even_in_a_bad_payload() {
    let mut none = indexed(1, "a.md");
    none["payload"]["namespace"]["target_branch"] = json!("");
    let mut bad = indexed(2, "a.md");
    bad["payload"]["content_ref"] = json!(null);
    bad["payload"]["namespace"]["step_id"] = json!("s1");
    let state = reduce(&[none.clone(), bad.clone()]);
    assert_eq!(state.namespace.unwrap().step_id.as_deref(), Some("s1"));
    assert_eq!((state.artifacts.len(), state.event_count), (0, 2));
    let state = reduce(&[none]);
    assert_eq!((state.namespace, state.event_count), (None, 1));
    bad["payload"]["namespace"]["mission_slug"] = json!("other");
    let error = try_reduce(&[indexed(1, "a.md"), bad]).unwrap_err();
    assert_eq!((error.expected.mission_slug.as_str(), error.got.mission_slug.as_str()), ("m", "other"));
}

#[test]
fn a_namespace_that_differs_in_any_of_five_fields_is_refused_naming_both() {
    for field in ["project_uuid", "mission_slug", "target_branch", "mission_type", "manifest_version"] {
        let mut other = indexed(2, "a.md");
        other["payload"]["namespace"][field] = json!("other");
        let mut third = indexed(3, "a.md");
        third["payload"]["namespace"][field] = json!("third");
        let error = try_reduce(&[third, other, indexed(1, "a.md")]).unwrap_err();
        assert!(error.to_string().contains("other") && error.to_string().contains("p/m/main/t/1"), "{error}");
    }
    let mut step = indexed(2, "a.md");
    step["payload"]["namespace"]["step_id"] = json!("s1");
    assert!(try_reduce(&[indexed(1, "a.md"), step]).is_ok(), "a step makes no other mission");
}

#[test]
fn the_step_stays_when_one_was_named_first_and_goes_when_two_were() {
    let steps = |steps: &[Value]| {
        let rows: Vec<_> = steps
            .iter()
            .enumerate()
            .map(|(n, step)| {
                let mut row = indexed(n, "a.md");
                row["payload"]["namespace"]["step_id"] = step.clone();
                row
            })
            .collect();
        reduce(&rows).namespace.unwrap().step_id
    };
    let (none, one, two) = (Value::Null, json!("s1"), json!("s2"));
    assert_eq!(steps(&[one.clone(), none.clone(), one.clone()]).as_deref(), Some("s1"));
    assert_eq!(steps(&[none.clone(), one.clone()]), None, "a later step is not taken over");
    assert_eq!(steps(&[one.clone(), none, two.clone()]), None);
    assert_eq!(steps(&[one, json!("")]), None, "an empty step is a step");
    assert_eq!(steps(&[two]).as_deref(), Some("s2"));
}

#[test]
fn a_replaced_path_is_superseded_until_it_is_written_again_and_keeps_its_place() {
    let replacing = |n, path: &str, old: &str| {
        let mut row = indexed(n, path);
        row["payload"]["supersedes"] = identity(old);
        row
    };
    let rows = [indexed(1, "a.md"), indexed(2, "b.md"), replacing(3, "c.md", "a.md")];
    assert_eq!(written(&reduce(&rows)), [("a.md", "1", true), ("b.md", "2", false), ("c.md", "3", false)]);
    let again = [&rows[..], &[indexed(4, "a.md")]].concat();
    assert_eq!(written(&reduce(&again)), [("a.md", "4", false), ("b.md", "2", false), ("c.md", "3", false)]);
    let own = [indexed(1, "a.md"), replacing(2, "a.md", "a.md")];
    assert_eq!(written(&reduce(&own)), [("a.md", "2", false)]);
    let unknown = [replacing(1, "a.md", "z.md"), indexed(2, "z.md")];
    assert_eq!(written(&reduce(&unknown)), [("a.md", "1", false), ("z.md", "2", false)]);
    let text = [indexed(1, "./a.md"), indexed(2, "a.md"), replacing(3, "A.md", "./A.md")];
    assert_eq!(reduce(&text).artifacts.len(), 3, "paths are compared as text");
    let mut empty = indexed(1, "");
    empty["payload"]["artifact_id"]["path"] = json!("");
    assert_eq!((reduce(&[empty.clone()]).artifacts.len(), reduce(&[empty]).event_count), (0, 1));
}

#[test]
fn missing_records_repeat_the_newest_snapshot_counts_and_drift_never_clears() {
    let snapshot = |n, algorithm: Value| {
        let mut row = of(n, Kind::SnapshotComputed);
        row["payload"]["algorithm"] = algorithm;
        row
    };
    let state = reduce(&[of(1, Kind::ArtifactMissing), of(2, Kind::ArtifactMissing), indexed(3, "a.md")]);
    assert_eq!((state.anomalies.len(), state.parity_status), (2, ParityStatus::Unknown));
    let rows = [snapshot(1, json!("md5")), snapshot(2, Value::Null)];
    let state = reduce(&rows);
    let newest = state.latest_snapshot.as_ref().unwrap();
    assert_eq!((newest.computed_at.as_str(), newest.algorithm.as_str()), ("2", "sha256"));
    assert_eq!(state.parity_status, ParityStatus::Clean);
    let rows = [&rows[..], &[of(3, Kind::ParityDriftDetected), snapshot(4, json!("sha512"))]].concat();
    let state = reduce(&rows);
    assert_eq!((state.parity_status, state.drift_history.len()), (ParityStatus::Drifted, 1));
    assert_eq!(state.event_count, 4);
    assert_eq!(reduce(&rows[2..3]).parity_status, ParityStatus::Drifted);
}

#[test]
fn both_editions_fold_into_one_dossier_in_auto_and_keep_their_names_in_exact() {
    let rows = [edition_two(&indexed(1, "a.md")), indexed(2, "b.md")];
    let log = log_of(&rows);
    let auto = reduce_mission_dossier(&events(AUTO, &log)).unwrap();
    assert_eq!((auto.artifacts.len(), auto.event_count), (2, 2));
    let two = reduce_in_order_of(&events(TWO, &log), Edition::Two).unwrap();
    assert_eq!((two.artifacts.len(), two.event_count), (1, 2));
    let shown = serde_json::to_string(&In(&two, Edition::Two)).unwrap();
    assert!(shown.contains(r#""feature_slug":"m""#) && shown.contains(r#""mission_key":"t""#), "{shown}");
    assert!(!shown.contains("mission_slug") && !shown.contains("mission_type"), "{shown}");
}
