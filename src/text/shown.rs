//! The type that says: this text may reach a terminal.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::iter;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Text that may reach a terminal, with the places where something else stands for the original.
///
/// Untrusted text becomes one only through [`show`](super::show), [`show_bytes`](super::show_bytes) and
/// [`show_path`](super::show_path); the program's own words through [`Shown::fixed`]. There is no way in for a
/// `format!`ed string, so that forgetting to sanitise does not compile:
///
/// ```compile_fail
/// let title = String::from("from a log");
/// let cell: dossier::text::Shown = title.as_str().into();
/// ```
///
/// Sentences are put together piece by piece:
///
/// ```
/// use dossier::text::{Shown, show};
/// let line = Shown::fixed("line ").then(12_u64).then(": ").then(show("a\u{1b}[31m"));
/// assert_eq!(line.as_str(), "line 12: a␛[31m");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Shown {
    /// Most of what a screen says are the program's own words, which are borrowed.
    text: Cow<'static, str>,
    /// Byte ranges of `text` that are replacements: in order, not empty, never touching each other.
    replaced: Vec<Range<usize>>,
}

/// Whether a piece of a [`Shown`] is the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// As it was written.
    Plain,
    /// Stands for something that must not be drawn. Styled apart, so that a literal `<U+202E>` cannot pose as one.
    Replaced,
}

/// One grapheme of a [`Shown`] and the columns it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    /// Byte offset of the grapheme in the text.
    pub(super) at: usize,
    /// The grapheme.
    pub(super) grapheme: &'a str,
    /// Display columns.
    pub(super) width: usize,
}

/// Runs of spaces up to this one are borrowed from it.
static SPACES: &str = match str::from_utf8(&[b' '; 256]) {
    Ok(spaces) => spaces,
    Err(_) => "",
};

mod sealed {
    pub trait Sealed {}
}

/// The unsigned integers, which are safe to show as they are. Sealed: nothing else is.
pub trait Number: Copy + sealed::Sealed {
    /// The number's value.
    fn value(self) -> u64;
}

macro_rules! numbers {
    ($($t:ty => $value:expr;)*) => { $(
        impl sealed::Sealed for $t {}
        impl Number for $t {
            fn value(self) -> u64 {
                let value: fn($t) -> u64 = $value;
                value(self)
            }
        }
        impl From<$t> for Shown {
            fn from(n: $t) -> Self {
                let mut shown = Self::default();
                shown.push_number(n);
                shown
            }
        }
    )* };
}
numbers! {
    u8 => u64::from;
    u16 => u64::from;
    u32 => u64::from;
    u64 => |n| n;
    usize => |n| n as u64;
}

impl Shown {
    /// The program's own words, which need no sanitising.
    pub fn fixed(words: &'static str) -> Self {
        Self { text: Cow::Borrowed(harmless(words)), replaced: Vec::new() }
    }

    /// So many spaces.
    pub fn spaces(count: usize) -> Self {
        let text = SPACES.get(..count).map_or_else(|| Cow::Owned(" ".repeat(count)), Cow::Borrowed);
        Self { text, replaced: Vec::new() }
    }

