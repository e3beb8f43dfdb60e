//! How things look beyond their text: colour, selection, and what must never reach a terminal.

use dossier::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use crate::kit::{SIZES, Stage};
use crate::logs::{BROKEN_LINES, DEMO, hostile};

fn cells(buffer: &Buffer) -> impl Iterator<Item = &ratatui::buffer::Cell> {
    buffer.content().iter()
}

fn coloured(buffer: &Buffer) -> usize {
    cells(buffer).filter(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset).count()
}

#[test]
fn the_selection_is_a_reversed_bar_and_the_only_one() {
    for size in SIZES {
        for view in ["1", "2j", "3", "4", "5", "6", "7k", "8"] {
            let mut stage = Stage::following("demo.jsonl", DEMO, size);
            stage.keys(view);
            let buffer = stage.buffer(Theme::terminal());
            let bars: Vec<u16> = (0..size.1)
                .filter(|y| {
                    let row = (0..size.0).map(|x| &buffer[(x, *y)]);
                    row.filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count() > 10
                })
                .collect();
            assert_eq!(bars.len(), usize::from(stage.model.row_count() > 0), "{view} {size:?}: {bars:?}");
            for y in bars {
                let bar =
                    (0..size.0).find(|x| buffer[(*x, y)].modifier.contains(Modifier::REVERSED)).unwrap();
                assert_eq!(buffer[(bar, y)].symbol(), ">", "seen without reverse as well");
                let on_it = (0..size.0).map(|x| &buffer[(x, y)]);
                let on_it = on_it.filter(|cell| cell.modifier.contains(Modifier::REVERSED));
                assert!(on_it.into_iter().all(|cell| cell.fg == Color::Reset), "a colour turns into a block");
            }
        }
    }
}

#[test]
fn without_colour_no_cell_has_one_and_no_word_is_lost() {
    for view in ["1", "2", "3", "4", "5", "6", "7", "8", "?", "2y"] {
        let mut stage = Stage::following("broken_lines.jsonl", &[DEMO, BROKEN_LINES].concat(), (120, 40));
        stage.keys(view);
        let plain = stage.buffer(Theme::plain());
        assert_eq!(coloured(&plain), 0, "{view}");
        assert_eq!(
            crate::kit::text_of(&plain),
            stage.text(),
            "{view}: colour says nothing that words do not"
        );
    }
}

#[test]
fn colour_is_rare() {
    for size in SIZES {
        let stage = Stage::following("demo.jsonl", DEMO, size);
        let buffer = stage.buffer(Theme::terminal());
        let share = coloured(&buffer) * 100 / buffer.content().len();
        assert!(coloured(&buffer) > 0);
        assert!(share < 10, "{share} % of {size:?}");
    }
}

#[test]
fn no_cell_has_a_background_of_its_own() {
    for view in ["1", "2", "3", "4", "5", "6", "7", "8", "?", "2y"] {
        let mut stage = Stage::following("demo.jsonl", DEMO, (120, 40));
        let buffer = stage.keys(view).buffer(Theme::terminal());
        assert!(cells(&buffer).all(|cell| cell.bg == Color::Reset), "{view}");
    }
}

/// Acts on a terminal, reorders text, or cannot be seen.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn a_log_full_of_hostile_text_puts_nothing_of_it_on_the_screen() {
    let log = hostile();
    for (size, rows) in [((120, 40), 24), ((80, 24), 24), ((40, 12), 12), ((30, 1), 3)] {
        let mut stage = Stage::following("\u{1b}[31mlog\u{202e}.jsonl", &log, size);
        assert!(stage.model.log().unwrap().session.ledger().folded > 20);
        for view in ["1", "2", "3", "4", "5", "6", "7"] {
            stage.keys(view).keys("g");
            for _ in 0..stage.model.row_count().min(rows) {
                for script in ["", "<tab>r", "r<tab>", "<enter>", "<esc>", "yv", "yp"] {
                    stage.keys(script);
                    let buffer = stage.buffer(Theme::terminal());
                    for cell in cells(&buffer) {
                        let symbol = cell.symbol();
                        assert!(!symbol.chars().any(is_treacherous), "{symbol:?} in view {view} at {size:?}");
                        assert!(unicode_width::UnicodeWidthStr::width(symbol) <= 2, "{symbol:?}");
                    }
                    for effect in &stage.effects {
                        let dossier::tui::effect::Effect::Copy(text) = effect else { continue };
                        assert!(!text.chars().any(is_treacherous), "{text:?} was copied");
                    }
                    if size.0 < 120 {
                        break;
                    }
                }
                stage.keys("j");
            }
        }
    }
}
