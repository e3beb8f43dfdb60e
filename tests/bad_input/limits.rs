//! Every limit at one less, at itself, and at one more.

use dossier::contracts::decode::MAX_FINDINGS;
use dossier::contracts::finding::MAX_QUOTE;
use dossier::contracts::record::MAX_LINE_BYTES;
use dossier::json::MAX_DEPTH;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::kit::{envelope, file, indexed, log_of, run, snapshot, validate};

fn rules(checked: &Value) -> Vec<&str> {
    let findings = checked["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a name")).collect()
}

#[test]
fn a_line_may_have_sixteen_mebibytes() {
    assert_eq!(MAX_LINE_BYTES, 16 * 1024 * 1024);
    let sized = |length: usize| {
        let row = indexed(1, "a.md").to_string();
        row.clone() + &" ".repeat(length - row.len())
    };
    for (length, end, fits) in [
        (MAX_LINE_BYTES - 1, "\n", true),
        (MAX_LINE_BYTES, "\n", true),
        (MAX_LINE_BYTES, "\r\n", true),
        (MAX_LINE_BYTES, "", true),
        (MAX_LINE_BYTES + 1, "\n", false),
        (MAX_LINE_BYTES + 1, "\r\n", false),
        (MAX_LINE_BYTES + 1, "", false),
    ] {
        let log = sized(length) + end;
        let (checked, exit) = validate(log.as_bytes());
        let expected: &[&str] = if fits { &[] } else { &["too-long"] };
        assert_eq!((rules(&checked).as_slice(), exit), (expected, i32::from(!fits)), "{length} {end:?}");
        assert_eq!(checked["ledger"][if fits { "folded" } else { "rejected" }], 1, "{length} {end:?}");
        assert_eq!(checked["ledger"]["lines"], 1, "{length} {end:?}");
    }
}

#[test]
fn a_value_may_be_nested_128_levels() {
    assert_eq!(MAX_DEPTH, 128);
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    for (depth, expected) in [(127, &[][..]), (128, &[]), (129, &["too-deep"])] {
        let (checked, _) = validate(&log_of(&[nested(depth)]));
        assert_eq!(rules(&checked), expected, "{depth}");
    }
    let (checked, _) = validate(&log_of(&[nested(129)]));
    assert_eq!(checked["findings"][0]["column"], "{\"a\":".len() + 128);
}

#[test]
fn a_line_lists_a_thousand_findings() {
    assert_eq!(MAX_FINDINGS, 1000);
    for extra in [MAX_FINDINGS - 1, MAX_FINDINGS, MAX_FINDINGS + 1] {
        let mut row = snapshot(1);
        for nth in 0..extra {
            row["payload"][format!("x{nth:04}")] = json!(0);
        }
        let (checked, exit) = validate(&log_of(&[row.to_string()]));
        let found = rules(&checked);
        assert_eq!((exit, &checked["ledger"]["bad_payload"]), (1, &1.into()));
        assert_eq!(found.iter().filter(|rule| **rule == "extra-field").count(), extra.min(MAX_FINDINGS));
        match extra.checked_sub(MAX_FINDINGS).filter(|more| *more > 0) {
            None => assert_eq!(found.len(), extra),
            Some(more) => {
                assert_eq!((found.len(), found[MAX_FINDINGS]), (MAX_FINDINGS + 1, "too-many-findings"));
                assert_eq!(checked["findings"][MAX_FINDINGS]["found"], more.to_string());
            }
        }
    }
}

#[test]
fn a_line_names_a_hundred_flaws_of_its_text() {
    for repeats in [99, 100, 101] {
        let line = format!("{{\"a\":0{}}}", ",\"a\":0".repeat(repeats));
        let (checked, _) = validate(&log_of(&[line]));
        let found = rules(&checked);
        assert_eq!(found.iter().filter(|rule| **rule == "repeated-key").count(), repeats.min(100));
        assert_eq!(found.contains(&"too-many-findings"), repeats > 100);
    }
}

#[test]
fn every_finding_of_a_log_is_kept() {
    for lines in [9_999, 10_000, 10_001] {
        let (checked, _) = validate("{\n".repeat(lines).as_bytes());
        assert_eq!(rules(&checked).len(), lines);
    }
}

#[test]
fn a_value_is_quoted_to_200_bytes_and_shown_to_its_width() {
    assert_eq!(MAX_QUOTE, 200);
    for length in [MAX_QUOTE - 1, MAX_QUOTE, MAX_QUOTE + 1] {
        let mut row = snapshot(1);
        // The quotes are of the value.
        row["payload"]["algorithm"] = json!("x".repeat(length - 2));
        let (checked, _) = validate(&log_of(&[row.to_string()]));
        let found = checked["findings"][0]["found"].as_str().expect("text").to_owned();
        assert_eq!(found.ends_with('…'), length > MAX_QUOTE, "{length}");
        assert_eq!(found.trim_end_matches('…').len(), length.min(MAX_QUOTE));
    }
    for wide in ["x", "日", "\u{202e}", "e\u{301}", "\u{1b}[31m"] {
        let mut row = snapshot(1);
        row["payload"]["algorithm"] = json!(wide.repeat(500));
        row["payload"][wide.repeat(500)] = json!(0);
        let output = run("validate", file(&log_of(&[row.to_string()])).path(), &[]);
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(text.contains("not-allowed") && text.contains("extra-field"), "{text}");
        for line in text.lines() {
            // The place stands before a message of at most 160 columns.
            let message = line.split_once(".jsonl:").map_or(line, |(_, message)| message);
            assert!(message.width() <= 200, "{} columns: {line}", message.width());
            assert!(!line.contains(['\u{1b}', '\u{202e}']));
        }
    }
}

#[test]
fn two_hundred_names_of_foreign_rows_are_told_apart() {
    for names in [199, 200, 201] {
        let rows: Vec<_> =
            (0..names).map(|n| envelope(n, &format!("Other{n}"), json!({})).to_string()).collect();
        let output = run("replay", file(&log_of(&rows)).path(), &["--format", "json"]);
        let text = String::from_utf8(output.stdout).expect("text");
        let report: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(report["ledger"]["foreign"], names);
        assert_eq!(text.matches("\"Other").count() as u64, names.min(200));
        assert_eq!(text.contains("other rows"), names > 200);
    }
}
