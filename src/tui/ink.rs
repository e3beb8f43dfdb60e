//! Lines of styled text before they meet a terminal.
//!
//! Only [`Shown`] goes in, so nothing unsanitised can come out.

use std::iter;
use std::mem;
use std::ops::Range;
use std::slice;

use smallvec::SmallVec;

use crate::text::{Kind, Shown, cut_end, is_simple, wrap_segments};

/// What a piece of text means; the theme decides how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// The terminal's own foreground.
    #[default]
    Plain,
    /// Secondary.
    Dim,
    /// Emphasis without colour.
    Strong,
    /// Focus and keys: the one accent.
    Accent,
    /// Ok.
    Good,
    /// Wants attention.
    Attention,
    /// Bad.
    Bad,
    /// The letter of an indexed event.
    Indexed,
    /// The letter of a snapshot.
    Snapshot,
    /// Something new since the last look.
    New,
}

/// A run of text in one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'i> {
    /// What to show.
    pub text: &'i str,
    /// What it means.
    pub role: Role,
}

/// Where a piece ends in the text of its line, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct End {
    at: u32,
    role: Role,
}

/// One line of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ink {
    /// The text of all pieces: a screen has a thousand, and to hold each by itself takes longer than to draw it.
    text: Shown,
    ends: SmallVec<[End; 4]>,
}

impl Ink {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty line with room for so many columns in so many pieces.
    pub fn with_room(columns: usize, pieces: usize) -> Self {
        // Few characters take more than one byte.
        Self { text: Shown::with_room(columns + columns / 4), ends: SmallVec::with_capacity(pieces) }
    }

    /// A line of one piece.
    pub fn of(role: Role, text: impl Into<Shown>) -> Self {
        Self::new().role(role, text)
    }

    /// Adds plain text.
    pub fn plain(self, text: impl Into<Shown>) -> Self {
        self.role(Role::Plain, text)
    }

    /// Adds secondary text.
    pub fn dim(self, text: impl Into<Shown>) -> Self {
        self.role(Role::Dim, text)
    }

    /// Adds text in a role.
    pub fn role(mut self, role: Role, text: impl Into<Shown>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.text.push(text);
            self.ends.push(End { at: self.text.as_str().len() as u32, role });
        }
        self
    }

    /// Adds another line's pieces.
    pub fn with(mut self, other: Ink) -> Self {
        let shift = self.text.as_str().len() as u32;
        self.text.push(other.text);
        self.ends.extend(other.ends.into_iter().map(|end| End { at: end.at + shift, ..end }));
        self
    }

    /// Adds spaces up to `column`, and at least one: what is too long is not to run into what follows.
    pub fn to_column(self, column: usize) -> Self {
        let missing = column.saturating_sub(self.width()).max(1);
        self.plain(spaces(missing))
    }

    /// The line with every piece in one role.
    pub fn all(mut self, role: Role) -> Self {
        for end in &mut self.ends {
            end.role = role;
        }
        self
    }

    /// The pieces in order.
    pub fn pieces(&self) -> Pieces<'_> {
        Pieces { text: self.text.as_str(), start: 0, ends: self.ends.iter() }
    }

    /// The pieces in order, each with what stands for something else apart.
    pub fn segments(&self) -> impl Iterator<Item = (Role, Kind, &str)> {
        self.ranges().flat_map(|(range, role)| {
            self.text.segments_in(range).map(move |(kind, text)| (role, kind, text))
        })
    }

    /// Where each piece is in the text.
    fn ranges(&self) -> impl Iterator<Item = (Range<usize>, Role)> {
        let starts = iter::once(0).chain(self.ends.iter().map(|end| end.at as usize));
        starts.zip(&self.ends).map(|(start, end)| (start..end.at as usize, end.role))
    }

    /// The pieces with a text of their own.
    fn apart(&self) -> impl Iterator<Item = (Shown, Role)> {
        self.ranges().map(|(range, role)| (self.text.slice(range), role))
    }

    /// Width in columns.
    pub fn width(&self) -> usize {
        // Pieces are drawn apart, and a character joins none of the piece before it.
        match is_simple(self.text.as_str()) {
            true => self.text.width(),
            false => self.apart().map(|(text, _)| text.width()).sum(),
        }
    }

    /// The columns it takes where all of it is the original text and each of its characters takes one; `None` elsewhere.
    pub fn simple_width(&self) -> Option<usize> {
        self.text.simple_width()
    }

    /// The line cut to `width` columns, with an ellipsis where something is missing.
    pub fn cut(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut room = width;
        let mut line = Self::with_room(width, self.ends.len());
        for (text, role) in self.apart() {
            let wide = text.width();
            // The last column is kept free for the ellipsis that the cut line ends with.
            if wide < room {
                room -= wide;
                line = line.role(role, text);
                continue;
            }
            return line.role(role, cut_end(&text.then("  "), room));
        }
        line
    }

    /// `self` at the left and `right` at the right end of `width` columns; the left one is cut if it must be.
    pub fn spread(self, right: Ink, width: usize) -> Self {
        let right_width = right.width();
        if right_width + 2 > width {
            return self.cut(width);
        }
        self.cut(width - right_width - 1).to_column(width - right_width).with(right)
    }

    /// The text alone, for tests and for copying.
    pub fn text(&self) -> String {
        self.text.as_str().to_owned()
    }

    /// The line broken into lines of at most `width` columns, further ones indented by `indent`.
    pub fn wrap(self, width: usize, indent: usize) -> Vec<Ink> {
        let pieces: Vec<_> = self.apart().collect();
        wrap_segments(&pieces, width, indent).into_iter().map(Self::from_iter).collect()
    }
}

