//! The summary a person reads.
//!
//! ```text
//! x DRIFTED  042-local-mission-dossier (2.x, software-dev, manifest 1.0.0)
//!
//!   artifacts  41 present, 3 superseded
//!   missing    ! 2 open, 1 ≈ indexed later
//!              tasks/WP07.md  tasks  line 500
//!   snapshot   S6  dddd..ddd4  41 artifacts, 2 missing  line 504
//!   drift      x 4 records, last D4 artifact_mutated  bbbb..bbb2 > dddd..ddd4  line 505
//!              ≈ no snapshot since
//!   ledger     512 lines = 471 folded + 2 bad payload + 9 duplicate + 29 foreign + 1 rejected
//!   problems   x 3 findings: 1 dropped; 2 counted, not folded
//!              run-7.jsonl:388:312  not-allowed: artifact_class: "other" is not an allowed value
//! ```

use std::io::{self, Write};

use super::diagnostics::{headline, location};
use super::place::{self, severity};
use super::summary::{Gist, Mission, Summary};
use crate::contracts::finding::{Effect, Finding};
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::ledger::Ledger;
use crate::dossier::reading::{
    missing_count, open_missing, open_stories, pattern_matches, snapshot_since_last_drift,
};
use crate::dossier::state::ParityStatus;
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId};
use crate::session::{Problem, Session};
use crate::text::{Shown, count, cut_end, cut_middle, short_hash, show, show_path};

/// How many missing artifacts, problems and kinds of foreign rows are named one by one.
const NAMED: usize = 5;
/// How many columns a name from the log takes at most.
const NAME_WIDTH: usize = 60;

/// Writes the summary of a replay.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, replay: &Summary<'_>) -> io::Result<()> {
    let mut rows = Rows(Vec::new());
    let session = replay.session;
    if let Some(moment) = moment(session, replay.cursor) {
        rows.row("at", moment);
    }
    let headline = match &replay.outcome {
        Gist::Mission(mission) => {
            dossier(&mut rows, session, mission, replay.cursor);
            verdict(mission.totals.parity()).then("  ").then(mission_name(&mission.namespace))
        }
        Gist::NoMission => {
            no_mission(&mut rows, replay);
            Shown::fixed("? UNKNOWN  ").then(no_mission_headline(session, replay.cursor))
        }
        Gist::Mixed(missions) => {
            mixed(&mut rows, session, missions);
            Shown::fixed("x CANNOT REDUCE  ").then(missions.len()).then(" namespaces in one log")
        }
    };
    rows.row("ledger", ledger(session.ledger_at(replay.cursor)));
    problems(&mut rows, replay);
    writeln!(out, "{headline}\n")?;
    rows.0.iter().try_for_each(|row| writeln!(out, "  {row}"))
}

/// `event 504 of 512  line 500`; nothing at the end of the log.
pub fn moment(session: &Session, cursor: Cursor) -> Option<Shown> {
    let order = session.timeline().order();
    let place = Shown::fixed("event ").then(session.timeline().upto(order, cursor).len());
    let place = place.then(" of ").then(order.len());
    match cursor {
        Cursor::Live => None,
        Cursor::Start => Some(Shown::fixed("the start")),
        Cursor::After(entry) => Some(place.then(line_of(session, entry))),
    }
}

/// Labelled rows, and rows that go on below a label.
struct Rows(Vec<Shown>);

impl Rows {
    fn row(&mut self, label: &'static str, text: Shown) {
        const BLANK: &str = "           ";
        self.0.push(Shown::fixed(label).then(&BLANK[label.len()..]).then(text));
    }

    fn more(&mut self, text: Shown) {
        self.row("", text);
    }
}

/// Glyph and word; never colour alone.
fn verdict(parity: ParityStatus) -> Shown {
    Shown::fixed(match parity {
        ParityStatus::Clean => "✓ CLEAN",
        ParityStatus::Drifted => "x DRIFTED",
        ParityStatus::Unknown => "? UNKNOWN",
    })
}

/// `042-local-mission-dossier (2.x, software-dev, manifest 1.0.0)`.
pub(super) fn mission_name(namespace: &LocalNamespaceTuple) -> Shown {
    let part = |text: &str| cut_end(&show(text), NAME_WIDTH);
    let details = [part(&namespace.target_branch), part(&namespace.mission_type)];
    part(&namespace.mission_slug)
        .then(" (")
        .then(Shown::join(", ", details))
        .then(", manifest ")
        .then(part(&namespace.manifest_version))
        .then(")")
}

