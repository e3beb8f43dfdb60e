//! Verdict, proof, change, next: is the mission fine, can I trust this reading, what is new, where to go.

use super::lines;
use super::parts;
use crate::dossier::reading::snapshot_since_last_drift;
use crate::dossier::state::ParityStatus;
use crate::dossier::timeline::{Cursor, Totals};
use crate::source::{FollowStatus, RestartReason};
use crate::text::{Shown, count, show, thousands};
use crate::tui::geometry::{OverviewAreas, overview};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Log, Model, Origin, Reading};
use crate::tui::screen::{Panel, Row};
use crate::tui::table::text_cell;
use crate::tui::when;

/// The contract's parity in a role and words.
pub(super) fn parity(log: &Log) -> (Role, &'static str) {
    if log.missions().len() > 1 {
        return (Role::Bad, "x CANNOT REDUCE");
    }
    match (log.totals().parity(), &log.reading) {
        // Drift never clears, so it is certain as soon as it was read; nothing else is before the end.
        (ParityStatus::Drifted, _) => (Role::Bad, "x DRIFTED"),
        (_, Reading::Loading) => (Role::Dim, "… still reading"),
        (_, Reading::Failed(_)) => (Role::Attention, "? CUT SHORT"),
        (ParityStatus::Clean, Reading::CaughtUp) => (Role::Good, "✓ CLEAN"),
        (ParityStatus::Unknown, Reading::CaughtUp) => (Role::Attention, "? UNKNOWN"),
    }
}

/// The panels of the overview.
pub(super) fn panels(model: &Model, log: &Log) -> Vec<Panel> {
    if log.mission().is_none() {
        return super::empty::panel(model, log);
    }
    let areas = overview(model.size, super::below(model));
    let panel = |area, title: Ink, note: Ink, rows: Vec<Ink>| Panel {
        area,
        frame: areas.frame,
        title,
        note,
        focused: false,
        rows: rows.into_iter().map(Row::from).collect(),
        more: 0,
    };
    let mut panels = vec![panel(areas.verdict, Ink::from("Verdict"), Ink::new(), verdict(model, log))];
    if let Some(area) = areas.news {
        let inside = Panel::inside(area, areas.frame);
        let rows = news(model, log, usize::from(inside.height), usize::from(inside.width));
        let new = log.session.line_count().saturating_sub(log.seen);
        let title = match new {
            _ if !log.is_live() => Ink::from("Lines up to the playhead"),
            // While a log is read for the first time everything is new, which is no news.
            _ if log.reading == Reading::Loading => Ink::from("Newest lines so far"),
            0 => Ink::from("Newest lines"),
            new => Ink::from(thousands(new as u64)).plain(" new since ").plain(when::clock(log.seen_at)),
        };
        panels.push(panel(area, title, Ink::of(Role::Dim, "u walk  U mark seen"), rows));
    }
    if let Some(area) = areas.classes {
        let width = usize::from(Panel::inside(area, areas.frame).width);
        panels.push(panel(area, Ink::from("Artifacts by class"), Ink::new(), classes(log, width)));
    }
    panels.push(ledger_panel(&areas, log, &panel));
    panels.push(super::needs::panel(model, log, &areas));
    panels
}

fn row(label: &'static str, value: Ink, reason: Ink) -> Ink {
    super::labelled(label, value).to_column(25).with(reason)
}

fn verdict(model: &Model, log: &Log) -> Vec<Ink> {
    let totals = log.totals();
    let (role, word) = parity(log);
    let mut rows = vec![row("Parity", Ink::of(role, word), parity_reason(model, log, totals))];
    if let Some(reading) = parity_reading(log, totals) {
        rows.push(Ink::new().to_column(10).with(reading));
    }
    rows.push(missing_row(log, totals));
    rows.push(reading_row(log));
    rows.push(snapshot_row(model, log));
    rows.extend(super::disk::verdict(log));
    let ledger = log.ledger();
    let mode = match log.session.mode() {
        crate::contracts::edition::ContractMode::Auto => {
            Ink::from("auto").dim("  each event by its own edition")
        }
        exact => Ink::from(show(exact.to_string())).dim("  exactly this edition"),
    };
    rows.push(super::labelled("Contract", mode));
    rows.push(super::labelled("Source", source_words(log)));
    if !ledger.closes() {
        rows.push(Ink::of(Role::Bad, "the ledger does not close: this is a bug worth reporting"));
    }
    rows
}

