//! A piece of a line around a culprit, with room for a caret below.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use crate::text::{Shown, cut_end, cut_start, show_bytes};

/// How many columns an excerpt takes at most.
pub const EXCERPT_WIDTH: usize = 100;
/// How many of them stand before the culprit, where the line has so many.
const BEFORE: usize = 40;

/// A piece of a line: what stands before the culprit, the culprit, and what follows.
///
/// The three are made fit for the terminal one by one, so the caret stands below the culprit whatever the
/// width of what is before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the culprit, cut at the front.
    pub before: Shown,
    /// What the caret points at.
    pub culprit: Shown,
    /// What follows, cut at the end.
    pub after: Shown,
}

impl Excerpt {
    /// The line of `text` that holds the start of `span`, cut around it.
    ///
    /// `span` counts bytes of `text`; what lies beyond its line is left out.
    pub fn around(text: &[u8], span: &Range<usize>) -> Self {
        Self::within(text, span, EXCERPT_WIDTH)
    }

    /// The same in at most `width` columns.
    pub fn within(text: &[u8], span: &Range<usize>, width: usize) -> Self {
        let start = span.start.min(text.len());
        let line_start = memrchr(b'\n', &text[..start]).map_or(0, |at| at + 1);
        let line_end = memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at);
        let end = span.end.clamp(start, line_end);
        let before = tail(&text[line_start..start], BEFORE.min(width * 2 / 5));
        let room = width.saturating_sub(before.width());
        // Four bytes a column are more than enough; a long line is not walked to its end for nothing.
        let reach = |from: usize, to: usize| &text[from..to.min(border(text, from + 4 * EXCERPT_WIDTH))];
        let culprit = cut_end(&show_bytes(reach(start, end)), room);
        let after = cut_end(&show_bytes(reach(end, line_end)), room.saturating_sub(culprit.width()));
        Self { before, culprit, after }
    }

    /// The excerpt as one text.
    pub fn text(&self) -> Shown {
        Shown::concat([self.before.clone(), self.culprit.clone(), self.after.clone()])
    }

    /// Columns before the caret, and columns of the caret; at least one.
    pub fn caret(&self) -> (usize, usize) {
        (self.before.width(), self.culprit.width().max(1))
    }
}

/// The line and column of a byte in a text of several lines, both from 1.
pub fn position(text: &[u8], offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line = memchr_iter(b'\n', before).count() + 1;
    let start = memrchr(b'\n', before).map_or(0, |at| at + 1);
    (line, before.len() - start + 1)
}

/// The end of `bytes` in at most `width` columns, with `…` in front when something was cut.
fn tail(bytes: &[u8], width: usize) -> Shown {
    let start = border(bytes, bytes.len().saturating_sub(4 * width));
    let shown = show_bytes(&bytes[start..]);
    cut_start(&if start == 0 { shown } else { Shown::fixed("…").then(shown) }, width)
}

/// The first byte at or after `at` that starts a character, or the end.
fn border(bytes: &[u8], at: usize) -> usize {
    let mut at = at.min(bytes.len());
    while at < bytes.len() && bytes[at] & 0b1100_0000 == 0b1000_0000 {
        at += 1;
    }
    at
}
