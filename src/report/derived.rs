//! Our reading of a log as JSON tells it: what we infer, never the contract's.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::contracts::natural::Natural;
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::claims::{Agreement, DriftStory, SnapshotStory, drift_stories, snapshot_stories};
use crate::dossier::parity::{Evidence, SelfCheck};
use crate::dossier::reading::{MissingStory, missing_stories, pattern_matches, snapshot_since_last_drift};
use crate::dossier::timeline::{Cursor, EntryId, Events, NamespaceId, StateError};
use crate::session::Session;

/// What we infer of a log at a moment.
#[derive(Serialize)]
pub struct Derived<'r> {
    missions: Vec<Mission<'r>>,
    /// Null where no mission is chosen; so are the next three.
    missing: Option<Vec<Missing<'r>>>,
    snapshots: Option<Vec<Snapshot>>,
    drift: Option<Vec<Drift>>,
    snapshot_since_last_drift: Option<EventPlace>,
    conflicting_duplicates: u64,
    foreign: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct Mission<'r> {
    number: usize,
    #[serde(flatten)]
    namespace: &'r LocalNamespaceTuple,
    events: usize,
}

#[derive(Serialize)]
struct Missing<'r> {
    path: &'r str,
    open: bool,
    records: Vec<EventPlace>,
    indexed_later: Option<EventPlace>,
    /// Null where the path is no pattern.
    pattern: Option<Pattern<'r>>,
}

#[derive(Serialize)]
struct Pattern<'r> {
    matched: usize,
    /// The first of them.
    paths: Vec<&'r str>,
}

/// A snapshot's claim and what came of recomputing it.
#[derive(Debug, Clone, Serialize)]
pub struct Snapshot {
    number: usize,
    #[serde(flatten)]
    place: EventPlace,
    claimed: Claimed,
    replayed: Replayed,
    self_check: &'static str,
    culprits: Vec<String>,
    evidence: Option<&'static str>,
    recomputed: Option<String>,
    reason: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
struct Claimed {
    hash: String,
    artifacts: Natural,
    missing: Natural,
}

#[derive(Debug, Clone, Serialize)]
struct Replayed {
    artifacts: usize,
    missing: usize,
}

/// A drift record and what seems to have become of it.
#[derive(Debug, Clone, Serialize)]
pub struct Drift {
    number: usize,
    #[serde(flatten)]
    place: EventPlace,
    kind: &'static str,
    expected_in_snapshot: Option<usize>,
    actual_in_snapshot: Option<usize>,
    culprits: Vec<String>,
    /// Inferred from the two snapshots around it, where the record names nothing.
    likely_culprits: Vec<String>,
    agreed_again: Option<Agreed>,
}

#[derive(Debug, Clone, Serialize)]
struct Agreed {
    #[serde(flatten)]
    place: EventPlace,
    /// `expected_hash`: the snapshot bears the hash the record expected; `self_check`: it came after the last
    /// record, and the log replays to its hash.
    by: &'static str,
}

/// Where an event is.
#[derive(Debug, Clone, Serialize)]
pub struct EventPlace {
    line: u32,
    event_id: String,
}

impl EventPlace {
    /// The place of an event of the log.
    pub fn of(session: &Session, entry: EntryId) -> Self {
        let entry = session.timeline().entry(entry);
        Self { line: entry.line + 1, event_id: entry.event_id().to_string() }
    }

