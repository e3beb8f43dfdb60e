//! Rows of which each character takes one column, as a person sees them: one spot after the other.

use std::str::Chars;

use super::Row;
use super::brush::Look;
use crate::tui::ink::{Ink, Pieces};

/// What is in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) symbol: char,
    pub(super) look: Look,
}

/// The spots of a row, without end: behind the last one it is blank.
#[derive(Debug, Clone)]
pub(super) struct Spots<'r> {
    lead: Option<char>,
    chars: Chars<'r>,
    look: Look,
    rest: Pieces<'r>,
    is_selected: bool,
    width: usize,
}

impl<'r> Spots<'r> {
    /// Those of a line outside panels; `None` where a character takes more than one column, or stands for another.
    pub(super) fn of_line(ink: &'r Ink) -> Option<Self> {
        Some(Self::new(None, ink.pieces(), false, ink.simple_width()?))
    }

    /// Those of a row of a panel with a column of air at each side.
    pub(super) fn of_row(row: Option<&'r Row>) -> Option<Self> {
        let Some(row) = row else { return Some(Self::new(None, Pieces::default(), false, 0)) };
        let lead = if row.selected { '>' } else { ' ' };
        let width = row.ink.simple_width()?;
        Some(Self::new(Some(lead), row.ink.pieces(), row.selected, width + 2))
    }

    fn new(lead: Option<char>, pieces: Pieces<'r>, is_selected: bool, width: usize) -> Self {
        Self { lead, chars: "".chars(), look: Look::blank(is_selected), rest: pieces, is_selected, width }
    }

    /// Steps over pieces that come next in both rows; how many columns those take.
    pub(super) fn skip_same(&mut self, other: &mut Self) -> usize {
        let is_between = |spots: &Self| spots.lead.is_none() && spots.chars.as_str().is_empty();
        let mut columns = 0;
        while self.is_selected == other.is_selected && is_between(self) && is_between(other) {
            let (mut rest, mut others) = (self.rest.clone(), other.rest.clone());
            let Some(next) = rest.next().filter(|next| others.next() == Some(*next)) else { break };
            (self.rest, other.rest) = (rest, others);
            columns += if next.text.is_ascii() { next.text.len() } else { next.text.chars().count() };
        }
        columns
    }

    /// How many columns the row takes at least.
    pub(super) fn width(&self) -> usize {
        self.width
    }
}

impl Iterator for Spots<'_> {
    type Item = Spot;

    #[inline]
    fn next(&mut self) -> Option<Spot> {
        if let Some(symbol) = self.lead.take() {
            return Some(Spot { symbol, look: self.look });
        }
        loop {
            if let Some(symbol) = self.chars.next() {
                return Some(Spot { symbol, look: self.look });
            }
            let Some(piece) = self.rest.next() else { break };
            self.chars = piece.text.chars();
            self.look = Look::of(piece.role, self.is_selected);
        }
        Some(Spot { symbol: ' ', look: Look::blank(self.is_selected) })
    }
}
