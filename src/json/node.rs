//! One row of the table a text is read into: 12 bytes for each value and each key.

use super::document::Kind;

/// A value of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// First byte of the value's text (the quote, bracket or digit).
    pub(super) start: u32,
    /// One past its last byte.
    pub(super) end: u32,
    /// The node after this value and everything inside it, and the kind: a text of up to 512 MiB has no more values
    /// than 29 bits can count.
    packed: u32,
}

const KIND_BITS: u32 = 3;

const KINDS: [Kind; 8] = [
    Kind::Null,
    Kind::Bool(false),
    Kind::Bool(true),
    Kind::Number,
    Kind::String { escaped: false },
    Kind::String { escaped: true },
    Kind::Array,
    Kind::Object,
];

impl Node {
    pub(super) fn new(kind: Kind, start: u32, end: u32, next: u32) -> Self {
        let kind = match kind {
            Kind::Null => 0,
            Kind::Bool(value) => 1 + u32::from(value),
            Kind::Number => 3,
            Kind::String { escaped } => 4 + u32::from(escaped),
            Kind::Array => 6,
            Kind::Object => 7,
        };
        Self { start, end, packed: next << KIND_BITS | kind }
    }

    /// What the value is.
    pub(super) fn kind(self) -> Kind {
        KINDS[(self.packed & ((1 << KIND_BITS) - 1)) as usize]
    }

    /// The node after this value and everything inside it.
    pub(super) fn next(self) -> u32 {
        self.packed >> KIND_BITS
    }
}

const _: () = assert!(size_of::<Node>() == 12);
