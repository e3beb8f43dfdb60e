//! From the model to the screen, as plain data.

mod artifacts;
mod chrome;
mod copied;
mod disk;
mod drift;
mod empty;
mod events;
mod fixtures;
mod help;
mod lines;
mod missing;
mod needs;
mod overview;
mod parts;
mod problems;
mod snapshots;
mod target;
mod timeline;

pub use copied::copied;
pub use help::help_rows;

use ratatui::layout::Rect;

use super::geometry::{self, Areas};
use super::ink::{Ink, Role};
use super::model::{Log, Model, Target, View, Wanted};
use super::screen::{Panel, Row, Screen};
use super::tree::TreeRow;

/// What the screen shows.
pub fn view(model: &Model) -> Screen {
    if geometry::is_tiny(model.size) {
        return Screen { lines: vec![(0, chrome::one_line(model))], ..Screen::default() };
    }
    let panels = panels(model);
    let footer = model.size.1.saturating_sub(1);
    let width = usize::from(model.size.0);
    let mut lines = vec![
        (0, chrome::header(model, width)),
        (1, chrome::tabs(model, width)),
        (footer, chrome::footer(model, width)),
    ];
    let (strip, changes) = timeline::rows(model);
    let mut panels = panels;
    if let Some(log) = model.log() {
        lines.extend(timeline::lines(model, log, footer.saturating_sub(strip), width));
        let area =
            Rect { x: 0, y: footer.saturating_sub(strip + changes), width: model.size.0, height: changes };
        panels.extend((changes > 0).then(|| timeline::changes(model, log, area)).flatten());
    }
    Screen { lines, panels, overlay: help::overlay(model) }
}

fn panels(model: &Model) -> Vec<Panel> {
    if model.view == View::Fixtures {
        return list_and_detail(model, fixtures::list(model), fixtures::detail(model));
    }
    let Some(log) = model.log() else { return empty::no_log(model) };
    if model.view == View::Overview {
        return overview::panels(model, log);
    }
    if model.row_count() == 0 {
        return match model.view == View::Drift && log.target != Target::Log {
            true => vec![target::panel(model, log)],
            false => empty::panel(model, log),
        };
    }
    let list = match model.view {
        View::Artifacts => artifacts::list(model, log),
        View::Missing => missing::list(model, log),
        View::Snapshots => snapshots::list(model, log),
        View::Drift => drift::list(model, log),
        View::Problems => problems::list(model, log),
        View::Events | View::Overview | View::Fixtures => events::list(model, log),
    };
    list_and_detail(model, list, detail(model, log))
}

/// What a list shows.
struct List {
    title: Ink,
    note: Ink,
    headings: Ink,
    rows: Vec<Ink>,
}

/// What a detail shows.
struct Detail {
    title: Ink,
    note: Ink,
    rows: Vec<Ink>,
    /// The row a cursor is on.
    cursor: Option<usize>,
}

impl Detail {
    fn of(title: impl Into<Ink>, rows: Vec<Ink>) -> Self {
        Self { title: title.into(), note: Ink::new(), rows, cursor: None }
    }
}

fn detail(model: &Model, log: &Log) -> Detail {
    let (_, width) = geometry::detail_size(&areas(model));
    let Some(index) = model.selected() else { return Detail::of(Ink::new(), Vec::new()) };
    match model.view {
        View::Artifacts => artifacts::detail(model, log, index, width),
        View::Missing => missing::detail(model, log, index, width),
        View::Snapshots => snapshots::detail(model, log, index, width),
        View::Drift => drift::detail(log, index, width),
        View::Problems => problems::detail(model, log, index, width),
        View::Events | View::Overview | View::Fixtures => events::detail(model, log, index, width),
    }
}

/// How many rows stand between the view and the footer.
pub fn below(model: &Model) -> u16 {
    let (strip, changes) = timeline::rows(model);
    strip + changes
}

/// Where list and detail of the view on the screen are.
pub fn areas(model: &Model) -> Areas {
    geometry::areas(model.size, below(model), model.view, model.pane(), model.row_count())
}

/// The indices of the rows of the list that are on the screen.
fn visible(model: &Model) -> std::ops::Range<usize> {
    let rows = geometry::list_rows(&areas(model));
    let offset = model.pane().offset;
    offset..(offset + rows).min(model.row_count())
}

/// The width of the list's rows.
fn list_width(model: &Model) -> usize {
    let areas = areas(model);
    areas.list.map_or(0, |list| usize::from(Panel::inside(list, areas.frame).width))
}

