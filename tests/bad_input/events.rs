//! Events that are JSON and yet wrong, odd, repeated, mixed or hostile: E1 to E8.

use dossier::load_schema;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::forms::change;
use crate::kit::{
    assert_accounted, code, drift, envelope, file, good, id, identity, indexed, json_of, log_of, missing,
    program, replay, run, snapshot, state_and_count, validate,
};

/// An event of each kind with every field there is, and the name of its payload's schema.
fn full() -> Vec<(Value, &'static str)> {
    let provenance = json!({"source_event_ids": ["e"], "git_sha": "s", "git_ref": "r", "actor_id": "a",
        "actor_kind": "llm", "revised_at": "then"});
    let mut identity = identity("a.md");
    identity["run_id"] = json!("r");
    identity["wp_id"] = json!("WP01");
    let more = |mut row: Value, fields: Value| {
        for (name, value) in fields.as_object().expect("an object") {
            row["payload"][name] = value.clone();
        }
        row["payload"]["namespace"]["step_id"] = json!("s");
        row["payload"]["context_diagnostics"] = json!({"why": "so"});
        row
    };
    vec![
        (
            more(
                indexed(1, "a.md"),
                json!({"artifact_id": identity, "supersedes": identity, "provenance": provenance, "step_id": "s",
                    "content_ref": {"hash": "aa", "algorithm": "md5", "size_bytes": 1, "encoding": "utf-8"}}),
            ),
            "mission_dossier_artifact_indexed_payload",
        ),
        (
            more(
                missing(2, "a.md"),
                json!({"expected_identity": identity, "last_known_ref": provenance, "remediation_hint": "h"}),
            ),
            "mission_dossier_artifact_missing_payload",
        ),
        (more(snapshot(3), json!({"algorithm": "sha256"})), "mission_dossier_snapshot_computed_payload"),
        (
            more(drift(4), json!({"artifact_ids_changed": [identity], "rebuild_hint": "h"})),
            "mission_dossier_parity_drift_detected_payload",
        ),
    ]
}

/// One fault: where, what is done there, and the rule it breaks.
struct Fault {
    line: String,
    pointer: String,
    rule: &'static str,
}

/// Every fault that a schema knows of, one event each.
fn faults(row: &Value, schema: &Value, at: &str, defs: &Value, out: &mut Vec<Fault>) {
    let resolved = |schema: &Value| -> Value {
        let alternatives = schema["anyOf"].as_array().cloned().unwrap_or_default();
        let chosen = alternatives.into_iter().find(|one| one["type"] != "null").unwrap_or(schema.clone());
        match chosen["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            Some(name) => defs[name].clone(),
            None => chosen,
        }
    };
    let schema = resolved(schema);
    let required: Vec<_> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut push = |field: &str, value: Option<Value>, rule| {
        let line = change(row.clone(), at, field, value);
        out.push(Fault { line, pointer: format!("{at}/{field}"), rule });
    };
    for (field, of) in schema["properties"].as_object().into_iter().flatten() {
        if required.contains(&field.as_str()) {
            push(field, None, "missing-field");
            push(field, Some(Value::Null), "wrong-type");
        }
        let of = resolved(of);
        push(field, Some(json!(true)), "wrong-type");
        let is = |kind: &str| {
            of["type"] == kind || of["type"].as_array().is_some_and(|all| all.contains(&json!(kind)))
        };
        if is("integer") {
            push(field, Some(json!(-1)), "below-minimum");
            push(field, Some(json!(1.5)), "not-whole");
            push(field, Some(json!("1")), "wrong-type");
        }
        if of["minLength"] == 1 {
            push(field, Some(json!("")), "empty");
        }
        if of["enum"].is_array() {
            push(field, Some(json!("\u{1b}[31mother\u{202e}")), "not-allowed");
        }
    }
    if schema["additionalProperties"] == false {
        push("not_of_the_contract", Some(json!("x".repeat(1000))), "extra-field");
    }
    for (field, of) in schema["properties"].as_object().into_iter().flatten() {
        let below = format!("{at}/{field}");
        if row.pointer(&below).is_some_and(Value::is_object) {
            faults(row, of, &below, defs, out);
        }
    }
}

