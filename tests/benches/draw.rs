//! What one frame costs in memory: the model brought up to date, the view, and its cells, at a random page.

mod log;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent};
use dossier::contracts::edition::ContractMode;
use dossier::contracts::record::{Gather, RawLine};
use dossier::session::Gatherer;
use dossier::source::{FeedMessage, FollowStatus};
use dossier::tui::message::Message;
use dossier::tui::model::{Fixtures, Log, Model, View};
use dossier::tui::screen::Canvas;
use dossier::tui::theme::Theme;
use dossier::tui::update::{arrange, update};
use dossier::tui::view::view;
use log::{Dice, MadeUp};
use ratatui::backend::{Backend, TestBackend};

const MADE_UP: MadeUp = MadeUp { paths: 2_000 };
const BATCH: u32 = 4_000;
const NOON: i64 = 1_773_748_800_000_000;

fn model(size: (u16, u16), events: u32) -> Model {
    let mut model = Model::new(size, NOON, Fixtures::embedded());
    let id = model.new_log_id();
    model.logs.push(Log::new(id, "made-up.jsonl".to_owned(), ContractMode::Auto, NOON));
    let mut tell = |message| drop(update(&mut model, Message::Feed(id, message)));
    tell(FeedMessage::Started { store: Arc::new(MADE_UP), size: None });
    tell(FeedMessage::Status(FollowStatus::Following));
    let mut gatherer = Gatherer::new(ContractMode::Auto);
    for first in (0..events).step_by(BATCH as usize) {
        for number in first..first + BATCH.min(events - first) {
            let line = MADE_UP.line(number);
            gatherer.line(MadeUp::span(number, &line), RawLine::Bytes(line.as_bytes()));
        }
        tell(FeedMessage::Batch { batch: Some(gatherer.take()), read: u64::from(first), total: None });
    }
    tell(FeedMessage::CaughtUp);
    model.view = View::Events;
    drop(arrange(&mut model));
    assert_eq!(model.row_count(), events as usize);
    model
}

fn draw(criterion: &mut Criterion) {
    for size in [(120, 40), (240, 70)] {
        let mut group = criterion.benchmark_group(format!("a frame of {}x{}", size.0, size.1));
        for events in [10_000, 1_000_000] {
            let mut model = model(size, events);
            let mut canvas = Canvas::new(size, Theme::terminal());
            let mut terminal = TestBackend::new(size.0, size.1);
            let mut dice = Dice(3);
            let mut frame = |model: &Model| {
                let changes = canvas.paint(view(model));
                let cells = changes.iter().map(|(column, row, cell)| (*column, *row, cell));
                terminal.draw(cells).expect("memory takes every frame");
                black_box(&terminal);
            };
            group.bench_function(format!("{events} events, a random page"), |bencher| {
                bencher.iter(|| {
                    let row = dice.below(u64::from(events)) as usize;
                    let pane = model.pane_mut();
                    (pane.tail, pane.selected, pane.index, pane.offset) = (false, None, row, row);
                    drop(arrange(&mut model));
                    frame(&model);
                });
            });
            group.bench_function(format!("{events} events, a row down"), |bencher| {
                bencher.iter(|| {
                    update(&mut model, Message::Key(KeyEvent::from(KeyCode::Char('j'))));
                    frame(&model);
                });
            });
            group.bench_function(format!("{events} events, nothing changed"), |bencher| {
                bencher.iter(|| frame(&model));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, draw);
criterion_main!(benches);
