//! What snapshot hashes prove (contract section 6).
//!
//! A claim is recomputed in the form it is written in. Three outcomes, never guessed: it matches, it does
//! not and the likely culprits are named, or it cannot be compared and the reason is told.

mod checking;
mod form;
mod gathering;
mod sorting;
mod surplus;

use std::ops::Range;

use super::room::Room;
use super::timeline::{Events, NamespaceId, StateError, Timeline};
use crate::contracts::values::HashAlgorithm;
pub use checking::Checking;
pub use form::HashForm;

/// How many artifacts are gone over to find what one mismatch comes from.
const PATIENCE: usize = 20_000_000;

/// What recomputing a claim showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelfCheck {
    /// The log replays to exactly the claimed hash.
    Match,
    /// It does not.
    Mismatch(Mismatch),
    /// The claim cannot be recomputed.
    NotComparable(NotComparable),
}

/// A claim that the replay does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What the replay gives, in the claim's form.
    pub recomputed: String,
    /// The paths that likely make the difference, sorted.
    pub culprits: Vec<String>,
    /// How they were found.
    pub evidence: Evidence,
}

/// How the culprits of a mismatch were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Without these paths the hash is exactly the claimed one: they are surplus, most likely deleted, for
    /// which there is no event.
    Surplus,
    /// They changed since the last snapshot that matched: one or more of them is likely.
    ChangedSinceMatch,
    /// Nothing points at any path.
    None,
}

/// Why a claim cannot be recomputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotComparable {
    /// It is written in neither known form.
    Form,
    /// It says to be made by another function than SHA-256.
    Function(HashAlgorithm),
}

impl NotComparable {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Form => "the claim is written in no form that can be recomputed",
            Self::Function(HashAlgorithm::Sha512) => {
                "the claim says sha512, for which there is no agreed form"
            }
            Self::Function(_) => "the claim says md5, for which there is no agreed form",
        }
    }
}

/// Recomputes the claim of the snapshot `nth` (from 0) of a mission in one go, as [`Checking`] does in many.
///
/// # Errors
/// A line that can no longer be read.
pub fn self_check(
    timeline: &Timeline,
    mission: NamespaceId,
    nth: usize,
    events: &dyn Events,
) -> Result<SelfCheck, StateError> {
    finish(Checking::begin(timeline, mission, nth, events)?, timeline, events)
}

/// The same with more patience, where the last earlier snapshot that the log bears out is known to be among `earlier`.
pub(super) fn self_check_among(
    timeline: &Timeline,
    mission: NamespaceId,
    nth: usize,
    earlier: Range<usize>,
    events: &dyn Events,
) -> Result<SelfCheck, StateError> {
    finish(Checking::among(timeline, mission, nth, (PATIENCE, earlier), events)?, timeline, events)
}

fn finish(mut checking: Checking, timeline: &Timeline, events: &dyn Events) -> Result<SelfCheck, StateError> {
    loop {
        if let Some(check) = checking.go_on(timeline, events, &mut Room::endless())? {
            return Ok(check);
        }
    }
}
