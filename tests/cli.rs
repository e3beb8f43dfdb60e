//! The real program: what it prints, where, and how it ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const FATES: [&str; 7] = ["folded", "bad_payload", "duplicate", "foreign", "rejected", "blank", "pending"];

fn program() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("dossier"))
}

fn run(arguments: &[&str]) -> Output {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = program();
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn logs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logs")
}

fn closes(ledger: &Value) {
    let sum: u64 = FATES.iter().map(|fate| ledger[*fate].as_u64().expect("an integer")).sum();
    assert_eq!(Some(sum), ledger["lines"].as_u64());
}

#[test]
fn each_log_replays_to_its_state_in_each_format() {
    let mut seen = 0;
    for entry in std::fs::read_dir(logs()).expect("the folder is there") {
        let golden = entry.expect("an entry").path();
        let name = golden.file_name().and_then(|name| name.to_str()).expect("text").to_owned();
        let Some((stem, edition)) = name.strip_suffix(".json").and_then(|name| name.split_once(".state"))
        else {
            continue;
        };
        // The package reads what no text or number can hold where no field of the contract stands, and so do
        // we, with a finding; this state takes it for refused.
        if stem == "refused_lines" {
            continue;
        }
        seen += 1;
        let expected: Value =
            serde_json::from_str(&std::fs::read_to_string(&golden).expect("it is there")).expect("JSON");
        let log = format!("fixtures/logs/{stem}.jsonl");
        let contract = ["replay", &log, "--contract", edition, "--format", "contract"];
        let output = run(&contract);
        assert_eq!((code(&output), err(&output)), (0, String::new()), "{name}");
        assert_eq!(json(&output), expected, "{name}");
        assert_eq!(out(&output), out(&run(&contract)), "two runs are the same bytes");

        let output = run(&["replay", &log, "--contract", edition, "--json"]);
        let object = json(&output);
        assert_eq!(code(&output), 0, "{name}");
        assert_eq!(object["state"], expected, "{name}");
        assert_eq!((&object["source"], &object["exit"]), (&log.clone().into(), &0.into()));
        assert_eq!(object["verdict"], expected["parity_status"]);
        closes(&object["ledger"]);
        assert!(object["derived"].is_object() && object["findings"].is_array());

        let output = run(&["replay", &log]);
        assert_eq!(code(&output), 0, "{name}");
        assert!(out(&output).contains("  ledger  "), "{name}");
    }
    assert!(seen > 10, "only {seen} states");
}

#[test]
fn an_unfinished_last_line_is_pending_and_a_finding() {
    let log = "fixtures/logs/cut_last_line.jsonl";
    assert_eq!(json(&run(&["replay", log, "--json"]))["ledger"]["pending"], 1);
    let output = run(&["validate", log]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("unfinished-line"), "{}", out(&output));
}

