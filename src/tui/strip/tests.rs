//! Every event in one column, time from left to right, and long gaps squeezed to a label.

use proptest::prelude::*;
use serde_json::json;

use super::{Cell, GAP, LABEL, Strip};
use crate::contracts::event::DossierEventType as Kind;
use crate::contracts::tests::kit::{AUTO, envelope, log_of, payload, session};
use crate::dossier::timeline::{Cursor, Timeline};
use crate::session::Session;

const NOON: i64 = 1_772_798_400;

/// A log of events of a kind at so many seconds after noon, some with a bad payload.
fn log(events: &[(i64, Kind, bool)]) -> Session {
    let rows: Vec<_> = events
        .iter()
        .enumerate()
        .map(|(n, (seconds, kind, sound))| {
            let mut row = envelope(n + 1, *kind, &payload(*kind, "a.md", "x"));
            let time = jiff::Timestamp::from_second(NOON + seconds).unwrap();
            row["timestamp"] = json!(time.to_string());
            if !sound {
                row["payload"]["surplus"] = json!(1);
            }
            row
        })
        .collect();
    session(AUTO, &log_of(&rows))
}

fn indexed_at(seconds: &[i64]) -> Session {
    log(&seconds.iter().map(|seconds| (*seconds, Kind::ArtifactIndexed, true)).collect::<Vec<_>>())
}

fn total(strip: &Strip) -> u32 {
    strip.cells.iter().map(super::Cell::total).sum()
}

fn labels(strip: &Strip) -> Vec<(usize, String)> {
    strip.labels.iter().map(|(at, label)| (*at, label.as_str().to_owned())).collect()
}

/// What holds of every strip.
#[track_caller]
fn check(timeline: &Timeline, width: usize) {
    let strip = Strip::of(timeline, width);
    let count = timeline.order().len();
    assert_eq!(strip.cells.len(), width);
    if width == 0 {
        return;
    }
    assert_eq!(total(&strip) as usize, count, "every event is in one column of {width}");
    for (at, label) in &strip.labels {
        assert!(at + LABEL <= width, "{label:?} at {at} ends behind {width}");
        assert!(strip.cells[*at..at + LABEL].iter().all(|cell| cell.total() == 0), "{label:?} covers events");
    }
    assert!(strip.labels.windows(2).all(|pair| pair[0].0 + LABEL <= pair[1].0), "labels keep apart");
    assert!(strip.labels.len() * LABEL <= width / 3);
    let mut times: Vec<_> = timeline.order().iter().map(|id| timeline.entry(*id).micros()).collect();
    times.sort_unstable();
    assert_eq!(strip.span, times.first().copied().zip(times.last().copied()));
    // So few are told apart exactly.
    if count < 1_000 {
        let mut expected = vec![0; width];
        for time in &times {
            expected[strip.column_of(*time).unwrap()] += 1;
        }
        assert_eq!(strip.cells.iter().map(super::Cell::total).collect::<Vec<_>>(), expected);
    }
    // Also instants between events, before the first and after the last have a column.
    let between = times.windows(2).map(|pair| pair[0] + (pair[1] - pair[0]) / 2);
    let outside = times.iter().flat_map(|time| [time - GAP * 3, *time, time + GAP * 3]);
    let mut asked: Vec<_> = outside.chain(between).collect();
    asked.sort_unstable();
    let columns: Vec<_> = asked.iter().filter_map(|time| strip.column_of(*time)).collect();
    assert_eq!(columns.len(), asked.len());
    assert!(columns.iter().all(|column| *column < width), "{columns:?} in {width}");
    assert!(columns.is_sorted(), "{columns:?}");
    for cursor in timeline.order().iter().map(|id| Cursor::After(*id)).chain([Cursor::Start, Cursor::Live]) {
        let column = strip.column_at(timeline, cursor);
        assert_eq!(column.is_some(), count > 0, "{cursor:?}");
        assert!(column.is_none_or(|column| column < width), "{cursor:?} is at {column:?} of {width}");
    }
}

#[test]
fn an_empty_log_has_empty_columns() {
    let session = indexed_at(&[]);
    for width in 0..200 {
        check(session.timeline(), width);
    }
    let strip = Strip::of(session.timeline(), 80);
    assert_eq!((strip.span, strip.column_of(0), strip.labels.len()), (None, None, 0));
}

