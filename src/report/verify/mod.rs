//! Files on disk against a log's record of them.

mod json;
mod text;

use std::path::Path;

use crate::contracts::values::LocalNamespaceTuple;
use crate::disk::{Kind, Outcome, Recorded};
pub use json::{write_failure, write_json};
pub use text::{particulars, write_text};

/// What was asked for, as it was given.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The log.
    pub source: &'a Path,
    /// The folder its files are looked for in.
    pub root: &'a Path,
    /// The contract its lines are read under.
    pub contract: String,
    /// The moment; the end of the log when none was given.
    pub at: Option<String>,
    /// Whether what cannot be compared fails.
    pub strict: bool,
}

/// Every artifact that is present in a log's state, held against its file.
#[derive(Debug, Clone)]
pub struct Verification<'a> {
    /// What was asked for.
    pub asked: &'a Asked<'a>,
    /// The mission; `None` when no event names one.
    pub mission: Option<LocalNamespaceTuple>,
    /// The artifacts, in the order of the contract's state.
    pub findings: Vec<Finding>,
    /// How many more were not looked for, as others have taken their places.
    pub superseded: usize,
}

/// One artifact, held against its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What the log says.
    pub recorded: Recorded,
    /// What that came to.
    pub outcome: Outcome,
}

/// What all findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All that can be compared is as recorded.
    Same,
    /// Nothing was found wrong, as nothing could be compared.
    NotComparable,
    /// Something is not shown to be as recorded.
    NotSame,
    /// There is no artifact.
    Nothing,
}

impl Verdict {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::NotComparable => "not_comparable",
            Self::NotSame => "not_same",
            Self::Nothing => "nothing_to_judge",
        }
    }
}

impl Verification<'_> {
    /// How many artifacts came to what.
    pub fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|finding| finding.outcome.kind() == kind).count()
    }

    /// What all findings come to.
    pub fn verdict(&self) -> Verdict {
        let (same, incomparable) = (self.count(Kind::Same), self.count(Kind::NotByteComparable));
        let allowed = if self.asked.strict { 0 } else { incomparable };
        match self.findings.len() {
            0 => Verdict::Nothing,
            all if same + allowed < all => Verdict::NotSame,
            _ if same == 0 => Verdict::NotComparable,
            _ => Verdict::Same,
        }
    }
}
