//! The words for a moment, and where each leads.

use super::{Moment, NoSuchMoment};
use crate::contracts::event::DossierEventType as Kind;
use crate::contracts::tests::kit::{AUTO, envelope, id, indexed, log_of, payload, session};
use crate::dossier::timeline::{Cursor, NamespaceId};
use crate::session::Session;

use serde_json::{Value, json};

#[test]
fn words_name_moments() {
    let instant = 1_773_756_180_000_000; // 2026-03-17 14:03:00 UTC
    let table = [
        ("start", Moment::Start),
        ("head", Moment::Head),
        ("live", Moment::Head),
        ("  :head ", Moment::Head),
        ("212", Moment::Line(212)),
        (":212", Moment::Line(212)),
        ("1", Moment::Line(1)),
        ("4294967295", Moment::Line(u32::MAX)),
        ("S4", Moment::Snapshot(4)),
        ("s4", Moment::Snapshot(4)),
        (":S4", Moment::Snapshot(4)),
        ("D2", Moment::Drift(2)),
        ("d2", Moment::Drift(2)),
        ("-5m", Moment::Ago(300)),
        ("-90", Moment::Ago(90)),
        ("-90s", Moment::Ago(90)),
        ("-1h30m", Moment::Ago(5_400)),
        ("-2d", Moment::Ago(172_800)),
        ("-1h5", Moment::Ago(3_605)),
        ("14:03", Moment::Clock(14 * 3_600 + 3 * 60 + 59)),
        ("14:03:20", Moment::Clock(14 * 3_600 + 3 * 60 + 20)),
        ("00:00:00", Moment::Clock(0)),
        ("23:59", Moment::Clock(86_399)),
        ("2026-03-17T14:03:00Z", Moment::Instant(instant)),
        ("2026-03-17T15:03:00+01:00", Moment::Instant(instant)),
        ("01KK", Moment::Id("01KK".to_owned())),
        ("c7a41d5e-9f20", Moment::Id("c7a41d5e-9f20".to_owned())),
    ];
    for (words, moment) in table {
        assert_eq!(words.parse(), Ok(moment), "{words}");
    }
}

#[test]
fn other_words_name_none_and_are_quoted() {
    let wrong = [
        "",
        " ",
        ":",
        "0",
        "S",
        "S0",
        "D0",
        "S-1",
        "abc",
        "-",
        "-m",
        "-5x",
        "-5m-",
        "24:00",
        "14:60",
        "14:03:60",
        "1:2:3:4",
        "14:",
        ":14:",
        "+5",
        "S+4",
        "+1:+2",
        "wat?",
        "no such",
        "später",
        "\u{1b}[31m",
        "-99999999999999999999",
        "-9223372036854775807d",
    ];
    for words in wrong {
        let error = words.parse::<Moment>().unwrap_err();
        assert!(matches!(error, NoSuchMoment::Words(_)), "{words:?}: {error:?}");
        let told = error.to_string();
        assert!(told.contains("names no moment: try 212 (a line)"), "{told}");
        assert!(!told.contains('\u{1b}'), "{told}");
    }
}

#[test]
fn no_words_panic_anywhere() {
    let session = log();
    let pieces =
        ["-", ":", "S", "D", "9", "0", "5m", "9223372036854775807", "h", "d", "T", "Z", "01KK", "é", " "];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                if let Ok(moment) = format!("{a}{b}{c}").parse::<Moment>() {
                    for mission in [None, Some(0)] {
                        let _ = session.cursor_at(&moment, mission);
                    }
                }
            }
        }
    }
}

/// An event of a kind with clock `n`, at a time of the day.
fn at(n: usize, kind: Kind, clock: &str) -> Value {
    let mut row = envelope(n, kind, &payload(kind, &format!("{n}.md"), "x"));
    row["timestamp"] = json!(format!("2026-03-06T{clock}Z"));
    row
}

/// Lines from 1: indexed, snapshot, not JSON, drift, blank, indexed, snapshot, a copy of the first line.
fn log() -> Session {
    let lines = [
        at(1, Kind::ArtifactIndexed, "10:00:00").to_string(),
        at(2, Kind::SnapshotComputed, "10:00:30").to_string(),
        "{".to_owned(),
        at(3, Kind::ParityDriftDetected, "10:05:00").to_string(),
        "  ".to_owned(),
        at(4, Kind::ArtifactIndexed, "11:00:00").to_string(),
        at(5, Kind::SnapshotComputed, "11:10:00").to_string(),
        at(1, Kind::ArtifactIndexed, "10:00:00").to_string(),
    ];
    session(AUTO, format!("{}\n", lines.join("\n")).as_bytes())
}

