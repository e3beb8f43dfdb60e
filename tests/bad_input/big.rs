//! Inputs that are large where a careless reader keeps, copies or counts too much.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use dossier::contracts::record::MAX_LINE_BYTES;
use serde_json::Value;

use crate::kit::{assert_accounted, indexed, program};

/// Far more than any of these takes, also on a busy machine.
const LIMIT: Duration = Duration::from_mins(5);
const MIB: u64 = 1024 * 1024;

/// A log written piece by piece.
fn generated(write: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<()>) -> tempfile::NamedTempFile {
    let log = tempfile::Builder::new().suffix(".jsonl").tempfile().expect("a file");
    let mut out = BufWriter::new(log.as_file());
    write(&mut out).and_then(|()| out.flush()).expect("there is room");
    drop(out);
    log
}

/// Runs a command on a log; what it printed, its code, and the most memory it ever held, in bytes.
fn measured(command: &str, log: &Path) -> (Value, i32, u64) {
    let mut out = tempfile::tempfile().expect("a file");
    let arguments = [command.as_ref(), log.as_os_str(), "--format".as_ref(), "json".as_ref()];
    let mut run = program(&arguments);
    run.stdout(Stdio::from(out.try_clone().expect("a descriptor"))).stderr(Stdio::null());
    let mut child = run.spawn().expect("it runs");
    let status = format!("/proc/{}/status", child.id());
    let (began, mut peak) = (Instant::now(), 0);
    let code = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let held = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = held.and_then(|held| held.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(held.unwrap_or(0) * 1024);
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break status.code().expect("it ended by itself");
        }
        assert!(began.elapsed() < LIMIT, "it goes on and on");
        std::thread::sleep(Duration::from_millis(1));
    };
    let mut text = String::new();
    out.seek(SeekFrom::Start(0)).and_then(|_| out.read_to_string(&mut text)).expect("what it printed");
    assert!(peak > 0, "its memory was never seen");
    (serde_json::from_str(&text).expect("JSON"), code, peak)
}

fn rules(report: &Value) -> Vec<(u64, u64, &str)> {
    let findings = report["findings"].as_array().expect("a list");
    let number = |finding: &Value, key: &str| finding[key].as_u64().expect("a number");
    findings
        .iter()
        .map(|finding| {
            (number(finding, "line"), number(finding, "column"), finding["rule"].as_str().expect("a name"))
        })
        .collect()
}

#[test]
fn a_line_of_two_gigabytes_is_skipped_and_the_next_is_fine() {
    let (first, last) = (format!("{}\n", indexed(1, "a.md")), format!("\n{}\n", indexed(2, "b.md")));
    let log = generated(|out| {
        out.write_all(first.as_bytes())?;
        out.flush()?;
        let mut file = *out.get_ref();
        file.seek(SeekFrom::Start(2 * 1024 * MIB + first.len() as u64))?;
        file.write_all(last.as_bytes())
    });
    let (report, code, peak) = measured("replay", log.path());
    assert_eq!(code, 0);
    assert_eq!(rules(&report), [(2, 1, "too-long")]);
    assert_eq!((&report["ledger"]["folded"], &report["ledger"]["rejected"]), (&2.into(), &1.into()));
    assert!(report["state"]["artifacts"]["b.md"].is_object());
    assert_accounted(&report["ledger"]);
    assert!(peak < 128 * MIB, "{peak} bytes were held");
}

#[test]
fn two_gigabytes_without_a_line_feed_are_one_line_too_long() {
    let log = generated(|out| out.get_ref().set_len(2 * 1024 * MIB));
    let (report, code, peak) = measured("replay", log.path());
    assert_eq!((code, rules(&report)), (0, vec![(1, 1, "too-long")]));
    assert_accounted(&report["ledger"]);
    assert!(peak < 128 * MIB, "{peak} bytes were held");
}

#[test]
fn a_million_blank_lines_cost_little() {
    let log = generated(|out| {
        out.write_all(&vec![b'\n'; 1_000_000])?;
        writeln!(out, "{}", indexed(1, "a.md"))
    });
    let (report, code, peak) = measured("replay", log.path());
    assert_eq!(
        (code, &report["ledger"]["blank"], &report["ledger"]["folded"]),
        (0, &1_000_000.into(), &1.into())
    );
    assert!(peak < 128 * MIB, "{peak} bytes were held");
}

