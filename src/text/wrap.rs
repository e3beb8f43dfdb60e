//! Breaking [`Shown`] into lines, always between graphemes, in one pass over the text.

use super::shown::Shown;

impl Shown {
    /// This text in pieces of at most `width` columns, cut wherever a piece is full.
    ///
    /// A grapheme wider than `width` is a piece of its own. Empty text is one empty piece.
    pub fn chunks(&self, width: usize) -> Vec<Shown> {
        let (mut chunks, mut start, mut used) = (Vec::new(), 0, 0);
        for cell in self.cells() {
            if used + cell.width > width && used > 0 {
                chunks.push(self.slice(start..cell.at));
                (start, used) = (cell.at, 0);
            }
            used += cell.width;
        }
        chunks.push(self.slice(start..self.as_str().len()));
        chunks
    }

    /// This text in lines of at most `width` columns, the first of at most `first_room`, as by [`wrap_segments`].
    ///
    /// The first line is empty when its room is too small for the first word and a whole line is not.
    pub fn wrap(&self, width: usize, first_room: usize) -> Vec<Shown> {
        let taken = width.saturating_sub(first_room);
        let lines = wrap(&[(self.clone(), ())], width, taken, 0);
        lines.into_iter().map(|line| Shown::concat(line.into_iter().map(|(text, ())| text))).collect()
    }
}

/// One line of pieces in different styles as lines of at most `width` columns, further ones indented by `indent`
/// spaces in the default style.
///
/// It breaks after spaces, and inside a word only where the word alone is wider than a line; a word may reach over
/// several pieces. Spaces that do not fit at the end of a line are left out. There is at least one line.
pub fn wrap_segments<T: Copy + Default>(
    pieces: &[(Shown, T)],
    width: usize,
    indent: usize,
) -> Vec<Vec<(Shown, T)>> {
    wrap(pieces, width, 0, indent)
}

/// A grapheme of one of several pieces.
struct Glyph {
    piece: usize,
    start: usize,
    end: usize,
    width: usize,
    space: bool,
}

/// The first line has `taken` columns less than the others.
fn wrap<T: Copy + Default>(
    pieces: &[(Shown, T)],
    width: usize,
    taken: usize,
    indent: usize,
) -> Vec<Vec<(Shown, T)>> {
    let width = width.max(indent + 1);
    let glyphs: Vec<Glyph> = (0..)
        .zip(pieces)
        .flat_map(|(piece, (text, _))| {
            text.cells().map(move |cell| Glyph {
                piece,
                start: cell.at,
                end: cell.at + cell.grapheme.len(),
                width: cell.width,
                space: cell.grapheme == " ",
            })
        })
        .collect();
    let mut lines = Vec::new();
    let (mut start, mut end, mut used, mut floor) = (0, 0, taken, 0);
    let mut word_end = 0;
    for (at, glyph) in glyphs.iter().enumerate() {
        if glyph.space {
            // One that does not fit is followed by a break, or by nothing.
            if used + glyph.width <= width {
                (used, end) = (used + glyph.width, at + 1);
            }
            continue;
        }
        let mut needed = glyph.width;
        if at >= word_end {
            let word = glyphs[at..].iter().take_while(|glyph| !glyph.space);
            let (count, wide) = word.fold((0, 0), |(count, wide), glyph| (count + 1, wide + glyph.width));
            word_end = at + count;
            needed = if wide <= width - indent { wide } else { needed };
        }
        if used + needed > width && used > floor {
            lines.push(start..end);
            (start, used, floor) = (at, indent, indent);
        }
        (used, end) = (used + glyph.width, at + 1);
    }
    lines.push(start..end);
    let line = |(nth, range): (usize, std::ops::Range<usize>)| {
        let mut line = Vec::new();
        if nth > 0 && indent > 0 {
            line.push((Shown::spaces(indent), T::default()));
        }
        for run in glyphs[range].chunk_by(|a, b| a.piece == b.piece) {
            let (text, style) = &pieces[run[0].piece];
            line.push((text.slice(run[0].start..run[run.len() - 1].end), *style));
        }
        line
    };
    lines.into_iter().enumerate().map(line).collect()
}
