//! `dossier fixtures`: names, shows and judges the corpus.

use std::io::{self, Write};

use serde::Serialize;

use super::args::{FixturesCommand, RunArgs};
use super::corpus;
use super::exit::{Exit, Failure};
use super::say;
use crate::conformance::{CaseResult, Corpus, Difference, GoldenDiff, ManifestEntry, Verdict, run as judge};
use crate::contracts::edition::Edition;
use crate::contracts::finding::Violation;
use crate::contracts::validate::SchemaViolation;
use crate::report::diagnostics::{caret, facts, headline};
use crate::report::excerpt::{Excerpt, position};
use crate::report::json::write_pretty;
use crate::text::{Shown, count, cut_end, escape_json_for_terminal, show};

/// How many columns a value or a name of another corpus takes at most.
const WIDTH: usize = 100;

pub(super) fn run(out: &mut impl Write, command: &FixturesCommand) -> Result<Exit, Failure> {
    match command {
        FixturesCommand::List { category, from, format } => {
            let corpus = corpus::open(from.as_deref())?;
            let entries = corpus.select(category.as_deref())?;
            if format.is_json() { list_json(out, &entries) } else { list(out, &entries) }
        }
        FixturesCommand::Show { id, from } => {
            let corpus = corpus::open(from.as_deref())?;
            print(out, &corpus, corpus.entry(id)?)
        }
        FixturesCommand::Run(args) => run_all(out, args),
    }
}

fn list(out: &mut impl Write, entries: &[&ManifestEntry]) -> Result<Exit, Failure> {
    let ids: Vec<Shown> = entries.iter().map(|entry| cut_end(&show(&entry.id), WIDTH)).collect();
    let width = ids.iter().map(Shown::width).max().unwrap_or_default();
    for (entry, id) in entries.iter().zip(&ids) {
        let gap = " ".repeat(width - id.width());
        let expected = entry.expected_result.word();
        let kind = entry.kind()?.words();
        writeln!(out, "{expected:<7}  {id}{gap}  {kind:<14}  {}", cut_end(&show(&entry.event_type), WIDTH))?;
    }
    Ok(Exit::Good)
}

#[derive(Serialize)]
struct Entry<'e> {
    id: &'e str,
    category: &'e str,
    kind: &'static str,
    path: &'e str,
    event_type: &'e str,
    expected: &'static str,
    min_version: &'e str,
    notes: &'e str,
}

fn list_json(out: &mut impl Write, entries: &[&ManifestEntry]) -> Result<Exit, Failure> {
    let mut told = Vec::new();
    for entry in entries {
        told.push(Entry {
            id: &entry.id,
            category: entry.category(),
            kind: entry.kind()?.words(),
            path: &entry.path,
            event_type: &entry.event_type,
            expected: entry.expected_result.word(),
            min_version: &entry.min_version,
            notes: &entry.notes,
        });
    }
    write_pretty(out, &serde_json::json!({ "fixtures": told }))?;
    Ok(Exit::Good)
}

/// The file goes to the output as it is, so that it can be piped on; what it is for is said beside it.
fn print(out: &mut impl Write, corpus: &Corpus, entry: &ManifestEntry) -> Result<Exit, Failure> {
    let words = [show(&entry.id), show(&entry.event_type), Shown::fixed(entry.expected_result.word())];
    say(&Shown::join("  ", words));
    say(&cut_end(&show(&entry.notes), 4 * WIDTH));
    let text = corpus.text(entry);
    if text.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()) {
        out.write_all(escape_json_for_terminal(text).as_bytes())?;
    } else {
        text.lines().try_for_each(|line| writeln!(out, "{}", show(line)))?;
    }
    Ok(Exit::Good)
}

fn run_all(out: &mut impl Write, args: &RunArgs) -> Result<Exit, Failure> {
    let corpus = corpus::open(args.from.as_deref())?;
    let entries = match &args.id {
        Some(id) => vec![corpus.entry(id)?],
        None => corpus.select(args.category.as_deref())?,
    };
    let edition = Edition::from(args.contract);
    let results: Vec<CaseResult> =
        entries.iter().map(|entry| judge(&corpus, entry, edition)).collect::<Result<_, _>>()?;
    let passed = results.iter().filter(|result| result.passed).count();
    // What was not asked was not answered well.
    let exit = if passed == results.len() && passed > 0 { Exit::Good } else { Exit::Bad };
    if args.format.is_json() {
        run_json(out, &results, exit)?;
        return Ok(exit);
    }
    for (entry, result) in entries.iter().zip(&results) {
        told(out, corpus.text(entry), result)?;
    }
    let sum = match results.len() {
        0 => Shown::fixed("no fixtures to run"),
        all => Shown::from(passed).then(" of ").then(count(all, "fixture", "fixtures")).then(" as expected"),
    };
    writeln!(out, "{sum}")?;
    if exit == Exit::Bad && edition == Edition::Two && corpus.version().starts_with('3') {
        out.flush()?;
        say(&Shown::fixed("this corpus is edition 3's and was judged under edition 2"));
    }
    Ok(exit)
}