fn dossier(rows: &mut Rows, session: &Session, mission: &Mission, cursor: Cursor) {
    let Mission { id, totals, snapshot, drift, .. } = mission;
    let mut artifacts = Shown::from(totals.present()).then(" present");
    if totals.superseded > 0 {
        artifacts = artifacts.then(", ").then(totals.superseded).then(" superseded");
    }
    rows.row("artifacts", artifacts);
    missing(rows, session, *id, cursor);

    let timeline = session.timeline();
    let history = timeline.history(*id);
    let snapshots = timeline.upto(history.snapshots(), cursor);
    let snapshot = match (snapshot, snapshots) {
        (Some(snapshot), [.., last]) => Shown::fixed("S")
            .then(snapshots.len())
            .then("  ")
            .then(short_hash(&snapshot.snapshot_hash))
            .then("  ")
            .then(claim(&snapshot.artifact_count.to_string(), " artifact", " artifacts"))
            .then(", ")
            .then(claim(&snapshot.anomaly_count.to_string(), " missing", " missing"))
            .then(line_of(session, *last)),
        _ => Shown::fixed("? none computed yet"),
    };
    rows.row("snapshot", snapshot);

    match (drift, timeline.upto(history.drifts(), cursor)) {
        (Some(last), [.., entry]) => {
            let drift = Shown::fixed("x ")
                .then(count(totals.drifts, "record", "records"))
                .then(", last D")
                .then(totals.drifts)
                .then(" ")
                .then(last.drift_kind.as_str())
                .then("  ")
                .then(short_hash(&last.expected_hash))
                .then(" > ")
                .then(short_hash(&last.actual_hash));
            rows.row("drift", drift.then(line_of(session, *entry)));
            rows.more(match snapshot_since_last_drift(timeline, *id, cursor) {
                Some(snapshot) => Shown::fixed("≈ a snapshot since; both sides may agree again")
                    .then(line_of(session, snapshot)),
                None => Shown::fixed("≈ no snapshot since"),
            });
        }
        _ => rows.row("drift", Shown::fixed("none recorded")),
    }
}

/// A number as the log claims it, of any size.
pub(super) fn claim(number: &str, one: &'static str, many: &'static str) -> Shown {
    cut_end(&show(number), 20).then(if number == "1" { one } else { many })
}

pub(super) fn line_of(session: &Session, entry: EntryId) -> Shown {
    Shown::fixed("  line ").then(session.timeline().entry(entry).line + 1)
}

fn missing(rows: &mut Rows, session: &Session, mission: NamespaceId, cursor: Cursor) {
    let timeline = session.timeline();
    let open = open_missing(timeline, mission, cursor);
    let later = missing_count(timeline, mission, cursor) - open;
    let text = match (open, later) {
        (0, 0) => Shown::fixed("none recorded"),
        (open, 0) => Shown::fixed("! ").then(open).then(" open"),
        (0, later) => Shown::fixed("none open, ").then(later).then(" ≈ indexed later"),
        (open, later) => Shown::fixed("! ").then(open).then(" open, ").then(later).then(" ≈ indexed later"),
    };
    rows.row("missing", text);
    for story in open_stories(timeline, mission, cursor).take(open.min(NAMED)) {
        let path = timeline.history(mission).path_name(story.path);
        let path = cut_middle(&show(path), NAME_WIDTH);
        let matched = pattern_matches(timeline, mission, &story, cursor).filter(|matches| matches.total > 0);
        let matched = matched.map(|matches| {
            Shown::fixed("  ≈ ").then(count(matches.total, "indexed path matches", "indexed paths match"))
        });
        rows.more(path.then(line_of(session, story.last)).then(matched.unwrap_or_default()));
    }
    if open > NAMED {
        rows.more(Shown::fixed("and ").then(open - NAMED).then(" more"));
    }
}

fn no_mission_headline(session: &Session, cursor: Cursor) -> Shown {
    if cursor != Cursor::Live {
        return Shown::fixed("the mission had not begun");
    }
    match (session.ledger().lines, session.timeline().order().len()) {
        (0, _) => Shown::fixed("the log is empty"),
        (_, 0) => Shown::fixed("no dossier events"),
        (..) => Shown::fixed("no event names its mission"),
    }
}

