//! A replay as one JSON object.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::derived::{Derived, EventPlace};
use super::place::Findings;
use super::replay::{Outcome, Replay};
use crate::dossier::ledger::Ledger;
use crate::dossier::state::MissionDossierState;
use crate::dossier::state_json::In;
use crate::dossier::timeline::Cursor;
use crate::session::Session;
use crate::text::JsonForTerminal;

/// The name and version of this form; it changes when a reader of it would have to.
const SCHEMA: &str = "dossier.replay/1";

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    source: String,
    contract: String,
    /// The moment; null at the end of the log.
    at: Option<At>,
    ledger: Option<Ledger>,
    state: Option<In<'r, MissionDossierState>>,
    derived: Option<Derived<'r>>,
    findings: Findings<'r>,
    verdict: String,
    exit: u8,
}

/// A moment in a log: after how many of its events that count.
#[derive(Serialize)]
pub(super) struct At {
    event: usize,
    of: usize,
    /// Null before the first.
    #[serde(flatten)]
    place: Option<EventPlace>,
}

impl At {
    /// The moment of a cursor; `None` at the end of the log.
    pub(super) fn of(session: &Session, cursor: Cursor) -> Option<Self> {
        let order = session.timeline().order();
        let event = session.timeline().upto(order, cursor).len();
        let place = match cursor {
            Cursor::Live => return None,
            Cursor::Start => None,
            Cursor::After(entry) => Some(EventPlace::of(session, entry)),
        };
        Some(Self { event, of: order.len(), place })
    }
}

/// Writes a replay as one JSON object, with our reading of it and the exit code it ends with.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, replay: &Replay<'_>, derived: Derived<'_>, exit: u8) -> io::Result<()> {
    let session = replay.session;
    let state = match &replay.outcome {
        Outcome::State { state, .. } => Some(In(&**state, session.mode().output_edition())),
        Outcome::Mixed(_) => None,
    };
    let report = Report {
        schema: SCHEMA,
        source: replay.name.to_string_lossy().into_owned(),
        contract: session.mode().to_string(),
        at: At::of(session, replay.cursor),
        ledger: Some(session.ledger_at(replay.cursor)),
        state,
        derived: Some(derived),
        findings: Findings::at(session, replay.cursor),
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
        at: None,
        ledger: None,
        state: None,
        derived: None,
        findings: Findings::none(),
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
    let mut safe = JsonForTerminal::new(&mut *out);
    serde_json::to_writer_pretty(&mut safe, value)?;
    safe.finish()?;
    writeln!(out)
}
