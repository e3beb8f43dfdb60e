//! One row a path; the story of one path beside it.

use std::borrow::Cow;

use super::disk;
use super::parts;
use super::{Detail, List, labelled};
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierArtifactIndexedPayload;
use crate::dossier::changes::PathChange;
use crate::dossier::timeline::{EntryId, PathStory};
use crate::text::{Shown, bytes, count, digits, show, thousands};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Log, Model};
use crate::tui::table::{Column, Table, path_cell};
use crate::tui::when;

const COLUMNS: [Column; 7] = [
    Column::fixed("", 1),
    Column::fixed("CLASS", 8),
    Column::rest("PATH"),
    Column::number("REV", 3),
    Column::fixed("HASH", 10),
    Column::fixed("STEP", 9).from_width(70),
    Column::number("WHEN", 6).from_width(60),
];

/// The same with a folder to look in, for which some make room.
const COLUMNS_AND_DISK: [Column; 8] = [
    Column::fixed("", 1),
    Column::fixed("CLASS", 8),
    Column::rest("PATH"),
    Column::number("REV", 3).from_width(50),
    Column::fixed("DISK", 10),
    Column::fixed("HASH", 10).from_width(60),
    Column::fixed("STEP", 9).from_width(100),
    Column::number("WHEN", 6).from_width(60),
];

/// How many revisions of an artifact are listed: about as many as there is room for, where some take two rows.
fn revisions(model: &Model) -> usize {
    let room = usize::from(model.size.1).saturating_sub(16);
    (room * 2 / 3).clamp(10, 40)
}

fn payload(log: &Log, entry: EntryId) -> Option<Cow<'_, MissionDossierArtifactIndexedPayload>> {
    match log.payload(entry)? {
        Cow::Borrowed(DossierPayload::ArtifactIndexed(payload)) => Some(Cow::Borrowed(payload)),
        Cow::Owned(DossierPayload::ArtifactIndexed(payload)) => Some(Cow::Owned(*payload)),
        _ => None,
    }
}

pub(super) fn list(model: &Model, log: &Log) -> List {
    let columns = if log.disk.is_some() { &COLUMNS_AND_DISK[..] } else { &COLUMNS[..] };
    let table = Table::new(columns, super::list_width(model));
    let rows = super::visible(model).filter_map(|index| row(model, log, index, &table));
    let totals = log.totals();
    let mut title = Ink::from("Artifacts ").plain(thousands(totals.present() as u64));
    if totals.superseded > 0 {
        title = title.dim(Shown::fixed(" + ").then(totals.superseded).then(" superseded"));
    }
    List {
        title,
        note: Ink::of(Role::Accent, "s").dim(" ").dim(log.sort.words()),
        headings: table.headings(),
        rows: rows.collect(),
    }
}

fn row(model: &Model, log: &Log, index: usize, table: &Table) -> Option<Ink> {
    let (path, write, superseded) = *log.lists().artifacts.get(index)?;
    let history = log.session.timeline().history(log.mission()?);
    let story = history.paths().get(path as usize)?;
    let entry = log.session.timeline().entry(write);
    let payload = payload(log, write);
    let new = entry.line as usize >= log.seen;
    let revisions = log.session.timeline().upto(story.writes(), log.playhead).len();
    let since_a = log.lists().changes.as_ref().map(|changes| {
        let found = changes.paths.binary_search_by_key(&path, |changed| changed.path);
        match found.ok().map(|at| changes.paths[at].change) {
            Some(PathChange::Added) => Ink::of(Role::Good, "+"),
            Some(PathChange::Changed) => Ink::of(Role::Attention, "~"),
            Some(PathChange::Superseded) => Ink::of(Role::Dim, "-"),
            Some(PathChange::Unknown) => Ink::of(Role::Attention, "?"),
            Some(PathChange::Reindexed) | None => Ink::new(),
        }
    });
    let mark = since_a.unwrap_or_else(|| match (superseded, new, revisions) {
        (true, _, _) => Ink::of(Role::Dim, "."),
        (false, true, 1) => Ink::of(Role::Good, "+"),
        (false, true, _) => Ink::of(Role::Attention, "~"),
        (false, false, _) => Ink::new(),
    });
    let class = entry.class().map_or(Shown::default(), |class| Shown::fixed(class.as_str()));
    let step = payload.as_ref().and_then(|payload| payload.step_id.as_deref());
    let name = history.path_name(path);
    let path = match superseded {
        true => Ink::of(Role::Dim, crate::text::cut_middle(&show(name), table.rest_width())),
        false => path_cell(name, table.rest_width()),
    };
    let disk = log.disk.as_ref().map(|disk| match superseded {
        true => Ink::new(),
        false => disk::cell(disk, name),
    });
    let first = [
        mark,
        Ink::of(Role::Dim, class),
        path,
        Ink::of(if revisions > 1 { Role::Plain } else { Role::Dim }, revisions),
    ];
    let last = [
        payload.as_ref().map_or_else(Ink::new, |payload| parts::hash(&payload.content_ref.hash)),
        Ink::of(Role::Dim, step.map_or(Shown::fixed("-"), show)),
        Ink::of(Role::Dim, when::short(entry.micros(), model.now)),
    ];
    Some(table.row(first.into_iter().chain(disk).chain(last)))
}

