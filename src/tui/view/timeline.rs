//! The timeline strip and what changed since A, at the bottom of every view.

use ratatui::layout::Rect;

use super::parts;
use crate::contracts::event::DossierEventType as Kind;
use crate::dossier::changes::{Changes, PathChange};
use crate::dossier::timeline::Cursor;
use crate::text::{Shown, count, cut_end, show, thousands};
use crate::tui::ink::{Ink, Role, repeat, spaces};
use crate::tui::model::{Log, Model};
use crate::tui::screen::{Frame, Panel, Row};
use crate::tui::strip::{Cell, Strip};
use crate::tui::when;

const BARS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Rows of the strip on a tall screen, on a low one, and with the focus.
const TALL: u16 = 3;
const LOW: u16 = 1;
const FOCUSED: u16 = 7;
/// Columns of the names in front of the bars.
const LEAD: usize = 10;
/// Rows of the panel of changes since A.
const CHANGES: u16 = 6;

/// How many rows at the bottom belong to the strip, and to the changes above it.
pub(super) fn rows(model: &Model) -> (u16, u16) {
    let (_, height) = model.size;
    let strip = match (model.timeline_focused, height) {
        (_, 0..15) => 0,
        (true, 30..) => FOCUSED,
        (true, _) | (false, 30..) => TALL,
        (false, _) => LOW,
    };
    let marked = model.log().is_some_and(|log| log.mark.is_some());
    let changes = if marked && height >= 15 { CHANGES.min(height / 4) } else { 0 };
    let shown = model.log().is_some() && model.view != crate::tui::model::View::Fixtures;
    if shown { (strip, changes) } else { (0, 0) }
}

/// The lines of the strip, from the given row on.
pub(super) fn lines(model: &Model, log: &Log, top: u16, width: usize) -> Vec<(u16, Ink)> {
    let (height, _) = rows(model);
    let inner = width.saturating_sub(2);
    let lead = if height == FOCUSED { LEAD } else { 0 };
    let place = where_words(log);
    let laid;
    let strip_width = strip_width(model, log);
    let strip = if let Some(strip) = log.strip(strip_width) {
        strip
    } else {
        laid = Strip::of(log.session.timeline(), strip_width);
        &laid
    };
    let mut inks = Vec::new();
    if height >= TALL {
        inks.push(heading(model, log, strip, width, place.clone()));
    }
    let all = bars(strip, Cell::total, Role::Plain);
    match height {
        0 => {}
        LOW => inks.push(
            Ink::from(" ")
                .with(with_playhead(log, strip, all))
                .to_column(inner - place.width() + 1)
                .with(place),
        ),
        FOCUSED => {
            let kinds = [
                (Kind::ArtifactIndexed, "indexed"),
                (Kind::ArtifactMissing, "missing"),
                (Kind::SnapshotComputed, "snapshot"),
                (Kind::ParityDriftDetected, "drift"),
            ];
            for (kind, name) in kinds {
                let bars = bars(strip, |cell| cell.of(kind), parts::letter_role(kind));
                inks.push(Ink::from(" ").dim(name).to_column(lead + 1).with(bars));
            }
            inks.push(Ink::from(" ").dim("bad").to_column(lead + 1).with(bars(
                strip,
                |cell| cell.bad,
                Role::Bad,
            )));
            inks.push(Ink::from(spaces(lead + 1)).with(marks(log, strip)));
        }
        _ => {
            inks.push(Ink::from(" ").with(all));
            inks.push(Ink::from(" ").with(marks(log, strip)));
        }
    }
    (top..).zip(inks).collect()
}

/// How many columns the strip has.
pub(super) fn strip_width(model: &Model, log: &Log) -> usize {
    let (height, _) = rows(model);
    let inner = usize::from(model.size.0).saturating_sub(2);
    match height {
        LOW => inner.saturating_sub(where_words(log).width() + 2),
        FOCUSED => inner.saturating_sub(LEAD),
        _ => inner,
    }
}

/// `#504 of 512`, and whether that is live.
fn where_words(log: &Log) -> Ink {
    let total = log.session.timeline().order().len();
    let position = thousands(log.position() as u64).then("/").then(thousands(total as u64));
    let pill = match (log.is_live(), log.playing) {
        (_, Some(play)) => Ink::of(Role::Accent, Shown::fixed("▸ ").then(play.speed).then("x")),
        (true, None) => Ink::of(Role::Good, "LIVE"),
        (false, None) => Ink::of(Role::Accent, "AT"),
    };
    Ink::of(Role::Dim, position).plain(" ").with(pill)
}

