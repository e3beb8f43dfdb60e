//! What snapshot hashes prove (contract section 6).
//!
//! A claim is recomputed in the form it is written in. Three outcomes, never guessed: it matches, it does
//! not and the likely culprits are named, or it cannot be compared and the reason is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::timeline::{Cursor, EntryId, Events, NamespaceId, StateError, Timeline};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierSnapshotComputedPayload;
use crate::contracts::values::HashAlgorithm;

/// The prefix of the canonical form.
const PREFIX: &str = "sha256:";
/// How many ways of leaving two artifacts out are tried when a claim counts two fewer than the replay has.
const PAIRS: usize = 20_000;
/// How many artifacts are hashed, and how many lines are read, to find what one mismatch comes from while a person
/// waits.
const PATIENCE: (usize, usize) = (10_000, 2_000);

/// How a snapshot hash is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashForm {
    /// `sha256:` and the hash of the lines `path TAB hash`, sorted by path, joined by LF.
    Canonical,
    /// Bare hexadecimal: the hash of the sorted content hashes run together.
    ContentHashes,
}

impl HashForm {
    /// The form a claim is written in; `None` when it is neither.
    pub fn of(claim: &str) -> Option<Self> {
        let hex = |text: &str| {
            text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        match claim.strip_prefix(PREFIX) {
            Some(rest) => hex(rest).then_some(Self::Canonical),
            None => hex(claim).then_some(Self::ContentHashes),
        }
    }

    /// The hash of a dossier's present artifacts, path to content hash, in this form.
    pub fn compute<'a>(self, artifacts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        match self {
            Self::Canonical => self.of_sorted(artifacts.collect::<BTreeMap<_, _>>().into_iter()),
            Self::ContentHashes => {
                let mut sorted: Vec<_> = artifacts.collect();
                sorted.sort_unstable_by_key(|(_, hash)| *hash);
                self.of_sorted(sorted.into_iter())
            }
        }
    }

    /// The same of artifacts that are sorted already: by path in the canonical form, by content hash in the other.
    /// Strings compare by byte, which for UTF-8 is by code point.
    pub(super) fn of_sorted<'a>(self, artifacts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let mut hasher = Sha256::new();
        for (nth, (path, hash)) in artifacts.enumerate() {
            if self == Self::Canonical {
                if nth > 0 {
                    hasher.update(b"\n");
                }
                hasher.update(path);
                hasher.update(b"\t");
            }
            hasher.update(hash);
        }
        let mut text = String::from(if self == Self::Canonical { PREFIX } else { "" });
        for byte in hasher.finalize() {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

/// What recomputing a claim showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelfCheck {
    /// The log replays to exactly the claimed hash.
    Match,
    /// It does not.
    Mismatch(Mismatch),
    /// The claim cannot be recomputed.
    NotComparable(NotComparable),
}

/// A claim that the replay does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What the replay gives, in the claim's form.
    pub recomputed: String,
    /// The paths that likely make the difference, sorted.
    pub culprits: Vec<String>,
    /// How they were found.
    pub evidence: Evidence,
}

/// How the culprits of a mismatch were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Without these paths the hash is exactly the claimed one: they are surplus, most likely deleted, for
    /// which there is no event.
    Surplus,
    /// They changed since the last snapshot that matched: one or more of them is likely.
    ChangedSinceMatch,
    /// Nothing points at any path.
    None,
}

/// Why a claim cannot be recomputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotComparable {
    /// It is written in neither known form.
    Form,
    /// It says to be made by another function than SHA-256.
    Function(HashAlgorithm),
}

impl NotComparable {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Form => "the claim is written in no form that can be recomputed",
            Self::Function(HashAlgorithm::Sha512) => {
                "the claim says sha512, for which there is no agreed form"
            }
            Self::Function(_) => "the claim says md5, for which there is no agreed form",
        }
    }
}

/// An artifact that is present at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Its content hash, as recorded.
    pub hash: String,
    /// The event that wrote it last.
    pub write: EntryId,
}

