//! What snapshots and drift records claim, beside what the log replays to: our reading of them.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{PathChange, changes};
use super::parity::{Evidence, HashForm, Mismatch, NotComparable, SelfCheck, self_check_among};
use super::present::Artifacts;
use super::state::{DriftRecord, SnapshotSummary};
use super::timeline::{Cursor, EntryId, Events, NamespaceId, Standing, StateError, Timeline};
use crate::contracts::event::{DossierEventType, DossierPayload};
use crate::contracts::values::HashAlgorithm;

/// Of how many mismatches, the newest first, the culprits are looked for: a search may hash the artifacts as
/// often as there are snapshots.
const SEARCHED: usize = 16;
/// Of how many drift records, the newest first, likely culprits are looked for.
const LIKELY: usize = 64;

/// A snapshot's claim, and what recomputing it showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotStory {
    /// The snapshot.
    pub entry: EntryId,
    /// Its number among the mission's snapshots, from 1.
    pub number: usize,
    /// What it claims.
    pub claim: SnapshotSummary,
    /// How many artifacts were present by then.
    pub present: usize,
    /// How many paths were missing by then, by our reading: recorded, and not indexed since.
    pub open: usize,
    /// What recomputing its hash showed.
    pub check: SelfCheck,
    /// Whether the culprits of a mismatch were looked for.
    pub searched: bool,
}

impl SnapshotStory {
    /// Whether the number of artifacts it claims is the replay's.
    pub fn counts_artifacts_right(&self) -> bool {
        self.claim.artifact_count.as_u64() == Some(self.present as u64)
    }

    /// Whether the number of missing artifacts it claims is the replay's.
    pub fn counts_missing_right(&self) -> bool {
        self.claim.anomaly_count.as_u64() == Some(self.open as u64)
    }
}

/// How a snapshot after a drift record agrees again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// It bears the very hash that the record expected.
    ExpectedHash(EntryId),
    /// It came after the last drift record, and the log replays to what it claims.
    SelfCheck(EntryId),
}

/// A drift record and what seems to have become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftStory {
    /// The record.
    pub entry: EntryId,
    /// Its number among the mission's records, from 1.
    pub number: usize,
    /// What it says.
    pub record: DriftRecord,
    /// The newest snapshot before it that bears the expected hash, by its number from 1.
    pub expected_in: Option<usize>,
    /// The newest snapshot before it that bears the actual hash.
    pub actual_in: Option<usize>,
    /// The paths it names, sorted.
    pub named: Vec<String>,
    /// Where it names none: the paths that changed from the snapshot that bears the expected hash, or the one
    /// before it, to the one that bears the actual hash, or the one after it. Sorted; an inference.
    pub likely: Vec<String>,
    /// The first sign that both sides agree again.
    pub agreement: Option<Agreement>,
}

/// The claims of a mission's snapshots up to `cursor`, in contract order.
///
/// # Errors
/// A line that can no longer be read.
pub fn snapshot_stories(
    timeline: &Timeline,
    mission: NamespaceId,
    cursor: Cursor,
    events: &dyn Events,
) -> Result<Vec<SnapshotStory>, StateError> {
    let history = timeline.history(mission);
    let name = |path: u32| history.path_name(path);
    let order = timeline.upto(timeline.order_of(mission), cursor).iter();
    let folded: Vec<EntryId> =
        order.copied().filter(|id| timeline.entry(*id).standing() == Standing::Folded).collect();
    // One pass over the events: no line is read twice, however many snapshots there are.
    let is_read =
        |kind| matches!(kind, DossierEventType::ArtifactIndexed | DossierEventType::SnapshotComputed);
    let read = folded.iter().map(|id| timeline.entry(*id)).filter(|entry| is_read(entry.kind()));
    let lines: Vec<u32> = read.map(|entry| entry.line).collect();
    let mut artifacts = Artifacts::default();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    let mut stories: Vec<SnapshotStory> = Vec::new();
    let mut gone = Ok(());
    events.each_payload(&lines, &mut |payloads| {
        for &entry in &folded {
            let meta = timeline.entry(entry);
            let payload = if is_read(meta.kind()) { payloads.next().flatten() } else { None };
            match (meta.kind(), meta.path().map(name), payload) {
                (
                    DossierEventType::ArtifactIndexed,
                    Some(path),
                    Some(DossierPayload::ArtifactIndexed(payload)),
                ) => {
                    if let Some(old) = history.supersedes(entry) {
                        artifacts.supersede(name(old));
                    }
                    artifacts.index(path, &payload.content_ref.hash);
                    open.remove(path);
                }
                (DossierEventType::ArtifactMissing, Some(path), _) => drop(open.insert(path)),
                (DossierEventType::SnapshotComputed, _, Some(DossierPayload::SnapshotComputed(payload))) => {
                    let claim: SnapshotSummary = (*payload).into();
                    stories.push(SnapshotStory {
                        entry,
                        number: stories.len() + 1,
                        check: recompute(&claim, &artifacts),
                        claim,
                        present: artifacts.present(),
                        open: open.len(),
                        searched: false,
                    });
                }
                (kind, ..) if is_read(kind) => {
                    gone = Err(StateError::Gone { line: meta.line });
                    return;
                }
                _ => {}
            }
        }
    });
    gone?;
    let mismatches =
        (0..stories.len()).rev().filter(|at| matches!(stories[*at].check, SelfCheck::Mismatch(_)));
    for at in mismatches.take(SEARCHED).collect::<Vec<_>>() {
        let matched = stories[..at].iter().rposition(|story| story.check == SelfCheck::Match);
        let earlier = matched.map_or(0..0, |matched| matched..matched + 1);
        stories[at].check = self_check_among(timeline, mission, at, earlier, events)?;
        stories[at].searched = true;
    }
    Ok(stories)
}

