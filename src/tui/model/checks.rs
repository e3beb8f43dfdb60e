//! Self-checks of snapshots, made once and a few at a time, so that no key waits for them.

use std::collections::BTreeMap;

use super::log::{Log, Reading};
use crate::contracts::event::DossierPayload;
use crate::dossier::changes::{self, Changes};
use crate::dossier::parity::{Checking, SelfCheck};
use crate::dossier::reading::open_missing;
use crate::dossier::room::Room;
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId, Totals};

/// How much is worked out at once: about a millisecond's worth, as a key may be waiting.
const STEP: usize = 3_000;

/// What recomputing claims has shown so far.
#[derive(Debug, Default)]
pub struct Checks {
    known: BTreeMap<EntryId, Replayed>,
    /// The one that is being made. It is finished even if it is wanted no more: where snapshots come faster than they
    /// are checked, some are.
    begun: Option<Begun>,
    surroundings: Option<Surroundings>,
    /// What changed around the same record, while that is worked out.
    around: Option<changes::Comparing>,
    /// How many events had come late when these were made: a late one may change any of them.
    late: u64,
    /// Whether some that are wanted are still to be made.
    pub pending: bool,
}

/// A claim that is being recomputed.
#[derive(Debug)]
struct Begun {
    mission: NamespaceId,
    snapshot: EntryId,
    checking: Checking,
}

/// What the log replays to at a snapshot.
#[derive(Debug)]
pub struct Replayed {
    /// What the dossier amounts to.
    pub totals: Totals,
    /// How many are missing, by our reading: recorded and not indexed since.
    pub open: usize,
    /// What recomputing the claim showed; `None` when a line can no longer be read.
    pub check: Option<SelfCheck>,
}

impl Log {
    /// What the log replays to at a snapshot; `None` while that is to be worked out.
    pub fn replayed(&self, snapshot: EntryId) -> Option<&Replayed> {
        self.checks.known.get(&snapshot)
    }

    /// Recomputes the claims of snapshots, by their numbers from 0, as far as may be done at once. Tells whether
    /// anything has become known.
    pub fn check_snapshots(&mut self, wanted: impl IntoIterator<Item = usize>) -> bool {
        if self.checks.late != self.session.late() {
            self.checks = Checks { late: self.session.late(), ..Checks::default() };
        }
        self.checks.pending = false;
        // Before the end of a log a late event may still change what a snapshot is held against.
        let Some(mission) = self.mission().filter(|_| self.reading != Reading::Loading) else { return false };
        let snapshots = self.session.timeline().history(mission).snapshots();
        let wanted: Vec<(usize, EntryId)> =
            wanted.into_iter().filter_map(|nth| Some((nth, *snapshots.get(nth)?))).collect();
        let known = self.checks.known.len();
        let mut room = Room::new(STEP);
        if let Some(begun) = self.checks.begun.take() {
            self.check(begun, &mut room);
        }
        for (nth, snapshot) in wanted {
            if self.checks.known.contains_key(&snapshot) {
                continue;
            }
            if room.is_spent() {
                self.checks.pending = true;
                break;
            }
            match Checking::begin(self.session.timeline(), mission, nth, &self.session) {
                Ok(checking) => self.check(Begun { mission, snapshot, checking }, &mut room),
                Err(_) => self.know(mission, snapshot, None),
            }
        }
        self.checks.known.len() > known
    }

    /// Goes on with a check as far as there is room.
    fn check(&mut self, mut begun: Begun, room: &mut Room) {
        match begun.checking.go_on(self.session.timeline(), &self.session, room) {
            Ok(Some(check)) => self.know(begun.mission, begun.snapshot, Some(check)),
            Ok(None) => {
                self.checks.begun = Some(begun);
                self.checks.pending = true;
            }
            Err(_) => self.know(begun.mission, begun.snapshot, None),
        }
    }

    fn know(&mut self, mission: NamespaceId, snapshot: EntryId, check: Option<SelfCheck>) {
        let timeline = self.session.timeline();
        let at = Cursor::After(snapshot);
        let (totals, open) = (timeline.totals(mission, at), open_missing(timeline, mission, at));
        self.checks.known.insert(snapshot, Replayed { totals, open, check });
    }
}

/// How many of the newest snapshots are searched for the one that bears a hash.
const BEARERS: usize = 200;

/// What lies around a drift record.
#[derive(Debug)]
pub struct Surroundings {
    drift: EntryId,
    /// The newest snapshot that claims the expected hash, by number from 0.
    pub expected: Option<usize>,
    /// The newest snapshot that claims the hash that was found.
    pub actual: Option<usize>,
    /// The snapshot from which on it is told what changed, by number from 0; `None` is the start of the log.
    pub from: Option<usize>,
    /// What changed from there up to the record, our reading of what drifted; `None` while that is worked out.
    pub changes: Option<Changes>,
}

impl Log {
    /// What lies around the drift record that is looked at.
    pub fn surroundings(&self, drift: EntryId) -> Option<&Surroundings> {
        self.checks.surroundings.as_ref().filter(|known| known.drift == drift)
    }

    /// Works out what lies around the drift record of this number, from 0, as far as may be done at once. Tells whether
    /// anything has become known.
    pub fn look_around(&mut self, nth: Option<usize>) -> bool {
        let Some(mission) = self.mission() else { return false };
        let history = self.session.timeline().history(mission);
        let Some(&drift) = nth.and_then(|nth| history.drifts().get(nth)) else { return false };
        let is_new = self.surroundings(drift).is_none();
        if is_new && !self.begin_around(mission, drift) {
            return false;
        }
        let Some(mut around) = self.checks.around.take() else { return is_new };
        let found = around.go_on(self.session.timeline(), &self.session, &mut Room::new(STEP));
        let is_found = found.is_some();
        if !is_found {
            self.checks.around = Some(around);
            self.checks.pending = true;
        }
        if let Some(surroundings) = &mut self.checks.surroundings {
            surroundings.changes = found;
        }
        is_new || is_found
    }

    /// Finds the snapshots around a drift record, and begins with what changed between; false when the record cannot
    /// be read.
    fn begin_around(&mut self, mission: NamespaceId, drift: EntryId) -> bool {
        let timeline = self.session.timeline();
        let history = timeline.history(mission);
        let payload = self.payload(drift);
        let Some(DossierPayload::ParityDriftDetected(payload)) = payload.as_deref() else { return false };
        let bearer = |hash: &str| {
            let recent = history.snapshots().iter().enumerate().rev().take(BEARERS);
            let claims = |entry: EntryId| match self.payload(entry).as_deref() {
                Some(DossierPayload::SnapshotComputed(payload)) => payload.snapshot_hash == hash,
                _ => false,
            };
            recent.into_iter().find(|(_, entry)| claims(**entry)).map(|(nth, _)| nth)
        };
        let (expected, actual) = (bearer(&payload.expected_hash), bearer(&payload.actual_hash));
        let before = timeline.upto(history.snapshots(), Cursor::After(drift));
        // The snapshot just before the record is usually the one it speaks of: what matters came before it.
        let from = expected.filter(|nth| *nth < before.len()).or_else(|| before.len().checked_sub(2));
        let start = from.map_or(Cursor::Start, |nth| Cursor::After(history.snapshots()[nth]));
        let around = changes::Comparing::new(timeline, mission, start, Cursor::After(drift));
        self.checks.surroundings = Some(Surroundings { drift, expected, actual, from, changes: None });
        self.checks.around = Some(around);
        true
    }
}
