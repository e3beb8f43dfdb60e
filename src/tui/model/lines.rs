//! The lines that are on the screen: read and decoded once, not at every frame.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::log::Log;
use crate::contracts::decode::{Content, Decoded, decode};
use crate::contracts::edition::Edition;
use crate::contracts::event::DossierPayload;
use crate::contracts::finding::Finding;
use crate::contracts::record::RawLine;
use crate::dossier::timeline::{EntryId, Events};
use crate::json::Document;
use crate::session::{LineKind, Problem};
use crate::tui::tree::{TreeRow, rows_of_line};

/// A line read again.
#[derive(Debug)]
pub struct ReadLine {
    /// Its bytes; none of a line that is too long to keep.
    pub bytes: Vec<u8>,
    /// What it is.
    pub decoded: Decoded,
}

/// The lines that drawing a view reads.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Those of which it shows more than the payload, or which may have none.
    pub lines: Vec<u32>,
    /// Those of events with a good payload, of which it shows nothing else. That is read for less.
    pub payloads: Vec<u32>,
}

impl Log {
    /// A line read again; `None` when its source no longer has it.
    pub fn read(&self, line: u32) -> Option<Arc<ReadLine>> {
        if let Some(known) = self.lines.get(&line) {
            return Some(Arc::clone(known));
        }
        let Some(bytes) = self.session.bytes(line) else {
            let decoded = self.session.decoded(line)?;
            return Some(Arc::new(ReadLine { bytes: Vec::new(), decoded }));
        };
        let decoded = decode(RawLine::Bytes(&bytes), self.session.mode(), line == 0);
        Some(Arc::new(ReadLine { bytes, decoded }))
    }

    /// The event of a line for which a list needs no more than its payload: the rest is known of each event.
    pub fn told_by_payload(&self, line: u32) -> Option<EntryId> {
        let LineKind::Event(event) = self.session.kind(line)? else { return None };
        // Another edition's order goes by another time than the one that is shown.
        let is_shown = self.session.mode().order_edition() == Edition::Three;
        (is_shown && self.session.timeline().entry(event).is_valid()).then_some(event)
    }

    /// The payload of an event, read again unless it is at hand; `None` when it is bad or its line is gone.
    pub fn payload(&self, event: EntryId) -> Option<Cow<'_, DossierPayload>> {
        let entry = self.session.timeline().entry(event);
        if let Some(payload) = self.payloads.get(&entry.line) {
            return Some(Cow::Borrowed(payload));
        }
        if let Some(read) = self.lines.get(&entry.line) {
            return match &read.decoded.content {
                Content::Event(event) => event.payload.as_ref().map(Cow::Borrowed),
                _ => None,
            };
        }
        self.session.payload(entry.line).filter(|_| entry.is_valid()).map(Cow::Owned)
    }

    /// The finding behind a problem.
    pub fn finding(&self, problem: &Problem) -> Option<Finding> {
        self.read(problem.line)?.decoded.findings.get(problem.nth as usize).cloned()
    }

    /// Keeps what is about to be drawn, and forgets the rest. What is known already is not read again.
    pub fn keep(&mut self, mut wanted: Wanted) {
        wanted.lines.sort_unstable();
        wanted.payloads.sort_unstable();
        self.lines.retain(|line, _| wanted.lines.binary_search(line).is_ok());
        self.payloads.retain(|line, _| wanted.payloads.binary_search(line).is_ok());
        for line in wanted.lines {
            if !self.lines.contains_key(&line)
                && let Some(read) = self.read(line)
            {
                self.lines.insert(line, read);
            }
        }
        for line in wanted.payloads {
            if !self.payloads.contains_key(&line)
                && let Some(payload) = self.session.payload(line)
            {
                self.payloads.insert(line, payload);
            }
        }
    }

    /// Keeps the tree of the selected line, folded as the pane says.
    pub fn keep_tree(&mut self, line: Option<u32>, toggled: &BTreeSet<String>) {
        let known = self.tree.as_ref().map(|(line, folds, _)| (*line, folds));
        if known == line.map(|line| (line, toggled)) {
            return;
        }
        self.tree = line.and_then(|line| {
            let read = self.read(line)?;
            let bytes = read.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&read.bytes);
            let document = Document::parse(str::from_utf8(bytes).ok()?).ok()?;
            Some((line, toggled.clone(), Arc::new(rows_of_line(document.root(), toggled))))
        });
    }

    /// The tree of a line, if it is the one that is kept.
    pub fn tree_of(&self, line: u32) -> Option<&[TreeRow]> {
        self.tree.as_ref().filter(|(kept, _, _)| *kept == line).map(|(_, _, rows)| rows.as_slice())
    }
}
