//! Fates, rows, pending lines and problems, for good logs and for any bytes.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::{LineKind, OTHER_GROUPS, Pending, Session};
use crate::contracts::decode::{MAX_FINDINGS, decode};
use crate::contracts::event::DossierEventType;
use crate::contracts::finding::Effect;
use crate::contracts::record::{LineStore, MAX_LINE_BYTES, RawLine, Record, Span};
use crate::contracts::rule::Rule;
use crate::contracts::tests::kit::{
    AUTO, Held, THREE, TWO, envelope, event, indexed, log_of, payload, records, session,
};
use crate::dossier::ledger::{Fate, Ledger};

const FOREIGN: &str = r#"{"type":"Started","timestamp":"t"}"#;

fn fates(session: &Session) -> Vec<Fate> {
    (0..session.line_count() as u32).map(|line| session.fate(line).unwrap()).collect()
}

#[test]
fn every_line_meets_one_fate_and_the_ledger_closes() {
    let mut bad = indexed(2, "a.md");
    bad["payload"]["extra"] = json!(1);
    let mut other = indexed(1, "b.md");
    other["lamport_clock"] = json!(9);
    let lines = [
        indexed(1, "a.md").to_string(),
        bad.to_string(),
        indexed(1, "a.md").to_string(),
        other.to_string(),
        FOREIGN.into(),
        "{".into(),
        "  ".into(),
    ];
    let session = session(AUTO, lines.join("\n").as_bytes());
    let expected = [
        Fate::Folded,
        Fate::BadPayload,
        Fate::Duplicate { same: true },
        Fate::Duplicate { same: false },
        Fate::Foreign,
        Fate::Rejected,
        Fate::Blank,
    ];
    assert_eq!(fates(&session), expected);
    assert_eq!(session.fate(7), None);
    let ledger = Ledger {
        lines: 7,
        folded: 1,
        bad_payload: 1,
        duplicate: 2,
        foreign: 1,
        rejected: 1,
        blank: 1,
        pending: 0,
        conflicting: 1,
    };
    assert_eq!(session.ledger(), ledger);
    assert!(ledger.closes());
    assert_eq!(ledger.event_count(), 2);
}

#[test]
fn an_event_that_displaces_another_makes_it_a_duplicate() {
    let mut early = indexed(5, "b.md");
    early["lamport_clock"] = json!(1);
    let session = session(AUTO, &log_of(&[indexed(5, "a.md"), early]));
    assert_eq!(fates(&session), [Fate::Duplicate { same: false }, Fate::Folded]);
}

