//! `dossier parity` by the real program: what is proven, what is not, and how it ends.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use dossier::dossier::parity::HashForm;
use serde_json::{Value, json};

const DEMO: &str = "assets/demo.jsonl";

fn run(arguments: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("dossier"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

fn parity(log: &Path, more: &[&str]) -> (i32, String) {
    let log = log.to_str().expect("text");
    let output = run(&[&["parity", log], more].concat());
    let both = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().expect("it ended by itself"), both)
}

fn json_of(log: &Path, more: &[&str]) -> Value {
    let output = run(&[&["parity", log.to_str().unwrap(), "--json"], more].concat());
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["exit"].as_i64(), output.status.code().map(i64::from));
    object
}

fn event(n: usize, kind: &str, mut payload: Value) -> Value {
    payload["namespace"] = json!({"project_uuid": "p", "mission_slug": "m", "target_branch": "main",
        "mission_type": "t", "manifest_version": "1"});
    json!({"event_id": format!("01KK{n:022}"), "event_type": format!("MissionDossier{kind}"), "aggregate_id": "a",
        "payload": payload, "timestamp": "2026-03-06T12:00:00Z", "build_id": "b", "node_id": "n",
        "lamport_clock": n, "project_uuid": "41f60be0-7cef-4aa3-aaed-cf4a4599a084",
        "correlation_id": "01KK0000000000000000000000"})
}

fn identity(path: &str) -> Value {
    json!({"mission_type": "t", "path": path, "artifact_class": "output"})
}

fn indexed(n: usize, path: &str, hash: &str, algorithm: &str) -> Value {
    let content = json!({"hash": hash, "algorithm": algorithm});
    let payload = json!({"artifact_id": identity(path), "content_ref": content, "indexed_at": "t"});
    event(n, "ArtifactIndexed", payload)
}

fn snapshot(n: usize, hash: &str, artifacts: usize) -> Value {
    let payload =
        json!({"snapshot_hash": hash, "artifact_count": artifacts, "anomaly_count": 0, "computed_at": "t"});
    event(n, "SnapshotComputed", payload)
}

fn drift(n: usize) -> Value {
    let payload = json!({"expected_hash": "e", "actual_hash": "a", "drift_kind": "artifact_added",
        "detected_at": "t", "artifact_ids_changed": [identity("x\u{1b}[31m.md")]});
    event(n, "ParityDriftDetected", payload)
}

fn canonical(pairs: &[(&str, &str)]) -> String {
    HashForm::Canonical.compute(pairs.iter().copied())
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn log(&self, name: &str, rows: &[Value]) -> std::path::PathBuf {
        self.file(name, &rows.iter().fold(String::new(), |text, row| text + &row.to_string() + "\n"))
    }

    fn file(&self, name: &str, text: &str) -> std::path::PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("it is written");
        path
    }
}

