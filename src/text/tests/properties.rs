//! What holds for any text.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::super::*;

/// Code points that meet each other in hostile text more often than chance would have them.
const AWKWARD: &[char] = &[
    'a',
    '1',
    ' ',
    '<',
    '>',
    '\0',
    '\t',
    '\n',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{9b}',
    '\u{ad}',
    '\u{301}',
    '\u{301}',
    '\u{301}',
    '\u{34f}',
    '\u{5d0}',
    '\u{600}',
    '\u{628}',
    '\u{915}',
    '\u{94d}',
    '\u{903}',
    '\u{e33}',
    '\u{1100}',
    '\u{1161}',
    '\u{11a8}',
    '\u{1160}',
    '\u{180b}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200d}',
    '\u{202e}',
    '\u{2028}',
    '\u{20e3}',
    '\u{2764}',
    '\u{fe0f}',
    '\u{fe0f}',
    '\u{ff76}',
    '\u{ff9e}',
    '\u{e000}',
    '\u{fdd0}',
    '\u{1f1e9}',
    '\u{1f1ea}',
    '\u{1f3fb}',
    '\u{1f469}',
    '\u{1f680}',
    '\u{13430}',
    '\u{e0041}',
    '\u{e0100}',
    '日',
];

fn text() -> impl Strategy<Value = String> {
    let awkward = || select(AWKWARD);
    prop_oneof![
        vec(awkward(), 0..40).prop_map(String::from_iter),
        vec(prop_oneof![awkward(), any::<char>()], 0..40).prop_map(String::from_iter),
        any::<String>(),
    ]
}

/// Code points that reach a terminal under no circumstances, listed without the program's own tables.
fn forbidden(c: char) -> bool {
    matches!(
        u32::from(c),
        0..=0x1f | 0x7f..=0x9f | 0xad | 0x61c | 0x180e | 0x200b | 0x200e..=0x200f | 0x2028..=0x202e
            | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0x115f | 0x1160 | 0x3164 | 0xffa0 | 0x17b4 | 0x17b5
            | 0x1d173..=0x1d17a | 0xe0000..=0xe007f | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xf0000..=0x0010_ffff
    ) || u32::from(c) & 0xfffe == 0xfffe
}

/// The columns `line` takes on a terminal: up to a mark drawn behind it.
fn drawn(line: &Line<'_>) -> usize {
    let area = Rect::new(0, 0, 2000, 1);
    let mut buffer = Buffer::empty(area);
    let (end, _) = buffer.set_line(0, 0, line, area.width);
    usize::from(end)
}

fn spans(shown: &Shown) -> Line<'_> {
    shown
        .segments()
        .map(|(kind, text)| match kind {
            Kind::Plain => Span::raw(text),
            Kind::Replaced => Span::styled(text, Style::new().reversed()),
        })
        .collect()
}

fn sum(shown: &Shown) -> String {
    shown.segments().map(|(_, text)| text).collect()
}

