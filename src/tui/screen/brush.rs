//! Paints the parts of a screen. What lies outside of the buffer it is given is left out.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Clear, Widget};

use super::{Frame, Panel, Row, Screen};
use crate::text::{Kind, Shown, is_simple};
use crate::tui::ink::{Ink, Role, repeat};
use crate::tui::theme::Theme;

/// What decides how original text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    role: Role,
    is_on_bar: bool,
}

impl Look {
    /// The look of text in a role, on the bar of a selection or not.
    pub(super) fn of(role: Role, is_on_bar: bool) -> Self {
        // On the bar of a selection colours turn into blocks and dim into mud: only the bar speaks there.
        Self { role: if is_on_bar { Role::Plain } else { role }, is_on_bar }
    }

    /// The look of no text.
    pub(super) fn blank(is_on_bar: bool) -> Self {
        Self::of(Role::Plain, is_on_bar)
    }
}

/// Paints for screens of one size in one theme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brush {
    /// Where the screen is; nothing is painted outside.
    pub(super) bounds: Rect,
    pub(super) theme: Theme,
}

impl Brush {
    /// The style of a look.
    pub(super) fn style(self, look: Look) -> Style {
        if look.is_on_bar { self.theme.selection() } else { self.theme.style(look.role) }
    }

    /// Where a line outside panels is.
    pub(super) fn line_area(self, row: u16) -> Rect {
        let line = Rect { y: self.bounds.y.saturating_add(row), height: 1, ..self.bounds };
        line.intersection(self.bounds)
    }

    /// Where a row of a panel is: its selection covers the column of air as well, so that it reads as a bar.
    pub(super) fn row_area(self, panel: &Panel, nth: usize) -> Rect {
        let inside = Panel::inside(self.area(panel), panel.frame);
        Rect {
            x: inside.x.saturating_sub(1),
            y: inside.y.saturating_add(nth as u16),
            width: inside.width.saturating_add(2),
            height: 1,
        }
    }

    /// How many rows of a panel there is room for.
    pub(super) fn rows(self, panel: &Panel) -> usize {
        usize::from(Panel::inside(self.area(panel), panel.frame).height)
    }

    /// Where a panel is.
    pub(super) fn area(self, panel: &Panel) -> Rect {
        panel.area.intersection(self.bounds)
    }

    /// Paints everything.
    pub(super) fn screen(self, buffer: &mut Buffer, screen: &Screen) {
        for (row, ink) in &screen.lines {
            self.ink(buffer, self.line_area(*row), ink, Style::new());
        }
        for panel in &screen.panels {
            self.panel(buffer, panel);
        }
        if let Some(panel) = &screen.overlay {
            clear(buffer, self.area(panel));
            self.panel(buffer, panel);
        }
    }

    /// Paints a panel, if there is room for it.
    pub(super) fn panel(self, buffer: &mut Buffer, panel: &Panel) {
        let area = self.area(panel);
        if area.width < 4 || area.height == 0 {
            return;
        }
        self.ink(buffer, Rect { height: 1, ..area }, &self.title(panel), Style::new());
        if panel.frame == Frame::Box && area.height > 1 {
            let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
            self.sides(buffer, panel);
            self.ink(buffer, bottom, &self.bottom(panel), Style::new());
        }
        for (nth, row) in panel.rows.iter().take(self.rows(panel)).enumerate() {
            self.row(buffer, panel, nth, row);
        }
    }

    /// Paints a row of a panel.
    pub(super) fn row(self, buffer: &mut Buffer, panel: &Panel, nth: usize, row: &Row) {
        let bar = self.row_area(panel, nth);
        let line = Rect { x: bar.x.saturating_add(1), width: bar.width.saturating_sub(2), ..bar };
        if row.selected {
            let selection = self.theme.selection();
            buffer.set_style(bar, selection);
            self.ink(buffer, Rect { width: 1, ..bar }, &Ink::of(Role::Plain, ">"), selection);
            return self.ink(buffer, line, &row.ink, selection);
        }
        self.ink(buffer, line, &row.ink, Style::new());
    }

    fn sides(self, buffer: &mut Buffer, panel: &Panel) {
        let area = self.area(panel);
        let side = Ink::of(border(panel), "│");
        for y in area.y + 1..area.bottom() - 1 {
            for x in [area.x, area.right() - 1] {
                self.ink(buffer, Rect { x, y, width: 1, height: 1 }, &side, Style::new());
            }
        }
    }