fn list_and_detail(model: &Model, list: List, detail: Detail) -> Vec<Panel> {
    let areas = areas(model);
    let pane = model.pane();
    let mut panels = Vec::new();
    if let Some(area) = areas.list {
        let selected = model.selected().and_then(|selected| selected.checked_sub(pane.offset));
        let rows =
            list.rows.into_iter().enumerate().map(|(nth, ink)| Row { ink, selected: selected == Some(nth) });
        panels.push(Panel {
            area,
            frame: areas.frame,
            title: list.title,
            note: list.note,
            focused: !pane.in_detail,
            rows: std::iter::once(Row::from(list.headings)).chain(rows).collect(),
            more: 0,
        });
    }
    if let Some(area) = areas.detail {
        let (height, _) = geometry::detail_size(&areas);
        let offset = pane.detail_offset.min(detail.rows.len().saturating_sub(height));
        let more = detail.rows.len().saturating_sub(offset + height);
        let cursor = detail.cursor.filter(|_| pane.in_detail);
        let rows = detail.rows.into_iter().enumerate().skip(offset);
        panels.push(Panel {
            area,
            frame: areas.frame,
            title: detail.title,
            note: detail.note,
            focused: pane.in_detail,
            rows: rows.map(|(nth, ink)| Row { ink, selected: cursor == Some(nth) }).collect(),
            more,
        });
    }
    panels
}

/// How many rows the detail of the view on the screen has in `width` columns.
pub fn detail_rows(model: &Model, _width: usize) -> usize {
    match (model.view, model.log()) {
        (View::Fixtures, _) => fixtures::detail(model).rows.len(),
        (_, None) => 0,
        (_, Some(log)) => detail(model, log).rows.len(),
    }
}

/// Whether the detail of the view on the screen is a tree.
pub fn has_tree(model: &Model) -> bool {
    model.view == View::Events && !model.pane().raw && !tree_rows(model).is_empty()
}

/// The rows of the detail's tree.
pub fn tree_rows(model: &Model) -> &[TreeRow] {
    let line = model.log().zip(model.selected()).and_then(|(log, index)| log.line_at(index));
    line.and_then(|line| model.log()?.tree_of(line)).unwrap_or_default()
}

/// How many columns the timeline has.
pub fn strip_width(model: &Model) -> usize {
    model.log().map_or(0, |log| timeline::strip_width(model, log))
}

/// The snapshots, by number from 0, whose claims the view on the screen shows.
pub fn wanted_claims(model: &Model) -> Vec<usize> {
    let Some(log) = model.log() else { return Vec::new() };
    let last = log.totals().snapshots.checked_sub(1);
    match model.view {
        View::Snapshots => model.selected().into_iter().chain(visible(model)).chain(last).collect(),
        View::Overview | View::Drift => last.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The lines that drawing the view on the screen reads.
pub fn wanted(model: &Model) -> Wanted {
    let Some(log) = model.log() else { return Wanted::default() };
    let shown = match model.view {
        View::Fixtures => 0..0,
        View::Overview => {
            let (offset, rows) = (model.pane().offset, usize::from(model.size.1));
            offset..(offset + rows).min(model.row_count())
        }
        _ => visible(model),
    };
    let rows = shown.chain(model.selected()).filter_map(|row| log.line_behind(model.view, row));
    match model.view {
        View::Artifacts => {
            let detail =
                model.selected().into_iter().flat_map(|index| artifacts::lines_of_detail(model, log, index));
            Wanted { payloads: rows.chain(detail).collect(), ..Wanted::default() }
        }
        View::Missing | View::Snapshots | View::Drift => {
            Wanted { payloads: rows.collect(), ..Wanted::default() }
        }
        View::Overview => {
            let count = log.rows_at_playhead();
            let newest = count.saturating_sub(usize::from(model.size.1))..count;
            let newest = newest.filter_map(|row| log.session.line_of_row(row));
            let (payloads, lines): (Vec<_>, _) =
                newest.partition(|line| log.told_by_payload(*line).is_some());
            Wanted { lines: rows.chain(lines).collect(), payloads }
        }
        View::Events => {
            let (payloads, mut lines): (Vec<_>, Vec<_>) =
                rows.partition(|line| log.told_by_payload(*line).is_some());
            // Of the selected line everything is shown.
            lines.extend(model.selected().and_then(|row| log.line_at(row)));
            Wanted { lines, payloads }
        }
        View::Problems | View::Fixtures => Wanted { lines: rows.collect(), ..Wanted::default() },
    }
}

/// A label in front of a value, aligned with the others of a detail.
fn labelled(label: &'static str, value: impl Into<Ink>) -> Ink {
    Ink::of(Role::Dim, label).to_column(10).with(value.into())
}