#[test]
fn each_answer_has_its_code() {
    let folder = Folder::new();
    let (one, both) = (canonical(&[("a", "1")]), canonical(&[("a", "1"), ("b", "2")]));
    let (a, b) = (indexed(1, "a", "1", "sha256"), indexed(3, "b", "2", "sha256"));
    let good = folder.log("good", &[a.clone(), snapshot(2, &one, 1)]);
    let (code, said) = parity(&good, &[]);
    assert!(
        code == 0 && said.starts_with("✓ SAME  m") && said.contains("is what the log replays to"),
        "{said}"
    );

    // A path that is in the way, and the same ignored.
    let surplus = folder.log("surplus", &[a.clone(), snapshot(2, &one, 1), b.clone(), snapshot(4, &one, 1)]);
    let (code, said) = parity(&surplus, &[]);
    assert!(code == 1 && said.starts_with("x MISMATCH"), "{said}");
    assert!(said.contains("exactly the claim without b, likely deleted"), "{said}");
    assert!(said.contains("S2 claims 1 artifact, replay has 2"), "{said}");
    let (code, said) = parity(&surplus, &["--ignore", "surplus", "--ignore", "counts"]);
    assert!(code == 0 && said.contains("ignored: 1 fact of surplus"), "{said}");
    let checked = json_of(&surplus, &[]);
    assert_eq!(checked["derived"]["snapshots"][1]["self_check"], "mismatch");
    assert_eq!(checked["derived"]["snapshots"][1]["culprits"], json!(["b"]));
    assert_eq!(
        (&checked["findings"][0]["rule"], &checked["findings"][0]["line"]),
        (&json!("surplus"), &json!(4))
    );

    // A mismatch proper cannot be ignored.
    let wrong =
        folder.log("wrong", &[a.clone(), snapshot(2, &one, 1), b.clone(), snapshot(4, &canonical(&[]), 0)]);
    assert_eq!(parity(&wrong, &["--ignore", "surplus"]).0, 0, "both left out give the empty hash");
    let other = folder.log(
        "other",
        &[a.clone(), snapshot(2, &one, 1), b.clone(), snapshot(4, &canonical(&[("c", "3")]), 2)],
    );
    let (code, said) = parity(&other, &["--ignore", "surplus", "--ignore", "drift"]);
    assert!(code == 1 && said.contains("likely, as changed since the last match: b"), "{said}");

    // An old drift fails for ever, and not what came after it.
    let drifted = folder.log(
        "drifted",
        &[a.clone(), snapshot(2, &one, 1), drift(3), indexed(4, "b", "2", "sha256"), snapshot(5, &both, 2)],
    );
    let (code, said) = parity(&drifted, &[]);
    assert!(code == 1 && said.starts_with("x DRIFTED") && said.contains("x␛[31m.md"), "{said}");
    assert!(said.contains("≈ S2 came since, and the log replays to it"), "{said}");
    assert_eq!(parity(&drifted, &["--from", "D1"]).0, 0);
    assert_eq!(parity(&drifted, &["--ignore", "drift"]).0, 0);
    assert_eq!(parity(&drifted, &["--at", "S1"]).0, 0);
    assert_eq!(parity(&drifted, &["--from", "S2"]).0, 3);
    assert_eq!(parity(&drifted, &["--from", "S2", "--at", "S1"]).0, 2);
    assert_eq!(parity(&drifted, &["--at", "S9"]).0, 2);
    assert_eq!(parity(&drifted, &["--at", "x y"]).0, 2);

    // What cannot be recomputed is never a pass.
    let odd = folder.log("odd", &[a.clone(), snapshot(2, &one, 1), snapshot(3, "blake:1", 1)]);
    let (code, said) = parity(&odd, &[]);
    assert!(code == 2 && said.starts_with("? COULD NOT TELL"), "{said}");

    for (name, rows) in [("none", vec![]), ("bare", vec![a.clone()]), ("foreign", vec![json!({"type": "x"})])]
    {
        let (code, said) = parity(&folder.log(name, &rows), &[]);
        assert!(code == 3 && said.starts_with("? NOTHING TO JUDGE"), "{name}: {said}");
    }
    let mixed = Path::new("fixtures/logs/two_namespaces.jsonl");
    assert_eq!(parity(mixed, &[]).0, 2);
    assert_ne!(parity(mixed, &["--namespace", "2"]).0, 2);
    assert_eq!(parity(Path::new("no/such"), &[]).0, 2);
    assert!(json_of(Path::new("no/such"), &[])["verdict"].as_str().unwrap().starts_with("cannot answer"));
}

