//! Moving the selection and the text, and keeping both on the screen.

use crate::tui::command::Motion;
use crate::tui::geometry;
use crate::tui::model::{Model, View};
use crate::tui::view;

/// Where a motion leads from `index` in `count` rows, `page` of which are visible.
pub(super) fn moved(index: usize, count: usize, page: usize, motion: Motion) -> usize {
    let last = count.saturating_sub(1);
    let page = page.max(1);
    match motion {
        Motion::Down => index + 1,
        Motion::Up => index.saturating_sub(1),
        Motion::Top => 0,
        Motion::End => last,
        Motion::HalfDown => index + page.div_ceil(2),
        Motion::HalfUp => index.saturating_sub(page.div_ceil(2)),
        Motion::PageDown => index + page,
        Motion::PageUp => index.saturating_sub(page),
    }
    .min(last)
}

/// Moves in the focused pane.
pub(super) fn go(model: &mut Model, motion: Motion) {
    if model.pane().in_detail && model.view != View::Overview {
        return scroll_detail(model, motion);
    }
    let Some(selected) = model.selected() else { return };
    let page = visible_rows(model);
    let index = moved(selected, model.row_count(), page, motion);
    select(model, index);
}

/// Puts the selection on the row at `index`.
pub(super) fn select(model: &mut Model, index: usize) {
    let count = model.row_count();
    let key = model.key_at(index);
    let at_end = index + 1 == count;
    let follows = model.view.follows();
    let pane = model.pane_mut();
    if pane.selected != key {
        pane.reset_detail();
    }
    pane.selected = key;
    pane.index = index;
    if follows && pane.tail != at_end {
        pane.tail = at_end;
        pane.rows_then = count;
    }
    settle(model);
}

/// Keeps the selection inside the list and the visible part around it.
pub(super) fn settle(model: &mut Model) {
    let Some(selected) = model.selected() else {
        model.pane_mut().offset = 0;
        return;
    };
    let key = model.key_at(selected);
    let visible = visible_rows(model).max(1);
    let count = model.row_count();
    let pane = model.pane_mut();
    if pane.tail && pane.selected != key {
        pane.reset_detail();
    }
    pane.selected = key;
    pane.index = selected;
    pane.offset = pane.offset.clamp((selected + 1).saturating_sub(visible), selected);
    pane.offset = pane.offset.min(count.saturating_sub(visible));
}

/// How many rows of the list are visible.
pub(super) fn visible_rows(model: &Model) -> usize {
    if model.view == View::Overview {
        let areas = geometry::overview(model.size, view::below(model));
        return usize::from(crate::tui::screen::Panel::inside(areas.needs, areas.frame).height);
    }
    geometry::list_rows(&view::areas(model))
}

fn scroll_detail(model: &mut Model, motion: Motion) {
    let areas = view::areas(model);
    let (visible, width) = geometry::detail_size(&areas);
    let rows = view::detail_rows(model, width);
    if view::has_tree(model) {
        let tree = view::tree_rows(model).len();
        let row = moved(model.pane().tree_row.min(tree.saturating_sub(1)), tree, visible, motion);
        let pane = model.pane_mut();
        pane.tree_row = row;
        let on_screen = row + 1;
        // A frame may leave no row at all.
        pane.detail_offset = pane.detail_offset.clamp(on_screen.saturating_sub(visible.max(1)), row);
        return;
    }
    let last = rows.saturating_sub(visible);
    let pane = model.pane_mut();
    pane.detail_offset = moved(pane.detail_offset.min(last), last + 1, visible, motion);
}
