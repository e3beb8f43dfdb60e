//! What holding a file against its record came to.

use super::root::Refusal;

/// What holding a file against its record came to. Only [`Outcome::Same`] proves anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The file's hash is the recorded one.
    Same,
    /// The file is another than the recorded one.
    Changed(Change),
    /// There is no such file.
    Gone,
    /// A work package whose bytes do not give the recorded hash, which was not made of them: no change is shown.
    NotByteComparable,
    /// It was not opened.
    Refused(Refusal),
    /// The system would not let it be opened or read; its words.
    Unreadable(String),
    /// It was written to while it was read.
    ChangedWhileReading,
    /// What is recorded can be no file's hash, so nothing was opened.
    BadRecord(BadRecord),
}

/// How a file differs from its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It has another size; it was not read.
    Size {
        /// Its size in bytes.
        found: u64,
    },
    /// It has another content.
    Content {
        /// Its hash, in lower-case hexadecimal.
        found: String,
    },
}

/// Why what is recorded can be no file's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRecord {
    /// The contract refuses the record, so that there is nothing to hold a file against.
    Contract,
    /// It holds something besides hexadecimal digits.
    NotHex,
    /// It is not as long as hashes of its algorithm are.
    Length {
        /// The digits there should be.
        expected: usize,
        /// The digits there are.
        found: usize,
    },
}

/// An [`Outcome`] without its particulars, for counting; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// [`Outcome::Changed`].
    Changed,
    /// [`Outcome::Gone`].
    Gone,
    /// [`Outcome::ChangedWhileReading`].
    ChangedWhileReading,
    /// [`Outcome::Refused`].
    Refused,
    /// [`Outcome::Unreadable`].
    Unreadable,
    /// [`Outcome::BadRecord`].
    BadRecord,
    /// [`Outcome::NotByteComparable`].
    NotByteComparable,
    /// [`Outcome::Same`].
    Same,
}

impl Outcome {
    /// Which of the outcomes it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Same => Kind::Same,
            Self::Changed(_) => Kind::Changed,
            Self::Gone => Kind::Gone,
            Self::NotByteComparable => Kind::NotByteComparable,
            Self::Refused(_) => Kind::Refused,
            Self::Unreadable(_) => Kind::Unreadable,
            Self::ChangedWhileReading => Kind::ChangedWhileReading,
            Self::BadRecord(_) => Kind::BadRecord,
        }
    }
}

impl Kind {
    /// Every kind, the worst first.
    pub const ALL: [Self; 8] = [
        Self::Changed,
        Self::Gone,
        Self::ChangedWhileReading,
        Self::Refused,
        Self::Unreadable,
        Self::BadRecord,
        Self::NotByteComparable,
        Self::Same,
    ];

    /// Its word for people; the worst is in capitals.
    pub fn words(self) -> &'static str {
        match self {
            Self::Changed => "CHANGED",
            Self::Gone => "gone",
            Self::ChangedWhileReading => "changed while reading",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::BadRecord => "bad record",
            Self::NotByteComparable => "not byte-comparable",
            Self::Same => "same",
        }
    }

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::ChangedWhileReading => "changed_while_reading",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::BadRecord => "bad_record",
            Self::NotByteComparable => "not_byte_comparable",
            Self::Same => "same",
        }
    }
}