/// The artifacts of a mission that are present at `cursor`, by path.
///
/// # Errors
/// A line that can no longer be read.
pub fn present_at(
    timeline: &Timeline,
    mission: NamespaceId,
    cursor: Cursor,
    events: &dyn Events,
) -> Result<BTreeMap<String, Present>, StateError> {
    let history = timeline.history(mission);
    let mut present = BTreeMap::new();
    for (path, write, superseded) in timeline.artifacts_at(mission, cursor) {
        if superseded {
            continue;
        }
        let line = timeline.entry(write).line;
        let hash = match events.payload(line) {
            Some(DossierPayload::ArtifactIndexed(payload)) => payload.content_ref.hash,
            _ => return Err(StateError::Gone { line }),
        };
        present.insert(history.path_name(path).to_owned(), Present { hash, write });
    }
    Ok(present)
}

/// Recomputes the claim of the snapshot `nth` (from 0) of a mission.
///
/// The culprits of a mismatch are looked for among so many earlier snapshots as can be gone through while a person
/// waits; whoever has more time looks further with [`claims`](super::claims).
///
/// # Errors
/// A line that can no longer be read.
pub fn self_check(
    timeline: &Timeline,
    mission: NamespaceId,
    nth: usize,
    events: &dyn Events,
) -> Result<SelfCheck, StateError> {
    let artifacts = timeline.history(mission).paths().len().max(1);
    let (hashed, read) = (PATIENCE.0 / artifacts, PATIENCE.1 / artifacts);
    check(timeline, mission, nth, (hashed.max(1), nth.saturating_sub(read.max(1))..nth), events)
}

/// As [`self_check`], where the last earlier snapshot that the log bears out is known to be among `earlier`.
pub(super) fn self_check_among(
    timeline: &Timeline,
    mission: NamespaceId,
    nth: usize,
    earlier: std::ops::Range<usize>,
    events: &dyn Events,
) -> Result<SelfCheck, StateError> {
    check(timeline, mission, nth, (usize::MAX, earlier), events)
}

/// Recomputes a claim. What is surplus is looked for with the help of so many earlier snapshots, what has changed
/// since a match among those of a range.
fn check(
    timeline: &Timeline,
    mission: NamespaceId,
    nth: usize,
    (tried, earlier): (usize, std::ops::Range<usize>),
    events: &dyn Events,
) -> Result<SelfCheck, StateError> {
    let snapshots = timeline.history(mission).snapshots();
    let Some((claim, form)) = claim(timeline, snapshots[nth], events)? else {
        let payload = payload(timeline, snapshots[nth], events)?;
        let reason = match payload.algorithm {
            Some(function @ (HashAlgorithm::Sha512 | HashAlgorithm::Md5)) => {
                NotComparable::Function(function)
            }
            _ => NotComparable::Form,
        };
        return Ok(SelfCheck::NotComparable(reason));
    };
    let present = present_at(timeline, mission, Cursor::After(snapshots[nth]), events)?;
    let recomputed = form.compute(pairs(&present));
    if recomputed == claim.snapshot_hash {
        return Ok(SelfCheck::Match);
    }
    let surplus = surplus(timeline, &snapshots[nth.saturating_sub(tried)..nth], &present, form, &claim);
    if let Some(culprits) = surplus {
        return Ok(SelfCheck::Mismatch(Mismatch { recomputed, culprits, evidence: Evidence::Surplus }));
    }
    let culprits = changed_since_match(timeline, mission, earlier, &present, events)?;
    let evidence = if culprits.is_empty() { Evidence::None } else { Evidence::ChangedSinceMatch };
    Ok(SelfCheck::Mismatch(Mismatch { recomputed, culprits, evidence }))
}

