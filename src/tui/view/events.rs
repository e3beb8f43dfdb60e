//! Every line: its order, clock, time, kind and fate; beside it the line as a tree and what it changed.

use super::{Detail, List, lines, parts};
use crate::contracts::event::DossierPayload;
use crate::dossier::ledger::Fate;
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId, PathId, Totals};
use crate::session::LineKind;
use crate::text::{Shown, short_hash, show, show_bytes, thousands};
use crate::tui::ink::{Ink, Role, spaces};
use crate::tui::model::{Log, Model, Order};
use crate::tui::table::{Column, Table, path_cell};
use crate::tui::when;

/// The columns for a log of so many lines: their numbers, and by how many places a line is folded earlier, are never cut.
fn columns(lines: usize) -> [Column; 6] {
    let digits = lines.max(1).ilog10() as usize + 1;
    [
        Column::number("LINE", (2 * digits + 2).max(8)),
        Column::number("CLOCK", digits.max(6)).from_width(66),
        Column::fixed("TIME", 8),
        Column::fixed("", 1),
        Column::rest("WHAT"),
        Column::fixed("FATE", 11),
    ]
}

/// How many bytes of a line the raw view shows.
const RAW_BYTES: usize = 64 * 1024;
/// How many findings of a line are listed beside it; the problems view has them all.
const FINDINGS: usize = 50;

pub(super) fn list(model: &Model, log: &Log) -> List {
    let table = Table::new(&columns(log.session.line_count()), super::list_width(model));
    let mut day = None;
    let rows: Vec<Ink> =
        super::visible(model).filter_map(|index| row(log, index, &table, &mut day)).collect();
    let count = log.row_count(crate::tui::model::View::Events);
    let hidden = log.session.line_count() - count;
    let order = match log.order {
        Order::File => "as written",
        Order::Contract => "as folded",
    };
    let mut note = Ink::of(Role::Accent, "O").dim(" ").dim(order);
    if let Some(pending) = log.session.pending() {
        let begun = crate::text::count(pending.span.len, "byte", "bytes");
        note = Ink::of(Role::Attention, "unfinished last line, ")
            .role(Role::Attention, begun)
            .plain("   ")
            .with(note);
    }
    if hidden > 0 {
        note = note.dim(Shown::fixed("   hidden ").then(thousands(hidden as u64)));
    }
    List {
        title: Ink::from("Events ").plain(thousands(count as u64)),
        note,
        headings: table.headings(),
        rows,
    }
}

/// One row; the first of a day shows the day in place of the clock.
fn row(log: &Log, index: usize, table: &Table, day: &mut Option<i64>) -> Option<Ink> {
    let line = log.line_at(index)?;
    let words = lines::words(log, line, table.rest_width())?;
    let earlier = match log.session.kind(line) {
        Some(LineKind::Event(entry)) => log.places_earlier(entry),
        _ => 0,
    };
    let number = match earlier {
        0 => Ink::from(Shown::from(line + 1)),
        places => Ink::of(Role::Attention, Shown::from(places).then("↑ ")).plain(line + 1),
    };
    let fate = match words.fate {
        Fate::Duplicate { same: false } => "conflict",
        fate => fate.words(),
    };
    let cells = [
        number,
        Ink::of(Role::Dim, words.clock.unwrap_or(Shown::fixed("-"))),
        time(words.micros, day),
        words.glyph,
        words.what,
        Ink::of(if words.fate == Fate::Folded { Role::Dim } else { parts::fate_role(words.fate) }, fate),
    ];
    // What has not happened yet at the playhead stands back.
    let future = !log.is_live() && log.is_future(line);
    Some(table.row(cells.map(|cell| if future { cell.all(Role::Dim) } else { cell })))
}

fn time(micros: Option<i64>, day: &mut Option<i64>) -> Ink {
    let Some(micros) = micros else { return Ink::of(Role::Dim, "-") };
    let this = Some(when::day_of(micros));
    match std::mem::replace(day, this) == this {
        true => Ink::of(Role::Dim, when::clock(micros)),
        false => Ink::from(when::day(micros)),
    }
}

