//! The events of two logs, or of two moments of one, side by side.

use std::collections::BTreeMap;

use super::timeline::{Cursor, EntryId, Key, NamespaceId, Timeline};
use crate::contracts::ids::EventId;

/// How an event stands on the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Both have it and say the same.
    Same,
    /// Both have it and do not say the same.
    Other,
    /// Only the first side has it.
    OnlyA,
    /// Only the second side has it.
    OnlyB,
}

impl Mark {
    /// `=` `!` `<` `>`
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Other => "!",
            Self::OnlyA => "<",
            Self::OnlyB => ">",
        }
    }
}

/// An event of either side, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aligned {
    /// How it stands.
    pub mark: Mark,
    /// Its entry on the first side.
    pub a: Option<EntryId>,
    /// Its entry on the second side.
    pub b: Option<EntryId>,
}

/// One side: the events that count up to a moment, of one mission or of all.
#[derive(Clone, Copy)]
pub struct Events<'t> {
    /// The log.
    pub timeline: &'t Timeline,
    /// The mission; all of them where none is chosen.
    pub mission: Option<NamespaceId>,
    /// The moment.
    pub cursor: Cursor,
}

impl<'t> Events<'t> {
    fn entries(&self) -> &'t [EntryId] {
        let timeline = self.timeline;
        let all = match self.mission {
            Some(mission) => timeline.order_of(mission),
            None => timeline.order(),
        };
        timeline.upto(all, self.cursor)
    }
}

/// Aligns two sides by event id, in contract order; `same` tells whether an event of the first side and one of the
/// second say the same.
pub fn align(a: Events<'_>, b: Events<'_>, mut same: impl FnMut(EntryId, EntryId) -> bool) -> Vec<Aligned> {
    let mut others: BTreeMap<EventId, EntryId> =
        b.entries().iter().map(|entry| (b.timeline.entry(*entry).event_id(), *entry)).collect();
    let mut rows: Vec<(Key<'_>, Aligned)> = Vec::new();
    for &entry in a.entries() {
        let key = a.timeline.key(entry);
        let other = others.remove(&key.event_id());
        let mark = match other {
            None => Mark::OnlyA,
            Some(other) if same(entry, other) => Mark::Same,
            Some(_) => Mark::Other,
        };
        rows.push((key, Aligned { mark, a: Some(entry), b: other }));
    }
    for entry in others.into_values() {
        rows.push((b.timeline.key(entry), Aligned { mark: Mark::OnlyB, a: None, b: Some(entry) }));
    }
    rows.sort_by_key(|(key, _)| *key);
    rows.into_iter().map(|(_, row)| row).collect()
}
