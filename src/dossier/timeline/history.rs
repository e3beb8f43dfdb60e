//! The history of one mission: for each path the events that wrote it, and the lists of the rest.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

use super::entry::{Entry, EntryId, NONE, Standing};
use super::sorted::{self, Bound, Change};
use crate::contracts::event::{DossierEventType, DossierPayload};
use crate::contracts::values::LocalNamespaceTuple;

/// The number of a path within its mission.
pub type PathId = u32;

/// The events that wrote one path, and those that put another artifact in its place.
#[derive(Debug, Default)]
pub struct PathStory {
    name: Box<str>,
    writes: Vec<EntryId>,
    superseded: Vec<EntryId>,
}

impl PathStory {
    /// The path as the log writes it: a stranger's text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The indexed events of this path, in contract order.
    pub fn writes(&self) -> &[EntryId] {
        &self.writes
    }

    /// The indexed events of other paths that supersede this one, in contract order.
    pub fn superseded_by(&self) -> &[EntryId] {
        &self.superseded
    }
}

/// A step some namespace named.
#[derive(Debug)]
struct Step {
    name: Box<str>,
    /// Its events that count, in contract order.
    events: Vec<EntryId>,
}

/// One of the lists of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Order,
    Bad,
    Missing,
    Snapshots,
    Drifts,
    Writes(PathId),
    Superseded(PathId),
    Step(u32),
}

/// Everything that happened to one mission.
#[derive(Debug)]
pub struct History {
    namespace: LocalNamespaceTuple,
    paths: Vec<PathStory>,
    path_numbers: HashTable<PathId>,
    hasher: DefaultHashBuilder,
    steps: Vec<Step>,
    step_numbers: HashTable<u32>,
    order: Vec<EntryId>,
    bad: Vec<EntryId>,
    missing: Vec<EntryId>,
    snapshots: Vec<EntryId>,
    drifts: Vec<EntryId>,
    /// Indexed events that supersede another path than their own; few, hence apart from the entries.
    supersedes: BTreeMap<EntryId, PathId>,
}

impl History {
    pub(super) fn new(namespace: LocalNamespaceTuple) -> Self {
        Self {
            namespace: LocalNamespaceTuple { step_id: None, ..namespace },
            paths: Vec::new(),
            path_numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            steps: Vec::new(),
            step_numbers: HashTable::new(),
            order: Vec::new(),
            bad: Vec::new(),
            missing: Vec::new(),
            snapshots: Vec::new(),
            drifts: Vec::new(),
            supersedes: BTreeMap::new(),
        }
    }

    /// The mission, without a step.
    pub fn namespace(&self) -> &LocalNamespaceTuple {
        &self.namespace
    }

    /// Its events that count, in contract order.
    pub fn order(&self) -> &[EntryId] {
        &self.order
    }

    /// Its missing records, in contract order.
    pub fn missing(&self) -> &[EntryId] {
        &self.missing
    }

    /// Its snapshots, in contract order.
    pub fn snapshots(&self) -> &[EntryId] {
        &self.snapshots
    }

    /// Its drift records, in contract order.
    pub fn drifts(&self) -> &[EntryId] {
        &self.drifts
    }

    /// Its events with a bad payload, in contract order.
    pub fn bad(&self) -> &[EntryId] {
        &self.bad
    }

    /// Every path that some event indexes, misses or supersedes.
    pub fn paths(&self) -> &[PathStory] {
        &self.paths
    }

    /// The number of a path.
    pub fn path_number(&self, name: &str) -> Option<PathId> {
        let paths = &self.paths;
        self.path_numbers.find(self.hasher.hash_one(name), |&id| *paths[id as usize].name == *name).copied()
    }

    /// The step an event's namespace named.
    pub fn step_name(&self, entry: &Entry) -> Option<&str> {
        self.steps.get(entry.step as usize).map(|step| &*step.name)
    }