pub(super) fn detail(model: &Model, log: &Log, index: usize, width: usize) -> Detail {
    let Some(line) = log.line_at(index) else { return Detail::of(Ink::new(), Vec::new()) };
    let span = log.session.span(line).unwrap_or_default();
    let title = Ink::from(parts::line_name(line));
    let note = Ink::of(
        Role::Dim,
        Shown::fixed("byte ")
            .then(thousands(span.offset))
            .then(", ")
            .then(crate::text::bytes(u64::from(span.len))),
    );
    let tree = log.tree_of(line).filter(|_| !model.pane().raw);
    let Some(tree) = tree else {
        let mut rows = effect(log, line, width);
        rows.push(Ink::new());
        rows.extend(raw(log, line, width));
        return Detail { note: note.dim("  raw"), ..Detail::of(title, rows) };
    };
    let cursor = model.pane().tree_row.min(tree.len().saturating_sub(1));
    let mut rows: Vec<Ink> =
        tree.iter().map(|row| Ink::new().plain(spaces(row.depth * 2)).with(row.ink.clone())).collect();
    let cursor = (!rows.is_empty()).then_some(cursor);
    rows.push(Ink::new());
    rows.extend(effect(log, line, width));
    Detail { title, note, rows, cursor }
}

/// A line as it stands in the log.
pub(super) fn raw(log: &Log, line: u32, width: usize) -> Vec<Ink> {
    let Some(read) = log.read(line).filter(|read| !read.bytes.is_empty()) else {
        return vec![Ink::of(Role::Dim, "its bytes are not kept, or can no longer be read")];
    };
    let bytes = &read.bytes;
    let shown = show_bytes(&bytes[..bytes.len().min(RAW_BYTES)]);
    let mut rows: Vec<Ink> = shown.chunks(width.max(1)).into_iter().map(Ink::from).collect();
    if bytes.len() > RAW_BYTES {
        rows.push(Ink::of(Role::Dim, "cut here: the line has ").dim(crate::text::bytes(bytes.len() as u64)));
    }
    rows
}

/// What a line changed in the dossier.
pub(super) fn effect(log: &Log, line: u32, width: usize) -> Vec<Ink> {
    let mut rows = vec![Ink::of(Role::Dim, "effect of this line")];
    let words = match (log.session.fate(line), log.session.kind(line)) {
        (Some(Fate::Foreign), _) => Ink::of(Role::Dim, "none: not a dossier event"),
        (Some(Fate::Blank), _) => Ink::of(Role::Dim, "none: a blank line"),
        (Some(Fate::Rejected), _) => Ink::of(Role::Bad, "none: the line could not be read"),
        (Some(Fate::BadPayload), _) => {
            Ink::of(Role::Bad, "event_count grows by one; nothing else, its payload is bad")
        }
        (Some(Fate::Duplicate { same }), Some(LineKind::Event(copy))) => {
            let original = log.session.timeline().original_of(copy).map_or(copy, |(original, _)| original);
            let ink = Ink::from("none: ")
                .plain(parts::entry_name(log, original))
                .plain(" has the same id and counts");
            if same { ink } else { ink.role(Role::Attention, "; it says something else") }
        }
        (Some(Fate::Folded), Some(LineKind::Event(entry))) => {
            rows.extend(changes(log, entry, width));
            return rows;
        }
        _ => Ink::of(Role::Dim, "none"),
    };
    rows.extend(Ink::from("  ").with(words).wrap(width, 2));
    let findings = log.read(line);
    for finding in findings.iter().flat_map(|read| &read.decoded.findings).take(FINDINGS) {
        let ink = Ink::from("  ")
            .role(super::problems::role(finding.effect), "x ")
            .plain(show(finding.violation.message()));
        rows.extend(ink.wrap(width, 4));
    }
    rows
}

