//! What may be surplus: the artifacts without which a claim holds.

use super::form::HashForm;
use super::gathering::{Gathering, Hashing, Present};
use crate::dossier::room::Room;
use crate::dossier::timeline::{EntryId, History, NamespaceId, Timeline};

/// Some of the artifacts, which are not hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftOut {
    Nothing,
    /// Those that were written last before this snapshot.
    StaleAt(EntryId),
    /// Those that one of these wrote last.
    WrittenBy([EntryId; 2]),
}

impl LeftOut {
    pub(super) fn has(self, timeline: &Timeline, present: &Present) -> bool {
        match self {
            Self::Nothing => false,
            Self::StaleAt(snapshot) => timeline.key(present.write) < timeline.key(snapshot),
            Self::WrittenBy(writes) => writes.contains(&present.write),
        }
    }
}

/// What was found by leaving artifacts out.
#[derive(Debug)]
pub(super) enum Found {
    /// The claim holds as it is, or would without these.
    Holds(LeftOut),
    /// None of the ways that were tried bears the claim out.
    Nothing,
}

/// The claim, against the hash of all that is present, then against all but some of it.
///
/// A producer that scans everything writes each artifact that is still there again, so the ones not written
/// since some earlier snapshot are tried first; then, when the claim counts one or two fewer, each of them.
#[derive(Debug)]
pub(super) struct Trials {
    mission: NamespaceId,
    form: HashForm,
    next: Next,
    /// How many artifacts may still be gone over in all.
    patience: usize,
    trial: Option<(LeftOut, Hashing)>,
    /// The hash of all that is present.
    pub(super) recomputed: Option<String>,
}

/// What is tried after what was tried last.
#[derive(Debug)]
enum Next {
    /// What is stale at the last of so many snapshots.
    First(usize),
    /// The same, with the events that wrote what is present, in contract order.
    Stale(usize, Vec<EntryId>),
    /// Each alone from this one on.
    One(usize, Vec<EntryId>),
    /// Each two of them from these on.
    Two((usize, usize), Vec<EntryId>),
}

impl Trials {
    /// Trials of the claim of the snapshot `nth`, that go over so many artifacts.
    pub(super) fn new(mission: NamespaceId, form: HashForm, nth: usize, patience: usize) -> Self {
        Self {
            mission,
            form,
            next: Next::First(nth),
            patience,
            trial: Some((LeftOut::Nothing, Hashing::new(form))),
            recomputed: None,
        }
    }

    /// Tries as much as there is room for; `None` while there is more to try. The claim is a hash, and how many
    /// artifacts it counts.
    pub(super) fn go_on(
        &mut self,
        (timeline, history): (&Timeline, &History),
        (claim, count): (&str, Option<u64>),
        present: &Gathering,
        room: &mut Room,
    ) -> Option<Found> {
        while let Some((left_out, mut hashing)) = self.trial.take() {
            match hashing.go_on(present, history, |one| left_out.has(timeline, one), room) {
                None => {
                    self.trial = Some((left_out, hashing));
                    return None;
                }
                Some(hash) if hash == claim => return Some(Found::Holds(left_out)),
                Some(hash) => {
                    self.recomputed.get_or_insert(hash);
                    let is_patient = self.patience >= present.len();
                    self.patience = self.patience.saturating_sub(present.len());
                    let next = if is_patient { self.next((timeline, history), count, present) } else { None };
                    self.trial = next.map(|left_out| (left_out, Hashing::new(self.form)));
                }
            }
        }
        Some(Found::Nothing)
    }

    fn next(
        &mut self,
        (timeline, history): (&Timeline, &History),
        claimed: Option<u64>,
        present: &Gathering,
    ) -> Option<LeftOut> {
        if let Next::First(nth) = self.next {
            let mut writes: Vec<_> = present.iter().map(|one| one.write).collect();
            timeline.sort(self.mission, &mut writes);
            self.next = Next::Stale(nth, writes);
        }
        if let Next::Stale(snapshots, writes) = &mut self.next {
            let before = |entry: EntryId, list: &[EntryId]| {
                list.partition_point(|one| timeline.key(*one) < timeline.key(entry))
            };
            if let Some(at) = snapshots.checked_sub(1) {
                let snapshot = history.snapshots()[at];
                let stale = before(snapshot, writes);
                if let Some(newest) = stale.checked_sub(1) {
                    // At a snapshot after the newest of them, the same ones are stale.
                    *snapshots = before(writes[newest], &history.snapshots()[..at]);
                    return Some(LeftOut::StaleAt(snapshot));
                }
            }
            let writes = present.iter().map(|one| one.write).collect();
            self.next = match claimed.and_then(|claimed| (present.len() as u64).checked_sub(claimed)) {
                Some(1) => Next::One(0, writes),
                Some(2) => Next::Two((0, 1), writes),
                _ => return None,
            };
        }
        match &mut self.next {
            Next::One(at, writes) => {
                let write = *writes.get(*at)?;
                *at += 1;
                Some(LeftOut::WrittenBy([write; 2]))
            }
            Next::Two((one, other), writes) => {
                if *other == writes.len() {
                    (*one, *other) = (*one + 1, *one + 2);
                }
                let pair = [*writes.get(*one)?, *writes.get(*other)?];
                *other += 1;
                Some(LeftOut::WrittenBy(pair))
            }
            Next::First(_) | Next::Stale(..) => None,
        }
    }
}
