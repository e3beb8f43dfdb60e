//! Exactly the reducer's state, for comparison with the contract's own.
//!
//! Written while it is read: a state may be hundreds of times larger than what is kept of its log. Its bytes are those
//! of [`In`] over the whole state, written with two spaces a level. Of a line in which nothing is found and no text has an
//! escape the values are copied as they stand; of any other they are read and written anew.

mod excerpted;

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::contracts::again::decode_payload;
use crate::contracts::brief::Scopes;
use crate::contracts::edition::{ContractMode, Edition};
use crate::contracts::event::{DossierEventType as Kind, DossierPayload};
use crate::contracts::lanes::{Excerpt, Lanes};
use crate::dossier::state::{AnomalyEntry, ArtifactEntry, DriftRecord, SnapshotSummary};
use crate::dossier::state_json::In;
use crate::dossier::timeline::{Outline, StateError, Timeline};
use crate::session::Session;
use crate::text::escape_json_for_terminal;
use excerpted::Layouts;

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

/// About how many bytes a piece has.
const PIECE_BYTES: usize = 64 * 1024;

/// A part of a written state: some entries with all that stands before each.
pub type Piece = Result<String, WriteError>;

/// Makes the piece of lines that follow each other, the first of which has this place among all. A line is given
/// without a byte order mark; nothing is, where its source no longer has it.
pub type MakePiece<'m> = dyn FnMut(usize, &mut dyn Iterator<Item = Option<Vec<u8>>>) -> Piece + 'm;

/// Makes one who makes pieces and learns from the lines: each thread has its own.
pub type Maker<'m> = &'m (dyn Fn() -> Box<MakePiece<'m>> + Sync);

/// Reads lines again and makes pieces of them.
pub trait ReadPieces {
    /// The contract they are read under.
    fn mode(&self) -> ContractMode;

    /// Lets `take` have the pieces of the lines, in their order.
    fn each_piece(
        &self,
        lines: &[u32],
        maker: Maker<'_>,
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Piece>),
    );
}

impl ReadPieces for Session {
    fn mode(&self) -> ContractMode {
        Session::mode(self)
    }

    fn each_piece(
        &self,
        lines: &[u32],
        maker: Maker<'_>,
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Piece>),
    ) {
        let mut make = maker();
        let piece = |(place, line)| make(place, &mut std::iter::once(self.bytes_without_mark(line)));
        take(&mut (0..).zip(lines.iter().copied()).map(piece));
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
    log: &dyn ReadPieces,
) -> Result<(), WriteError> {
    let lines = outline.lines(timeline);
    let frame =
        Frame { timeline, outline, edition, sections: sections(outline), layouts: Layouts::of(edition) };
    let mut head = b"{\n  \"namespace\": ".to_vec();
    append(&mut head, &outline.mission.as_ref().map(|(_, namespace)| In(namespace, edition)), 1)
        .map_err(io::Error::from)?;
    head.extend_from_slice(b",\n");
    out.write_all(finish(head)?.as_bytes())?;
    let mode = log.mode();
    let maker = || -> Box<MakePiece<'_>> {
        let (mut lanes, mut scopes) = (Lanes::new(mode), Scopes::default());
        let (frame, lines) = (&frame, &lines);
        Box::new(move |first, given| {
            let mut text = Vec::with_capacity(PIECE_BYTES);
            for (place, line) in (first..).zip(given) {
                frame.before(place, &mut text);
                let entry = line.and_then(|line| match lanes.excerpt(&line, &mut scopes) {
                    Some(excerpt) => frame.copy(place, &excerpt, &mut text),
                    None => frame.entry(place, decode_payload(&line, mode)?, &mut text),
                });
                entry.ok_or_else(|| StateError::Gone { line: lines[place] })?;
            }
            Ok(finish(text)?)
        })
    };
    let mut written: Result<(), WriteError> = Ok(());
    log.each_piece(&lines, &maker, &mut |mut pieces| {
        written = (&mut pieces).try_for_each(|piece| Ok(out.write_all(piece?.as_bytes())?));
    });
    written?;
    let mut tail = Vec::new();
    frame.before(lines.len(), &mut tail);
    out.write_all(&tail)?;
    writeln!(out, "  \"parity_status\": \"{}\",", outline.parity_status.word())?;
    writeln!(out, "  \"event_count\": {}\n}}", outline.event_count)?;
    Ok(())
}

/// A member of the state that holds entries, and what is written around them.
struct Section {
    places: Range<usize>,
    open: &'static str,
    first: &'static str,
    next: &'static str,
    close: &'static str,
    /// Closes it when it has no entry.
    empty: &'static str,
}

const ARTIFACTS: usize = 0;
const ANOMALIES: usize = 1;
const SNAPSHOT: usize = 2;
const DRIFTS: usize = 3;

