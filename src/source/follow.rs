//! Decides what has happened to a followed file. Pure: facts in, decision out.

use super::fingerprint::{Consumed, Stamp};

/// What a look at the file's name found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing has that name.
    Missing,
    /// Something has the name that is not a regular file.
    NotRegular,
    /// A file has the name, and it cannot be opened or read.
    Unreadable,
    /// A regular file, opened.
    File {
        /// What the system says about it.
        stamp: Stamp,
        /// Its bytes where [`Consumed::head`] was read; fewer if it has fewer.
        head: Vec<u8>,
        /// Its bytes where [`Consumed::tail`] was read; fewer if it has fewer.
        tail: Vec<u8>,
    },
}

/// Why the file cannot be read for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// Nothing has that name.
    Missing,
    /// Something has the name that is not a regular file.
    NotRegular,
    /// It cannot be opened or read.
    Unreadable,
}

/// Why the records so far are void and the file is read again from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestartReason {
    /// The file is shorter than what was read of it.
    Truncated,
    /// Another file has the name.
    Replaced,
    /// The same file holds other bytes where it was read.
    Rewritten,
    /// The file could not be read to its end, and what had been read of it was put together by several threads.
    Interrupted,
}

impl RestartReason {
    /// What happened to the log and what was done about it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Truncated => "truncated: reloaded",
            Self::Replaced => "replaced: reloaded",
            Self::Rewritten => "rewritten: reloaded",
            Self::Interrupted => "interrupted: reloaded",
        }
    }
}

/// What has happened since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing that was read has changed, and there is nothing more to read.
    Unchanged,
    /// What was read is as it was, and more follows.
    Appended,
    /// The file has other times and its length is the same. Its middle may have been edited, or an append has
    /// set the times and not yet the length, or it was only touched: all of it is to be gone over.
    Touched,
    /// What was read is no longer the file.
    Restart(RestartReason),
    /// There is nothing to read for now; what was read stays.
    Unavailable(Unavailable),
}

/// Decides what has happened to the file between `consumed` and `seen`.
///
/// Neither length nor file number is enough: a file can be cut and grow past its old length between
/// two looks, and a number is used again. So the bytes at both ends of what was read must still be
/// there, and a file of equal length whose times moved is doubtful, since its middle may have changed.
///
/// A change in the middle that comes together with an append between two looks is not seen here; going over
/// the chunks finds it ([`super::audit`]).
pub fn decide(consumed: &Consumed, seen: &Seen) -> Decision {
    let (now, head, tail) = match seen {
        Seen::Missing => return Decision::Unavailable(Unavailable::Missing),
        Seen::NotRegular => return Decision::Unavailable(Unavailable::NotRegular),
        Seen::Unreadable => return Decision::Unavailable(Unavailable::Unreadable),
        Seen::File { stamp, head, tail } => (stamp, head, tail),
    };
    let before = &consumed.stamp;
    if now.id != before.id {
        return Decision::Restart(RestartReason::Replaced);
    }
    // The bytes may have been cut away after the length was asked for.
    if now.size < consumed.offset || head.len() < consumed.head.len() || tail.len() < consumed.tail.len() {
        return Decision::Restart(RestartReason::Truncated);
    }
    if *head != consumed.head || *tail != consumed.tail {
        return Decision::Restart(RestartReason::Rewritten);
    }
    if now.size == before.size && now != before && consumed.offset > 0 {
        return Decision::Touched;
    }
    if now.size > consumed.offset { Decision::Appended } else { Decision::Unchanged }
}
