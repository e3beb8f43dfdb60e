//! Exactly the reducer's state, for comparison with the contract's own.
//!
//! Written while it is read: a state may be hundreds of times larger than what is kept of its log. Its bytes are those
//! of [`In`] over the whole state, written with two spaces a level.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::contracts::edition::Edition;
use crate::contracts::event::DossierPayload;
use crate::dossier::state::{AnomalyEntry, ArtifactEntry, DriftRecord, SnapshotSummary};
use crate::dossier::state_json::In;
use crate::dossier::timeline::{Events, Outline, StateError, Timeline};
use crate::session::Session;
use crate::text::escape_json_for_terminal;

/// How many bytes are written at once.
const PIECE: usize = 64 * 1024;

/// Why a state was not written, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It cannot be written on.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// A line can no longer be read. What was written before is no JSON.
    #[error(transparent)]
    State(#[from] StateError),
}

/// An entry of a state as it stands in the whole; `None` where its line no longer says what it said.
pub type Entry = Option<String>;

/// Makes an entry of the payload of a line, which has this place among the lines.
pub type MakeEntry<'m> = &'m (dyn Fn(usize, DossierPayload) -> Entry + Sync);

/// Reads the payloads of lines again and makes entries of them.
pub trait ReadEntries {
    /// Lets `take` have the entries of the lines, in their order.
    fn each_entry(
        &self,
        lines: &[u32],
        make: MakeEntry<'_>,
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Entry>),
    );
}

impl ReadEntries for Session {
    fn each_entry(
        &self,
        lines: &[u32],
        make: MakeEntry<'_>,
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Entry>),
    ) {
        take(&mut (0..).zip(lines).map(|(place, line)| make(place, self.payload(*line)?)));
    }
}

/// Writes the state of an outline as JSON with the key names of `edition`, two spaces a level, and a line feed; its
/// values are read by `log`.
///
/// # Errors
/// Those of `out`; a line that can no longer be read.
pub fn write(
    out: &mut impl Write,
    timeline: &Timeline,
    outline: &Outline<'_>,
    edition: Edition,
    log: &dyn ReadEntries,
) -> Result<(), WriteError> {
    let lines = outline.lines(timeline);
    let make = |place, payload| entry(timeline, outline, edition, place, payload);
    let mut written = Ok(());
    log.each_entry(&lines, &make, &mut |entries| {
        let gone = |line: &u32| StateError::Gone { line: *line };
        let mut entries = entries.zip(&lines).map(|(entry, line)| entry.ok_or_else(|| gone(line)));
        let mut out = BufWriter::with_capacity(PIECE, &mut *out);
        written = tell(&mut out, outline, edition, &mut entries).and_then(|()| Ok(out.flush()?));
    });
    written
}

/// What the payload of the line at a place becomes: a line may say something else by now.
fn entry(
    timeline: &Timeline,
    outline: &Outline<'_>,
    edition: Edition,
    place: usize,
    payload: DossierPayload,
) -> Entry {
    let snapshot = outline.artifacts.len() + outline.missing.len();
    let drifts = snapshot + usize::from(outline.snapshot.is_some());
    match payload {
        DossierPayload::ArtifactIndexed(payload) => {
            let (path, _, superseded) = *outline.artifacts.get(place)?;
            let name = timeline.history(outline.mission.as_ref()?.0).path_name(path);
            let entry = ArtifactEntry { superseded, ..(*payload).into() };
            Some(json(&name, 0)? + ": " + &json(&In(&entry, edition), 2)?)
        }
        DossierPayload::ArtifactMissing(payload) if (outline.artifacts.len()..snapshot).contains(&place) => {
            json(&In(&AnomalyEntry::from(*payload), edition), 2)
        }
        DossierPayload::SnapshotComputed(payload) if (snapshot..drifts).contains(&place) => {
            json(&SnapshotSummary::from(*payload), 1)
        }
        DossierPayload::ParityDriftDetected(payload) if place >= drifts => {
            json(&DriftRecord::from(*payload), 2)
        }
        _ => None,
    }
}

/// A value as it is written inside of so many others.
fn json(value: &impl Serialize, depth: usize) -> Option<String> {
    let mut text = Vec::with_capacity(512);
    let mut formatter = PrettyFormatter::new();
    for _ in 0..depth {
        formatter.begin_object(&mut io::sink()).ok()?;
    }
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter)).ok()?;
    let text = String::from_utf8(text).ok()?;
    Some(match escape_json_for_terminal(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    })
}

/// Writes a state of which the entries come one by one.
fn tell(
    out: &mut impl Write,
    outline: &Outline<'_>,
    edition: Edition,
    entries: &mut dyn Iterator<Item = Result<String, StateError>>,
) -> Result<(), WriteError> {
    let namespace = outline.mission.as_ref().map(|(_, namespace)| In(namespace, edition));
    let plain = |value: Option<String>| value.ok_or(io::ErrorKind::InvalidData);
    write!(out, "{{\n  \"namespace\": {},\n", plain(json(&namespace, 1)).map_err(io::Error::from)?)?;
    group(out, "artifacts", ["{", "}"], outline.artifacts.len(), entries)?;
    group(out, "anomalies", ["[", "]"], outline.missing.len(), entries)?;
    let snapshot = outline.snapshot.and_then(|_| entries.next()).transpose()?;
    writeln!(out, "  \"latest_snapshot\": {},", snapshot.as_deref().unwrap_or("null"))?;
    group(out, "drift_history", ["[", "]"], outline.drifts.len(), entries)?;
    writeln!(out, "  \"parity_status\": \"{}\",", outline.parity_status.word())?;
    writeln!(out, "  \"event_count\": {}\n}}", outline.event_count)?;
    Ok(())
}

/// Writes the next `count` entries as a member of that name.
fn group(
    out: &mut impl Write,
    name: &str,
    [open, close]: [&str; 2],
    count: usize,
    entries: &mut dyn Iterator<Item = Result<String, StateError>>,
) -> Result<(), WriteError> {
    write!(out, "  \"{name}\": {open}")?;
    for (nth, entry) in entries.take(count).enumerate() {
        out.write_all(if nth == 0 { b"\n    " } else { b",\n    " })?;
        out.write_all(entry?.as_bytes())?;
    }
    writeln!(out, "{}{close},", if count == 0 { "" } else { "\n  " })?;
    Ok(())
}
