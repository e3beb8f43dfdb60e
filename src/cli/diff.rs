//! `dossier diff`: two logs, or two moments of one, event by event and then by state.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;

use super::args::DiffArgs;
use super::exit::{Exit, Failure};
use super::load::load;
use super::wanted::{self, names};
use crate::dossier::align::{Events, align};
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId, StateError};
use crate::report::diff::{self, Diff};
use crate::report::{Outcome, Replay};
use crate::session::{Moment, Session, same_text};
use crate::source::SourceSpec;

/// A log and a moment of it, as an argument names them.
struct Named {
    spec: SourceSpec,
    at: Option<Moment>,
}

impl Named {
    /// `LOG` or `LOG@AT`. A file whose whole name it is comes first; then it is split at the last `@`, if what
    /// follows is a moment.
    fn parse(argument: &OsStr) -> Self {
        let whole = Self { spec: SourceSpec::parse(argument), at: None };
        if Path::new(argument).exists() {
            return whole;
        }
        let split = argument.to_str().and_then(|text| text.rsplit_once('@'));
        match split.map(|(log, at)| (log, at.parse::<Moment>())) {
            Some((log, Ok(at))) if log == "-" || Path::new(log).exists() => {
                Self { spec: SourceSpec::parse(OsString::from(log)), at: Some(at) }
            }
            _ => whole,
        }
    }
}

pub(super) fn run(out: &mut impl Write, args: &DiffArgs) -> Result<Exit, Failure> {
    let failure = match answer(out, args) {
        Err(failure) if args.format.is_json() && !matches!(failure, Failure::Output(_)) => failure,
        other => return other,
    };
    let why = failure.sentence().unwrap_or_default();
    diff::write_failure(out, &why, failure.exit().code())?;
    Err(failure)
}

fn answer(out: &mut impl Write, args: &DiffArgs) -> Result<Exit, Failure> {
    let manner = args.reading.manner();
    let (a, b) = (Named::parse(&args.a), Named::parse(&args.b));
    let first = load(&a.spec, manner)?;
    // One log is read once, so both moments are of the same bytes even while it grows.
    let second = if a.spec == b.spec { None } else { Some(load(&b.spec, manner)?) };
    let a = Side::of(&first, &a, args.namespace.as_deref())?;
    let b = Side::of(second.as_ref().unwrap_or(&first), &b, args.namespace.as_deref())?;
    let one_log = second.is_none();
    let events = align(a.events(), b.events(), |left, right| one_log || same(&a, left, &b, right));
    let (a, b) = (a.replay()?, b.replay()?);
    let diff = Diff::of(a, b, events);
    let exit = if diff.is_same() { Exit::Good } else { Exit::Bad };
    if args.format.is_json() {
        diff::write_json(out, &diff, exit.code())?;
    } else {
        diff::write(out, &diff)?;
    }
    Ok(exit)
}

struct Side<'s> {
    session: &'s Session,
    spec: &'s SourceSpec,
    mission: Option<NamespaceId>,
    cursor: Cursor,
}

impl<'s> Side<'s> {
    fn of(session: &'s Session, named: &'s Named, namespace: Option<&str>) -> Result<Self, Failure> {
        let wanted = wanted::Wanted { namespace, at: named.at.as_ref() };
        let (mission, cursor) = wanted.find(session, named.spec.name())?;
        Ok(Self { session, spec: &named.spec, mission, cursor })
    }

    fn events(&self) -> Events<'s> {
        Events { timeline: self.session.timeline(), mission: self.mission, cursor: self.cursor }
    }

    fn replay(&self) -> Result<Replay<'s>, Failure> {
        let gone = |error: StateError| Failure::State(self.spec.name().to_path_buf(), error);
        let replay =
            Replay::at(super::given(self.spec), self.session, self.mission, self.cursor).map_err(gone)?;
        match &replay.outcome {
            Outcome::State { .. } => Ok(replay),
            Outcome::Mixed(missions) => Err(Failure::Mixed(names(self.session, missions))),
        }
    }
}

/// Whether two lines say the same; lines that can no longer be read are not shown to.
fn same(a: &Side<'_>, left: EntryId, b: &Side<'_>, right: EntryId) -> bool {
    let bytes = |side: &Side<'_>, entry: EntryId| {
        let line = side.session.timeline().entry(entry).line;
        side.session.bytes(line).map(|bytes| match bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) if line == 0 => rest.to_vec(),
            _ => bytes,
        })
    };
    bytes(a, left).zip(bytes(b, right)).is_some_and(|(left, right)| same_text(&left, &right))
}