    /// The steps named at or before `bound`, in no particular order.
    pub(super) fn steps_upto<'h>(
        &'h self,
        entries: &'h [Entry],
        bound: Bound<'h>,
    ) -> impl Iterator<Item = &'h str> {
        self.steps
            .iter()
            .filter(move |step| {
                step.events.first().is_some_and(|first| bound.holds(&entries[*first as usize].key))
            })
            .map(|step| &*step.name)
    }

    /// Fills in the places an entry names in this mission.
    pub(super) fn describe(
        &mut self,
        id: EntryId,
        entry: &mut Entry,
        namespace: &LocalNamespaceTuple,
        payload: Option<&DossierPayload>,
    ) {
        if let Some(step) = &namespace.step_id {
            entry.step = self.step(step);
        }
        let Some(payload) = payload else { return };
        entry.valid = true;
        entry.standing = Standing::Folded;
        match payload {
            DossierPayload::ArtifactIndexed(payload) => {
                entry.path = self.path(&payload.artifact_id.path);
                entry.class = Some(payload.artifact_id.artifact_class);
                let replaced = payload.supersedes.as_ref().map(|old| old.path.as_str());
                if let Some(old) = replaced.filter(|old| *old != payload.artifact_id.path) {
                    let old = self.path(old);
                    self.supersedes.insert(id, old);
                }
            }
            DossierPayload::ArtifactMissing(payload) => {
                entry.path = self.path(&payload.expected_identity.path);
                entry.class = Some(payload.expected_identity.artifact_class);
            }
            DossierPayload::SnapshotComputed(_) | DossierPayload::ParityDriftDetected(_) => {}
        }
    }

    /// Adds events that came to count to the lists they belong to, and takes out those that ceased to.
    pub(super) fn apply(&mut self, entries: &[Entry], change: &Change) {
        let mut rest: BTreeMap<List, Change> = BTreeMap::new();
        for &id in &change.added {
            for list in self.lists_of(&entries[id as usize], id) {
                if !sorted::push(self.list(list), entries, id) {
                    rest.entry(list).or_default().added.push(id);
                }
            }
        }
        for &id in &change.removed {
            for list in self.lists_of(&entries[id as usize], id) {
                rest.entry(list).or_default().removed.push(id);
            }
        }
        for (list, change) in rest {
            sorted::apply(self.list(list), entries, &change);
        }
    }

    /// The lists an event belongs to.
    fn lists_of(&self, entry: &Entry, id: EntryId) -> impl Iterator<Item = List> + use<> {
        let step = (entry.step != NONE).then_some(List::Step(entry.step));
        let (own, other) = match entry.kind {
            _ if !entry.valid => (List::Bad, None),
            DossierEventType::ArtifactIndexed => {
                (List::Writes(entry.path), self.supersedes(id).map(List::Superseded))
            }
            DossierEventType::ArtifactMissing => (List::Missing, None),
            DossierEventType::SnapshotComputed => (List::Snapshots, None),
            DossierEventType::ParityDriftDetected => (List::Drifts, None),
        };
        [Some(List::Order), Some(own), other, step].into_iter().flatten()
    }

    fn list(&mut self, list: List) -> &mut Vec<EntryId> {
        match list {
            List::Order => &mut self.order,
            List::Bad => &mut self.bad,
            List::Missing => &mut self.missing,
            List::Snapshots => &mut self.snapshots,
            List::Drifts => &mut self.drifts,
            List::Writes(path) => &mut self.paths[path as usize].writes,
            List::Superseded(path) => &mut self.paths[path as usize].superseded,
            List::Step(step) => &mut self.steps[step as usize].events,
        }
    }

    /// The other path that an indexed event supersedes.
    pub fn supersedes(&self, id: EntryId) -> Option<PathId> {
        self.supersedes.get(&id).copied()
    }

    fn path(&mut self, name: &str) -> PathId {
        if let Some(id) = self.path_number(name) {
            return id;
        }
        let id = self.paths.len() as PathId;
        self.paths.push(PathStory { name: name.into(), ..PathStory::default() });
        let (paths, hasher) = (&self.paths, &self.hasher);
        self.path_numbers
            .insert_unique(hasher.hash_one(name), id, |&id| hasher.hash_one(&*paths[id as usize].name));
        id
    }

    fn step(&mut self, name: &str) -> u32 {
        let (steps, hasher) = (&self.steps, &self.hasher);
        let hash = hasher.hash_one(name);
        if let Some(id) = self.step_numbers.find(hash, |&id| *steps[id as usize].name == *name) {
            return *id;
        }
        let id = steps.len() as u32;
        self.steps.push(Step { name: name.into(), events: Vec::new() });
        let steps = &self.steps;
        self.step_numbers.insert_unique(hash, id, |&id| hasher.hash_one(&*steps[id as usize].name));
        id
    }
}
