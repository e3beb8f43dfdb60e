//! The history of one artifact: which events gave it which content, newest first.

mod text;

use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::derived::EventPlace;
use super::json::write_pretty;
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierArtifactIndexedPayload;
use crate::contracts::values::{ActorKind, LocalNamespaceTuple, ProvenanceRef};
use crate::dossier::timeline::{Cursor, Entry, EntryId, History, NamespaceId, StateError};
use crate::session::Session;
use crate::text::Shown;
pub use text::write_text;

/// The name and version of the JSON form; it changes when a reader of it would have to.
const SCHEMA: &str = "dossier.blame/1";
/// How many paths of the same file name are told where the one asked for is not there.
const NEAR: usize = 5;

/// What was asked for, as it was given.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The log.
    pub source: &'a Path,
    /// The artifact's path as the log writes it.
    pub path: &'a str,
    /// The contract the log's lines are read under.
    pub contract: String,
    /// The moment; the end of the log when none was given.
    pub at: Option<String>,
}

/// The history of one artifact up to a moment.
#[derive(Debug, Default, Serialize)]
pub struct Blame {
    mission: Option<LocalNamespaceTuple>,
    revisions: Vec<Revision>,
    /// How many revisions come after the moment.
    later: usize,
    drift: Vec<NamedBy>,
    /// Paths of the same file name, where there is no revision.
    near: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Revision {
    /// From 1, the oldest.
    #[serde(rename = "revision")]
    number: usize,
    #[serde(flatten)]
    place: EventPlace,
    /// The envelope's instant in UTC; null where it cannot be written.
    time: Option<String>,
    algorithm: &'static str,
    /// Null for the first.
    before: Option<String>,
    after: String,
    same_content: bool,
    actor_id: Option<String>,
    actor_kind: Option<&'static str>,
    git_sha: Option<String>,
    git_ref: Option<String>,
    superseded_by: Option<Successor>,
    #[serde(skip)]
    micros: i64,
}

/// Another artifact that took the place of a revision before the next one.
#[derive(Debug, Serialize)]
struct Successor {
    #[serde(flatten)]
    place: EventPlace,
    path: String,
}

#[derive(Debug, Serialize)]
struct NamedBy {
    /// Its number in the mission, from 1: what `D2` means.
    drift: usize,
    #[serde(flatten)]
    place: EventPlace,
    drift_kind: &'static str,
}

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    source: String,
    contract: &'r str,
    at: Option<&'r str>,
    path: &'r str,
    #[serde(flatten)]
    blame: &'r Blame,
    verdict: String,
    exit: u8,
}

impl Blame {
    /// Reads the history of a path in a mission up to `cursor`; of none where there is no mission.
    ///
    /// # Errors
    /// A line that can no longer be read.
    pub fn of(
        session: &Session,
        mission: Option<NamespaceId>,
        cursor: Cursor,
        path: &str,
    ) -> Result<Self, StateError> {
        let Some(mission) = mission else { return Ok(Self::default()) };
        let timeline = session.timeline();
        let history = timeline.history(mission);
        let mut blame = Self { mission: Some(history.namespace().clone()), ..Self::default() };
        if let Some(id) = history.path_number(path) {
            let all = history.paths()[id as usize].writes();
            let writes = timeline.upto(all, cursor);
            let superseded_by = timeline.upto(history.superseded_by(id), cursor);
            blame.later = all.len() - writes.len();
            blame.revisions = revisions(session, history, writes, superseded_by)?;
        }
        for (nth, id) in timeline.upto(history.drifts(), cursor).iter().enumerate() {
            let DossierPayload::ParityDriftDetected(payload) = payload(session, *id)?.1 else { continue };
            let mut named = payload.artifact_ids_changed.iter().flatten();
            if named.any(|identity| identity.path == path) {
                let place = EventPlace::of(session, *id);
                blame.drift.push(NamedBy { drift: nth + 1, place, drift_kind: payload.drift_kind.as_str() });
            }
        }
        if blame.revisions.is_empty() {
            let present = timeline.artifacts_at(mission, cursor).into_iter();
            let names = present.map(|(id, ..)| history.path_name(id));
            let near = names.filter(|name| file_name(name).eq_ignore_ascii_case(file_name(path)));
            blame.near = near.take(NEAR).map(str::to_owned).collect();
        }
        Ok(blame)
    }

