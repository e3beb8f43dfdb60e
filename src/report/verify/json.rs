//! What was found, as one JSON object.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Asked, Finding, Verification, particulars};
use crate::contracts::natural::Natural;
use crate::contracts::values::LocalNamespaceTuple;
use crate::disk::{BadRecord, Change, Kind, Outcome};
use crate::report::json::write_pretty;

/// The name and version of this form; it changes when a reader of it would have to.
const SCHEMA: &str = "dossier.verify/1";

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    source: String,
    root: String,
    contract: &'r str,
    at: Option<&'r str>,
    strict: bool,
    mission: Option<&'r LocalNamespaceTuple>,
    /// Null where nothing could be answered.
    counts: Option<BTreeMap<&'static str, usize>>,
    superseded: Option<usize>,
    artifacts: Vec<Artifact<'r>>,
    verdict: String,
    exit: u8,
}

#[derive(Serialize)]
struct Artifact<'r> {
    path: &'r str,
    outcome: &'static str,
    reason: Option<String>,
    /// Whether a hash that proves little was compared.
    weak: bool,
    /// Null for a record that breaks the contract.
    recorded: Option<Content<'r>>,
    /// What differs of the file; nothing is told of any but a changed one.
    found: Option<Found<'r>>,
}

#[derive(Serialize)]
struct Content<'r> {
    algorithm: &'static str,
    hash: &'r str,
    size_bytes: Option<&'r Natural>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Found<'r> {
    Size { size_bytes: u64 },
    Content { hash: &'r str },
}

/// Writes what was found as one JSON object, with the exit code it ends with.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut impl Write, verification: &Verification<'_>, exit: u8) -> io::Result<()> {
    let mut report = Report::about(verification.asked, exit);
    let counts = Kind::ALL.into_iter().map(|kind| (kind.name(), verification.count(kind)));
    report.counts = Some(counts.collect());
    report.superseded = Some(verification.superseded);
    report.mission = verification.mission.as_ref();
    report.artifacts = verification.findings.iter().map(Artifact::from).collect();
    verification.verdict().name().clone_into(&mut report.verdict);
    write_pretty(out, &report)
}

/// Writes the object of a question that could not be answered.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(out: &mut impl Write, asked: &Asked<'_>, why: &str, exit: u8) -> io::Result<()> {
    let mut report = Report::about(asked, exit);
    report.verdict = format!("cannot answer: {why}");
    write_pretty(out, &report)
}

impl<'r> Report<'r> {
    fn about(asked: &'r Asked<'_>, exit: u8) -> Self {
        Self {
            schema: SCHEMA,
            source: asked.source.to_string_lossy().into_owned(),
            root: asked.root.to_string_lossy().into_owned(),
            contract: &asked.contract,
            at: asked.at.as_deref(),
            strict: asked.strict,
            mission: None,
            counts: None,
            superseded: None,
            artifacts: Vec::new(),
            verdict: String::new(),
            exit,
        }
    }
}

impl<'r> From<&'r Finding> for Artifact<'r> {
    fn from(finding: &'r Finding) -> Self {
        let Finding { recorded, outcome } = finding;
        let reason = particulars(finding);
        Self {
            path: &recorded.path,
            outcome: outcome.kind().name(),
            reason: (!reason.is_empty()).then(|| reason.to_string()),
            weak: recorded.is_weak(),
            recorded: (*outcome != Outcome::BadRecord(BadRecord::Contract)).then(|| Content {
                algorithm: recorded.algorithm.as_str(),
                hash: &recorded.hash,
                size_bytes: recorded.size_bytes.as_ref(),
            }),
            found: match outcome {
                Outcome::Changed(Change::Size { found }) => Some(Found::Size { size_bytes: *found }),
                Outcome::Changed(Change::Content { found }) => Some(Found::Content { hash: found }),
                _ => None,
            },
        }
    }
}
