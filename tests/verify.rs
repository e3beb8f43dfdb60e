//! `dossier verify` on the real program: files on disk against the hashes a log recorded.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const ABC_MD5: &str = "900150983cd24fb0d6963f7d28e17f72";
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const MISSION: &str = "charter-mediated-doctrine-selection-01KRTZCA";

fn verify(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("dossier"))
        .arg("verify")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
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

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The line of an artifact that was indexed: its path, hash and size, if any.
fn indexed(nth: usize, path: &str, hash: &str, size: Option<u64>) -> String {
    let algorithm = if hash == ABC_MD5 { "md5" } else { "sha256" };
    let event = json!({
        "event_id": format!("01KH390ZZ8E07NX1ERPFXX{nth:04}"),
        "event_type": "MissionDossierArtifactIndexed",
        "aggregate_id": "045-allergy-labels", "aggregate_type": "MissionDossier",
        "timestamp": "2026-02-10T08:00:01+00:00", "lamport_clock": nth, "node_id": "a269d5a5167b",
        "build_id": "bf2eb110-d788-4003-aa59-ce1e9e293641",
        "project_uuid": "ef70b4c0-1773-44a3-9b95-f239ae97d9db",
        "correlation_id": "01KH390Z00M65GJ4NRWE1XGCX9", "schema_version": "3.0.0",
        "payload": {
            "namespace": {
                "project_uuid": "ef70b4c0-1773-44a3-9b95-f239ae97d9db", "mission_slug": "045-allergy-labels",
                "target_branch": "main", "mission_type": "software-dev", "manifest_version": "1.0.0",
            },
            "artifact_id": { "mission_type": "software-dev", "path": path, "artifact_class": "output" },
            "content_ref": { "hash": hash, "algorithm": algorithm, "size_bytes": size },
            "indexed_at": "2026-02-10T08:00:00+00:00",
        },
    });
    format!("{event}\n")
}

/// A folder with a file `root/abc` and a log that records these artifacts.
fn mission(artifacts: &[(&str, &str, Option<u64>)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("root/tasks")).expect("a folder");
    for file in ["root/abc", "root/tasks/WP01.md", "secret"] {
        fs::write(dir.path().join(file), "abc").expect("it is written");
    }
    let lines = artifacts.iter().zip(1..);
    let log: String = lines.map(|((path, hash, size), nth)| indexed(nth, path, hash, *size)).collect();
    fs::write(dir.path().join("log.jsonl"), log).expect("it is written");
    dir
}

const ASK: [&str; 3] = ["log.jsonl", "--root", "root"];

