//! Events on their way into a timeline: put together where lines are read, with names numbered of their own.

use super::entry::Entry;
use super::names::{Name, Names};
use crate::contracts::brief::{Brief, Change, ScopeId, Scopes};
use crate::contracts::edition::Edition;
use crate::contracts::natural::Natural;

/// Events in the order they were read.
///
/// Whoever reads a part of a log need not know the rest of it: a timeline that takes the events in gives the
/// names its own numbers, once for each name instead of once for each event.
#[derive(Debug)]
pub struct Arrivals {
    edition: Edition,
    pub(super) entries: Vec<Entry>,
    /// The namespaces the events name.
    pub scopes: Scopes,
    /// The paths they name, each once in its scope.
    pub(super) names: Names<ScopeId>,
    /// Indexed events that supersede another path than their own, with that path.
    pub(super) supersedes: Vec<(u32, u32)>,
    pub(super) clocks: Vec<Natural>,
}

impl Arrivals {
    /// No events yet; they are sorted by the rule of `edition`.
    pub fn new(edition: Edition) -> Self {
        Self {
            edition,
            entries: Vec::new(),
            scopes: Scopes::default(),
            names: Names::default(),
            supersedes: Vec::new(),
            clocks: Vec::new(),
        }
    }

    /// No events yet, with room for as many as these: parts of a log are much alike.
    pub fn next(&self) -> Self {
        let mut next = Self::new(self.edition);
        next.entries.reserve(self.entries.len());
        next.names.reserve(&self.names);
        next
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the payload of the event added last is good.
    pub fn is_last_valid(&self) -> Option<bool> {
        self.entries.last().map(Entry::is_valid)
    }

    /// Adds an event, whose scope is one of [`Self::scopes`] and whose line counts from the first of these.
    pub fn push(&mut self, brief: &Brief<'_>, line: u32) {
        let mut entry = Entry::of(brief, self.edition, line, &mut self.clocks);
        if let Some(scope) = brief.scope {
            entry.scope = scope;
            match brief.change {
                Some(Change::Indexed { path, supersedes, .. }) => {
                    entry.path = self.names.number(scope, Name::of(path));
                    if let Some(old) = supersedes.filter(|old| *old != path) {
                        let old = self.names.number(scope, Name::of(old));
                        self.supersedes.push((self.entries.len() as u32, old));
                    }
                }
                Some(Change::Missing { path, .. }) => entry.path = self.names.number(scope, Name::of(path)),
                Some(Change::Snapshot | Change::Drift) | None => {}
            }
        }
        self.entries.push(entry);
    }
}
