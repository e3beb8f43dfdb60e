//! Where a log ends and how its lines are cut: L1, L4 to L7, L13.

use std::io::Write;
use std::process::Stdio;

use dossier::cli::load::{Manner, load};
use dossier::contracts::edition::ContractMode;
use dossier::report::place;
use dossier::session::Session;
use dossier::source::SourceSpec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::kit::{
    assert_accounted, code, file, good, indexed, json_of, log_of, program, replay, run, snapshot, validate,
};

fn read(log: &[u8]) -> Session {
    let spec = SourceSpec::Memory { name: "log".into(), bytes: log.into() };
    load(&spec, Manner::default()).expect("memory is read")
}

fn state(session: &Session) -> Value {
    let timeline = session.timeline();
    let state = timeline.state_at(dossier::dossier::timeline::Cursor::Live, session).expect("one mission");
    serde_json::to_value(dossier::dossier::state_json::In(&state, ContractMode::Auto.output_edition()))
        .expect("a state is JSON")
}

fn line_ends(log: &[u8]) -> usize {
    log.split(|byte| *byte == b'\n').count() - 1
}

/// A log with text of all widths and escapes in it.
fn rich() -> Vec<String> {
    [indexed(1, "plans/é日😀.md"), indexed(2, "a\"b\\c\n"), snapshot(3)]
        .iter()
        .map(Value::to_string)
        .collect()
}

#[test]
fn a_log_cut_at_any_byte_is_the_log_of_its_whole_lines() {
    let lines = rich();
    let log = log_of(&lines);
    for cut in 0..=log.len() {
        let whole = line_ends(&log[..cut]);
        let rest = cut - log[..cut].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        // A last line that lacks nothing but its end is a line.
        let complete = lines.get(whole).is_some_and(|line| rest == line.len());
        let session = read(&log[..cut]);
        let ledger = session.ledger();
        let events = whole + usize::from(complete);
        let pending = u64::from(rest > 0 && !complete);
        assert_eq!((ledger.folded, ledger.pending), (events as u64, pending), "cut at {cut}");
        assert_eq!(ledger.lines, events as u64 + pending, "cut at {cut}");
        assert_eq!(place::count(&session) as u64, pending, "only the cut line is found fault with");
        assert_eq!(state(&session), state(&read(&log_of(&lines[..events]))), "cut at {cut}");
    }
}

#[test]
fn a_cut_last_line_is_a_finding_where_it_ends_and_the_others_are_kept() {
    let log = log_of(&rich());
    let inside = |bytes: &[u8]| log.windows(bytes.len()).position(|part| part == bytes).expect("there") + 1;
    for cut in [
        inside("é".as_bytes()),
        inside("😀".as_bytes()) + 2,
        inside(b"\\\""),
        inside(b"\\n"),
        1,
        log.len() - 3,
    ] {
        let (report, exit) = replay(&log[..cut]);
        assert_accounted(&report["ledger"]);
        assert_eq!((exit, &report["ledger"]["pending"]), (0, &1.into()), "cut at {cut}");
        let line = line_ends(&log[..cut]) + 1;
        let start = log[..cut].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (checked, verdict) = validate(&log[..cut]);
        let finding = &checked["findings"][0];
        assert_eq!(
            (verdict, &finding["rule"], &finding["line"]),
            (1, &"unfinished-line".into(), &line.into())
        );
        let column = finding["column"].as_u64().expect("a number") as usize;
        // At the last character, whole or not, of which at most three bytes follow its first.
        assert!((1..=cut - start).contains(&column) && column + 3 >= cut - start, "cut at {cut}: {column}");
    }
}

#[test]
fn nothing_is_a_log_without_lines() {
    let (report, exit) = replay(b"");
    assert_eq!((exit, &report["ledger"]["lines"], &report["verdict"]), (0, &0.into(), &"unknown".into()));
    assert_eq!(report["state"]["event_count"], 0);
    assert_eq!(validate(b"").1, 0);
    let stage = crate::screen::Stage::following("log.jsonl", b"", (120, 40));
    stage.shows("LIVE");
}

#[test]
fn line_ends_may_be_of_either_kind_and_the_last_may_lack() {
    let lines = good();
    let (expected, _) = replay(&log_of(&lines));
    let crlf = lines.join("\r\n") + "\r\n";
    let mixed = lines
        .iter()
        .enumerate()
        .fold(String::new(), |log, (at, line)| log + line + if at % 2 == 0 { "\r\n" } else { "\n" });
    for log in [crlf, mixed, lines.join("\n"), lines.join("\r\n"), lines.join("\n") + "\r"] {
        let (report, exit) = replay(log.as_bytes());
        assert_eq!((exit, &report["ledger"]), (0, &expected["ledger"]), "{log:?}");
        assert_eq!((&report["state"], &report["derived"]), (&expected["state"], &expected["derived"]));
        assert_eq!(validate(log.as_bytes()).1, 0);
    }
    let (report, _) = replay(lines.join("\r").as_bytes());
    assert_eq!((&report["ledger"]["lines"], &report["ledger"]["folded"]), (&1.into(), &0.into()));
}

