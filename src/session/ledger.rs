//! What a log amounted to at a moment: the lines that are there by then, and what became of them.
//!
//! Dossier events and their copies are there by the contract's order. A line of any other kind has no place
//! in that order; it is there once the file holds the event the moment is after.

use std::collections::BTreeMap;

use super::{FOREIGN_GROUPS, LineKind, OTHER_GROUPS, Session};
use crate::contracts::decode::Content;
use crate::dossier::ledger::Ledger;
use crate::dossier::timeline::Cursor;

impl Session {
    /// How many lines met each fate at `cursor`: the ledger of the log cut there.
    pub fn ledger_at(&self, cursor: Cursor) -> Ledger {
        let timeline = self.timeline();
        let line = match cursor {
            Cursor::Start => return Ledger::default(),
            Cursor::Live => return self.ledger(),
            Cursor::After(entry) => timeline.entry(entry).line,
        };
        let counted = timeline.upto(timeline.order(), cursor).len() as u64;
        let bad_payload = timeline.bad_payloads_at(cursor) as u64;
        let duplicate = timeline.copies_at(cursor).count() as u64;
        let conflicting = timeline
            .copies_at(cursor)
            .filter(|copy| timeline.original_of(*copy).is_some_and(|(_, same)| !same))
            .count() as u64;
        // Events arrive line by line, so their lines are sorted.
        let events = timeline.entries().partition_point(|entry| entry.line < line) as u64;
        let blank = self.blanks.partition_point(|blank| *blank < line) as u64;
        let rejected = self.rejected.partition_point(|rejected| *rejected < line) as u64;
        let foreign = u64::from(line) - events - blank - rejected;
        Ledger {
            lines: counted + duplicate + foreign + rejected + blank,
            folded: counted - bad_payload,
            bad_payload,
            duplicate,
            foreign,
            rejected,
            blank,
            pending: 0,
            conflicting,
        }
    }

    /// Whether a line is there at `cursor`. Lines count from 0.
    pub fn holds(&self, line: u32, cursor: Cursor) -> bool {
        match (cursor, self.kind(line)) {
            (_, None) | (Cursor::Start, _) => false,
            (Cursor::Live, _) => true,
            (Cursor::After(last), Some(LineKind::Event(entry))) => {
                self.timeline().key(entry) <= self.timeline().key(last)
            }
            (Cursor::After(last), Some(_)) => line < self.timeline().entry(last).line,
        }
    }

    /// Foreign rows at `cursor` by what they call themselves. Their lines are read again.
    pub fn foreign_groups_at(&self, cursor: Cursor) -> BTreeMap<String, u64> {
        if cursor == Cursor::Live {
            return self.foreign_groups.clone();
        }
        let mut groups = BTreeMap::new();
        for line in 0..self.line_count() as u32 {
            let foreign = matches!(self.kind(line), Some(LineKind::Foreign(_))) && self.holds(line, cursor);
            if !foreign {
                continue;
            }
            match self.decoded(line).map(|decoded| decoded.content) {
                Some(Content::Foreign(row)) => count_group(&mut groups, row.group(), 1),
                _ => count_group(&mut groups, OTHER_GROUPS, 1),
            }
        }
        groups
    }
}

/// Counts a row under its name, or among the others where there are too many names.
pub(super) fn count_group(groups: &mut BTreeMap<String, u64>, group: &str, rows: u64) {
    if let Some(known) = groups.get_mut(group) {
        *known += rows;
        return;
    }
    let name = if groups.len() >= FOREIGN_GROUPS { OTHER_GROUPS } else { group };
    *groups.entry(name.to_owned()).or_default() += rows;
}