#[test]
fn every_fault_of_every_field_is_named_with_its_place() {
    for (row, name) in full() {
        let schema = load_schema(name).expect("it is embedded");
        let schema = serde_json::to_value(schema).expect("a schema is JSON");
        let (sound, exit) = validate(&log_of(&[row.to_string()]));
        assert_eq!((exit, &sound["ledger"]["folded"]), (0, &1.into()), "{name}: {sound}");
        let mut all = Vec::new();
        faults(&row, &schema, "/payload", &schema["$defs"], &mut all);
        assert!(all.len() > 40, "{name}: only {}", all.len());
        for (nth, fault) in all.iter_mut().enumerate() {
            // Each is an event of its own.
            fault.line =
                fault.line.replacen(row["event_id"].as_str().expect("an id"), &id(100 + nth as u64), 1);
        }
        let (checked, exit) = validate(&log_of(&all.iter().map(|fault| &fault.line).collect::<Vec<_>>()));
        assert_eq!((exit, &checked["ledger"]["bad_payload"]), (1, &all.len().into()), "{name}");
        let findings = checked["findings"].as_array().expect("a list");
        for (nth, fault) in all.iter().enumerate() {
            let of_line = findings.iter().filter(|finding| finding["line"] == nth + 1);
            let found = of_line.clone().find(|finding| {
                finding["rule"] == fault.rule && finding["pointer"] == fault.pointer.as_str()
            });
            let found = found.unwrap_or_else(|| {
                panic!("{} {}: {:?}", fault.rule, fault.pointer, of_line.collect::<Vec<_>>())
            });
            let field = fault.pointer.rsplit('/').next().expect("a name");
            assert!(found["message"].as_str().expect("text").contains(field), "{found}");
            let column = found["column"].as_u64().expect("a number") as usize;
            assert!((1..=fault.line.len()).contains(&column), "{found}");
            assert_eq!(found["effect"], "counted, not folded", "{found}");
        }
    }
}

#[test]
fn of_events_with_one_id_the_contracts_choice_counts_and_a_difference_is_told() {
    let (early, late) =
        (indexed(7, "early.md"), change(indexed(8, "late.md"), "", "event_id", Some(json!(id(7)))));
    let early = early.to_string();
    let mut states = Vec::new();
    for log in [[&early, &late], [&late, &early]] {
        let (report, exit) = replay(&log_of(&log));
        let ledger = &report["ledger"];
        let conflicts = &report["derived"]["conflicting_duplicates"];
        assert_eq!((exit, &ledger["duplicate"], conflicts), (0, &1.into(), &1.into()), "{report}");
        let dropped = log.iter().position(|line| **line == late).expect("it is there");
        let (checked, verdict) = validate(&log_of(&log));
        let findings = checked["findings"].as_array().expect("a list");
        assert_eq!((verdict, findings.len()), (1, 1), "{checked}");
        let column = late.find("\"event_id\":").expect("an id") + "\"event_id\":".len() + 1;
        assert_eq!((&findings[0]["rule"], &findings[0]["line"]), (&"conflict".into(), &(dropped + 1).into()));
        assert_eq!((&findings[0]["column"], &findings[0]["effect"]), (&column.into(), &"dropped".into()));
        assert_eq!(report["findings"], checked["findings"]);
        assert!(report["state"]["artifacts"]["early.md"].is_object(), "the earlier clock wins");
        states.push(report["state"].clone());
    }
    assert_eq!(states[0], states[1]);
    // The same content in another spelling is no conflict.
    let spaced = early.replace("\":", "\" : ");
    let (report, _) = replay(&log_of(&[&early, &spaced, &early]));
    assert_eq!((&report["ledger"]["duplicate"], &report["findings"]), (&2.into(), &json!([])));
}

#[test]
fn two_missions_are_no_state_and_either_can_be_chosen() {
    let mut other = indexed(8, "other.md");
    other["payload"]["namespace"]["mission_slug"] = json!("m2\u{1b}[31m");
    let lines: Vec<_> = good().into_iter().chain([other.to_string()]).collect();
    let log = file(&log_of(&lines));
    let output = run("replay", log.path(), &["--format", "json"]);
    let report = json_of(&output);
    assert_eq!((code(&output), &report["verdict"]), (2, &"cannot reduce, 2 namespaces".into()));
    assert_eq!((&report["state"], &report["exit"]), (&Value::Null, &2.into()));
    assert_accounted(&report["ledger"]);
    let words = String::from_utf8(output.stderr).expect("text");
    assert!(words.contains("p/m/main/t/1") && words.contains("p/m2␛[31m/main/t/1"), "{words}");
    assert!(!words.contains('\u{1b}'));
    let one = run("replay", log.path(), &["--format", "contract", "--namespace", "2"]);
    assert_eq!((code(&one), json_of(&one)["event_count"].as_u64()), (0, Some(1)));
    let first = run("replay", log.path(), &["--format", "json", "--namespace", "1"]);
    assert_eq!(json_of(&first)["state"], replay(&log_of(&good())).0["state"]);
    // Validation asks of lines, not of states.
    assert_eq!(code(&run("validate", log.path(), &[])), 0);
}

#[test]
fn what_the_contract_does_not_name_is_kept_and_no_error() {
    let mut unknown = indexed(1, "a.md");
    unknown["a_field_of_tomorrow"] = json!({"deep": [1, {"er": null}]});
    let other = envelope(2, "MissionDossierTomorrow", json!({"what": "ever"}));
    let (report, exit) = replay(&log_of(&[unknown.to_string(), other.to_string()]));
    assert_eq!((exit, &report["ledger"]["folded"], &report["ledger"]["foreign"]), (0, &1.into(), &1.into()));
    assert_eq!(validate(&log_of(&[unknown.to_string(), other.to_string()])).1, 0);
}

