//! What is kept of one dossier event: its key and its places, never its values.

use std::cmp::Ordering;

use crate::contracts::brief::{Brief, Change};
use crate::contracts::edition::Edition;
use crate::contracts::event::DossierEventType;
use crate::contracts::ids::EventId;
use crate::contracts::natural::Natural;
use crate::contracts::values::ArtifactClass;

/// The number of an event in order of arrival.
pub type EntryId = u32;

/// "None" for the places of an entry.
pub(super) const NONE: u32 = u32::MAX;

/// Whether an event counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It changes the dossier.
    Folded,
    /// Its payload is bad: it counts and changes nothing.
    BadPayload,
    /// Another event with its id counts.
    Duplicate,
}

/// One dossier event in 48 bytes, of which a log may hold millions.
///
/// A clock beyond 64 bits is kept apart; the entry then holds its number there.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    clock: u64,
    /// Microseconds: of the instant under edition 3, of the writer's wall clock under edition 2.
    time: i64,
    id_high: u64,
    id_low: u64,
    /// The small fields, see [`Field`].
    bits: u32,
    /// Its line in the source, from 0.
    pub line: u32,
    pub(super) path: u32,
    pub(super) scope: u32,
}

const _: () = assert!(size_of::<Entry>() == 48);

/// A small number inside of [`Entry::bits`].
#[derive(Clone, Copy)]
struct Field {
    shift: u32,
    width: u32,
}

/// Breaks ties of time as the comparison of the written texts would.
const ZONE: Field = Field { shift: 0, width: 14 };
/// [`EventId`]'s tag.
const TAG: Field = ZONE.then(3);
/// Unclocked, clocked, or clocked beyond 64 bits.
const RANK: Field = TAG.then(2);
/// The class of an artifact, [`NO_CLASS`], or [`BAD`] for a bad payload.
const CLASS: Field = RANK.then(3);
const KIND: Field = CLASS.then(2);
const STANDING: Field = KIND.then(2);
/// Which of the differing contents of its id it has.
const CONTENT: Field = STANDING.then(4);
const _: () = assert!(CONTENT.shift + CONTENT.width <= u32::BITS);

const CLASSES: [ArtifactClass; 6] = [
    ArtifactClass::Input,
    ArtifactClass::Workflow,
    ArtifactClass::Output,
    ArtifactClass::Evidence,
    ArtifactClass::Policy,
    ArtifactClass::Runtime,
];
const NO_CLASS: u32 = 6;
const BAD: u32 = 7;
const STANDINGS: [Standing; 3] = [Standing::Folded, Standing::BadPayload, Standing::Duplicate];

const UNCLOCKED: u32 = 0;
const CLOCKED: u32 = 1;
const BEYOND: u32 = 2;

/// The content number of a copy that was not told apart from others.
pub(super) const OTHER_CONTENT: u32 = (1 << CONTENT.width) - 1;

impl Field {
    const fn then(self, width: u32) -> Self {
        Self { shift: self.shift + self.width, width }
    }

    const fn mask(self) -> u32 {
        ((1 << self.width) - 1) << self.shift
    }

    fn of(self, bits: u32) -> u32 {
        (bits & self.mask()) >> self.shift
    }

    fn holding(self, value: u32) -> u32 {
        debug_assert!(value < 1 << self.width);
        value << self.shift
    }

    fn set(self, bits: &mut u32, value: u32) {
        *bits = *bits & !self.mask() | self.holding(value);
    }
}

impl Entry {
    /// An event under the sort rule of `edition`, with no places yet; a clock beyond 64 bits goes to `clocks`.
    pub(super) fn of(brief: &Brief<'_>, edition: Edition, line: u32, clocks: &mut Vec<Natural>) -> Self {
        let (rank, clock) = match &brief.clock {
            None => (UNCLOCKED, 0),
            Some(clock) => clock.as_u64().map_or_else(
                || {
                    clocks.push(clock.clone());
                    (BEYOND, clocks.len() as u64 - 1)
                },
                |small| (CLOCKED, small),
            ),
        };
        let (time, zone) = match edition {
            Edition::Two => (brief.timestamp.local_micros(), u32::from(brief.timestamp.zone_rank())),
            Edition::Three => (brief.timestamp.micros(), u32::from(brief.timestamp.has_zone())),
        };
        let (class, standing) = match brief.change {
            None => (BAD, Standing::BadPayload),
            Some(Change::Indexed { class, .. } | Change::Missing { class, .. }) => {
                (class as u32, Standing::Folded)
            }
            Some(Change::Snapshot | Change::Drift) => (NO_CLASS, Standing::Folded),
        };
        let EventId { high: id_high, low: id_low, tag } = brief.event_id;
        let bits = ZONE.holding(zone)
            | TAG.holding(u32::from(tag))
            | RANK.holding(rank)
            | CLASS.holding(class)
            | KIND.holding(brief.kind as u32)
            | STANDING.holding(standing as u32);
        Self { clock, time, id_high, id_low, bits, line, path: NONE, scope: NONE }
    }

