//! The answer as one JSON object.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::Parity;
use crate::dossier::compare::Difference;
use crate::dossier::judge::{Fact, Subject, Weight};
use crate::dossier::ledger::Ledger;
use crate::dossier::state::MissionDossierState;
use crate::dossier::state_json::In;
use crate::report::derived::{Derived, EventPlace};
use crate::report::json::{At, write_pretty};
use crate::report::replay::Outcome;

/// The name and version of this form.
const SCHEMA: &str = "dossier.parity/1";

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    source: String,
    contract: String,
    at: Option<At>,
    against: Option<Other>,
    ledger: Option<Ledger>,
    state: Option<In<'r, MissionDossierState>>,
    derived: Option<Derived<'r>>,
    findings: Vec<Found<'r>>,
    ignored: std::collections::BTreeMap<&'static str, usize>,
    verdict: String,
    exit: u8,
}

#[derive(Serialize)]
struct Other {
    source: String,
    form: &'static str,
    same_paths: usize,
}

#[derive(Serialize)]
struct Found<'r> {
    rule: &'static str,
    level: &'static str,
    message: String,
    #[serde(flatten)]
    place: Option<EventPlace>,
    /// The paths it names: of a drift record and a mismatch, the culprits.
    culprits: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    there: Option<&'r str>,
}

/// The word for what follows from a fact.
pub(super) fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Proof => "error",
        Weight::Doubt => "warning",
        Weight::Note => "note",
    }
}

/// Writes the answer with the exit code it ends with.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, parity: &Parity<'_>, derived: Derived<'_>, exit: u8) -> io::Result<()> {
    let session = parity.session();
    let cursor = parity.replay.cursor;
    let state = match &parity.replay.outcome {
        Outcome::State { state, .. } => Some(In(&**state, session.mode().output_edition())),
        Outcome::Mixed(_) => None,
    };
    let ignored = parity.judgement.ignored.iter().map(|(rule, facts)| (rule.name(), *facts));
    let report = Report {
        schema: SCHEMA,
        source: parity.replay.name.to_string_lossy().into_owned(),
        contract: session.mode().to_string(),
        at: At::of(session, cursor),
        against: parity.against.as_ref().map(|against| Other {
            source: against.name.to_string_lossy().into_owned(),
            form: against.form,
            same_paths: against.same,
        }),
        ledger: Some(session.ledger_at(cursor)),
        state,
        derived: Some(derived),
        findings: parity.judgement.facts.iter().map(|fact| found(parity, fact)).collect(),
        ignored: ignored.collect(),
        verdict: parity.judgement.verdict.words().to_owned(),
        exit,
    };
    write_pretty(out, &report)
}

fn found<'p>(parity: &'p Parity<'_>, fact: &'p Fact) -> Found<'p> {
    let (here, there) = match &fact.subject {
        Subject::Path(_, Difference::Content { here, there } | Difference::Functions { here, there }) => {
            (Some(here.as_str()), Some(there.as_str()))
        }
        _ => (None, None),
    };
    Found {
        rule: fact.rule.name(),
        level: level(fact.weight),
        message: parity.message(fact).to_string(),
        place: parity.event(fact).map(|entry| EventPlace::of(parity.session(), entry)),
        culprits: parity.paths(fact),
        here,
        there,
    }
}

/// Writes the object of an answer that could not be had.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(
    out: &mut impl Write,
    name: &Path,
    contract: &str,
    why: &str,
    exit: u8,
) -> io::Result<()> {
    let report = Report {
        schema: SCHEMA,
        source: name.to_string_lossy().into_owned(),
        contract: contract.to_owned(),
        at: None,
        against: None,
        ledger: None,
        state: None,
        derived: None,
        findings: Vec::new(),
        ignored: std::collections::BTreeMap::new(),
        verdict: format!("cannot answer: {why}"),
        exit,
    };
    write_pretty(out, &report)
}
