//! The dossier against its own past, the disk or another record, in the drift view.

use super::parts;
use crate::disk::Kind;
use crate::dossier::compare::Difference;
use crate::report::verify::{Finding, particulars};
use crate::text::{Shown, count, show, thousands};
use crate::tui::geometry::{body, is_wide};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Log, Model, Target};
use crate::tui::screen::{Frame, Panel, Row};
use crate::tui::table::path_cell;

/// How many differing paths are named one by one.
const NAMED: usize = 200;

/// The comparison alone, for a log that records no drift.
pub(super) fn panel(model: &Model, log: &Log) -> Panel {
    let area = body(model.size, super::below(model));
    let frame = if is_wide(model.size) { Frame::Box } else { Frame::Rule };
    let inside = Panel::inside(area, frame);
    let mut lines = vec![switch(log)];
    lines.extend(rows(log, usize::from(inside.width)));
    let more = lines.len().saturating_sub(usize::from(inside.height));
    let rows = lines.into_iter().map(Row::from).collect();
    let title = Ink::from("Drift 0").dim("  none is recorded");
    Panel { area, frame, title, note: Ink::new(), focused: true, rows, more }
}

/// The line that says what is compared with what, and how to change that.
pub(super) fn switch(log: &Log) -> Ink {
    let word = |target: Target| match target {
        Target::Log => "log",
        Target::Before => "before the reload",
        Target::Disk => "disk",
        Target::Other => "other record",
    };
    let ink = log.targets().into_iter().fold(Ink::of(Role::Dim, "against "), |ink, target| {
        let words = Shown::fixed(word(target));
        match target == log.target {
            true => ink.role(Role::Accent, "[").plain(words).role(Role::Accent, "]").plain(" "),
            false => ink.plain(" ").dim(words).plain("  "),
        }
    });
    match log.targets().len() {
        1 => ink.dim("--root, --against give more"),
        _ => ink.role(Role::Accent, "A").dim(" next"),
    }
}

/// What the comparison with the disk or a record shows; nothing for the log itself.
pub(super) fn rows(log: &Log, width: usize) -> Vec<Ink> {
    match log.target {
        Target::Log => Vec::new(),
        Target::Disk => disk(log, width),
        Target::Before | Target::Other => record(log, width),
    }
}

fn disk(log: &Log, width: usize) -> Vec<Ink> {
    let Some(disk) = &log.disk else { return Vec::new() };
    let mut rows = Vec::new();
    if disk.pending() > 0 {
        rows.push(Ink::of(Role::Accent, "hashing, ").plain(thousands(disk.pending() as u64)).plain(" to go"));
    }
    let tally = Kind::ALL.into_iter().filter(|kind| disk.count(*kind) > 0);
    let tally = tally.map(|kind| thousands(disk.count(kind) as u64).then(" ").then(kind.words()));
    rows.extend(Ink::from(Shown::join(", ", tally)).wrap(width, 0));
    let differs = disk.held().filter(|held| {
        held.outcome
            .as_ref()
            .is_some_and(|outcome| !matches!(outcome.kind(), Kind::Same | Kind::NotByteComparable))
    });
    for held in differs.take(NAMED) {
        let Some(outcome) = &held.outcome else { continue };
        let role = super::disk::role(outcome.kind());
        let head = Ink::of(role, Shown::fixed(outcome.kind().words())).plain("  ");
        let room = width.saturating_sub(head.width());
        rows.push(head.with(path_cell(&held.recorded.path, room)));
        let finding = Finding { recorded: held.recorded.clone(), outcome: outcome.clone() };
        rows.extend(Ink::from("  ").dim(particulars(&finding)).wrap(width, 2));
    }
    rows
}

fn record(log: &Log, width: usize) -> Vec<Ink> {
    let Some(record) = log.record() else { return Vec::new() };
    let (form, name) = (Shown::fixed(record.form), show(&record.name));
    let mut rows = Ink::of(Role::Dim, form).plain("  ").plain(name).wrap(width, 2);
    let Some(comparison) = log.comparison() else {
        rows.push(Ink::of(Role::Attention, "could not tell: a line can no longer be read"));
        return rows;
    };
    let proofs = comparison.differences.iter().filter(|(_, difference)| difference.is_proof()).count();
    let doubts = comparison.differences.len() - proofs;
    rows.push(match (proofs, doubts, comparison.same) {
        (0, 0, 0) => Ink::of(Role::Dim, "both sides are empty, which proves nothing"),
        (0, 0, same) => Ink::of(Role::Good, "same: ").plain(count(same, "artifact", "artifacts")),
        (0, doubts, _) => {
            Ink::of(Role::Attention, count(doubts, "path", "paths")).plain(" cannot be compared")
        }
        (proofs, _, same) => Ink::of(Role::Bad, count(proofs, "path differs", "paths differ"))
            .dim(Shown::fixed(", ").then(same).then(" the same")),
    });
    let (here_and_there, only) = match log.target {
        Target::Before => ((" now, ", " before"), ("only now", "only before")),
        _ => ((" here, ", " there"), ("only here", "only there")),
    };
    for (path, difference) in comparison.differences.iter().take(NAMED) {
        let (glyph, role, words) = match difference {
            Difference::Content { here, there } => (
                "~ ",
                Role::Bad,
                parts::hash(here).dim(here_and_there.0).with(parts::hash(there)).dim(here_and_there.1),
            ),
            Difference::OnlyHere => ("+ ", Role::Bad, Ink::of(Role::Dim, only.0)),
            Difference::OnlyThere => ("- ", Role::Bad, Ink::of(Role::Dim, only.1)),
            Difference::Functions { here, there } => {
                ("? ", Role::Attention, Ink::of(Role::Dim, show(here)).dim(" against ").dim(show(there)))
            }
            Difference::NoHash => ("? ", Role::Attention, Ink::of(Role::Dim, "one side has no hash")),
        };
        rows.push(Ink::of(role, glyph).with(path_cell(path, width.saturating_sub(2))));
        rows.push(Ink::from("    ").with(words));
    }
    let more = comparison.differences.len().saturating_sub(NAMED);
    if more > 0 {
        rows.push(Ink::of(Role::Dim, Shown::from(more).then(" more: dossier parity names them all")));
    }
    rows
}