    /// Whether the path has a revision.
    pub fn is_found(&self) -> bool {
        !self.revisions.is_empty()
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The envelope's instant and the payload of an entry, read again.
fn payload(session: &Session, id: EntryId) -> Result<(i64, DossierPayload), StateError> {
    let gone = StateError::Gone { line: session.timeline().entry(id).line };
    let event = session.event_of(id).ok_or_else(|| gone.clone())?;
    Ok((event.timestamp.micros(), event.payload.ok_or(gone)?))
}

fn revisions(
    session: &Session,
    history: &History,
    writes: &[EntryId],
    superseded_by: &[EntryId],
) -> Result<Vec<Revision>, StateError> {
    let timeline = session.timeline();
    let mut revisions: Vec<Revision> = Vec::with_capacity(writes.len());
    for (nth, id) in writes.iter().enumerate() {
        let (micros, DossierPayload::ArtifactIndexed(payload)) = payload(session, *id)? else { continue };
        let MissionDossierArtifactIndexedPayload { content_ref, provenance, .. } = *payload;
        let provenance = provenance.as_ref();
        let text = |of: fn(&ProvenanceRef) -> &Option<String>| provenance.and_then(|all| of(all).clone());
        let before = revisions.last().map(|before| before.after.clone());
        let (key, next) = (timeline.key(*id), writes.get(nth + 1));
        let after = superseded_by.partition_point(|other| timeline.key(*other) <= key);
        let successor = superseded_by
            .get(after)
            .copied()
            .filter(|other| next.is_none_or(|next| timeline.key(*other) < timeline.key(*next)));
        revisions.push(Revision {
            number: nth + 1,
            place: EventPlace::of(session, *id),
            time: Timestamp::from_microsecond(micros).ok().map(|instant| instant.to_string()),
            algorithm: content_ref.algorithm.as_str(),
            same_content: before.as_ref() == Some(&content_ref.hash),
            before,
            after: content_ref.hash,
            actor_id: text(|all| &all.actor_id),
            actor_kind: provenance.and_then(|all| all.actor_kind).map(ActorKind::as_str),
            git_sha: text(|all| &all.git_sha),
            git_ref: text(|all| &all.git_ref),
            superseded_by: successor.map(|other| Successor {
                place: EventPlace::of(session, other),
                path: path_of(history, timeline.entry(other)).to_owned(),
            }),
            micros,
        });
    }
    revisions.reverse();
    Ok(revisions)
}

fn path_of<'h>(history: &'h History, entry: &Entry) -> &'h str {
    entry.path().map_or("", |path| history.path_name(path))
}

/// Writes the history as one JSON object, with the exit code it ends with.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut impl Write, asked: &Asked<'_>, blame: &Blame, exit: u8) -> io::Result<()> {
    let verdict = if blame.is_found() { "found" } else { "not_found" };
    write_report(out, asked, blame, verdict.to_owned(), exit)
}

/// Writes the object of a question that could not be answered.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(out: &mut impl Write, asked: &Asked<'_>, why: &Shown, exit: u8) -> io::Result<()> {
    write_report(out, asked, &Blame::default(), format!("cannot answer: {why}"), exit)
}

fn write_report(
    out: &mut impl Write,
    asked: &Asked<'_>,
    blame: &Blame,
    verdict: String,
    exit: u8,
) -> io::Result<()> {
    let source = asked.source.to_string_lossy().into_owned();
    let (contract, at, path) = (asked.contract.as_str(), asked.at.as_deref(), asked.path);
    write_pretty(out, &Report { schema: SCHEMA, source, contract, at, path, blame, verdict, exit })
}
