//! Two logs, or two moments of one, as text and JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::derived::EventPlace;
use super::json::{At, write_pretty};
use super::replay::{Outcome, Replay};
use super::text::{ledger, line_of, mission_name, moment};
use crate::dossier::align::{Aligned, Mark};
use crate::dossier::compare::{Comparison, Difference, compare, side_of};
use crate::dossier::ledger::Ledger;
use crate::dossier::state::MissionDossierState;
use crate::dossier::timeline::Totals;
use crate::text::{Shown, count, cut_end, cut_middle, short_hash, show, show_path};

/// The name and version of this form.
const SCHEMA: &str = "dossier.diff/1";
/// How many columns a path takes at most.
const PATH_WIDTH: usize = 80;

/// What comparing two sides showed.
pub struct Diff<'r> {
    /// The first side.
    pub a: Replay<'r>,
    /// The second side.
    pub b: Replay<'r>,
    /// The events of both.
    pub events: Vec<Aligned>,
    /// The artifacts of both.
    pub artifacts: Comparison,
}

impl<'r> Diff<'r> {
    /// Compares the artifacts of two sides whose events are aligned.
    pub fn of(a: Replay<'r>, b: Replay<'r>, events: Vec<Aligned>) -> Self {
        let side = |replay: &Replay<'_>| replay.state().map(side_of).unwrap_or_default();
        let artifacts = compare(&side(&a), &side(&b));
        Self { a, b, events, artifacts }
    }

    /// Whether both sides say the same: every event, and so the state.
    pub fn is_same(&self) -> bool {
        self.count(Mark::Same) == self.events.len() && self.a.state() == self.b.state()
    }

    fn count(&self, mark: Mark) -> usize {
        self.events.iter().filter(|row| row.mark == mark).count()
    }
}

impl Replay<'_> {
    /// The state, where there is one.
    pub fn state(&self) -> Option<&MissionDossierState> {
        match &self.outcome {
            Outcome::State { state, .. } => Some(state),
            Outcome::Mixed(_) => None,
        }
    }

    fn totals(&self) -> Totals {
        let mission = self.mission();
        mission.map(|mission| self.session.timeline().totals(mission, self.cursor)).unwrap_or_default()
    }
}

/// Writes the difference for people.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, diff: &Diff<'_>) -> io::Result<()> {
    for (sign, side) in [("<", &diff.a), (">", &diff.b)] {
        let mission = side.state().and_then(|state| state.namespace.as_ref()).map(mission_name);
        let at = moment(side.session, side.cursor).map(|at| Shown::fixed("  at ").then(at));
        let name = show_path(side.name).then(at.unwrap_or_default());
        writeln!(out, "{sign} {name}  {}", mission.unwrap_or(Shown::fixed("no mission")))?;
    }
    writeln!(out)?;
    // Equal neighbours are one line: what differs is what is asked for.
    for run in diff.events.chunk_by(|a, b| a.mark == Mark::Same && b.mark == Mark::Same) {
        match run {
            [row] if row.mark != Mark::Same => writeln!(out, "{} {}", row.mark.sign(), event(diff, row))?,
            same => writeln!(out, "= {}", count(same.len(), "event", "events"))?,
        }
    }
    writeln!(out)?;
    state(out, diff)
}

/// `drift 01KK…  2026-…  line 505`.
fn event(diff: &Diff<'_>, row: &Aligned) -> Shown {
    let (side, entry) = match (row.a, row.b) {
        (Some(entry), _) => (&diff.a, entry),
        (None, Some(entry)) => (&diff.b, entry),
        (None, None) => return Shown::default(),
    };
    let timeline = side.session.timeline();
    let meta = timeline.entry(entry);
    let path = timeline.mission_of(entry).zip(meta.path()).map(|(mission, path)| {
        let name = timeline.history(mission).path_name(path);
        Shown::fixed("  ").then(cut_middle(&show(name), PATH_WIDTH))
    });
    let told = Shown::fixed(meta.kind().word())
        .then("  ")
        .then(show(meta.event_id().to_string()))
        .then(path.unwrap_or_default())
        .then(line_of(side.session, entry));
    match (row.mark, row.b) {
        (Mark::Other, Some(other)) => told.then(" >").then(line_of(diff.b.session, other)),
        _ => told,
    }
}

