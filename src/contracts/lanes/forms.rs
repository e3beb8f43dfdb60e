//! What whole lines looked like: a tree of the texts that stood between the values that vary.
//!
//! A form is learnt from a sound line that was read by its shapes, with all that is constant in it left as text:
//! names, spacing, event type, and every checked value that has not varied yet. A line of the same texts whose other
//! values are each read as they were then is as sound, and has the same fields: a shape refuses an object for its
//! names or for one of its values alone. So nothing of it is taken apart.

use std::ops::Range;

use super::shapes::{Read, SHAPES};
use crate::contracts::event::DossierEventType;

/// The most forks of one place, and the most places of all forms.
const MOST_WAYS: usize = 16;
const MOST_PLACES: usize = 512;

/// The longest text of a way.
const LONGEST: usize = 2048;

/// A value met while a line was read by its shapes.
///
/// Small, since the state is copied from what was met: numbers of shapes, fields and roles are far below 256, and no
/// line is longer than [`MAX_LINE_BYTES`](crate::contracts::record::MAX_LINE_BYTES).
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    pub(super) read: Read,
    /// Which artifact it is of, if of any.
    pub(super) role: u8,
    /// Its shape's number and its own among the fields.
    pub(super) shape: u8,
    pub(super) field: u8,
    /// Where it stands in the line.
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Met {
    /// The value of a field of a shape, both by number, in an artifact of this role if in any.
    pub(super) fn new(read: Read, role: usize, (shape, field): (usize, usize), place: Range<usize>) -> Self {
        let (start, end) = (place.start as u32, place.end as u32);
        Self { read, role: role as u8, shape: shape as u8, field: field as u8, start, end }
    }

    /// Where it stands in the line.
    fn place(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same at another place.
    #[inline]
    pub(super) fn at(&self, place: Range<usize>) -> Self {
        Self { start: place.start as u32, end: place.end as u32, ..*self }
    }

    /// The same so much further on.
    #[inline]
    pub(super) fn behind(&self, from: usize) -> Self {
        let from = from as u32;
        Self { start: self.start.wrapping_add(from), end: self.end.wrapping_add(from), ..*self }
    }
}

/// What a line that was read to its end is.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// The type of its event.
    pub(super) kind: DossierEventType,
    /// The fields of its envelope.
    pub(super) seen: u64,
    /// The shapes its objects were read by.
    pub(super) objects: u64,
}

/// What follows a text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    /// A value like this one, and the place after it.
    Value { like: Met, place: usize },
    /// Nothing.
    End(End),
}

/// A text that stood after a place, and what followed it.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) text: Box<[u8]>,
    /// The values in the text, each where it is within.
    pub(super) held: Box<[Met]>,
    pub(super) next: Next,
}

/// The forms of the lines that were met, by place: the begin of a line, and each value that varies.
#[derive(Debug)]
pub(super) struct Forms {
    places: Vec<Vec<Way>>,
    /// The fields whose checked values have varied, for each shape.
    varying: [u64; SHAPES],
}

impl Forms {
    pub(super) fn new() -> Self {
        Self { places: vec![Vec::new()], varying: [0; SHAPES] }
    }

    /// The ways from a place; a line begins at the first.
    #[inline]
    pub(super) fn ways(&self, place: usize) -> &[Way] {
        self.places.get(place).map_or(&[], Vec::as_slice)
    }

    /// Learns the form of a sound line from the values `met` in it.
    pub(super) fn learn(&mut self, line: &[u8], met: &mut [Met], end: End) {
        // A payload that stood before its event's type was read after it.
        met.sort_unstable_by_key(|value| value.start);
        if self.places.len() > MOST_PLACES {
            self.places = vec![Vec::new()];
        }
        while !self.enter(line, met, end) {
            self.places = vec![Vec::new()];
        }
    }

    /// Enters a form; `false` if a value was found to vary that was text until now.
    fn enter(&mut self, line: &[u8], met: &[Met], end: End) -> bool {
        let (mut place, mut from) = (0, 0);
        for value in met {
            if !self.varies(value) {
                continue;
            }
            let Range { start, end } = value.place();
            let text = &line[from..start];
            let known = self.ways(place).iter().find_map(|way| match way.next {
                Next::Value { like, place } if *way.text == *text => {
                    let same = std::mem::discriminant(&like.read) == std::mem::discriminant(&value.read);
                    (same && like.role == value.role).then_some(place)
                }
                _ => None,
            });
            place = match known {
                Some(place) => place,
                None if self.finds_varying(line, met, place, from) => return false,
                None => {
                    let next = self.places.len();
                    let held = held(met, from, start);
                    if !self.add(place, text, held, Next::Value { like: *value, place: next }) {
                        return true;
                    }
                    self.places.push(Vec::new());
                    next
                }
            };
            from = end;
        }
        if self.finds_varying(line, met, place, from) {
            return false;
        }
        self.add(place, &line[from..], held(met, from, line.len()), Next::End(end));
        true
    }

    /// Adds a way, if there is room for it.
    fn add(&mut self, place: usize, text: &[u8], held: Box<[Met]>, next: Next) -> bool {
        let ways = &mut self.places[place];
        let has_room = ways.len() < MOST_WAYS && text.len() <= LONGEST;
        if has_room {
            ways.push(Way { text: text.into(), held, next });
        }
        has_room
    }

    fn varies(&self, value: &Met) -> bool {
        !value.read.is_often_constant() || self.varying[usize::from(value.shape)] & 1 << value.field != 0
    }

    /// Whether `line` parts from a way of `place` within a value that is text so far: then it is text no more.
    fn finds_varying(&mut self, line: &[u8], met: &[Met], place: usize, from: usize) -> bool {
        for way in &self.places[place] {
            let same = line[from..].iter().zip(&way.text).take_while(|(a, b)| a == b).count();
            let parts = from + same;
            let within = met.iter().find(|value| value.place().contains(&parts));
            if let Some(value) = within.filter(|value| same < way.text.len() && !self.varies(value)) {
                self.varying[usize::from(value.shape)] |= 1 << value.field;
                return true;
            }
        }
        false
    }
}

/// The values between two places of a line, each where it is behind the first.
fn held(met: &[Met], from: usize, to: usize) -> Box<[Met]> {
    let within = met.iter().filter(|value| from <= value.place().start && value.place().end <= to);
    let moved = |value: &Met| {
        let Range { start, end } = value.place();
        value.at(start - from..end - from)
    };
    within.map(moved).collect()
}