fn payload(
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

/// A snapshot's claim with its form; `None` when it cannot be recomputed.
fn claim(
    timeline: &Timeline,
    snapshot: EntryId,
    events: &dyn Events,
) -> Result<Option<(MissionDossierSnapshotComputedPayload, HashForm)>, StateError> {
    let payload = payload(timeline, snapshot, events)?;
    let sha256 = payload.algorithm.is_none_or(|function| function == HashAlgorithm::Sha256);
    let form = HashForm::of(&payload.snapshot_hash).filter(|_| sha256);
    Ok(form.map(|form| (payload, form)))
}

fn pairs(present: &BTreeMap<String, Present>) -> impl Iterator<Item = (&str, &str)> {
    present.iter().map(|(path, artifact)| (path.as_str(), artifact.hash.as_str()))
}

/// The paths without which the hash is the claimed one, if leaving some out can bring that about.
///
/// A producer that scans everything writes each artifact that is still there again, so the ones not written
/// since some earlier snapshot are tried first; then, when the claim counts one or two fewer, each of them.
fn surplus(
    timeline: &Timeline,
    earlier: &[EntryId],
    present: &BTreeMap<String, Present>,
    form: HashForm,
    claim: &MissionDossierSnapshotComputedPayload,
) -> Option<Vec<String>> {
    let mut sorted: Vec<_> = present.iter().collect();
    if form == HashForm::ContentHashes {
        sorted.sort_unstable_by_key(|(_, artifact)| artifact.hash.as_str());
    }
    let proves = |is_left_out: &dyn Fn(&Present) -> bool| {
        let rest = sorted.iter().filter(|(_, artifact)| !is_left_out(artifact));
        form.of_sorted(rest.map(|(path, artifact)| (path.as_str(), artifact.hash.as_str())))
            == claim.snapshot_hash
    };
    let left_out = |is_left_out: &dyn Fn(&Present) -> bool| {
        let paths = present.iter().filter(|(_, artifact)| is_left_out(artifact));
        Some(paths.map(|(path, _)| path.clone()).collect())
    };
    let mut tried = None;
    for snapshot in earlier.iter().rev() {
        let key = timeline.key(*snapshot);
        let stale = |artifact: &Present| timeline.key(artifact.write) < key;
        let count = present.values().filter(|artifact| stale(artifact)).count();
        if count == 0 {
            // All were written since, and all the more since an earlier snapshot.
            break;
        }
        // The fewer snapshots are looked back, the more is stale: as many are the same ones.
        if tried.replace(count) != Some(count) && proves(&stale) {
            return left_out(&stale);
        }
    }
    let writes: Vec<EntryId> = present.values().map(|artifact| artifact.write).collect();
    let fewer = claim.artifact_count.as_u64().and_then(|count| (writes.len() as u64).checked_sub(count));
    match fewer {
        Some(1) => {
            let is_one = |one: EntryId| move |artifact: &Present| artifact.write == one;
            let found = writes.iter().find(|one| proves(&is_one(**one)));
            found.and_then(|one| left_out(&is_one(*one)))
        }
        Some(2) => {
            let others = |at: usize| writes[at + 1..].iter().map(move |other| (at, *other));
            let mut pairs = (0..writes.len()).flat_map(others).take(PAIRS);
            let is_either = |(at, other): (usize, EntryId)| {
                let one = writes[at];
                move |artifact: &Present| artifact.write == one || artifact.write == other
            };
            let found = pairs.find(|pair| proves(&is_either(*pair)));
            found.and_then(|pair| left_out(&is_either(pair)))
        }
        _ => None,
    }
}

/// The paths that differ from what they were at the last snapshot whose claim the replay bears out.
fn changed_since_match(
    timeline: &Timeline,
    mission: NamespaceId,
    earlier: std::ops::Range<usize>,
    present: &BTreeMap<String, Present>,
    events: &dyn Events,
) -> Result<Vec<String>, StateError> {
    let snapshots = timeline.history(mission).snapshots();
    for snapshot in snapshots[earlier].iter().rev() {
        let Some((claim, form)) = claim(timeline, *snapshot, events)? else { continue };
        let then = present_at(timeline, mission, Cursor::After(*snapshot), events)?;
        if form.compute(pairs(&then)) == claim.snapshot_hash {
            let differs =
                |path: &&String| present.get(*path).map(|a| &a.hash) != then.get(*path).map(|a| &a.hash);
            let all: BTreeSet<&String> = present.keys().chain(then.keys()).collect();
            return Ok(all.into_iter().filter(differs).cloned().collect());
        }
    }
    Ok(Vec::new())
}