fn heading(model: &Model, log: &Log, strip: &Strip, width: usize, place: Ink) -> Ink {
    let rule_role = if model.timeline_focused { Role::Accent } else { Role::Dim };
    let words = match strip.span {
        Some((from, to)) => when::day_clock(from).then(" to ").then(when::day_clock(to)).then(" UTC"),
        None => Shown::fixed("no event yet"),
    };
    let events = count(log.session.timeline().order().len(), "event", "events");
    let hint =
        if model.timeline_focused { "  h l step  < > milestone  p play  d set A  Esc done" } else { "" };
    let left = Ink::of(rule_role, "─ ").dim(words).dim(" · ").dim(events).role(Role::Accent, hint).plain(" ");
    let right = Ink::from(" ").with(place).role(rule_role, " ─");
    let left = left.cut(width.saturating_sub(right.width() + 1));
    let fill = width.saturating_sub(left.width() + right.width());
    left.role(rule_role, repeat("─", fill)).with(right)
}

/// A column of bars, each scaled to the highest.
fn bars(strip: &Strip, of: impl Fn(&Cell) -> u32, role: Role) -> Ink {
    let most = strip.cells.iter().map(&of).max().unwrap_or(0);
    let bar = |cell: &Cell| {
        let eighths = (u64::from(of(cell)) * 8).div_ceil(u64::from(most.max(1)));
        Shown::fixed(BARS[eighths.min(8) as usize])
    };
    let mut ink = Ink::new();
    let mut column = 0;
    for (at, label) in &strip.labels {
        ink = ink.role(role, Shown::concat(strip.cells[column..*at].iter().map(bar)));
        let label = cut_end(label, 6);
        let pad = 6 - label.width();
        ink = ink.dim(label).plain(spaces(pad));
        column = at + 6;
    }
    ink.role(role, Shown::concat(strip.cells.get(column..).unwrap_or_default().iter().map(bar)))
}

/// What matters in a column, worst first, with A and the playhead over it.
fn marks(log: &Log, strip: &Strip) -> Ink {
    let timeline = log.session.timeline();
    let playhead = strip.column_at(timeline, log.playhead);
    let mark = log.mark.and_then(|mark| strip.column_at(timeline, mark));
    strip.cells.iter().enumerate().fold(Ink::new(), |ink, (column, cell)| {
        if playhead == Some(column) {
            return ink.role(Role::Accent, "^");
        }
        if mark == Some(column) {
            return ink.role(Role::Strong, "A");
        }
        match cell {
            cell if cell.bad > 0 => ink.role(Role::Bad, "x"),
            cell if cell.of(Kind::ParityDriftDetected) > 0 => ink.role(Role::Bad, "D"),
            cell if cell.of(Kind::ArtifactMissing) > 0 => ink.role(Role::Attention, "M"),
            cell if cell.of(Kind::SnapshotComputed) > 0 => ink.role(Role::Snapshot, "S"),
            _ => ink.plain(" "),
        }
    })
}

/// Where there is one row only, the playhead stands in it.
fn with_playhead(log: &Log, strip: &Strip, bars: Ink) -> Ink {
    let Some(column) = strip.column_at(log.session.timeline(), log.playhead).filter(|_| !log.is_live())
    else {
        return bars;
    };
    let text = bars.text();
    let cut = |range: std::ops::Range<usize>| -> Shown {
        show(text.chars().skip(range.start).take(range.len()).collect::<String>())
    };
    Ink::from(cut(0..column)).role(Role::Accent, "^").plain(cut(column + 1..strip.cells.len()))
}

