//! Findings with their place in the log.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::contracts::fields::quote;
use crate::contracts::finding::{Effect, Finding, Violation};
use crate::contracts::rule::Rule;
use crate::dossier::timeline::Cursor;
use crate::json::Document;
use crate::session::{Pending, Problem, Session};

/// A finding with its place in the log.
#[derive(Debug, Clone, Copy)]
pub struct Place<'f> {
    /// The line, from 1.
    pub line: usize,
    /// The line's bytes; empty when it can no longer be read.
    pub bytes: &'f [u8],
    /// What is wrong with it.
    pub finding: &'f Finding,
}

/// A finding as JSON tells it.
#[derive(Debug, Clone, Serialize)]
struct FindingJson {
    line: usize,
    column: usize,
    pointer: String,
    rule: &'static str,
    message: String,
    expected: String,
    found: String,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_cause: Option<&'static str>,
}

impl From<Place<'_>> for FindingJson {
    fn from(Place { line, finding, .. }: Place<'_>) -> Self {
        let Finding { violation, effect } = finding;
        Self {
            line,
            column: finding.column(),
            pointer: violation.pointer.clone(),
            rule: violation.rule.name(),
            message: violation.message(),
            expected: violation.expected.clone(),
            found: violation.found.clone(),
            effect: effect.words(),
            known_cause: violation.known_cause(),
        }
    }
}

/// Shows every finding of a log to `visit`, in the order of the lines, an unfinished last line at the end.
///
/// # Errors
/// Those of `visit`.
pub fn visit<E>(session: &Session, mut visit: impl FnMut(Place<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut conflicts = conflicts(session).into_iter().peekable();
    // A line is read and decoded once, however many findings it has.
    for problems in session.problems().chunk_by(|a, b| a.line == b.line) {
        let number = problems[0].line;
        while let Some(copy) = conflicts.next_if(|copy| *copy < number) {
            visit_conflict(session, copy, &mut visit)?;
        }
        let line = number as usize + 1;
        let bytes = session.bytes(number).unwrap_or_default();
        let findings = session.decoded(number).map(|decoded| decoded.findings).unwrap_or_default();
        for problem in problems {
            let lost = || Finding { violation: bare(problem.rule), effect: problem.effect };
            let finding = findings.get(problem.nth as usize).cloned().unwrap_or_else(lost);
            visit(Place { line, bytes: &bytes, finding: &finding })?;
        }
        if conflicts.next_if_eq(&number).is_some() {
            visit_conflict(session, number, &mut visit)?;
        }
    }
    conflicts.try_for_each(|copy| visit_conflict(session, copy, &mut visit))?;
    match session.pending() {
        None => Ok(()),
        Some(pending) => visit(Place {
            line: session.line_count() + 1,
            bytes: &pending.bytes,
            finding: &unfinished(pending),
        }),
    }
}

/// The lines of the events that another one with the same id and other content keeps out, in order.
///
/// Which of them that is depends on the whole log, so it is no finding of a line by itself.
fn conflicts(session: &Session) -> Vec<u32> {
    let timeline = session.timeline();
    let mut lines: Vec<_> = timeline.copies_that_differ().map(|copy| timeline.entry(copy).line).collect();
    lines.sort_unstable();
    lines
}

fn visit_conflict<E>(
    session: &Session,
    line: u32,
    visit: &mut impl FnMut(Place<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let bytes = session.bytes(line).unwrap_or_default();
    let mut violation = bare(Rule::Conflict);
    violation.pointer = "/event_id".into();
    violation.expected = "an id of its own".into();
    // The first line may begin with a byte order mark.
    let text = str::from_utf8(&bytes).unwrap_or_default();
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    if let Ok(document) = Document::parse(&text[mark..])
        && let Some(id) = document.root().get("event_id")
    {
        violation.found = quote(id.raw());
        violation.span = id.span().start + mark..id.span().end + mark;
    }
    let finding = Finding { violation, effect: Effect::Dropped };
    visit(Place { line: line as usize + 1, bytes: &bytes, finding: &finding })
}

/// How many findings a log has, conflicting events and the unfinished last line among them.
pub fn count(session: &Session) -> usize {
    session.problems().len() + session.timeline().conflicting() + usize::from(session.pending().is_some())
}

/// Every finding of the lines that are there at a moment, as JSON tells it.
///
/// A log may have a finding in each of its lines, so each is told as it is written and none is kept.
pub struct Findings<'s> {
    of: Option<(&'s Session, Cursor)>,
}

impl<'s> Findings<'s> {
    /// The findings of `session` at `cursor`.
    pub fn at(session: &'s Session, cursor: Cursor) -> Self {
        Self { of: Some((session, cursor)) }
    }

    /// Those of a log that could not be read.
    pub fn none() -> Self {
        Self { of: None }
    }
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        if let Some((session, cursor)) = self.of {
            visit(session, |place| {
                match cursor == Cursor::Live || session.holds(place.line as u32 - 1, cursor) {
                    true => list.serialize_element(&FindingJson::from(place)),
                    false => Ok(()),
                }
            })?;
        }
        list.end()
    }
}

/// How bad a problem is: less is worse. What loses an event comes before what does not.
pub fn severity(problem: &Problem) -> (bool, u8) {
    let effect = match problem.effect {
        Effect::Dropped => 0,
        Effect::Counted => 1,
        Effect::Folded => 2,
        Effect::Ignored => 3,
    };
    (problem.rule.is_warning(), effect)
}

/// What is wrong with an unfinished last line: where it stops.
pub fn unfinished(pending: &Pending) -> Finding {
    let end = pending.bytes.len();
    // The whole of the last character, of which at most three bytes follow its first.
    let continues = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let following = pending.bytes.iter().rev().take(3).take_while(continues).count();
    let mut violation = bare(Rule::Unfinished);
    violation.expected = "a whole JSON object, or the line's end".into();
    violation.span = end.saturating_sub(following + 1)..end;
    Finding { violation, effect: Effect::Dropped }
}

/// A violation of which only the rule is known.
fn bare(rule: Rule) -> Violation {
    Violation { pointer: String::new(), rule, expected: String::new(), found: String::new(), span: 0..1 }
}