pub(super) fn detail(model: &Model, log: &Log, index: usize, width: usize) -> Detail {
    let Some((path, write, superseded)) = log.lists().artifacts.get(index).copied() else {
        return Detail::of(Ink::new(), Vec::new());
    };
    let Some(history) = log.mission().map(|id| log.session.timeline().history(id)) else {
        return Detail::of(Ink::new(), Vec::new());
    };
    let story = &history.paths()[path as usize];
    let title = path_cell(history.path_name(path), width.saturating_sub(2));
    let Some(payload) = payload(log, write) else {
        return Detail::of(title, vec![Ink::of(Role::Dim, "its line can no longer be read from the log")]);
    };
    let mut rows = facts(&payload, width);
    if !superseded {
        // Below the class, above what it is held against.
        rows.splice(1..1, disk::lines(log, history.path_name(path), width));
    }
    if superseded {
        let by = history.superseded_by(path).last().copied();
        let name = by.map_or(Shown::default(), |by| parts::entry_name(log, by));
        rows.push(labelled("state", Ink::of(Role::Attention, "superseded by ").plain(name)));
    }
    rows.extend(parts::notes(payload.context_diagnostics.as_ref(), width));
    rows.push(Ink::new());
    rows.push(Ink::of(Role::Dim, "history, newest first"));
    let held = log.session.timeline().upto(story.writes(), log.playhead).len();
    let listed = listed_revisions(story.writes().len(), held, revisions(model));
    let left_out = |count: usize, words: &'static str| {
        (count > 0).then(|| Ink::from("  ").dim(thousands(count as u64)).dim(words))
    };
    rows.extend(left_out(story.writes().len() - listed.end, " later ones"));
    // Line numbers stand under each other, however long the longest is.
    let lines = story.writes()[listed.clone()].iter().map(|write| log.session.timeline().entry(*write).line);
    let column = 11 + digits(lines.max().map_or(0, |line| line as usize + 1)).max(5);
    for nth in listed.clone().rev() {
        let events = (story, history.superseded_by(path));
        rows.extend(revision(model, log, events, (nth, held), (column, width)));
    }
    rows.extend(left_out(listed.start, " earlier ones, see dossier blame"));
    let named_by = log.named_by(history.path_name(path));
    if !named_by.is_empty() {
        let drifts = named_by.iter().map(|nth| Shown::fixed("D").then(nth + 1));
        rows.push(Ink::new());
        rows.extend(Ink::of(Role::Dim, "named by  ").plain(Shown::join(", ", drifts)).wrap(width, 10));
    }
    Detail {
        note: match story.writes().len() {
            all if all == held => Ink::of(Role::Dim, count(all, "revision", "revisions")),
            all => {
                Ink::of(Role::Dim, Shown::from(held).then(" of ").then(count(all, "revision", "revisions")))
            }
        },
        ..Detail::of(title, rows)
    }
}

