//! The ledger of fates: every line that was read is exactly one of these.

use serde::Serialize;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// A dossier event that changed the dossier.
    Folded,
    /// A dossier event with a bad payload: counted by the reducer, not folded.
    BadPayload,
    /// A copy of an event that counts already.
    Duplicate {
        /// Whether its content is shown to be that of the event that counts.
        same: bool,
    },
    /// A row of another kind.
    Foreign,
    /// Not JSON, not an object, or an envelope that fails.
    Rejected,
    /// White space.
    Blank,
    /// An unfinished last line.
    Pending,
}

impl Fate {
    /// The words of screens.
    pub fn words(self) -> &'static str {
        match self {
            Self::Folded => "folded",
            Self::BadPayload => "bad payload",
            Self::Duplicate { same: true } => "duplicate",
            Self::Duplicate { same: false } => "duplicate, other content",
            Self::Foreign => "foreign",
            Self::Rejected => "rejected",
            Self::Blank => "blank",
            Self::Pending => "pending",
        }
    }
}

/// How many lines met each fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Ledger {
    /// All lines read.
    pub lines: u64,
    /// Dossier events that changed the dossier.
    pub folded: u64,
    /// Dossier events with a bad payload.
    pub bad_payload: u64,
    /// Copies of events that count already.
    pub duplicate: u64,
    /// Rows of another kind.
    pub foreign: u64,
    /// Lines that could not be read.
    pub rejected: u64,
    /// Lines of white space.
    pub blank: u64,
    /// Unfinished last lines: 0 or 1.
    pub pending: u64,
    /// Of the duplicates, those whose content is not shown to be the same. Not a fate of its own.
    #[serde(skip)]
    pub conflicting: u64,
}

impl Ledger {
    /// The sum of the seven fates; equals `lines` always.
    pub fn sum(&self) -> u64 {
        self.folded
            + self.bad_payload
            + self.duplicate
            + self.foreign
            + self.rejected
            + self.blank
            + self.pending
    }

    /// Whether every line is accounted for.
    pub fn closes(&self) -> bool {
        self.sum() == self.lines
    }

    /// The reducer's `event_count` over the whole log: what was folded and what was only counted.
    pub fn event_count(&self) -> u64 {
        self.folded + self.bad_payload
    }
}
