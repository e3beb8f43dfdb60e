//! What snapshots claim, against what the log replays to at that moment.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::parts;
use super::{Detail, List, labelled};
use crate::contracts::event::{DossierEventType, DossierPayload};
use crate::contracts::natural::Natural;
use crate::contracts::payloads::MissionDossierSnapshotComputedPayload;
use crate::dossier::parity::{Evidence, SelfCheck};
use crate::dossier::timeline::{Cursor, Entry, EntryId, Standing};
use crate::text::{Shown, count, digits, short_hash, show};
use crate::tui::ink::{Ink, Role, spaces};
use crate::tui::model::{Log, Model};
use crate::tui::table::{Column, Table, path_cell};
use crate::tui::when;

const COLUMNS: [Column; 6] = [
    Column::fixed("#", 4),
    Column::number("WHEN", 6),
    Column::fixed("ARTIFACTS", 11),
    Column::fixed("MISSING ≈", 9),
    Column::fixed("HASH", 10),
    Column::rest("SELF-CHECK"),
];

/// How wide the list of very many snapshots is at least where it has hashes.
const HASHES: usize = 72;

/// How many culprits of a mismatch are named one by one.
const CULPRITS: usize = 30;

pub(super) fn payload(log: &Log, entry: EntryId) -> Option<Cow<'_, MissionDossierSnapshotComputedPayload>> {
    match log.payload(entry)? {
        Cow::Borrowed(DossierPayload::SnapshotComputed(payload)) => Some(Cow::Borrowed(payload)),
        Cow::Owned(DossierPayload::SnapshotComputed(payload)) => Some(Cow::Owned(*payload)),
        _ => None,
    }
}

pub(super) fn list(model: &Model, log: &Log) -> List {
    let table = Table::new(&columns(log), super::list_width(model));
    let rows = super::visible(model).filter_map(|index| row(model, log, index, &table));
    List {
        title: Ink::from("Snapshots ").plain(log.totals().snapshots),
        note: Ink::of(Role::Dim, "claimed, then replayed"),
        headings: table.headings(),
        rows: rows.collect(),
    }
}

/// The columns, wide enough for the numbers of a log of very many snapshots. There the hash is left to the story where
/// it would take the room of the verdict.
fn columns(log: &Log) -> [Column; 6] {
    let totals = log.totals();
    let mut columns = COLUMNS;
    if digits(totals.snapshots) > 3 || digits(totals.artifacts) > 4 || digits(totals.missing) > 3 {
        let compared = |count: usize| 2 * digits(count) + 3;
        columns[0] = columns[0].at_least(1 + digits(totals.snapshots));
        columns[2] = columns[2].at_least(compared(totals.artifacts));
        columns[3] = columns[3].at_least(compared(totals.missing));
        columns[4] = columns[4].from_width(HASHES);
    }
    columns
}

fn row(model: &Model, log: &Log, index: usize, table: &Table) -> Option<Ink> {
    let mission = log.mission()?;
    let timeline = log.session.timeline();
    let entry = *timeline.history(mission).snapshots().get(index)?;
    let payload = payload(log, entry)?;
    let replayed = log.replayed(entry);
    Some(table.row([
        Ink::of(Role::Snapshot, Shown::fixed("S").then(index + 1)),
        Ink::of(Role::Dim, when::short(timeline.entry(entry).micros(), model.now)),
        against(&payload.artifact_count, replayed.map(|replayed| replayed.totals.present())),
        against(&payload.anomaly_count, replayed.map(|replayed| replayed.open)),
        Ink::of(Role::Dim, short_hash(&payload.snapshot_hash)),
        verdict(log, entry),
    ]))
}

/// What recomputing a claim showed, in a word or two.
pub(super) fn verdict(log: &Log, snapshot: EntryId) -> Ink {
    match log.replayed(snapshot).map(|replayed| &replayed.check) {
        None => Ink::of(Role::Dim, "…"),
        Some(None) => Ink::of(Role::Attention, "unreadable"),
        Some(Some(SelfCheck::Match)) => Ink::of(Role::Good, "match"),
        Some(Some(SelfCheck::Mismatch(_))) => Ink::of(Role::Bad, "MISMATCH"),
        Some(Some(SelfCheck::NotComparable(_))) => Ink::of(Role::Dim, "not comparable"),
    }
}

