//! Findings as compilers print them: place, rule, message, the line with a caret, and what follows.

use std::io::{self, Write};
use std::path::Path;

use super::excerpt::Excerpt;
use super::place::Place;
use crate::contracts::finding::Violation;
use crate::contracts::rule::Rule;
use crate::text::{Shown, cut_end, show, show_path};

/// How many columns a message or a pointer takes at most; a log may make either as long as it likes.
const MESSAGE_WIDTH: usize = 160;

/// `run-7.jsonl:388:312`, the place editors jump to.
pub fn location(name: &Path, line: usize, column: usize) -> Shown {
    show_path(name).then(":").then(line).then(":").then(column)
}

/// The rule and the sentence.
pub fn headline(violation: &Violation) -> Shown {
    Shown::fixed(violation.rule.name()).then(": ").then(cut_end(&show(violation.message()), MESSAGE_WIDTH))
}

/// Writes one finding, and an empty line after it.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, name: &Path, place: Place<'_>) -> io::Result<()> {
    let violation = &place.finding.violation;
    let location = location(name, place.line, place.finding.column());
    writeln!(out, "{location}: {}", headline(violation))?;
    if !place.bytes.is_empty() {
        caret(out, place.line, &Excerpt::around(place.bytes, &violation.span))?;
    }
    facts(out, violation)?;
    writeln!(out, "  effect    {}", place.finding.effect.words())?;
    writeln!(out)
}

/// Writes an excerpt with the number of its line, and the caret below it.
///
/// # Errors
/// Those of `out`.
pub fn caret(out: &mut impl Write, line: usize, excerpt: &Excerpt) -> io::Result<()> {
    let number = line.to_string();
    let margin = number.len();
    let (before, width) = excerpt.caret();
    writeln!(out, "  {number} | {}", excerpt.text())?;
    writeln!(out, "  {:margin$} | {:before$}{}", "", "", "^".repeat(width))
}

/// Writes where a violation is, what was expected, and how such a thing comes about.
///
/// # Errors
/// Those of `out`.
pub fn facts(out: &mut impl Write, violation: &Violation) -> io::Result<()> {
    let line = |text: &str| cut_end(&show(text), MESSAGE_WIDTH);
    if !violation.pointer.is_empty() {
        writeln!(out, "  pointer   {}", line(&violation.pointer))?;
    }
    if !violation.expected.is_empty() && !matches!(violation.rule, Rule::ByteOrderMark | Rule::Missing) {
        writeln!(out, "  expected  {}", line(&violation.expected))?;
    }
    match violation.known_cause() {
        Some(cause) => writeln!(out, "  known     {cause}"),
        None => Ok(()),
    }
}