#[test]
fn every_path_of_the_other_side_is_compared() {
    let folder = Folder::new();
    let rows =
        [indexed(1, "a", "11", "sha256"), indexed(2, "b", "22", "sha256"), indexed(3, "c", "33", "md5")];
    let log = folder.log("log.jsonl", &rows);
    let against =
        |path: &Path, more: &[&str]| parity(&log, &[&["--against", path.to_str().unwrap()], more].concat());
    let saved = |format: &str| run(&["replay", log.to_str().unwrap(), "--format", format]).stdout;
    for format in ["contract", "json"] {
        let state = folder.file("state.json", &String::from_utf8(saved(format)).unwrap());
        let (code, said) = against(&state, &[]);
        assert!(code == 0 && said.contains("3 paths with the same content hash"), "{said}");
    }
    assert_eq!(against(&log, &[]).0, 0);

    let other =
        [indexed(1, "a", "1f", "sha256"), indexed(3, "c", "33", "md5"), indexed(4, "d", "44", "sha256")];
    let (code, said) = against(&folder.log("other.jsonl", &other), &[]);
    assert!(code == 1 && said.starts_with("x DIFFERS"), "{said}");
    for line in ["a  content differs  11 here, 1f there", "b  only here", "d  missing here"] {
        assert!(said.contains(line), "{said}");
    }
    let fewer = folder.log("fewer.jsonl", &rows[..2]);
    assert_eq!(against(&fewer, &[]).0, 1);
    assert_eq!(against(&fewer, &["--ignore", "only-here"]).0, 0);
    assert_eq!(against(&folder.log("empty.jsonl", &[]), &[]).0, 2);

    // A producer's file: an md5 on this side cannot be compared with its sha256.
    let summary = |path: &str, hash: Option<&str>, present: bool| json!({"relative_path": path, "content_hash_sha256": hash, "is_present": present});
    let latest = |summaries: Vec<Value>, hash: &str| {
        json!({"artifact_summaries": summaries, "parity_hash_sha256": hash, "mission_slug": "m"}).to_string()
    };
    let all = |c: &str| {
        vec![
            summary("a", Some("11"), true),
            summary("b", Some("22"), true),
            summary("c", Some(c), true),
            summary("z", None, false),
        ]
    };
    let hash = canonical(&[("a", "11"), ("b", "22"), ("c", "33")]);
    let (code, said) = against(&folder.file("latest.json", &latest(all("33"), &hash)), &[]);
    assert!(code == 2 && said.contains("c  not comparable: md5 here, sha256 there"), "{said}");
    let two = folder.log("two.jsonl", &rows[..2]);
    let two = |text: &str| {
        let file = folder.file("latest.json", text);
        parity(&two, &["--against", file.to_str().unwrap()])
    };
    let pair = || all("33")[..2].to_vec();
    assert_eq!(two(&latest(pair(), &canonical(&[("a", "11"), ("b", "22")]))).0, 0);
    let (code, said) = two(&latest(pair(), &hash));
    assert!(code == 1 && said.contains("not that of its own artifacts"), "{said}");
    assert_eq!(two(&latest(vec![pair()[0].clone(), summary("b", None, true)], "")).0, 2);
    let (code, said) = two(r#"{"artifact_summaries":[{"relative_path":"a\u001b[31m","is_present":"yes"}]}"#);
    assert!(code == 2 && said.contains("/artifact_summaries/0/is_present: true or false"), "{said}");
    let output = run(&["parity", DEMO, "--against", DEMO, "--from", "S1"]);
    assert_eq!(output.status.code(), Some(2), "there is nothing to judge from a moment");
}

#[test]
fn programs_get_their_own_forms() {
    let sarif: Value = serde_json::from_slice(&run(&["parity", DEMO, "--format", "sarif"]).stdout).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(
        (&sarif["version"], &result["ruleId"], &result["level"]),
        (&json!("2.1.0"), &json!("drift"), &json!("error"))
    );
    let rule = result["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][rule]["id"], "drift");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&json!(DEMO), &json!(99))
    );
    let failed: Value = serde_json::from_slice(&run(&["parity", "no", "--format", "sarif"]).stdout).unwrap();
    assert_eq!(failed["runs"][0]["invocations"][0]["executionSuccessful"], false);

    let folder = Folder::new();
    let log = folder.log("a,b.jsonl", &[indexed(1, "a", "1", "sha256"), drift(2)]);
    let (code, said) = parity(&log, &["--format", "github"]);
    assert!(
        code == 1 && said.starts_with("::error file=") && said.contains("a%2Cb.jsonl,line=2,title="),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'));

    let demo = json_of(Path::new(DEMO), &["--from", "S4", "--at", "S8"]);
    assert_eq!((&demo["schema"], &demo["verdict"]), (&json!("dossier.parity/1"), &json!("differs")));
    assert!(demo["derived"]["snapshots"].as_array().unwrap().iter().all(|s| s["self_check"] == "match"));
    assert!(demo["state"]["artifacts"].is_object() && demo["ledger"]["lines"].is_u64());
    let drifts = demo["findings"].as_array().unwrap().iter().filter(|found| found["rule"] == "drift");
    assert!(drifts.clone().count() > 1 && drifts.clone().all(|found| found["event_id"].is_string()));
}

#[test]
fn a_moment_of_a_log_replays_as_the_log_cut_there() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO)).unwrap();
    let cut: String = text.split_inclusive('\n').take(14).collect();
    let cut = folder.file("cut.jsonl", &cut);
    let state = |log: &str, at: &[&str]| run(&[&["replay", log, "--format", "contract"], at].concat()).stdout;
    let whole = state(cut.to_str().unwrap(), &[]);
    for at in ["S1", "14", "01KKXK"] {
        let output = run(&["replay", DEMO, "--format", "contract", "--at", at]);
        match at {
            "01KKXK" => assert_eq!(output.status.code(), Some(2), "several ids begin so"),
            _ => assert_eq!(output.stdout, whole, "{at}"),
        }
    }
    assert_eq!(state(DEMO, &["--at", "head"]), state(DEMO, &[]));
    let start: Value =
        serde_json::from_slice(&run(&["replay", DEMO, "--json", "--at", "start"]).stdout).unwrap();
    assert_eq!((&start["ledger"]["lines"], &start["verdict"]), (&json!(0), &json!("unknown")));
    let ago = run(&["replay", DEMO, "--at", "-5m"]);
    assert!(ago.status.success() && String::from_utf8(ago.stdout).unwrap().contains("  at         event "));
}
