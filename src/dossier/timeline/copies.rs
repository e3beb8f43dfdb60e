//! Events that share an id: which counts, and which say something else.

use super::entry::{Entry, EntryId};

/// How many differing contents of one id are told apart; what differs from all of them is only "other".
const CONTENTS: usize = 8;
/// The content number of what was not told apart.
const OTHER: u8 = u8::MAX;

/// The copies of one event.
#[derive(Debug)]
pub(super) struct Copies {
    counted: EntryId,
    counted_content: u8,
    total: usize,
    /// For each content, a line that has it and how many copies do.
    contents: Vec<(EntryId, usize)>,
}

impl Copies {
    /// The group of an event that had been alone.
    pub(super) fn of(counted: EntryId) -> Self {
        Self { counted, counted_content: 0, total: 1, contents: vec![(counted, 1)] }
    }

    /// Adds a copy and finds out which content it has.
    pub(super) fn add(
        &mut self,
        entries: &mut [Entry],
        copy: EntryId,
        mut same_content: impl FnMut(u32) -> bool,
    ) {
        self.total += 1;
        let known = self.contents.iter().position(|(sample, _)| same_content(entries[*sample as usize].line));
        entries[copy as usize].content = match known {
            Some(content) => {
                self.contents[content].1 += 1;
                content as u8
            }
            None if self.contents.len() < CONTENTS => {
                self.contents.push((copy, 1));
                self.contents.len() as u8 - 1
            }
            None => OTHER,
        };
    }

    /// Notes that `entry` counts from now on.
    pub(super) fn counts(&mut self, entries: &[Entry], entry: EntryId) {
        self.counted = entry;
        self.counted_content = entries[entry as usize].content;
    }

    pub(super) fn counted(&self) -> EntryId {
        self.counted
    }

    /// Whether `copy` is shown to say the same as the event that counts.
    pub(super) fn is_same(&self, copy: &Entry) -> bool {
        copy.content == self.counted_content && copy.content != OTHER
    }

    /// Copies not shown to say the same as the event that counts.
    pub(super) fn conflicting(&self) -> usize {
        let same = self.contents.get(usize::from(self.counted_content)).map_or(1, |(_, count)| *count);
        self.total - same
    }
}