fn parity_reason(model: &Model, log: &Log, totals: Totals) -> Ink {
    if log.missions().len() > 1 {
        return Ink::of(Role::Dim, count(log.missions().len(), "mission", "missions")).dim(" in one log");
    }
    match totals.parity() {
        ParityStatus::Drifted => {
            let timeline = log.session.timeline();
            let last = log
                .mission()
                .and_then(|id| timeline.upto(timeline.history(id).drifts(), log.playhead).last());
            let at = last.map_or(0, |entry| log.session.timeline().entry(*entry).micros());
            Ink::from(count(totals.drifts, "record", "records"))
                .dim(Shown::fixed(", last D").then(totals.drifts).then(" "))
                .dim(when::short(at, model.now))
        }
        ParityStatus::Clean => {
            Ink::of(Role::Dim, "no drift recorded, ").dim(count(totals.snapshots, "snapshot", "snapshots"))
        }
        ParityStatus::Unknown => Ink::of(Role::Dim, "no snapshot computed yet; ")
            .dim(count(totals.present(), "artifact", "artifacts"))
            .dim(" indexed"),
    }
}

/// Our reading of a drift: whether a snapshot came since.
fn parity_reading(log: &Log, totals: Totals) -> Option<Ink> {
    if totals.drifts == 0 {
        return None;
    }
    let mission = log.mission()?;
    let history = log.session.timeline().history(mission);
    let words = match snapshot_since_last_drift(log.session.timeline(), mission, log.cursor()) {
        Some(snapshot) => {
            let timeline = log.session.timeline();
            Shown::fixed("≈ S")
                .then(timeline.upto(history.snapshots(), Cursor::After(snapshot)).len())
                .then(" came after the last drift; the contract never clears one")
        }
        None => Shown::fixed("≈ no snapshot since D").then(totals.drifts),
    };
    Some(Ink::of(Role::Dim, words))
}

fn missing_row(log: &Log, totals: Totals) -> Ink {
    let open = log.open_missing();
    let value = match open {
        0 => Ink::of(Role::Good, "none open"),
        open => Ink::of(Role::Attention, Shown::fixed("! ").then(open).then(" open")),
    };
    let later = log.lists().missing.len().saturating_sub(open);
    let mut reason = Ink::from(count(totals.missing, "record", "records"));
    if later > 0 {
        reason = reason.dim(Shown::fixed(", ").then(later).then(" indexed later ≈"));
    }
    row("Missing", value, reason)
}

fn reading_row(log: &Log) -> Ink {
    let ledger = log.ledger();
    let lost = ledger.bad_payload + ledger.rejected;
    let findings = log.problems().len();
    let value = match (lost, findings) {
        (0, 0) if log.reading == Reading::Loading => Ink::of(Role::Dim, "no flaw so far"),
        (0, 0) if log.reading != Reading::CaughtUp => Ink::of(Role::Attention, "cut short"),
        (0, 0) => Ink::of(Role::Good, "every line read"),
        (0, _) => Ink::of(Role::Attention, "flaws"),
        (lost, _) => Ink::of(Role::Bad, Shown::fixed("x ").then(count(lost, "line", "lines"))),
    };
    let mut reasons = Vec::new();
    if ledger.bad_payload > 0 {
        reasons.push(count(ledger.bad_payload, "bad payload", "bad payloads"));
    }
    if ledger.rejected > 0 {
        reasons.push(count(ledger.rejected, "line rejected", "lines rejected"));
    }
    if lost == 0 && findings > 0 {
        reasons.push(count(findings, "finding", "findings").then(", nothing lost"));
    }
    row("Reading", value, Ink::from(Shown::join(", ", reasons)))
}