proptest! {
    #[test]
    fn nothing_forbidden_is_shown(text in text()) {
        let shown = show(&text);
        prop_assert!(!shown.as_str().contains(forbidden), "{:?}", shown);
        prop_assert_eq!(sum(&shown), shown.as_str());
    }

    #[test]
    fn nothing_shown_is_without_a_column(text in text()) {
        for (_, segment) in show(&text).segments() {
            for grapheme in segment.graphemes(true) {
                prop_assert!(grapheme.cell_width() > 0, "{:?}", grapheme);
            }
        }
    }

    #[test]
    fn nothing_forbidden_is_shown_of_bytes(bytes in vec(any::<u8>(), 0..60)) {
        prop_assert!(!show_bytes(&bytes).as_str().contains(forbidden));
    }

    #[test]
    fn text_and_its_bytes_are_shown_alike(text in text()) {
        prop_assert_eq!(show_bytes(text.as_bytes()), show(&text));
    }

    #[test]
    fn showing_again_changes_nothing(text in text()) {
        let shown = show(&text);
        let again = show(shown.as_str());
        prop_assert_eq!(again.as_str(), shown.as_str());
        prop_assert!(again.segments().all(|(kind, _)| kind == Kind::Plain));
    }

    #[test]
    fn printable_ascii_is_unchanged(text in "[ -~]{0,60}") {
        let shown = show(&text);
        prop_assert_eq!(shown.as_str(), text.as_str());
        prop_assert!(shown.segments().all(|(kind, _)| kind == Kind::Plain));
    }

    #[test]
    fn the_width_is_what_ratatui_draws(text in text()) {
        let shown = show(&text);
        prop_assert_eq!(drawn(&spans(&shown)), shown.width());
        prop_assert_eq!(drawn(&Line::raw(shown.as_str())), shown.width());
    }

    #[test]
    fn what_is_drawn_is_what_is_shown(text in text()) {
        let shown = show(&text);
        let mut terminal = Terminal::new(TestBackend::new(1000, 1)).expect("a test terminal");
        terminal
            .draw(|frame| {
                frame.buffer_mut().set_line(0, 0, &spans(&shown), 1000);
            })
            .expect("drawing on a test terminal");
        let mut skip = 0;
        let mut row = String::new();
        for cell in &terminal.backend().buffer().content {
            if skip == 0 {
                row.push_str(cell.symbol());
                skip = usize::from(cell.cell_width()).max(1);
            }
            skip -= 1;
        }
        prop_assert_eq!(row.trim_end_matches(' '), shown.as_str().trim_end_matches(' '));
    }

    #[test]
    fn a_cut_keeps_to_its_width(text in text(), width in 0_usize..60) {
        let shown = show(&text);
        for cut in [cut_end(&shown, width), cut_start(&shown, width), cut_middle(&shown, width)] {
            prop_assert!(cut.width() <= width);
            prop_assert!(drawn(&spans(&cut)) <= width);
            prop_assert_eq!(sum(&cut), cut.as_str());
            if shown.width() <= width {
                prop_assert_eq!(&cut, &shown);
            } else {
                prop_assert_eq!(cut.as_str().contains('…'), width > 0);
            }
        }
        prop_assert!(short_hash(&text).width() <= 10);
    }

    #[test]
    fn a_cut_keeps_what_is_replaced(text in text(), width in 1_usize..60) {
        let shown = show(&text);
        let cut = cut_end(&shown, width);
        let replaced = |shown: &Shown| {
            let of = |(kind, text): (Kind, &str)| text.chars().map(|c| (kind, c)).collect::<Vec<_>>();
            shown.segments().flat_map(of).collect::<Vec<_>>()
        };
        let (whole, mut part) = (replaced(&shown), replaced(&cut));
        if cut != shown {
            prop_assert_eq!(part.pop(), Some((Kind::Plain, '…')));
        }
        prop_assert!(whole.starts_with(&part));
    }

    #[test]
    fn chunks_are_all_of_the_text_in_full_pieces(text in text(), width in 1_usize..30) {
        let shown = show(&text);
        let chunks = shown.chunks(width);
        prop_assert_eq!(Shown::concat(chunks.clone()), shown);
        for chunk in &chunks {
            prop_assert!(chunk.width() <= width || chunk.chunks(width).len() == 1);
        }
    }

    #[test]
    fn wrapped_lines_keep_to_their_width_and_lose_only_spaces(
        pieces in vec(prop_oneof![text(), "[a-d ]{0,20}"], 0..5),
        width in 3_usize..30,
        indent in 0_usize..3,
    ) {
        let pieces: Vec<_> = pieces.iter().map(show).zip(0_u8..).collect();
        let lines = wrap_segments(&pieces, width, indent);
        let letters = |pieces: &[(Shown, u8)]| {
            let of = |(text, style): &(Shown, u8)| {
                let kinds: Vec<_> = text
                    .segments()
                    .flat_map(|(kind, text)| text.chars().map(move |c| (kind, c)))
                    .map(|(kind, c)| (*style, kind, c))
                    .collect();
                kinds
            };
            pieces.iter().flat_map(of).filter(|(.., c)| *c != ' ').collect::<Vec<_>>()
        };
        prop_assert_eq!(letters(&lines.concat()), letters(&pieces));
        for (nth, line) in lines.iter().enumerate() {
            let columns: usize = line.iter().map(|(text, _)| text.width()).sum();
            let single = line.iter().map(|(text, _)| text.cells().count()).sum::<usize>() <= 1 + indent;
            prop_assert!(columns <= width || single, "{:?}", line);
            prop_assert!(nth == 0 || indent == 0 || line[0].0 == Shown::spaces(indent));
        }
    }

    #[test]
    fn pieces_put_together_are_all_there(pieces in vec(text(), 0..5)) {
        let all = Shown::concat(pieces.iter().map(show));
        let text: String = pieces.iter().map(|text| show(text).to_string()).collect();
        prop_assert_eq!(all.as_str(), text.as_str());
        prop_assert_eq!(sum(&all), text);
        prop_assert_eq!(drawn(&spans(&all)), all.width());
    }

    #[test]
    fn escaped_json_is_the_same_data(key in text(), value in text()) {
        let data = serde_json::json!({ key: [value, 1, null, { "x": 1.5 }] });
        for json in [data.to_string(), format!("{data:#}")] {
            let escaped = escape_json_for_terminal(&json);
            let back: serde_json::Value = serde_json::from_str(&escaped).expect("still JSON");
            prop_assert_eq!(&back, &data);
            let bad = |c: char| {
                let shown_as_it_is = c == '\n' || matches!(u32::from(c), 0xe000..=0xf8ff | 0xf0000..=0x0010_ffff);
                forbidden(c) && (!shown_as_it_is || u32::from(c) & 0xfffe == 0xfffe)
            };
            prop_assert!(!escaped.contains(bad), "{:?}", escaped);
        }
    }
}

proptest! {
    #[test]
    fn simple_text_takes_a_column_a_character(text in "[ -~─-▟·…≈•›↑→↓]{0,40}") {
        prop_assert!(is_simple(&text));
        let shown = show(&text);
        prop_assert_eq!(shown.as_str(), &text);
        prop_assert_eq!(shown.width(), text.chars().count());
        prop_assert_eq!(drawn(&spans(&shown)), text.chars().count());
    }
}
