//! What is kept of a line: 8 bytes.

use crate::contracts::foreign::ForeignKind;
use crate::contracts::record::{MAX_LINE_BYTES, Span};
use crate::dossier::timeline::EntryId;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// White space.
    Blank,
    /// A row of another kind.
    Foreign(ForeignKind),
    /// A line that could not be read.
    Rejected,
    /// A dossier event, by its number in the timeline.
    Event(EntryId),
}

/// [`LineKind`] without the number of the event, which follows from how many events came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Blank,
    Foreign(ForeignKind),
    Rejected,
    Event,
}

const TAGS: [Tag; 10] = [
    Tag::Blank,
    Tag::Rejected,
    Tag::Event,
    Tag::Foreign(ForeignKind::LaneTransition),
    Tag::Foreign(ForeignKind::Annotation),
    Tag::Foreign(ForeignKind::Envelope),
    Tag::Foreign(ForeignKind::Lifecycle),
    Tag::Foreign(ForeignKind::Decision),
    Tag::Foreign(ForeignKind::Typed),
    Tag::Foreign(ForeignKind::Unknown),
];
const FIRST_FOREIGN: u64 = 3;

impl Tag {
    /// Its place in [`TAGS`].
    fn number(self) -> u64 {
        match self {
            Self::Blank => 0,
            Self::Rejected => 1,
            Self::Event => 2,
            Self::Foreign(kind) => FIRST_FOREIGN + kind as u64,
        }
    }
}

const TAG_BITS: u32 = 4;
/// A line too long is one byte over 16 MiB.
const LEN_BITS: u32 = 25;
/// How far a line may be from the base it is counted from.
const REACH: u64 = 1 << (u64::BITS - LEN_BITS - TAG_BITS);
const _: () = assert!((MAX_LINE_BYTES as u64) < (1 << LEN_BITS) - 1);

/// The lines of a log by number: where each is, and what.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Distance from the base, length and tag.
    packed: Vec<u64>,
    /// From which line on which offset is the base; one for every 32 GiB of a log.
    bases: Vec<(u32, u64)>,
}

impl Lines {
    /// Notes the next line, which stands after all others.
    pub(super) fn push(&mut self, span: Span, tag: Tag) {
        let base = match self.bases.last() {
            Some((_, base)) if span.offset - base < REACH => *base,
            _ => {
                self.bases.push((self.packed.len() as u32, span.offset));
                span.offset
            }
        };
        let place = (span.offset - base) << (LEN_BITS + TAG_BITS) | u64::from(span.len) << TAG_BITS;
        self.packed.push(place | tag.number());
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.packed.len()
    }

    /// What a line is.
    pub(super) fn tag(&self, line: u32) -> Option<Tag> {
        let packed = self.packed.get(line as usize)?;
        TAGS.get((packed & ((1 << TAG_BITS) - 1)) as usize).copied()
    }

    /// Where a line is.
    pub(super) fn span(&self, line: u32) -> Option<Span> {
        let packed = self.packed.get(line as usize)?;
        let base = self.bases.partition_point(|(first, _)| *first <= line);
        let (_, base) = self.bases.get(base.checked_sub(1)?)?;
        let len = packed >> TAG_BITS & ((1 << LEN_BITS) - 1);
        Some(Span { offset: base + (packed >> (LEN_BITS + TAG_BITS)), len: len as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_found_again_and_no_distance_is_too_far() {
        let mut lines = Lines::default();
        let mut expected = Vec::new();
        for (nth, tag) in (0_u64..).zip(TAGS.into_iter().chain(TAGS)) {
            let far = [0, REACH - 1, REACH, 5 * REACH, u64::MAX >> 1][nth as usize / 4];
            let span = Span { offset: far + nth, len: (MAX_LINE_BYTES + 1) as u32 - nth as u32 };
            lines.push(span, tag);
            expected.push((span, tag));
        }
        for (line, (span, tag)) in (0..).zip(expected) {
            assert_eq!((lines.span(line), lines.tag(line)), (Some(span), Some(tag)));
        }
        assert_eq!((lines.len(), lines.span(20), lines.tag(20)), (20, None, None));
    }
}