impl FromIterator<(Shown, Role)> for Ink {
    fn from_iter<T: IntoIterator<Item = (Shown, Role)>>(pieces: T) -> Self {
        pieces.into_iter().fold(Self::new(), |line, (text, role)| line.role(role, text))
    }
}

/// The pieces of a line in order.
#[derive(Debug, Clone, Default)]
pub struct Pieces<'i> {
    text: &'i str,
    start: usize,
    ends: slice::Iter<'i, End>,
}

impl<'i> Iterator for Pieces<'i> {
    type Item = Piece<'i>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'i>> {
        let End { at, role } = *self.ends.next()?;
        let start = mem::replace(&mut self.start, at as usize);
        Some(Piece { text: self.text.get(start..self.start)?, role })
    }
}

/// A run of spaces.
pub fn spaces(count: usize) -> Shown {
    Shown::spaces(count)
}

/// A run of one of the program's own characters.
pub fn repeat(fixed: &'static str, count: usize) -> Shown {
    Shown::concat(iter::repeat_n(Shown::fixed(fixed), count))
}

impl From<Shown> for Ink {
    fn from(text: Shown) -> Self {
        Self::of(Role::Plain, text)
    }
}

impl From<&'static str> for Ink {
    fn from(text: &'static str) -> Self {
        Self::of(Role::Plain, text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::show;

    proptest! {
        /// What stands in a line is what its pieces are by themselves, whatever they begin or end with.
        #[test]
        fn pieces_of_a_line_are_apart(
            texts in prop::collection::vec("[ab\u{301}\u{202e}\u{1b}界é👩🏽🇩🇪─ ]{0,4}", 0..6),
            width in 0..24_usize,
        ) {
            let roles = [Role::Plain, Role::Dim, Role::Plain];
            let apart: Vec<_> = texts.iter().map(show).zip(roles.into_iter().cycle()).collect();
            let line = Ink::from_iter(apart.clone());
            let grown = apart.iter().fold(Ink::with_room(8, 2), |line, (text, role)| {
                line.with(Ink::of(*role, text))
            });
            prop_assert_eq!(&line, &grown);
            prop_assert_eq!(line.width(), apart.iter().map(|(text, _)| text.width()).sum::<usize>());
            let segments = apart.iter().flat_map(|(text, role)| {
                text.segments().map(|(kind, text)| (*role, kind, text))
            });
            prop_assert!(line.segments().eq(segments));
            let filled = apart.iter().filter(|(text, _)| !text.is_empty());
            let pieces = filled.map(|(text, role)| Piece { text: text.as_str(), role: *role });
            prop_assert!(line.pieces().eq(pieces));
            prop_assert!(line.cut(width).width() <= width);
        }
    }
}
