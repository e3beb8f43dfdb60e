//! Lines of styled text before they meet a terminal.
//!
//! Only [`Shown`] goes in, so nothing unsanitised can come out.

use crate::text::{Shown, cut_end, wrap_segments};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What to show.
    pub text: Shown,
    /// What it means.
    pub role: Role,
}

/// One line of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ink {
    pieces: Vec<Piece>,
}

impl Ink {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty line with room for so many pieces.
    pub fn with_room(pieces: usize) -> Self {
        Self { pieces: Vec::with_capacity(pieces) }
    }

    /// A line of one piece.
    pub fn of(role: Role, text: impl Into<Shown>) -> Self {
        let text = text.into();
        Self { pieces: if text.is_empty() { Vec::new() } else { vec![Piece { text, role }] } }
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
            self.pieces.push(Piece { text, role });
        }
        self
    }

    /// Adds another line's pieces.
    pub fn with(mut self, other: Ink) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Adds spaces up to `column`, and at least one: what is too long is not to run into what follows.
    pub fn to_column(self, column: usize) -> Self {
        let missing = column.saturating_sub(self.width()).max(1);
        self.plain(spaces(missing))
    }

    /// The line with every piece in one role.
    pub fn all(mut self, role: Role) -> Self {
        for piece in &mut self.pieces {
            piece.role = role;
        }
        self
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Width in columns.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|piece| piece.text.width()).sum()
    }

    /// The line cut to `width` columns, with an ellipsis where something is missing.
    pub fn cut(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut room = width;
        let mut pieces = Vec::new();
        for piece in self.pieces {
            let wide = piece.text.width();
            // The last column is kept free for the ellipsis that the cut line ends with.
            if wide < room {
                room -= wide;
                pieces.push(piece);
                continue;
            }
            let rest = Shown::concat([piece.text, Shown::fixed("  ")]);
            pieces.push(Piece { text: cut_end(&rest, room), role: piece.role });
            break;
        }
        Self { pieces }
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
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The line broken into lines of at most `width` columns, further ones indented by `indent`.
    pub fn wrap(self, width: usize, indent: usize) -> Vec<Ink> {
        let pieces: Vec<_> = self.pieces.into_iter().map(|piece| (piece.text, piece.role)).collect();
        let line = |pieces: Vec<(Shown, Role)>| Self {
            pieces: pieces.into_iter().map(|(text, role)| Piece { text, role }).collect(),
        };
        wrap_segments(&pieces, width, indent).into_iter().map(line).collect()
    }
}

/// A run of spaces.
pub fn spaces(count: usize) -> Shown {
    Shown::spaces(count)
}

/// A run of one of the program's own characters.
pub fn repeat(fixed: &'static str, count: usize) -> Shown {
    Shown::concat(std::iter::repeat_n(Shown::fixed(fixed), count))
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
