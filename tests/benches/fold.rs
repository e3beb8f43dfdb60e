//! What it costs to put events in their order, tell copies apart and fold them into histories, reading aside.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dossier::contracts::brief::{Brief, Change};
use dossier::contracts::edition::Edition;
use dossier::contracts::event::DossierEventType;
use dossier::contracts::ids::EventId;
use dossier::contracts::timestamp::Timestamp;
use dossier::contracts::values::{ArtifactClass, LocalNamespaceTuple};
use dossier::dossier::timeline::{Arrivals, Contents, Timeline};

const EVENTS: u32 = 100_000;
/// As many as a reader hands over at once.
const BATCH: u32 = 2_000;
const PATHS: u32 = 2_000;

/// No copies are made here, so nothing is asked.
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

/// Batches of indexed events; of a hundred, `late` come out of their order.
fn batches(late: u32) -> Vec<Arrivals> {
    let namespace = LocalNamespaceTuple {
        project_uuid: "p".into(),
        mission_slug: "m".into(),
        target_branch: "main".into(),
        mission_type: "t".into(),
        manifest_version: "1".into(),
        step_id: None,
    };
    let paths: Vec<_> =
        (0..PATHS).map(|path| format!("kitty-specs/008-parity/artifact-{path:06}.md")).collect();
    let timestamp = Timestamp::parse("2026-03-17T10:00:00Z").expect("a time");
    let batch = |first: u32| {
        let mut arrivals = Arrivals::new(Edition::Three);
        let scope = Some(arrivals.scopes.number(&namespace));
        for line in 0..BATCH {
            let number = first + line;
            let clock = if number % 100 < late { number.saturating_sub(1_500) } else { number };
            let change = Change::Indexed {
                path: &paths[(number.wrapping_mul(2_654_435_761) >> 8) as usize % paths.len()],
                class: ArtifactClass::Output,
                supersedes: None,
            };
            let brief = Brief {
                event_id: EventId::parse(&format!("01{number:024}")).expect("an id"),
                clock: Some(u64::from(clock).into()),
                timestamp,
                kind: DossierEventType::ArtifactIndexed,
                scope,
                change: Some(change),
            };
            arrivals.push(&brief, line);
        }
        arrivals
    };
    (0..EVENTS).step_by(BATCH as usize).map(batch).collect()
}

fn fold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("order, tell apart and fold 100,000 events");
    group.throughput(Throughput::Elements(u64::from(EVENTS)));
    group.sample_size(20);
    for late in [0, 1, 50] {
        group.bench_function(format!("{late} % late"), |bencher| {
            let fold = |batches: Vec<Arrivals>| {
                let mut timeline = Timeline::default();
                for (batch, first) in batches.into_iter().zip((0..).step_by(BATCH as usize)) {
                    timeline.insert(batch, first, &mut NoCopies);
                }
                black_box(timeline)
            };
            bencher.iter_batched(|| batches(late), fold, BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, fold);
criterion_main!(benches);
