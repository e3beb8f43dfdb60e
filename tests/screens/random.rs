//! Whatever is typed, at whatever size, while whatever arrives: the screen draws and the selection is a row.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dossier::source::{FeedMessage, FollowStatus, RestartReason, SourceError};
use dossier::text::show;
use dossier::tui::effect::Effect;
use dossier::tui::message::Message;
use dossier::tui::model::View;
use dossier::tui::theme::Theme;
use dossier::tui::update::settle;
use proptest::prelude::*;

use crate::kit::Stage;
use crate::logs::{BROKEN_LINES, DEMO, DUPLICATES, TWO_NAMESPACES, head, hostile};

#[derive(Debug, Clone)]
enum Step {
    Key(KeyEvent),
    Resize(u16, u16),
    Tick(i64),
    Lines(usize),
    Cut,
    Restart(RestartReason),
    CaughtUp,
    Status(FollowStatus),
    Ended,
    Failed,
    Told,
    Draw,
}

const LETTERS: &str = "12345678jkgGhloOsurRFeEuUy]+_ ?qvpchlyz";

fn key() -> impl Strategy<Value = KeyEvent> {
    let letters: Vec<char> = LETTERS.chars().collect();
    let named = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::F(1),
    ];
    prop_oneof![
        12 => prop::sample::select(letters).prop_map(|letter| KeyEvent::from(KeyCode::Char(letter))),
        5 => prop::sample::select(named.to_vec()).prop_map(KeyEvent::from),
        1 => prop::sample::select(vec!['d', 'u', 'f', 'b', 'z', 'x'])
            .prop_map(|letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)),
        1 => any::<char>().prop_map(|letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let reasons = vec![RestartReason::Truncated, RestartReason::Replaced, RestartReason::Rewritten];
    let statuses = vec![
        FollowStatus::Following,
        FollowStatus::Polling,
        FollowStatus::Missing,
        FollowStatus::Unreadable,
        FollowStatus::NotRegular,
        FollowStatus::Playing,
        FollowStatus::Static,
    ];
    prop_oneof![
        30 => key().prop_map(Step::Key),
        4 => (0u16..=130, 0u16..=50).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => (0..4_000_000_000_000_000i64).prop_map(Step::Tick),
        4 => (0usize..40).prop_map(Step::Lines),
        1 => Just(Step::Cut),
        1 => prop::sample::select(reasons).prop_map(Step::Restart),
        1 => Just(Step::CaughtUp),
        1 => prop::sample::select(statuses).prop_map(Step::Status),
        1 => Just(Step::Ended),
        1 => Just(Step::Failed),
        1 => Just(Step::Told),
        6 => Just(Step::Draw),
    ]
}

/// A log that has something of everything.
fn everything() -> Vec<u8> {
    [DEMO, BROKEN_LINES, &hostile(), DUPLICATES, TWO_NAMESPACES].concat()
}

/// Takes a step; `rest` is what the log has not told yet.
fn take(stage: &mut Stage, step: &Step, rest: &mut &[u8]) {
    match *step {
        Step::Key(key) => stage.send(Message::Key(key)),
        Step::Resize(columns, rows) => stage.send(Message::Resize(columns, rows)),
        Step::Tick(now) => stage.send(Message::Tick(now)),
        Step::Lines(count) => {
            let more = head(rest, count);
            *rest = &rest[more.len()..];
            stage.append(&more);
        }
        Step::Cut => stage.append(b"{\"event_id\":"),
        Step::Restart(reason) => {
            stage.tape = std::sync::Arc::default();
            let store = std::sync::Arc::clone(&stage.tape) as _;
            stage.feed(FeedMessage::Restarted { reason, store, size: None });
        }
        Step::CaughtUp => stage.feed(FeedMessage::CaughtUp),
        Step::Status(status) => stage.feed(FeedMessage::Status(status)),
        Step::Ended => stage.feed(FeedMessage::Ended),
        Step::Failed => stage.feed(FeedMessage::Failed(SourceError::Missing { path: "log".into() })),
        Step::Told => stage.send(Message::Failed(show("\u{1b}[31mnot so"))),
        Step::Draw => {
            settle(&mut stage.model);
            stage.buffer(Theme::terminal());
        }
    }
}

/// The selection is a row where there are rows, in every view, and it is on the screen.
fn check(stage: &mut Stage) {
    settle(&mut stage.model);
    let here = stage.model.view;
    for view in View::ALL {
        stage.model.view = view;
        let (count, selected) = (stage.model.row_count(), stage.model.selected());
        assert_eq!(selected.is_some(), count > 0, "{view:?}");
        if let Some(row) = selected {
            assert!(row < count, "{view:?}: row {row} of {count}");
            assert!(stage.model.key_at(row).is_some(), "{view:?}: row {row} of {count} has no key");
        }
    }
    stage.model.view = here;
    if let Some(row) = stage.model.selected() {
        let offset = stage.model.pane().offset;
        assert!(offset <= row, "row {row} is above the first visible {offset}");
    }
    stage.buffer(Theme::terminal());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_or_told_breaks_the_screen(
        columns in 0u16..=130,
        rows in 0u16..=50,
        alone in any::<bool>(),
        lines in 0usize..300,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let log = everything();
        let start = head(&log, lines);
        let mut rest = &log[start.len()..];
        let mut stage = match alone {
            true => Stage::fixtures((columns, rows)),
            false => Stage::following("log.jsonl", &start, (columns, rows)),
        };
        for step in steps {
            take(&mut stage, &step, &mut rest);
        }
        check(&mut stage);
    }

    #[test]
    fn a_way_out_is_never_far(
        alone in any::<bool>(),
        steps in prop::collection::vec(step(), 0..40),
        at_once in any::<bool>(),
    ) {
        let log = everything();
        let start = head(&log, 100);
        let mut rest = &log[start.len()..];
        let mut stage = match alone {
            true => Stage::fixtures((80, 24)),
            false => Stage::following("log.jsonl", &start, (80, 24)),
        };
        for step in steps {
            take(&mut stage, &step, &mut rest);
        }
        let quit = if at_once { "<c-c>" } else { "q" };
        // The copy menu swallows one key; help, a zoomed pane and each open log take one each.
        let most = if at_once { 2 } else { 4 + 2 * stage.model.logs.len() };
        let mut pressed = 0;
        while stage.effects != [Effect::Quit] {
            prop_assert!(pressed < most, "{quit} was pressed {pressed} times, in {:?}", stage.model.view);
            stage.send(Message::Key(crate::kit::keys_of(quit)[0]));
            pressed += 1;
        }
    }
}
