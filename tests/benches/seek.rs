//! What one seek costs in a log of 1,000,000 events over 2,000 paths. A frame is 16 ms.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use dossier::contracts::brief::Brief;
use dossier::contracts::decode::{Content, decode};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::event::Event;
use dossier::contracts::record::RawLine;
use dossier::dossier::timeline::{Arrivals, Contents, Cursor, NamespaceId, Timeline};
use dossier::tui::strip::Strip;

const EVENTS: u32 = 1_000_000;
const PATHS: u32 = 2_000;
/// So many events are decoded and held at a time; the timeline keeps positions only.
const BATCH: u32 = 20_000;
/// The columns of a strip on a wide screen.
const WIDTH: usize = 120;

/// No event of this log has a copy.
struct NoCopies;

impl Contents for NoCopies {
    fn checksum(&mut self, _: u32) -> Option<u64> {
        None
    }

    fn digest(&mut self, _: u32) -> Option<u64> {
        None
    }

    fn same(&mut self, _: u32, _: u32) -> bool {
        false
    }
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % bound
    }
}

/// A ULID that is unique by its number.
fn id(number: u32) -> String {
    format!("01KK{number:022}")
}

fn line(number: u32, dice: &mut Dice) -> String {
    let path = dice.below(u64::from(PATHS));
    let (kind, payload) = match number % 1_000 {
        999 => (
            "MissionDossierSnapshotComputed",
            r#""snapshot_hash":"h","artifact_count":1,"anomaly_count":0,"computed_at":"x""#.to_owned(),
        ),
        500 => (
            "MissionDossierParityDriftDetected",
            r#""expected_hash":"e","actual_hash":"a","drift_kind":"artifact_added","detected_at":"x""#
                .to_owned(),
        ),
        nth if nth % 200 == 100 => (
            "MissionDossierArtifactMissing",
            format!(
                r#""expected_identity":{{"mission_type":"t","path":"p/{path}.md","artifact_class":"output"}},"manifest_step":"required_always","checked_at":"x""#
            ),
        ),
        _ => (
            "MissionDossierArtifactIndexed",
            format!(
                r#""artifact_id":{{"mission_type":"t","path":"p/{path}.md","artifact_class":"output"}},"content_ref":{{"hash":"{number:064x}","algorithm":"sha256"}},"indexed_at":"x""#
            ),
        ),
    };
    // Four events a second, and an idle hour after every 250,000.
    let seconds = number / 4 + number / 250_000 * 3_600;
    let (day, clock) = (1 + seconds / 86_400, seconds % 86_400);
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!(
        r#"{{"event_id":"{}","event_type":"{kind}","aggregate_id":"a","timestamp":"2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}Z","build_id":"b","node_id":"n","lamport_clock":{number},"project_uuid":"41f60be0-7cef-4aa3-aaed-cf4a4599a084","correlation_id":"{}","payload":{{"namespace":{{"project_uuid":"p","mission_slug":"m","target_branch":"main","mission_type":"t","manifest_version":"1"}},{payload}}}}}"#,
        id(number),
        id(0),
    )
}

fn event(number: u32, dice: &mut Dice) -> Event {
    let line = line(number, dice);
    match decode(RawLine::Bytes(line.as_bytes()), ContractMode::Exact(Edition::Three), false).content {
        Content::Event(event) => *event,
        other => panic!("{line} is {other:?}"),
    }
}

fn timeline() -> Timeline {
    let mut timeline = Timeline::default();
    let mut dice = Dice(1);
    for first in (0..EVENTS).step_by(BATCH as usize) {
        let mut arrivals = Arrivals::new(Edition::Three);
        for line in 0..BATCH {
            let event = event(first + line, &mut dice);
            let brief = Brief::of(&event, &mut arrivals.scopes);
            arrivals.push(&brief, line);
        }
        timeline.insert(arrivals, first, &mut NoCopies);
    }
    assert_eq!(timeline.order().len(), EVENTS as usize);
    assert_eq!(timeline.bad_payloads(), 0, "the benchmark's own events keep the contract");
    timeline
}

/// What putting the playhead at a position asks of the timeline.
fn cursor_of(timeline: &Timeline, position: u64) -> Cursor {
    match timeline.order().get(position as usize) {
        Some(entry) => Cursor::After(*entry),
        None => Cursor::Live,
    }
}

fn seek(criterion: &mut Criterion) {
    let timeline = timeline();
    let mission: NamespaceId = 0;
    assert!(timeline.history(mission).paths().len() > PATHS as usize * 9 / 10);
    let mut dice = Dice(2);
    let mut group = criterion.benchmark_group("seek in 1,000,000 events");
    group.sample_size(20);
    group.bench_function("totals and artifacts", |bencher| {
        bencher.iter(|| {
            let cursor = cursor_of(&timeline, dice.below(u64::from(EVENTS)));
            black_box((timeline.totals(mission, cursor), timeline.artifacts_at(mission, cursor)))
        });
    });
    group.bench_function("position to cursor and back", |bencher| {
        bencher.iter(|| match cursor_of(&timeline, dice.below(u64::from(EVENTS))) {
            Cursor::After(entry) => black_box(timeline.position(entry)),
            Cursor::Start | Cursor::Live => 0,
        });
    });
    group.bench_function("the strip", |bencher| {
        bencher.iter(|| black_box(Strip::of(&timeline, WIDTH)));
    });
    group.finish();
}

criterion_group!(benches, seek);
criterion_main!(benches);