/// The place of the moment that words name, from 0 at the start.
#[track_caller]
fn place(session: &Session, mission: Option<NamespaceId>, words: &str) -> Result<Option<usize>, String> {
    let moment = words.parse::<Moment>().map_err(|error| error.to_string())?;
    let cursor = session.cursor_at(&moment, mission).map_err(|error| error.to_string())?;
    Ok(match cursor {
        Cursor::Start => Some(0),
        Cursor::After(entry) => Some(session.timeline().position(entry) + 1),
        Cursor::Live => None,
    })
}

#[test]
fn words_lead_to_events() {
    let session = log();
    let second = id(2);
    let table = [
        ("start", Some(0)),
        ("head", None),
        ("1", Some(1)),
        ("2", Some(2)),
        // A rejected and a blank line stand for what came before them, a copy for the event that counts.
        ("3", Some(2)),
        ("4", Some(3)),
        ("5", Some(3)),
        ("8", Some(1)),
        ("S1", Some(2)),
        ("S2", Some(5)),
        ("D1", Some(3)),
        // A minute is named up to its last second.
        ("10:00", Some(2)),
        ("10:00:29", Some(1)),
        ("10:04", Some(2)),
        ("10:05", Some(3)),
        ("23:59", Some(5)),
        ("-0", Some(5)),
        ("-10m", Some(4)),
        ("-9m59s", Some(4)),
        ("-1h", Some(3)),
        ("2026-03-06T10:59:59Z", Some(3)),
        ("2026-03-07T00:00:00Z", Some(5)),
        (second.as_str(), Some(2)),
    ];
    for (words, expected) in table {
        assert_eq!(place(&session, Some(0), words), Ok(expected), "{words}");
    }
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let session = log();
    let table = [
        ("9", "the log has only 8 lines"),
        ("S3", "the log has only 2 snapshots"),
        ("D2", "the log has only 1 drift record"),
        ("09:59", "nothing had happened by then"),
        ("-2d", "nothing had happened by then"),
        ("2026-03-05T00:00:00Z", "nothing had happened by then"),
        ("01ZZZZ", r#"no event's id begins with "01ZZZZ""#),
        ("01KK", r#"several events' ids begin with "01KK""#),
    ];
    for (words, expected) in table {
        assert_eq!(place(&session, Some(0), words), Err(expected.to_owned()), "{words}");
    }
    let longer = format!("{}0", id(1));
    assert!(place(&session, Some(0), &longer).unwrap_err().starts_with("no event's id"));
    assert_eq!(place(&session, None, "S1"), Err("the log has no snapshot".to_owned()));
}

#[test]
fn an_empty_log_has_its_ends_only() {
    let empty = session(AUTO, b"");
    assert_eq!(place(&empty, None, "start"), Ok(Some(0)));
    assert_eq!(place(&empty, None, "head"), Ok(None));
    for words in ["1", "S1", "D1", "14:03", "-5m", "2026-03-05T00:00:00Z", "01KK"] {
        assert!(place(&empty, None, words).is_err(), "{words}");
    }
    assert_eq!(place(&empty, None, "1"), Err("the log has no line".to_owned()));
    let broken = session(AUTO, b"{\n");
    assert_eq!(place(&broken, None, "1"), Err("nothing had happened by then".to_owned()));
}

#[test]
fn contract_order_decides_what_had_happened() {
    // The clock of the second event sorts it first, although its line and its time come later.
    let mut late = indexed(1, "late.md");
    late["timestamp"] = json!("2026-03-06T13:00:00Z");
    let rows = [indexed(2, "b.md"), late, indexed(3, "c.md")];
    let session = session(AUTO, &log_of(&rows));
    assert_eq!(place(&session, Some(0), "1"), Ok(Some(2)));
    assert_eq!(place(&session, Some(0), "2"), Ok(Some(1)));
    assert_eq!(place(&session, Some(0), "3"), Ok(Some(3)));
    assert_eq!(place(&session, Some(0), "12:00"), Ok(Some(3)), "the last event in contract order by then");
}
