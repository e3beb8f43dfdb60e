//! The interface: any log, any size, any keys.

#[allow(dead_code, reason = "the screens' own tests use the rest")]
#[path = "../screens/kit.rs"]
mod kit;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dossier::tui::effect::Effect;
use dossier::tui::message::Message;
use dossier::tui::model::View;
use dossier::tui::theme::Theme;
use ratatui::buffer::CellWidth;

use super::Choices;
use kit::Stage;

/// Logs that have something of everything.
const LOGS: [&[u8]; 4] = [
    include_bytes!("../../fixtures/logs/broken_lines.jsonl"),
    include_bytes!("../../fixtures/logs/two_namespaces.jsonl"),
    include_bytes!("../../fixtures/logs/duplicates.jsonl"),
    include_bytes!("../../fixtures/logs/status_diary.jsonl"),
];

/// Keys by one byte: what is typed most is most of them.
fn key(byte: u8) -> KeyEvent {
    const NAMED: [KeyCode; 14] = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
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
    match byte {
        1..=26 => KeyEvent::new(KeyCode::Char(char::from(b'a' + byte - 1)), KeyModifiers::CONTROL),
        b' '..=b'~' => KeyEvent::from(KeyCode::Char(char::from(byte))),
        0x80..=0x9f => KeyEvent::new(KeyCode::Char(char::from(byte - 0x20)), KeyModifiers::ALT),
        0xf0.. => KeyEvent::from(KeyCode::Char(char::from_u32(0x200b + u32::from(byte & 15)).unwrap_or('é'))),
        _ => KeyEvent::from(NAMED[usize::from(byte) % NAMED.len()]),
    }
}

fn stage(choices: &mut Choices<'_>, size: (u16, u16)) -> Stage {
    match choices.below(7) {
        4 => Stage::fixtures(size),
        5 => Stage::opening("log.jsonl", size),
        6 => {
            let most = choices.below(1024);
            Stage::following("log.jsonl", choices.some(most), size)
        }
        nth => Stage::following("log.jsonl", LOGS[nth], size),
    }
}

fn draw(stage: &Stage) {
    let buffer = stage.buffer(Theme::terminal());
    for cell in &buffer.content {
        assert!(cell.cell_width() <= 2, "{:?} takes more than two columns", cell.symbol());
        assert!(!cell.symbol().contains(char::is_control), "{:?} acts on a terminal", cell.symbol());
    }
}

/// The screen draws at any size, whatever is typed.
pub(super) fn render(data: &[u8]) {
    let mut choices = Choices(data);
    let size = (choices.below(301) as u16, choices.below(101) as u16);
    let mut stage = stage(&mut choices, size);
    draw(&stage);
    for byte in choices.some(24) {
        if *byte == 0xef {
            let (columns, rows) = stage.model.size;
            stage.send(Message::Resize(rows * 2, columns / 3));
        } else {
            stage.send(Message::Key(key(*byte)));
        }
        draw(&stage);
    }
}

/// Whatever was typed, a few presses of `q` end the program.
pub(super) fn keys(data: &[u8]) {
    let mut choices = Choices(data);
    let mut stage = stage(&mut choices, (80, 24));
    for byte in choices.some(200) {
        stage.send(Message::Key(key(*byte)));
        let (count, selected) = (stage.model.row_count(), stage.model.selected());
        assert!(selected.is_none_or(|row| row < count), "row {selected:?} of {count}");
    }
    assert!(View::ALL.contains(&stage.model.view));
    draw(&stage);
    // The copy menu, help, a zoomed pane, a line of words typed and each open log take a few presses each.
    let most = 8 + 2 * stage.model.logs.len();
    let mut stage_ends = stage.effects == [Effect::Quit];
    for quit in std::iter::once(KeyCode::Esc).chain(std::iter::repeat_n(KeyCode::Char('q'), most)) {
        if stage_ends {
            return;
        }
        stage.send(Message::Key(KeyEvent::from(quit)));
        stage_ends = stage.effects == [Effect::Quit];
    }
    panic!("q was pressed {most} times, in {:?}", stage.model.view);
}
