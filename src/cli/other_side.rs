//! Reads what a log is compared with: another log, or a record of one, told by its content.

use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::load::{Manner, load};
use super::wanted;
use crate::contracts::record::{Each, RawLine};
use crate::dossier::compare::{Side, side_of};
use crate::dossier::recorded::{self, Form};
use crate::dossier::timeline::Cursor;
use crate::source::{SourceSpec, open, read_all};

/// The largest text that is looked at as a record; what is longer is a log.
const LARGEST_RECORD: usize = 64 * 1024 * 1024;

/// The other side of a comparison.
pub(super) struct OtherSide {
    /// What it is, in words.
    pub(super) form: &'static str,
    /// Its present artifacts.
    pub(super) side: Side,
    /// The hash it claims over them.
    pub(super) claim: Option<String>,
    /// The slug of its mission.
    pub(super) mission: Option<String>,
}

/// Reads the other side.
pub(super) fn read(spec: &SourceSpec, manner: Manner, namespace: Option<&str>) -> Result<OtherSide, Failure> {
    let bytes = whole(spec)?;
    let text = (bytes.len() <= LARGEST_RECORD).then(|| str::from_utf8(&bytes).ok()).flatten();
    match text.and_then(recorded::read) {
        Some(Ok(recorded)) => Ok(OtherSide {
            form: match recorded.form {
                Form::State => "a saved state",
                Form::Snapshot => "a producer's snapshot file",
            },
            side: recorded.side,
            claim: recorded.claim,
            mission: recorded.mission,
        }),
        Some(Err(unsound)) => Err(Failure::Recorded(spec.name().to_path_buf(), unsound)),
        None => {
            let held = || SourceSpec::Memory {
                name: spec.name().to_string_lossy().into_owned(),
                bytes: Arc::from(bytes),
            };
            // A file is read again from its place; what came through a pipe is gone from there.
            let again = if is_file(spec) { spec.clone() } else { held() };
            log(&again, spec.name(), manner, namespace)
        }
    }
}

fn is_file(spec: &SourceSpec) -> bool {
    matches!(spec, SourceSpec::File(path) if path.is_file())
}

fn log(
    spec: &SourceSpec,
    name: &Path,
    manner: Manner,
    namespace: Option<&str>,
) -> Result<OtherSide, Failure> {
    let session = load(spec, manner)?;
    let missions = session.timeline().namespaces();
    // A log of one mission is what it is, whatever the mission of the other is called.
    let chosen = match (namespace, &missions[..]) {
        (Some(namespace), [_, _, ..]) => Some(wanted::choose(&session, namespace)?),
        _ => None,
    };
    let Some(mission) = wanted::only(&session, chosen, Cursor::Live)? else {
        return Err(Failure::NoDossier(name.to_path_buf()));
    };
    let state = session
        .timeline()
        .mission_state_at(mission, Cursor::Live, &session)
        .map_err(|error| Failure::State(name.to_path_buf(), error))?;
    let mission = state.namespace.as_ref().map(|namespace| namespace.mission_slug.clone());
    Ok(OtherSide { form: "another log", side: side_of(&state), claim: None, mission })
}

/// The bytes of a source, a little more than the largest record at most where it can be read again.
fn whole(spec: &SourceSpec) -> Result<Vec<u8>, Failure> {
    let mut bytes: Vec<u8> = Vec::new();
    let limit = if is_file(spec) { LARGEST_RECORD } else { usize::MAX };
    let line = |line: RawLine<'_>| match line {
        RawLine::Bytes(bytes) => bytes.to_vec(),
        RawLine::TooLong => b"{".to_vec(),
    };
    let read = read_all(
        open(spec, false)?,
        Each::new(line),
        |_| true,
        1,
        |records, _| {
            for record in records {
                if bytes.len() <= limit {
                    bytes.extend_from_slice(&record.content);
                    bytes.push(b'\n');
                }
            }
        },
    )?;
    bytes.extend(read.pending.into_iter().flat_map(|pending| pending.bytes));
    Ok(bytes)
}