fn state(out: &mut impl Write, diff: &Diff<'_>) -> io::Result<()> {
    for (path, difference) in &diff.artifacts.differences {
        let path = cut_middle(&show(path), PATH_WIDTH);
        let hash = |text: &str| short_hash(text);
        let part = |text: &str| cut_end(&show(text), 20);
        let line = match difference {
            Difference::OnlyThere => Shown::fixed("+ ").then(path),
            Difference::OnlyHere => Shown::fixed("- ").then(path),
            Difference::Content { here, there } => {
                Shown::fixed("~ ").then(path).then("  ").then(hash(here)).then(" > ").then(hash(there))
            }
            Difference::Functions { here, there } => Shown::fixed("? ")
                .then(path)
                .then("  not comparable: ")
                .then(part(here))
                .then(" > ")
                .then(part(there)),
            Difference::NoHash => Shown::fixed("? ").then(path).then("  not comparable"),
        };
        writeln!(out, "{line}")?;
    }
    let (a, b) = (diff.a.totals(), diff.b.totals());
    let rows = [
        ("artifacts", a.present(), b.present()),
        ("superseded", a.superseded, b.superseded),
        ("missing", a.missing, b.missing),
        ("snapshots", a.snapshots, b.snapshots),
        ("drift", a.drifts, b.drifts),
        ("events", a.events, b.events),
    ];
    for (label, before, after) in rows.into_iter().filter(|(_, before, after)| before != after) {
        writeln!(out, "  {label:<10}  {before} > {after}")?;
    }
    if a.parity() != b.parity() {
        writeln!(out, "  {:<10}  {} > {}", "parity", a.parity().word(), b.parity().word())?;
    }
    if diff.is_same() {
        writeln!(out, "  ✓ the same: {}", count(diff.events.len(), "event", "events"))?;
    }
    for (sign, side) in [("<", &diff.a), (">", &diff.b)] {
        writeln!(out, "  ledger {sign} {}", ledger(side.session.ledger_at(side.cursor)))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    contract: String,
    a: Side,
    b: Side,
    events: Counts,
    /// Every event but those that are the same.
    changed: Vec<Row<'r>>,
    artifacts: Vec<Artifact<'r>>,
    state_same: bool,
    exit: u8,
}

#[derive(Serialize)]
struct Side {
    source: String,
    at: Option<At>,
    ledger: Ledger,
    artifacts: usize,
    superseded: usize,
    missing: usize,
    snapshots: usize,
    drift: usize,
    events: usize,
    parity_status: &'static str,
}

#[derive(Serialize)]
struct Counts {
    same: usize,
    other_content: usize,
    only_a: usize,
    only_b: usize,
}

#[derive(Serialize)]
struct Row<'r> {
    mark: &'static str,
    event_type: &'static str,
    path: Option<&'r str>,
    a: Option<EventPlace>,
    b: Option<EventPlace>,
}

#[derive(Serialize)]
struct Artifact<'r> {
    path: &'r str,
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<&'r str>,
}

/// Writes the difference as one JSON object, with the exit code it ends with.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut impl Write, diff: &Diff<'_>, exit: u8) -> io::Result<()> {
    let changed = diff.events.iter().filter(|row| row.mark != Mark::Same);
    let report = Report {
        schema: SCHEMA,
        contract: diff.a.session.mode().to_string(),
        a: side(&diff.a),
        b: side(&diff.b),
        events: Counts {
            same: diff.count(Mark::Same),
            other_content: diff.count(Mark::Other),
            only_a: diff.count(Mark::OnlyA),
            only_b: diff.count(Mark::OnlyB),
        },
        changed: changed.filter_map(|row| changed_event(diff, row)).collect(),
        artifacts: diff.artifacts.differences.iter().map(|(path, how)| artifact(path, how)).collect(),
        state_same: diff.a.state() == diff.b.state(),
        exit,
    };
    write_pretty(out, &report)
}

/// Writes the object of two sides that could not be compared.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(out: &mut impl Write, why: &Shown, exit: u8) -> io::Result<()> {
    write_pretty(out, &serde_json::json!({ "schema": SCHEMA, "error": why.as_str(), "exit": exit }))
}

fn side(replay: &Replay<'_>) -> Side {
    let totals = replay.totals();
    Side {
        source: replay.name.to_string_lossy().into_owned(),
        at: At::of(replay.session, replay.cursor),
        ledger: replay.session.ledger_at(replay.cursor),
        artifacts: totals.present(),
        superseded: totals.superseded,
        missing: totals.missing,
        snapshots: totals.snapshots,
        drift: totals.drifts,
        events: totals.events,
        parity_status: totals.parity().word(),
    }
}

fn changed_event<'d>(diff: &'d Diff<'_>, row: &Aligned) -> Option<Row<'d>> {
    let (side, entry) = row.a.map(|a| (&diff.a, a)).or_else(|| row.b.map(|b| (&diff.b, b)))?;
    let timeline = side.session.timeline();
    let meta = timeline.entry(entry);
    let path = timeline.mission_of(entry).zip(meta.path());
    Some(Row {
        mark: row.mark.sign(),
        event_type: meta.kind().name(),
        path: path.map(|(mission, path)| timeline.history(mission).path_name(path)),
        a: row.a.map(|entry| EventPlace::of(diff.a.session, entry)),
        b: row.b.map(|entry| EventPlace::of(diff.b.session, entry)),
    })
}

fn artifact<'d>(path: &'d str, difference: &'d Difference) -> Artifact<'d> {
    let (change, a, b) = match difference {
        Difference::OnlyThere => ("added", None, None),
        Difference::OnlyHere => ("removed", None, None),
        Difference::Content { here, there } => ("content", Some(here.as_str()), Some(there.as_str())),
        Difference::Functions { here, there } => {
            ("not_comparable", Some(here.as_str()), Some(there.as_str()))
        }
        Difference::NoHash => ("not_comparable", None, None),
    };
    Artifact { path, change, a, b }
}
