//! Bytes in, records out: the one path every reading of a source takes.

use std::sync::Arc;

use memchr::memchr;

use super::Complete;
use super::lines::{LineCutter, LineWentOn};
use super::store::KeptBytes;
use crate::contracts::record::{RawLine, Record, Span};

/// How many bytes may be pushed at once: bounds the records that wait, even if all lines are empty.
pub(super) const PUSH_BYTES: usize = 64 * 1024;

/// Cuts, keeps where needed, and decodes.
pub(super) struct Intake<T, D> {
    cutter: LineCutter,
    decode: D,
    complete: Complete,
    kept: Option<Arc<KeptBytes>>,
    records: Vec<Record<T>>,
}

impl<T, D: FnMut(RawLine<'_>) -> T> Intake<T, D> {
    pub(super) fn new(decode: D, complete: Complete, kept: Option<Arc<KeptBytes>>) -> Self {
        Self { cutter: LineCutter::new(), decode, complete, kept, records: Vec::new() }
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
        let Self { cutter, decode, records, .. } = self;
        cutter.push(bytes, |span, line| {
            records.push(Record { span, content: decode(line) });
        })
    }

    /// Takes the unfinished line if it is whole without its ending.
    pub(super) fn settle(&mut self) {
        let Self { cutter, decode, records, complete, .. } = self;
        cutter.settle(*complete, |span, line| {
            records.push(Record { span, content: decode(line) });
        });
    }

    /// The records since they were last taken.
    pub(super) fn records(&mut self) -> &mut Vec<Record<T>> {
        &mut self.records
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
        self.records.clear();
    }
}
