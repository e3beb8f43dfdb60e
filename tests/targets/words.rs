//! Text on its way to a terminal, and the small languages of times, ids, numbers and moments.

use dossier::contracts::ids::EventId;
use dossier::contracts::natural::Natural;
use dossier::contracts::timestamp::Timestamp;
use dossier::session::Moment;
use dossier::text::{
    Kind, Shown, cut_end, cut_middle, escape_json_for_terminal, short_hash, show, show_bytes,
};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::CellWidth;
use ratatui::text::{Line, Span};

/// Code points that reach a terminal under no circumstances, listed without the program's own tables.
fn forbidden(c: char) -> bool {
    matches!(
        u32::from(c),
        0..=0x1f | 0x7f..=0x9f | 0xad | 0x61c | 0x180e | 0x200b | 0x200e..=0x200f | 0x2028..=0x202e
            | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0x115f | 0x1160 | 0x3164 | 0xffa0 | 0x17b4 | 0x17b5
            | 0x1d173..=0x1d17a | 0xe0000..=0xe007f | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xf0000..=0x0010_ffff
    ) || u32::from(c) & 0xfffe == 0xfffe
}

/// What is shown holds nothing forbidden, is stable, and takes the columns it says.
pub(super) fn show_text(data: &[u8]) {
    let data = &data[..data.len().min(600)];
    let shown = show_bytes(data);
    check(&shown);
    if let Ok(text) = str::from_utf8(data) {
        assert_eq!(show(text), shown);
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            assert_eq!(shown.as_str(), text);
        }
        let json = serde_json::to_string(text).expect("a string is JSON");
        let escaped = escape_json_for_terminal(&json);
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("still JSON"), text);
    }
}

fn check(shown: &Shown) {
    assert!(!shown.as_str().contains(forbidden), "{shown:?}");
    let again = show(shown.as_str());
    assert_eq!(again.as_str(), shown.as_str());
    assert!(again.segments().all(|(kind, _)| kind == Kind::Plain));
    for width in [0, 1, 7, 40] {
        for cut in [cut_end(shown, width), cut_middle(shown, width)] {
            assert!(cut.width() <= width);
        }
    }
    let width = u16::try_from(shown.width() + 8).expect("some hundreds of bytes");
    let line: Line<'_> = shown.segments().map(|(_, text)| Span::raw(text)).collect();
    let mut terminal = Terminal::new(TestBackend::new(width, 1)).expect("a test terminal");
    let mut end = 0;
    terminal.draw(|frame| end = frame.buffer_mut().set_line(0, 0, &line, width).0).expect("a test terminal");
    assert_eq!(usize::from(end), shown.width());
    let symbols = terminal.backend().buffer().content.iter();
    assert!(symbols.map(CellWidth::cell_width).all(|width| width <= 2 || shown.width() > 2));
}

/// Times, ids, whole numbers and moments: no text breaks their readers, and what is written is read back.
pub(super) fn parsers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(time) = Timestamp::parse(&text) {
        let again = Timestamp::parse(&time.to_string()).expect("what is written is read");
        assert_eq!(again.micros(), time.micros());
        assert!(time.zone_rank() == 0 || time.has_zone());
        let _ = time.local_micros();
    }
    if let Some(id) = EventId::parse(&text) {
        assert_eq!(EventId::parse(&id.to_string()), Some(id));
        assert_eq!(EventId::parse(&text.to_ascii_lowercase()), Some(id));
        assert_eq!(EventId::parse(&text.to_ascii_uppercase()), Some(id));
    }
    if serde_json::from_str::<serde_json::Number>(&text).is_ok()
        && let Ok(number) = Natural::parse(text.trim())
    {
        assert_eq!(Natural::parse(&number.to_string()).as_ref(), Ok(&number));
        assert!(number.as_u64().is_none_or(|small| Natural::from(small) == number));
    }
    if let Ok(moment) = text.parse::<Moment>() {
        let written = moment.to_string();
        assert_eq!(written.parse::<Moment>().expect("what is written is read").to_string(), written);
    }
    assert!(short_hash(&text).width() <= 10);
}
