//! From one screen to the next: only what differs is painted.
//!
//! Painting a whole screen into cells and comparing them with those before costs more than making it. Screens are plain
//! data, so that the rows that differ are found without cells, and nearly all of those hold text of which each character
//! takes one column, and are compared as they are. What is left is painted as it was and as it is.

use std::mem;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::brush::Brush;
use super::spots::Spots;
use super::{Frame, Panel, Screen};
use crate::tui::ink::Ink;
use crate::tui::theme::Theme;

/// What stands on a terminal.
#[derive(Debug)]
pub struct Canvas {
    brush: Brush,
    shown: Screen,
    /// The cells of a part as it was and as it is.
    before: Buffer,
    after: Buffer,
    /// The cells that the last screen changed, and where.
    changes: Vec<(u16, u16, Cell)>,
}

impl Canvas {
    /// A blank one of so many columns and rows.
    pub fn new((columns, rows): (u16, u16), theme: Theme) -> Self {
        Self {
            brush: Brush { bounds: Rect::new(0, 0, columns, rows), theme },
            shown: Screen::default(),
            before: Buffer::empty(Rect::ZERO),
            after: Buffer::empty(Rect::ZERO),
            changes: Vec::new(),
        }
    }

    /// Paints a screen over the last one. What is to be written to a terminal on which that one stands: columns, rows
    /// and cells.
    pub fn paint(&mut self, screen: Screen) -> &[(u16, u16, Cell)] {
        self.changes.clear();
        let brush = self.brush;
        let (was, shown) = (mem::take(&mut self.shown), screen);
        if is_alike(brush, &was, &shown) {
            for ((row, ink), (_, was)) in shown.lines.iter().zip(&was.lines) {
                if ink != was {
                    self.line(brush.line_area(*row), was, ink);
                }
            }
            for (panel, was) in shown.panels.iter().zip(&was.panels) {
                self.panel(was, panel);
            }
        } else {
            self.repaint(brush.bounds, &was, &shown, |part, screen| brush.screen(part, screen));
        }
        self.shown = shown;
        &self.changes
    }

    /// Paints what differs of a panel.
    fn panel(&mut self, was: &Panel, panel: &Panel) {
        let brush = self.brush;
        let area = brush.area(panel);
        if panel.focused != was.focused {
            return self.repaint(area, was, panel, |part, panel| brush.panel(part, panel));
        }
        if (&panel.title, &panel.note, panel.more) != (&was.title, &was.note, was.more) {
            let top = Rect { height: 1, ..area };
            self.line(top, &brush.title(was), &brush.title(panel));
        }
        if panel.more != was.more && panel.frame == Frame::Box {
            let bottom = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
            self.line(bottom, &brush.bottom(was), &brush.bottom(panel));
        }
        for nth in 0..brush.rows(panel) {
            let (was, row) = (was.rows.get(nth), panel.rows.get(nth));
            if was == row {
                continue;
            }
            let area = brush.row_area(panel, nth);
            if !self.compare(area, Spots::of_row(was), Spots::of_row(row)) {
                self.repaint(area, was, row, |part, row| {
                    if let Some(row) = row {
                        brush.row(part, panel, nth, row);
                    }
                });
            }
        }
    }

    /// Paints what differs of a line outside of panels, or of an edge of one.
    fn line(&mut self, area: Rect, was: &Ink, ink: &Ink) {
        if !self.compare(area, Spots::of_line(was), Spots::of_line(ink)) {
            let brush = self.brush;
            self.repaint(area, was, ink, |part, ink| brush.ink(part, area, ink, Style::new()));
        }
    }

    /// Compares a row character by character; false where it cannot be.
    fn compare(&mut self, area: Rect, was: Option<Spots<'_>>, is: Option<Spots<'_>>) -> bool {
        let (Some(mut was), Some(mut is)) = (was, is) else { return false };
        let width = usize::from(area.width);
        if was.width() > width || is.width() > width {
            return false;
        }
        let mut column = area.x;
        loop {
            column += was.skip_same(&mut is) as u16;
            if column >= area.right() {
                break;
            }
            if let (Some(was), Some(is)) = (was.next(), is.next())
                && was != is
            {
                let mut cell = Cell::EMPTY;
                cell.set_char(is.symbol).set_style(self.brush.style(is.look));
                self.changes.push((column, area.y, cell));
            }
            column += 1;
        }
        true
    }

    /// Paints a part as it was and as it is and notes which of its cells differ.
    fn repaint<T: Copy>(&mut self, area: Rect, was: T, is: T, paint: impl Fn(&mut Buffer, T)) {
        for (buffer, part) in [(&mut self.before, was), (&mut self.after, is)] {
            buffer.area = area;
            buffer.content.clear();
            buffer.content.resize(area.area() as usize, Cell::EMPTY);
            paint(buffer, part);
        }
        for (column, row, cell) in self.before.diff_iter(&self.after) {
            // A blank for the second half of a wide character is written before the first: terminals do not agree on
            // where the cursor is behind some emoji.
            let is_half = self.changes.last().is_some_and(|(before, same, wide)| {
                *same == row && before.checked_add(1) == Some(column) && wide.cell_width() > 1
            });
            let place = self.changes.len() - usize::from(is_half);
            self.changes.insert(place, (column, row, cell.clone()));
        }
    }
}

/// Whether two screens have the same parts in the same places, and none over another.
fn is_alike(brush: Brush, one: &Screen, other: &Screen) -> bool {
    let places = |screen: &Screen| -> Vec<(Rect, Option<Frame>)> {
        let lines = screen.lines.iter().map(|(row, _)| (brush.line_area(*row), None));
        let panels = screen.panels.iter().map(|panel| (brush.area(panel), Some(panel.frame)));
        lines.chain(panels).collect()
    };
    let (those, places) = (places(one), places(other));
    let has_room = |(area, frame): &(Rect, Option<Frame>)| match frame {
        None => area.height == 1,
        Some(Frame::Rule) => area.width >= 4 && area.height >= 1,
        Some(Frame::Box) => area.width >= 4 && area.height >= 2,
    };
    let is_apart = |(nth, (area, _)): (usize, &(Rect, Option<Frame>))| {
        places[..nth].iter().all(|(earlier, _)| !earlier.intersects(*area))
    };
    one.overlay.is_none()
        && other.overlay.is_none()
        && one.lines.len() == other.lines.len()
        && those == places
        && places.iter().all(has_room)
        && places.iter().enumerate().all(is_apart)
}
