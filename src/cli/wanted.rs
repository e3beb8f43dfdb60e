//! Which mission of a log is meant, and which moment.

use std::path::Path;

use super::exit::Failure;
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::timeline::{Cursor, NamespaceId};
use crate::session::{Moment, Session};

/// A mission and a moment as a person names them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'w> {
    /// The mission; where it is left out, the only one.
    pub(super) namespace: Option<&'w str>,
    /// The moment; where it is left out, the end.
    pub(super) at: Option<&'w Moment>,
}

impl Wanted<'_> {
    /// The mission, where one is named, and the moment.
    pub(super) fn find(
        &self,
        session: &Session,
        name: &Path,
    ) -> Result<(Option<NamespaceId>, Cursor), Failure> {
        let chosen = self.namespace.map(|wanted| choose(session, wanted)).transpose()?;
        Ok((chosen, cursor(session, name, self.at, chosen)?))
    }
}

/// The moment `at` of a log; its end where none is named. Snapshots and drift records are counted in the chosen
/// mission, or in the only one.
pub(super) fn cursor(
    session: &Session,
    name: &Path,
    at: Option<&Moment>,
    chosen: Option<NamespaceId>,
) -> Result<Cursor, Failure> {
    let Some(moment) = at else { return Ok(Cursor::Live) };
    let missions = session.timeline().namespaces();
    let mission = match (chosen, &missions[..]) {
        (None, [_, _, ..]) if matches!(moment, Moment::Snapshot(_) | Moment::Drift(_)) => {
            return Err(Failure::Mixed(names(session, &missions)));
        }
        (chosen, missions) => chosen.or(missions.first().copied()),
    };
    session.cursor_at(moment, mission).map_err(|error| Failure::Moment(name.to_path_buf(), error))
}

/// The mission a command is about: the chosen one, or the only one by `cursor`; `None` where there is none.
pub(super) fn only(
    session: &Session,
    chosen: Option<NamespaceId>,
    cursor: Cursor,
) -> Result<Option<NamespaceId>, Failure> {
    let missions = session.timeline().namespaces_at(cursor);
    match (chosen, &missions[..]) {
        (Some(mission), missions) => Ok(Some(mission).filter(|mission| missions.contains(mission))),
        (None, [_, _, ..]) => Err(Failure::Mixed(names(session, &missions))),
        (None, missions) => Ok(missions.first().copied()),
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
