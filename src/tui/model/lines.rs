//! The lines that are on the screen: read and decoded once, not at every frame.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::log::Log;
use crate::contracts::decode::{Decoded, decode};
use crate::contracts::finding::Finding;
use crate::contracts::record::RawLine;
use crate::json::Document;
use crate::session::Problem;
use crate::tui::tree::{TreeRow, rows_of_line};

/// A line read again.
#[derive(Debug)]
pub struct ReadLine {
    /// Its bytes; none of a line that is too long to keep.
    pub bytes: Vec<u8>,
    /// What it is.
    pub decoded: Decoded,
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

    /// The finding behind a problem.
    pub fn finding(&self, problem: &Problem) -> Option<Finding> {
        self.read(problem.line)?.decoded.findings.get(problem.nth as usize).cloned()
    }

    /// Keeps the lines that are about to be drawn, and forgets the others. Those known already are not read again.
    pub fn keep_lines(&mut self, wanted: impl IntoIterator<Item = u32>) {
        let mut wanted: Vec<u32> = wanted.into_iter().collect();
        wanted.sort_unstable();
        self.lines.retain(|line, _| wanted.binary_search(line).is_ok());
        for line in wanted {
            if !self.lines.contains_key(&line)
                && let Some(read) = self.read(line)
            {
                self.lines.insert(line, read);
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
