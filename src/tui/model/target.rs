//! What the dossier is compared with in the drift view: the log itself, what it was before it was reloaded, the
//! disk, or another record.

use super::log::{Log, Reading};
use crate::dossier::compare::{Comparison, Side, compare, side_of};
use crate::dossier::timeline::{Cursor, NamespaceId};
use crate::source::RestartReason;

/// What the dossier is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// The log itself: what changed around a drift record.
    #[default]
    Log,
    /// The log as it was before it was truncated, replaced or rewritten.
    Before,
    /// The files on disk.
    Disk,
    /// The other record that was named.
    Other,
}

/// Another record of the dossier: another log, a saved state, or a producer's snapshot file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRecord {
    /// Its name as given: a stranger's text.
    pub name: String,
    /// What it is, in words.
    pub form: &'static str,
    /// Its present artifacts.
    pub side: Side,
}

/// A comparison and the moment it was made for.
#[derive(Debug)]
pub(super) struct Compared {
    target: Target,
    cursor: Cursor,
    events: (Option<NamespaceId>, usize),
    result: Option<Comparison>,
}

impl Log {
    /// The targets there are, in the order they are gone through.
    pub fn targets(&self) -> Vec<Target> {
        let mut targets = vec![Target::Log];
        targets.extend(self.before.is_some().then_some(Target::Before));
        targets.extend(self.disk.is_some().then_some(Target::Disk));
        targets.extend(self.other.is_some().then_some(Target::Other));
        targets
    }

    /// Goes on to the next target.
    pub fn next_target(&mut self) {
        let targets = self.targets();
        let at = targets.iter().position(|target| *target == self.target).unwrap_or(0);
        self.target = targets[(at + 1) % targets.len()];
    }

    /// Keeps what the log amounts to, since it is about to be read anew, unless it was not read whole or holds
    /// nothing to compare.
    pub fn keep_before(&mut self, reason: RestartReason) {
        if self.stale {
            self.refresh();
        }
        let Some(mission) = self.mission().filter(|_| self.reading == Reading::CaughtUp) else { return };
        // Of a long log that was cut, lines may be gone; a part of it is not what it was.
        let state = self.session.timeline().mission_state_at(mission, Cursor::Live, &self.session).ok();
        let form = match reason {
            RestartReason::Truncated => "this log before it was truncated",
            RestartReason::Replaced => "this log before it was replaced",
            RestartReason::Rewritten => "this log before it was rewritten",
            RestartReason::Interrupted => "this log before reading it was interrupted",
        };
        let side = state.map(|state| side_of(&state));
        self.before = side.map(|side| OtherRecord { name: self.name.clone(), form, side });
    }

    /// The record that is compared with, if it is one.
    pub fn record(&self) -> Option<&OtherRecord> {
        match self.target {
            Target::Before => self.before.as_ref(),
            Target::Other => self.other.as_ref(),
            Target::Log | Target::Disk => None,
        }
    }

    /// Compares the dossier at the playhead with the record that is chosen, unless that has been done.
    pub fn compare_with_record(&mut self) {
        let (target, cursor) = (self.target, self.playhead);
        // The lists, and with them the mission, may lag behind the events.
        let events = (self.mission(), self.session.timeline().order().len());
        let known = self
            .compared
            .as_ref()
            .is_some_and(|known| known.target == target && known.cursor == cursor && known.events == events);
        let (Some(record), false) = (self.record(), known) else { return };
        let here = match events.0 {
            Some(mission) => {
                let state = self.session.timeline().mission_state_at(mission, cursor, &self.session);
                state.ok().map(|state| side_of(&state))
            }
            None => Some(Side::new()),
        };
        let result = here.map(|here| compare(&here, &record.side));
        self.compared = Some(Compared { target, cursor, events, result });
    }

    /// What comparing with the record showed; `None` when a line could not be read for it.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.compared.as_ref()?.result.as_ref()
    }
}
