//! Our reading of the dossier, beside the contract and never in it.
//!
//! The contract never takes a missing record back. Whether the artifact turned up later is an inference,
//! and is marked `≈` wherever it is shown.

use super::glob;
use super::timeline::{Cursor, EntryId, NamespaceId, PathId, Timeline};

/// How many of the paths that match a pattern are named.
const NAMED: usize = 20;

/// What seems to have become of a missing artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Nothing has been indexed at its path since.
    Open,
    /// An event after the record indexed its path.
    IndexedLater(EntryId),
}

/// One missing artifact: all records of a path, as one story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingStory {
    /// The records, in contract order; at least one.
    pub records: Vec<EntryId>,
    /// What seems to have become of it since the last record.
    pub outlook: Outlook,
}

/// The missing artifacts of a mission at `cursor`, open ones first, each group by first record.
pub fn missing_stories(timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> Vec<MissingStory> {
    let history = timeline.history(mission);
    let mut by_path: Vec<Vec<EntryId>> = vec![Vec::new(); history.paths().len()];
    for &record in timeline.upto(history.missing(), cursor) {
        if let Some(path) = timeline.entry(record).path() {
            by_path[path as usize].push(record);
        }
    }
    let told = by_path.into_iter().zip(history.paths()).filter(|(records, _)| !records.is_empty());
    let mut stories: Vec<_> = told
        .map(|(records, story)| {
            let last = records.last().map(|last| timeline.key(*last));
            let writes = timeline.upto(story.writes(), cursor);
            let before = writes.partition_point(|write| Some(timeline.key(*write)) <= last);
            let outlook = writes.get(before).map_or(Outlook::Open, |write| Outlook::IndexedLater(*write));
            MissingStory { records, outlook }
        })
        .collect();
    stories.sort_by(|a, b| {
        let first = |story: &MissingStory| story.records.first().map(|first| timeline.key(*first));
        let order = |story: &MissingStory| story.outlook != Outlook::Open;
        order(a).cmp(&order(b)).then_with(|| first(a).cmp(&first(b)))
    });
    stories
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
    let paths = timeline.history(mission).paths();
    let name = |path: PathId| paths[path as usize].name();
    let pattern = name(timeline.entry(*story.records.first()?).path()?);
    if !glob::is_pattern(pattern) {
        return None;
    }
    let present = |path: &PathId| {
        let written = !timeline.upto(paths[*path as usize].writes(), cursor).is_empty();
        written && !timeline.is_superseded(mission, *path, cursor)
    };
    let matched = |path: &PathId| glob::matches(pattern, name(*path));
    let mut named: Vec<PathId> = (0..paths.len() as PathId).filter(matched).filter(present).collect();
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
