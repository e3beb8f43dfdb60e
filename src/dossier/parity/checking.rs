//! A claim that is recomputed some artifacts at a time, so that nobody waits for it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::gathering::{Gathering, Hashing};
use super::surplus::{Found, LeftOut, Trials};
use super::{Evidence, HashForm, Mismatch, NotComparable, SelfCheck};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierSnapshotComputedPayload;
use crate::contracts::values::HashAlgorithm;
use crate::dossier::room::Room;
use crate::dossier::timeline::{Cursor, EntryId, Events, History, NamespaceId, PathId, StateError, Timeline};

/// How many artifacts are gone over, and how many lines are read, to find what one mismatch comes from while a person
/// looks on.
const PATIENCE: (usize, usize) = (500_000, 2_000);

/// A claim that is being recomputed. It holds as long as no event comes that belongs before the snapshot.
#[derive(Debug)]
pub struct Checking {
    mission: NamespaceId,
    claim: Result<Claim, NotComparable>,
}

#[derive(Debug)]
struct Claim {
    hash: String,
    artifacts: Option<u64>,
    present: Gathering,
    trials: Trials,
    since: SinceMatch,
}

impl Checking {
    /// Begins with the snapshot `nth` (from 0) of a mission.
    ///
    /// The culprits of a mismatch are looked for among so many earlier snapshots as can be gone through while a
    /// person looks on; whoever has more time looks further with [`claims`](super::super::claims).
    ///
    /// # Errors
    /// A line that can no longer be read.
    pub fn begin(
        timeline: &Timeline,
        mission: NamespaceId,
        nth: usize,
        events: &dyn Events,
    ) -> Result<Self, StateError> {
        let artifacts = timeline.history(mission).paths().len().max(1);
        let earlier = nth.saturating_sub((PATIENCE.1 / artifacts).max(1))..nth;
        Self::among(timeline, mission, nth, (PATIENCE.0, earlier), events)
    }

    /// The same, going over so many artifacts to find what is surplus, and looking for the last snapshot that the
    /// log bears out among these.
    pub(super) fn among(
        timeline: &Timeline,
        mission: NamespaceId,
        nth: usize,
        (patience, earlier): (usize, Range<usize>),
        events: &dyn Events,
    ) -> Result<Self, StateError> {
        let snapshot = timeline.history(mission).snapshots()[nth];
        let payload = snapshot_payload(timeline, snapshot, events)?;
        let claim = form_of(&payload).map(|form| Claim {
            artifacts: payload.artifact_count.as_u64(),
            hash: payload.snapshot_hash,
            present: Gathering::new(form, timeline, mission, Cursor::After(snapshot)),
            trials: Trials::new(mission, form, nth, patience),
            since: SinceMatch { earlier, present: None, tried: None },
        });
        Ok(Self { mission, claim })
    }

    /// Recomputes as much as there is room for; `None` while there is more to do.
    ///
    /// # Errors
    /// A line that can no longer be read.
    pub fn go_on(
        &mut self,
        timeline: &Timeline,
        events: &dyn Events,
        room: &mut Room,
    ) -> Result<Option<SelfCheck>, StateError> {
        let claim = match &mut self.claim {
            Ok(claim) => claim,
            Err(reason) => return Ok(Some(SelfCheck::NotComparable(*reason))),
        };
        let history = timeline.history(self.mission);
        let log = (timeline, history);
        if !claim.present.go_on(log, events, |_, _| None, room)? {
            return Ok(None);
        }
        let claimed = (claim.hash.as_str(), claim.artifacts);
        let Some(found) = claim.trials.go_on(log, claimed, &claim.present, room) else { return Ok(None) };
        let (culprits, evidence) = match found {
            Found::Holds(LeftOut::Nothing) => return Ok(Some(SelfCheck::Match)),
            Found::Holds(left_out) => {
                let surplus = claim.present.iter().filter(|one| left_out.has(timeline, one));
                (surplus.map(|one| one.path).collect(), Evidence::Surplus)
            }
            Found::Nothing => {
                let changed = claim.since.go_on(log, self.mission, &claim.present, events, room)?;
                let Some(changed) = changed else { return Ok(None) };
                let evidence = if changed.is_empty() { Evidence::None } else { Evidence::ChangedSinceMatch };
                (changed, evidence)
            }
        };
        let mut culprits: Vec<String> =
            culprits.into_iter().map(|path: PathId| history.path_name(path).to_owned()).collect();
        culprits.sort_unstable();
        let recomputed = claim.trials.recomputed.take().unwrap_or_default();
        Ok(Some(SelfCheck::Mismatch(Mismatch { recomputed, culprits, evidence })))
    }
}

