//! What an event says, field by field, as its line writes it.

use super::memory::Memory;
use super::shapes::{CONTENT, Field, IDENTITY, OWN, PROVENANCE, Shape};
use crate::contracts::event::DossierEventType;

/// The most fields of a part.
const MOST_FIELDS: usize = 8;
const _: () = {
    let mut nth = 0;
    while nth < DossierEventType::ALL.len() {
        assert!(Shape::payload(DossierEventType::ALL[nth]).fields.len() <= MOST_FIELDS);
        nth += 1;
    }
    assert!(IDENTITY.fields.len() <= MOST_FIELDS && CONTENT.fields.len() <= MOST_FIELDS);
    assert!(PROVENANCE.fields.len() <= MOST_FIELDS);
};

/// A part of a payload of which the fields are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The payload itself; those of its fields that are parts are not among its values.
    Payload,
    /// The artifact that the event is about.
    Identity,
    /// What that holds.
    Content,
    /// Where it comes from, or was last known to.
    Provenance,
}

/// How many parts there are.
const PARTS: usize = 4;

/// The fields of a sound event in which no text has an escape: each value is as a serializer would write it, but for the
/// space within lists and objects.
#[derive(Debug)]
pub struct Excerpt<'l> {
    kind: DossierEventType,
    line: &'l str,
    /// Where each value begins and ends; nowhere when it is absent or null.
    places: [[(u32, u32); MOST_FIELDS]; PARTS],
    has_provenance: bool,
}

impl<'l> Excerpt<'l> {
    /// The fields that were met in `line` when it was read last, and found sound.
    pub(super) fn new(line: &'l str, kind: DossierEventType, memory: &Memory) -> Self {
        let mut excerpt = Self {
            kind,
            line,
            places: [[(0, 0); MOST_FIELDS]; PARTS],
            has_provenance: memory.objects & 1 << PROVENANCE.id != 0,
        };
        let parts = [Part::Payload, Part::Identity, Part::Content, Part::Provenance];
        let shapes = parts.map(|part| excerpt.shape(part).id);
        for met in &memory.met {
            let part = shapes.iter().position(|shape| *shape == met.shape);
            // Other artifacts than its own are of no part.
            if let Some(part) = part.filter(|part| *part != Part::Identity as usize || met.role == OWN)
                && let Some(place) = excerpt.places[part].get_mut(met.field)
            {
                *place = (met.start as u32, met.end as u32);
            }
        }
        excerpt
    }

    /// Which of the four events it is of.
    pub fn kind(&self) -> DossierEventType {
        self.kind
    }

    /// The fields of a part in the contract's order by their names in edition 3, each with its value unless that is
    /// absent or null; `None` where the part is.
    pub fn part(&self, part: Part) -> Option<impl Iterator<Item = (&'static str, Option<&'l str>)>> {
        let is_there = part != Part::Provenance || self.has_provenance;
        let fields = self.shape(part).fields.iter().map(Field::name).zip(self.places[part as usize]);
        is_there.then(|| fields.map(|(name, place)| (name, self.text(place))))
    }

    /// The value of a field of the payload; `None` where it is absent or null, or a part.
    pub fn value(&self, name: &str) -> Option<&'l str> {
        self.part(Part::Payload)?.find(|(known, _)| *known == name)?.1
    }

    fn text(&self, (start, end): (u32, u32)) -> Option<&'l str> {
        self.line.get(start as usize..end as usize).filter(|text| !text.is_empty())
    }

    fn shape(&self, part: Part) -> &'static Shape {
        match part {
            Part::Payload => Shape::payload(self.kind),
            Part::Identity => &IDENTITY,
            Part::Content => &CONTENT,
            Part::Provenance => &PROVENANCE,
        }
    }
}