/// What changed from A to the playhead.
pub(super) fn changes(model: &Model, log: &Log, area: Rect) -> Option<Panel> {
    let changes = log.lists().changes.as_ref()?;
    let mark = log.mark?;
    let frame = if area.width >= 100 { Frame::Box } else { Frame::Rule };
    let width = usize::from(Panel::inside(area, frame).width);
    let (mark, here) = (log.position_of(mark), log.position());
    let (from, to) = (mark.min(here), mark.max(here));
    let ends = if mark <= here { ("A", "the playhead") } else { ("the playhead", "A") };
    let end =
        |name: &'static str, at: usize| Ink::of(Role::Strong, name).plain(" #").plain(thousands(at as u64));
    let title = end(ends.0, from).dim(" to ").with(end(ends.1, to));
    let mut rows = vec![
        paths_row(log, changes, width),
        missing_row(changes),
        parity_row(log, changes),
        ledger_row(log, from, to),
    ];
    rows.retain(|row| row.width() > 0);
    if changes.is_empty() && from == to {
        rows = vec![Ink::of(Role::Dim, "A is where the playhead is; , . < > move it, d clears A")];
    }
    let _ = model;
    let rows = rows.into_iter().map(Row::from).collect();
    Some(Panel {
        area,
        frame,
        title,
        note: Ink::of(Role::Accent, "d").dim(" clears A"),
        focused: false,
        rows,
        more: 0,
    })
}

/// How many lines met each fate in between.
fn ledger_row(log: &Log, from: usize, to: usize) -> Ink {
    let at = |position: usize| log.ledger_at(position);
    let (before, after) = (at(from), at(to));
    let parts = [
        ("folded", before.folded, after.folded),
        ("bad", before.bad_payload, after.bad_payload),
        ("duplicate", before.duplicate, after.duplicate),
        ("foreign", before.foreign, after.foreign),
        ("rejected", before.rejected, after.rejected),
    ];
    let some = parts.into_iter().filter(|(_, before, after)| after > before);
    let words = some.map(|(name, before, after)| Shown::fixed(name).then(" +").then(after - before));
    Ink::of(Role::Dim, "ledger").to_column(11).plain(Shown::join("  ", words))
}

fn step(label: &'static str, from: usize, to: usize) -> Ink {
    let ink = Ink::of(Role::Dim, label).to_column(11).plain(from);
    if from == to { ink.dim(" as before") } else { ink.dim(" > ").plain(to) }.to_column(27)
}

fn paths_row(log: &Log, changes: &Changes, width: usize) -> Ink {
    let mut ink = step("artifacts", changes.before.present(), changes.after.present());
    let Some(history) = log.mission().map(|id| log.session.timeline().history(id)) else { return ink };
    let marks = [
        (PathChange::Added, Role::Good, "+ "),
        (PathChange::Changed, Role::Attention, "~ "),
        (PathChange::Superseded, Role::Dim, "- "),
    ];
    for (change, role, glyph) in marks {
        let number = changes.count(change);
        if number == 0 {
            continue;
        }
        ink = ink.role(role, glyph).plain(number).plain("  ");
    }
    let named = changes.paths.iter().filter(|path| path.change != PathChange::Reindexed);
    for path in named {
        let name = show(history.path_name(path.path));
        if ink.width() + name.width() + 6 > width {
            return ink.dim("…");
        }
        let mark = marks.iter().find(|(change, _, _)| *change == path.change);
        ink = ink
            .role(mark.map_or(Role::Dim, |mark| mark.1), mark.map_or("? ", |mark| mark.2))
            .plain(name)
            .plain("  ");
    }
    ink
}

fn missing_row(changes: &Changes) -> Ink {
    let ink = step("missing", changes.before.missing, changes.after.missing);
    match changes.missing.len() {
        0 => ink,
        more => ink.role(Role::Attention, "! ").plain(count(more, "record", "records")),
    }
}

fn parity_row(log: &Log, changes: &Changes) -> Ink {
    let (from, to) = (changes.before.parity().word(), changes.after.parity().word());
    let parity = if from == to { Shown::fixed(to) } else { Shown::fixed(from).then(" > ").then(to) };
    let numbers = |label: &'static str, from: usize, to: usize| match from == to {
        true => Shown::fixed(label).then(to),
        false => Shown::fixed(label).then(from).then(" > ").then(label).then(to),
    };
    let late = log.playhead != Cursor::Live;
    Ink::of(Role::Dim, "parity")
        .to_column(11)
        .plain(parity)
        .to_column(27)
        .role(Role::Snapshot, numbers("S", changes.before.snapshots, changes.after.snapshots))
        .plain("  ")
        .role(Role::Bad, numbers("D", changes.before.drifts, changes.after.drifts))
        .dim(Shown::fixed("   events ").then(changes.before.events).then(" > ").then(changes.after.events))
        .dim(if late { "" } else { ", live" })
}
