//! Where things are on a screen of a given size, shared by update and drawing.

use ratatui::layout::Rect;

use super::model::{Pane, View};
use super::screen::{Frame, Panel};

/// From this many columns on, list and detail stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// Below this many columns there is one pane, and tabs are short.
pub const ONE_PANE: u16 = 60;
/// Below this many rows or columns there is one line.
const ONE_LINE: (u16, u16) = (40, 8);

/// Where the parts of a view are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// How panels are set off.
    pub frame: Frame,
    /// The list; `None` when the detail has the screen.
    pub list: Option<Rect>,
    /// The detail; `None` when the list has the screen.
    pub detail: Option<Rect>,
}

/// Whether the screen has room for one line only.
pub fn is_tiny(size: (u16, u16)) -> bool {
    size.0 < ONE_LINE.0 || size.1 < ONE_LINE.1
}

/// Whether boxes stand side by side.
pub fn is_wide(size: (u16, u16)) -> bool {
    size.0 >= SIDE_BY_SIDE && size.1 >= 20
}

/// The part between the tabs and the `below` rows that stand above the footer.
pub fn body(size: (u16, u16), below: u16) -> Rect {
    Rect { x: 0, y: 2, width: size.0, height: size.1.saturating_sub(3 + below) }
}

/// List and detail of a view.
///
/// A list of few rows leaves the rest of a narrow screen to the detail.
pub fn areas(size: (u16, u16), below: u16, view: View, pane: &Pane, rows: usize) -> Areas {
    let body = body(size, below);
    let frame = if is_wide(size) { Frame::Box } else { Frame::Rule };
    let alone = pane.zoomed || size.0 < ONE_PANE;
    if alone {
        return match pane.in_detail {
            true => Areas { frame, list: None, detail: Some(body) },
            false => Areas { frame, list: Some(body), detail: None },
        };
    }
    if is_wide(size) {
        let list = list_share(view, body.width);
        let left = Rect { width: list, ..body };
        let right = Rect { x: list, width: body.width - list, ..body };
        return Areas { frame, list: Some(left), detail: Some(right) };
    }
    let wanted = u16::try_from(rows.saturating_add(2)).unwrap_or(u16::MAX).max(5);
    let list = wanted.min(body.height / 2);
    let top = Rect { height: list, ..body };
    let bottom = Rect { y: body.y + list, height: body.height - list, ..body };
    Areas { frame, list: Some(top), detail: Some(bottom) }
}

fn list_share(view: View, width: u16) -> u16 {
    let percent = match view {
        View::Problems => 50,
        View::Events => 63,
        View::Snapshots | View::Drift | View::Fixtures => 57,
        View::Overview | View::Artifacts | View::Missing => 64,
    };
    (u32::from(width) * percent / 100) as u16
}

/// How many rows of a list are visible: the first row inside the frame is the headings'.
pub fn list_rows(areas: &Areas) -> usize {
    let inside = areas.list.map(|list| Panel::inside(list, areas.frame));
    usize::from(inside.map_or(0, |inside| inside.height)).saturating_sub(1)
}

/// How many rows of a detail are visible, and how wide they are.
pub fn detail_size(areas: &Areas) -> (usize, usize) {
    let inside = areas.detail.map(|detail| Panel::inside(detail, areas.frame)).unwrap_or_default();
    (usize::from(inside.height), usize::from(inside.width))
}

/// The panels of the overview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverviewAreas {
    /// How panels are set off.
    pub frame: Frame,
    /// The verdict.
    pub verdict: Rect,
    /// What is new; `None` where there is no room.
    pub news: Option<Rect>,
    /// Artifacts by class; `None` where there is no room.
    pub classes: Option<Rect>,
    /// The ledger.
    pub ledger: Rect,
    /// What needs a person.
    pub needs: Rect,
}

/// Where the panels of the overview are.
pub fn overview(size: (u16, u16), below: u16) -> OverviewAreas {
    let body = body(size, below);
    if is_wide(size) {
        let half = body.width / 2;
        let third = u16::try_from(u32::from(body.width) * 2 / 5).unwrap_or(half);
        let top = body.height.min(11);
        let middle = body.height.saturating_sub(top).min(11);
        let rest = body.height.saturating_sub(top + middle);
        let at = |x, y, width, height| Rect { x, y: body.y + y, width, height };
        return OverviewAreas {
            frame: Frame::Box,
            verdict: at(0, 0, half, top),
            news: Some(at(half, 0, body.width - half, top)),
            classes: Some(at(0, top, third, middle)),
            ledger: at(third, top, body.width - third, middle),
            needs: at(0, top + middle, body.width, rest),
        };
    }
    let verdict = body.height.min(7);
    let ledger = body.height.saturating_sub(verdict).min(2);
    let rest = body.height.saturating_sub(verdict + ledger);
    let news = if rest >= 11 { 5 } else { 0 };
    let at = |y, height| Rect { y: body.y + y, height, ..body };
    OverviewAreas {
        frame: Frame::Rule,
        verdict: at(0, verdict),
        news: (news > 0).then(|| at(verdict + ledger + rest - news, news)),
        classes: None,
        ledger: at(verdict, ledger),
        needs: at(verdict + ledger, rest - news),
    }
}