#[test]
fn standard_input_is_a_source() {
    use std::io::Write;
    let log = std::fs::read(logs().join("supersedes.jsonl")).expect("it is there");
    let mut child = program()
        .args(["replay", "-", "--format", "contract"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("a pipe").write_all(&log).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let named = run(&["replay", "fixtures/logs/supersedes.jsonl", "--format", "contract"]);
    assert_eq!((code(&output), out(&output)), (0, out(&named)));
    assert_eq!(json(&run(&["replay", "-", "--json"]))["source"], "-");
}

#[test]
fn without_a_terminal_a_source_gets_its_summary() {
    let log = "fixtures/logs/supersedes.jsonl";
    let output = run(&[log]);
    assert_eq!((code(&output), out(&output)), (0, out(&run(&["replay", log]))));
    assert!(!out(&output).contains('\u{1b}'));
}

#[test]
fn several_missions_need_a_choice() {
    let log = "fixtures/logs/two_namespaces.jsonl";
    let slugs = |text: &str| text.matches("044-night-bus-map").count();
    for format in ["text", "json", "contract"] {
        let output = run(&["replay", log, "--format", format]);
        assert_eq!(code(&output), 2, "{format}");
        assert_eq!(slugs(&err(&output)), 2, "{}", err(&output));
        match format {
            "json" => {
                let object = json(&output);
                assert_eq!(
                    (&object["verdict"], &object["exit"]),
                    (&"cannot reduce, 2 namespaces".into(), &2.into())
                );
                assert!(object["state"].is_null());
                assert_eq!(object["derived"]["missions"].as_array().map(Vec::len), Some(2));
                closes(&object["ledger"]);
            }
            "contract" => assert_eq!(out(&output), ""),
            _ => assert!(out(&output).contains("CANNOT REDUCE")),
        }
    }
    let contract = |namespace: &str| run(&["replay", log, "--format", "contract", "--namespace", namespace]);
    let (first, second) = (contract("1"), contract("2"));
    assert_eq!((code(&first), code(&second)), (0, 0));
    assert_eq!(json(&first)["namespace"]["target_branch"], "main");
    assert_eq!(json(&second)["namespace"]["target_branch"], "release/1.9");
    let namespace = &json(&second)["namespace"];
    let five = ["project_uuid", "mission_slug", "target_branch", "mission_type", "manifest_version"]
        .map(|key| namespace[key].as_str().expect("text").to_owned())
        .join("/");
    assert_eq!(out(&contract(&five)), out(&second));
    for (wanted, words) in [
        ("044-night-bus-map", "means several missions"),
        ("nothing\u{1b}[31m", "is no mission of this log"),
        ("0", "is no mission"),
        ("3", "is no mission"),
    ] {
        let output = contract(wanted);
        assert_eq!((code(&output), out(&output)), (2, String::new()));
        assert!(err(&output).contains(words) && slugs(&err(&output)) >= 2, "{}", err(&output));
        assert!(!err(&output).contains('\u{1b}'));
    }
    let output = run(&["replay", "fixtures/logs/supersedes.jsonl", "--namespace", "1"]);
    assert_eq!(code(&output), 0);
}

#[test]
fn a_source_that_cannot_be_read_is_no_answer() {
    let output = run(&["replay", "no/such\u{1b}[31m.jsonl"]);
    assert_eq!((code(&output), out(&output)), (2, String::new()));
    assert!(err(&output).contains("no/such␛[31m.jsonl: there is no such file"), "{}", err(&output));
    let object = json(&run(&["replay", "no/such.jsonl", "--json"]));
    assert_eq!((&object["exit"], &object["state"]), (&2.into(), &Value::Null));
    assert_eq!(code(&run(&["replay", "fixtures", "--json"])), 2);
}

#[test]
fn validation_tells_every_finding_and_checks_every_source() {
    let clean = "fixtures/logs/supersedes.jsonl";
    let bad = "fixtures/logs/malformed.jsonl";
    let output = run(&["validate", clean]);
    assert_eq!((code(&output), out(&output)), (0, String::new()));
    assert!(err(&output).contains("no findings in 16 lines"), "{}", err(&output));

    let output = run(&["validate", clean, bad]);
    assert_eq!(code(&output), 1);
    assert!(
        out(&output).starts_with("fixtures/logs/malformed.jsonl:1:777: not-allowed: "),
        "{}",
        out(&output)
    );

    let output = run(&["validate", "missing.jsonl", bad, "--json"]);
    let object = json(&output);
    assert_eq!((code(&output), &object["exit"]), (2, &2.into()));
    assert!(object["sources"][0]["error"].is_string());
    let findings = object["sources"][1]["findings"].as_array().expect("a list");
    assert!(findings.len() > 60);
    for key in ["line", "column", "pointer", "rule", "message", "expected", "found", "effect"] {
        assert!(findings.iter().all(|finding| finding.get(key).is_some()), "{key}");
    }
    assert!(findings[0]["known_cause"].is_string());
}

#[test]
fn an_empty_build_id_folds_in_auto_and_drops_in_three() {
    let log = "fixtures/logs/empty_build_id.jsonl";
    let auto = json(&run(&["replay", log, "--json"]));
    assert!(auto["ledger"]["folded"].as_u64() > Some(0));
    assert!(
        auto["findings"].as_array().expect("a list").iter().all(|f| f["effect"] == "folded all the same")
    );
    let exact = json(&run(&["replay", log, "--json", "--contract", "3"]));
    assert_eq!(exact["ledger"]["folded"], 0);
}

#[test]
fn a_program_alone_in_an_empty_folder_has_its_data() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = run_in(dir.path(), &["fixtures", "list"]);
    assert_eq!((code(&output), out(&output).lines().count()), (0, 16));
    let output = run_in(dir.path(), &["fixtures"]);
    assert_eq!((code(&output), out(&output).lines().count()), (0, 16));
    let output = run_in(dir.path(), &["fixtures", "run"]);
    assert_eq!(code(&output), 0);
    assert!(out(&output).ends_with("16 of 16 fixtures as expected\n"), "{}", out(&output));
    let names = out(&run_in(dir.path(), &["schemas", "list"]));
    assert_eq!(names.lines().count(), 9);
    for name in names.lines() {
        let schema = json(&run_in(dir.path(), &["schemas", "show", name]));
        assert_eq!(schema["$id"], format!("spec-kitty-events/{name}"));
    }
    let output = run_in(dir.path(), &[]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("031-offline-invoice-export"), "the demo is shown");
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn fixtures_are_run_one_or_all_and_from_elsewhere() {
    let object = json(&run(&["fixtures", "run", "dossier", "--format", "json"]));
    assert_eq!((&object["passed"], &object["failed"], &object["exit"]), (&16.into(), &0.into(), &0.into()));
    let one =
        run(&["fixtures", "run", "--id", "dossier-artifact-indexed-missing-path", "--from", "fixtures"]);
    assert_eq!(code(&one), 0);
    assert!(out(&one).contains("1 of 1 fixture as expected"), "{}", out(&one));
    let shown = run(&["fixtures", "show", "dossier-artifact-indexed-valid"]);
    assert!(json(&shown)["artifact_id"]["path"].is_string());
    assert_eq!(code(&run(&["fixtures", "run", "--contract", "2"])), 1);
    for arguments in [
        &["fixtures", "run", "dosier"][..],
        &["fixtures", "list", "dosier"],
        &["fixtures", "run", "--id", "nothing"],
        &["fixtures", "show", "nothing"],
        &["fixtures", "run", "--from", "no-such-folder"],
    ] {
        let output = run(arguments);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{arguments:?}");
        assert!(!err(&output).is_empty());
    }
    assert!(err(&run(&["fixtures", "run", "dosier"])).contains("mission_next"));
}

#[test]
fn a_corpus_that_is_not_as_expected_says_why() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join("dossier")).expect("a folder");
    let manifest = r#"{"version":"3.0.0","fixtures":[{"id":"a","path":"dossier/a.json","notes":"",
        "event_type":"MissionDossierSnapshotComputed","expected_result":"valid","min_version":"3.0.0"}]}"#;
    std::fs::write(dir.path().join("manifest.json"), manifest).expect("it is written");
    std::fs::write(dir.path().join("dossier/a.json"), "{\n  \"anomaly_count\": -1\n}\n")
        .expect("it is written");
    let from = dir.path().to_str().expect("text");
    let output = run(&["fixtures", "run", "--from", from]);
    let said = out(&output);
    assert_eq!(code(&output), 1);
    assert!(said.contains("x   a  expected valid, got invalid"), "{said}");
    assert!(said.contains("2:20: below-minimum: anomaly_count: -1 is not"), "{said}");
    assert!(said.contains("  2 |   \"anomaly_count\": -1\n    |                    ^^\n"), "{said}");
    assert!(said.ends_with("0 of 1 fixture as expected\n"), "{said}");
}

