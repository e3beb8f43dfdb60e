//! What a replay came to.

use std::path::Path;

use super::derived::{Derived, derived};
use crate::dossier::state::MissionDossierState;
use crate::dossier::timeline::{Cursor, Events, NamespaceId, StateError};
use crate::session::Session;
use crate::text::Shown;

/// A log that was read to its end, and what the reducer makes of it at a moment.
pub struct Replay<'s> {
    /// The source's name as it was given; a stranger's text.
    pub name: &'s Path,
    /// The log.
    pub session: &'s Session,
    /// The moment.
    pub cursor: Cursor,
    /// The state, or why there is none.
    pub outcome: Outcome,
}

/// The state, or why there is none.
pub enum Outcome {
    /// The contract's state.
    State {
        /// The mission; `None` when no event names one.
        mission: Option<NamespaceId>,
        /// Its state.
        state: Box<MissionDossierState>,
    },
    /// Several missions and none chosen: the contract refuses.
    Mixed(Vec<NamespaceId>),
}

/// Whose dossier is to be told.
pub enum Subject {
    /// That of a mission that has begun.
    Mission(NamespaceId),
    /// Nobody's: no mission has begun, or not the chosen one.
    NoMission,
    /// Several missions have begun, and none was chosen.
    Mixed(Vec<NamespaceId>),
}

/// Finds out whose dossier is to be told at `cursor`: the chosen mission's, or that of the only one.
pub fn subject(session: &Session, chosen: Option<NamespaceId>, cursor: Cursor) -> Subject {
    let missions = session.timeline().namespaces_at(cursor);
    match (chosen, &missions[..]) {
        (None, [_, _, ..]) => Subject::Mixed(missions),
        (None, [only]) => Subject::Mission(*only),
        (Some(chosen), begun) if begun.contains(&chosen) => Subject::Mission(chosen),
        (None, []) | (Some(_), _) => Subject::NoMission,
    }
}

impl<'s> Replay<'s> {
    /// Looks up the state of the log's one mission, or of the chosen one, at the end of the log.
    ///
    /// # Errors
    /// [`StateError::Gone`] when a line can no longer be read. Several missions are an [`Outcome`].
    pub fn of(name: &'s Path, session: &'s Session, chosen: Option<NamespaceId>) -> Result<Self, StateError> {
        Self::at(name, session, chosen, Cursor::Live)
    }

    /// Looks up the state at `cursor`: that of the log cut there.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn at(
        name: &'s Path,
        session: &'s Session,
        chosen: Option<NamespaceId>,
        cursor: Cursor,
    ) -> Result<Self, StateError> {
        Self::read_by(session, name, session, chosen, cursor)
    }

    /// The same, with lines read again by `events`.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn read_by(
        events: &dyn Events,
        name: &'s Path,
        session: &'s Session,
        chosen: Option<NamespaceId>,
        cursor: Cursor,
    ) -> Result<Self, StateError> {
        let timeline = session.timeline();
        let outcome = match subject(session, chosen, cursor) {
            Subject::Mixed(missions) => Outcome::Mixed(missions),
            Subject::Mission(mission) => {
                let state = Box::new(timeline.mission_state_at(mission, cursor, events)?);
                Outcome::State { mission: Some(mission), state }
            }
            Subject::NoMission if chosen.is_none() => {
                let state = Box::new(timeline.state_at(cursor, events)?);
                Outcome::State { mission: None, state }
            }
            Subject::NoMission => Outcome::State { mission: None, state: Box::default() },
        };
        Ok(Self { name, session, cursor, outcome })
    }

    /// The mission whose state it is.
    pub fn mission(&self) -> Option<NamespaceId> {
        match &self.outcome {
            Outcome::State { mission, .. } => *mission,
            Outcome::Mixed(_) => None,
        }
    }

    /// Our reading of the log at that moment.
    ///
    /// # Errors
    /// A line that can no longer be read.
    pub fn derived(&self) -> Result<Derived<'s>, StateError> {
        self.derived_by(self.session)
    }

    /// The same, of payloads that `events` reads.
    ///
    /// # Errors
    /// A line that can no longer be read.
    pub fn derived_by(&self, events: &dyn Events) -> Result<Derived<'s>, StateError> {
        derived(self.session, self.mission(), self.cursor, events)
    }

    /// Whether there is a state to print.
    pub fn is_answered(&self) -> bool {
        matches!(self.outcome, Outcome::State { .. })
    }

    /// The contract's verdict: `clean`, `drifted` or `unknown`, or that it cannot reduce.
    pub fn verdict(&self) -> Shown {
        match &self.outcome {
            Outcome::State { state, .. } => state.parity_status.word().into(),
            Outcome::Mixed(missions) => {
                Shown::fixed("cannot reduce, ").then(missions.len()).then(" namespaces")
            }
        }
    }
}
