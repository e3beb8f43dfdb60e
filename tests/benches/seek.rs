//! What one seek costs in a log of 1,000,000 events over few paths and over many. A frame is 16 ms.

mod log;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use dossier::contracts::brief::Brief;
use dossier::contracts::decode::{Content, decode};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::event::Event;
use dossier::contracts::record::RawLine;
use dossier::dossier::timeline::{Arrivals, Contents, Cursor, NamespaceId, Timeline};
use dossier::tui::strip::Strip;
use log::{Dice, MadeUp};

const EVENTS: u32 = 1_000_000;
/// A usual mission, and a wide one.
const PATHS: [u32; 2] = [2_000, 200_000];
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

fn event(made_up: MadeUp, number: u32) -> Event {
    let line = made_up.line(number);
    match decode(RawLine::Bytes(line.as_bytes()), ContractMode::Exact(Edition::Three), false).content {
        Content::Event(event) => *event,
        other => panic!("{line} is {other:?}"),
    }
}

fn timeline(made_up: MadeUp) -> Timeline {
    let mut timeline = Timeline::default();
    for first in (0..EVENTS).step_by(BATCH as usize) {
        let mut arrivals = Arrivals::new(Edition::Three);
        for line in 0..BATCH {
            let event = event(made_up, first + line);
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
    for paths in PATHS {
        seek_over(criterion, paths);
    }
}

fn seek_over(criterion: &mut Criterion, paths: u32) {
    let timeline = timeline(MadeUp { paths });
    let mission: NamespaceId = 0;
    assert!(timeline.history(mission).paths().len() > paths as usize * 9 / 10);
    let mut dice = Dice(2);
    let mut group = criterion.benchmark_group(format!("seek in 1,000,000 events over {paths} paths"));
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
    group.bench_function("the totals", |bencher| {
        bencher.iter(|| {
            let cursor = cursor_of(&timeline, dice.below(u64::from(EVENTS)));
            black_box(timeline.totals(mission, cursor))
        });
    });
    group.bench_function("the strip", |bencher| {
        bencher.iter(|| black_box(Strip::of(&timeline, WIDTH)));
    });
    group.finish();
}

criterion_group!(benches, seek);
criterion_main!(benches);
