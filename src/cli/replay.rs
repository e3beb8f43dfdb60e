//! `dossier replay`: the state at the end of a log.

use std::io::Write;

use super::args::{ReplayArgs, ReplayFormat};
use super::exit::{Exit, Failure};
use super::given;
use super::load::load;
use crate::contracts::edition::ContractMode;
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::timeline::NamespaceId;
use crate::report::{Outcome, Replay, contract, json, text};
use crate::session::Session;
use crate::source::SourceSpec;

pub(super) fn run(out: &mut impl Write, args: &ReplayArgs) -> Result<Exit, Failure> {
    let spec = SourceSpec::parse(&args.source);
    let format = args.format();
    let result = print(out, &spec, args.contract.into(), format, args.namespace.as_deref());
    let failure = match result {
        // An object with a verdict is printed whatever happened; a mixed log has its own already.
        Err(failure) if format == ReplayFormat::Json => failure,
        other => return other,
    };
    if !matches!(failure, Failure::Output(_) | Failure::Mixed(_)) {
        let why = failure.sentence().unwrap_or_default();
        let mode = ContractMode::from(args.contract).to_string();
        json::write_failure(out, given(&spec), &mode, why.as_str(), failure.exit().code())?;
    }
    Err(failure)
}

/// The summary of a log, for `dossier SOURCE` without a terminal.
pub(super) fn summary(out: &mut impl Write, spec: &SourceSpec, mode: ContractMode) -> Result<Exit, Failure> {
    print(out, spec, mode, ReplayFormat::Text, None)
}

fn print(
    out: &mut impl Write,
    spec: &SourceSpec,
    mode: ContractMode,
    format: ReplayFormat,
    namespace: Option<&str>,
) -> Result<Exit, Failure> {
    let session = load(spec, mode)?;
    let chosen = namespace.map(|wanted| choose(&session, wanted)).transpose()?;
    let name = if format == ReplayFormat::Json { given(spec) } else { spec.name() };
    let replay = Replay::of(name, &session, chosen)
        .map_err(|error| Failure::State(spec.name().to_path_buf(), error))?;
    let exit = if replay.is_answered() { Exit::Good } else { Exit::NoAnswer };
    match (format, &replay.outcome) {
        (ReplayFormat::Text, _) => text::write(out, &replay)?,
        (ReplayFormat::Json, _) => json::write(out, &replay, exit.code())?,
        (ReplayFormat::Contract, Outcome::State { state, .. }) => {
            contract::write(out, state, mode.output_edition())?;
        }
        (ReplayFormat::Contract, Outcome::Mixed(_)) => {}
    }
    match &replay.outcome {
        Outcome::State { .. } => Ok(exit),
        Outcome::Mixed(missions) => Err(Failure::Mixed(names(&session, missions))),
    }
}

/// The mission that is meant by its slug, its five values or its number, in this order: a slug may be a
/// number.
pub(super) fn choose(session: &Session, wanted: &str) -> Result<NamespaceId, Failure> {
    let missions = session.timeline().namespaces();
    let name = |id: &NamespaceId| session.timeline().history(*id).namespace();
    let meant: Vec<NamespaceId> = missions
        .iter()
        .filter(|id| name(id).mission_slug == wanted || name(id).key().join("/") == wanted)
        .copied()
        .collect();
    let numbered = || missions.get(wanted.parse::<usize>().ok()?.checked_sub(1)?).copied();
    match *meant {
        [only] => Ok(only),
        [] => numbered().ok_or_else(|| Failure::Namespace {
            wanted: wanted.to_owned(),
            found: names(session, &missions),
            ambiguous: false,
        }),
        _ => Err(Failure::Namespace {
            wanted: wanted.to_owned(),
            found: names(session, &missions),
            ambiguous: true,
        }),
    }
}

pub(super) fn names(session: &Session, missions: &[NamespaceId]) -> Vec<LocalNamespaceTuple> {
    missions.iter().map(|id| session.timeline().history(*id).namespace().clone()).collect()
}
