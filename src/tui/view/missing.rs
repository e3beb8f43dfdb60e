//! The contract's missing records, and our reading beside them.

use std::borrow::Cow;

use super::parts;
use super::{Detail, List, labelled};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierArtifactMissingPayload;
use crate::dossier::reading::{MissingStory, PatternMatches, pattern_matches};
use crate::dossier::timeline::EntryId;
use crate::text::{Shown, count, show};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Log, Model};
use crate::tui::table::{Column, Table, path_cell};
use crate::tui::when;

const COLUMNS: [Column; 6] = [
    Column::fixed("STATE", 7),
    Column::rest("PATH"),
    Column::fixed("CLASS", 8).from_width(74),
    Column::fixed("REQUIRED", 15).from_width(60),
    Column::number("SINCE", 6),
    Column::number("SEEN", 4),
];

pub(super) fn payload(log: &Log, entry: EntryId) -> Option<Cow<'_, MissionDossierArtifactMissingPayload>> {
    match log.payload(entry)? {
        Cow::Borrowed(DossierPayload::ArtifactMissing(payload)) => Some(Cow::Borrowed(payload)),
        Cow::Owned(DossierPayload::ArtifactMissing(payload)) => Some(Cow::Owned(*payload)),
        _ => None,
    }
}

pub(super) fn list(model: &Model, log: &Log) -> List {
    let table = Table::new(&COLUMNS, super::list_width(model));
    let stories = &log.lists().missing;
    let open = stories.iter().filter(|story| story.is_open).count();
    let later = stories.len() - open;
    let mut title = Ink::from("Missing: ").plain(open).plain(" open");
    if later > 0 {
        title = title.plain(Shown::fixed(", ").then(later).then(" indexed later ≈"));
    }
    let note =
        Ink::of(Role::Dim, "the contract keeps ").dim(count(log.totals().missing, "record", "records"));
    let rows = super::visible(model).filter_map(|index| row(model, log, index, &table));
    List { title, note, headings: table.headings(), rows: rows.collect() }
}

fn row(model: &Model, log: &Log, index: usize, table: &Table) -> Option<Ink> {
    let story = log.lists().missing.get(index)?;
    let timeline = log.session.timeline();
    let (first, last) = (story.first, story.last);
    let payload = payload(log, last);
    let path = payload.as_ref().map_or("", |payload| payload.expected_identity.path.as_str());
    let state = match story.is_open {
        true if matched(log, story).is_some_and(|found| found.total > 0) => {
            Ink::of(Role::Attention, "≈ match")
        }
        true => Ink::of(Role::Attention, "! open"),
        false => Ink::of(Role::Dim, "≈ later"),
    };
    let class = timeline.entry(last).class().map_or(Shown::default(), |class| Shown::fixed(class.as_str()));
    let step = payload.as_ref().map_or(Ink::new(), |payload| parts::required_by(&payload.manifest_step));
    Some(table.row([
        state,
        path_cell(path, table.rest_width()),
        Ink::of(Role::Dim, class),
        step,
        Ink::of(Role::Dim, when::short(timeline.entry(first).micros(), model.now)),
        Ink::from(Shown::from(story.count).then("x")),
    ]))
}

pub(super) fn detail(_model: &Model, log: &Log, index: usize, width: usize) -> Detail {
    let story = log.lists().missing.get(index);
    let Some((story, mission)) = story.zip(log.mission()) else {
        return Detail::of(Ink::new(), Vec::new());
    };
    let timeline = log.session.timeline();
    let last = story.last;
    let Some(payload) = payload(log, last) else {
        return Detail::of(
            Ink::new(),
            vec![Ink::of(Role::Dim, "its line can no longer be read from the log")],
        );
    };
    let mut rows = vec![
        labelled("required", parts::required_by(&payload.manifest_step)),
        labelled("class", Shown::fixed(payload.expected_identity.artifact_class.as_str())),
        labelled(
            "checked",
            Ink::from(parts::time(&payload.checked_at)).dim("  ").dim(parts::entry_name(log, last)),
        ),
    ];
    if let Some(hint) = &payload.remediation_hint {
        rows.extend(labelled("hint", show(hint)).wrap(width, 10));
    }
    if let Some(known) = &payload.last_known_ref {
        let place = parts::commit(known).or_else(|| parts::actor(known)).unwrap_or_default();
        rows.push(labelled("last seen", place));
    }
    rows.push(Ink::new());
    match story.indexed_later(timeline, mission) {
        None => {
            rows.push(labelled("reading", Ink::of(Role::Attention, "≈ open").dim(": not indexed since")));
            rows.extend(pattern_rows(log, story, width));
        }
        Some(write) => {
            let at = timeline.entry(write).micros();
            let ink = Ink::of(Role::Dim, "≈ indexed later by ").plain(parts::entry_name(log, write));
            rows.push(labelled("reading", ink.dim(" at ").dim(when::day_clock(at))));
        }
    }
    let words = "The contract never takes a missing record back; what became of it is our reading.";
    rows.extend(Ink::of(Role::Dim, words).wrap(width, 0));
    rows.push(Ink::new());
    rows.push(Ink::of(Role::Dim, "records, newest first"));
    for record in story.records(timeline, mission, log.playhead).iter().rev() {
        let entry = timeline.entry(*record);
        rows.push(
            Ink::from("  ")
                .plain(parts::line_name(entry.line))
                .to_column(10)
                .dim(when::exact(entry.micros())),
        );
    }
    rows.extend(parts::notes(payload.context_diagnostics.as_ref(), width));
    Detail::of(path_cell(&payload.expected_identity.path, width.saturating_sub(2)), rows)
}

/// The indexed paths that a pattern matches; `None` for a path that is none.
fn matched(log: &Log, story: &MissingStory) -> Option<PatternMatches> {
    pattern_matches(log.session.timeline(), log.mission()?, story, log.playhead)
}

/// What a producer that reports a pattern as missing does not say: that files match it.
fn pattern_rows(log: &Log, story: &MissingStory, width: usize) -> Vec<Ink> {
    let Some(found) = matched(log, story) else { return Vec::new() };
    let words = count(found.total, "indexed path matches", "indexed paths match");
    let mut rows = vec![Ink::from("          ").dim("≈ a pattern: ").plain(words)];
    let history = log.mission().map(|id| log.session.timeline().history(id));
    let names = history.iter().flat_map(|history| found.named.iter().map(|path| history.path_name(*path)));
    rows.extend(names.map(|name| Ink::from("          ").with(path_cell(name, width.saturating_sub(10)))));
    rows
}
