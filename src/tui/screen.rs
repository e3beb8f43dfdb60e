//! The screen as plain data, and its only way into a terminal's cells.

mod brush;
mod canvas;
mod spots;

use ratatui::layout::Rect;

pub use self::canvas::Canvas;
use super::ink::Ink;

/// One row of a panel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// What it says.
    pub ink: Ink,
    /// Whether the selection is on it.
    pub selected: bool,
}

impl From<Ink> for Row {
    fn from(ink: Ink) -> Self {
        Self { ink, selected: false }
    }
}

/// How a panel is set off from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// A thin rounded box with one column of air.
    Box,
    /// A rule above, for narrow screens.
    Rule,
}

/// A titled part of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Where it is, frame included.
    pub area: Rect,
    /// How it is set off.
    pub frame: Frame,
    /// What it is.
    pub title: Ink,
    /// Numbers and hints at the right of the title.
    pub note: Ink,
    /// Whether keys go here.
    pub focused: bool,
    /// Its visible rows.
    pub rows: Vec<Row>,
    /// How many rows there are below them.
    pub more: usize,
}

impl Panel {
    /// The rectangle inside a frame.
    pub fn inside(area: Rect, frame: Frame) -> Rect {
        match frame {
            Frame::Box => Rect {
                x: area.x.saturating_add(2),
                y: area.y.saturating_add(1),
                width: area.width.saturating_sub(4),
                height: area.height.saturating_sub(2),
            },
            Frame::Rule => Rect {
                x: area.x.saturating_add(1),
                y: area.y.saturating_add(1),
                width: area.width.saturating_sub(2),
                height: area.height.saturating_sub(1),
            },
        }
    }
}

/// Everything that is on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Screen {
    /// Lines outside panels, by row.
    pub lines: Vec<(u16, Ink)>,
    /// Panels, later ones over earlier ones.
    pub panels: Vec<Panel>,
    /// A panel over everything, with nothing showing through.
    pub overlay: Option<Panel>,
}
