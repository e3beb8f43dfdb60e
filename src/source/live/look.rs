//! What a look at a followed file sees.

use std::io;

use super::Live;
use crate::contracts::record::Gather;
use crate::source::files::Files;
use crate::source::fingerprint::Stamp;
use crate::source::follow::Seen;
use crate::source::message::FollowStatus;

impl<G: Gather, F: Files> Live<G, F> {
    /// The common case, which what has the name tells without being opened.
    pub(super) fn is_surely_unchanged(&self, named: Option<Stamp>) -> bool {
        self.audit.is_settled()
            && !self.behind
            && self.consumed.offset == self.consumed.stamp.size
            && named == Some(self.consumed.stamp)
    }

    /// Looks at what has the file's name, which looked like `named` just now.
    pub(super) fn examine(&self, named: Option<Stamp>) -> (Seen, Option<F::Held>) {
        // The held file under its name, with more in it: to open it once more would tell nothing, take time, and be
        // hinted at like all else that happens to it.
        let has_grown = |stamp: Stamp| {
            let before = self.consumed.stamp;
            stamp.id == before.id && stamp.size > before.size
        };
        if named.is_some_and(has_grown)
            && self.status == Some(FollowStatus::Following)
            && let Ok(seen) = self.compare(&self.held)
        {
            return (seen, None);
        }
        match self.files.open(&self.path) {
            Ok(Some(file)) => match self.compare(&file) {
                Ok(seen) => (seen, Some(file)),
                Err(_) => (Seen::Unreadable, None),
            },
            Ok(None) => (Seen::NotRegular, None),
            Err(cause) => match cause.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => (Seen::Missing, None),
                _ => (Seen::Unreadable, None),
            },
        }
    }

    pub(super) fn compare(&self, file: &F::Held) -> io::Result<Seen> {
        let window = |offset: u64, len: usize| {
            let mut bytes = vec![0; len];
            let read = self.files.read_up_to(file, &mut bytes, offset)?;
            bytes.truncate(read);
            Ok::<_, io::Error>(bytes)
        };
        let stamp = self.files.stamp(file)?;
        let head = window(0, self.consumed.head.len())?;
        let tail = window(self.consumed.tail_offset(), self.consumed.tail.len())?;
        Ok(Seen::File { stamp, head, tail })
    }
}