/// Says what a log without a mission is instead.
fn no_mission(rows: &mut Rows, replay: &Summary<'_>) {
    let all = replay.session.foreign_groups_at(replay.cursor);
    let mut groups: Vec<(&String, u64)> = all.iter().map(|(name, n)| (name, *n)).collect();
    groups.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    if groups.is_empty() {
        return;
    }
    let named =
        groups.iter().take(NAMED).map(|(name, rows)| cut_end(&show(*name), NAME_WIDTH).then(" ").then(*rows));
    let mut text = Shown::join(", ", named);
    if groups.len() > NAMED {
        text = text.then(", and ").then(count(groups.len() - NAMED, "other kind", "other kinds"));
    }
    rows.row("rows", text);
    let transitions = all.get("lane transition").copied().unwrap_or_default();
    if transitions > 0 {
        rows.more(Shown::fixed(
            "this looks like a mission's status diary; its dossier events are kept elsewhere",
        ));
    }
}

fn mixed(rows: &mut Rows, session: &Session, missions: &[NamespaceId]) {
    let timeline = session.timeline();
    for (number, mission) in missions.iter().enumerate() {
        let history = timeline.history(*mission);
        let namespace = history.namespace();
        let row = Shown::from(number + 1)
            .then("  ")
            .then(mission_name(namespace))
            .then("  project ")
            .then(cut_end(&show(&namespace.project_uuid), NAME_WIDTH))
            .then("  ")
            .then(count(timeline.order_of(*mission).len(), "event", "events"));
        rows.row(if number == 0 { "missions" } else { "" }, row);
    }
    rows.more(Shown::fixed("choose one with --namespace N"));
}

/// `512 lines = 471 folded + 2 bad payload + …`, leaving out what is zero.
pub fn ledger(ledger: Ledger) -> Shown {
    let parts: [(u64, &'static str); 7] = [
        (ledger.folded, " folded"),
        (ledger.bad_payload, " bad payload"),
        (ledger.duplicate, " duplicate"),
        (ledger.foreign, " foreign"),
        (ledger.rejected, " rejected"),
        (ledger.blank, " blank"),
        (ledger.pending, " pending"),
    ];
    let lines = count(ledger.lines, "line", "lines");
    let told = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, words)| Shown::from(n).then(words));
    let sum = Shown::join(" + ", told);
    if sum.is_empty() { lines } else { lines.then(" = ").then(sum) }
}

fn problems(rows: &mut Rows, replay: &Summary<'_>) {
    let session = replay.session;
    let held =
        |problem: &&Problem| replay.cursor == Cursor::Live || session.holds(problem.line, replay.cursor);
    let unfinished = session.pending().filter(|_| replay.cursor == Cursor::Live);
    let total = session.problems().iter().filter(held).count() + usize::from(unfinished.is_some());
    if total == 0 {
        return rows.row("problems", Shown::fixed("none"));
    }
    let effects = [Effect::Dropped, Effect::Counted, Effect::Folded, Effect::Ignored];
    let told = effects.into_iter().filter_map(|effect| {
        let pending = usize::from(effect == Effect::Dropped && unfinished.is_some());
        let n = session.problems().iter().filter(held).filter(|problem| problem.effect == effect).count()
            + pending;
        (n > 0).then(|| Shown::from(n).then(" ").then(effect.words()))
    });
    rows.row(
        "problems",
        Shown::fixed("x ").then(count(total, "finding", "findings")).then(": ").then(Shown::join("; ", told)),
    );

    let mut worst: Vec<&Problem> = session.problems().iter().filter(held).collect();
    worst.sort_by_key(|problem| (severity(problem), problem.line, problem.nth));
    let mut named = 0;
    let mut name = |rows: &mut Rows, line: usize, finding: &Finding| {
        let place = location(replay.name, line, finding.column());
        rows.more(place.then("  ").then(headline(&finding.violation)));
        named += 1;
    };
    if let Some(pending) = unfinished {
        name(rows, session.line_count() + 1, &place::unfinished(pending));
    }
    for problem in worst.into_iter().take(NAMED) {
        if let Some(finding) = problem.finding(session) {
            name(rows, problem.line as usize + 1, &finding);
        }
    }
    if total > named {
        let hint = Shown::fixed("and ").then(total - named).then(" more: dossier validate ");
        rows.more(hint.then(show_path(replay.name)));
    }
}