#[test]
fn a_mark_before_the_first_line_is_skipped_once_and_noted() {
    let log = log_of(&good());
    let (expected, _) = replay(&log);
    let marked = [b"\xEF\xBB\xBF", &log[..]].concat();
    let (report, exit) = replay(&marked);
    assert_eq!((exit, &report["ledger"], &report["state"]), (0, &expected["ledger"], &expected["state"]));
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["line"], &finding["column"]),
        (&"byte-order-mark".into(), &1.into(), &1.into())
    );
    let twice = [b"\xEF\xBB\xBF", &marked[..]].concat();
    let (report, _) = replay(&twice);
    assert_eq!(
        (&report["ledger"]["rejected"], &report["findings"][0]["rule"]),
        (&1.into(), &"byte-order-mark".into())
    );
}

/// Reads a log through a pipe that hands it on in pieces of `size` bytes.
fn piped(log: &[u8], size: usize) -> Value {
    let mut command = program(&["replay".as_ref(), "-".as_ref(), "--format".as_ref(), "json".as_ref()]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    let mut input = child.stdin.take().expect("a pipe");
    let log = log.to_vec();
    let writer = std::thread::spawn(move || log.chunks(size).try_for_each(|piece| input.write_all(piece)));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads to the end");
    json_of(&output)
}

#[test]
fn characters_and_line_ends_over_the_edges_of_reads_are_whole() {
    for edge in [4096, 8192, 16_384, 32_768, 65_536, 1_048_576] {
        for (width, character) in [(2, "é"), (3, "日"), (4, "😀")] {
            for before in 1..width {
                // The character begins `before` bytes ahead of the edge; the next line ends at the next edge.
                let row = |n: u64, path: &str| format!("{}\r\n", indexed(n, path));
                let lead = row(1, "@").find('@').expect("a path");
                let path = "p".repeat(edge - before - lead) + character + ".md";
                let mut log = row(1, &path);
                let short = (2 * edge).saturating_sub(log.len() + row(2, "").len() - 1);
                log += &row(2, &"q".repeat(short));
                assert_eq!(log.as_bytes()[edge], character.as_bytes()[before]);
                if edge > 65_536 && (width, before) != (4, 2) {
                    continue;
                }
                let (report, _) = replay(log.as_bytes());
                assert_eq!(report["ledger"]["folded"], 2, "{character} over {edge}");
                assert!(report["state"]["artifacts"][&path].is_object(), "{character} over {edge}");
                if (width, before) == (4, 2) {
                    assert_eq!(piped(log.as_bytes(), edge)["state"], report["state"]);
                }
            }
        }
    }
}

#[test]
fn a_log_through_a_pipe_byte_by_byte_is_the_log() {
    let log = log_of(&good());
    let (named, _) = replay(&log);
    let piped = piped(&log, 1);
    for key in ["ledger", "state", "derived", "findings"] {
        assert_eq!(piped[key], named[key]);
    }
}

#[test]
fn two_runs_print_the_same_bytes() {
    let log = file(&log_of(&good()));
    let runs = || ["replay", "validate"].map(|command| run(command, log.path(), &["--format", "json"]));
    let (first, second) = (runs(), runs());
    for (first, second) in first.iter().zip(&second) {
        assert_eq!((code(first), &first.stdout), (code(second), &second.stdout));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blank_lines_and_broken_ones_change_nothing(
        places in prop::collection::vec((0usize..8, "[ \t\r]{0,3}", any::<bool>()), 0..12),
    ) {
        let mut lines = good();
        let expected = state(&read(&log_of(&lines)));
        let (mut blank, mut broken) = (0, 0);
        for (at, white, breaks) in places {
            lines.insert(at.min(lines.len()), if breaks { white + "{" } else { white });
            if breaks { broken += 1 } else { blank += 1 }
        }
        let session = read(&log_of(&lines));
        let ledger = session.ledger();
        prop_assert_eq!((ledger.blank, ledger.rejected), (blank, broken));
        prop_assert_eq!(json!(ledger.lines), json!(lines.len()));
        prop_assert_eq!(state(&session), expected);
    }
}
