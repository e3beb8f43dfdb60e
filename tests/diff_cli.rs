//! `dossier diff` by the real program: events side by side, and the states.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const DEMO: &str = "assets/demo.jsonl";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("dossier"))
        .arg("diff")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

fn diff(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, arguments);
    let both = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().expect("it ended by itself"), both)
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn json_of(folder: &Path, a: &str, b: &str) -> Value {
    let output = run(folder, &[a, b, "--json"]);
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["exit"].as_i64(), output.status.code().map(i64::from));
    object
}

#[test]
fn a_log_is_the_same_as_itself_whatever_the_order_of_its_lines() {
    let (code, said) = diff(&here(), &[DEMO, DEMO]);
    assert!(code == 0 && said.contains("= 174 events") && said.contains("✓ the same"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(here().join("fixtures/logs/supersedes.jsonl")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    std::fs::write(folder.path().join("a"), &text).unwrap();
    std::fs::write(folder.path().join("b"), lines.join("\n") + "\n").unwrap();
    let same = json_of(folder.path(), "a", "b");
    assert_eq!((&same["exit"], &same["state_same"]), (&json!(0), &json!(true)), "{same}");
}

#[test]
fn two_moments_of_a_log_differ_by_what_came_between() {
    let between = json_of(&here(), "assets/demo.jsonl@S1", "assets/demo.jsonl@S2");
    let events = &between["events"];
    assert_eq!(
        (&events["same"], &events["only_a"], &events["other_content"]),
        (&json!(10), &json!(0), &json!(0))
    );
    assert_eq!(events["only_b"], 15);
    assert!(between["changed"].as_array().unwrap().iter().all(|row| row["mark"] == ">"));
    assert_eq!((&between["a"]["artifacts"], &between["b"]["artifacts"]), (&json!(7), &json!(17)));
    let back = json_of(&here(), "assets/demo.jsonl@S2", "assets/demo.jsonl@S1");
    assert_eq!((&back["events"]["only_a"], &back["events"]["only_b"]), (&json!(15), &json!(0)));
    assert!(between["artifacts"].as_array().unwrap().iter().any(|row| row["change"] == "content"));
    assert_eq!(diff(&here(), &["assets/demo.jsonl@head", DEMO]).0, 0);
    let (code, said) = diff(&here(), &["assets/demo.jsonl@S99", DEMO]);
    assert!(code == 2 && said.contains("has only 8 snapshots"), "{said}");
}

#[test]
fn each_event_of_two_logs_has_its_mark() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(here().join("fixtures/logs/supersedes.jsonl")).unwrap();
    let mut rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let write = |name: &str, rows: &[Value]| {
        let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
        std::fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
    };
    let last = rows.len() - 1;
    write("a@S1", &rows[..last]);
    rows[1]["timestamp"] = json!("2026-01-01T00:00:00Z");
    write("b", &rows[1..]);
    // The whole name of a file comes before a moment.
    let marks = json_of(folder.path(), "a@S1", "b");
    let events = &marks["events"];
    let numbers = ["other_content", "only_a", "only_b"].map(|key| events[key].as_u64().unwrap());
    assert_eq!(numbers, [1, 1, 1], "{marks}");
    let (code, said) = diff(folder.path(), &["a@S1", "b"]);
    assert_eq!(code, 1);
    for mark in ["\n= ", "\n! ", "\n< ", "\n> "] {
        assert!(said.contains(mark), "{said}");
    }
    assert!(json_of(folder.path(), "no", "b")["error"].is_string());
    for wrong in [["a@S2", "b"], ["no", "b"], ["b@x y", "b"]] {
        assert_eq!(diff(folder.path(), &wrong).0, 2, "{wrong:?}");
    }
}

#[test]
fn several_missions_need_a_choice() {
    let log = "fixtures/logs/two_namespaces.jsonl";
    assert_eq!(diff(&here(), &[log, log]).0, 2);
    assert_eq!(diff(&here(), &[log, log, "--namespace", "1"]).0, 0);
}
