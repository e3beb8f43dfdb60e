//! What changed between two moments of one log.

use std::mem;
use std::vec;

use super::room::Room;
use super::timeline::{Cursor, EntryId, Events, NamespaceId, PathId, Timeline, Totals};
use crate::contracts::event::DossierPayload;

/// What happened to a path between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathChange {
    /// It was not present and is.
    Added,
    /// Its content differs.
    Changed,
    /// It was indexed again with the same content.
    Reindexed,
    /// It was present and another artifact has taken its place.
    Superseded,
    /// It was indexed again, and a line can no longer be read to compare the contents.
    Unknown,
}

/// One path that something happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPath {
    /// The path, by its number in the mission.
    pub path: PathId,
    /// What happened.
    pub change: PathChange,
    /// The content hash before, when it was present.
    pub before: Option<String>,
    /// The content hash after, when it is present.
    pub after: Option<String>,
}

/// Everything that changed from one moment to a later one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// What the dossier amounted to before.
    pub before: Totals,
    /// What it amounts to after.
    pub after: Totals,
    /// The paths, in the order of their numbers.
    pub paths: Vec<ChangedPath>,
    /// The missing records that came.
    pub missing: Vec<EntryId>,
    /// The snapshots that came.
    pub snapshots: Vec<EntryId>,
    /// The drift records that came.
    pub drifts: Vec<EntryId>,
}

impl Changes {
    /// How many paths met `change`.
    pub fn count(&self, change: PathChange) -> usize {
        self.paths.iter().filter(|path| path.change == change).count()
    }

    /// Whether nothing happened at all.
    pub fn is_empty(&self) -> bool {
        let quiet = self.paths.iter().all(|path| path.change == PathChange::Reindexed);
        quiet && self.missing.is_empty() && self.snapshots.is_empty() && self.drifts.is_empty()
    }
}

/// What changed in a mission from `from` to `to`, which must not be earlier.
pub fn changes(
    timeline: &Timeline,
    mission: NamespaceId,
    from: Cursor,
    to: Cursor,
    events: &dyn Events,
) -> Changes {
    let mut comparing = Comparing::new(timeline, mission, from, to);
    loop {
        if let Some(changes) = comparing.go_on(timeline, events, &mut Room::endless()) {
            return changes;
        }
    }
}

/// Changes that are worked out some paths at a time. They hold as long as no event comes that belongs before the
/// later moment.
#[derive(Debug)]
pub struct Comparing {
    mission: NamespaceId,
    from: Cursor,
    to: Cursor,
    /// The paths that are still to be looked at.
    todo: vec::IntoIter<PathId>,
    paths: Vec<ChangedPath>,
}

impl Comparing {
    /// Begins with what changed in a mission from `from` to `to`, which must not be earlier.
    pub fn new(timeline: &Timeline, mission: NamespaceId, from: Cursor, to: Cursor) -> Self {
        let todo = touched(timeline, mission, from, to).into_iter();
        Self { mission, from, to, todo, paths: Vec::new() }
    }

    /// Works out as much as there is room for; `None` while there is more to do.
    pub fn go_on(&mut self, timeline: &Timeline, events: &dyn Events, room: &mut Room) -> Option<Changes> {
        let Self { mission, from, to, .. } = *self;
        while self.todo.len() > 0 {
            if !room.spend(2 * Room::LINE) {
                return None;
            }
            let path = self.todo.next()?;
            self.paths.extend(changed_path(timeline, mission, path, (from, to), events));
        }
        let history = timeline.history(mission);
        let came = |list| {
            let before = timeline.upto(list, from).len();
            timeline.upto(list, to).get(before..).unwrap_or_default().to_vec()
        };
        Some(Changes {
            before: timeline.totals(mission, from),
            after: timeline.totals(mission, to),
            paths: mem::take(&mut self.paths),
            missing: came(history.missing()),
            snapshots: came(history.snapshots()),
            drifts: came(history.drifts()),
        })
    }
}

/// The paths that events between two moments write or put another in the place of, in the order of their numbers:
/// nothing else changes.
fn touched(timeline: &Timeline, mission: NamespaceId, from: Cursor, to: Cursor) -> Vec<PathId> {
    let history = timeline.history(mission);
    let order = timeline.order_of(mission);
    let before = timeline.upto(order, from).len();
    let between = timeline.upto(order, to).get(before..).unwrap_or_default();
    let mut is_touched = vec![false; history.paths().len()];
    for event in between {
        let written = timeline.entry(*event).path();
        for path in written.into_iter().chain(history.supersedes(*event)) {
            is_touched[path as usize] = true;
        }
    }
    (0..).zip(is_touched).filter(|(_, is_touched)| *is_touched).map(|(path, _)| path).collect()
}

fn changed_path(
    timeline: &Timeline,
    mission: NamespaceId,
    path: PathId,
    (from, to): (Cursor, Cursor),
    events: &dyn Events,
) -> Option<ChangedPath> {
    let writes = timeline.history(mission).paths()[path as usize].writes();
    let present = |cursor| {
        let write = timeline.upto(writes, cursor).last().copied();
        write.filter(|_| !timeline.is_superseded(mission, path, cursor))
    };
    let (then, now) = (present(from), present(to));
    if then == now {
        return None;
    }
    let hash = |write: Option<EntryId>| write.and_then(|write| content_hash(timeline, write, events));
    let (before, after) = (hash(then), hash(now));
    let change = match (then, now) {
        (None, _) => PathChange::Added,
        (_, None) => PathChange::Superseded,
        _ if before.is_none() || after.is_none() => PathChange::Unknown,
        _ if before == after => PathChange::Reindexed,
        _ => PathChange::Changed,
    };
    Some(ChangedPath { path, change, before, after })
}

fn content_hash(timeline: &Timeline, write: EntryId, events: &dyn Events) -> Option<String> {
    match events.payload(timeline.entry(write).line)? {
        DossierPayload::ArtifactIndexed(payload) => Some(payload.content_ref.hash),
        _ => None,
    }
}