#[derive(Serialize)]
struct Told<'r> {
    id: &'r str,
    category: &'r str,
    kind: &'static str,
    event_type: &'r str,
    expected: &'static str,
    got: &'static str,
    passed: bool,
    model_violations: Vec<ToldViolation<'r>>,
    schema_violations: &'r [SchemaViolation],
    schema_check_skipped: bool,
    golden: Option<&'r GoldenDiff>,
    reason: Option<&'r str>,
}

#[derive(Serialize)]
struct ToldViolation<'r> {
    pointer: &'r str,
    rule: &'static str,
    message: String,
    expected: &'r str,
    found: &'r str,
}

fn run_json(out: &mut impl Write, results: &[CaseResult], exit: Exit) -> io::Result<()> {
    let told: Vec<Told<'_>> = results
        .iter()
        .map(|result| Told {
            id: &result.id,
            category: &result.category,
            kind: result.kind.words(),
            event_type: &result.event_type,
            expected: result.expected.word(),
            got: result.got.word(),
            passed: result.passed,
            model_violations: result.violations.iter().map(told_violation).collect(),
            schema_violations: &result.schema_violations,
            schema_check_skipped: result.schema_check_skipped,
            golden: result.golden.as_ref(),
            reason: result.reason.as_deref(),
        })
        .collect();
    let passed = results.iter().filter(|result| result.passed).count();
    let object = serde_json::json!({
        "schema": "dossier.fixtures/1",
        "cases": told,
        "passed": passed,
        "failed": results.len() - passed,
        "exit": exit.code(),
    });
    write_pretty(out, &object)
}

fn told_violation(violation: &Violation) -> ToldViolation<'_> {
    ToldViolation {
        pointer: &violation.pointer,
        rule: violation.rule.name(),
        message: violation.message(),
        expected: &violation.expected,
        found: &violation.found,
    }
}

/// One line for what is as expected, and the reasons for what is not.
fn told(out: &mut impl Write, text: &str, result: &CaseResult) -> io::Result<()> {
    let id = cut_end(&show(&result.id), WIDTH);
    if result.passed {
        let why = result.violations.first().map(|first| Shown::fixed("  ").then(headline(first)));
        return writeln!(out, "ok  {id}  {}{}", result.got.word(), why.unwrap_or_default());
    }
    writeln!(out, "x   {id}  expected {}, got {}", result.expected.word(), result.got.word())?;
    if let Some(reason) = &result.reason {
        writeln!(out, "  {}", cut_end(&show(reason), 2 * WIDTH))?;
    }
    for violation in &result.violations {
        let (line, column) = position(text.as_bytes(), violation.span.start);
        writeln!(out, "  {line}:{column}: {}", headline(violation))?;
        caret(out, line, &Excerpt::around(text.as_bytes(), &violation.span))?;
        facts(out, violation)?;
    }
    for violation in &result.schema_violations {
        let place = cut_end(&show(&violation.json_path), WIDTH);
        writeln!(out, "  schema at \"{place}\": {}", cut_end(&show(&violation.message), WIDTH))?;
    }
    if result.got == Verdict::Valid {
        writeln!(out, "  neither the model nor the schema objects")?;
    }
    result.golden.iter().try_for_each(|golden| told_golden(out, golden))
}

fn told_golden(out: &mut impl Write, golden: &GoldenDiff) -> io::Result<()> {
    let stream = cut_end(&show(&golden.stream), WIDTH);
    let places = count(golden.count, "place", "places");
    writeln!(out, "  the state of {stream} differs in {places}")?;
    let value = |value: &Option<serde_json::Value>| match value {
        Some(value) => cut_end(&show(value.to_string()), WIDTH),
        None => Shown::fixed("nothing"),
    };
    for Difference { pointer, expected, got } in &golden.differences {
        writeln!(out, "  {}", cut_end(&show(pointer), WIDTH))?;
        writeln!(out, "    expected  {}", value(expected))?;
        writeln!(out, "    got       {}", value(got))?;
    }
    match golden.count.saturating_sub(golden.differences.len()) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}
