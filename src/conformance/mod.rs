//! The fixture corpus: payloads whose verdict is known, streams, and the state a stream must reduce to.
//!
//! A [`Corpus`] is a manifest and its files, either those embedded in the program or any other of the same
//! form. [`run`] puts each entry to the question its kind asks and tells what was expected and what came
//! out, as plain data. Nothing here reads a file: whoever opens a corpus hands in its texts.

mod corpus;
mod difference;
mod embedded;
mod error;
mod manifest;
mod run;

pub use corpus::{Corpus, FixtureCase, load_fixtures, load_replay_stream};
pub use difference::{Difference, GoldenDiff, MAX_DIFFERENCES};
pub use embedded::{EMBEDDED_FILES, EMBEDDED_MANIFEST};
pub use error::FixtureError;
pub use manifest::{CATEGORIES, Expectation, FixtureKind, Manifest, ManifestEntry};
pub use run::{CaseResult, Verdict, run};

#[cfg(test)]
mod tests;
