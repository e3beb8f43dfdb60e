//! What is kept of one dossier event: its key and its places, never its values.

use super::{NamespaceId, history::PathId};
use crate::contracts::event::DossierEventType;
use crate::contracts::values::ArtifactClass;
use crate::dossier::order::OrderKey;

/// The number of an event in order of arrival.
pub type EntryId = u32;

/// "None" for the ids of an entry.
pub(super) const NONE: u32 = u32::MAX;

/// Whether an event counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It changes the dossier.
    Folded,
    /// Its payload is bad: it counts and changes nothing.
    BadPayload,
    /// Another event with its id counts.
    Duplicate,
}

/// One dossier event.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it belongs.
    pub key: OrderKey,
    /// Its line in the source, from 0.
    pub line: u32,
    pub(super) path: PathId,
    pub(super) step: u32,
    history: NamespaceId,
    /// Which of the four it is.
    pub kind: DossierEventType,
    /// Whether it counts.
    pub standing: Standing,
    /// The class it gives its artifact; of indexed and missing events with a good payload.
    pub class: Option<ArtifactClass>,
    /// Which of the differing contents of its id it has.
    pub(super) content: u8,
    /// Whether its payload is good, which a duplicate's standing no longer tells.
    pub(super) valid: bool,
}

impl Entry {
    pub(super) fn new(
        key: OrderKey,
        line: u32,
        kind: DossierEventType,
        history: Option<NamespaceId>,
    ) -> Self {
        Self {
            key,
            line,
            path: NONE,
            step: NONE,
            history: history.unwrap_or(NONE),
            kind,
            standing: Standing::BadPayload,
            class: None,
            content: 0,
            valid: false,
        }
    }

    /// The mission it belongs to; `None` when its namespace is malformed.
    pub fn history(&self) -> Option<NamespaceId> {
        (self.history != NONE).then_some(self.history)
    }

    /// The path it indexes or misses, numbered within its mission.
    pub fn path(&self) -> Option<PathId> {
        (self.path != NONE).then_some(self.path)
    }
}
