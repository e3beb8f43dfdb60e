//! What came next: the text between two values, as it stood in lines before.

use super::shapes::SHAPES;

/// Places in a shape after which something may come: its begin, its fields, and names learnt from the log.
const PLACES: usize = 64;

/// The place before the first field of an object. Field `n` is the place `n + 1`.
pub(super) const BEGIN: usize = 0;

/// What follows a place when the object ends there.
pub(super) const END: usize = PLACES - 1;

/// The longest text between two values that is remembered.
const LONGEST: usize = 46;

/// A text between two values and the field whose value it leads to.
///
/// It was taken apart once, so wherever it stands again it means the same.
#[derive(Debug, Clone, Copy)]
struct Way {
    text: [u8; LONGEST],
    len: u8,
    field: u8,
}

/// A text that no line has: lines with control characters are not read here.
const NOWHERE: Way = Way { text: [0; LONGEST], len: 1, field: 0 };

/// The two texts that last came after each place of each shape, and the fields of other names that open shapes had.
///
/// A wrong guess costs a comparison and nothing else.
#[derive(Debug)]
pub(super) struct Memory {
    ways: Vec<[Way; 2]>,
    strangers: Vec<Box<[u8]>>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { ways: vec![[NOWHERE; 2]; SHAPES * PLACES], strangers: Vec::new() }
    }

    /// The field whose value begins in `rest` after a text that is known to follow `place`, and the length of that.
    #[inline]
    pub(super) fn guess(&self, shape: usize, place: usize, rest: &[u8]) -> Option<(usize, usize)> {
        let ways = self.ways.get(shape * PLACES + place)?;
        let found = ways
            .iter()
            .find(|way| way.text.get(..usize::from(way.len)).is_some_and(|text| rest.starts_with(text)))?;
        Some((usize::from(found.field), usize::from(found.len)))
    }

    /// Remembers that `text` led from `place` to `field`.
    pub(super) fn learn(&mut self, shape: usize, place: usize, text: &[u8], field: usize) {
        let Some(ways) = self.ways.get_mut(shape * PLACES + place) else { return };
        let mut way = Way { len: text.len() as u8, field: field as u8, ..NOWHERE };
        if let Some(room) = way.text.get_mut(..text.len()) {
            room.copy_from_slice(text);
            *ways = [way, ways[0]];
        }
    }

    /// The number of a field that `own` fields of the shape do not name; `None` when there are too many such names.
    pub(super) fn stranger(&mut self, own: usize, name: &[u8]) -> Option<usize> {
        let known = self.strangers.iter().position(|known| **known == *name);
        let nth = known.unwrap_or_else(|| {
            self.strangers.push(name.into());
            self.strangers.len() - 1
        });
        if own + nth < END - 1 {
            return Some(own + nth);
        }
        self.strangers.truncate(END - 1 - own);
        None
    }
}
