use std::path::Path;
use std::sync::Arc;

use super::excerpt::{EXCERPT_WIDTH, Excerpt, position};
use super::*;
use crate::contracts::decode::decode;
use crate::contracts::edition::ContractMode;
use crate::contracts::record::{LineStore, RawLine, Record, Span};
use crate::dossier::timeline::Cursor;
use crate::session::{Pending, Session};

struct Bytes(Vec<u8>);

impl LineStore for Bytes {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        let range = span.offset as usize..span.end() as usize;
        self.0.get(range).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// A session over `log`, of which what follows the last line feed is pending.
fn session(log: &[u8]) -> Session {
    let mode = ContractMode::Auto;
    let mut session = Session::new(mode, Arc::new(Bytes(log.to_vec())));
    let mut offset = 0;
    for (at, line) in log.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let span = Span { offset, len: content.len() as u32 };
        offset += line.len() as u64;
        if content.len() == line.len() {
            session.set_pending(Some(Pending { span, bytes: content.to_vec() }));
        } else {
            let content = decode(RawLine::Bytes(content), mode, at == 0);
            session.ingest_records([Record { span, content }]);
        }
    }
    session.finish();
    session
}

fn summary(name: &str, log: &[u8]) -> String {
    let session = session(log);
    let replay = Summary::at(Path::new(name), &session, None, Cursor::Live).expect("the lines are there");
    let mut out = Vec::new();
    text::write(&mut out, &replay).expect("memory takes everything");
    String::from_utf8(out).expect("text")
}

fn diagnostics(name: &str, log: &[u8]) -> String {
    let session = session(log);
    let mut out = Vec::new();
    place::visit(&session, |place| diagnostics::write(&mut out, Path::new(name), place))
        .expect("memory takes everything");
    String::from_utf8(out).expect("text")
}

fn json(log: &[u8]) -> serde_json::Value {
    let session = session(log);
    let replay = Replay::of(Path::new("log"), &session, None).expect("the lines are there");
    let mut out = Vec::new();
    json::write(&mut out, &replay, replay.derived().expect("the lines are there"), 0)
        .expect("memory takes everything");
    serde_json::from_slice(&out).expect("JSON")
}

const MALFORMED: &[u8] = include_bytes!("../../fixtures/logs/malformed.jsonl");
const DEMO: &[u8] = include_bytes!("../../assets/demo.jsonl");

#[test]
fn the_caret_stands_below_the_culprit_whatever_is_before_it() {
    let text = "{\"名前\":\"\u{1b}é\u{301}\",\"x\":\"bad\"}";
    let at = text.find("\"bad\"").expect("it is there");
    let excerpt = Excerpt::around(text.as_bytes(), &(at..at + 5));
    let (before, width) = excerpt.caret();
    assert_eq!((excerpt.culprit.as_str(), width), ("\"bad\"", 5));
    assert_eq!(excerpt.before.as_str(), "{\"名前\":\"␛é\u{301}\",\"x\":");
    assert_eq!(before, excerpt.before.width());
}

#[test]
fn an_excerpt_keeps_its_width_and_its_line() {
    let long = format!("first\n{{\"a\":\"{}\",\"b\":{}}}\nlast", "あ".repeat(5000), "9".repeat(5000));
    let at = long.find(",\"b\"").expect("it is there") + 5;
    for span in [at..at + 5000, at..at, at..usize::MAX, 0..3, long.len()..long.len(), 7..8] {
        let text = Excerpt::around(long.as_bytes(), &span).text();
        assert!(text.width() <= EXCERPT_WIDTH, "{span:?}: {}", text.width());
        assert!(!text.as_str().contains('␊'), "{span:?}");
    }
    assert_eq!(position(long.as_bytes(), 6), (2, 1));
    assert_eq!(position(long.as_bytes(), 0), (1, 1));
}

#[test]
fn a_summary_closes_its_ledger_and_names_the_worst_first() {
    insta::assert_snapshot!(summary("run-7.jsonl", MALFORMED));
}

#[test]
fn a_summary_of_the_demo_reads_well() {
    insta::assert_snapshot!(summary("demo", DEMO));
}

#[test]
fn a_summary_of_a_mission_log_says_what_the_log_is() {
    insta::assert_snapshot!(summary(
        "status.jsonl",
        include_bytes!("../../fixtures/logs/status_diary.jsonl")
    ));
}

#[test]
fn a_summary_of_several_missions_names_them_all() {
    insta::assert_snapshot!(summary("two.jsonl", include_bytes!("../../fixtures/logs/two_namespaces.jsonl")));
}

#[test]
fn a_summary_of_nothing_says_so() {
    insta::assert_snapshot!(summary("empty.jsonl", b""), @r"
    ? UNKNOWN  the log is empty

      ledger     0 lines
      problems   none
    ");
}

#[test]
fn diagnostics_point_at_the_culprit() {
    let lines: Vec<&[u8]> = MALFORMED.split_inclusive(|byte| *byte == b'\n').take(8).collect();
    insta::assert_snapshot!(diagnostics("run-7.jsonl", &lines.concat()));
}

#[test]
fn an_unfinished_last_line_is_a_finding() {
    insta::assert_snapshot!(diagnostics("cut.jsonl", b"\n{\"event_id\":\"01"), @r#"
    cut.jsonl:2:15: unfinished-line: the last line is cut off
      2 | {"event_id":"01
        |               ^
      expected  a whole JSON object, or the line's end
      effect    dropped
    "#);
}

#[test]
fn what_a_log_says_never_reaches_the_terminal_raw() {
    let log = "{\"event_id\":\"\\u001b[31m\u{202e}\",\"event_type\":\"MissionDossierSnapshotComputed\",\"x\":\"\u{9b}\"}\n\u{1b}]0;title\u{7}\n";
    for text in [summary("a\u{1b}[2J.jsonl", log.as_bytes()), diagnostics("a\u{1b}[2J.jsonl", log.as_bytes())]
    {
        assert!(!text.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}'), "{text}");
        assert!(text.contains("a␛[2J.jsonl:1:"), "{text}");
    }
}

#[test]
fn json_has_its_keys_and_a_ledger_that_closes() {
    let object = json(MALFORMED);
    for key in ["source", "ledger", "state", "derived", "findings", "verdict", "exit"] {
        assert!(object.get(key).is_some(), "{key}");
    }
    let ledger = object["ledger"].as_object().expect("an object");
    let fates = ["folded", "bad_payload", "duplicate", "foreign", "rejected", "blank", "pending"];
    let sum: u64 = fates.iter().filter_map(|fate| ledger[*fate].as_u64()).sum();
    assert_eq!(Some(sum), ledger["lines"].as_u64());
    assert_eq!(ledger.len(), 8);
    let findings = object["findings"].as_array().expect("a list");
    assert!(!findings.is_empty());
    for finding in findings {
        for key in ["line", "column", "pointer", "rule", "message", "expected", "found", "effect"] {
            assert!(finding.get(key).is_some(), "{key}: {finding}");
        }
    }
}

#[test]
fn json_keeps_what_we_infer_beside_the_state() {
    let object = json(DEMO);
    assert!(object["state"].get("missing").is_none());
    let missing = object["derived"]["missing"].as_array().expect("a list");
    assert!(missing.iter().any(|story| story["open"] == false && story["indexed_later"]["line"].is_u64()));
}
