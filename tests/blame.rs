//! `dossier blame` on the real program: the history of one artifact.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const DEMO: &str = "assets/demo.jsonl";
const SUPERSEDES: &str = "fixtures/logs/supersedes.jsonl";

fn blame(arguments: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("dossier"))
        .arg("blame")
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

/// What it printed, when it ended with this code.
fn text(code: i32, arguments: &[&str]) -> String {
    let output = blame(arguments);
    let out = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}");
    assert_eq!(output.stderr.is_empty(), code < 2, "{arguments:?}");
    out
}

fn object(code: i32, arguments: &[&str]) -> Value {
    let out = text(code, &[arguments, &["--json"]].concat());
    let object: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&object["schema"], &object["exit"]), (&json!("dossier.blame/1"), &json!(code)));
    object
}

/// One value of each revision.
fn each<'o>(object: &'o Value, key: &str) -> Vec<&'o Value> {
    object["revisions"].as_array().expect("a list").iter().map(|revision| &revision[key]).collect()
}

#[test]
fn the_newest_revision_comes_first_and_each_names_the_content_before_it() {
    let spec = object(0, &[DEMO, "spec.md"]);
    assert_eq!(each(&spec, "revision"), [5, 4, 3, 2, 1]);
    let (before, after) = (each(&spec, "before"), each(&spec, "after"));
    assert_eq!(before[..4], after[1..]);
    assert_eq!(before[4], &Value::Null);
    let (lines, same) = (each(&spec, "line"), each(&spec, "same_content"));
    assert!(lines.windows(2).all(|pair| pair[0].as_u64() > pair[1].as_u64()), "{lines:?}");
    for nth in 0..5 {
        assert_eq!(same[nth], &json!(before[nth] == after[nth]));
    }
    assert_eq!(spec["drift"][0]["drift"], 1);
    assert_eq!(spec["drift"][0]["line"], 99);
    assert_eq!((&spec["verdict"], &spec["later"]), (&json!("found"), &json!(0)));

    let out = text(0, &[DEMO, "spec.md"]);
    assert!(out.starts_with("spec.md  5 revisions, newest first\n\nrev 5  #"), "{out}");
    assert!(out.contains("#16 01KKXKPGW6T95CXMWEVN0Y3JT5  2026-03-17 09:58:11 UTC  "), "{out}");
    assert!(out.contains(" > 3d45..2d3c  mara.okafor (human)\n       commit beabf6bb25 on main\n"), "{out}");
    assert!(out.contains("\nnamed by  D1 #99 "), "{out}");
    assert_eq!(out, text(0, &[DEMO, "spec.md"]), "the same bytes each time");
}

#[test]
fn the_one_that_took_its_place_is_told_of_the_revision_it_replaced() {
    let old = object(0, &[SUPERSEDES, "contracts/lang-v1.yaml"]);
    let by = each(&old, "superseded_by");
    assert_eq!(by[0], &Value::Null, "it came back");
    assert_eq!(by[1]["line"], 7);
    assert_eq!(by[1]["path"], "contracts/lang-v2.yaml");
    let out = text(0, &[SUPERSEDES, "contracts/lang-v1.yaml"]);
    let told = "       superseded by #7 01KGHCWCZ8NNFBRR7QQBE1X60D contracts/lang-v2.yaml\n";
    assert!(out.contains(told), "{out}");
    // Its own revision before is not another artifact.
    assert_eq!(each(&object(0, &[SUPERSEDES, "spec.md"]), "superseded_by"), [&Value::Null; 2]);
}

#[test]
fn nothing_after_the_moment_is_told() {
    let then = object(0, &[SUPERSEDES, "contracts/lang-v1.yaml", "--at", "6"]);
    assert_eq!(each(&then, "superseded_by"), [&Value::Null]);
    assert_eq!((&then["later"], &then["at"]), (&json!(1), &json!("6")));
    assert_eq!(object(0, &[DEMO, "spec.md", "--at", "S1"])["drift"], json!([]));
    let none = text(1, &[SUPERSEDES, "src/lang_menu.rs", "--at", "14"]);
    assert!(none.contains("no revision of src/lang_menu.rs at 14, 1 later"), "{none}");
}

#[test]
fn a_path_that_is_not_there_is_an_answer_with_paths_near_it() {
    let out = text(1, &[SUPERSEDES, "lang-v1.yaml"]);
    assert!(out.starts_with("x NOT FOUND  "), "{out}");
    assert!(out.ends_with("\nsame file name  contracts/lang-v1.yaml\n"), "{out}");
    let none = object(1, &[SUPERSEDES, "docs/PLAN.md"]);
    assert_eq!(none["near"], json!(["plan.md", "Plan.md"]));
    assert_eq!((&none["verdict"], &none["revisions"]), (&json!("not_found"), &json!([])));
    // Another artifact claims to replace it, but it never was.
    assert_eq!(object(1, &[SUPERSEDES, "notes/never-indexed.md"])["near"], json!([]));
}

#[test]
fn what_cannot_be_answered_is_never_an_answer() {
    text(2, &["no-such.jsonl", "spec.md"]);
    text(2, &[SUPERSEDES]);
    text(2, &[SUPERSEDES, "spec.md", "--at", "S9"]);
    text(2, &[SUPERSEDES, "spec.md", "--namespace", "nowhere"]);
    let failed = object(2, &["no-such.jsonl", "spec.md"]);
    assert!(failed["verdict"].as_str().unwrap().starts_with("cannot answer: "));

    let log = |path: &str| std::fs::read_to_string(path).expect("a log");
    let folder = tempfile::tempdir().expect("a folder");
    let both = folder.path().join("both.jsonl");
    std::fs::write(&both, log(SUPERSEDES) + &log(DEMO)).expect("it is written");
    let both = both.to_str().expect("text");
    text(2, &[both, "spec.md"]);
    let one = object(0, &[both, "spec.md", "--namespace", "031-offline-invoice-export"]);
    assert_eq!(one["revisions"].as_array().unwrap().len(), 5);
}

#[test]
fn a_hostile_path_is_found_and_never_printed_as_it_is() {
    let hostile = "-a\u{1b}]0;x\u{7}\u{202e}\n'b.md";
    let first = std::fs::read_to_string(SUPERSEDES).expect("a log").lines().next().unwrap().to_owned();
    let mut event: Value = serde_json::from_str(&first).expect("JSON");
    event["payload"]["artifact_id"]["path"] = json!(hostile);
    event["payload"]["provenance"] = json!({ "actor_id": hostile, "git_sha": hostile, "git_ref": hostile });
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log.jsonl");
    std::fs::write(&log, format!("{event}\n")).expect("it is written");
    let log = log.to_str().expect("text");
    let harmless = |out: &str| {
        let bad = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
        assert!(!out.contains(bad), "{out:?}");
    };
    let found = text(0, &[log, "--", hostile]);
    harmless(&found);
    assert_eq!(found.lines().count(), 4, "{found}");
    harmless(&text(1, &[log, "--", &format!("other/{hostile}")]));
    let json = text(0, &["--json", log, "--", hostile]);
    harmless(&json);
    assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON")["path"], hostile);
}
