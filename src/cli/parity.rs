//! `dossier parity`: whether the claims of a log hold, or whether it agrees with another record.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use super::args::{ParityArgs, ParityFormat};
use super::exit::{Exit, Failure};
use super::load::{Manner, load};
use super::wanted::{self, Wanted};
use super::{given, other_side};
use crate::dossier::claims::{drift_stories, snapshot_stories};
use crate::dossier::compare::{compare, side_of};
use crate::dossier::judge::{Judgement, Rule, Verdict, judge_claims, judge_sides};
use crate::dossier::reading::missing_stories;
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId, StateError};
use crate::report::parity::{Against, Parity, github, json, sarif, text};
use crate::report::{Outcome, Replay};
use crate::session::Session;
use crate::source::SourceSpec;

pub(super) fn run(out: &mut impl Write, args: &ParityArgs) -> Result<Exit, Failure> {
    let spec = SourceSpec::parse(&args.source);
    let failure = match answer(out, args, &spec) {
        Err(failure) if !matches!(failure, Failure::Output(_)) => failure,
        other => return other,
    };
    // Whoever reads a form for programs gets one, also where there is no answer.
    let why = failure.sentence().unwrap_or_default();
    match args.format() {
        ParityFormat::Text => {}
        ParityFormat::Json => {
            let mode = args.reading.mode().to_string();
            json::write_failure(out, given(&spec), &mode, why.as_str(), failure.exit().code())?;
        }
        ParityFormat::Sarif => sarif::write_failure(out, why.as_str())?,
        ParityFormat::Github => github::write_failure(out, &why)?,
    }
    Err(failure)
}

fn answer(out: &mut impl Write, args: &ParityArgs, spec: &SourceSpec) -> Result<Exit, Failure> {
    let manner = args.reading.manner();
    let session = load(spec, manner)?;
    let name = spec.name();
    let namespace = args.namespace.as_deref();
    let (chosen, at) = Wanted { namespace, at: args.at.as_ref() }.find(&session, name)?;
    let from = match &args.from {
        Some(moment) => wanted::cursor(&session, name, Some(moment), chosen)?,
        None => Cursor::Start,
    };
    let order = session.timeline().order();
    if session.timeline().upto(order, from).len() > session.timeline().upto(order, at).len() {
        return Err(Failure::Backwards);
    }
    let mission = wanted::only(&session, chosen, at)?;
    let gone = |error: StateError| Failure::State(name.to_path_buf(), error);
    let replay = Replay::at(given(spec), &session, mission, at).map_err(gone)?;
    let ignore: BTreeSet<Rule> = args.ignore.iter().copied().map(Rule::from).collect();
    let against = args.against.as_ref().map(SourceSpec::parse);
    let parity = match (&against, mission) {
        (Some(other), _) => sides(&replay, other, (manner, namespace), &ignore)?,
        (None, Some(mission)) => claims(&replay, mission, from, &ignore).map_err(gone)?,
        (None, None) => nothing(&replay, judge_claims(&[], &[], Vec::new(), &ignore)),
    };
    let exit = match parity.judgement.verdict {
        Verdict::Same => Exit::Good,
        Verdict::Differs => Exit::Bad,
        Verdict::CouldNotTell => Exit::NoAnswer,
        Verdict::Nothing => Exit::Nothing,
    };
    match args.format() {
        ParityFormat::Text => text::write(out, &parity)?,
        ParityFormat::Json => json::write(out, &parity, replay.derived().map_err(gone)?, exit.code())?,
        ParityFormat::Sarif => sarif::write(out, &parity)?,
        ParityFormat::Github => github::write(out, &parity)?,
    }
    Ok(exit)
}

fn nothing<'r>(replay: &'r Replay<'r>, judgement: Judgement) -> Parity<'r> {
    Parity { replay, snapshots: Vec::new(), drifts: Vec::new(), against: None, judgement }
}

/// The log by itself: what it claimed after `from`.
fn claims<'r>(
    replay: &'r Replay<'r>,
    mission: NamespaceId,
    from: Cursor,
    ignore: &BTreeSet<Rule>,
) -> Result<Parity<'r>, StateError> {
    let (session, at) = (replay.session, replay.cursor);
    let timeline = session.timeline();
    let history = timeline.history(mission);
    let mut snapshots = snapshot_stories(timeline, mission, at, session)?;
    let mut drifts = drift_stories(timeline, mission, at, &snapshots, session)?;
    snapshots.drain(..timeline.upto(history.snapshots(), from).len());
    drifts.drain(..timeline.upto(history.drifts(), from).len());
    let judgement = judge_claims(&snapshots, &drifts, open(session, mission, (from, at)), ignore);
    Ok(Parity { replay, snapshots, drifts, against: None, judgement })
}

/// The artifacts recorded as missing after `from` that were not indexed since, with their last record.
fn open(session: &Session, mission: NamespaceId, (from, at): (Cursor, Cursor)) -> Vec<(EntryId, String)> {
    let timeline = session.timeline();
    let history = timeline.history(mission);
    let stories = missing_stories(timeline, mission, at);
    let open = stories.into_iter().filter(|story| story.is_open);
    open.filter_map(|story| {
        let before = !timeline.upto(&[story.last], from).is_empty();
        (!before).then(|| (story.last, history.path_name(story.path).to_owned()))
    })
    .collect()
}

/// The log against another side.
fn sides<'r>(
    replay: &'r Replay<'r>,
    other: &'r SourceSpec,
    (manner, namespace): (Manner, Option<&str>),
    ignore: &BTreeSet<Rule>,
) -> Result<Parity<'r>, Failure> {
    let there = other_side::read(other, manner, namespace)?;
    let Outcome::State { state, mission: Some(_) } = &replay.outcome else {
        return Ok(nothing(replay, judge_claims(&[], &[], Vec::new(), ignore)));
    };
    let comparison = compare(&side_of(state), &there.side);
    let name: &Path = given(other);
    let against = Some(Against { name, form: there.form, same: comparison.same });
    let slug = state.namespace.as_ref().map(|namespace| namespace.mission_slug.as_str());
    let same_mission = there.mission.is_none() || there.mission.as_deref() == slug;
    let judgement = judge_sides(comparison, &there.side, there.claim.as_deref(), same_mission, ignore);
    Ok(Parity { replay, snapshots: Vec::new(), drifts: Vec::new(), against, judgement })
}