#[test]
fn copies_are_the_same_whatever_the_order_of_keys_and_spacing() {
    let line = indexed(1, "a.md").to_string();
    let reversed = format!("{{ {}", line.replacen('{', "", 1)).replace("\"a.md\"", "\"\\u0061.md\"");
    let big = |digits: &str| line.replace(r#""indexed_at""#, &format!(r#""x":{digits},"indexed_at""#));
    let mark = format!("\u{feff}{line}");
    for (first, second, same) in [
        (&line, &line, true),
        (&line, &reversed, true),
        (&mark, &line, true),
        (&big("18446744073709551617"), &big("18446744073709551618"), false),
        (&big("18446744073709551617"), &big("18446744073709551617"), true),
        (&big(r#""\ud800""#), &big(r#""\ud801""#), false),
        (&big("null"), &big("false"), false),
        (&big("[1,2]"), &big("[1]"), false),
        (&big(r#"{"a":1,"a":2}"#), &big(r#"{"a":2}"#), true),
    ] {
        let session = session(THREE, format!("{first}\n{second}\n").as_bytes());
        assert_eq!(fates(&session)[1], Fate::Duplicate { same }, "{first}\n{second}");
        assert_eq!(session.ledger().conflicting, u64::from(!same));
    }
}

#[test]
fn many_differing_copies_are_counted_right() {
    let copy = |n: usize| {
        let mut row = indexed(1, &format!("{n}.md"));
        row["lamport_clock"] = json!(100 - n);
        row
    };
    let rows: Vec<_> = (0..20).chain(0..20).map(copy).collect();
    let session = session(AUTO, &log_of(&rows));
    assert_eq!((session.ledger().folded, session.ledger().duplicate), (1, 39));
    // The ninth content and later ones are not told apart, so their copies are not shown to be the same.
    assert_eq!(session.ledger().conflicting, 39);
    assert_eq!(session.fate(19), Some(Fate::Folded));
}

/// A log that counts how often it is read.
struct Counted(Held, std::sync::atomic::AtomicUsize);

impl LineStore for Counted {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.read(span)
    }
}

#[test]
fn each_of_many_differing_copies_is_read_once_and_the_first_twice() {
    let rows: Vec<_> = (0..200).map(|n| indexed(1, &format!("{n}.md"))).collect();
    let log = log_of(&rows);
    let store = Arc::new(Counted(Held(log.clone()), 0.into()));
    let mut session = Session::new(AUTO, store.clone());
    session.ingest_records(records(AUTO, &log));
    assert_eq!((session.ledger().duplicate, session.ledger().conflicting), (199, 199));
    assert_eq!(store.1.load(std::sync::atomic::Ordering::Relaxed), 201);
}

#[test]
fn rows_leave_out_blank_lines() {
    let text = format!("\n{FOREIGN}\n\n\n{FOREIGN}\n{FOREIGN}\n\n");
    let session = session(AUTO, text.as_bytes());
    assert_eq!((session.line_count(), session.row_count()), (7, 3));
    assert_eq!(
        (0..4).map(|row| session.line_of_row(row)).collect::<Vec<_>>(),
        [Some(1), Some(4), Some(5), None]
    );
    assert_eq!((0..7).map(|line| session.row_of_line(line)).collect::<Vec<_>>(), [0, 0, 1, 1, 1, 2, 3]);
}

fn pending(session: &mut Session, log: &[u8], tail: &[u8]) {
    let span = Span { offset: (log.len() - tail.len()) as u64, len: tail.len() as u32 };
    session.set_pending(Some(Pending { span, bytes: tail.to_vec() }));
}

#[test]
fn an_unfinished_last_line_is_pending_until_it_is_whole() {
    let whole = indexed(1, "a.md").to_string();
    let marked = format!("\u{feff}{whole}");
    for (tail, fate) in [
        (whole.as_str(), Some(Fate::Folded)),
        (marked.as_str(), Some(Fate::Folded)),
        (&whole[..40], None),
        ("[]", None),
        (" \t\r", Some(Fate::Blank)),
        ("\u{feff}", Some(Fate::Blank)),
        (FOREIGN, Some(Fate::Foreign)),
        ("{}", Some(Fate::Foreign)),
    ] {
        let mut session = Session::new(AUTO, Arc::new(Held(tail.as_bytes().to_vec())));
        pending(&mut session, tail.as_bytes(), tail.as_bytes());
        assert_eq!((session.ledger().pending, session.ledger().lines), (1, 1));
        assert!(session.ledger().closes());
        session.finish();
        assert_eq!(session.fate(0), fate, "{tail}");
        assert_eq!(session.pending().is_some(), fate.is_none());
        assert_eq!(session.ledger().lines, 1);
        assert!(session.ledger().closes());
        session.set_pending(None);
        assert!(session.ledger().closes());
    }
}

#[test]
fn a_pending_line_held_in_part_stays_pending() {
    let mut session = Session::new(AUTO, Arc::new(Held(Vec::new())));
    session.set_pending(Some(Pending { span: Span { offset: 0, len: 9 }, bytes: b"{}".to_vec() }));
    session.finish();
    assert_eq!((session.line_count(), session.pending().is_some()), (0, true));
}

#[test]
fn problems_are_found_again_with_their_place() {
    let mut bad = indexed(2, "a.md");
    bad["payload"]["extra"] = json!(1);
    bad["build_id"] = json!("");
    let log = format!("{}\n{{\n{bad}\n", indexed(1, "a.md"));
    let session = session(AUTO, log.as_bytes());
    let problems = session.problems();
    assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [1, 2, 2]);
    for problem in problems {
        let finding = problem.finding(&session).unwrap();
        assert_eq!((finding.violation.rule, finding.effect), (problem.rule, problem.effect));
    }
    assert_eq!((problems[0].rule, problems[0].effect), (Rule::NotJson, Effect::Dropped));
    assert_eq!(event(AUTO, &bad), session.event_of(1).unwrap());
}

#[test]
fn a_line_with_more_findings_than_are_listed_says_how_many() {
    let mut payload = payload(DossierEventType::ArtifactIndexed, "a.md", "1");
    payload["extra"] = json!("HERE");
    let extra: Vec<_> = (0..70_000).map(|n| format!("\"k{n}\":0")).collect();
    let row = envelope(1, DossierEventType::ArtifactIndexed, &payload).to_string();
    let line = row.replace(r#""extra":"HERE""#, &extra.join(","));
    let session = session(AUTO, line.as_bytes());
    let problems = session.problems();
    assert_eq!(problems.len(), MAX_FINDINGS + 1);
    assert_eq!(problems[0].rule, Rule::ExtraField);
    let last = problems[MAX_FINDINGS].finding(&session).unwrap();
    assert_eq!((last.violation.rule, last.effect), (Rule::TooManyFindings, Effect::Counted));
    assert_eq!(last.violation.message(), "the line has 69000 more findings, which are not listed");
    assert_eq!(session.fate(0), Some(Fate::BadPayload));
}

/// Answers every read with as many spaces as are asked for.
struct Spaces;

impl LineStore for Spaces {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        Ok(vec![b' '; span.len as usize])
    }
}

#[test]
fn the_longest_line_is_read_again_whole_and_a_longer_one_never() {
    let mut session = Session::new(AUTO, Arc::new(Spaces));
    let offset = (1 << 39) - 1;
    for (len, line) in [(MAX_LINE_BYTES, RawLine::Bytes(b" ")), (MAX_LINE_BYTES + 1, RawLine::TooLong)] {
        let span = Span { offset, len: len as u32 };
        session.ingest_records([Record { span, content: decode(line, AUTO, false) }]);
    }
    assert_eq!(session.span(0).unwrap(), Span { offset, len: MAX_LINE_BYTES as u32 });
    assert_eq!(session.bytes(0).unwrap().len(), MAX_LINE_BYTES);
    assert_eq!(session.span(1).unwrap().len as usize, MAX_LINE_BYTES + 1);
    assert_eq!(session.bytes(1), None);
    assert_eq!(session.problems()[0].finding(&session).unwrap().violation.rule, Rule::TooLong);
}

#[test]
fn foreign_rows_are_counted_by_name_up_to_a_bound() {
    let rows: Vec<_> =
        (0..300).map(|n| format!("{{\"type\":\"T{n:03}\"}}\n{{\"type\":\"T000\"}}\n")).collect();
    let session = session(AUTO, rows.concat().as_bytes());
    let groups = session.foreign_groups();
    assert_eq!(groups.values().sum::<u64>(), 600);
    assert_eq!((groups["T000"], groups[OTHER_GROUPS]), (301, 100));
    assert_eq!(groups.len(), 201);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_ledger_closes_over_any_bytes(
        lines in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>().prop_filter("one line", |byte| *byte != b'\n'), 0..30),
                "[ \t\r]{0,3}".prop_map(String::into_bytes),
                r#"[{}\[\]",:a0]{0,8}"#.prop_map(String::into_bytes),
                (0..4_usize, "[ab]").prop_map(|(n, path)| indexed(n, &path).to_string().into_bytes()),
                Just(FOREIGN.as_bytes().to_vec()),
            ],
            0..12,
        ),
        tail in prop::option::of(prop::collection::vec(any::<u8>(), 1..20)),
    ) {
        for mode in [AUTO, TWO, THREE] {
            let log = lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect::<Vec<_>>();
            let mut session = Session::new(mode, Arc::new(Held(log.clone())));
            session.ingest_records(records(mode, &log));
            let all = [log.as_slice(), tail.as_deref().unwrap_or_default()].concat();
            if let Some(tail) = &tail {
                pending(&mut session, &all, tail);
                session.finish();
            }
            let ledger = session.ledger();
            prop_assert!(ledger.closes());
            prop_assert_eq!(ledger.lines, (lines.len() + usize::from(tail.is_some())) as u64);
            let fates = fates(&session);
            let count = |fate: fn(&Fate) -> bool| fates.iter().filter(|one| fate(one)).count() as u64;
            prop_assert_eq!(ledger.folded, count(|fate| *fate == Fate::Folded));
            prop_assert_eq!(ledger.bad_payload, count(|fate| *fate == Fate::BadPayload));
            prop_assert_eq!(ledger.duplicate, count(|fate| matches!(fate, Fate::Duplicate { .. })));
            prop_assert_eq!(ledger.foreign, count(|fate| *fate == Fate::Foreign));
            prop_assert_eq!(ledger.rejected, count(|fate| *fate == Fate::Rejected));
            prop_assert_eq!(ledger.blank, count(|fate| *fate == Fate::Blank));
            let rows: Vec<_> = (0..session.row_count()).map(|row| session.line_of_row(row).unwrap()).collect();
            let filled = (0..session.line_count() as u32).filter(|line| session.kind(*line) != Some(LineKind::Blank));
            prop_assert_eq!(&rows, &filled.collect::<Vec<_>>());
            for (row, line) in rows.into_iter().enumerate() {
                prop_assert_eq!(session.row_of_line(line), row);
            }
            if tail.is_none() {
                for problem in session.problems() {
                    prop_assert_eq!(problem.finding(&session).unwrap().violation.rule, problem.rule);
                }
            }
        }
    }
}
