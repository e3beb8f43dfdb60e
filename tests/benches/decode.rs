//! What one line costs in each lane, and its schema on top.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dossier::contracts::brief::Scopes;
use dossier::contracts::decode::decode;
use dossier::contracts::edition::ContractMode;
use dossier::contracts::event::DossierEventType;
use dossier::contracts::lanes::Lanes;
use dossier::contracts::record::RawLine;
use dossier::contracts::schemas::{accepts_envelope, accepts_payload};
use dossier::json::Document;
use lines::{Dice, STYLES, event};

#[path = "../lanes/lines.rs"]
#[expect(dead_code, reason = "shared with the fuzz of the lanes, which also makes mutants")]
mod lines;

const LINES: usize = 1000;

fn lanes(criterion: &mut Criterion) {
    for style in STYLES {
        let mut dice = Dice(3);
        let log: Vec<_> = (0..LINES).map(|nth| event(nth, style, &mut dice)).collect();
        let mut group = criterion.benchmark_group(format!("a line, {style:?}"));
        group.throughput(Throughput::Elements(LINES as u64));
        group.bench_function("fast lane", |bencher| {
            let mut lanes = Lanes::new(ContractMode::Auto);
            bencher.iter(|| {
                let mut scopes = Scopes::default();
                for line in &log {
                    black_box(lanes.read(line.as_bytes(), &mut scopes));
                }
            });
        });
        group.bench_function("strict lane", |bencher| {
            bencher.iter(|| {
                for line in &log {
                    black_box(decode(RawLine::Bytes(line.as_bytes()), ContractMode::Auto, false));
                }
            });
        });
        group.bench_function("parsed", |bencher| {
            bencher.iter(|| log.iter().filter(|line| black_box(Document::parse(line)).is_ok()).count());
        });
        group.bench_function("parsed, both schemas", |bencher| {
            bencher.iter(|| log.iter().filter(|line| accepted(line)).count());
        });
        group.finish();
    }
}

/// Whether both schemas accept a line, without a copy of it.
fn accepted(line: &str) -> bool {
    let Ok(document) = Document::parse(line) else { return false };
    let row = document.root();
    let kind = row.get("event_type").and_then(|name| DossierEventType::from_name(&name.as_str()?));
    let payload = row.get("payload").zip(kind);
    accepts_envelope(row) && payload.is_some_and(|(payload, kind)| accepts_payload(payload, kind))
}

criterion_group!(benches, lanes);
criterion_main!(benches);
