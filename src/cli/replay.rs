//! `dossier replay`: the state at the end of a log, or at a moment of it.

use std::io::Write;

use super::args::{ReplayArgs, ReplayFormat};
use super::exit::{Exit, Failure};
use super::given;
use super::load::{Manner, Shared, agree, load};
use super::wanted::{Wanted, names};
use crate::report::summary::Gist;
use crate::report::{Outcome, Replay, Summary, contract, json, text};
use crate::source::SourceSpec;

pub(super) fn run(out: &mut impl Write, args: &ReplayArgs) -> Result<Exit, Failure> {
    let spec = SourceSpec::parse(&args.source);
    let format = args.format();
    let wanted = Wanted { namespace: args.namespace.as_deref(), at: args.at.as_ref() };
    let result = print(out, &spec, args.schema.judging(args.reading.manner()), format, &wanted);
    let failure = match result {
        // An object with a verdict is printed whatever happened; a mixed log has its own already.
        Err(failure) if format == ReplayFormat::Json => failure,
        other => return other,
    };
    if !matches!(failure, Failure::Output(_) | Failure::Mixed(_)) {
        let why = failure.sentence().unwrap_or_default();
        let mode = args.reading.mode().to_string();
        json::write_failure(out, given(&spec), &mode, why.as_str(), failure.exit().code())?;
    }
    Err(failure)
}

/// The summary of a log, for `dossier SOURCE` without a terminal.
pub(super) fn summary(out: &mut impl Write, spec: &SourceSpec, manner: Manner) -> Result<Exit, Failure> {
    print(out, spec, manner, ReplayFormat::Text, &Wanted::default())
}

fn print(
    out: &mut impl Write,
    spec: &SourceSpec,
    manner: Manner,
    format: ReplayFormat,
    wanted: &Wanted<'_>,
) -> Result<Exit, Failure> {
    let session = load(spec, manner)?;
    agree(&session, spec)?;
    let (chosen, cursor) = wanted.find(&session, spec.name())?;
    let gone = |error| Failure::State(spec.name().to_path_buf(), error);
    if format == ReplayFormat::Text {
        let summary = Summary::at(spec.name(), &session, chosen, cursor).map_err(gone)?;
        text::write(out, &summary)?;
        return match &summary.outcome {
            Gist::Mission(_) | Gist::NoMission => Ok(Exit::Good),
            Gist::Mixed(missions) => Err(Failure::Mixed(names(&session, missions))),
        };
    }
    let shared = Shared { session: &session, threads: manner.threads };
    let replay = Replay::read_by(&shared, given(spec), &session, chosen, cursor).map_err(gone)?;
    let exit = if replay.is_answered() { Exit::Good } else { Exit::NoAnswer };
    if format == ReplayFormat::Json {
        json::write(out, &replay, replay.derived().map_err(gone)?, exit.code())?;
    }
    match &replay.outcome {
        Outcome::State { state, .. } => {
            if format == ReplayFormat::Contract {
                contract::write(out, state, manner.mode.output_edition())?;
            }
            Ok(exit)
        }
        Outcome::Mixed(missions) => Err(Failure::Mixed(names(&session, missions))),
    }
}
