//! What a feed tells.

use std::sync::Arc;

use super::error::SourceError;
use super::follow::{RestartReason, Unavailable};
use super::intake::Intake;
use crate::contracts::record::{Gather, LineStore, Span};

/// How many bytes of an unfinished line are handed on to be shown.
pub(super) const PENDING_BYTES: usize = 64 * 1024;

/// One message of a feed.
///
/// `Started` comes first. The records since the last `Started` or `Restarted` are the source as it
/// is; a `Restarted` voids all before it. `CaughtUp` follows once after each, when all that was there
/// has been handed on, unless another `Restarted` comes first. The last message is `Ended` or `Failed`,
/// unless the feed is dropped before.
pub enum FeedMessage<B> {
    /// Reading begins.
    Started {
        /// Where lines can be read again.
        store: Arc<dyn LineStore>,
        /// Length of the source in bytes, where it is known.
        size: Option<u64>,
    },
    /// The next lines, in order.
    Batch {
        /// What became of the lines; nothing when only the progress is news.
        batch: Option<B>,
        /// How many bytes have been read since the start of the source.
        read: u64,
        /// How many bytes there are to read, where that is known.
        total: Option<u64>,
    },
    /// The source ends with an unfinished line, or no longer does.
    Pending(Option<PendingLine>),
    /// All that was there when reading began has been handed on.
    CaughtUp,
    /// The records so far are void; the source is read again from its start.
    Restarted {
        /// What happened to it.
        reason: RestartReason,
        /// Where lines can be read again; the store before no longer fits.
        store: Arc<dyn LineStore>,
        /// Length of the source in bytes.
        size: Option<u64>,
    },
    /// How the source is being followed, whenever that changes.
    Status(FollowStatus),
    /// The source has been read and will not change.
    Ended,
    /// Reading has stopped for good.
    Failed(SourceError),
}

/// A line that has no ending yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLine {
    /// Its place so far.
    pub span: Span,
    /// Its first bytes, at most 64 KiB.
    pub bytes: Vec<u8>,
}

impl PendingLine {
    pub(super) fn of<G: Gather>(intake: &Intake<G>) -> Option<Self> {
        let (span, bytes) = intake.pending()?;
        Some(Self { span, bytes: bytes[..bytes.len().min(PENDING_BYTES)].to_vec() })
    }
}

/// How a source is being followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowStatus {
    /// The system tells of changes.
    Following,
    /// Changes are looked for at intervals.
    Polling,
    /// Nothing has the name any more; it is looked for.
    Missing,
    /// The file cannot be opened or read; it is tried again.
    Unreadable,
    /// Something has the name that is not a file; it is looked at again.
    NotRegular,
    /// Lines arrive as if they were being written.
    Playing,
    /// Nothing more will come.
    Static,
}

impl FollowStatus {
    /// The status in the words people know from other followers.
    pub fn words(self) -> &'static str {
        match self {
            Self::Following => "following",
            Self::Polling => "polling",
            Self::Missing => "file missing",
            Self::Unreadable => "unreadable",
            Self::NotRegular => "not a regular file",
            Self::Playing => "playing",
            Self::Static => "will not change",
        }
    }

    /// Whether there is nothing to read for now, so that what is shown may no longer be so.
    pub fn is_away(self) -> bool {
        matches!(self, Self::Missing | Self::Unreadable | Self::NotRegular)
    }
}

impl From<Unavailable> for FollowStatus {
    fn from(why: Unavailable) -> Self {
        match why {
            Unavailable::Missing => Self::Missing,
            Unavailable::NotRegular => Self::NotRegular,
            Unavailable::Unreadable => Self::Unreadable,
        }
    }
}
