//! A manifest and its files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::embedded::{EMBEDDED_FILES, EMBEDDED_MANIFEST};
use super::error::FixtureError;
use super::manifest::{CATEGORIES, Expectation, FixtureKind, Manifest, ManifestEntry};
use crate::contracts::decode::{Content, decode};
use crate::contracts::edition::{ContractMode, Edition};
use crate::contracts::event::Event;
use crate::contracts::record::RawLine;

/// A payload whose verdict is known.
#[derive(Debug, Clone, PartialEq)]
pub struct FixtureCase {
    /// Its name.
    pub id: String,
    /// The payload.
    pub payload: Value,
    /// The payload as written, so that places in it can be named.
    pub text: String,
    /// The event type it is judged as.
    pub event_type: String,
    /// What the judgement must be.
    pub expected: Expectation,
    /// Why it is in the corpus.
    pub notes: String,
    /// The first contract version it holds for.
    pub min_version: String,
}

/// A manifest and its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    manifest: Manifest,
    texts: BTreeMap<String, String>,
}

impl Corpus {
    /// A corpus of the given manifest, whose files are asked of `read` by the path the manifest names. A
    /// refusal of `read` says why in words.
    ///
    /// # Errors
    /// A manifest that is none, a name given twice, a path that leads out of the corpus, a missing file.
    pub fn new(
        manifest: &str,
        mut read: impl FnMut(&str) -> Result<String, String>,
    ) -> Result<Self, FixtureError> {
        let manifest: Manifest = serde_json::from_str(manifest)
            .map_err(|error| FixtureError::BadManifest { message: error.to_string() })?;
        let mut ids = BTreeSet::new();
        let mut texts = BTreeMap::new();
        for entry in &manifest.fixtures {
            let ManifestEntry { id, path, .. } = entry;
            if !ids.insert(id) {
                return Err(FixtureError::RepeatedId { id: id.clone() });
            }
            if !entry.is_contained() {
                return Err(FixtureError::BadPath { id: id.clone(), path: path.clone() });
            }
            let text =
                read(path).map_err(|message| FixtureError::UnreadableFile { path: path.clone(), message })?;
            texts.insert(path.clone(), text);
        }
        Ok(Self { manifest, texts })
    }

    /// The corpus inside the program.
    ///
    /// # Errors
    /// None in a program that passes its tests.
    pub fn embedded() -> Result<&'static Self, FixtureError> {
        static EMBEDDED: LazyLock<Result<Corpus, FixtureError>> = LazyLock::new(|| {
            Corpus::new(EMBEDDED_MANIFEST, |path| {
                let file = EMBEDDED_FILES.iter().find(|(known, _)| *known == path);
                file.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "it is not embedded".to_owned())
            })
        });
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// The contract version the corpus is made for.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    /// Its fixtures, in the order of the manifest.
    pub fn entries(&self) -> &[ManifestEntry] {
        &self.manifest.fixtures
    }

    /// The fixture called `id`.
    ///
    /// # Errors
    /// [`FixtureError::UnknownId`].
    pub fn entry(&self, id: &str) -> Result<&ManifestEntry, FixtureError> {
        let found = self.entries().iter().find(|entry| entry.id == id);
        found.ok_or_else(|| FixtureError::UnknownId { id: id.to_owned() })
    }

    /// The fixtures of `category`; all of them without one.
    ///
    /// # Errors
    /// [`FixtureError::UnknownCategory`] names the known ones.
    pub fn select(&self, category: Option<&str>) -> Result<Vec<&ManifestEntry>, FixtureError> {
        if let Some(name) = category.filter(|name| !CATEGORIES.contains(name)) {
            return Err(FixtureError::UnknownCategory { name: name.to_owned() });
        }
        let wanted = |entry: &&ManifestEntry| category.is_none_or(|category| entry.category() == category);
        Ok(self.entries().iter().filter(wanted).collect())
    }

    /// The text of a fixture's file; empty for a fixture of another corpus.
    pub fn text(&self, entry: &ManifestEntry) -> &str {
        self.texts.get(&entry.path).map_or("", String::as_str)
    }

    /// The payloads of a category; its streams and outputs are left out.
    ///
    /// # Errors
    /// An unknown category or `fixture_type`, or a payload that is not JSON.
    pub fn cases(&self, category: &str) -> Result<Vec<FixtureCase>, FixtureError> {
        let mut cases = Vec::new();
        for entry in self.select(Some(category))? {
            if entry.kind()? != FixtureKind::Case {
                continue;
            }
            let text = self.text(entry).to_owned();
            let payload = serde_json::from_str(&text).map_err(|error| FixtureError::NotJson {
                id: entry.id.clone(),
                message: error.to_string(),
            })?;
            cases.push(FixtureCase {
                id: entry.id.clone(),
                payload,
                text,
                event_type: entry.event_type.clone(),
                expected: entry.expected_result,
                notes: entry.notes.clone(),
                min_version: entry.min_version.clone(),
            });
        }
        Ok(cases)
    }

    /// The events of a stream under exactly `edition`, in the order of the file. Rows of other kinds are left
    /// out, as the reducer leaves them out.
    ///
    /// # Errors
    /// A name that is no stream's, or a line that cannot be read.
    pub fn stream(&self, id: &str, edition: Edition) -> Result<Vec<Event>, FixtureError> {
        let entry = self.entry(id)?;
        if entry.kind()? != FixtureKind::ReplayStream {
            return Err(FixtureError::NotAStream { id: id.to_owned() });
        }
        let mut events = Vec::new();
        for (at, line) in self.text(entry).lines().enumerate() {
            let decoded = decode(RawLine::Bytes(line.as_bytes()), ContractMode::Exact(edition), at == 0);
            match decoded.content {
                Content::Event(event) => events.push(*event),
                Content::Foreign(_) | Content::Blank => {}
                Content::Rejected => {
                    let finding =
                        decoded.findings.iter().find(|finding| !finding.violation.rule.is_warning());
                    let message = finding.map(|finding| finding.violation.message()).unwrap_or_default();
                    return Err(FixtureError::BadLine { id: id.to_owned(), line: at + 1, message });
                }
            }
        }
        Ok(events)
    }
}

/// The payloads of a category of the embedded corpus (contract section 8).
///
/// # Errors
/// [`FixtureError::UnknownCategory`] names the known ones.
///
/// ```
/// assert_eq!(dossier::conformance::load_fixtures("dossier")?.len(), 13);
/// # Ok::<(), dossier::conformance::FixtureError>(())
/// ```
pub fn load_fixtures(category: &str) -> Result<Vec<FixtureCase>, FixtureError> {
    Corpus::embedded()?.cases(category)
}

/// The events of a stream of the embedded corpus, in the order of its file, under edition 3.
///
/// # Errors
/// A name that is no stream's.
pub fn load_replay_stream(id: &str) -> Result<Vec<Event>, FixtureError> {
    Corpus::embedded()?.stream(id, Edition::Three)
}
