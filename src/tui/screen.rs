//! The screen as plain data, and its only way into a terminal's buffer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::ink::{Ink, Role, repeat};
use super::theme::Theme;
use crate::text::{Kind, Shown, is_simple};

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

/// A screen in a theme, ready to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Painted<'s>(pub &'s Screen, pub Theme);

impl Widget for Painted<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self(screen, theme) = self;
        for (row, ink) in &screen.lines {
            let line = Rect { y: area.y.saturating_add(*row), height: 1, ..area };
            draw(buffer, line, ink, theme, Style::new());
        }
        for panel in &screen.panels {
            draw_panel(buffer, panel, theme);
        }
        if let Some(panel) = &screen.overlay {
            let area = panel.area.intersection(*buffer.area());
            ratatui::widgets::Clear.render(area, buffer);
            draw_panel(buffer, panel, theme);
        }
    }
}

fn draw_panel(buffer: &mut Buffer, panel: &Panel, theme: Theme) {
    let area = panel.area.intersection(*buffer.area());
    if area.width < 4 || area.height == 0 {
        return;
    }
    let border = theme.style(if panel.focused { Role::Accent } else { Role::Dim });
    draw_frame(buffer, area, panel, border, theme);
    let inside = Panel::inside(area, panel.frame);
    for (nth, row) in panel.rows.iter().take(usize::from(inside.height)).enumerate() {
        let y = inside.y.saturating_add(nth as u16);
        let line = Rect { y, height: 1, ..inside };
        // The selection covers the column of air as well, so that it reads as a bar.
        let bar = Rect { x: inside.x.saturating_sub(1), y, width: inside.width.saturating_add(2), height: 1 };
        if row.selected {
            buffer.set_style(bar, theme.selection());
            draw(buffer, Rect { width: 1, ..bar }, &Ink::of(Role::Plain, ">"), theme, theme.selection());
        }
        draw(buffer, line, &row.ink, theme, if row.selected { theme.selection() } else { Style::new() });
    }
    if panel.frame == Frame::Box {
        draw_more(buffer, area, panel, theme);
    }
}

/// What says how much more there is below, if there is any.
fn more(panel: &Panel) -> Ink {
    match panel.more {
        0 => Ink::new(),
        more => Ink::of(Role::Dim, Shown::fixed("↓ ").then(more).then(" more")),
    }
}

/// Says in the lower edge of a box that there is more below.
fn draw_more(buffer: &mut Buffer, area: Rect, panel: &Panel, theme: Theme) {
    let words = Ink::from(" ").with(more(panel)).plain(" ");
    let wide = words.width() as u16;
    if panel.more == 0 || area.width < wide + 4 {
        return;
    }
    let place = Rect { x: area.right() - wide - 2, y: area.bottom() - 1, width: wide, height: 1 };
    ratatui::widgets::Clear.render(place, buffer);
    draw(buffer, place, &words, theme, Style::new());
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

fn draw_frame(buffer: &mut Buffer, area: Rect, panel: &Panel, border: Style, theme: Theme) {
    let width = usize::from(area.width);
    let left = match panel.frame {
        Frame::Box => "╭─ ",
        Frame::Rule => "─ ",
    };
    // Both endings are equally wide: with a note there is a gap before the corner, without one a line.
    let room =
        width.saturating_sub(Shown::fixed(left).width() + if panel.frame == Frame::Box { 3 } else { 2 });
    let title = panel.title.clone().cut(room.saturating_sub(2));
    let fits = |note: &Ink| note.width() > 0 && title.width() + note.width() + 2 < room;
    let note = Some(note(panel)).filter(fits).or_else(|| Some(panel.note.clone()).filter(fits));
    let noted = note.is_some();
    let note = note.unwrap_or_default();
    let right = match (panel.frame, noted) {
        (Frame::Box, true) => " ─╮",
        (Frame::Box, false) => "──╮",
        (Frame::Rule, true) => " ─",
        (Frame::Rule, false) => "──",
    };
    let fill = room.saturating_sub(title.width() + note.width() + usize::from(noted) + 1);
    let rule = |text: Shown| Ink::of(Role::Plain, text);
    let mut x = area.x;
    let gap = |ink: &Ink| if ink.width() > 0 { " " } else { "" };
    let parts = [
        (rule(Shown::fixed(left)), border),
        (title.clone(), Style::new()),
        (
            rule(Shown::concat([Shown::fixed(gap(&title)), repeat("─", fill), Shown::fixed(gap(&note))])),
            border,
        ),
        (note, Style::new()),
        (rule(Shown::fixed(right)), border),
    ];
    for (ink, style) in parts {
        let wide = ink.width() as u16;
        let line = Rect { x, y: area.y, width: wide.min(area.right().saturating_sub(x)), height: 1 };
        draw(buffer, line, &ink, theme, style);
        x = x.saturating_add(wide);
    }
    if panel.frame == Frame::Rule || area.height < 2 {
        return;
    }
    let bottom = area.bottom() - 1;
    let side = rule(Shown::fixed("│"));
    for y in area.y + 1..bottom {
        for x in [area.x, area.right() - 1] {
            draw(buffer, Rect { x, y, width: 1, height: 1 }, &side, theme, border);
        }
    }
    let line = Shown::concat([Shown::fixed("╰"), repeat("─", width - 2), Shown::fixed("╯")]);
    draw(buffer, Rect { y: bottom, height: 1, ..area }, &rule(line), theme, border);
}

/// Draws a line, cut to its rectangle. `base` lies under every piece's own style.
fn draw(buffer: &mut Buffer, area: Rect, ink: &Ink, theme: Theme, base: Style) {
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
    for piece in ink.pieces() {
        for (kind, text) in piece.text.segments() {
            // On the bar of a selection colours turn into blocks and dim into mud: only the bar speaks there.
            let style = if on_bar { base } else { base.patch(theme.style(piece.role)) };
            let style = match kind {
                Kind::Plain => style,
                Kind::Replaced => style.patch(theme.replaced()),
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
