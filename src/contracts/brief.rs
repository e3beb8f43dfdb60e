//! What a replay takes of a line: enough to put it in its place, and nothing that can be read again.

use hashbrown::HashMap;

use super::edition::Edition;
use super::event::{DossierEventType, DossierPayload, Event};
use super::foreign::ForeignKind;
use super::ids::EventId;
use super::natural::Natural;
use super::timestamp::Timestamp;
use super::values::{ArtifactClass, LocalNamespaceTuple};

/// The number of a namespace in [`Scopes`].
pub type ScopeId = u32;

/// A line in which nothing was found, as far as a replay needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound<'l> {
    /// A dossier event with a good payload.
    Event(Brief<'l>),
    /// A row of another kind.
    Foreign {
        /// What it seems to be.
        kind: ForeignKind,
        /// The name under which rows of its sort are counted ([`super::foreign::ForeignRow::group`]).
        group: &'l str,
    },
}

/// A dossier event as a timeline takes it, borrowed from its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief<'l> {
    /// Its id, normalised.
    pub event_id: EventId,
    /// Its clock; `None` sorts before every clock.
    pub clock: Option<Natural>,
    /// When it happened.
    pub timestamp: Timestamp,
    /// Which of the four it is.
    pub kind: DossierEventType,
    /// Its namespace when that is well formed.
    pub scope: Option<ScopeId>,
    /// What it changes; `None` when its payload breaks the contract.
    pub change: Option<Change<'l>>,
}

/// What a good payload changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'l> {
    /// An artifact was produced.
    Indexed {
        /// Its path.
        path: &'l str,
        /// What it is for.
        class: ArtifactClass,
        /// The path whose artifact it takes the place of.
        supersedes: Option<&'l str>,
    },
    /// An expected artifact was not there.
    Missing {
        /// Its path.
        path: &'l str,
        /// What it is for.
        class: ArtifactClass,
    },
    /// A hash was computed.
    Snapshot,
    /// Two sides differ.
    Drift,
}

impl<'l> Change<'l> {
    /// What `payload` changes.
    pub fn of(payload: &'l DossierPayload) -> Self {
        match payload {
            DossierPayload::ArtifactIndexed(payload) => Self::Indexed {
                path: &payload.artifact_id.path,
                class: payload.artifact_id.artifact_class,
                supersedes: payload.supersedes.as_ref().map(|old| old.path.as_str()),
            },
            DossierPayload::ArtifactMissing(payload) => Self::Missing {
                path: &payload.expected_identity.path,
                class: payload.expected_identity.artifact_class,
            },
            DossierPayload::SnapshotComputed(_) => Self::Snapshot,
            DossierPayload::ParityDriftDetected(_) => Self::Drift,
        }
    }
}

impl<'l> Brief<'l> {
    /// What a timeline takes of `event`; its namespace is entered in `scopes`.
    pub fn of(event: &'l Event, scopes: &mut Scopes) -> Self {
        Self {
            event_id: event.event_id,
            clock: event.lamport_clock.clone(),
            timestamp: event.timestamp,
            kind: event.kind,
            scope: event.namespace.as_ref().map(|namespace| scopes.number(namespace)),
            change: event.payload.as_ref().map(Change::of),
        }
    }
}

/// The namespaces some lines named, each once, steps told apart.
#[derive(Debug, Default)]
pub struct Scopes {
    known: Vec<LocalNamespaceTuple>,
    /// Where each of `known` is, once there are many.
    index: HashMap<LocalNamespaceTuple, ScopeId>,
    /// As lines last wrote them, the newest first.
    spellings: Vec<Spelling>,
}

/// A namespace as a line wrote it: a whole JSON object, and the edition under which it was read.
#[derive(Debug)]
struct Spelling {
    text: Box<[u8]>,
    edition: Edition,
    scope: ScopeId,
}

/// With more namespaces than this they are looked up, not compared one by one.
const FEW: usize = 8;

impl Scopes {
    /// The number of a namespace, which is entered when it is new.
    pub fn number(&mut self, namespace: &LocalNamespaceTuple) -> ScopeId {
        // Lines that follow each other speak of the same mission; few logs speak of many.
        let found = if self.known.len() <= FEW {
            self.known.iter().rposition(|known| known == namespace).map(|at| at as ScopeId)
        } else {
            self.index.get(namespace).copied()
        };
        found.unwrap_or_else(|| self.enter(namespace))
    }

    fn enter(&mut self, namespace: &LocalNamespaceTuple) -> ScopeId {
        self.known.push(namespace.clone());
        if self.known.len() > FEW {
            let indexed = self.index.len();
            let new = self.known.iter().zip(0..).skip(indexed);
            self.index.extend(new.map(|(known, scope)| (known.clone(), scope)));
        }
        (self.known.len() - 1) as ScopeId
    }

    /// The namespace that `text` begins with, if it was spelt so under `edition` before, and the text after it.
    #[inline]
    pub(super) fn spelt<'l>(&mut self, text: &'l [u8], edition: Edition) -> Option<(ScopeId, &'l [u8])> {
        let mut known = self.spellings.iter().enumerate().filter(|(_, known)| known.edition == edition);
        let (nth, scope, rest) =
            known.find_map(|(nth, known)| Some((nth, known.scope, text.strip_prefix(&*known.text)?)))?;
        self.spellings.swap(0, nth);
        Some((scope, rest))
    }

    /// Remembers how the namespace `scope` is spelt under `edition`.
    pub(super) fn spell(&mut self, text: &[u8], edition: Edition, scope: ScopeId) {
        self.spellings.truncate(FEW - 1);
        self.spellings.insert(0, Spelling { text: text.into(), edition, scope });
    }

    /// All of them, by number.
    pub fn known(&self) -> &[LocalNamespaceTuple] {
        &self.known
    }
}
