//! Where two sides were seen to differ, and what the record says of it.

use std::borrow::Cow;

use super::parts;
use super::{Detail, List, labelled};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierParityDriftDetectedPayload;
use crate::dossier::changes::PathChange;
use crate::dossier::timeline::EntryId;
use crate::text::{Shown, count, cut_end, digits, show};
use crate::tui::ink::{Ink, Role, spaces};
use crate::tui::model::{Log, Model, Target};
use crate::tui::table::{Column, Table, path_cell};
use crate::tui::when;

const COLUMNS: [Column; 6] = [
    Column::fixed("#", 4),
    Column::number("WHEN", 7),
    Column::rest("KIND"),
    Column::fixed("EXPECTED", 10),
    Column::fixed("GOT", 10),
    Column::number("NAMES", 5).from_width(70),
];

/// How many changed paths are named one by one.
const CULPRITS: usize = 30;

pub(super) fn payload(
    log: &Log,
    entry: EntryId,
) -> Option<Cow<'_, MissionDossierParityDriftDetectedPayload>> {
    match log.payload(entry)? {
        Cow::Borrowed(DossierPayload::ParityDriftDetected(payload)) => Some(Cow::Borrowed(payload)),
        Cow::Owned(DossierPayload::ParityDriftDetected(payload)) => Some(Cow::Owned(*payload)),
        _ => None,
    }
}

/// The columns, wide enough for the numbers of a log of very many records.
fn columns(log: &Log) -> [Column; 6] {
    let mut columns = COLUMNS;
    let number = 1 + digits(log.totals().drifts);
    if number > 4 {
        columns[0] = columns[0].at_least(number);
        // The longest kind is to keep its room.
        columns[1] = Column::number("WHEN", 6);
    }
    columns
}

pub(super) fn list(model: &Model, log: &Log) -> List {
    let table = Table::new(&columns(log), super::list_width(model));
    let rows = super::visible(model).filter_map(|index| {
        let timeline = log.session.timeline();
        let entry = *timeline.history(log.mission()?).drifts().get(index)?;
        let payload = payload(log, entry)?;
        let named = payload.artifact_ids_changed.as_ref().map_or(0, Vec::len);
        Some(table.row([
            Ink::of(Role::Bad, Shown::fixed("D").then(index + 1)),
            Ink::of(Role::Dim, when::short(timeline.entry(entry).micros(), model.now)),
            Ink::from(parts::drift_kind(payload.drift_kind)),
            parts::hash(&payload.expected_hash),
            parts::hash(&payload.actual_hash),
            Ink::of(if named > 0 { Role::Plain } else { Role::Dim }, named),
        ]))
    });
    List {
        title: Ink::from("Drift ").plain(log.totals().drifts),
        note: Ink::of(Role::Dim, "contract: ").dim(log.totals().parity().word()).dim(", never clears"),
        headings: table.headings(),
        rows: rows.collect(),
    }
}

pub(super) fn detail(log: &Log, index: usize, width: usize) -> Detail {
    let timeline = log.session.timeline();
    let history = log.mission().map(|id| timeline.history(id));
    let Some((_, entry)) = history.and_then(|history| Some((history, *history.drifts().get(index)?))) else {
        return Detail::of(Ink::new(), Vec::new());
    };
    let Some(payload) = payload(log, entry) else {
        return Detail::of(
            Ink::new(),
            vec![Ink::of(Role::Dim, "its line can no longer be read from the log")],
        );
    };
    let title = Ink::of(Role::Bad, Shown::fixed("D").then(index + 1))
        .plain("  ")
        .plain(parts::drift_kind(payload.drift_kind));
    let named = payload.artifact_ids_changed.as_deref().unwrap_or_default();
    let mut rows = vec![labelled(
        "detected",
        Ink::from(parts::time(&payload.detected_at)).dim("  ").dim(parts::entry_name(log, entry)),
    )];
    rows.extend(hashes(log, entry, &payload.expected_hash, &payload.actual_hash));
    if let Some(hint) = &payload.rebuild_hint {
        rows.extend(labelled("hint", show(hint)).wrap(width, 10));
    }
    rows.push(Ink::new());
    match named {
        [] => rows.push(Ink::of(Role::Dim, "The record names no artifact.")),
        named => {
            rows.push(Ink::of(Role::Dim, "it names ").dim(count(named.len(), "artifact", "artifacts")));
            for identity in named {
                let class = Ink::from("  ").dim(identity.artifact_class.as_str()).to_column(12);
                rows.push(class.with(path_cell(&identity.path, width.saturating_sub(12))));
            }
        }
    }
    rows.push(Ink::new());
    rows.push(super::target::switch(log));
    rows.extend(super::target::rows(log, width));
    if log.target == Target::Log {
        let named: Vec<_> = named.iter().map(|identity| identity.path.as_str()).collect();
        rows.extend(reading(log, entry, &named, width));
    }
    rows.extend(parts::notes(payload.context_diagnostics.as_ref(), width));
    Detail::of(title, rows)
}

