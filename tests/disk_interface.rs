//! What is on disk beside what was recorded, in the real program on a real terminal.
#![cfg(unix)]

#[allow(dead_code, reason = "shared with the other tests in a terminal, each of which uses a part of it")]
#[path = "support/pty.rs"]
mod kit;

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use kit::{LONG, Session, dossier, has, indexed};
use sha2::{Digest, Sha256};

const FILES: u64 = 12;

/// A mission's folder with a log in it that records every file as it is; the log's path is given back.
fn mission(folder: &Path) -> String {
    std::fs::create_dir(folder.join("live")).unwrap();
    let mut log = String::new();
    for number in 0..FILES {
        let content = format!("the content of {number}\n").repeat(1_000);
        std::fs::write(folder.join(format!("live/{number}.md")), &content).unwrap();
        let hash = Sha256::digest(content.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
            write!(hash, "{byte:02x}").unwrap();
            hash
        });
        log += &indexed(number).replace(&format!("\"{number:064x}\""), &format!("\"{hash}\""));
    }
    let path = folder.join("log.jsonl");
    std::fs::write(&path, log).unwrap();
    path.to_str().unwrap().to_owned()
}

fn open(log: &str, root: &Path) -> Session {
    Session::start(dossier(&[log, "--root", root.to_str().unwrap()]), 120, 40)
}

#[test]
fn a_changed_byte_is_on_the_screen_soon() {
    let folder = tempfile::tempdir().unwrap();
    let log = mission(folder.path());
    let mut session = open(&log, folder.path());
    session.wait("the verdict", |screen| has(screen, "12 same"));
    assert!(!session.text().contains("Artifacts 12x"), "{}", session.text());
    session.press("2");
    session.wait("the column", |screen| has(screen, "DISK") && has(screen, " same "));
    let mut took = Vec::new();
    for number in 0..4 {
        let path = folder.path().join(format!("live/{number}.md"));
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[7_000] ^= 1;
        let began = Instant::now();
        std::fs::write(&path, &bytes).unwrap();
        session.wait_within(Duration::from_secs(5), "word of the change", |screen| {
            has(screen, "CHANGED") && has(screen, "Artifacts 12x")
        });
        took.push(began.elapsed());
        bytes[7_000] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        session.wait("the old content", |screen| {
            !has(screen, "CHANGED") && !has(screen, "…  ") && !has(screen, "Artifacts 12x")
        });
    }
    took.sort();
    println!("a changed byte to the screen: {took:?}");

    std::fs::remove_file(folder.path().join("live/11.md")).unwrap();
    session.wait("word of the loss", |screen| has(screen, "gone") && has(screen, "Artifacts 12x"));
    session.press("yc");
    session.wait("the command", |screen| has(screen, "copied dossier verify"));
    session.press("1");
    session.wait("the verdict", |screen| has(screen, "x 1 gone: live/11.md, 11 same"));
    // The start of the log: only the first file is asked about.
    session.press("2:1\r");
    session.wait("one artifact", |screen| has(screen, "AT #1 of 12") && has(screen, " same "));
    session.press("1");
    session.wait("its verdict", |screen| has(screen, "1 same"));
}

#[test]
fn a_folder_that_is_not_there_is_told_before_anything_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let log = mission(folder.path());
    let mut session = open(&log, &folder.path().join("nowhere"));
    assert_eq!(session.ends(LONG), 2);
    session.wait("a sentence", |screen| has(screen, "cannot open"));
    assert!(!session.bytes().windows(8).any(|bytes| bytes == b"\x1b[?1049h"));
}

/// The mission whose artifact tree lies beside the project: 18 files, and 9 work packages.
const REAL: &str = "charter-mediated-doctrine-selection-01KRTZCA";

#[test]
fn a_real_mission_is_as_recorded_until_one_byte_changes() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let log = corpus.join(format!("{REAL}.events.jsonl"));
    if !log.exists() {
        println!("skipped: no corpus beside the project");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&corpus.join("artifacts").join(REAL), folder.path());
    let mut session = open(log.to_str().unwrap(), folder.path());
    session.wait("the verdict", |screen| has(screen, "18 same, 9 not byte-comparable"));
    let path = folder.path().join("spec.md");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    let began = Instant::now();
    std::fs::write(&path, &bytes).unwrap();
    session.wait("the verdict", |screen| has(screen, "x 1 changed: spec.md, 17 same, 9 n/c"));
    println!("a changed byte to the screen: {:?}", began.elapsed());
    session.press("2");
    session.wait("the column", |screen| has(screen, "CHANGED") && has(screen, "n/c"));
    session.resize(80, 24);
    session.wait("the column", |screen| has(screen, "[2Art 27x]") && has(screen, " DISK "));
    session.press("1");
    session.wait("the verdict", |screen| has(screen, "x 1 changed: spec.md"));
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
