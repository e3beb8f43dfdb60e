//! A log as far as it has been read: every line by position, and the timeline of its dossier events.
//!
//! Batches of decoded lines come in; questions are answered from positions and, for values, by reading the
//! line again through [`LineStore`]. The session never opens anything itself.

mod batch;
mod ledger;
mod line;
mod moment;
mod problem;
mod same;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contracts::again::decode_payload;
use crate::contracts::decode::{Content, Decoded, decode, is_complete, without_mark};
use crate::contracts::edition::ContractMode;
use crate::contracts::event::{DossierPayload, Event};
use crate::contracts::record::{LineStore, MAX_LINE_BYTES, RawLine, Record, Span};
use crate::dossier::ledger::{Fate, Ledger};
use crate::dossier::timeline::{EntryId, Events, Standing, Timeline};
pub use batch::{Batch, Gatherer, SchemaTally};
pub use line::LineKind;
use line::{Lines, Tag};
pub use moment::{Moment, NoSuchMoment};
pub use problem::Problem;
use same::Reader;
pub use same::same_text;

/// How many differing names of foreign rows are counted apart; further ones are counted together.
const FOREIGN_GROUPS: usize = 200;
/// The name under which those further ones are counted.
pub const OTHER_GROUPS: &str = "other rows";

/// A log as far as it has been read.
pub struct Session {
    mode: ContractMode,
    store: Arc<dyn LineStore>,
    lines: Lines,
    timeline: Timeline,
    problems: Vec<Problem>,
    blanks: Vec<u32>,
    rejected: Vec<u32>,
    foreign: u64,
    foreign_groups: BTreeMap<String, u64>,
    pending: Option<Pending>,
    late: u64,
    schema: Option<SchemaTally>,
}

/// An unfinished last line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Where it is, as far as it goes.
    pub span: Span,
    /// Its first bytes.
    pub bytes: Vec<u8>,
}

impl Session {
    /// An empty session whose lines will be read again from `store`.
    pub fn new(mode: ContractMode, store: Arc<dyn LineStore>) -> Self {
        Self {
            mode,
            store,
            lines: Lines::default(),
            timeline: Timeline::default(),
            problems: Vec::new(),
            blanks: Vec::new(),
            rejected: Vec::new(),
            foreign: 0,
            foreign_groups: BTreeMap::new(),
            pending: None,
            late: 0,
            schema: None,
        }
    }

    /// What judging every payload by the JSON Schema came to, where that was asked for.
    pub fn schema(&self) -> Option<SchemaTally> {
        self.schema
    }

    /// The contract lines are read under.
    pub fn mode(&self) -> ContractMode {
        self.mode
    }

    /// Takes in the next lines of the log.
    pub fn ingest(&mut self, batch: Batch) {
        let first = self.lines.len() as u32;
        let Batch { lines, arrivals, problems, foreign_groups, schema } = batch;
        if let Some(tally) = schema {
            self.schema.get_or_insert_default().add(tally, first);
        }
        for (line, (span, tag)) in (first..).zip(lines) {
            match tag {
                Tag::Blank => self.blanks.push(line),
                Tag::Rejected => self.rejected.push(line),
                Tag::Foreign(_) => self.foreign += 1,
                Tag::Event => {}
            }
            self.lines.push(span, tag);
        }
        self.problems
            .extend(problems.into_iter().map(|problem| Problem { line: first + problem.line, ..problem }));
        for (group, rows) in foreign_groups {
            ledger::count_group(&mut self.foreign_groups, &group, rows);
        }
        let mut contents = Reader::new(&*self.store, &self.lines);
        self.late += self.timeline.insert(arrivals, first, &mut contents);
    }

    /// Takes in the next lines of the log, decoded one by one.
    pub fn ingest_records(&mut self, records: impl IntoIterator<Item = Record<Decoded>>) {
        let mut batch = Batch::new(self.mode);
        for Record { span, content } in records {
            batch.push(span, &content);
        }
        self.ingest(batch);
    }

    /// Notes the unfinished last line, or that there is none.
    pub fn set_pending(&mut self, pending: Option<Pending>) {
        self.pending = pending;
    }

    /// Ends the log: an unfinished last line that is whole, blank, or too long is a line after all.
    pub fn finish(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        let whole = pending.bytes.len() == pending.span.len as usize;
        let first = self.lines.len() == 0;
        let text = if first { without_mark(&pending.bytes) } else { &pending.bytes };
        let blank = || text.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
        if whole && (blank() || is_complete(text)) {
            let decoded = decode(RawLine::Bytes(&pending.bytes), self.mode, first);
            self.ingest_records([Record { span: pending.span, content: decoded }]);
        } else if !whole && pending.span.len as usize > MAX_LINE_BYTES {
            // Longer than any line may be, so its end would change nothing.
            let decoded = decode(RawLine::TooLong, self.mode, first);
            self.ingest_records([Record { span: pending.span, content: decoded }]);
        } else {
            self.pending = Some(pending);
        }
    }

