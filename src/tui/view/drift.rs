//! Where two sides were seen to differ, and what the record says of it.

use super::parts;
use super::{Detail, List, labelled};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierParityDriftDetectedPayload;
use crate::dossier::timeline::EntryId;
use crate::text::{Shown, count, show};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Log, Model};
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

pub(super) fn payload(log: &Log, entry: EntryId) -> Option<MissionDossierParityDriftDetectedPayload> {
    match parts::payload(log, entry)? {
        DossierPayload::ParityDriftDetected(payload) => Some(*payload),
        _ => None,
    }
}

pub(super) fn list(model: &Model, log: &Log) -> List {
    let table = Table::new(&COLUMNS, super::list_width(model));
    let rows = super::visible(model).filter_map(|index| {
        let timeline = log.session.timeline();
        let entry = *timeline.history(log.mission()?).drifts().get(index)?;
        let payload = payload(log, entry)?;
        let named = payload.artifact_ids_changed.as_ref().map_or(0, Vec::len);
        Some(table.row([
            Ink::of(Role::Bad, Shown::fixed("D").then(index + 1)),
            Ink::of(Role::Dim, when::short(timeline.entry(entry).key.micros(), model.now)),
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
    let Some((history, entry)) = history.and_then(|history| Some((history, *history.drifts().get(index)?)))
    else {
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
    let (expected, actual) = (&payload.expected_hash, &payload.actual_hash);
    rows.extend(labelled("expected", hash_and_bearer(log, history.snapshots(), expected)).wrap(width, 10));
    rows.extend(labelled("got", hash_and_bearer(log, history.snapshots(), actual)).wrap(width, 10));
    if expected == actual {
        rows.push(labelled("", Ink::of(Role::Attention, "both hashes are the same text")));
    }
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
    rows.extend(parts::notes(payload.context_diagnostics.as_ref(), width));
    Detail::of(title, rows)
}

/// A hash with the snapshot that claims it, if one does.
fn hash_and_bearer(log: &Log, snapshots: &[EntryId], hash: &str) -> Ink {
    // The newest bearer is the telling one; very long histories are not searched through for older ones.
    let recent = snapshots.iter().enumerate().rev().take(200);
    let bearer = recent
        .filter_map(|(nth, entry)| Some((nth, super::snapshots::payload(log, *entry)?)))
        .find(|(_, payload)| payload.snapshot_hash == hash);
    let ink = Ink::from(show(hash));
    match bearer {
        Some((nth, _)) => ink.plain(" ").role(Role::Snapshot, Shown::fixed("= S").then(nth + 1)),
        None => ink,
    }
}
