//! What an update wants done outside the model. Only the loop performs it.

use super::model::LogId;
use crate::disk::Recorded;
use crate::source::SourceSpec;

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// End the program.
    Quit,
    /// Go to the background and come back.
    Suspend,
    /// Put text into the terminal's clipboard.
    Copy(String),
    /// Open a source as a log of this number.
    Open(LogId, SourceSpec),
    /// Stop reading a log.
    Close(LogId),
    /// Read a log again from its start.
    Reopen(LogId),
    /// Hold these files of a log, and no others, against their records, now and whenever one of them changes.
    CheckDisk(LogId, Vec<Recorded>),
}