    /// No text yet, with room for so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self { text: Cow::Owned(String::with_capacity(bytes)), replaced: Vec::new() }
    }

    /// Stands for a code point that no `str` can hold, such as a lone surrogate: `<U+D800>`.
    pub fn code_point(n: u32) -> Self {
        let mut shown = Self::default();
        shown.push_replaced(&format!("<U+{n:04X}>"));
        shown
    }

    /// Appends `other`.
    pub fn push(&mut self, other: impl Into<Shown>) {
        let other = other.into();
        let shift = self.text.len();
        if shift == 0 && !self.has_room() {
            *self = other;
            return;
        }
        self.add(&other.text);
        for range in other.replaced {
            self.mark(range.start + shift..range.end + shift);
        }
    }

    /// Appends the program's own words.
    pub fn push_fixed(&mut self, words: &'static str) {
        self.push(Self::fixed(words));
    }

    /// Appends a number in decimal digits.
    pub fn push_number(&mut self, n: impl Number) {
        // Writing to a string never fails.
        let _ = write!(self.text.to_mut(), "{}", n.value());
    }

    /// This text followed by `next`: another [`Shown`], a number or fixed words.
    #[must_use]
    pub fn then(mut self, next: impl Into<Shown>) -> Self {
        self.push(next);
        self
    }

    /// The parts one after the other.
    pub fn concat(parts: impl IntoIterator<Item = Shown>) -> Self {
        Self::join("", parts)
    }

    /// The parts with `between` between them.
    pub fn join(between: &'static str, parts: impl IntoIterator<Item = Shown>) -> Self {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            all.push_fixed(between);
            all.push(part);
        }
        all
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text, fit for a terminal. The difference between replacements and plain text is lost.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The columns this takes when ratatui draws it with `Buffer::set_line` or `Buffer::set_string`.
    ///
    /// ratatui's `Line` as a widget, and `Line::width`, measure each span as a whole instead: there the Arabic lam-alef
    /// is one column, and a span behind it is drawn over its second letter.
    pub fn width(&self) -> usize {
        if self.text.is_ascii() {
            return self.text.len();
        }
        if is_simple(&self.text) {
            return self.text.chars().count();
        }
        self.cells().map(|cell| cell.width).sum()
    }

    /// The columns this takes where all of it is the original text and each of its characters takes one; `None`
    /// elsewhere.
    pub fn simple_width(&self) -> Option<usize> {
        if !self.replaced.is_empty() {
            return None;
        }
        if self.text.is_ascii() {
            return Some(self.text.len());
        }
        is_simple(&self.text).then(|| self.text.chars().count())
    }

    /// The text in order, in the longest pieces of one kind.
    pub fn segments(&self) -> impl Iterator<Item = (Kind, &str)> {
        self.segments_in(0..self.text.len())
    }

    /// The part of the text in `range` in the longest pieces of one kind; the ends of the range must be grapheme borders.
    pub fn segments_in(&self, range: Range<usize>) -> impl Iterator<Item = (Kind, &str)> {
        self.ranges(range).map(|(kind, range)| (kind, &self.text[range]))
    }

    /// The byte ranges of the segments of a part.
    fn ranges(&self, within: Range<usize>) -> impl Iterator<Item = (Kind, Range<usize>)> {
        let replaced = || self.replaced_in(within.clone());
        let gap_starts = iter::once(within.start).chain(replaced().map(|r| r.end));
        let after = replaced().map(Some).chain([None]);
        let whole = within.end;
        gap_starts
            .zip(after)
            .flat_map(move |(start, next)| {
                let end = next.as_ref().map_or(whole, |r| r.start);
                [(Kind::Plain, start..end), (Kind::Replaced, next.unwrap_or(end..end))]
            })
            .filter(|(_, range)| !range.is_empty())
    }

    /// The replacements in a part of the text.
    fn replaced_in(&self, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        // Texts are cut into many slices: only the replacements of this one are looked at.
        let from = self.replaced.partition_point(|r| r.end <= within.start);
        self.replaced[from..]
            .iter()
            .take_while(move |r| r.start < within.end)
            .map(move |r| r.start.max(within.start)..r.end.min(within.end))
            .filter(|r| !r.is_empty())
    }

    /// The graphemes in order; none reaches over a border between segments, as those are drawn apart.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.ranges(0..self.text.len()).flat_map(|(_, range)| {
            let start = range.start;
            let text = &self.text[range];
            let simple = is_simple(text);
            let chars = text
                .char_indices()
                .filter(move |_| simple)
                .map(|(at, c)| (at, &text[at..at + c.len_utf8()], 1));
            let rest = if simple { "" } else { text };
            let graphemes =
                rest.grapheme_indices(true).map(|(at, grapheme)| (at, grapheme, grapheme_width(grapheme)));
            chars.chain(graphemes).map(move |(at, grapheme, width)| Cell { at: start + at, grapheme, width })
        })
    }

    /// The part of this text in `range`, whose ends must be grapheme borders.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let replaced =
            self.replaced_in(range.clone()).map(|r| r.start - range.start..r.end - range.start).collect();
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        };
        Self { text, replaced }
    }

    /// Text that was found harmless.
    pub(super) fn plain(text: String) -> Self {
        Self { text: Cow::Owned(text), replaced: Vec::new() }
    }

    /// Appends text that was found harmless where it stands.
    pub(super) fn push_plain(&mut self, text: &str) {
        self.add(text);
    }

    /// Appends what stands for something that must not be drawn.
    pub(super) fn push_replaced(&mut self, text: &str) {
        let start = self.text.len();
        self.add(text);
        self.mark(start..self.text.len());
    }

    /// Whether there is room for text that was asked for.
    fn has_room(&self) -> bool {
        matches!(&self.text, Cow::Owned(own) if own.capacity() > 0)
    }

    fn add(&mut self, text: &str) {
        match &mut self.text {
            Cow::Owned(own) => own.push_str(text),
            Cow::Borrowed("") => self.text = Cow::Owned(text.to_owned()),
            Cow::Borrowed(own) => {
                // What is put together of two parts often has a third.
                let mut owned = String::with_capacity(own.len() + text.len() + 16);
                owned.push_str(own);
                owned.push_str(text);
                self.text = Cow::Owned(owned);
            }
        }
    }

    /// Notes `range` as a replacement; it lies after all that are noted.
    fn mark(&mut self, range: Range<usize>) {
        match self.replaced.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            _ => self.replaced.push(range),
        }
    }
}

/// The program's own words. A test reads them for what is harder to see.
fn harmless(words: &'static str) -> &'static str {
    debug_assert!(!words.bytes().any(|byte| byte.is_ascii_control()), "words a terminal may not get");
    words
}

impl From<&'static str> for Shown {
    /// [`Shown::fixed`].
    fn from(words: &'static str) -> Self {
        Self::fixed(words)
    }
}

impl From<&Shown> for Shown {
    fn from(shown: &Shown) -> Self {
        shown.clone()
    }
}

impl fmt::Display for Shown {
    /// The text as it is: a width in the format is not heeded, as formatting counts characters and not columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether each character of `text`, which holds no controls, is a grapheme of one column: nearly all text is, and is
/// then measured and drawn for a fraction of the cost.
pub fn is_simple(text: &str) -> bool {
    let lines_and_blocks = '\u{2500}'..='\u{259f}';
    text.is_ascii()
        || text.chars().all(|c| {
            c.is_ascii()
                || lines_and_blocks.contains(&c)
                || matches!(c, '·' | '…' | '≈' | '•' | '›' | '↑' | '→' | '↓' | '▸' | '▾')
        })
}

/// The columns of one grapheme by ratatui 0.30's rule (`CellWidth`): Unicode's width, and one for each halfwidth
/// sound mark, which Unicode counts as none and terminals draw in a cell of its own.
pub(super) fn grapheme_width(grapheme: &str) -> usize {
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    grapheme.width() + sound_marks
}
