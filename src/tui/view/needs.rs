//! What needs a person, worst first: each row a door to where it can be looked into.

use super::parts;
use crate::session::Problem;
use crate::text::{Shown, count, short_hash, show, thousands};
use crate::tui::geometry::{OverviewAreas, is_wide};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Log, Model, Need, Reading};
use crate::tui::screen::{Panel, Row};
use crate::tui::table::path_cell;

/// The list of the overview: what needs a person, worst first.
pub(super) fn panel(model: &Model, log: &Log, areas: &OverviewAreas) -> Panel {
    let inside = Panel::inside(areas.needs, areas.frame);
    let (height, width) = (usize::from(inside.height), usize::from(inside.width));
    let needs = log.needs();
    let offset = model.pane().offset.min(needs.len());
    let selected = model.selected();
    let wide = is_wide(model.size);
    let mut rows: Vec<Row> = (offset..needs.len().min(offset + height))
        .map(|nth| Row { ink: sentence(log, needs[nth], width, wide), selected: selected == Some(nth) })
        .collect();
    if rows.is_empty() {
        let totals = log.totals();
        let (role, words) = match log.reading {
            Reading::CaughtUp => (Role::Good, "Nothing needs you. "),
            _ => (Role::Dim, "Nothing so far. "),
        };
        let words = Ink::of(role, words)
            .plain(count(totals.present(), "artifact", "artifacts"))
            .plain(", none missing, ")
            .plain(totals.parity().word())
            .plain(".");
        rows.push(Row::from(words));
    }
    let note = if needs.len() > height {
        Ink::of(Role::Dim, thousands(log.lists().needs_in_all as u64).then(" in all"))
    } else {
        Ink::new()
    };
    Panel {
        area: areas.needs,
        frame: areas.frame,
        title: Ink::from("Needs you, worst first"),
        note,
        focused: true,
        rows,
        more: needs.len().saturating_sub(offset + height),
    }
}

fn sentence(log: &Log, need: Need, width: usize, wide: bool) -> Ink {
    let room = width.saturating_sub(if wide { 42 } else { 12 });
    match need {
        Need::Mixed => {
            let timeline = log.session.timeline();
            let first = log.missions().iter().filter_map(|id| timeline.order_of(*id).first());
            let lines = first.take(4).map(|entry| parts::entry_name(log, *entry));
            Ink::of(Role::Bad, "x mixed")
                .to_column(11)
                .role(Role::Accent, "] ")
                .plain("shows the next; the contract cannot reduce ")
                .plain(log.missions().len())
                .plain(" missions in one log, first named at ")
                .plain(Shown::join(", ", lines))
        }
        Need::Problem(nth) => log.problems().get(nth).map_or_else(Ink::new, |p| problem(log, p, wide)),
        Need::Flaw { first, count: 1 } => sentence(log, Need::Problem(first), width, wide),
        Need::Flaw { first, count: many } => {
            let Some(first) = log.problems().get(first) else { return Ink::new() };
            let message =
                log.finding(first).map_or_else(Shown::default, |finding| show(finding.violation.message()));
            let ink = Ink::of(Role::Attention, "~ ")
                .role(Role::Attention, thousands(many as u64))
                .to_column(11)
                .plain(message)
                .dim(Shown::fixed(", first in ").then(parts::line_name(first.line)));
            if wide { ink.to_column(63).dim(first.effect.words()) } else { ink }
        }
        Need::Missing(nth) => {
            let story = &log.lists().missing[nth];
            let record = story.last;
            let Some(payload) = super::missing::payload(log, record) else { return Ink::new() };
            let head = Ink::of(Role::Attention, "! ").role(Role::Attention, "missing").to_column(11);
            let path = path_cell(&payload.expected_identity.path, room.min(48));
            let step = parts::required_by(&payload.manifest_step);
            head.with(path).to_column(if wide { 63 } else { 45 }).with(step)
        }
        Need::Drift(nth) => {
            let history = log.mission().map(|id| log.session.timeline().history(id));
            let entry = history.and_then(|history| history.drifts().get(nth).copied()).unwrap_or_default();
            let head =
                Ink::of(Role::Bad, "D ").role(Role::Bad, Shown::fixed("D").then(nth + 1)).to_column(11);
            let Some(payload) = super::drift::payload(log, entry) else { return head };
            let named = payload.artifact_ids_changed.as_ref().map_or(0, Vec::len);
            let names = match named {
                0 => Shown::fixed("names none"),
                _ if wide => count(named, "artifact named", "artifacts named"),
                _ => Shown::from(named).then(" named"),
            };
            let hashes = Ink::of(Role::Dim, short_hash(&payload.expected_hash))
                .dim(" > ")
                .dim(short_hash(&payload.actual_hash));
            let ink = head.plain(parts::drift_kind(payload.drift_kind)).to_column(36).with(hashes);
            ink.to_column(63).dim(names)
        }
        Need::Conflict(copy) => {
            let timeline = log.session.timeline();
            let original = timeline.original_of(copy).map_or(copy, |(original, _)| original);
            Ink::of(Role::Attention, "= ")
                .role(Role::Attention, parts::entry_name(log, copy))
                .to_column(11)
                .plain("same event id as ")
                .plain(parts::entry_name(log, original))
                .plain(", other content")
                .to_column(63)
                .dim("the first in contract order counts")
        }
    }
}

fn problem(log: &Log, problem: &Problem, wide: bool) -> Ink {
    let role = super::problems::role(problem.effect);
    let head = Ink::of(role, if role == Role::Bad { "x " } else { "~ " })
        .role(role, parts::line_name(problem.line))
        .to_column(11);
    let message =
        log.finding(problem).map_or_else(Shown::default, |finding| show(finding.violation.message()));
    let ink = head.plain(message);
    if wide { ink.to_column(63).dim(problem.effect.words()) } else { ink }
}
