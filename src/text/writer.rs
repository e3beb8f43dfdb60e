//! The way from untrusted text to [`Shown`].

use std::borrow::Cow;
use std::path::Path;

use unicode_segmentation::UnicodeSegmentation;

use super::code_point::{Class, classify};
use super::shown::{Kind, Shown, grapheme_width};

/// Combining marks kept on one base; more are counted and not drawn.
const MARKS_PER_BASE: usize = 8;

/// U+200D kept in one emoji. Emoji in use need three; an endless chain counts as two columns and is drawn as
/// thousands by terminals that do not know it.
const JOINS_PER_EMOJI: usize = 4;

/// Makes text fit for one line of a terminal.
///
/// Controls become their pictures (`␛`, `␊`, `␉`), and what reorders or hides text, has no agreed look or
/// would take no column becomes `<U+202E>`. Scripts and emoji in ordinary use stay. Showing the result's text
/// again gives the same text.
pub fn show<'t>(text: impl Into<Cow<'t, str>>) -> Shown {
    let text = text.into();
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        // Nothing in it is replaced, and nothing joins.
        return Shown::plain(text.into_owned());
    }
    let mut writer = Writer::default();
    writer.text(&text);
    writer.finish()
}

/// Makes bytes fit for one line of a terminal: [`show`], with `<FF>` for each byte that is not UTF-8.
pub fn show_bytes(bytes: &[u8]) -> Shown {
    let mut writer = Writer::default();
    for chunk in bytes.utf8_chunks() {
        writer.text(chunk.valid());
        for byte in chunk.invalid() {
            writer.replace(&format!("<{byte:02X}>"));
        }
    }
    writer.finish()
}

/// Makes a file name fit for one line of a terminal; `Path::display` would pass escapes on.
pub fn show_path(path: &Path) -> Shown {
    show_bytes(path.as_os_str().as_encoded_bytes())
}

/// What the next code point stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Before {
    /// Nothing, or a replacement: there is no base.
    #[default]
    Nothing,
    /// A base that takes marks, and no joiner or selector.
    Symbol,
    /// `0-9`, `#`, `*`.
    Keycap,
    /// A letter, or a mark on any base.
    Word,
    /// An emoji.
    Emoji,
    /// An emoji and its selector, as in the rainbow flag; a joiner may follow.
    SelectedEmoji,
    /// A joiner, or another base's selector.
    Joiner,
}

/// Writes a [`Shown`] code point by code point.
#[derive(Debug, Default)]
struct Writer {
    out: Shown,
    before: Before,
    /// Marks since the base.
    marks: usize,
    /// Marks over [`MARKS_PER_BASE`] that are not written.
    dropped: usize,
    /// Joiners in the emoji so far.
    joins: usize,
}

impl Writer {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            self.code_point(c);
        }
    }

    fn code_point(&mut self, c: char) {
        match classify(c) {
            Class::Symbol => self.base(c, Before::Symbol),
            Class::Keycap => self.base(c, Before::Keycap),
            Class::Letter => self.base(c, Before::Word),
            Class::Emoji => self.base(c, Before::Emoji),
            Class::Mark if self.before == Before::Nothing => self.escape(c),
            Class::Mark | Class::Attached { emoji: false } => self.attach(c, Before::Word),
            Class::Attached { emoji: true } => self.attach(c, Before::Emoji),
            Class::Joiner => self.joiner(c),
            Class::Selector => self.selector(c),
            Class::Control(picture) => self.replace(picture.encode_utf8(&mut [0; 4])),
            Class::Hidden => self.escape(c),
        }
    }

    fn base(&mut self, c: char, now: Before) {
        self.note_dropped();
        self.marks = 0;
        if now != Before::Emoji || self.before != Before::Joiner {
            self.joins = 0;
        }
        self.keep(c, now);
    }

    fn attach(&mut self, c: char, now: Before) {
        if self.before == Before::Nothing {
            // It counts against the limit even as its own base: shown again, it stands behind a replacement's text.
            self.marks = 0;
            self.joins = 0;
        }
        if self.marks < MARKS_PER_BASE {
            self.marks += 1;
            self.keep(c, now);
        } else {
            self.dropped += 1;
        }
    }

    fn joiner(&mut self, c: char) {
        self.note_dropped();
        let fits = match self.before {
            Before::Word | Before::Emoji => true,
            Before::SelectedEmoji => c == '\u{200d}',
            _ => false,
        };
        if fits && self.joins < JOINS_PER_EMOJI {
            self.joins += 1;
            self.keep(c, Before::Joiner);
        } else {
            self.escape(c);
        }
    }

    fn selector(&mut self, c: char) {
        self.note_dropped();
        match self.before {
            Before::Emoji => self.keep(c, Before::SelectedEmoji),
            Before::Word => self.keep(c, Before::Joiner),
            // As in 1️⃣.
            Before::Keycap if matches!(c, '\u{fe0e}' | '\u{fe0f}') => self.keep(c, Before::Joiner),
            _ => self.escape(c),
        }
    }

    fn keep(&mut self, c: char, now: Before) {
        self.out.push_plain(c.encode_utf8(&mut [0; 4]));
        self.before = now;
    }

    fn escape(&mut self, c: char) {
        self.replace(&escaped(c));
    }

    fn replace(&mut self, text: &str) {
        self.note_dropped();
        self.out.push_replaced(text);
        self.before = Before::Nothing;
    }

    /// Says how many marks were not written, where they would have stood.
    fn note_dropped(&mut self) {
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            let noun = if dropped == 1 { "mark" } else { "marks" };
            self.out.push_replaced(&format!("<+{dropped} {noun}>"));
            self.before = Before::Nothing;
        }
    }

    /// The text so far, with every grapheme that would take no column replaced: ratatui leaves those out.
    fn finish(mut self) -> Shown {
        self.note_dropped();
        if self.out.as_str().is_ascii() || self.out.cells().all(|cell| cell.width > 0) {
            return self.out;
        }
        let mut out = Shown::default();
        for (kind, segment) in self.out.segments() {
            if kind == Kind::Replaced {
                out.push_replaced(segment);
                continue;
            }
            for grapheme in segment.graphemes(true) {
                if grapheme_width(grapheme) > 0 {
                    out.push_plain(grapheme);
                } else {
                    out.push_replaced(&grapheme.chars().map(escaped).collect::<String>());
                }
            }
        }
        out
    }
}

fn escaped(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}
