//! What is kept of a line: 16 bytes.

use crate::contracts::foreign::ForeignKind;
use crate::contracts::record::Span;
use crate::dossier::timeline::EntryId;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// White space.
    Blank,
    /// A row of another kind.
    Foreign(ForeignKind),
    /// A line that could not be read.
    Rejected,
    /// A dossier event, by its number in the timeline.
    Event(EntryId),
}

/// One line of the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineMeta {
    /// Offset (40 bits, 1 TiB) and length (24 bits; a line has at most 16 MiB).
    place: u64,
    pub(super) kind: LineKind,
    pub(super) findings: u8,
}

const LEN_BITS: u32 = 24;
const LEN_MASK: u64 = (1 << LEN_BITS) - 1;

impl LineMeta {
    pub(super) fn new(span: Span, kind: LineKind) -> Self {
        let len = u64::from(span.len).min(LEN_MASK);
        Self { place: span.offset << LEN_BITS | len, kind, findings: 0 }
    }

    pub(super) fn span(&self) -> Span {
        Span { offset: self.place >> LEN_BITS, len: (self.place & LEN_MASK) as u32 }
    }
}

const _: () = assert!(size_of::<LineMeta>() <= 24);
