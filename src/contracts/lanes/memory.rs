//! What came next: the text between two values, as it stood in lines before.

use super::forms::Met;
use super::shapes::SHAPES;

/// Places in a shape after which something may come: its begin, its fields, and names learnt from the log.
const PLACES: usize = 1 << PLACE_BITS;
const PLACE_BITS: usize = 6;

/// The place before the first field of an object. Field `n` is the place `n + 1`.
pub(super) const BEGIN: usize = 0;

/// How many sorts of values are checked and not kept: ids, UUIDs, versions.
const CHECKS: usize = 3;

/// What follows a place when the object ends there.
pub(super) const END: usize = PLACES - 1;

/// What follows a place after which nothing has come yet.
const UNKNOWN: usize = PLACES;

/// So many values of a line have room that is kept for the next one.
const MOST_MET: usize = 256;

/// The longest text between two values that is remembered.
const LONGEST: usize = 64;

/// A text between two values and the field whose value it leads to.
///
/// It was taken apart once, so wherever it stands again it means the same. The empty text leads to [`UNKNOWN`].
#[derive(Debug, Clone)]
struct Way {
    text: Box<[u8]>,
    field: usize,
}

impl Default for Way {
    fn default() -> Self {
        Self { text: Box::default(), field: UNKNOWN }
    }
}

/// The two texts that last came after each place of each shape, and the fields of other names that open shapes had; and
/// what was met in the last line.
///
/// A wrong guess costs a comparison and nothing else.
#[derive(Debug)]
pub(super) struct Memory {
    /// The values met in the line that was read last.
    pub(super) met: Vec<Met>,
    /// The closed shapes that its objects were read by, by number.
    pub(super) objects: u64,
    ways: Vec<[Way; 2]>,
    strangers: Vec<Box<[u8]>>,
    checked: [Vec<u8>; CHECKS],
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            met: Vec::new(),
            objects: 0,
            ways: vec![Default::default(); SHAPES << PLACE_BITS],
            strangers: Vec::new(),
            checked: Default::default(),
        }
    }

    /// Forgets what was met in the line before, and gives back the room that a line of very many values took.
    pub(super) fn forget(&mut self) {
        self.met.clear();
        self.met.shrink_to(MOST_MET);
        self.objects = 0;
    }

    /// Notes the values in a text that stands behind `from`, and the one that follows it.
    pub(super) fn note(&mut self, held: &[Met], from: usize, next: Met) {
        self.met.extend(held.iter().map(|value| value.behind(from)));
        self.met.push(next);
    }

    /// Notes the values in the last text, and the shapes of all objects.
    pub(super) fn note_end(&mut self, held: &[Met], from: usize, objects: u64) {
        self.met.extend(held.iter().map(|value| value.behind(from)));
        self.objects = objects;
    }

    /// The field whose value comes next and the bytes from there, if what stands before it followed `place` before.
    #[inline]
    pub(super) fn guess<'l>(&self, shape: usize, place: usize, rest: &'l [u8]) -> Option<(usize, &'l [u8])> {
        let [first, second] = self.ways.get(shape << PLACE_BITS | place)?;
        let (field, rest) = match rest.strip_prefix(&*first.text) {
            Some(rest) => (first.field, rest),
            None => (second.field, rest.strip_prefix(&*second.text)?),
        };
        (field != UNKNOWN).then_some((field, rest))
    }

    /// Remembers that `text` led from `place` to `field`.
    pub(super) fn learn(&mut self, shape: usize, place: usize, text: &[u8], field: usize) {
        if let Some(ways) = self.ways.get_mut(shape << PLACE_BITS | place)
            && text.len() <= LONGEST
        {
            ways.swap(0, 1);
            ways[0] = Way { text: text.into(), field };
        }
    }

    /// What is left of `rest` after a value that passed the check of this number the last time.
    #[inline]
    pub(super) fn passed<'l>(&self, check: usize, rest: &'l [u8]) -> Option<&'l [u8]> {
        let known = self.checked.get(check).filter(|known| !known.is_empty())?;
        rest.strip_prefix(&**known)
    }

    /// Remembers that `value` passed the check of this number; it must hold its own end.
    pub(super) fn pass(&mut self, check: usize, value: &[u8]) {
        if let Some(known) = self.checked.get_mut(check)
            && value.len() <= LONGEST
        {
            known.clear();
            known.extend_from_slice(value);
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