#[test]
fn clocks_of_any_size_sort_as_numbers() {
    let beyond = "18446744073709551616";
    let clocks =
        ["0", "1", "18446744073709551614", "18446744073709551615", beyond, "99999999999999999999999999"];
    let mut lines: Vec<_> = clocks
        .iter()
        .enumerate()
        .map(|(at, clock)| {
            let line = indexed(90 - at as u64, "a.md").to_string();
            line.replacen(&format!("\"lamport_clock\":{}", 90 - at), &format!("\"lamport_clock\":{clock}"), 1)
        })
        .collect();
    let (expected, exit) = replay(&log_of(&lines));
    assert_eq!((exit, &expected["ledger"]["folded"]), (0, &clocks.len().into()));
    assert_eq!(expected["state"]["artifacts"]["a.md"]["content_ref"]["size_bytes"], 90 - 5);
    lines.reverse();
    assert_eq!(replay(&log_of(&lines)).0["state"], expected["state"]);
}

#[test]
fn hostile_texts_are_data_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let canary = folder.path().join("canary");
    let touch = canary.display();
    let hostile = [
        format!("$(touch {touch})"),
        format!("`touch {touch}`"),
        format!("; touch {touch} #"),
        format!("| touch {touch}"),
        format!("\n touch {touch}\n"),
        "%s%n%x{}{0}{:?}${HOME}~".to_owned(),
        "../../../../etc/passwd".to_owned(),
        "/etc/passwd\0.md".to_owned(),
        "file:///etc/passwd".to_owned(),
        "\u{1b}]52;c;cm0gLXJm\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}".to_owned(),
        "-rf".to_owned(),
        "<script>alert(1)</script>&amp;'\"\\".to_owned(),
    ];
    let mut lines = Vec::new();
    for (nth, text) in hostile.iter().enumerate() {
        let mut row = indexed(10 + nth as u64, text);
        for field in ["aggregate_id", "build_id", "node_id"] {
            row[field] = json!(text);
        }
        row["payload"]["indexed_at"] = json!(text);
        row["payload"]["provenance"] = json!({"git_ref": text, "actor_id": text});
        row["payload"]["context_diagnostics"] = json!({text: text});
        lines.push(row.to_string());
        lines.push(change(row.clone(), "/payload", "algorithm", Some(json!(text))));
        lines.push(json!({"type": text, text: text, "actor": text}).to_string());
        lines.push(text.clone());
    }
    let log = folder.path().join("$(touch canary) %s.jsonl");
    std::fs::write(&log, log_of(&lines)).expect("there is room");
    for (command, more) in [
        ("replay", &["--format", "text"][..]),
        ("replay", &["--format", "json"]),
        ("replay", &["--format", "contract"]),
        ("validate", &[]),
        ("validate", &["--format", "json"]),
        ("parity", &[]),
        ("verify", &["--root", "."]),
    ] {
        let mut arguments = vec![command.as_ref(), log.as_os_str()];
        arguments.extend(more.iter().map(std::ffi::OsStr::new));
        let output = program(&arguments).current_dir(folder.path()).output().expect("it runs");
        assert!((0..=3).contains(&code(&output)), "{command} {output:?}");
        for bytes in [&output.stdout, &output.stderr] {
            let text = str::from_utf8(bytes).expect("text");
            let acts = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{200b}' | '\u{202e}' | '\u{2066}' | '\u{feff}')
            };
            assert!(!text.contains(acts), "{command} {more:?}: {text:?}");
            assert!(!text.contains("root:x:0"), "{command} {more:?} has read another file");
        }
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing was made beside the log");
    let (report, _) = replay(&log_of(&lines));
    for text in &hostile {
        assert!(report["state"]["artifacts"][text].is_object(), "{text:?} is a path like any other");
    }
}

/// Events of one mission with ties of clock, of time and of both.
fn tied() -> Vec<String> {
    let mut lines = good();
    for n in 0..6 {
        let mut row = if n % 2 == 0 { indexed(20 + n, "tie.md") } else { missing(20 + n, "tie.md") };
        row["lamport_clock"] = json!(if n < 4 { 3 } else { 20 });
        row["timestamp"] = json!(if n % 3 == 0 { "2026-03-06T12:00:00Z" } else { "2026-03-06T11:00:00Z" });
        lines.push(row.to_string());
        lines.push(row.to_string());
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_the_lines_prints_the_same_bytes(lines in Just(tied()).prop_shuffle()) {
        let contract = |lines: &[String]| {
            let output = run("replay", file(&log_of(lines)).path(), &["--format", "contract"]);
            (code(&output), String::from_utf8(output.stdout).expect("text"))
        };
        let (expected, shuffled) = (contract(&tied()), contract(&lines));
        prop_assert_eq!(expected.0, 0);
        prop_assert_eq!(shuffled, expected);
    }
}

#[test]
fn a_bad_payload_counts_and_changes_nothing() {
    let (sound, _) = replay(&log_of(&good()));
    let bad = change(indexed(99, "x"), "/payload", "content_ref", None);
    let (report, _) = replay(&log_of(&[good(), vec![bad]].concat()));
    let ((before, count), (after, more)) = (state_and_count(&sound), state_and_count(&report));
    assert_eq!((before, count + 1), (after, more));
}
