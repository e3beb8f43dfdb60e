//! The corpus: what each case must give, what it gives, and why.

use super::{Detail, List, labelled};
use crate::conformance::{CaseResult, FixtureKind};
use crate::contracts::finding::Violation;
use crate::report::excerpt::position;
use crate::text::{Shown, count, escape_json_for_terminal, show};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{FixtureRow, Model};
use crate::tui::table::{Column, Table};

const COLUMNS: [Column; 5] = [
    Column::fixed("", 3),
    Column::fixed("EXPECT", 7),
    Column::fixed("GOT", 8),
    Column::rest("ID"),
    Column::fixed("KIND", 9).from_width(74),
];

pub(super) fn list(model: &Model) -> List {
    let fixtures = &model.fixtures;
    let table = Table::new(&COLUMNS, super::list_width(model));
    let rows = super::visible(model).filter_map(|index| match fixtures.rows.get(index)? {
        FixtureRow::Category(name, 0) => {
            Some(Ink::of(Role::Dim, "   ").dim(Shown::fixed(name)).dim("  no cases in this corpus"))
        }
        FixtureRow::Category(name, entries) => {
            Some(Ink::of(Role::Strong, Shown::fixed(name)).dim("  ").dim(count(*entries, "entry", "entries")))
        }
        FixtureRow::Case(nth) => fixtures.results.get(*nth).map(|result| row(result, &table)),
    });
    let mut rows: Vec<Ink> = rows.collect();
    rows.extend(fixtures.failure.clone().map(|words| Ink::of(Role::Bad, words)));
    List {
        title: Ink::from("Fixtures ").plain(fixtures.results.len()),
        note: fixtures.summary(),
        headings: table.headings(),
        rows,
    }
}

fn row(result: &CaseResult, table: &Table) -> Ink {
    let mark = match result.passed {
        true => Ink::of(Role::Good, "ok"),
        false => Ink::of(Role::Bad, "x"),
    };
    let got = match (result.kind, result.passed) {
        (FixtureKind::ReplayStream, true) => "reduces",
        (FixtureKind::ReducerOutput, true) => "equal",
        (FixtureKind::ReducerOutput, false) => "differs",
        _ => result.got.word(),
    };
    table.row([
        mark,
        Ink::of(Role::Dim, Shown::fixed(result.expected.word())),
        Ink::of(if result.passed { Role::Plain } else { Role::Bad }, Shown::fixed(got)),
        Ink::from(show(&result.id)),
        Ink::of(Role::Dim, kind(result.kind)),
    ])
}

fn kind(kind: FixtureKind) -> &'static str {
    match kind {
        FixtureKind::Case => "payload",
        FixtureKind::ReplayStream => "stream",
        FixtureKind::ReducerOutput => "golden",
    }
}

pub(super) fn detail(model: &Model) -> Detail {
    let (_, width) = crate::tui::geometry::detail_size(&super::areas(model));
    let fixtures = &model.fixtures;
    let Some(result) = model.selected().and_then(|index| fixtures.result_at(index)) else {
        let words = "Each category of the contract has its own cases; R runs them all again.";
        return Detail::of("Corpus", Ink::of(Role::Dim, words).wrap(width, 0));
    };
    let text = fixtures.text(result);
    let mut rows = vec![
        labelled("judged as", show(&result.event_type)),
        labelled("expected", Shown::fixed(result.expected.word())),
    ];
    let role = if result.passed { Role::Good } else { Role::Bad };
    let as_expected = if result.passed { "  as expected" } else { "  not as expected" };
    rows.push(labelled("got", Ink::of(role, Shown::fixed(result.got.word())).dim(as_expected)));
    if let Some((since, notes)) = fixtures.about(result) {
        rows.push(labelled("since", show(since)));
        rows.extend(labelled("shows", show(notes)).wrap(width, 10));
    }
    if let Some(reason) = &result.reason {
        rows.extend(labelled("reason", show(reason)).wrap(width, 10));
    }
    for violation in &result.violations {
        rows.push(Ink::new());
        rows.extend(objection(text, violation, width));
    }
    if !result.schema_violations.is_empty() {
        rows.push(Ink::new());
        rows.push(Ink::of(Role::Dim, "the schema says so too"));
        for violation in &result.schema_violations {
            let ink =
                Ink::from("  ").dim(show(&violation.json_path)).dim("  ").plain(show(&violation.message));
            rows.extend(ink.wrap(width, 4));
        }
    }
    if let Some(diff) = &result.golden {
        rows.push(Ink::new());
        let words =
            count(diff.count, "place differs", "places differ").then(" from ").then(show(&diff.stream));
        rows.push(Ink::of(Role::Bad, words));
        for difference in &diff.differences {
            let value = |value: &Option<serde_json::Value>| match value {
                Some(value) => show(escape_json_for_terminal(&value.to_string())),
                None => Shown::fixed("nothing"),
            };
            rows.push(Ink::of(Role::Dim, show(&difference.pointer)));
            rows.push(Ink::of(Role::Bad, "  - ").plain(value(&difference.expected)));
            rows.push(Ink::of(Role::Good, "  + ").plain(value(&difference.got)));
        }
    }
    rows.push(Ink::new());
    if result.kind == FixtureKind::ReplayStream {
        let lines = count(text.lines().count(), "event", "events");
        rows.push(Ink::of(Role::Accent, "Enter").dim(" opens it as a log of ").dim(lines));
        rows.push(Ink::new());
    }
    rows.extend(text.lines().map(|line| Ink::of(Role::Dim, show(line))));
    Detail::of(show(&result.id), rows)
}

/// A violation with the line of the payload it stands in.
fn objection(text: &str, violation: &Violation, width: usize) -> Vec<Ink> {
    let (line, _) = position(text.as_bytes(), violation.span.start);
    let mut rows = super::problems::caret(text.as_bytes(), &violation.span, line as u32 - 1, width);
    rows.extend(Ink::of(Role::Strong, show(violation.message())).wrap(width, 0));
    rows.extend(labelled("field", show(&violation.pointer)).wrap(width, 10));
    rows.extend(labelled("expected", show(&violation.expected)).wrap(width, 10));
    rows
}
