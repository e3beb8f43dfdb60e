//! What 1,000 events cost that come late, in one go, to a log of 1,000,000. A frame is 16 ms.

mod log;

use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dossier::contracts::edition::ContractMode;
use dossier::contracts::record::{Gather, RawLine};
use dossier::session::{Batch, Gatherer, Session};
use log::{Dice, MadeUp};

const MADE_UP: MadeUp = MadeUp { paths: 2_000 };
const EVENTS: u32 = 1_000_000;
const LATE: u32 = 1_000;

fn batch(lines: impl Iterator<Item = (u32, String)>) -> Batch {
    let mut gatherer = Gatherer::new(ContractMode::Auto);
    for (number, line) in lines {
        gatherer.line(MadeUp::span(number, &line), RawLine::Bytes(line.as_bytes()));
    }
    *gatherer.take()
}

fn late(criterion: &mut Criterion) {
    let mut session = Session::new(ContractMode::Auto, Arc::new(MADE_UP));
    for first in (0..EVENTS).step_by(4_000) {
        session.ingest(batch((first..first + 4_000).map(|number| (number, MADE_UP.line(number)))));
    }
    let (mut dice, mut next) = (Dice(4), EVENTS);
    let mut come_late = || {
        let numbers = next..next + LATE;
        next = numbers.end;
        batch(numbers.map(|number| {
            let before = 1 + dice.below(u64::from(EVENTS) - 1) as u32;
            (number, MADE_UP.late_line(number, before))
        }))
    };
    let mut group = criterion.benchmark_group("a log of 1,000,000 events");
    group.sample_size(20);
    group.bench_function("1,000 late ones in one go", |bencher| {
        bencher.iter_batched(&mut come_late, |batch| session.ingest(batch), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, late);
criterion_main!(benches);
