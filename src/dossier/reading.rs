//! Our reading of the dossier, beside the contract and never in it.
//!
//! The contract never takes a missing record back. Whether the artifact turned up later is an inference,
//! and is marked `≈` wherever it is shown.

use super::glob;
use super::timeline::{Cursor, EntryId, MissedPath, NamespaceId, PathId, Timeline};

/// How many of the paths that match a pattern are named.
const NAMED: usize = 20;

/// One missing artifact: all records of a path, as one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingStory {
    /// The path.
    pub path: PathId,
    /// Its first record, in contract order.
    pub first: EntryId,
    /// Its last record.
    pub last: EntryId,
    /// How many records there are.
    pub count: usize,
    /// Whether nothing has been indexed at its path since the last record.
    pub is_open: bool,
}

impl MissingStory {
    /// The story of a missed path at `cursor`; `None` where no record misses it by then.
    fn of(timeline: &Timeline, mission: NamespaceId, missed: &MissedPath, cursor: Cursor) -> Option<Self> {
        let path = missed.path();
        let records = timeline.upto(missed.records(), cursor);
        let (first, last) = (*records.first()?, *records.last()?);
        let is_open = match cursor {
            Cursor::Live => missed.is_open(),
            Cursor::Start | Cursor::After(_) => {
                let writes = timeline.history(mission).paths()[path as usize].writes();
                let write = timeline.upto(writes, cursor).last();
                write.is_none_or(|write| timeline.key(*write) < timeline.key(last))
            }
        };
        Some(Self { path, first, last, count: records.len(), is_open })
    }

    /// Its records at `cursor`, in contract order.
    pub fn records<'t>(&self, timeline: &'t Timeline, mission: NamespaceId, cursor: Cursor) -> &'t [EntryId] {
        timeline.upto(timeline.history(mission).missing_at(self.path), cursor)
    }

    /// The first event after the last record that indexed its path; `None` where it is open.
    pub fn indexed_later(&self, timeline: &Timeline, mission: NamespaceId) -> Option<EntryId> {
        let writes = timeline.history(mission).paths()[self.path as usize].writes();
        let before = writes.partition_point(|write| timeline.key(*write) < timeline.key(self.last));
        writes.get(before).copied().filter(|_| !self.is_open)
    }
}

/// The missing artifacts of a mission at `cursor`, open ones first, each group by first record.
pub fn missing_stories(timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> Vec<MissingStory> {
    let (mut stories, later): (Vec<_>, Vec<_>) =
        told(timeline, mission, cursor).partition(|story| story.is_open);
    stories.extend(later);
    stories
}

/// The open ones among them. Whoever takes only the first does not wait for the rest.
pub fn open_stories(
    timeline: &Timeline,
    mission: NamespaceId,
    cursor: Cursor,
) -> impl Iterator<Item = MissingStory> {
    told(timeline, mission, cursor).filter(|story| story.is_open)
}

/// How many missing artifacts there are at `cursor`, open or not.
pub fn missing_count(timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> usize {
    let missed = timeline.history(mission).missed().iter();
    missed.filter(|missed| !timeline.upto(missed.records(), cursor).is_empty()).count()
}

/// How many of them are open.
pub fn open_missing(timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> usize {
    match cursor {
        Cursor::Live => timeline.history(mission).open(),
        Cursor::Start | Cursor::After(_) => {
            let missed = timeline.history(mission).missed().iter();
            let stories = missed.filter_map(|missed| MissingStory::of(timeline, mission, missed, cursor));
            stories.filter(|story| story.is_open).count()
        }
    }
}

/// Every story, by first record.
fn told(timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> impl Iterator<Item = MissingStory> {
    let history = timeline.history(mission);
    let records = timeline.upto(history.missing(), cursor).iter();
    records.filter_map(move |record| {
        let missed = history.missed_path(timeline.entry(*record).path()?)?;
        let is_first = missed.records().first() == Some(record);
        is_first.then(|| MissingStory::of(timeline, mission, missed, cursor))?
    })
}

/// The indexed paths that match an expected path which is a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternMatches {
    /// The first of them, sorted by name; at most 20.
    pub named: Vec<PathId>,
    /// How many there are.
    pub total: usize,
}

/// The artifacts present at `cursor` that match the expected path of a missing story; `None` when that is the
/// name of one file.
pub fn pattern_matches(
    timeline: &Timeline,
    mission: NamespaceId,
    story: &MissingStory,
    cursor: Cursor,
) -> Option<PatternMatches> {
    let history = timeline.history(mission);
    let name = |path: PathId| history.path_name(path);
    let pattern = name(story.path);
    if !glob::is_pattern(pattern) {
        return None;
    }
    let present = |path: &PathId| timeline.is_present(mission, *path, cursor);
    let matched = |path: &PathId| glob::matches(pattern, name(*path));
    let mut named: Vec<PathId> =
        (0..history.paths().len() as PathId).filter(matched).filter(present).collect();
    named.sort_by_key(|path| name(*path));
    let total = named.len();
    named.truncate(NAMED);
    Some(PatternMatches { named, total })
}

/// The first snapshot after the last drift record: a sign, not a proof, that both sides agree again.
pub fn snapshot_since_last_drift(
    timeline: &Timeline,
    mission: NamespaceId,
    cursor: Cursor,
) -> Option<EntryId> {
    let history = timeline.history(mission);
    let drift = timeline.upto(history.drifts(), cursor).last()?;
    let key = timeline.key(*drift);
    let snapshots = timeline.upto(history.snapshots(), cursor);
    let before = snapshots.partition_point(|snapshot| timeline.key(*snapshot) < key);
    snapshots.get(before).copied()
}
