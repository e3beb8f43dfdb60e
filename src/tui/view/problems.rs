//! Findings, compiler style: the place, the rule, what is allowed, what follows.

use super::{Detail, List, labelled};
use crate::contracts::finding::{Effect, Finding};
use crate::report::excerpt::Excerpt;
use crate::session::Problem;
use crate::text::{Shown, cut_end, show};
use crate::tui::ink::{Ink, Role, repeat, spaces};
use crate::tui::model::{Log, Model};
use crate::tui::table::{Column, Table};

const COLUMNS: [Column; 4] = [
    Column::fixed("", 1),
    Column::number("LINE", 7),
    Column::fixed("RULE", 15).from_width(54),
    Column::rest("WHAT"),
];

/// The role of a finding: whether it cost anything.
pub(super) fn role(effect: Effect) -> Role {
    match effect {
        Effect::Dropped | Effect::Counted => Role::Bad,
        Effect::Folded | Effect::Ignored => Role::Attention,
    }
}

pub(super) fn list(model: &Model, log: &Log) -> List {
    let table = Table::new(&COLUMNS, super::list_width(model));
    let problems = log.problems();
    let rows = super::visible(model).filter_map(|index| {
        let problem = problems.get(index)?;
        let message = problem
            .finding(&log.session)
            .map_or(Shown::default(), |finding| show(finding.violation.message()));
        Some(table.row([
            Ink::of(role(problem.effect), if role(problem.effect) == Role::Bad { "x" } else { "~" }),
            Ink::from(Shown::from(problem.line + 1)),
            Ink::of(Role::Dim, problem.rule.name()),
            Ink::from(message),
        ]))
    });
    List {
        title: Ink::from("Problems ").plain(problems.len()),
        note: Ink::of(Role::Dim, Shown::fixed("contract ").then(show(log.session.mode().to_string()))),
        headings: table.headings(),
        rows: rows.collect(),
    }
}

pub(super) fn detail(model: &Model, log: &Log, index: usize, width: usize) -> Detail {
    let Some(problem) = log.problems().get(index) else { return Detail::of(Ink::new(), Vec::new()) };
    let title = place(log, problem, None)
        .with(Ink::of(role(problem.effect), Shown::fixed("  ").then(problem.rule.name())));
    let Some(finding) = log.finding(problem) else {
        return Detail::of(title, vec![Ink::of(Role::Dim, "its line can no longer be read from the log")]);
    };
    let title = place(log, problem, Some(&finding))
        .with(Ink::of(role(problem.effect), Shown::fixed("  ").then(problem.rule.name())));
    if model.pane().raw {
        return Detail {
            note: Ink::of(Role::Dim, "raw"),
            ..Detail::of(title, super::events::raw(log, problem.line, width))
        };
    }
    let mut rows = Vec::new();
    if let Some(line) = log.read(problem.line) {
        rows.extend(caret(&line.bytes, &finding.violation.span, problem.line, width));
        rows.push(Ink::new());
    }
    rows.extend(Ink::of(Role::Strong, show(finding.violation.message())).wrap(width, 0));
    rows.push(Ink::new());
    rows.extend(facts(&finding, width));
    rows.push(Ink::new());
    rows.push(
        Ink::of(Role::Accent, "o")
            .dim(" the event   ")
            .role(Role::Accent, "yl")
            .dim(" file:line   ")
            .role(Role::Accent, "r")
            .dim(" raw bytes"),
    );
    Detail::of(title, rows)
}

fn place(log: &Log, problem: &Problem, finding: Option<&Finding>) -> Ink {
    let name = std::path::Path::new(&log.name)
        .file_name()
        .map_or_else(|| show(&log.name), |n| crate::text::show_path(std::path::Path::new(n)));
    let ink = Ink::from(cut_end(&name, 24)).plain(":").plain(problem.line + 1);
    match finding {
        Some(finding) => ink.plain(":").plain(finding.column()),
        None => ink,
    }
}

fn facts(finding: &Finding, width: usize) -> Vec<Ink> {
    let violation = &finding.violation;
    let mut rows = Vec::new();
    if !violation.pointer.is_empty() {
        rows.extend(labelled("field", show(&violation.pointer)).wrap(width, 10));
    }
    rows.extend(labelled("expected", show(&violation.expected)).wrap(width, 10));
    if !violation.found.is_empty() {
        rows.extend(labelled("found", show(&violation.found)).wrap(width, 10));
    }
    rows.push(labelled("effect", Ink::of(role(finding.effect), finding.effect.words())));
    if let Some(cause) = violation.known_cause() {
        rows.extend(labelled("known", cause).wrap(width, 10));
    }
    rows
}

/// The part of a text around `span`, with a caret under it; `line` is the number of its line, from 0.
pub(super) fn caret(text: &[u8], span: &std::ops::Range<usize>, line: u32, width: usize) -> Vec<Ink> {
    let number = Shown::from(line + 1);
    let gutter = number.width() + 3;
    let excerpt = Excerpt::within(text, span, width.saturating_sub(gutter));
    let (before, under) = excerpt.caret();
    vec![
        Ink::of(Role::Dim, number)
            .dim(" │ ")
            .plain(excerpt.before)
            .role(Role::Bad, excerpt.culprit)
            .plain(excerpt.after),
        Ink::of(Role::Dim, spaces(gutter - 2))
            .dim("│ ")
            .plain(spaces(before))
            .role(Role::Bad, repeat("^", under)),
    ]
}
