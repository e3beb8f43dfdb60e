//! Lines on their way into a session: decoded where they are read, by whatever thread reads them.

use indexmap::IndexMap;

use super::Problem;
use super::line::Tag;
use crate::contracts::again::schema_accepts;
use crate::contracts::brief::{Brief, Sound};
use crate::contracts::decode::{Content, Decoded, decode, without_mark};
use crate::contracts::edition::ContractMode;
use crate::contracts::lanes::Lanes;
use crate::contracts::record::{Gather, RawLine, Span};
use crate::dossier::timeline::Arrivals;

/// Lines that follow each other, and what became of them.
///
/// Numbers of lines count from the first of these.
#[derive(Debug)]
pub struct Batch {
    pub(super) lines: Vec<(Span, Tag)>,
    pub(super) arrivals: Arrivals,
    pub(super) problems: Vec<Problem>,
    /// Foreign rows by what they call themselves, in the order they were met.
    pub(super) foreign_groups: IndexMap<String, u64>,
    pub(super) schema: Option<SchemaTally>,
}

/// What judging payloads by the JSON Schema came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SchemaTally {
    /// How many payloads were judged: those of edition 3, which the schemas are of.
    pub judged: u64,
    /// How many of them were refused.
    pub refused: u64,
    /// The first line whose payload is refused though the typed model accepts it, from 0.
    pub apart: Option<u32>,
}

impl SchemaTally {
    /// Adds what came of lines that count from `first`.
    pub(super) fn add(&mut self, more: Self, first: u32) {
        self.judged += more.judged;
        self.refused += more.refused;
        self.apart = self.apart.or(more.apart.map(|line| first + line));
    }
}

impl Batch {
    /// No lines yet; they are read under `mode`.
    pub fn new(mode: ContractMode) -> Self {
        Self {
            lines: Vec::new(),
            arrivals: Arrivals::new(mode.order_edition()),
            problems: Vec::new(),
            foreign_groups: IndexMap::new(),
            schema: None,
        }
    }

    /// No lines yet, with room for as many as these.
    fn next(&self) -> Self {
        Self {
            lines: Vec::with_capacity(self.lines.len()),
            arrivals: self.arrivals.next(),
            problems: Vec::new(),
            foreign_groups: IndexMap::new(),
            schema: None,
        }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a decoded line.
    pub fn push(&mut self, span: Span, decoded: &Decoded) {
        let line = self.lines.len() as u32;
        let problems = (0..).zip(&decoded.findings).map(|(nth, finding)| Problem::of(line, nth, finding));
        self.problems.extend(problems);
        let tag = match &decoded.content {
            Content::Blank => Tag::Blank,
            Content::Rejected => Tag::Rejected,
            Content::Foreign(row) => {
                self.count_foreign(row.group());
                Tag::Foreign(row.kind)
            }
            Content::Event(event) => {
                let brief = Brief::of(event, &mut self.arrivals.scopes);
                self.arrivals.push(&brief, line);
                Tag::Event
            }
        };
        self.lines.push((span, tag));
    }

    fn count_foreign(&mut self, group: &str) {
        match self.foreign_groups.get_mut(group) {
            Some(rows) => *rows += 1,
            None => drop(self.foreign_groups.insert(group.to_owned(), 1)),
        }
    }

    /// Adds a line in which nothing was found; its scope is one of the batch's.
    fn push_sound(&mut self, span: Span, sound: &Sound<'_>) {
        let tag = match sound {
            Sound::Event(brief) => {
                self.arrivals.push(brief, self.lines.len() as u32);
                Tag::Event
            }
            Sound::Foreign { kind, group } => {
                self.count_foreign(group);
                Tag::Foreign(*kind)
            }
        };
        self.lines.push((span, tag));
    }
}

/// Makes batches of the lines of a log.
pub struct Gatherer {
    mode: ContractMode,
    lanes: Lanes,
    batch: Batch,
    judges: bool,
}

impl Gatherer {
    /// Reads lines under `mode`.
    pub fn new(mode: ContractMode) -> Self {
        Self { mode, lanes: Lanes::new(mode), batch: Batch::new(mode), judges: false }
    }

    /// Reads lines under `mode`, and has the JSON Schema judge every payload too.
    pub fn judging(mode: ContractMode) -> Self {
        let batch = Batch { schema: Some(SchemaTally::default()), ..Batch::new(mode) };
        Self { batch, judges: true, ..Self::new(mode) }
    }

    /// Has the JSON Schema judge the payload of the line that was added last, if that is a dossier event.
    fn judge(&mut self, bytes: &[u8]) {
        let Batch { lines, arrivals, schema: Some(tally), .. } = &mut self.batch else { return };
        let (Some((span, Tag::Event)), Some(valid)) = (lines.last(), arrivals.is_last_valid()) else {
            return;
        };
        let text = if span.offset == 0 { without_mark(bytes) } else { bytes };
        let Some(accepted) = schema_accepts(text, self.mode) else { return };
        tally.judged += 1;
        tally.refused += u64::from(!accepted);
        if valid && !accepted {
            tally.apart.get_or_insert(lines.len() as u32 - 1);
        }
    }
}

impl Gather for Gatherer {
    type Batch = Box<Batch>;

    fn line(&mut self, span: Span, line: RawLine<'_>) {
        if let RawLine::Bytes(bytes) = line
            && let Some(sound) = self.lanes.read(bytes, &mut self.batch.arrivals.scopes)
        {
            self.batch.push_sound(span, &sound);
        } else {
            self.batch.push(span, &decode(line, self.mode, span.offset == 0));
        }
        if let RawLine::Bytes(bytes) = line
            && self.judges
        {
            self.judge(bytes);
        }
    }

    fn len(&self) -> usize {
        self.batch.len()
    }

    fn take(&mut self) -> Box<Batch> {
        let schema = self.judges.then(SchemaTally::default);
        let next = Batch { schema, ..self.batch.next() };
        Box::new(std::mem::replace(&mut self.batch, next))
    }

    fn fork(&self) -> Self {
        if self.judges { Self::judging(self.mode) } else { Self::new(self.mode) }
    }
}