    /// The unfinished last line.
    pub fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    /// The dossier events in contract order.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// How many complete lines were read.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// What a line is. Lines count from 0.
    pub fn kind(&self, line: u32) -> Option<LineKind> {
        Some(match self.lines.tag(line)? {
            Tag::Blank => LineKind::Blank,
            Tag::Foreign(kind) => LineKind::Foreign(kind),
            Tag::Rejected => LineKind::Rejected,
            // Events arrive line by line, so their lines are sorted.
            Tag::Event => {
                let events = self.timeline.entries();
                LineKind::Event(events.partition_point(|event| event.line < line) as EntryId)
            }
        })
    }

    /// Where a line is in its source.
    pub fn span(&self, line: u32) -> Option<Span> {
        self.lines.span(line)
    }

    /// What became of a line.
    pub fn fate(&self, line: u32) -> Option<Fate> {
        Some(match self.kind(line)? {
            LineKind::Blank => Fate::Blank,
            LineKind::Foreign(_) => Fate::Foreign,
            LineKind::Rejected => Fate::Rejected,
            LineKind::Event(entry) => self.fate_of(entry),
        })
    }

    /// What became of a dossier event.
    pub fn fate_of(&self, entry: EntryId) -> Fate {
        match self.timeline.entry(entry).standing() {
            Standing::Folded => Fate::Folded,
            Standing::BadPayload => Fate::BadPayload,
            Standing::Duplicate => {
                Fate::Duplicate { same: self.timeline.original_of(entry).is_some_and(|(_, same)| same) }
            }
        }
    }

    /// How many lines met each fate.
    pub fn ledger(&self) -> Ledger {
        let counted = self.timeline.order().len() as u64;
        let bad_payload = self.timeline.bad_payloads() as u64;
        let pending = u64::from(self.pending.is_some());
        Ledger {
            lines: self.lines.len() as u64 + pending,
            folded: counted - bad_payload,
            bad_payload,
            duplicate: self.timeline.duplicates() as u64,
            foreign: self.foreign,
            rejected: self.rejected.len() as u64,
            blank: self.blanks.len() as u64,
            pending,
            conflicting: self.timeline.conflicting() as u64,
        }
    }

    /// Foreign rows by what they call themselves.
    pub fn foreign_groups(&self) -> &BTreeMap<String, u64> {
        &self.foreign_groups
    }

    /// Events that came after others they sort before.
    pub fn late(&self) -> u64 {
        self.late
    }

    /// Every finding, by line.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many lines are not blank: the rows of the event list in the order of the file.
    pub fn row_count(&self) -> usize {
        self.lines.len() - self.blanks.len()
    }

    /// The line of a row in the order of the file. Rows leave out blank lines.
    pub fn line_of_row(&self, row: usize) -> Option<u32> {
        let skipped = partition(self.blanks.len(), |nth| self.blanks[nth] as usize <= row + nth);
        let line = row + skipped;
        (line < self.lines.len()).then_some(line as u32)
    }

    /// The row of a line; for a blank one, the row that follows it.
    pub fn row_of_line(&self, line: u32) -> usize {
        line as usize - self.blanks.partition_point(|blank| *blank < line)
    }

    /// The bytes of a line, read again; `None` when the source no longer has them or never kept them.
    pub fn bytes(&self, line: u32) -> Option<Vec<u8>> {
        let span = self.span(line)?;
        if span.len as usize > MAX_LINE_BYTES {
            return None;
        }
        self.store.read(span).ok()
    }

    /// The bytes of a line without the byte order mark that may stand before a log's first.
    pub fn bytes_without_mark(&self, line: u32) -> Option<Vec<u8>> {
        let bytes = self.bytes(line)?;
        Some(if line == 0 { without_mark(&bytes).to_vec() } else { bytes })
    }

    /// A line decoded again, with its findings.
    pub fn decoded(&self, line: u32) -> Option<Decoded> {
        let span = self.span(line)?;
        let first = line == 0;
        if span.len as usize > MAX_LINE_BYTES {
            return Some(decode(RawLine::TooLong, self.mode, first));
        }
        let bytes = self.store.read(span).ok()?;
        Some(decode(RawLine::Bytes(&bytes), self.mode, first))
    }

    /// The event of an entry, read again.
    pub fn event_of(&self, entry: EntryId) -> Option<Event> {
        self.event(self.timeline.entry(entry).line)
    }
}

impl Events for Session {
    fn event(&self, line: u32) -> Option<Event> {
        match self.decoded(line)?.content {
            Content::Event(event) => Some(*event),
            _ => None,
        }
    }

    fn payload(&self, line: u32) -> Option<DossierPayload> {
        decode_payload(&self.bytes_without_mark(line)?, self.mode)
    }
}

/// The first number below `len` for which `holds` is false, given that it is true up to there.
fn partition(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests;