fn snapshot_row(model: &Model, log: &Log) -> Ink {
    let timeline = log.session.timeline();
    let snapshots =
        log.mission().map_or(&[][..], |id| timeline.upto(timeline.history(id).snapshots(), log.playhead));
    let Some(&last) = snapshots.last() else {
        return row("Snapshot", Ink::of(Role::Dim, "none yet"), Ink::new());
    };
    let value = Ink::from(Shown::fixed("S").then(snapshots.len()))
        .plain("  ")
        .plain(when::short(timeline.entry(last).micros(), model.now));
    let claims = match super::snapshots::payload(log, last) {
        Some(payload) => Ink::from(show(payload.artifact_count.to_string()))
            .plain(" artifacts, ")
            .plain(show(payload.anomaly_count.to_string()))
            .plain(" missing"),
        None => Ink::new(),
    };
    row("Snapshot", value, super::snapshots::verdict(log, last).plain("  ").with(claims))
}

fn source_words(log: &Log) -> Ink {
    if let Reading::Failed(words) = &log.reading {
        return Ink::of(Role::Bad, words.clone());
    }
    let reloads = match log.reloads {
        (0, _) => Ink::from("append-only so far"),
        (_, reason) => Ink::of(Role::Attention, reason.map_or("reloaded", RestartReason::words)),
    };
    let reloads = match log.before {
        Some(_) => reloads.dim(" · before: ").role(Role::Accent, "A").dim(" in Drift"),
        None => reloads,
    };
    let words = match log.status {
        FollowStatus::Following => "followed",
        FollowStatus::Polling => "followed by looking every moment",
        FollowStatus::Playing => "the demo, growing",
        FollowStatus::Missing => "gone; looked for until it returns",
        FollowStatus::Unreadable => "cannot be read; tried again",
        FollowStatus::NotRegular => "no longer a file; looked at again",
        FollowStatus::Static if !matches!(log.origin, Origin::Reading) => "opened",
        FollowStatus::Static => "will not change",
    };
    reloads.dim(" · ").dim(words)
}

fn news(model: &Model, log: &Log, height: usize, width: usize) -> Vec<Ink> {
    let count = log.rows_at_playhead();
    let rows = (count.saturating_sub(height)..count).rev().filter_map(|row| {
        let line = log.session.line_of_row(row)?;
        let words = lines::words(log, line, width.saturating_sub(15))?;
        let new = line as usize >= log.seen;
        let time = words.micros.map_or(Shown::fixed("-"), |micros| when::short(micros, model.now));
        let mark = Ink::of(Role::New, if new { "+" } else { " " });
        Some(mark.plain(" ").dim(time).to_column(10).with(words.glyph).plain("  ").with(words.what))
    });
    rows.collect()
}

fn classes(log: &Log, width: usize) -> Vec<Ink> {
    let classes = log.classes();
    let most = classes.values().copied().max().unwrap_or(0);
    let mut sorted: Vec<_> = classes.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let bar_width = width.saturating_sub(18);
    let mut rows: Vec<Ink> = sorted
        .into_iter()
        .map(|(class, count)| {
            let number = thousands(*count as u64);
            let gap = 6_usize.saturating_sub(number.width());
            Ink::from(Shown::fixed(class.as_str()))
                .to_column(9 + gap)
                .plain(number)
                .plain("  ")
                .role(Role::Dim, parts::bar(*count, most, bar_width))
        })
        .collect();
    if rows.is_empty() {
        rows.push(Ink::of(Role::Dim, "no artifact indexed yet"));
    }
    let superseded = log.totals().superseded;
    if superseded > 0 {
        rows.push(Ink::new());
        rows.push(Ink::of(Role::Dim, Shown::from(superseded).then(" superseded: in the state, not present")));
    }
    rows
}

