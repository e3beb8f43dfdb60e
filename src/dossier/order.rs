//! The contract's order of events (section 5, step 2).

use std::cmp::Ordering;

use crate::contracts::edition::Edition;
use crate::contracts::event::Event;
use crate::contracts::ids::EventId;
use crate::contracts::natural::Natural;

/// What events are sorted by: unclocked before clocked, then clock, time, id.
///
/// The id is part of the key, so no two distinct events have equal keys. 48 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderKey {
    clock: Clock,
    /// Microseconds: of the instant under edition 3, of the writer's wall clock under edition 2.
    time: i64,
    /// Breaks ties of time as the comparison of the written texts would.
    zone: u16,
    tag: u8,
    high: u64,
    low: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Clock {
    Unclocked,
    At(u64),
    /// Beyond 64 bits; boxed because it hardly ever happens.
    Beyond(Box<Natural>),
}

impl OrderKey {
    /// The key of `event` under the sort rule of `edition`.
    ///
    /// Edition 3 compares instants; edition 2 compares the time as written, with its own offset.
    pub fn of(event: &Event, edition: Edition) -> Self {
        let clock = match &event.lamport_clock {
            None => Clock::Unclocked,
            Some(clock) => clock.as_u64().map_or_else(|| Clock::Beyond(Box::new(clock.clone())), Clock::At),
        };
        let (time, zone) = match edition {
            Edition::Two => (event.timestamp.local_micros(), event.timestamp.zone_rank()),
            Edition::Three => (event.timestamp.micros(), u16::from(event.timestamp.has_zone())),
        };
        let EventId { high, low, tag } = event.event_id;
        Self { clock, time, zone, tag, high, low }
    }

    /// The event's id.
    pub fn event_id(&self) -> EventId {
        EventId { high: self.high, low: self.low, tag: self.tag }
    }

    /// The time events are sorted by, in microseconds since 1970.
    pub fn micros(&self) -> i64 {
        self.time
    }

    /// The Lamport clock when there is one that fits 64 bits.
    pub fn clock(&self) -> Option<u64> {
        match self.clock {
            Clock::At(clock) => Some(clock),
            Clock::Unclocked | Clock::Beyond(_) => None,
        }
    }
}

impl Ord for OrderKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.clock
            .cmp(&other.clock)
            .then_with(|| self.time.cmp(&other.time))
            .then_with(|| self.zone.cmp(&other.zone))
            .then_with(|| self.event_id().cmp(&other.event_id()))
    }
}

impl PartialOrd for OrderKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