fn facts(payload: &MissionDossierArtifactIndexedPayload, width: usize) -> Vec<Ink> {
    let identity = &payload.artifact_id;
    let content = &payload.content_ref;
    let mut rows = vec![labelled("class", Shown::fixed(identity.artifact_class.as_str()))];
    rows.extend(
        labelled("hash", show(&content.hash)).dim(" ").dim(content.algorithm.as_str()).wrap(width, 10),
    );
    if let Some(size) = &content.size_bytes {
        let words = size.as_u64().map_or_else(|| show(size.to_string()), bytes);
        let encoding = content.encoding.as_deref().map_or(Shown::default(), show);
        rows.push(labelled("size", Ink::from(words).dim("  ").dim(encoding)));
    }
    let step = payload.step_id.as_deref().map(show);
    rows.extend(step.map(|step| labelled("step", step)));
    rows.extend(identity.wp_id.as_deref().map(|wp| labelled("package", show(wp))));
    rows.extend(identity.run_id.as_deref().map(|run| labelled("run", show(run))));
    if let Some(provenance) = &payload.provenance {
        rows.extend(parts::actor(provenance).map(|actor| labelled("by", actor)));
        rows.extend(parts::commit(provenance).map(|commit| labelled("commit", commit)));
        rows.extend(provenance.revised_at.as_deref().map(|at| labelled("revised", parts::time(at))));
    }
    rows.extend(labelled("indexed", parts::time(&payload.indexed_at)).wrap(width, 10));
    if let Some(old) = &payload.supersedes {
        let same = old.path == identity.path;
        let what = if same { Shown::fixed("its revision before") } else { show(&old.path) };
        rows.push(labelled("replaces", what));
    }
    rows
}

/// One revision of an artifact: which event, when (at `column`), from which content to which, by whom, in
/// which commit.
fn revision(
    model: &Model,
    log: &Log,
    (story, superseded_by): (&PathStory, &[EntryId]),
    (nth, held): (usize, usize),
    (column, width): (usize, usize),
) -> Vec<Ink> {
    let timeline = log.session.timeline();
    let write = story.writes()[nth];
    let entry = timeline.entry(write);
    let mark = match nth + 1 {
        now if now == held => Ink::of(Role::Accent, "• "),
        now if now > held => Ink::of(Role::Dim, "› "),
        _ => Ink::from("  "),
    };
    let head = mark
        .dim(Shown::fixed("rev ").then(nth + 1))
        .to_column(9)
        .plain(parts::line_name(entry.line))
        .to_column(column)
        .dim(when::short(entry.micros(), model.now))
        .to_column(column + 8);
    let Some(payload) = payload(log, write) else { return vec![head] };
    let before = nth.checked_sub(1).and_then(|before| self::payload(log, story.writes()[before]));
    let same = before.is_some_and(|before| before.content_ref.hash == payload.content_ref.hash);
    let head = head.with(parts::hash(&payload.content_ref.hash)).dim(if same { "  same" } else { "" });
    let who = payload.provenance.as_ref().and_then(parts::actor);
    let commit = payload.provenance.as_ref().and_then(parts::commit);
    let by = match (who, commit) {
        (Some(who), Some(commit)) => who.plain("  ").with(commit.all(Role::Dim)),
        (Some(who), None) => who,
        (None, Some(commit)) => Ink::of(Role::Dim, "commit ").with(commit),
        (None, None) => Ink::new(),
    };
    let mut rows = match by.width() {
        0 => vec![head],
        wide if head.width() + 2 + wide <= width => vec![head.plain("  ").with(by)],
        _ => vec![head, Ink::from(crate::tui::ink::spaces(9)).with(by)],
    };
    let own = timeline.key(story.writes()[nth]);
    let next = story.writes().get(nth + 1).map(|next| timeline.key(*next));
    let replaced = superseded_by.iter().find(|other| {
        let key = timeline.key(**other);
        key > own && next.is_none_or(|next| key < next)
    });
    rows.extend(replaced.map(|other| {
        let ink = Ink::from(crate::tui::ink::spaces(9)).role(Role::Attention, "superseded by ");
        ink.plain(parts::entry_name(log, *other))
    }));
    rows
}

/// Of all revisions, `held` of which are there at the playhead, the `most` that are listed: the newest ones, or those
/// around the playhead where it is further back.
fn listed_revisions(all: usize, held: usize, most: usize) -> std::ops::Range<usize> {
    let end = all.min((held + most / 2).max(most));
    end.saturating_sub(most)..end
}

/// The lines that the detail of an artifact reads.
pub(super) fn lines_of_detail(model: &Model, log: &Log, index: usize) -> Vec<u32> {
    let timeline = log.session.timeline();
    let history = log.mission().map(|id| timeline.history(id));
    let Some((history, (path, ..))) = history.zip(log.lists().artifacts.get(index)) else {
        return Vec::new();
    };
    let writes = history.paths()[*path as usize].writes();
    let listed = listed_revisions(writes.len(), timeline.upto(writes, log.playhead).len(), revisions(model));
    writes[listed].iter().map(|entry| timeline.entry(*entry).line).collect()
}