fn ledger_panel(
    areas: &OverviewAreas,
    log: &Log,
    panel: &dyn Fn(ratatui::layout::Rect, Ink, Ink, Vec<Ink>) -> Panel,
) -> Panel {
    let ledger = log.ledger();
    if areas.classes.is_none() {
        let parts = [
            (ledger.folded, "folded"),
            (ledger.bad_payload, "bad"),
            (ledger.duplicate, "dup"),
            (ledger.foreign, "foreign"),
            (ledger.rejected, "rejected"),
            (ledger.blank, "blank"),
            (ledger.pending, "pending"),
        ];
        let some = parts.into_iter().filter(|(number, _)| *number > 0);
        let line = Shown::join(" + ", some.map(|(number, word)| thousands(number).then(" ").then(word)));
        let title = Ink::from("Ledger  ").plain(count(ledger.lines, "line", "lines"));
        let row = Ink::of(Role::Dim, "= ").plain(line);
        return panel(areas.ledger, title, Ink::new(), vec![row]);
    }
    panel(areas.ledger, Ink::from("Every line accounted for"), Ink::new(), ledger_rows(log))
}

/// The ledger, a line each.
pub(super) fn ledger_rows(log: &Log) -> Vec<Ink> {
    let ledger = log.ledger();
    let line = |label: &'static str, number: u64, reason: Ink, role: Role| {
        let number_text = thousands(number);
        let gap = 23_usize.saturating_sub(number_text.width());
        let role = if number == 0 { Role::Dim } else { role };
        Ink::of(role, label).to_column(gap).role(role, number_text).plain("   ").with(reason)
    };
    let mut groups: Vec<_> = log.session.foreign_groups().iter().collect();
    groups.sort_by(|a, b| b.1.cmp(a.1));
    let named = groups.iter().take(3).map(|(name, count)| text_cell(name, 24).then(" ").then(**count));
    let mut foreign = Ink::of(Role::Dim, Shown::join(", ", named));
    if groups.len() > 3 {
        foreign = foreign.dim(Shown::fixed(", ").then(groups.len() - 3).then(" more kinds"));
    }
    let duplicate = match ledger.conflicting {
        0 => Ink::of(Role::Dim, "the same event again"),
        other => Ink::of(Role::Dim, "same event id; ")
            .role(Role::Attention, Shown::from(other).then(" with other content !")),
    };
    let events = Shown::fixed("event_count ").then(ledger.event_count()).then(" = folded + bad payload");
    let mut rows = vec![
        line("lines read", ledger.lines, Ink::new(), Role::Plain),
        line("  folded", ledger.folded, Ink::of(Role::Dim, events), Role::Plain),
        line(
            "  bad payload",
            ledger.bad_payload,
            Ink::of(Role::Dim, "counted by the reducer, not folded"),
            Role::Bad,
        ),
        line("  duplicate", ledger.duplicate, duplicate, Role::Plain),
        line("  foreign", ledger.foreign, foreign, Role::Plain),
        line("  rejected", ledger.rejected, Ink::of(Role::Dim, "not JSON, or no envelope"), Role::Bad),
    ];
    let rest = ledger.blank + ledger.pending;
    let words = if ledger.pending > 0 { "blank, and an unfinished last line" } else { "blank" };
    rows.push(line(
        "  blank, pending",
        rest,
        Ink::of(Role::Dim, if rest > 0 { words } else { "" }),
        if ledger.pending > 0 { Role::Attention } else { Role::Plain },
    ));
    let closes =
        if ledger.closes() { Ink::of(Role::Good, "closes") } else { Ink::of(Role::Bad, "does not close") };
    rows.push(line("sum", ledger.sum(), closes, Role::Strong));
    if log.session.late() > 0 {
        let late = count(log.session.late(), "event folds", "events fold").then(" earlier than written");
        rows.push(Ink::of(Role::Dim, late));
    }
    rows
}
