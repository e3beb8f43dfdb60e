//! `dossier replay`: the state at the end of a log, or at a moment of it.

use std::io::Write;

use super::args::{ReplayArgs, ReplayFormat};
use super::exit::{Exit, Failure};
use super::given;
use super::load::{Manner, Shared, agree, load};
use super::wanted::{Wanted, names};
use crate::contracts::edition::Edition;
use crate::dossier::timeline::{Cursor, NamespaceId, Outline};
use crate::report::contract::WriteError;
use crate::report::replay::{Subject, subject};
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
    if format == ReplayFormat::Contract {
        return print_state(out, &shared, spec, (chosen, cursor), manner.mode.output_edition());
    }
    let replay = Replay::read_by(&shared, given(spec), &session, chosen, cursor).map_err(gone)?;
    let exit = if replay.is_answered() { Exit::Good } else { Exit::NoAnswer };
    json::write(out, &replay, replay.derived_by(&shared).map_err(gone)?, exit.code())?;
    match &replay.outcome {
        Outcome::State { .. } => Ok(exit),
        Outcome::Mixed(missions) => Err(Failure::Mixed(names(&session, missions))),
    }
}

/// The reducer's state and nothing else.
fn print_state(
    out: &mut impl Write,
    log: &Shared<'_>,
    spec: &SourceSpec,
    (chosen, cursor): (Option<NamespaceId>, Cursor),
    edition: Edition,
) -> Result<Exit, Failure> {
    let timeline = log.session.timeline();
    let outline = match subject(log.session, chosen, cursor) {
        Subject::Mission(mission) => timeline.outline_at(Some(mission), cursor),
        // Events without a namespace are no chosen mission's.
        Subject::NoMission if chosen.is_some() => Outline::default(),
        Subject::NoMission => timeline.outline_at(None, cursor),
        Subject::Mixed(missions) => return Err(Failure::Mixed(names(log.session, &missions))),
    };
    match contract::write(out, timeline, &outline, edition, log) {
        Ok(()) => Ok(Exit::Good),
        Err(WriteError::Output(error)) => Err(error.into()),
        Err(WriteError::State(error)) => Err(Failure::State(spec.name().to_path_buf(), error)),
    }
}