#[test]
fn every_outcome_is_counted_and_named() {
    let dir = mission(&[
        ("abc", ABC, Some(3)),
        ("ABC-by-md5", ABC_MD5, None),
        ("changed", NOTHING, Some(3)),
        ("longer", ABC, Some(1234)),
        ("missing.md", ABC, None),
        ("tasks/WP01.md", NOTHING, Some(3)),
        ("../secret", ABC, None),
        ("link", ABC, None),
        ("short", &ABC[..12], None),
        ("folder\u{1b}[31m\u{202e}", ABC, None),
    ]);
    for copy in ["ABC-by-md5", "changed", "longer", "short"] {
        fs::copy(dir.path().join("root/abc"), dir.path().join("root").join(copy)).expect("it is copied");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret", dir.path().join("root/link")).expect("a link");

    let output = verify(dir.path(), &ASK);
    assert_eq!((code(&output), err(&output)), (1, String::new()));
    let expected = "\
10 artifacts of 045-allergy-labels beneath root

  CHANGED              2
  gone                 1
  refused              3
  bad record           1
  not byte-comparable  1  work packages: what is recorded is no hash of their bytes
  same                 2  1 of them by md5, which proves little

  CHANGED              changed  sha256 e3b0..b855 recorded, ba78..15ad found
  CHANGED              longer  1 234 bytes recorded, 3 found
  gone                 missing.md
  refused              ../secret  the path goes through ..
  refused              folder␛[31m<U+202E>  the path holds a control character
  refused              link  a symbolic link, or behind one
  bad record           short  the recorded hash has 12 digits, sha256 has 64
  not byte-comparable  tasks/WP01.md

x NOT SAME  2 CHANGED, 1 gone, 3 refused, 1 bad record, 1 not byte-comparable, 2 same
";
    assert_eq!(out(&output), expected);

    let json = verify(dir.path(), &[&ASK[..], &["--json"]].concat());
    let object = object(&json);
    assert_eq!(code(&json), 1);
    assert_eq!(
        [&object["schema"], &object["source"], &object["root"], &object["verdict"], &object["exit"]],
        [&json!("dossier.verify/1"), &json!("log.jsonl"), &json!("root"), &json!("not_same"), &json!(1)]
    );
    assert_eq!(object["mission"]["mission_slug"], "045-allergy-labels");
    let artifacts = object["artifacts"].as_array().expect("a list");
    let outcomes: Vec<_> = artifacts.iter().map(|artifact| artifact["outcome"].as_str()).collect();
    let expected = ["same", "same", "changed", "changed", "gone", "not_byte_comparable"];
    let expected = [&expected[..], &["refused", "refused", "bad_record", "refused"]].concat();
    assert_eq!(outcomes, expected.into_iter().map(Some).collect::<Vec<_>>(), "in the order of the state");
    let counts = object["counts"].as_object().expect("an object");
    let sum: u64 = counts.values().filter_map(Value::as_u64).sum();
    assert_eq!((counts.len(), sum), (8, 10));
    assert_eq!((&artifacts[0]["weak"], &artifacts[1]["weak"]), (&json!(false), &json!(true)));
    assert_eq!(artifacts[2]["found"], json!({ "hash": ABC }));
    assert_eq!(artifacts[3]["found"], json!({ "size_bytes": 3 }));
    for artifact in artifacts.iter().filter(|artifact| artifact["outcome"] == "refused") {
        assert!(artifact["found"].is_null() && artifact["reason"].is_string());
    }
    assert!(!json.stdout.contains(&0x1b));
    assert_eq!(
        out(&json),
        out(&verify(dir.path(), &[&ASK[..], &["--json"]].concat())),
        "two runs are the same bytes"
    );
}

#[test]
fn what_is_found_of_a_refused_file_is_not_told() {
    // The recorded hash is that of the secret, or is not: nobody can tell from what is said.
    let [is, is_not] = [ABC, NOTHING].map(|hash| {
        let dir = mission(&[("../secret", hash, None), ("link", hash, None), ("sub/secret", hash, Some(3))]);
        #[cfg(unix)]
        for (target, link) in [("../secret", "root/link"), ("..", "root/sub")] {
            std::os::unix::fs::symlink(target, dir.path().join(link)).expect("a link");
        }
        let json = out(&verify(dir.path(), &[&ASK[..], &["--json"]].concat())).replace(hash, "");
        (out(&verify(dir.path(), &ASK)), json)
    });
    assert_eq!(is, is_not);
}

#[test]
fn work_packages_fail_only_when_asked_to() {
    let dir = mission(&[("abc", ABC, Some(3)), ("tasks/WP01.md", NOTHING, Some(3))]);
    let output = verify(dir.path(), &ASK);
    assert_eq!(code(&output), 0);
    assert!(
        out(&output).ends_with("\n✓ SAME  1 of 2 files as recorded, 1 not byte-comparable\n"),
        "{}",
        out(&output)
    );
    let strict = verify(dir.path(), &[&ASK[..], &["--strict"]].concat());
    assert_eq!(code(&strict), 1);
    assert!(out(&strict).contains("\nx NOT SAME  1 not byte-comparable, 1 same\n"), "{}", out(&strict));

    // Nothing is proven here, and nothing is said to be.
    let dir = mission(&[("tasks/WP01.md", NOTHING, Some(3))]);
    let output = verify(dir.path(), &ASK);
    assert_eq!(code(&output), 0);
    assert!(
        out(&output).ends_with("\n? NOT COMPARABLE  1 work package and no other file\n"),
        "{}",
        out(&output)
    );
    assert_eq!(code(&verify(dir.path(), &[&ASK[..], &["--strict"]].concat())), 1);
}

#[test]
fn a_moment_has_the_artifacts_of_its_line() {
    let dir = mission(&[("abc", NOTHING, Some(3)), ("missing", ABC, None), ("abc", ABC, Some(3))]);
    let at = |at: &str| {
        let output = verify(dir.path(), &[&ASK[..], &["--at", at, "--json"]].concat());
        (code(&output), object(&output))
    };
    let (exit, first) = at("1");
    assert_eq!((exit, &first["counts"]["changed"], &first["at"]), (1, &json!(1), &json!("1")));
    let (_, head) = at("head");
    assert_eq!((&head["counts"]["same"], &head["counts"]["gone"]), (&json!(1), &json!(1)));
    assert_eq!(at("3").1["counts"], head["counts"]);
    for nowhere in ["0", "4", "S9", "", "\u{1b}[31m"] {
        let output = verify(dir.path(), &[&ASK[..], &[&format!("--at={nowhere}")]].concat());
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{nowhere}");
        assert!(!err(&output).contains('\u{1b}') && !err(&output).is_empty(), "{}", err(&output));
    }
}

#[test]
fn what_cannot_be_answered_is_no_pass() {
    let dir = mission(&[("abc", ABC, None)]);
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logs");
    let (mixed, diary) = (logs.join("two_namespaces.jsonl"), logs.join("status_diary.jsonl"));
    let (mixed, diary) = (mixed.to_str().expect("text"), diary.to_str().expect("text"));
    for (arguments, words) in [
        (["missing.jsonl", "--root", "root"], "missing.jsonl: there is no such file"),
        (["root", "--root", "root"], "root: "),
        (["log.jsonl", "--root", "nowhere"], "cannot open nowhere: "),
        (["log.jsonl", "--root", "secret"], "cannot open secret: "),
        ([mixed, "--root", "root"], "choose one with --namespace"),
    ] {
        let output = verify(dir.path(), &arguments);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{arguments:?}");
        assert!(err(&output).contains(words), "{}", err(&output));
        let output = verify(dir.path(), &[&arguments[..], &["--json"]].concat());
        let object = object(&output);
        assert_eq!((code(&output), &object["exit"]), (2, &json!(2)), "{arguments:?}");
        assert!(object["verdict"].as_str().is_some_and(|verdict| verdict.starts_with("cannot answer: ")));
        assert_eq!((&object["counts"], &object["artifacts"]), (&Value::Null, &json!([])));
    }
    assert_eq!(code(&verify(dir.path(), &["log.jsonl"])), 2, "a root is asked for");
    assert_eq!(code(&verify(dir.path(), &[mixed, "--root", "root", "--namespace", "2"])), 1);

    let output = verify(dir.path(), &[diary, "--root", "root"]);
    assert_eq!((code(&output), err(&output)), (3, String::new()));
    assert_eq!(out(&output), "0 artifacts beneath root\n\n? NOTHING TO JUDGE  the log has no artifacts\n");
    let object = object(&verify(dir.path(), &[diary, "--root", "root", "--json"]));
    assert_eq!((&object["verdict"], &object["exit"]), (&json!("nothing_to_judge"), &json!(3)));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_holds_nobody_up() {
    use rustix::fs::{CWD, Mode, mkfifoat};
    let dir = mission(&[("pipe", ABC, None), ("abc", ABC, None)]);
    mkfifoat(CWD, dir.path().join("root/pipe"), Mode::RUSR | Mode::WUSR).expect("a pipe");
    let output = verify(dir.path(), &ASK);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("  refused  pipe  a named pipe, not a file\n"), "{}", out(&output));
}

/// The log of a real mission and the folder with its files; nothing where there is no corpus.
fn corpus() -> Option<(PathBuf, PathBuf)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let found = (corpus.join(format!("{MISSION}.events.jsonl")), corpus.join("artifacts").join(MISSION));
    if !found.0.is_file() || !found.1.is_dir() {
        println!("skipped: no corpus beside the project");
        return None;
    }
    Some(found)
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &to);
        } else {
            // Not `copy`, which would keep a file from being written to.
            fs::write(to, fs::read(entry.path()).expect("it is there")).expect("it is written");
        }
    }
}

