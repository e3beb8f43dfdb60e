//! What the dossier is compared with in the drift view: the log itself, the disk, or another record.

use super::log::Log;
use crate::dossier::compare::{Comparison, Side, compare, side_of};
use crate::dossier::timeline::Cursor;

/// What the dossier is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// The log itself: what changed around a drift record.
    #[default]
    Log,
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
    cursor: Cursor,
    events: usize,
    result: Option<Comparison>,
}

impl Log {
    /// The targets there are, in the order they are gone through.
    pub fn targets(&self) -> Vec<Target> {
        let mut targets = vec![Target::Log];
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

    /// Compares the dossier at the playhead with the other record, unless that has been done.
    pub fn compare_with_other(&mut self) {
        let events = self.session.timeline().order().len();
        let known = self
            .compared
            .as_ref()
            .is_some_and(|known| known.cursor == self.playhead && known.events == events);
        let (Some(other), Some(mission), false) = (&self.other, self.mission(), known) else { return };
        let state = self.session.timeline().mission_state_at(mission, self.playhead, &self.session);
        let result = state.ok().map(|state| compare(&side_of(&state), &other.side));
        self.compared = Some(Compared { cursor: self.playhead, events, result });
    }

    /// What comparing with the other record showed; `None` when a line could not be read for it.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.compared.as_ref()?.result.as_ref()
    }
}
