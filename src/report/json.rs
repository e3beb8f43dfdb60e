//! A replay as one JSON object.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::place::{self, FindingJson};
use super::replay::{Outcome, Replay};
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::ledger::Ledger;
use crate::dossier::reading::{MissingStory, Outlook, missing_stories, snapshot_since_last_drift};
use crate::dossier::state::MissionDossierState;
use crate::dossier::state_json::In;
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId};
use crate::session::Session;
use crate::text::write_json_for_terminal;

/// The name and version of this form; it changes when a reader of it would have to.
const SCHEMA: &str = "dossier.replay/1";

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    source: String,
    contract: String,
    ledger: Option<Ledger>,
    state: Option<In<'r, MissionDossierState>>,
    derived: Option<Derived<'r>>,
    findings: Vec<FindingJson>,
    verdict: String,
    exit: u8,
}

/// What we infer; never the contract's.
#[derive(Serialize)]
struct Derived<'r> {
    missions: Vec<Mission<'r>>,
    /// Null where no mission is chosen.
    missing: Option<Vec<Missing<'r>>>,
    snapshot_since_last_drift: Option<EventPlace>,
    conflicting_duplicates: u64,
    foreign: &'r BTreeMap<String, u64>,
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
}

#[derive(Serialize)]
struct EventPlace {
    line: u32,
    event_id: String,
}

/// Writes a replay as one JSON object, with the exit code it ends with.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, replay: &Replay<'_>, exit: u8) -> io::Result<()> {
    let session = replay.session;
    let (state, mission) = match &replay.outcome {
        Outcome::State { state, mission } => (Some(In(&**state, session.mode().output_edition())), *mission),
        Outcome::Mixed(_) => (None, None),
    };
    let report = Report {
        schema: SCHEMA,
        source: replay.name.to_string_lossy().into_owned(),
        contract: session.mode().to_string(),
        ledger: Some(session.ledger()),
        state,
        derived: Some(derived(session, mission)),
        findings: place::all(session),
        verdict: replay.verdict().to_string(),
        exit,
    };
    write_pretty(out, &report)
}

/// Writes the object of a source that could not be replayed at all.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(
    out: &mut impl Write,
    name: &Path,
    contract: &str,
    why: &str,
    exit: u8,
) -> io::Result<()> {
    let report = Report {
        schema: SCHEMA,
        source: name.to_string_lossy().into_owned(),
        contract: contract.to_owned(),
        ledger: None,
        state: None,
        derived: None,
        findings: Vec::new(),
        verdict: format!("cannot answer: {why}"),
        exit,
    };
    write_pretty(out, &report)
}

/// Writes any value as JSON that is safe to print, two spaces a level, and a line feed.
///
/// # Errors
/// Those of `out`.
pub fn write_pretty(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write_json_for_terminal(out, &serde_json::to_string_pretty(value)?)?;
    writeln!(out)
}

fn derived(session: &Session, mission: Option<NamespaceId>) -> Derived<'_> {
    let timeline = session.timeline();
    let missions = timeline.namespaces().into_iter().zip(1..).map(|(id, number)| {
        let history = timeline.history(id);
        Mission { number, namespace: history.namespace(), events: history.order().len() }
    });
    let missing = mission.map(|mission| {
        let stories = missing_stories(timeline, mission, Cursor::Live);
        stories.iter().map(|story| missing(session, mission, story)).collect()
    });
    let agreed = mission.and_then(|mission| snapshot_since_last_drift(timeline, mission, Cursor::Live));
    Derived {
        missions: missions.collect(),
        missing,
        snapshot_since_last_drift: agreed.map(|entry| event_place(session, entry)),
        conflicting_duplicates: session.ledger().conflicting,
        foreign: session.foreign_groups(),
    }
}

fn missing<'s>(session: &'s Session, mission: NamespaceId, story: &MissingStory) -> Missing<'s> {
    Missing {
        path: path_of(session, mission, story),
        open: story.outlook == Outlook::Open,
        records: story.records.iter().map(|entry| event_place(session, *entry)).collect(),
        indexed_later: match story.outlook {
            Outlook::Open => None,
            Outlook::IndexedLater(entry) => Some(event_place(session, entry)),
        },
    }
}

/// The path a missing story is about: a stranger's text.
pub(super) fn path_of<'s>(session: &'s Session, mission: NamespaceId, story: &MissingStory) -> &'s str {
    let timeline = session.timeline();
    let path = story.records.first().and_then(|record| timeline.entry(*record).path());
    path.map_or("", |path| timeline.history(mission).paths()[path as usize].name())
}

fn event_place(session: &Session, entry: EntryId) -> EventPlace {
    let entry = session.timeline().entry(entry);
    EventPlace { line: entry.line + 1, event_id: entry.key.event_id().to_string() }
}
