//! The corpus of cases as the interface shows it.

use super::pane::Pane;

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixtureRow {
    /// A category and what it holds.
    Category(String),
    /// A case, by its place in the results.
    Case(usize),
}

/// The corpus and its last run.
#[derive(Debug, Default)]
pub struct Fixtures {
    /// The rows of the list.
    pub rows: Vec<FixtureRow>,
    /// Where a person is in it.
    pub pane: Pane,
}