    /// The upper edge of a panel, with its title and its note.
    pub(super) fn title(self, panel: &Panel) -> Ink {
        let border = border(panel);
        let left = match panel.frame {
            Frame::Box => "╭─ ",
            Frame::Rule => "─ ",
        };
        // Both endings are equally wide: with a note there is a gap before the corner, without one a line.
        let ending = if panel.frame == Frame::Box { 3 } else { 2 };
        let width = usize::from(self.area(panel).width);
        let room = width.saturating_sub(Shown::fixed(left).width() + ending);
        let title = panel.title.clone().cut(room.saturating_sub(2));
        let fits = |note: &Ink| note.width() > 0 && title.width() + note.width() + 2 < room;
        let note = Some(note(panel)).filter(fits).or_else(|| Some(panel.note.clone()).filter(fits));
        let right = match (panel.frame, note.is_some()) {
            (Frame::Box, true) => " ─╮",
            (Frame::Box, false) => "──╮",
            (Frame::Rule, true) => " ─",
            (Frame::Rule, false) => "──",
        };
        let fill = room.saturating_sub(title.width() + note.as_ref().map_or(1, |note| note.width() + 2));
        let gap = |is_there| if is_there { " " } else { "" };
        let (after_title, before_note) = (gap(title.width() > 0), gap(note.is_some()));
        let line = Ink::of(border, left).with(title).role(border, after_title);
        let line = line.role(border, repeat("─", fill)).role(border, before_note);
        line.with(note.unwrap_or_default()).role(border, right)
    }

    /// The lower edge of a box, which says that there is more below.
    pub(super) fn bottom(self, panel: &Panel) -> Ink {
        let (border, width) = (border(panel), usize::from(self.area(panel).width));
        let words = Ink::from(" ").with(more(panel)).plain(" ");
        let line = Ink::of(border, "╰");
        if panel.more == 0 || width < words.width() + 4 {
            return line.role(border, repeat("─", width.saturating_sub(2))).role(border, "╯");
        }
        let fill = repeat("─", width - words.width() - 3);
        line.role(border, fill).with(words).role(border, "─╯")
    }

    /// Paints a line, cut to its rectangle. `base` lies under every piece's own style.
    pub(super) fn ink(self, buffer: &mut Buffer, area: Rect, ink: &Ink, base: Style) {
        let area = area.intersection(*buffer.area());
        if area.is_empty() {
            return;
        }
        let cut;
        let ink = if ink.width() <= usize::from(area.width) {
            ink
        } else {
            cut = ink.clone().cut(usize::from(area.width));
            &cut
        };
        let on_bar = base.add_modifier.contains(Modifier::REVERSED);
        let mut x = area.x;
        for (role, kind, text) in ink.segments() {
            let style = base.patch(self.style(Look::of(role, on_bar)));
            let style = match kind {
                Kind::Plain => style,
                Kind::Replaced => style.patch(self.theme.replaced()),
            };
            let room = usize::from(area.right() - x);
            if room == 0 {
                return;
            }
            if is_simple(text) {
                let start = buffer.index_of(x, area.y);
                let styled = style != Style::new();
                for (cell, c) in buffer.content[start..start + room].iter_mut().zip(text.chars()) {
                    // Half of a screen is blank, and is so already.
                    if c != ' ' || cell.symbol() != " " {
                        cell.set_char(c);
                    }
                    if styled {
                        cell.set_style(style);
                    }
                    x += 1;
                }
            } else {
                (x, _) = buffer.set_stringn(x, area.y, text, room, style);
            }
        }
    }
}

fn border(panel: &Panel) -> Role {
    if panel.focused { Role::Accent } else { Role::Dim }
}

/// What says how much more there is below, if there is any.
fn more(panel: &Panel) -> Ink {
    match panel.more {
        0 => Ink::new(),
        more => Ink::of(Role::Dim, Shown::fixed("↓ ").then(more).then(" more")),
    }
}

/// What stands at the right of a panel's title. Below a rule every row is taken, so that it says what a box says in its
/// lower edge.
fn note(panel: &Panel) -> Ink {
    let below = if panel.frame == Frame::Rule { more(panel) } else { Ink::new() };
    match (panel.note.width(), below.width()) {
        (_, 0) => panel.note.clone(),
        (0, _) => below,
        _ => panel.note.clone().plain("  ").with(below),
    }
}

/// Blanks a part, and what a wide character before it would hide of it.
fn clear(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(*buffer.area());
    Clear.render(area, buffer);
    for y in area.y..area.bottom() {
        let before = area.x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y)));
        if let Some(before) = before.filter(|cell| cell.cell_width() > 1) {
            before.set_symbol(" ");
        }
    }
}