/// The search for the last earlier snapshot that the log bears out, and for what has changed since.
#[derive(Debug)]
struct SinceMatch {
    /// The snapshots still to be tried, by number from 0.
    earlier: Range<usize>,
    /// What is present at the snapshot whose claim does not hold, by path.
    present: Option<Vec<Option<u32>>>,
    tried: Option<Tried>,
}

/// An earlier snapshot that is tried.
#[derive(Debug)]
struct Tried {
    claim: String,
    /// What was present then.
    then: Gathering,
    hashing: Hashing,
}

impl SinceMatch {
    /// The paths that differ from what they were at the last snapshot whose claim the replay bears out; `None` while
    /// there is more to do.
    fn go_on(
        &mut self,
        (timeline, history): (&Timeline, &History),
        mission: NamespaceId,
        present: &Gathering,
        events: &dyn Events,
        room: &mut Room,
    ) -> Result<Option<BTreeSet<PathId>>, StateError> {
        self.present.get_or_insert_with(|| present.by_path(history.paths().len()));
        loop {
            let Some(mut tried) = self.take((timeline, history), mission, events)? else {
                return Ok(Some(BTreeSet::new()));
            };
            let now = self.present.as_deref().unwrap_or_default();
            let as_now = |path: PathId, write: EntryId| {
                let at = now.get(path as usize).copied().flatten()?;
                (present.write(at) == write).then(|| present.hash(at))
            };
            if !tried.then.go_on((timeline, history), events, as_now, room)? {
                self.tried = Some(tried);
                return Ok(None);
            }
            match tried.hashing.go_on(&tried.then, history, |_| false, room) {
                None => {
                    self.tried = Some(tried);
                    return Ok(None);
                }
                Some(hash) if hash == tried.claim => {
                    return Ok(Some(differing((present, now), &tried.then)));
                }
                Some(_) => {}
            }
        }
    }

    /// The one that is tried, or else the next that can be; `None` when there are no more.
    fn take(
        &mut self,
        (timeline, history): (&Timeline, &History),
        mission: NamespaceId,
        events: &dyn Events,
    ) -> Result<Option<Tried>, StateError> {
        if let Some(tried) = self.tried.take() {
            return Ok(Some(tried));
        }
        while let Some(nth) = self.earlier.next_back() {
            let snapshot = history.snapshots()[nth];
            let payload = snapshot_payload(timeline, snapshot, events)?;
            if let Ok(form) = form_of(&payload) {
                let then = Gathering::new(form, timeline, mission, Cursor::After(snapshot));
                let (claim, hashing) = (payload.snapshot_hash, Hashing::new(form));
                return Ok(Some(Tried { claim, then, hashing }));
            }
        }
        Ok(None)
    }
}

/// The paths whose content hash is not the same, or that are not on both sides.
fn differing((present, now): (&Gathering, &[Option<u32>]), before: &Gathering) -> BTreeSet<PathId> {
    let then = before.by_path(now.len());
    let differs = |at: &usize| match (now[*at], then[*at]) {
        (Some(now), Some(then)) => {
            present.write(now) != before.write(then) && present.hash(now) != before.hash(then)
        }
        (now, then) => now != then,
    };
    (0..now.len()).filter(differs).map(|path| path as PathId).collect()
}

fn snapshot_payload(
    timeline: &Timeline,
    snapshot: EntryId,
    events: &dyn Events,
) -> Result<MissionDossierSnapshotComputedPayload, StateError> {
    let line = timeline.entry(snapshot).line;
    match events.payload(line) {
        Some(DossierPayload::SnapshotComputed(payload)) => Ok(*payload),
        _ => Err(StateError::Gone { line }),
    }
}

/// The form a snapshot's claim is written in, or why it cannot be recomputed.
fn form_of(payload: &MissionDossierSnapshotComputedPayload) -> Result<HashForm, NotComparable> {
    match payload.algorithm {
        None | Some(HashAlgorithm::Sha256) => HashForm::of(&payload.snapshot_hash).ok_or(NotComparable::Form),
        Some(function) => Err(NotComparable::Function(function)),
    }
}
