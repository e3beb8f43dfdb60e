//! What a replay came to.

use std::path::Path;

use crate::dossier::state::MissionDossierState;
use crate::dossier::timeline::{Cursor, NamespaceId, StateError};
use crate::session::Session;
use crate::text::Shown;

/// A log that was read to its end, and what the reducer makes of it.
pub struct Replay<'s> {
    /// The source's name as it was given; a stranger's text.
    pub name: &'s Path,
    /// The log.
    pub session: &'s Session,
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

impl<'s> Replay<'s> {
    /// Looks up the state of the log's one mission, or of the chosen one.
    ///
    /// # Errors
    /// [`StateError::Gone`] when a line can no longer be read. Several missions are an [`Outcome`].
    pub fn of(name: &'s Path, session: &'s Session, chosen: Option<NamespaceId>) -> Result<Self, StateError> {
        let timeline = session.timeline();
        let missions = timeline.namespaces();
        let outcome = match (chosen, &missions[..]) {
            (None, [_, _, ..]) => Outcome::Mixed(missions),
            (None, _) => {
                let state = Box::new(timeline.state_at(Cursor::Live, session)?);
                Outcome::State { mission: missions.first().copied(), state }
            }
            (Some(mission), _) => {
                let state = Box::new(timeline.mission_state_at(mission, Cursor::Live, session)?);
                Outcome::State { mission: Some(mission), state }
            }
        };
        Ok(Self { name, session, outcome })
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