/// The members that hold entries, in their order.
fn sections(outline: &Outline<'_>) -> [Section; 4] {
    let mut end = 0;
    let mut section = |count: usize, [open, first, next, close, empty]: [&'static str; 5]| {
        let places = end..end + count;
        end = places.end;
        Section { places, open, first, next, close, empty }
    };
    let (first, next) = ("\n    ", ",\n    ");
    [
        section(outline.artifacts.len(), ["  \"artifacts\": {", first, next, "\n  },\n", "},\n"]),
        section(outline.missing.len(), ["  \"anomalies\": [", first, next, "\n  ],\n", "],\n"]),
        section(outline.snapshot.iter().len(), ["  \"latest_snapshot\": ", "", "", ",\n", "null,\n"]),
        section(outline.drifts.len(), ["  \"drift_history\": [", first, next, "\n  ],\n", "],\n"]),
    ]
}

/// A state without its values.
struct Frame<'f> {
    timeline: &'f Timeline,
    outline: &'f Outline<'f>,
    edition: Edition,
    sections: [Section; 4],
    layouts: Layouts,
}

impl Frame<'_> {
    /// Appends what stands between the entry before a place and the one there; behind the last, what stands after it.
    fn before(&self, place: usize, text: &mut Vec<u8>) {
        for Section { places, open, first, next, close, empty } in &self.sections {
            if place == places.start {
                text.extend_from_slice(open.as_bytes());
            }
            if places.contains(&place) {
                let between = if place == places.start { first } else { next };
                return text.extend_from_slice(between.as_bytes());
            }
            if place == places.end {
                let end = if places.is_empty() { empty } else { close };
                text.extend_from_slice(end.as_bytes());
            }
        }
    }

    /// The number of the section that a place is in.
    fn section(&self, place: usize) -> Option<usize> {
        self.sections.iter().position(|section| section.places.contains(&place))
    }

    /// Appends the path of the artifact at a place; whether it is superseded.
    fn path(&self, place: usize, text: &mut Vec<u8>) -> Option<bool> {
        let (path, _, superseded) = *self.outline.artifacts.get(place)?;
        let history = self.timeline.history(self.outline.mission.as_ref()?.0);
        append(text, &history.path_name(path), 0).ok()?;
        text.extend_from_slice(b": ");
        Some(superseded)
    }

    /// Appends what the line at a place becomes; `None` where it says something else by now.
    fn copy(&self, place: usize, line: &Excerpt<'_>, text: &mut Vec<u8>) -> Option<()> {
        let mut superseded = "";
        let layout = match (self.section(place)?, line.kind()) {
            (ARTIFACTS, Kind::ArtifactIndexed) => {
                superseded = if self.path(place, text)? { "true" } else { "false" };
                &self.layouts.artifact
            }
            (ANOMALIES, Kind::ArtifactMissing) => &self.layouts.anomaly,
            (SNAPSHOT, Kind::SnapshotComputed) => &self.layouts.snapshot,
            (DRIFTS, Kind::ParityDriftDetected) => &self.layouts.drift,
            _ => return None,
        };
        layout.write(text, line, superseded);
        Some(())
    }

    /// Appends what the payload at a place becomes; `None` where its line says something else by now.
    fn entry(&self, place: usize, payload: DossierPayload, text: &mut Vec<u8>) -> Option<()> {
        let done = match (self.section(place)?, payload) {
            (ARTIFACTS, DossierPayload::ArtifactIndexed(payload)) => {
                let superseded = self.path(place, text)?;
                append(text, &In(&ArtifactEntry { superseded, ..(*payload).into() }, self.edition), 2)
            }
            (ANOMALIES, DossierPayload::ArtifactMissing(payload)) => {
                append(text, &In(&AnomalyEntry::from(*payload), self.edition), 2)
            }
            (SNAPSHOT, DossierPayload::SnapshotComputed(payload)) => {
                append(text, &SnapshotSummary::from(*payload), 1)
            }
            (DRIFTS, DossierPayload::ParityDriftDetected(payload)) => {
                append(text, &DriftRecord::from(*payload), 2)
            }
            _ => return None,
        };
        done.ok()
    }
}

/// Appends a value as it is written inside of so many others.
fn append(text: &mut Vec<u8>, value: &impl Serialize, depth: usize) -> serde_json::Result<()> {
    let mut formatter = PrettyFormatter::new();
    for _ in 0..depth {
        formatter.begin_object(&mut io::sink()).map_err(serde_json::Error::io)?;
    }
    value.serialize(&mut serde_json::Serializer::with_formatter(text, formatter))
}

/// What was appended, without anything that would act on a terminal.
fn finish(text: Vec<u8>) -> io::Result<String> {
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    Ok(match escape_json_for_terminal(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    })
}