#[test]
fn a_folder_stands_for_the_one_log_in_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let name = dir.path().to_str().expect("text");
    assert_eq!(code(&run(&[name])), 2);
    std::fs::copy(logs().join("supersedes.jsonl"), dir.path().join("a.jsonl")).expect("it is copied");
    assert_eq!(out(&run_in(dir.path(), &[])), out(&run_in(dir.path(), &["replay", "a.jsonl"])));
    std::fs::copy(logs().join("supersedes.jsonl"), dir.path().join("b.jsonl")).expect("it is copied");
    let output = run_in(dir.path(), &[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("a.jsonl, b.jsonl"), "{}", err(&output));
}

#[test]
fn each_help_shows_an_example() {
    for command in [
        &[][..],
        &["replay"],
        &["parity"],
        &["diff"],
        &["validate"],
        &["verify"],
        &["blame"],
        &["schemas"],
        &["schemas", "list"],
        &["schemas", "show"],
        &["schemas", "generate"],
        &["schemas", "check"],
        &["fixtures"],
        &["fixtures", "list"],
        &["fixtures", "show"],
        &["fixtures", "run"],
    ] {
        let output = run(&[command, &["--help"]].concat());
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("Example"), "{command:?}");
    }
    let version = out(&run(&["-V"]));
    assert!(
        version.contains(env!("CARGO_PKG_VERSION"))
            && version.contains("2.9.0")
            && version.contains("11.0.0")
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (arguments, words) in [
        (&["replya", "log"][..], "unexpected argument 'log'"),
        (&["log", "replay", "log"], "belong behind the command"),
        (&["--contract", "2", "replay", "log"], "belong behind the command"),
        (&["--root", "/", "replay", "log"], "belong behind the command"),
        (&["--poll", "replay", "log"], "--poll needs none"),
        (&["--poll=9", "log"], "9 is not in 10..=60000"),
        (&["--poll=60001", "log"], "60001 is not in 10..=60000"),
        (&["--poll=soon", "log"], "invalid digit"),
        (&["replay"], "SOURCE"),
        (&["replay", "log", "--contract", "4"], "auto, 2, 3"),
        (&["replay", "log", "--json", "--format", "text"], "cannot be used with"),
        (&["replya"], "there is no such file"),
    ] {
        let output = run(arguments);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn arguments_reach_the_terminal_made_visible() {
    for arguments in
        [&["replay", "a", "--\u{1b}[31mx"][..], &["replay", "a", "--format", "\u{1b}]0;t\u{7}\u{202e}"]]
    {
        let output = run(arguments);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains('␛'), "{}", err(&output));
        assert!(!err(&output).contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", err(&output));
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let mut child = program()
        .args(["validate", "fixtures/logs/malformed.jsonl"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), err(&output)), (0, String::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    for arguments in [&["replay", "fixtures/logs/supersedes.jsonl"][..], &["schemas", "list"], &["--help"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let output = program()
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .expect("it runs");
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("cannot write the output"), "{}", err(&output));
    }
}
