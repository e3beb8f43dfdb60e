//! `dossier verify`: the files on disk, held against the hashes a log recorded.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::AtomicBool;

use super::args::VerifyArgs;
use super::exit::{Exit, Failure};
use super::given;
use super::load::{Manner, load};
use super::wanted::{choose, cursor, names};
use crate::contracts::event::DossierEventType;
use crate::contracts::values::HashAlgorithm;
use crate::disk::{BadRecord, Outcome, Recorded, Root, check};
use crate::dossier::state::MissionDossierState;
use crate::dossier::timeline::{Cursor, NamespaceId, Standing};
use crate::report::verify::{Asked, Finding, Verdict, Verification, write_failure, write_json, write_text};
use crate::session::Moment;
use crate::session::Session;
use crate::source::SourceSpec;

pub(super) fn run(out: &mut impl Write, args: &VerifyArgs) -> Result<Exit, Failure> {
    let spec = SourceSpec::parse(&args.source);
    let manner = args.reading.manner();
    let asked = Asked {
        source: given(&spec),
        root: &args.root,
        contract: manner.mode.to_string(),
        at: args.at.as_ref().map(Moment::to_string),
        strict: args.strict,
    };
    let verification = match verify(&spec, manner, args, &asked) {
        Ok(verification) => verification,
        // An object with a verdict is printed whatever happened.
        Err(failure) if args.format.is_json() => {
            let why = failure.sentence().unwrap_or_default();
            write_failure(out, &asked, why.as_str(), failure.exit().code())?;
            return Err(failure);
        }
        Err(failure) => return Err(failure),
    };
    let exit = exit(verification.verdict());
    match args.format.is_json() {
        true => write_json(out, &verification, exit.code())?,
        false => write_text(out, &verification)?,
    }
    Ok(exit)
}

fn verify<'a>(
    spec: &SourceSpec,
    manner: Manner,
    args: &VerifyArgs,
    asked: &'a Asked<'a>,
) -> Result<Verification<'a>, Failure> {
    // A root that is mistyped is told before a long log is read.
    let root = Root::open(&args.root).map_err(|cause| Failure::File {
        operation: "open",
        path: args.root.clone(),
        cause,
    })?;
    let session = load(spec, manner)?;
    let chosen = args.namespace.as_deref().map(|wanted| choose(&session, wanted)).transpose()?;
    let at = cursor(&session, spec.name(), args.at.as_ref(), chosen)?;
    let state = state(spec, &session, at, chosen)?;
    let never = AtomicBool::new(false);
    let superseded = state.artifacts.values().filter(|artifact| artifact.superseded).count();
    let present = state.artifacts.iter().filter(|(_, artifact)| !artifact.superseded);
    let findings = present.map(|(path, artifact)| {
        let recorded = Recorded::new(path, &artifact.content_ref);
        // Nobody calls it off; if somebody did, it would still be no pass.
        let outcome = check(&root, &recorded, &never, &mut |_| {})
            .unwrap_or_else(|cancelled| Outcome::Unreadable(cancelled.to_string()));
        Finding { recorded, outcome }
    });
    let findings = findings.chain(unusable(&session, at, chosen, &state)).collect();
    Ok(Verification { asked, findings, superseded, mission: state.namespace })
}

/// Artifacts of which there are only records that the contract refuses: they are in no state, and nothing proves
/// that their files are as they were.
fn unusable(
    session: &Session,
    at: Cursor,
    chosen: Option<NamespaceId>,
    state: &MissionDossierState,
) -> Vec<Finding> {
    let timeline = session.timeline();
    let refused = timeline.upto(timeline.order(), at).iter().filter(|id| {
        let entry = timeline.entry(**id);
        entry.kind() == DossierEventType::ArtifactIndexed
            && entry.standing() == Standing::BadPayload
            && chosen.is_none_or(|mission| timeline.mission_of(**id) == Some(mission))
    });
    let lines = refused.map(|id| timeline.entry(*id).line);
    let paths: BTreeSet<_> = lines.map(|line| path(session, line).unwrap_or_default()).collect();
    let finding = |path: String| Finding {
        recorded: Recorded { path, hash: String::new(), algorithm: HashAlgorithm::Sha256, size_bytes: None },
        outcome: Outcome::BadRecord(BadRecord::Contract),
    };
    paths.into_iter().filter(|path| !state.artifacts.contains_key(path)).map(finding).collect()
}

/// The path in a record that the contract refuses, if it has one.
fn path(session: &Session, line: u32) -> Option<String> {
    let bytes = session.bytes(line)?;
    let event: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    Some(event.pointer("/payload/artifact_id/path")?.as_str()?.to_owned())
}

/// The state of the one mission there is at a moment, or of the one that is named.
fn state(
    spec: &SourceSpec,
    session: &Session,
    at: Cursor,
    chosen: Option<NamespaceId>,
) -> Result<MissionDossierState, Failure> {
    let timeline = session.timeline();
    let missions = timeline.namespaces_at(at);
    let state = match (chosen, &missions[..]) {
        (Some(mission), _) => timeline.mission_state_at(mission, at, session),
        (None, [_, _, ..]) => return Err(Failure::Mixed(names(session, &missions))),
        (None, _) => timeline.state_at(at, session),
    };
    state.map_err(|error| Failure::State(spec.name().to_path_buf(), error))
}

fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Same | Verdict::NotComparable => Exit::Good,
        Verdict::NotSame => Exit::Bad,
        Verdict::Nothing => Exit::Nothing,
    }
}
