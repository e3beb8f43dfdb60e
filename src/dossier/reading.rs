//! Our reading of the dossier, beside the contract and never in it.
//!
//! The contract never takes a missing record back. Whether the artifact turned up later is an inference,
//! and is marked `≈` wherever it is shown.

use super::timeline::{Cursor, EntryId, NamespaceId, Timeline};

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
    let mut by_path: std::collections::BTreeMap<_, Vec<EntryId>> = std::collections::BTreeMap::new();
    for &record in timeline.upto(history.missing(), cursor) {
        by_path.entry(timeline.entry(record).path()).or_default().push(record);
    }
    let mut stories: Vec<_> = by_path
        .into_iter()
        .map(|(path, records)| {
            let last = records.last().map(|last| &timeline.entry(*last).key);
            let writes = path.map_or(&[][..], |path| history.paths()[path as usize].writes());
            let later =
                timeline.upto(writes, cursor).iter().find(|write| Some(&timeline.entry(**write).key) > last);
            let outlook = later.map_or(Outlook::Open, |write| Outlook::IndexedLater(*write));
            MissingStory { records, outlook }
        })
        .collect();
    stories.sort_by_key(|story| {
        let first = story.records.first().map(|first| timeline.entry(*first).key.clone());
        (story.outlook != Outlook::Open, first)
    });
    stories
}

/// The first snapshot after the last drift record: a sign, not a proof, that both sides agree again.
pub fn snapshot_since_last_drift(
    timeline: &Timeline,
    mission: NamespaceId,
    cursor: Cursor,
) -> Option<EntryId> {
    let history = timeline.history(mission);
    let drift = timeline.upto(history.drifts(), cursor).last()?;
    let key = &timeline.entry(*drift).key;
    timeline
        .upto(history.snapshots(), cursor)
        .iter()
        .copied()
        .find(|snapshot| timeline.entry(*snapshot).key > *key)
}
