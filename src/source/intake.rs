//! Bytes in, records out: the one path every reading of a source takes.

use std::sync::Arc;

use memchr::memchr;

use super::Complete;
use super::lines::{LineCutter, LineWentOn};
use super::store::KeptBytes;
use crate::contracts::record::{Gather, Span};

/// How many bytes may be pushed at once: bounds the records that wait, even if all lines are empty.
pub(super) const PUSH_BYTES: usize = 64 * 1024;

/// Cuts, keeps where needed, and gathers.
pub(super) struct Intake<G> {
    cutter: LineCutter,
    gatherer: G,
    complete: Complete,
    kept: Option<Arc<KeptBytes>>,
}

impl<G: Gather> Intake<G> {
    pub(super) fn new(gatherer: G, complete: Complete, kept: Option<Arc<KeptBytes>>) -> Self {
        Self { cutter: LineCutter::new(), gatherer, complete, kept }
    }

    /// Takes the next bytes, at most [`PUSH_BYTES`].
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), LineWentOn> {
        if let Some(kept) = &self.kept {
            // The inside of a line that is too long is never asked for, and may be endless.
            let inside = self.cutter.is_skipping() && memchr(b'\n', bytes).is_none();
            if !inside {
                kept.append(self.cutter.position(), bytes);
            }
        }
        self.cutter.push(bytes, |span, line| self.gatherer.line(span, line))
    }

    /// Takes the unfinished line if it is whole without its ending.
    pub(super) fn settle(&mut self) {
        self.cutter.settle(self.complete, |span, line| self.gatherer.line(span, line));
    }

    /// Makes gatherers like the one in use.
    pub(super) fn gatherer(&self) -> &G {
        &self.gatherer
    }

    /// Goes on behind lines that others have taken.
    pub(super) fn go_on(&mut self, cutter: LineCutter) {
        self.cutter = cutter;
    }

    /// How many lines there are to be taken.
    pub(super) fn lines(&self) -> usize {
        self.gatherer.len()
    }

    /// What became of the lines since they were last taken; nothing when there were none.
    pub(super) fn take(&mut self) -> Option<G::Batch> {
        (!self.gatherer.is_empty()).then(|| self.gatherer.take())
    }

    /// The unfinished line.
    pub(super) fn pending(&self) -> Option<(Span, &[u8])> {
        self.cutter.pending()
    }

    /// How many bytes were taken.
    pub(super) fn position(&self) -> u64 {
        self.cutter.position()
    }

    /// Starts again with the source.
    pub(super) fn restart(&mut self) {
        self.cutter = LineCutter::new();
        self.gatherer = self.gatherer.fork();
    }
}