/// What recomputing a claim shows, without culprits.
fn recompute(claim: &SnapshotSummary, artifacts: &Artifacts<'_>) -> SelfCheck {
    if claim.algorithm != HashAlgorithm::Sha256 {
        return SelfCheck::NotComparable(NotComparable::Function(claim.algorithm));
    }
    let Some(form) = HashForm::of(&claim.snapshot_hash) else {
        return SelfCheck::NotComparable(NotComparable::Form);
    };
    let recomputed = artifacts.hash(form);
    if recomputed == claim.snapshot_hash {
        return SelfCheck::Match;
    }
    SelfCheck::Mismatch(Mismatch { recomputed, culprits: Vec::new(), evidence: Evidence::None })
}

/// The drift records of a mission up to `cursor`, in contract order; `snapshots` are its stories up to there.
///
/// # Errors
/// A line that can no longer be read.
pub fn drift_stories(
    timeline: &Timeline,
    mission: NamespaceId,
    cursor: Cursor,
    snapshots: &[SnapshotStory],
    events: &dyn Events,
) -> Result<Vec<DriftStory>, StateError> {
    let drifts = timeline.upto(timeline.history(mission).drifts(), cursor);
    // The snapshots that bear a hash, by their place.
    let mut bearers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, story) in snapshots.iter().enumerate() {
        bearers.entry(story.claim.snapshot_hash.as_str()).or_default().push(at);
    }
    let bearing = |hash: &str| bearers.get(hash).map(Vec::as_slice).unwrap_or_default();
    let before = |entry: EntryId| {
        let key = timeline.key(entry);
        snapshots.partition_point(|story| timeline.key(story.entry) < key)
    };
    let since_last = drifts.last().map_or(snapshots.len(), |last| before(*last));
    let borne_out = snapshots[since_last..].iter().find(|story| story.check == SelfCheck::Match);

    let mut stories = Vec::new();
    for (nth, &entry) in drifts.iter().enumerate() {
        let DossierPayload::ParityDriftDetected(payload) = payload(timeline, entry, events)? else {
            continue;
        };
        let mut payload = *payload;
        let named: BTreeSet<String> =
            payload.artifact_ids_changed.take().unwrap_or_default().into_iter().map(|id| id.path).collect();
        let record: DriftRecord = payload.into();
        let earlier = before(entry);
        let newest = |hash: &str| {
            let places = bearing(hash);
            places.partition_point(|at| *at < earlier).checked_sub(1).map(|last| places[last])
        };
        let (expected, actual) = (newest(&record.expected_hash), newest(&record.actual_hash));
        let again = bearing(&record.expected_hash).iter().find(|at| **at >= earlier);
        let agreement = again
            .map(|at| Agreement::ExpectedHash(snapshots[*at].entry))
            .or_else(|| borne_out.map(|story| Agreement::SelfCheck(story.entry)));
        let after = |at: usize| Cursor::After(snapshots[at].entry);
        let next = snapshots.get(earlier).map_or(entry, |story| story.entry);
        let around = match (expected, actual) {
            (Some(from), Some(to)) if from < to => Some((after(from), after(to))),
            (None, Some(to)) if to > 0 => Some((after(to - 1), after(to))),
            _ => earlier.checked_sub(1).map(|from| (after(expected.unwrap_or(from)), Cursor::After(next))),
        };
        let looked_for = named.is_empty() && drifts.len() - nth <= LIKELY;
        let around = around.filter(|_| looked_for);
        let likely = around.map_or_else(Vec::new, |around| changed(timeline, mission, around, events));
        stories.push(DriftStory {
            entry,
            number: nth + 1,
            record,
            expected_in: expected.map(|at| snapshots[at].number),
            actual_in: actual.map(|at| snapshots[at].number),
            named: named.into_iter().collect(),
            likely,
            agreement,
        });
    }
    Ok(stories)
}

/// The paths whose content is not what it was, sorted.
fn changed(
    timeline: &Timeline,
    mission: NamespaceId,
    (from, to): (Cursor, Cursor),
    events: &dyn Events,
) -> Vec<String> {
    let history = timeline.history(mission);
    let changes = changes(timeline, mission, from, to, events);
    let differs = changes.paths.iter().filter(|path| path.change != PathChange::Reindexed);
    let mut names: Vec<String> = differs.map(|changed| history.path_name(changed.path).to_owned()).collect();
    names.sort_unstable();
    names
}

fn payload(timeline: &Timeline, entry: EntryId, events: &dyn Events) -> Result<DossierPayload, StateError> {
    let line = timeline.entry(entry).line;
    events.payload(line).ok_or(StateError::Gone { line })
}