#[test]
fn findings_are_written_as_they_are_told() {
    let broken = |lines: usize| {
        let log = generated(|out| (0..lines).try_for_each(|_| out.write_all(b"not JSON\n")));
        let (report, code, peak) = measured("replay", log.path());
        assert_eq!((code, &report["ledger"]["rejected"]), (0, &lines.into()));
        assert_eq!(rules(&report).len(), lines);
        peak
    };
    let (few, many) = (broken(1_000), broken(100_000));
    // Kept, the findings alone would be above 50 MB.
    assert!(many < few + 32 * MIB, "{few} bytes became {many}");
}

#[test]
fn a_long_line_costs_a_few_times_its_length() {
    let event = |n: u64, old: &str, new: &str| {
        let row = indexed(n, "a.md").to_string();
        assert!(row.contains(old));
        row.replacen(old, new, 1)
    };
    let key = |n: usize| format!("\"{n:07}\":0");
    let keys =
        |prefix: &str| format!("{{{prefix}{}}}", (0..1_000_000).map(key).collect::<Vec<_>>().join(","));
    let text = event(1, "\"then\"", &format!("\"{}\"", "x".repeat(15_000_000)));
    let escapes = event(1, "\"then\"", &format!("\"{}\"", "\\u001b".repeat(2_500_000)));
    let digits = event(1, "\"lamport_clock\":1", &format!("\"lamport_clock\":{}", "9".repeat(10_000_000)));
    let extra = event(1, "\"indexed_at\"", &format!("\"extra\":{},\"indexed_at\"", keys("")));
    let list =
        event(1, "\"indexed_at\"", &format!("\"supersedes\":[{}1],\"indexed_at\"", "{},".repeat(4_000_000)));
    for (name, line, fate, times) in [
        ("keys", keys(""), "foreign", 4),
        ("text", text, "folded", 4),
        ("escapes", escapes, "folded", 4),
        ("digits", digits, "folded", 4),
        ("a field too many", extra, "bad_payload", 4),
        // Three bytes a value are as many values as a line can hold, and each has its place.
        ("a list in place of an object", list, "bad_payload", 8),
    ] {
        assert!(line.len() < MAX_LINE_BYTES && line.len() > MAX_LINE_BYTES / 2, "{name}: {}", line.len());
        let log = generated(|out| writeln!(out, "{line}\n{}", indexed(2, "b.md")));
        let (report, code, peak) = measured("validate", log.path());
        let source = &report["sources"][0];
        assert_eq!(
            source["ledger"][fate].as_u64(),
            Some(1 + u64::from(fate == "folded")),
            "{name}: {source}"
        );
        assert_eq!(code, i32::from(fate == "bad_payload"), "{name}");
        // So many times the longest line there may be, and the program itself.
        assert!(peak < times * MAX_LINE_BYTES as u64 + 16 * MIB, "{name}: {peak} bytes were held");
    }
}

#[test]
fn a_line_with_millions_of_flaws_names_some_and_counts_the_rest() {
    let identities = vec!["{}"; 1_000_000].join(",");
    let drift = crate::kit::drift(1).to_string();
    let (before, after) = drift.split_once("\"artifact_ids_changed\":[").expect("a list");
    let line = format!("{before}\"artifact_ids_changed\":[{identities},{after}");
    let (report, code, peak) = measured("validate", generated(|out| writeln!(out, "{line}")).path());
    let found = rules(&report["sources"][0]);
    assert_eq!((code, found.len()), (1, 1001));
    assert_eq!(found.last().map(|last| last.2), Some("too-many-findings"));
    let last = report["sources"][0]["findings"].as_array().and_then(|all| all.last()).expect("it is there");
    assert_eq!(last["found"], (3_000_000 - 1000).to_string());
    assert!(peak < 128 * MIB, "{peak} bytes were held");
}

#[test]
fn clocks_that_run_backwards_cost_what_others_cost() {
    let count = 20_000;
    let log = generated(|out| (1..=count).rev().try_for_each(|n| writeln!(out, "{}", indexed(n, "a.md"))));
    let (report, code, _) = measured("replay", log.path());
    assert_eq!((code, &report["ledger"]["folded"]), (0, &count.into()));
    assert_eq!(report["state"]["artifacts"]["a.md"]["content_ref"]["size_bytes"], count);
}
