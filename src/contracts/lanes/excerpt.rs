//! What an event says, field by field, as its line writes it.

use super::memory::Memory;
use super::shapes::{CONTENT, ENVELOPE, Field, IDENTITY, NAMESPACE, OWN, PROVENANCE, Shape};
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

impl Part {
    /// The part that objects of a shape are; none for the envelope and its namespace.
    fn of(shape: usize) -> Option<Self> {
        match shape {
            _ if shape == IDENTITY.id => Some(Self::Identity),
            _ if shape == CONTENT.id => Some(Self::Content),
            _ if shape == PROVENANCE.id => Some(Self::Provenance),
            _ if shape == ENVELOPE.id || shape == NAMESPACE.id => None,
            _ => Some(Self::Payload),
        }
    }

    /// Its fields in an event of a type: their names in edition 3, in the contract's order.
    pub fn fields(self, kind: DossierEventType) -> impl ExactSizeIterator<Item = &'static str> {
        let shape = match self {
            Self::Payload => Shape::payload(kind),
            Self::Identity => &IDENTITY,
            Self::Content => &CONTENT,
            Self::Provenance => &PROVENANCE,
        };
        shape.fields.iter().map(Field::name)
    }
}

/// The fields of a sound event in which no text has an escape: each value is as a serializer would write it, but for the
/// space within lists and objects.
#[derive(Debug)]
pub struct Excerpt<'l> {
    kind: DossierEventType,
    line: &'l [u8],
    /// Where each value begins and ends; nowhere when it is absent or null.
    places: [[(u32, u32); MOST_FIELDS]; PARTS],
    has_provenance: bool,
}

impl<'l> Excerpt<'l> {
    /// The fields that were met in `line` when it was read last, and found sound.
    pub(super) fn new(line: &'l [u8], kind: DossierEventType, memory: &Memory) -> Self {
        let has_provenance = memory.objects & 1 << PROVENANCE.id != 0;
        let mut excerpt = Self { kind, line, places: [[(0, 0); MOST_FIELDS]; PARTS], has_provenance };
        for met in &memory.met {
            // Other artifacts than its own are of no part.
            let part =
                Part::of(met.shape.into()).filter(|part| *part != Part::Identity || met.role == OWN as u8);
            if let Some(part) = part
                && let Some(place) = excerpt.places[part as usize].get_mut(usize::from(met.field))
            {
                *place = (met.start, met.end);
            }
        }
        excerpt
    }

    /// Which of the four events it is of.
    pub fn kind(&self) -> DossierEventType {
        self.kind
    }

    /// Whether it has a part.
    pub fn has(&self, part: Part) -> bool {
        part != Part::Provenance || self.has_provenance
    }

    /// The value of the field of this number among those of a part; `None` where it is absent or null, or a part itself.
    pub fn value(&self, part: Part, field: usize) -> Option<&'l [u8]> {
        let (start, end) = *self.places[part as usize].get(field)?;
        self.line.get(start as usize..end as usize).filter(|text| !text.is_empty())
    }
}