/// The same at length: what was recomputed, and what seems to make the difference.
fn verdict_rows(log: &Log, snapshot: EntryId, width: usize) -> Vec<Ink> {
    let mut rows = vec![labelled("check", verdict(log, snapshot))];
    match log.replayed(snapshot).map(|replayed| &replayed.check) {
        Some(Some(SelfCheck::Match)) => {
            let words = "recomputed from the artifacts the log replays to: the claim holds";
            rows.extend(Ink::from(spaces(10)).dim(words).wrap(width, 10));
        }
        Some(Some(SelfCheck::NotComparable(reason))) => {
            rows.extend(Ink::from(spaces(10)).dim(reason.words()).wrap(width, 10));
        }
        Some(Some(SelfCheck::Mismatch(mismatch))) => {
            rows.extend(labelled("replayed", show(&mismatch.recomputed)).wrap(width, 10));
            let words = match mismatch.evidence {
                Evidence::Surplus => {
                    "≈ without these the claim holds exactly: surplus, most likely deleted, for which there is no event"
                }
                Evidence::ChangedSinceMatch => "≈ changed since the last snapshot that matched",
                Evidence::None => "nothing that was looked at points at a path",
            };
            rows.extend(Ink::from(spaces(10)).dim(words).wrap(width, 10));
            for path in mismatch.culprits.iter().take(CULPRITS) {
                let ink = Ink::from(spaces(10)).role(Role::Bad, "! ");
                rows.push(ink.with(path_cell(path, width.saturating_sub(12))));
            }
            if mismatch.culprits.len() > CULPRITS {
                let more = Shown::from(mismatch.culprits.len() - CULPRITS).then(" more");
                rows.push(Ink::from(spaces(12)).dim(more));
            }
        }
        None | Some(None) => {}
    }
    rows
}

/// A claim against the replay, once that is known.
fn against(claimed: &Natural, replayed: Option<usize>) -> Ink {
    let ink = Ink::from(show(claimed.to_string()));
    match replayed {
        None => ink.dim(" …"),
        Some(replayed) if claimed.as_u64() == Some(replayed as u64) => ink.dim(" = ").plain(replayed),
        Some(replayed) => ink.role(Role::Attention, " ! ").role(Role::Attention, replayed),
    }
}

pub(super) fn detail(model: &Model, log: &Log, index: usize, width: usize) -> Detail {
    let Some(mission) = log.mission() else { return Detail::of(Ink::new(), Vec::new()) };
    let timeline = log.session.timeline();
    let snapshots = timeline.history(mission).snapshots();
    let Some(entry) = snapshots.get(index).copied() else { return Detail::of(Ink::new(), Vec::new()) };
    let title = Ink::of(Role::Snapshot, Shown::fixed("S").then(index + 1));
    let Some(payload) = payload(log, entry) else {
        return Detail::of(title, vec![Ink::of(Role::Dim, "its line can no longer be read from the log")]);
    };
    let replayed = log.replayed(entry);
    let mut rows = vec![labelled(
        "computed",
        Ink::from(parts::time(&payload.computed_at)).dim("  ").dim(parts::entry_name(log, entry)),
    )];
    rows.extend(labelled("hash", show(&payload.snapshot_hash)).wrap(width, 10));
    let algorithm = payload.algorithm.map_or("sha256, by default", |algorithm| algorithm.as_str());
    rows.push(labelled("function", algorithm));
    rows.push(labelled(
        "artifacts",
        against(&payload.artifact_count, replayed.map(|replayed| replayed.totals.present()))
            .dim("  claimed, replayed"),
    ));
    rows.push(labelled(
        "missing",
        against(&payload.anomaly_count, replayed.map(|replayed| replayed.open)).dim("  claimed, open ≈"),
    ));
    rows.extend(verdict_rows(log, entry, width));
    if let Some(replayed) = replayed {
        rows.push(labelled("after", Ink::from(count(replayed.totals.events, "event", "events"))));
    }
    rows.push(Ink::new());
    rows.extend(changes(model, log, index, width));
    rows.extend(parts::notes(payload.context_diagnostics.as_ref(), width));
    Detail::of(title, rows)
}

/// What happened to the dossier since the snapshot before.
fn changes(_model: &Model, log: &Log, index: usize, width: usize) -> Vec<Ink> {
    let Some(mission) = log.mission() else { return Vec::new() };
    let timeline = log.session.timeline();
    let history = timeline.history(mission);
    let here = Cursor::After(history.snapshots()[index]);
    let before = index.checked_sub(1).map_or(Cursor::Start, |at| Cursor::After(history.snapshots()[at]));
    let heading = match index {
        0 => Ink::of(Role::Dim, "since the start"),
        index => Ink::of(Role::Dim, Shown::fixed("since S").then(index)),
    };
    let mut rows = vec![heading];
    let order = timeline.upto(timeline.order_of(mission), here);
    let since = order[timeline.upto(order, before).len()..].iter().map(|entry| timeline.entry(*entry));
    let indexed = since.filter(|entry| {
        entry.kind() == DossierEventType::ArtifactIndexed && entry.standing() == Standing::Folded
    });
    for path in indexed.filter_map(Entry::path).collect::<BTreeSet<_>>() {
        let story = &history.paths()[path as usize];
        let new = timeline.upto(story.writes(), before).is_empty();
        let mark = if new { Ink::of(Role::Good, "+ ") } else { Ink::of(Role::Attention, "~ ") };
        rows.push(mark.with(path_cell(history.path_name(path), width.saturating_sub(2))));
    }
    let missing = |cursor| timeline.upto(history.missing(), cursor).len();
    let more = missing(here) - missing(before);
    if more > 0 {
        let words = count(more, "missing record", "missing records");
        rows.push(Ink::of(Role::Attention, "! ").plain(words));
    }
    if rows.len() == 1 {
        rows.push(Ink::of(Role::Dim, "nothing was indexed"));
    }
    rows
}