    /// The event's id.
    pub fn event_id(&self) -> EventId {
        EventId { high: self.id_high, low: self.id_low, tag: TAG.of(self.bits) as u8 }
    }

    /// The time events are sorted by, in microseconds since 1970.
    pub fn micros(&self) -> i64 {
        self.time
    }

    /// Which of the four it is.
    pub fn kind(&self) -> DossierEventType {
        DossierEventType::ALL[KIND.of(self.bits) as usize]
    }

    /// Whether it counts.
    pub fn standing(&self) -> Standing {
        STANDINGS[STANDING.of(self.bits) as usize]
    }

    pub(super) fn set_standing(&mut self, standing: Standing) {
        STANDING.set(&mut self.bits, standing as u32);
    }

    /// The class it gives its artifact; of indexed and missing events with a good payload.
    pub fn class(&self) -> Option<ArtifactClass> {
        CLASSES.get(CLASS.of(self.bits) as usize).copied()
    }

    /// Whether its payload is good, which a duplicate's standing no longer tells.
    pub fn is_valid(&self) -> bool {
        CLASS.of(self.bits) != BAD
    }

    /// Which of the differing contents of its id it has.
    pub(super) fn content(&self) -> u32 {
        CONTENT.of(self.bits)
    }

    pub(super) fn set_content(&mut self, content: u32) {
        CONTENT.set(&mut self.bits, content);
    }

    /// Moves the number of a clock beyond 64 bits, when the clocks themselves are moved.
    pub(super) fn shift_clock(&mut self, by: usize) {
        if RANK.of(self.bits) == BEYOND {
            self.clock += by as u64;
        }
    }

    /// The path it indexes or misses, numbered within its mission.
    pub fn path(&self) -> Option<u32> {
        (self.path != NONE).then_some(self.path)
    }
}

/// Where an event belongs in the contract's order (section 5, step 2).
///
/// The id is part of the key, so no two distinct events have equal keys.
#[derive(Debug, Clone, Copy)]
pub struct Key<'t> {
    pub(super) entry: &'t Entry,
    /// The clocks beyond 64 bits.
    pub(super) clocks: &'t [Natural],
}

impl Key<'_> {
    /// The event's id.
    pub fn event_id(&self) -> EventId {
        self.entry.event_id()
    }

    /// The time events are sorted by, in microseconds since 1970.
    pub fn micros(&self) -> i64 {
        self.entry.micros()
    }

    /// The event's clock.
    pub fn clock(&self) -> Option<Natural> {
        match RANK.of(self.entry.bits) {
            UNCLOCKED => None,
            CLOCKED => Some(self.entry.clock.into()),
            _ => self.beyond().cloned(),
        }
    }

    fn cmp_all(&self, other: &Self) -> Ordering {
        let (a, b) = (self.entry, other.entry);
        let ranks = RANK.of(a.bits).cmp(&RANK.of(b.bits));
        let clocks = ranks.then_with(|| match (self.beyond(), other.beyond()) {
            (Some(a), Some(b)) => a.cmp(b),
            _ => a.clock.cmp(&b.clock),
        });
        clocks
            .then_with(|| a.time.cmp(&b.time))
            .then_with(|| ZONE.of(a.bits).cmp(&ZONE.of(b.bits)))
            .then_with(|| a.event_id().cmp(&b.event_id()))
    }

    /// A clock beyond 64 bits is compared as a number: entries may name equal ones by different places.
    fn beyond(&self) -> Option<&Natural> {
        (RANK.of(self.entry.bits) == BEYOND).then(|| &self.clocks[self.entry.clock as usize])
    }
}

impl Ord for Key<'_> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.entry, other.entry);
        let clocked = |entry: &Entry| RANK.of(entry.bits) == CLOCKED;
        // Nearly all events have a clock, and most differ in it.
        if a.clock != b.clock && clocked(a) && clocked(b) {
            a.clock.cmp(&b.clock)
        } else {
            self.cmp_all(other)
        }
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key<'_> {}

#[cfg(test)]
impl Entry {
    /// An event of which only the id and the clock matter.
    pub(super) fn with(id: &str, clock: Option<u64>) -> Self {
        let brief = Brief {
            event_id: EventId::parse(id).expect("an id"),
            clock: clock.map(Into::into),
            timestamp: crate::contracts::timestamp::Timestamp::parse("2026-03-17T10:00:00Z").expect("a time"),
            kind: DossierEventType::SnapshotComputed,
            scope: None,
            change: Some(Change::Snapshot),
        };
        Self::of(&brief, Edition::Three, 0, &mut Vec::new())
    }
}