    /// Its line, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Its id.
    pub fn event_id(&self) -> &str {
        &self.event_id
    }
}

/// Reads a log at `cursor`: all of it, and `mission` where one is chosen; payloads as `events` reads them.
///
/// # Errors
/// A line that can no longer be read.
pub fn derived<'s>(
    session: &'s Session,
    mission: Option<NamespaceId>,
    cursor: Cursor,
    events: &dyn Events,
) -> Result<Derived<'s>, StateError> {
    let timeline = session.timeline();
    let missions = timeline.namespaces_at(cursor).into_iter().zip(1..).map(|(id, number)| {
        let history = timeline.history(id);
        let events = timeline.upto(timeline.order_of(id), cursor).len();
        Mission { number, namespace: history.namespace(), events }
    });
    let claims = mission
        .map(|mission| {
            let snapshots = snapshot_stories(timeline, mission, cursor, events)?;
            let drifts = drift_stories(timeline, mission, cursor, &snapshots, events)?;
            Ok::<_, StateError>((snapshots, drifts))
        })
        .transpose()?;
    let (snapshots, drifts) = claims.unzip();
    let missing = mission.map(|mission| {
        let stories = missing_stories(timeline, mission, cursor);
        stories.iter().map(|story| missing(session, mission, story, cursor)).collect()
    });
    let agreed = mission.and_then(|mission| snapshot_since_last_drift(timeline, mission, cursor));
    Ok(Derived {
        missions: missions.collect(),
        missing,
        snapshots: snapshots.map(|all| all.iter().map(|story| snapshot(session, story)).collect()),
        drift: drifts.map(|all| all.iter().map(|story| drift(session, story)).collect()),
        snapshot_since_last_drift: agreed.map(|entry| EventPlace::of(session, entry)),
        conflicting_duplicates: session.ledger_at(cursor).conflicting,
        foreign: session.foreign_groups_at(cursor),
    })
}

fn missing<'s>(
    session: &'s Session,
    mission: NamespaceId,
    story: &MissingStory,
    cursor: Cursor,
) -> Missing<'s> {
    let timeline = session.timeline();
    let history = timeline.history(mission);
    let pattern = pattern_matches(timeline, mission, story, cursor).map(|matches| Pattern {
        matched: matches.total,
        paths: matches.named.iter().map(|path| history.path_name(*path)).collect(),
    });
    let records = story.records(timeline, mission, cursor);
    Missing {
        path: history.path_name(story.path),
        open: story.is_open,
        records: records.iter().map(|entry| EventPlace::of(session, *entry)).collect(),
        indexed_later: story.indexed_later(timeline, mission).map(|entry| EventPlace::of(session, entry)),
        pattern,
    }
}

/// A snapshot's story as JSON tells it.
pub fn snapshot(session: &Session, story: &SnapshotStory) -> Snapshot {
    let (self_check, reason) = match &story.check {
        SelfCheck::Match => ("match", None),
        SelfCheck::Mismatch(_) => ("mismatch", None),
        SelfCheck::NotComparable(reason) => ("not_comparable", Some(reason.words())),
    };
    let mismatch = match &story.check {
        SelfCheck::Mismatch(mismatch) => Some(mismatch),
        _ => None,
    };
    Snapshot {
        number: story.number,
        place: EventPlace::of(session, story.entry),
        claimed: Claimed {
            hash: story.claim.snapshot_hash.clone(),
            artifacts: story.claim.artifact_count.clone(),
            missing: story.claim.anomaly_count.clone(),
        },
        replayed: Replayed { artifacts: story.present, missing: story.open },
        self_check,
        culprits: mismatch.map(|mismatch| mismatch.culprits.clone()).unwrap_or_default(),
        evidence: mismatch.map(|mismatch| match mismatch.evidence {
            _ if !story.searched => "not_searched",
            Evidence::Surplus => "surplus",
            Evidence::ChangedSinceMatch => "changed_since_match",
            Evidence::None => "none",
        }),
        recomputed: mismatch.map(|mismatch| mismatch.recomputed.clone()),
        reason,
    }
}

/// A drift record's story as JSON tells it.
pub fn drift(session: &Session, story: &DriftStory) -> Drift {
    Drift {
        number: story.number,
        place: EventPlace::of(session, story.entry),
        kind: story.record.drift_kind.as_str(),
        expected_in_snapshot: story.expected_in,
        actual_in_snapshot: story.actual_in,
        culprits: story.named.clone(),
        likely_culprits: story.likely.clone(),
        agreed_again: story.agreement.map(|agreement| match agreement {
            Agreement::ExpectedHash(entry) => {
                Agreed { place: EventPlace::of(session, entry), by: "expected_hash" }
            }
            Agreement::SelfCheck(entry) => Agreed { place: EventPlace::of(session, entry), by: "self_check" },
        }),
    }
}
