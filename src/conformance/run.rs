//! Puts fixtures to the question.

use serde_json::Value;

use super::corpus::Corpus;
use super::difference::GoldenDiff;
use super::error::FixtureError;
use super::manifest::{Expectation, FixtureKind, ManifestEntry};
use crate::contracts::edition::Edition;
use crate::contracts::finding::Violation;
use crate::contracts::validate::{SchemaViolation, validate_text};
use crate::dossier::reduce::reduce_in_order_of;
use crate::dossier::state_json::In;

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A payload both layers accept, a stream that reduces, an output that a stream reduces to.
    Valid,
    /// The opposite.
    Invalid,
    /// There was no judging it; never a pass.
    Unjudged,
}

impl Verdict {
    /// One word for people and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unjudged => "unjudged",
        }
    }

    fn meets(self, expected: Expectation) -> bool {
        matches!((self, expected), (Self::Valid, Expectation::Valid) | (Self::Invalid, Expectation::Invalid))
    }
}

/// What became of one fixture.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// Its name.
    pub id: String,
    /// The first folder of its path.
    pub category: String,
    /// What it is.
    pub kind: FixtureKind,
    /// The event type it was judged as.
    pub event_type: String,
    /// What had to come out.
    pub expected: Expectation,
    /// What came out.
    pub got: Verdict,
    /// Whether the two agree.
    pub passed: bool,
    /// What the model objects to, by place in the fixture's text.
    pub violations: Vec<Violation>,
    /// What the schema objects to.
    pub schema_violations: Vec<SchemaViolation>,
    /// Whether the schema layer was left out: the schemas are edition 3's.
    pub schema_check_skipped: bool,
    /// How the best stream differs from a golden state; `None` when it does not, and for other kinds.
    pub golden: Option<GoldenDiff>,
    /// Why a stream does not reduce, or why there was no judging; a stranger's text.
    pub reason: Option<String>,
}

/// Puts a fixture to the question its kind asks, under `edition`.
///
/// A case is validated in both layers. A stream must decode without a rejected line and reduce. A golden
/// state must be what a stream of its category reduces to: one that its notes name by id or file, or, if
/// they name none, any; of several the one that differs least is told.
///
/// # Errors
/// A `fixture_type` that the contract does not know.
pub fn run(corpus: &Corpus, entry: &ManifestEntry, edition: Edition) -> Result<CaseResult, FixtureError> {
    let kind = entry.kind()?;
    let mut result = CaseResult {
        id: entry.id.clone(),
        category: entry.category().to_owned(),
        kind,
        event_type: entry.event_type.clone(),
        expected: entry.expected_result,
        got: Verdict::Valid,
        passed: false,
        violations: Vec::new(),
        schema_violations: Vec::new(),
        schema_check_skipped: false,
        golden: None,
        reason: None,
    };
    match kind {
        FixtureKind::Case => judge_case(corpus, entry, edition, &mut result),
        FixtureKind::ReplayStream => {
            if let Err(reason) = reduced(corpus, entry, edition) {
                result.got = Verdict::Invalid;
                result.reason = Some(reason);
            }
        }
        FixtureKind::ReducerOutput => judge_output(corpus, entry, edition, &mut result)?,
    }
    result.passed = result.got.meets(result.expected);
    Ok(result)
}

fn judge_case(corpus: &Corpus, entry: &ManifestEntry, edition: Edition, result: &mut CaseResult) {
    match validate_text(corpus.text(entry), &entry.event_type, edition) {
        Ok((found, violations)) => {
            result.got = if found.valid { Verdict::Valid } else { Verdict::Invalid };
            result.violations = violations;
            result.schema_violations = found.schema_violations;
            result.schema_check_skipped = found.schema_check_skipped;
        }
        Err(error) => {
            result.got = Verdict::Unjudged;
            result.reason = Some(error.to_string());
        }
    }
}

fn judge_output(
    corpus: &Corpus,
    entry: &ManifestEntry,
    edition: Edition,
    result: &mut CaseResult,
) -> Result<(), FixtureError> {
    let golden: Value = match serde_json::from_str(corpus.text(entry)) {
        Ok(golden) => golden,
        Err(error) => {
            result.got = Verdict::Unjudged;
            result.reason = Some(format!("it is not JSON: {error}"));
            return Ok(());
        }
    };
    let mut best: Option<GoldenDiff> = None;
    for stream in streams_of(corpus, entry)? {
        match reduced(corpus, stream, edition) {
            Ok(state) => {
                let diff = GoldenDiff::between(&stream.id, &golden, &state);
                if best.as_ref().is_none_or(|best| diff.count < best.count) {
                    best = Some(diff);
                }
            }
            Err(reason) => result.reason = Some(reason),
        }
    }
    match best {
        Some(diff) if diff.count == 0 => result.reason = None,
        Some(diff) => {
            result.got = Verdict::Invalid;
            result.golden = Some(diff);
        }
        None => {
            result.got = Verdict::Unjudged;
            result.reason.get_or_insert_with(|| "its category has no stream to compare it with".to_owned());
        }
    }
    Ok(())
}

/// The streams a golden state may belong to.
fn streams_of<'c>(
    corpus: &'c Corpus,
    output: &ManifestEntry,
) -> Result<Vec<&'c ManifestEntry>, FixtureError> {
    let mut streams = Vec::new();
    for entry in corpus.entries() {
        if entry.category() == output.category() && entry.kind()? == FixtureKind::ReplayStream {
            streams.push(entry);
        }
    }
    let named = |stream: &&ManifestEntry| {
        output.notes.contains(&stream.id) || output.notes.contains(stream.file_name())
    };
    if streams.iter().any(named) {
        streams.retain(named);
    }
    Ok(streams)
}

/// The state a stream reduces to, or why it does not.
fn reduced(corpus: &Corpus, stream: &ManifestEntry, edition: Edition) -> Result<Value, String> {
    let events = corpus.stream(&stream.id, edition).map_err(|error| error.to_string())?;
    let state = reduce_in_order_of(&events, edition).map_err(|error| error.to_string())?;
    serde_json::to_value(In(&state, edition)).map_err(|error| error.to_string())
}