/// Both hashes one above the other, marked at the first difference, with the snapshots that claim them.
fn hashes(log: &Log, drift: EntryId, expected: &str, actual: &str) -> Vec<Ink> {
    let around = log.surroundings(drift);
    let bearer = |nth: Option<usize>| match nth {
        Some(nth) => Ink::from("  ").role(Role::Snapshot, Shown::fixed("= S").then(nth + 1)),
        None => Ink::new(),
    };
    let row = |label, hash: &str, nth| labelled(label, grouped(hash)).with(bearer(nth));
    let mut rows = vec![
        row("expected", expected, around.and_then(|around| around.expected)),
        row("got", actual, around.and_then(|around| around.actual)),
    ];
    let (left, right) = (bare(expected), bare(actual));
    let alike = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
    let words = if expected == actual {
        Ink::of(Role::Attention, "both hashes are the same text")
    } else if alike == left.len().min(right.len()) {
        Ink::of(Role::Dim, "written in different forms: they cannot be compared")
    } else {
        let column = if alike < GROUPED { alike + alike / GROUP } else { 0 };
        let caret = if alike < GROUPED { "^ " } else { "" };
        Ink::from(spaces(column))
            .role(Role::Bad, caret)
            .dim(Shown::fixed("differ from character ").then(alike + 1))
    };
    rows.push(labelled("", words));
    rows
}

/// How many characters of a hash stand together, and how many are shown before its end.
const GROUP: usize = 8;
const GROUPED: usize = 16;

/// A hash without the name of its function.
fn bare(hash: &str) -> &str {
    hash.split_once(':').map_or(hash, |(_, rest)| rest)
}

/// `8d4fe2a2 0bd8687e 9021b187 ..9d52`; a text that is no hash is cut at the end.
fn grouped(hash: &str) -> Shown {
    let bare = bare(hash);
    if !bare.is_ascii() || bare.len() <= GROUPED + 4 {
        return cut_end(&show(bare), GROUPED + 8);
    }
    let groups = bare.as_bytes()[..GROUPED].chunks(GROUP).map(|group| show(String::from_utf8_lossy(group)));
    Shown::join(" ", groups).then(" ..").then(show(&bare[bare.len() - 4..]))
}

/// Our reading of what drifted: what changed since the snapshot before, besides what the record names.
fn reading(log: &Log, drift: EntryId, named: &[&str], width: usize) -> Vec<Ink> {
    let Some(around) = log.surroundings(drift) else { return Vec::new() };
    let Some(history) = log.mission().map(|id| log.session.timeline().history(id)) else { return Vec::new() };
    let since = match around.from {
        Some(nth) => Shown::fixed("≈ changed since S").then(nth + 1),
        None => Shown::fixed("≈ changed since the start"),
    };
    let mut rows = vec![Ink::of(Role::Dim, since)];
    let Some(changes) = &around.changes else {
        rows.push(Ink::from("  ").dim("…"));
        return rows;
    };
    let marks = [
        (PathChange::Added, Role::Good, "+ "),
        (PathChange::Changed, Role::Attention, "~ "),
        (PathChange::Superseded, Role::Dim, "- "),
    ];
    let telling = changes.paths.iter().filter(|path| path.change != PathChange::Reindexed);
    for changed in telling.clone().take(CULPRITS) {
        let name = history.path_name(changed.path);
        let mark = marks.iter().find(|(change, _, _)| *change == changed.change);
        let ink =
            Ink::from("  ").role(mark.map_or(Role::Dim, |mark| mark.1), mark.map_or("? ", |mark| mark.2));
        let also = if named.contains(&name) { "  named" } else { "" };
        rows.push(ink.with(path_cell(name, width.saturating_sub(12))).dim(also));
    }
    let more = telling.count().saturating_sub(CULPRITS);
    if more > 0 {
        rows.push(Ink::from("    ").dim(Shown::from(more).then(" more")));
    }
    if !changes.missing.is_empty() {
        let words = count(changes.missing.len(), "missing record", "missing records");
        rows.push(Ink::from("  ").role(Role::Attention, "! ").plain(words));
    }
    if rows.len() == 1 {
        rows.push(Ink::from("  ").dim("nothing in the log"));
    }
    rows
}
