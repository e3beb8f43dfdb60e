//! Events that share an id: which counts, and which say something else.

use super::entry::{Entry, EntryId, OTHER_CONTENT};

/// How many differing contents of one id are told apart; what differs from all of them is only "other".
const CONTENTS: usize = 8;

/// Tells what lines say apart.
pub trait Contents {
    /// A number that is the same for lines of the same bytes; `None` when the line cannot be read.
    fn checksum(&mut self, line: u32) -> Option<u64>;

    /// A number that is the same for lines that say the same, however they are written; costs more than a checksum.
    fn digest(&mut self, line: u32) -> Option<u64>;

    /// Whether two lines say the same. Asked only for lines of one checksum or digest.
    fn same(&mut self, a: u32, b: u32) -> bool;
}

/// One of the differing contents of an id.
#[derive(Debug)]
struct Content {
    /// An event that has it.
    sample: EntryId,
    /// What its line's checksum is.
    checksum: Option<u64>,
    /// What its line's digest is.
    digest: Digest,
    /// How many copies have it.
    copies: usize,
}

/// What a line's digest is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digest {
    /// It has not mattered yet.
    NotAsked,
    /// It has none: the line cannot be read, or is not JSON.
    None,
    /// This.
    Is(u64),
}

impl Digest {
    fn of(digest: Option<u64>) -> Self {
        digest.map_or(Self::None, Self::Is)
    }
}

/// The copies of one event.
#[derive(Debug)]
pub(super) struct Copies {
    counted: EntryId,
    counted_content: u32,
    total: usize,
    /// Empty until there is a copy to tell from the first.
    contents: Vec<Content>,
}

impl Copies {
    /// The group of an event that had been alone.
    pub(super) fn of(counted: EntryId) -> Self {
        Self { counted, counted_content: 0, total: 1, contents: Vec::new() }
    }

    /// Adds a copy and finds out which content it has.
    pub(super) fn add(&mut self, entries: &mut [Entry], copy: EntryId, contents: &mut dyn Contents) {
        self.total += 1;
        let line_of = |entry: EntryId| entries[entry as usize].line;
        if self.contents.is_empty() {
            let checksum = contents.checksum(line_of(self.counted));
            self.contents.push(Content {
                sample: self.counted,
                checksum,
                digest: Digest::NotAsked,
                copies: 1,
            });
        }
        let line = line_of(copy);
        let checksum = contents.checksum(line);
        let mut digest = Digest::NotAsked;
        let written_alike = |known: &Content| checksum.is_some() && known.checksum == checksum;
        let mut known = self
            .contents
            .iter()
            .position(|known| written_alike(known) && contents.same(line_of(known.sample), line));
        if known.is_none() && checksum.is_some() {
            digest = Digest::of(contents.digest(line));
            known = self.contents.iter_mut().position(|known| {
                let sample = line_of(known.sample);
                if known.digest == Digest::NotAsked {
                    known.digest = Digest::of(contents.digest(sample));
                }
                digest != Digest::None && known.digest == digest && contents.same(sample, line)
            });
        }
        let content = match known {
            Some(content) => {
                self.contents[content].copies += 1;
                content as u32
            }
            None if self.contents.len() < CONTENTS => {
                self.contents.push(Content { sample: copy, checksum, digest, copies: 1 });
                self.contents.len() as u32 - 1
            }
            None => OTHER_CONTENT,
        };
        entries[copy as usize].set_content(content);
    }

    /// Notes that `entry` counts from now on.
    pub(super) fn counts(&mut self, entries: &[Entry], entry: EntryId) {
        self.counted = entry;
        self.counted_content = entries[entry as usize].content();
    }

    pub(super) fn counted(&self) -> EntryId {
        self.counted
    }

    /// Whether `copy` is shown to say the same as the event that counts.
    pub(super) fn is_same(&self, copy: &Entry) -> bool {
        copy.content() == self.counted_content && copy.content() != OTHER_CONTENT
    }

    /// Copies not shown to say the same as the event that counts.
    pub(super) fn conflicting(&self) -> usize {
        let same = self.contents.get(self.counted_content as usize).map_or(1, |content| content.copies);
        self.total - same
    }
}