#[test]
fn a_real_mission_is_as_recorded_until_a_byte_changes() {
    let Some((log, artifacts)) = corpus() else { return };
    let log = log.to_str().expect("text");
    let counts = |output: &Output| {
        let counts = &object(output)["counts"];
        ["same", "not_byte_comparable", "changed"].map(|kind| counts[kind].as_u64().expect("a count"))
    };
    let json = verify(&artifacts, &[log, "--root", ".", "--json"]);
    assert_eq!((code(&json), counts(&json)), (0, [18, 9, 0]), "{}", out(&json));
    let text = verify(&artifacts, &[log, "--root", "."]);
    assert!(out(&text).contains("  same                 18\n"), "{}", out(&text));
    assert_eq!(code(&verify(&artifacts, &[log, "--root", ".", "--strict"])), 1);

    let dir = tempfile::tempdir().expect("a folder");
    copy_tree(&artifacts, dir.path());
    let changed = dir.path().join("contracts/selection-schema.md");
    let mut bytes = fs::read(&changed).expect("it is there");
    bytes[1000] ^= 1;
    fs::write(&changed, bytes).expect("it is written");
    let json = verify(dir.path(), &[log, "--root", ".", "--json"]);
    assert_eq!((code(&json), counts(&json)), (1, [17, 9, 1]), "{}", out(&json));
    let object = object(&json);
    let named: Vec<_> = object["artifacts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|artifact| artifact["outcome"] == "changed")
        .map(|artifact| artifact["path"].as_str().expect("text"))
        .collect();
    assert_eq!(named, ["contracts/selection-schema.md"]);
    let text = out(&verify(dir.path(), &[log, "--root", "."]));
    assert_eq!(text.matches("CHANGED  ").count(), 2, "the count and the file: {text}");
}
