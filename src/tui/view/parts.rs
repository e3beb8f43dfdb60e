//! Small things that several views say the same way.

use std::collections::BTreeMap;

use crate::contracts::event::DossierEventType;
use crate::contracts::payloads::DriftKind;
use crate::contracts::timestamp::Timestamp;
use crate::contracts::values::ProvenanceRef;
use crate::dossier::ledger::Fate;
use crate::dossier::timeline::EntryId;
use crate::text::{Shown, short_hash, show};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::Log;
use crate::tui::when;

/// The role of an event's letter, the same everywhere.
pub(super) fn letter_role(kind: DossierEventType) -> Role {
    match kind {
        DossierEventType::ArtifactIndexed => Role::Indexed,
        DossierEventType::ArtifactMissing => Role::Attention,
        DossierEventType::SnapshotComputed => Role::Snapshot,
        DossierEventType::ParityDriftDetected => Role::Bad,
    }
}

/// The letter of an event.
pub(super) fn letter(kind: DossierEventType) -> Ink {
    Ink::of(
        letter_role(kind),
        match kind {
            DossierEventType::ArtifactIndexed => "I",
            DossierEventType::ArtifactMissing => "M",
            DossierEventType::SnapshotComputed => "S",
            DossierEventType::ParityDriftDetected => "D",
        },
    )
}

/// The role of a fate's words.
pub(super) fn fate_role(fate: Fate) -> Role {
    match fate {
        Fate::Folded => Role::Plain,
        Fate::BadPayload | Fate::Rejected => Role::Bad,
        Fate::Duplicate { same: false } => Role::Attention,
        Fate::Duplicate { same: true } | Fate::Foreign | Fate::Blank | Fate::Pending => Role::Dim,
    }
}

/// A hash in short, secondary.
pub(super) fn hash(text: &str) -> Ink {
    Ink::of(Role::Dim, short_hash(text))
}

/// The name of a drift kind.
pub(super) fn drift_kind(kind: DriftKind) -> Shown {
    Shown::fixed(kind.as_str())
}

/// Who, in words.
pub(super) fn actor(provenance: &ProvenanceRef) -> Option<Ink> {
    let kind = provenance.actor_kind.map(|kind| Shown::fixed(kind.as_str()));
    match (&provenance.actor_id, kind) {
        (Some(id), Some(kind)) => Some(Ink::from(show(id)).dim(Shown::fixed(" (").then(kind).then(")"))),
        (Some(id), None) => Some(Ink::from(show(id))),
        (None, Some(kind)) => Some(Ink::from(kind)),
        (None, None) => None,
    }
}

/// Which commit, in words.
pub(super) fn commit(provenance: &ProvenanceRef) -> Option<Ink> {
    let sha = provenance.git_sha.as_deref().map(|sha| show(sha.get(..10).unwrap_or(sha)));
    let on = provenance.git_ref.as_deref().map(|name| show(name.trim_start_matches("refs/heads/")));
    match (sha, on) {
        (Some(sha), Some(on)) => Some(Ink::from(sha).dim(" on ").plain(on)),
        (Some(only), None) | (None, Some(only)) => Some(Ink::from(only)),
        (None, None) => None,
    }
}

/// The name of a line, counted from 1, as tables write it.
pub(super) fn line_name(line: u32) -> Shown {
    Shown::fixed("#").then(line + 1)
}

/// The name of the event of an entry.
pub(super) fn entry_name(log: &Log, entry: EntryId) -> Shown {
    line_name(log.session.timeline().entry(entry).line)
}

/// A share of `total` as a bar of `width` columns, in eighths.
pub(super) fn bar(part: usize, total: usize, width: usize) -> Shown {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (part * width * 8).checked_div(total).unwrap_or(0).min(width * 8);
    let eighths = if part > 0 { eighths.max(1) } else { 0 };
    Shown::concat([crate::tui::ink::repeat("█", eighths / 8), Shown::fixed(EIGHTHS[eighths % 8])])
}

/// How many of a producer's notes are shown, and how much of each, in bytes.
const NOTES: usize = 50;
const NOTE_BYTES: usize = 2_000;

/// What a producer had to say about an event; nothing when it said nothing.
pub(super) fn notes(diagnostics: Option<&BTreeMap<String, String>>, width: usize) -> Vec<Ink> {
    let Some(diagnostics) = diagnostics.filter(|map| !map.is_empty()) else { return Vec::new() };
    let mut rows = vec![Ink::new(), Ink::of(Role::Dim, "producer's notes")];
    for (key, value) in diagnostics.iter().take(NOTES) {
        let head = |text: &str| show(&text[..text.floor_char_boundary(NOTE_BYTES.min(text.len()))]);
        let more = if value.len() > NOTE_BYTES { " … cut here" } else { "" };
        rows.extend(Ink::from("  ").dim(head(key)).dim("  ").plain(head(value)).dim(more).wrap(width, 4));
    }
    rows
}

/// A time in a payload: exact when it can be read, as written when it cannot.
pub(super) fn time(written: &str) -> Shown {
    Timestamp::parse(written).map_or_else(|| show(written), |timestamp| when::exact(timestamp.micros()))
}

/// What requires an artifact: always, or a step of the manifest.
pub(super) fn required_by(manifest_step: &str) -> Ink {
    match manifest_step {
        "required_always" => Ink::of(Role::Dim, "always"),
        step => Ink::of(Role::Dim, "step ").dim(show(step)),
    }
}

/// A count where room is short: thousands from ten thousand on.
pub(super) fn compact(count: usize) -> Shown {
    match count {
        0..10_000 => Shown::from(count),
        10_000..10_000_000 => Shown::from(count / 1_000).then("k"),
        _ => Shown::from(count / 1_000_000).then("M"),
    }
}
