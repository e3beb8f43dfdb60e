//! The corpus of cases as the interface shows it.

use std::sync::Arc;

use super::pane::Pane;
use crate::conformance::{CATEGORIES, CaseResult, Corpus, FixtureKind, run};
use crate::contracts::edition::Edition;
use crate::source::SourceSpec;
use crate::text::{Shown, show};
use crate::tui::command::Copy;
use crate::tui::ink::{Ink, Role};

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixtureRow {
    /// A category, and how many entries it has.
    Category(&'static str, usize),
    /// A case, by its place in the results.
    Case(usize),
}

/// The corpus and its last run.
#[derive(Debug, Default)]
pub struct Fixtures {
    corpus: Option<&'static Corpus>,
    /// What the last run gave, in the order of the manifest.
    pub results: Vec<CaseResult>,
    /// The rows of the list: each category and its entries.
    pub rows: Vec<FixtureRow>,
    /// Where a person is in it.
    pub pane: Pane,
    /// Whether the program was started for the fixtures alone.
    pub alone: bool,
    /// Why there is no corpus.
    pub failure: Option<Shown>,
}

impl Fixtures {
    /// The embedded corpus, neither parsed nor run yet.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// Puts every entry to the question; cheap, a corpus being some dozens of small files.
    pub fn run(&mut self) {
        let corpus = match Corpus::embedded() {
            Ok(corpus) => corpus,
            Err(error) => {
                self.failure = Some(show(error.to_string()));
                return;
            }
        };
        self.corpus = Some(corpus);
        self.results.clear();
        for entry in corpus.entries() {
            match run(corpus, entry, Edition::Three) {
                Ok(result) => self.results.push(result),
                Err(error) => self.failure = Some(show(error.to_string())),
            }
        }
        self.rows.clear();
        for category in CATEGORIES {
            let of_it = |result: &CaseResult| result.category == category;
            let count = self.results.iter().filter(|result| of_it(result)).count();
            self.rows.push(FixtureRow::Category(category, count));
            let cases = self.results.iter().enumerate().filter(|(_, result)| of_it(result));
            self.rows.extend(cases.map(|(nth, _)| FixtureRow::Case(nth)));
        }
        // Full categories stand first, so that a corpus of one does not begin with a list of empty ones.
        let filled = |row: &FixtureRow| !matches!(row, FixtureRow::Category(_, 0));
        self.rows.sort_by_key(|row| !filled(row));
    }

    /// Puts the entry of one row to the question again; what it gave, in a line.
    pub fn run_one(&mut self, row: usize) -> Option<Ink> {
        let FixtureRow::Case(nth) = self.rows.get(row)? else { return None };
        let corpus = self.corpus?;
        let entry = corpus.entry(&self.results.get(*nth)?.id).ok()?;
        let result = run(corpus, entry, Edition::Three).ok()?;
        let (role, words) = match result.passed {
            true => (Role::Good, " gave what was expected"),
            false => (Role::Bad, " did not give what was expected"),
        };
        let ink = Ink::from(show(&result.id)).role(role, words);
        self.results[*nth] = result;
        Some(ink)
    }

    /// Runs the corpus when that has not been done.
    pub fn ensure_run(&mut self) {
        if self.results.is_empty() {
            self.run();
            self.pane.selected = Some(1);
        }
    }

    /// How many passed, and how many did not.
    pub fn tally(&self) -> (usize, usize) {
        let passed = self.results.iter().filter(|result| result.passed).count();
        (passed, self.results.len() - passed)
    }

    /// The last run in a line.
    pub fn summary(&self) -> Ink {
        let (passed, failed) = self.tally();
        let role = if failed == 0 { Role::Good } else { Role::Bad };
        Ink::of(role, Shown::from(passed).then(" as expected, ").then(failed).then(" not"))
    }

    /// The result behind a row.
    pub fn result_at(&self, index: usize) -> Option<&CaseResult> {
        match self.rows.get(index)? {
            FixtureRow::Case(nth) => self.results.get(*nth),
            FixtureRow::Category(..) => None,
        }
    }

    /// The text of an entry.
    pub fn text(&self, result: &CaseResult) -> &str {
        let entry = self.corpus.and_then(|corpus| Some((corpus, corpus.entry(&result.id).ok()?)));
        entry.map_or("", |(corpus, entry)| corpus.text(entry))
    }

    /// What the manifest says of an entry: since when, and what it shows.
    pub fn about(&self, result: &CaseResult) -> Option<(&str, &str)> {
        let entry = self.corpus?.entry(&result.id).ok()?;
        Some((entry.min_version.as_str(), entry.notes.as_str()))
    }

    /// A replay stream as a source to open.
    pub fn stream(&self, nth: usize) -> Option<SourceSpec> {
        let result = self.results.get(nth).filter(|result| result.kind == FixtureKind::ReplayStream)?;
        let bytes: Arc<[u8]> = self.text(result).as_bytes().into();
        Some(SourceSpec::Memory { name: result.id.clone(), bytes })
    }

    /// What `y` copies of a row.
    pub fn copied(&self, index: usize, what: Copy) -> Option<String> {
        let result = self.result_at(index)?;
        match what {
            Copy::Json => Some(self.text(result).to_owned()),
            Copy::CommandLine => Some(format!("dossier fixtures run --id {}", result.id)),
            Copy::Pointer => result.violations.first().map(|violation| violation.pointer.clone()),
            Copy::Value | Copy::Hash | Copy::Location => None,
        }
    }
}
