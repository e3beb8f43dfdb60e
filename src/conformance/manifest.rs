//! What `manifest.json` says (contract section 8).

use serde::{Deserialize, Serialize};

use super::error::FixtureError;

/// The categories of fixtures: the first folder of a fixture's path.
pub const CATEGORIES: [&str; 7] =
    ["events", "lane_mapping", "edge_cases", "collaboration", "glossary", "mission_next", "dossier"];

/// A list of fixtures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// The contract version the corpus is made for.
    pub version: String,
    /// The fixtures, in the order they are run.
    pub fixtures: Vec<ManifestEntry>,
}

/// One fixture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ManifestEntry {
    /// Its name, in kebab-case.
    pub id: String,
    /// Its file, relative to the manifest.
    pub path: String,
    /// The event type its payload is judged as; of a stream or an output, informative only.
    pub event_type: String,
    /// What the judgement must be.
    pub expected_result: Expectation,
    /// Why it is in the corpus.
    #[serde(default)]
    pub notes: String,
    /// The first contract version it holds for.
    #[serde(default)]
    pub min_version: String,
    /// What it is, as written; [`ManifestEntry::kind`] reads it.
    pub fixture_type: Option<String>,
}

/// What the judgement of a fixture must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// Both layers accept it.
    Valid,
    /// At least one layer refuses it.
    Invalid,
}

impl Expectation {
    /// The word of the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
        }
    }
}

/// What a fixture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FixtureKind {
    /// A payload with a known verdict.
    Case,
    /// A log that must reduce.
    ReplayStream,
    /// The state that a stream of its category must reduce to.
    ReducerOutput,
}

impl FixtureKind {
    /// One or two words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::ReplayStream => "replay stream",
            Self::ReducerOutput => "reducer output",
        }
    }
}

impl ManifestEntry {
    /// What the fixture is.
    ///
    /// # Errors
    /// [`FixtureError::UnknownType`] for a `fixture_type` that the contract does not know.
    pub fn kind(&self) -> Result<FixtureKind, FixtureError> {
        match self.fixture_type.as_deref() {
            None => Ok(FixtureKind::Case),
            Some("replay_stream") => Ok(FixtureKind::ReplayStream),
            Some("reducer_output") => Ok(FixtureKind::ReducerOutput),
            Some(other) => {
                Err(FixtureError::UnknownType { id: self.id.clone(), fixture_type: other.to_owned() })
            }
        }
    }

    /// The first folder of its path.
    pub fn category(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// The name of its file.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether its path stays below the manifest's folder on every system.
    pub(super) fn is_contained(&self) -> bool {
        let sound = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
        self.path.contains('/') && self.path.split('/').all(sound)
    }
}
