//! What a replay came to, in so few values that two events are read for it however long the log is.

use std::path::Path;

use super::replay::{Subject, subject};
use crate::contracts::event::DossierPayload;
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::state::{DriftRecord, SnapshotSummary};
use crate::dossier::timeline::{Cursor, NamespaceId, StateError, Totals};
use crate::session::Session;

/// A log that was read to its end, summed up at a moment.
pub struct Summary<'s> {
    /// The source's name as it was given; a stranger's text.
    pub name: &'s Path,
    /// The log.
    pub session: &'s Session,
    /// The moment.
    pub cursor: Cursor,
    /// What there is to tell.
    pub outcome: Gist,
}

/// What there is to tell of a log.
pub enum Gist {
    /// The dossier of one mission.
    Mission(Box<Mission>),
    /// No mission has begun by then.
    NoMission,
    /// Several missions and none chosen: the contract refuses.
    Mixed(Vec<NamespaceId>),
}

/// The dossier of one mission, summed up.
pub struct Mission {
    /// Which of the log's missions it is.
    pub id: NamespaceId,
    /// Its namespace.
    pub namespace: LocalNamespaceTuple,
    /// How much there is of everything.
    pub totals: Totals,
    /// The newest snapshot.
    pub snapshot: Option<SnapshotSummary>,
    /// The newest drift record.
    pub drift: Option<DriftRecord>,
}

impl<'s> Summary<'s> {
    /// Sums up the log's one mission, or the chosen one, at `cursor`.
    ///
    /// # Errors
    /// [`StateError::Gone`] when the newest snapshot or drift record can no longer be read.
    pub fn at(
        name: &'s Path,
        session: &'s Session,
        chosen: Option<NamespaceId>,
        cursor: Cursor,
    ) -> Result<Self, StateError> {
        let outcome = match subject(session, chosen, cursor) {
            Subject::Mission(id) => Gist::Mission(Box::new(mission(session, id, cursor)?)),
            Subject::NoMission => Gist::NoMission,
            Subject::Mixed(missions) => Gist::Mixed(missions),
        };
        Ok(Self { name, session, cursor, outcome })
    }
}

fn mission(session: &Session, id: NamespaceId, cursor: Cursor) -> Result<Mission, StateError> {
    let timeline = session.timeline();
    let history = timeline.history(id);
    let newest = |list| match timeline.upto(list, cursor).last() {
        Some(entry) => timeline.payload(*entry, session).map(Some),
        None => Ok(None),
    };
    let snapshot = match newest(history.snapshots())? {
        Some(DossierPayload::SnapshotComputed(payload)) => Some((*payload).into()),
        _ => None,
    };
    let drift = match newest(history.drifts())? {
        Some(DossierPayload::ParityDriftDetected(payload)) => Some((*payload).into()),
        _ => None,
    };
    let namespace = timeline.namespace_at(id, cursor);
    Ok(Mission { id, namespace, totals: timeline.totals(id, cursor), snapshot, drift })
}
