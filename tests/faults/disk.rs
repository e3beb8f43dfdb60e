//! Files on disk held against a log that lies: what `tests/verify.rs` leaves out.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::kit::{as_nobody, code, dossier, ends, err, indexed, out, run};

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const ABC_SHA512: &str = concat!(
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a",
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
);
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn sha256(hash: &str) -> Value {
    json!({ "hash": hash, "algorithm": "sha256" })
}

/// A folder with `root/abc` in it and a log that records these artifacts.
fn mission(artifacts: &[(&str, Value)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("root")).expect("a folder");
    fs::write(dir.path().join("root/abc"), "abc").expect("it is written");
    fs::write(dir.path().join("secret"), "abc").expect("it is written");
    record(dir.path(), artifacts);
    dir
}

fn record(folder: &Path, artifacts: &[(&str, Value)]) {
    let lines = artifacts.iter().zip(1..);
    let log: String = lines.map(|((path, content), nth)| indexed(nth, path, content)).collect();
    fs::write(folder.join("log.jsonl"), log).expect("it is written");
}

const ASK: [&str; 5] = ["verify", "log.jsonl", "--root", "root", "--json"];

/// The exit code, and the outcome of each path.
fn outcomes(folder: &Path) -> (i32, Vec<(String, String)>) {
    let output = run(folder, &ASK);
    (code(&output), listed(&output.stdout))
}

