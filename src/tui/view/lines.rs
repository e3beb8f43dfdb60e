//! A log line in a few words, for the event list and the news.

use super::parts;
use crate::contracts::decode::{Content, Decoded};
use crate::contracts::event::DossierPayload;
use crate::contracts::natural::Natural;
use crate::contracts::timestamp::Timestamp;
use crate::dossier::ledger::Fate;
use crate::dossier::timeline::{Cursor, EntryId};
use crate::session::LineKind;
use crate::text::{Shown, short_hash, show};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::Log;
use crate::tui::table::path_cell;

/// A line in a few words.
pub(super) struct LineWords {
    /// Its Lamport clock.
    pub(super) clock: Option<Shown>,
    /// When, in microseconds since 1970.
    pub(super) micros: Option<i64>,
    /// Its letter or glyph.
    pub(super) glyph: Ink,
    /// What it says.
    pub(super) what: Ink,
    /// What became of it.
    pub(super) fate: Fate,
}

/// Puts a line into words; `width` columns are there for what it says.
pub(super) fn words(log: &Log, line: u32, width: usize) -> Option<LineWords> {
    let fate = log.session.fate(line)?;
    let gone = || {
        let what = Ink::of(Role::Dim, "this line can no longer be read from the log");
        LineWords { clock: None, micros: None, glyph: Ink::of(Role::Bad, "x"), what, fate }
    };
    if let Some(entry) = log.told_by_payload(line) {
        let Some(payload) = log.payload(entry) else { return Some(gone()) };
        let key = log.session.timeline().key(entry);
        let what = payload_words(log, entry, &payload, width);
        return Some(event_words(log, entry, fate, (key.clock().as_ref(), key.micros()), what));
    }
    let Some(read) = log.read(line) else { return Some(gone()) };
    let decoded = &read.decoded;
    let entry = match log.session.kind(line) {
        Some(LineKind::Event(entry)) => Some(entry),
        _ => None,
    };
    Some(match (&decoded.content, entry) {
        (Content::Event(event), Some(entry)) => {
            let what = match &event.payload {
                Some(payload) => payload_words(log, entry, payload, width),
                None => first_finding(decoded),
            };
            let time = (event.lamport_clock.as_ref(), event.timestamp.micros());
            event_words(log, entry, fate, time, what)
        }
        (Content::Foreign(row), _) => LineWords {
            clock: None,
            micros: row.at.as_deref().and_then(Timestamp::parse).map(Timestamp::micros),
            glyph: Ink::of(Role::Dim, "."),
            what: Ink::of(Role::Dim, show(&row.label))
                .dim(" ")
                .dim(row.subject.as_deref().map_or_else(Shown::default, show))
                .dim(
                    row.actor
                        .as_deref()
                        .map_or_else(Shown::default, |actor| Shown::fixed("  ").then(show(actor))),
                ),
            fate,
        },
        (Content::Blank, _) => {
            LineWords { clock: None, micros: None, glyph: Ink::new(), what: Ink::new(), fate }
        }
        _ => LineWords {
            clock: None,
            micros: None,
            glyph: Ink::of(Role::Bad, "x"),
            what: first_finding(decoded),
            fate,
        },
    })
}

/// An event in a few words: a copy says of what, any other what it says itself.
fn event_words(
    log: &Log,
    entry: EntryId,
    fate: Fate,
    (clock, micros): (Option<&Natural>, i64),
    what: Ink,
) -> LineWords {
    let (glyph, what) = if matches!(fate, Fate::Duplicate { .. }) {
        let original = log.session.timeline().original_of(entry);
        let name = original.map_or_else(Shown::default, |(original, _)| parts::entry_name(log, original));
        (Ink::of(parts::fate_role(fate), "="), Ink::of(Role::Dim, "same id as ").dim(name))
    } else {
        (parts::letter(log.session.timeline().entry(entry).kind()), what)
    };
    let clock = clock.map(|clock| show(clock.to_string()));
    LineWords { clock, micros: Some(micros), glyph, what, fate }
}

/// What a payload says.
pub(super) fn payload_words(log: &Log, entry: EntryId, payload: &DossierPayload, width: usize) -> Ink {
    let timeline = log.session.timeline();
    let number = |list: &[EntryId]| timeline.upto(list, Cursor::After(entry)).len();
    let history = timeline.mission_of(entry).map(|id| timeline.history(id));
    match payload {
        DossierPayload::ArtifactIndexed(payload) => {
            let hash = short_hash(&payload.content_ref.hash);
            let path = &payload.artifact_id.path;
            // A name that can be read says more than a hash beside one that cannot.
            match width.checked_sub(hash.width() + 2).filter(|room| show(path).width() <= *room) {
                Some(room) => path_cell(path, room).plain("  ").dim(hash),
                None => path_cell(path, width),
            }
        }
        DossierPayload::ArtifactMissing(payload) => path_cell(&payload.expected_identity.path, width),
        DossierPayload::SnapshotComputed(payload) => {
            let nth = history.map_or(0, |history| number(history.snapshots()));
            let counts =
                Shown::fixed("S").then(nth).then("  ").then(show(payload.artifact_count.to_string()));
            Ink::from(counts)
                .plain(" artifacts, ")
                .plain(show(payload.anomaly_count.to_string()))
                .plain(" missing  ")
                .with(parts::hash(&payload.snapshot_hash))
        }
        DossierPayload::ParityDriftDetected(payload) => {
            let nth = history.map_or(0, |history| number(history.drifts()));
            Ink::from(Shown::fixed("D").then(nth).then("  ").then(parts::drift_kind(payload.drift_kind)))
        }
    }
}

fn first_finding(decoded: &Decoded) -> Ink {
    let worst =
        decoded.findings.iter().max_by_key(|finding| (finding.effect, !finding.violation.rule.is_warning()));
    worst.map_or_else(Ink::new, |finding| Ink::from(show(finding.violation.message())))
}
