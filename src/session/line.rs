//! What is kept of a line: 16 bytes.

use crate::contracts::foreign::ForeignKind;
use crate::contracts::record::{MAX_LINE_BYTES, Span};
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

/// [`LineKind`] in one byte; the number of an event is kept beside it.
#[derive(Debug, Clone, Copy)]
enum Tag {
    Blank,
    Foreign(ForeignKind),
    Rejected,
    Event,
}

/// One line of the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineMeta {
    /// Offset (39 bits, 512 GiB) and length (25 bits: a line too long is one byte over 16 MiB).
    place: u64,
    entry: EntryId,
    tag: Tag,
}

const LEN_BITS: u32 = 25;
const LEN_MASK: u64 = (1 << LEN_BITS) - 1;

impl LineMeta {
    pub(super) fn new(span: Span, kind: LineKind) -> Self {
        let len = u64::from(span.len).min(LEN_MASK);
        let (tag, entry) = match kind {
            LineKind::Blank => (Tag::Blank, 0),
            LineKind::Foreign(kind) => (Tag::Foreign(kind), 0),
            LineKind::Rejected => (Tag::Rejected, 0),
            LineKind::Event(entry) => (Tag::Event, entry),
        };
        Self { place: span.offset << LEN_BITS | len, entry, tag }
    }

    pub(super) fn kind(&self) -> LineKind {
        match self.tag {
            Tag::Blank => LineKind::Blank,
            Tag::Foreign(kind) => LineKind::Foreign(kind),
            Tag::Rejected => LineKind::Rejected,
            Tag::Event => LineKind::Event(self.entry),
        }
    }

    pub(super) fn span(&self) -> Span {
        Span { offset: self.place >> LEN_BITS, len: (self.place & LEN_MASK) as u32 }
    }
}

const _: () = assert!(size_of::<LineMeta>() == 16);
const _: () = assert!((MAX_LINE_BYTES as u64) < LEN_MASK);