fn changes(log: &Log, entry: EntryId, width: usize) -> Vec<Ink> {
    let timeline = log.session.timeline();
    let Some(mission) = timeline.mission_of(entry) else { return Vec::new() };
    let order = timeline.order_of(mission);
    let place = timeline.upto(order, Cursor::After(entry)).len();
    let earlier = place.checked_sub(2).map_or(Cursor::Start, |at| Cursor::After(order[at]));
    let (before, after) = (counts(log, mission, earlier), counts(log, mission, Cursor::After(entry)));
    let Some(payload) = log.payload(entry) else { return Vec::new() };
    let step = |label: &'static str, from: usize, to: usize| {
        Ink::from("    ").dim(label).dim(" ").plain(from).dim(" > ").plain(to)
    };
    match &*payload {
        DossierPayload::ArtifactIndexed(payload) => {
            let mut rows = indexed(log, entry, payload, width);
            let touched = [timeline.entry(entry).path(), timeline.history(mission).supersedes(entry)];
            let present = |cursor| {
                let present = |path: &PathId| timeline.is_present(mission, *path, cursor);
                touched.iter().flatten().filter(|path| present(path)).count()
            };
            let (gone, come) = (present(earlier), present(Cursor::After(entry)));
            if gone != come {
                let now = timeline.totals(mission, Cursor::After(entry)).present();
                rows.push(step("artifacts", now - come + gone, now));
            }
            rows
        }
        DossierPayload::ArtifactMissing(payload) => vec![
            Ink::from("  ")
                .role(Role::Attention, "! missing ")
                .with(path_cell(&payload.expected_identity.path, width.saturating_sub(12))),
            step("missing records", before.missing, after.missing),
        ],
        DossierPayload::SnapshotComputed(payload) => {
            let words = Ink::from("  ")
                .role(Role::Snapshot, Shown::fixed("S").then(after.snapshots))
                .plain(" becomes the latest snapshot  ");
            vec![words.dim(short_hash(&payload.snapshot_hash)), parity_step(before, after)]
        }
        DossierPayload::ParityDriftDetected(payload) => {
            let words =
                Ink::from("  ").role(Role::Bad, Shown::fixed("D").then(after.drifts)).plain(" is recorded  ");
            vec![words.dim(parts::drift_kind(payload.drift_kind)), parity_step(before, after)]
        }
    }
}

/// What the records of a mission amount to; artifacts take longer to count.
fn counts(log: &Log, mission: NamespaceId, cursor: Cursor) -> Totals {
    let timeline = log.session.timeline();
    let history = timeline.history(mission);
    Totals {
        missing: timeline.upto(history.missing(), cursor).len(),
        snapshots: timeline.upto(history.snapshots(), cursor).len(),
        drifts: timeline.upto(history.drifts(), cursor).len(),
        ..Totals::default()
    }
}

fn parity_step(before: Totals, after: Totals) -> Ink {
    let (from, to) = (before.parity().word(), after.parity().word());
    let ink = Ink::from("    ").dim("parity ").plain(from);
    if from == to { ink.dim(", as before") } else { ink.dim(" > ").plain(to) }
}

fn indexed(
    log: &Log,
    entry: EntryId,
    payload: &crate::contracts::payloads::MissionDossierArtifactIndexedPayload,
    width: usize,
) -> Vec<Ink> {
    let timeline = log.session.timeline();
    let path = &payload.artifact_id.path;
    let history = timeline.mission_of(entry).map(|id| timeline.history(id));
    let writes = history
        .and_then(|history| history.path_number(path).map(|id| history.paths()[id as usize].writes()))
        .unwrap_or_default();
    let earlier = timeline.upto(writes, Cursor::After(entry));
    let room = width.saturating_sub(4);
    let mut rows = Vec::new();
    match earlier.len().checked_sub(2).map(|at| earlier[at]) {
        None => rows.push(Ink::from("  ").role(Role::Good, "+ ").with(path_cell(path, room))),
        Some(before) => {
            rows.push(Ink::from("  ").role(Role::Attention, "~ ").with(path_cell(path, room)));
            let old = match log.payload(before).as_deref() {
                Some(DossierPayload::ArtifactIndexed(old)) => short_hash(&old.content_ref.hash),
                _ => Shown::fixed("?"),
            };
            let new = short_hash(&payload.content_ref.hash);
            let words = if old == new { "  same content" } else { "" };
            rows.push(Ink::from("    ").dim(old).dim(" > ").plain(new).dim(words));
        }
    }
    if let Some(old) = payload.supersedes.as_ref().filter(|old| old.path != *path) {
        rows.push(
            Ink::from("  ").dim("- ").with(path_cell(&old.path, room.saturating_sub(14))).dim("  superseded"),
        );
    }
    rows
}