#[test]
fn one_event_is_in_the_first_column() {
    let session = indexed_at(&[0]);
    for width in 0..200 {
        check(session.timeline(), width);
    }
    let strip = Strip::of(session.timeline(), 80);
    assert_eq!(strip.cells[0].of(Kind::ArtifactIndexed), 1);
    assert_eq!(strip.span, Some((NOON * 1_000_000, NOON * 1_000_000)));
}

#[test]
fn kinds_and_bad_payloads_are_counted_apart() {
    let kinds: Vec<_> = Kind::ALL.into_iter().flat_map(|kind| [(0, kind, true), (0, kind, false)]).collect();
    let session = log(&kinds);
    let strip = Strip::of(session.timeline(), 10);
    assert_eq!((strip.cells[0].events, strip.cells[0].bad), ([1, 1, 1, 1], 4));
    for kind in Kind::ALL {
        assert_eq!(strip.cells[0].of(kind), 1);
    }
}

#[test]
fn more_events_than_moments_are_all_counted() {
    let seconds: Vec<i64> = (0..6_000).map(|number| number * 7 + number / 3_000 * 7_200).collect();
    let session = indexed_at(&seconds);
    let strip = Strip::of(session.timeline(), 120);
    assert_eq!(total(&strip), 6_000);
    assert_eq!(labels(&strip), [(57, "·2h·".to_owned())]);
    // The last column of a stretch is that of its end alone.
    let columns: Vec<_> = strip.cells[..56].iter().chain(&strip.cells[63..119]).map(Cell::total).collect();
    assert!(columns.iter().all(|events| (40..=66).contains(events)), "they come evenly: {columns:?}");
}

#[test]
fn copies_do_not_count() {
    let row = envelope(1, Kind::ArtifactIndexed, &payload(Kind::ArtifactIndexed, "a.md", "x"));
    let session = session(AUTO, &log_of(&[row.clone(), row.clone(), row]));
    assert_eq!(total(&Strip::of(session.timeline(), 30)), 1);
}

#[test]
fn the_first_and_the_last_event_are_at_the_ends() {
    let session = indexed_at(&[0, 60, 120, 599]);
    for width in 2..200 {
        let strip = Strip::of(session.timeline(), width);
        assert_eq!(strip.labels.len(), 0);
        assert!(strip.cells[0].total() > 0 && strip.cells[width - 1].total() > 0, "{width}");
    }
}

#[test]
fn a_gap_of_more_than_ten_minutes_is_squeezed_and_labelled() {
    // A minute, the gap, a minute: both minutes have the same share of the columns.
    let strip = |gap: i64| Strip::of(indexed_at(&[0, 60, 60 + gap, 120 + gap]).timeline(), 80);
    assert_eq!(labels(&strip(600)), [], "ten minutes are no long gap");
    assert_eq!(labels(&strip(601)), [(37, "·10m·".to_owned())]);
    assert_eq!(labels(&strip(7_200)), [(37, "·2h·".to_owned())]);
    assert_eq!(labels(&strip(3 * 86_400)), [(37, "·3d·".to_owned())]);
    let squeezed = strip(7_200);
    for column in [0, 36, 43, 79] {
        assert_eq!(squeezed.cells[column].total(), 1, "{column}");
    }
}

#[test]
fn where_few_labels_fit_the_longest_gaps_keep_theirs() {
    let session = indexed_at(&[0, 700, 7_900, 8_600, 100_000]);
    let words = |width| -> Vec<_> {
        labels(&Strip::of(session.timeline(), width)).into_iter().map(|(_, label)| label).collect()
    };
    assert_eq!(words(80).len(), 4);
    assert_eq!(words(36), ["·2h·", "·1d·"]);
    assert_eq!(words(18), ["·1d·"]);
    assert_eq!(words(17), Vec::<String>::new());
}

#[test]
fn times_that_go_back_open_no_gap() {
    // In contract order the clocks decide, so the middle event is an hour before its neighbours.
    let session = indexed_at(&[3_600, 0, 3_660]);
    let strip = Strip::of(session.timeline(), 60);
    assert_eq!(strip.labels.len(), 1);
    assert_eq!(strip.cells[0].total(), 1, "the earliest is leftmost whatever its clock");
    check(session.timeline(), 60);
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_fit_any_width(
        steps in prop::collection::vec((prop_oneof![Just(0i64), 1..60i64, 500..800i64, -4_000..400_000i64], kind(), prop::bool::weighted(0.9)), 0..30),
        width in 0usize..200,
    ) {
        let mut now = 0;
        let events: Vec<_> = steps.into_iter().map(|(step, kind, sound)| { now += step; (now, kind, sound) }).collect();
        check(log(&events).timeline(), width);
    }
}