fn listed(stdout: &[u8]) -> Vec<(String, String)> {
    let object: Value = serde_json::from_slice(stdout).expect("JSON");
    let artifacts = object["artifacts"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    artifacts.iter().map(|artifact| (text(&artifact["path"]), text(&artifact["outcome"]))).collect()
}

#[test]
fn the_recorded_hash_is_taken_whole_in_any_case_and_by_any_known_function() {
    let sized = |size: u64| json!({ "hash": ABC, "algorithm": "sha256", "size_bytes": size });
    let cases = [
        (sha256(ABC), "same", 0),
        (sha256(&ABC.to_uppercase()), "same", 0),
        (json!({ "hash": ABC_SHA512, "algorithm": "sha512" }), "same", 0),
        (json!({ "hash": "900150983cd24fb0d6963f7d28e17f72", "algorithm": "md5" }), "same", 0),
        (sized(3), "same", 0),
        (sized(4), "changed", 1),
        (sha256(NOTHING), "changed", 1),
        (sha256(&ABC[..63]), "bad_record", 1),
        (sha256(&ABC[..8]), "bad_record", 1),
        (sha256(&format!("{ABC}0")), "bad_record", 1),
        (sha256(&ABC_SHA512.replace('d', "e")), "bad_record", 1),
        (sha256(&format!(" {}", &ABC[1..])), "bad_record", 1),
        (sha256(&ABC.replace('b', "g")), "bad_record", 1),
        (json!({ "hash": ABC, "algorithm": "sha512" }), "bad_record", 1),
    ];
    for (content, outcome, exit) in cases {
        let dir = mission(&[("abc", content.clone())]);
        assert_eq!(outcomes(dir.path()), (exit, vec![("abc".to_owned(), outcome.to_owned())]), "{content}");
    }
    let dir = mission(&[("empty", sha256(NOTHING))]);
    fs::write(dir.path().join("root/empty"), "").expect("it is written");
    assert_eq!(outcomes(dir.path()).0, 0, "an empty file has a hash as well");
    // What no contract knows can be held against nothing, and does not pass.
    for content in
        [json!({ "hash": ABC, "algorithm": "crc32" }), json!({ "hash": "", "algorithm": "sha256" })]
    {
        let dir = mission(&[("abc", content.clone())]);
        assert_eq!(outcomes(dir.path()), (1, vec![("abc".to_owned(), "bad_record".to_owned())]), "{content}");
        let dir = mission(&[("abc", content.clone()), ("abc", sha256(ABC))]);
        assert_eq!(outcomes(dir.path()).0, 0, "there is a record that can be used");
    }
    let dir = mission(&[("abc", sha256(ABC)), ("", sha256(ABC))]);
    assert_eq!(outcomes(dir.path()).0, 1);
    // Neither does one in the midst of others.
    let dir = mission(&[("abc", sha256(ABC)), ("gone", sha256(ABC))]);
    assert_eq!(outcomes(dir.path()).0, 1);
}

#[test]
fn a_path_that_would_have_to_be_cleaned_is_refused_and_nothing_is_opened() {
    let long = "x/".repeat(2500);
    let paths = [
        "../secret",
        "abc/../abc",
        "a/../../secret",
        "root/../../secret",
        "/etc/passwd",
        "//etc/passwd",
        "./abc",
        "a//abc",
        "a/./abc",
        ".",
        "..",
        "/",
        "abc/",
        "abc/.",
        "..\\secret",
        "a\\abc",
        "C:/abc",
        "C:abc",
        "c:\\abc",
        "\\\\server\\share\\abc",
        "\\\\?\\C:\\abc",
        "file:///etc/passwd",
        "file://abc",
        "abc\0",
        "a\nb",
        "~",
        "~/abc",
        "abc:stream",
        "CON",
        "con.md",
        "a/NUL",
        "COM1.txt",
        "lpt9",
        "abc.",
        "abc ",
        "...",
        &long,
        "\u{1b}[31m",
    ];
    let artifacts: Vec<_> = paths.iter().map(|path| (*path, sha256(ABC))).collect();
    let dir = mission(&artifacts);
    let (exit, found) = outcomes(dir.path());
    assert_eq!((exit, found.len()), (1, paths.len()));
    for (path, outcome) in &found {
        assert_eq!(outcome, "refused", "{path:?}");
    }
    let text = run(dir.path(), &ASK[..4]);
    assert_eq!(code(&text), 1);
    assert!(!out(&text).contains("ba78"), "the hash of nothing that is refused is told: {}", out(&text));
}

#[test]
fn no_link_leads_anywhere() {
    use std::os::unix::fs::symlink;
    let names = [
        "file",
        "absolute",
        "chain",
        "dangling",
        "loop",
        "folder/abc",
        "proc/etc/passwd",
        "inside",
        "up/secret",
    ];
    let dir = mission(&names.map(|name| (name, sha256(ABC))));
    let root = dir.path().join("root");
    let outside = dir.path().join("secret");
    fs::create_dir(dir.path().join("elsewhere")).expect("a folder");
    fs::write(dir.path().join("elsewhere/abc"), "abc").expect("it is written");
    for (target, link) in [
        (Path::new("../secret"), "file"),
        (&outside, "absolute"),
        (Path::new("file"), "chain"),
        (Path::new("nowhere"), "dangling"),
        (Path::new("loop"), "loop"),
        (Path::new("../elsewhere"), "folder"),
        (Path::new("/proc/self/root"), "proc"),
        (Path::new("abc"), "inside"),
        (Path::new(".."), "up"),
    ] {
        symlink(target, root.join(link)).expect("a link");
    }
    let (exit, found) = outcomes(dir.path());
    assert_eq!(exit, 1);
    for (path, outcome) in &found {
        assert_eq!(outcome, "refused", "{path}");
    }
    // The root itself is the user's own word, and may be a link.
    symlink("root", dir.path().join("way")).expect("a link");
    record(dir.path(), &[("abc", sha256(ABC))]);
    assert_eq!(code(&run(dir.path(), &["verify", "log.jsonl", "--root", "way"])), 0);
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    use rustix::fs::{CWD, FileType, Mode, mkfifoat, mknodat};
    let dir = mission(&["pipe", "socket", "folder", "device", "tty"].map(|name| (name, sha256(NOTHING))));
    let root = dir.path().join("root");
    let rw = Mode::RUSR | Mode::WUSR;
    mkfifoat(CWD, root.join("pipe"), rw).expect("a pipe");
    fs::create_dir(root.join("folder")).expect("a folder");
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).expect("a socket");
    for (name, major, minor) in [("device", 1, 5), ("tty", 5, 0)] {
        if mknodat(CWD, root.join(name), FileType::CharacterDevice, rw, rustix::fs::makedev(major, minor))
            .is_err()
        {
            println!("skipped: only the superuser makes devices");
            fs::create_dir(root.join(name)).expect("a folder");
        }
    }
    let began = Instant::now();
    let (exit, found) = outcomes(dir.path());
    assert_eq!(exit, 1);
    assert!(found.iter().all(|(_, outcome)| outcome == "refused"), "{found:?}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_file_of_another_size_is_not_read() {
    let dir = mission(&[("huge", json!({ "hash": ABC, "algorithm": "sha256", "size_bytes": 12 }))]);
    fs::File::create(dir.path().join("root/huge"))
        .and_then(|file| file.set_len(64 << 30))
        .expect("a sparse file");
    let began = Instant::now();
    assert_eq!(outcomes(dir.path()), (1, vec![("huge".to_owned(), "changed".to_owned())]));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

/// The most memory a process had so far, in KiB.
#[cfg(target_os = "linux")]
fn peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_is_read_in_pieces() {
    let dir = mission(&[("large", sha256(ABC))]);
    fs::File::create(dir.path().join("root/large"))
        .and_then(|file| file.set_len(2 << 30))
        .expect("a sparse file");
    let mut child = dossier(dir.path(), &ASK).spawn().expect("it runs");
    // Long enough to hold all that is ever held; how long two gibibytes take is no matter here.
    let (began, mut most) = (Instant::now(), 0);
    while child.try_wait().expect("a status").is_none() && began.elapsed() < Duration::from_secs(3) {
        most = peak(child.id()).map_or(most, |now| most.max(now));
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
    println!("{most} KiB at most");
    assert!(most > 0 && most < 50 * 1024, "{most} KiB");
}

#[test]
fn what_may_not_be_read_is_told_and_the_others_go_on() {
    use std::os::unix::fs::PermissionsExt;
    let dir = mission(&[("denied", sha256(ABC)), ("shut/abc", sha256(ABC)), ("abc", sha256(ABC))]);
    let root = dir.path().join("root");
    fs::write(root.join("denied"), "abc").expect("it is written");
    fs::create_dir(root.join("shut")).expect("a folder");
    fs::write(root.join("shut/abc"), "abc").expect("it is written");
    for name in ["denied", "shut"] {
        fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o000)).expect("permissions");
    }
    let output = as_nobody(dir.path(), &ASK);
    fs::set_permissions(root.join("shut"), fs::Permissions::from_mode(0o755)).expect("permissions");
    let Some(output) = output else { return };
    assert_eq!(code(&output), 1, "{}", err(&output));
    let found = listed(&output.stdout);
    let outcome =
        |path: &str| found.iter().find(|(name, _)| name == path).map(|(_, outcome)| outcome.as_str());
    assert_eq!(outcome("denied"), Some("unreadable"));
    assert_eq!(outcome("shut/abc"), Some("unreadable"));
    assert_eq!(outcome("abc"), Some("same"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_changes_while_it_is_read_is_not_judged() {
    use std::io::Write;
    let dir = mission(&[("large", sha256(NOTHING))]);
    let path = dir.path().join("root/large");
    fs::File::create(&path).and_then(|file| file.set_len(8 << 30)).expect("a sparse file");
    let child = dossier(dir.path(), &ASK).spawn().expect("it runs");
    // Once the file is open, it grows.
    let fds = format!("/proc/{}/fd", child.id());
    let began = Instant::now();
    let is_open = || {
        let entries = fs::read_dir(&fds).into_iter().flatten().flatten();
        entries.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|target| target == path)
    };
    while !is_open() {
        assert!(began.elapsed() < Duration::from_secs(20), "the file was never opened");
        std::thread::sleep(Duration::from_millis(1));
    }
    fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .expect("it is there")
        .write_all(b"more")
        .expect("it is written");
    // Shorter, so that nobody has to wait for the rest.
    fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(10)).expect("it is cut");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 1);
    assert_eq!(listed(&output.stdout), [("large".to_owned(), "changed_while_reading".to_owned())]);
}

#[cfg(target_os = "linux")]
#[test]
fn many_artifacts_take_few_descriptors_and_threads() {
    let paths: Vec<String> = (0..10_000).map(|nth| format!("out/{}/{nth}.md", nth % 100)).collect();
    let artifacts: Vec<_> = paths.iter().map(|path| (path.as_str(), sha256(ABC))).collect();
    let dir = mission(&artifacts);
    for folder in 0..100 {
        fs::create_dir_all(dir.path().join(format!("root/out/{folder}"))).expect("a folder");
        fs::write(dir.path().join(format!("root/out/{folder}/{folder}.md")), "abc").expect("it is written");
    }
    // As many descriptors as a program starts with, and few more.
    let script = "ulimit -n 32 && exec \"$0\" \"$@\"";
    let mut command = std::process::Command::new("/bin/sh");
    command.args(["-c", script, crate::kit::PROGRAM]).args(ASK).current_dir(dir.path());
    command.stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let output = ends(&mut command);
    assert_eq!((code(&output), err(&output)), (1, String::new()));
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&object["counts"]["same"], &object["counts"]["gone"]), (&json!(100), &json!(9_900)));
}

#[test]
fn a_root_that_is_no_folder_is_no_answer() {
    use std::os::unix::fs::symlink;
    let dir = mission(&[("abc", sha256(ABC))]);
    symlink("loop", dir.path().join("loop")).expect("a link");
    for root in ["missing", "secret", "loop", "root/abc", "/dev/null", "/dev/null/x"] {
        let output = run(dir.path(), &["verify", "log.jsonl", "--root", root]);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{root:?}");
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
    }
}
