//! The history of one mission: for each path the events that wrote it, and the lists of the rest.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::OnceLock;

use super::Scope;
use super::entry::{Entry, EntryId, NONE};
use super::moments::Moments;
use super::sorted::{self, Bound, Change, Keys};
use crate::contracts::event::DossierEventType;
use crate::contracts::values::LocalNamespaceTuple;

/// The number of a path within its mission.
pub type PathId = u32;

/// The events that wrote one path, and those that missed it.
#[derive(Debug, Default)]
pub struct PathStory {
    name: Box<str>,
    writes: Vec<EntryId>,
    missing: Vec<EntryId>,
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

    /// The missing records of this path, in contract order.
    pub fn missing(&self) -> &[EntryId] {
        &self.missing
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
    Bad,
    Missing,
    MissingAt(PathId),
    Snapshots,
    Drifts,
    Writes(PathId),
    Superseded(PathId),
    Step(u32),
}

impl List {
    /// The list of what an event does.
    fn of(entry: &Entry) -> Self {
        match entry.kind() {
            _ if !entry.is_valid() => Self::Bad,
            DossierEventType::ArtifactIndexed => Self::Writes(entry.path),
            DossierEventType::ArtifactMissing => Self::Missing,
            DossierEventType::SnapshotComputed => Self::Snapshots,
            DossierEventType::ParityDriftDetected => Self::Drifts,
        }
    }
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
    /// Its events that count, in contract order; empty while the log has no others than these.
    pub(super) order: Vec<EntryId>,
    bad: Vec<EntryId>,
    missing: Vec<EntryId>,
    /// The paths some record misses, in no particular order.
    missed: Vec<PathId>,
    snapshots: Vec<EntryId>,
    drifts: Vec<EntryId>,
    /// For paths that indexed events of other paths supersede, those events, in contract order; few.
    superseded: BTreeMap<PathId, Vec<EntryId>>,
    /// Indexed events that supersede another path than their own; few, hence apart from the entries.
    supersedes: BTreeMap<EntryId, PathId>,
    /// For the events there are; made when a moment is first asked for.
    pub(super) moments: OnceLock<Moments>,
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
            missed: Vec::new(),
            snapshots: Vec::new(),
            drifts: Vec::new(),
            superseded: BTreeMap::new(),
            supersedes: BTreeMap::new(),
            moments: OnceLock::new(),
        }
    }

    /// The mission, without a step.
    pub fn namespace(&self) -> &LocalNamespaceTuple {
        &self.namespace
    }

    /// Its missing records, in contract order.
    pub fn missing(&self) -> &[EntryId] {
        &self.missing
    }

    /// The paths that some record misses, in no particular order.
    pub fn missed(&self) -> &[PathId] {
        &self.missed
    }

    /// The indexed events of other paths that supersede a path, in contract order.
    pub fn superseded_by(&self, path: PathId) -> &[EntryId] {
        self.superseded.get(&path).map_or(&[], Vec::as_slice)
    }

    /// The paths that indexed events of other paths supersede.
    pub(super) fn superseded(&self) -> impl Iterator<Item = PathId> {
        self.superseded.keys().copied()
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

    /// The name of a step.
    pub(super) fn step_name(&self, step: u32) -> Option<&str> {
        self.steps.get(step as usize).map(|step| &*step.name)
    }

    /// The steps named at or before `bound`, in no particular order.
    pub(super) fn steps_upto<'h>(
        &'h self,
        keys: Keys<'h>,
        bound: Bound<'h>,
    ) -> impl Iterator<Item = &'h str> {
        self.steps
            .iter()
            .filter(move |step| step.events.first().is_some_and(|first| bound.holds(keys.of(*first))))
            .map(|step| &*step.name)
    }

    /// Notes that an indexed event supersedes another path than its own.
    pub(super) fn note_superseded(&mut self, id: EntryId, old: PathId) {
        self.supersedes.insert(id, old);
    }

    /// Adds events that came to count to the lists they belong to, and takes out those that ceased to.
    pub(super) fn apply(&mut self, keys: Keys<'_>, steps: &[Scope], change: &Change) {
        self.moments.take();
        for (list, removed) in self.by_list(keys, steps, &change.removed) {
            sorted::remove(self.list(list), keys, &removed);
        }
        for &id in &change.next {
            for list in self.lists_of(keys, steps, id).into_iter().flatten() {
                self.list(list).push(id);
            }
        }
        for (list, late) in self.by_list(keys, steps, &change.late) {
            sorted::merge(self.list(list), keys, &late);
        }
    }

    /// The lists an event belongs to.
    fn lists_of(&self, keys: Keys<'_>, steps: &[Scope], id: EntryId) -> [Option<List>; 3] {
        let entry = &keys.entries[id as usize];
        let own = List::of(entry);
        let other = match own {
            List::Missing => Some(List::MissingAt(entry.path)),
            _ => self.supersedes(id).map(List::Superseded),
        };
        let step = Some(steps[entry.scope as usize].step).filter(|step| *step != NONE);
        [Some(own), other, step.map(List::Step)]
    }

    /// Events by the lists they belong to.
    fn by_list(&self, keys: Keys<'_>, steps: &[Scope], events: &[EntryId]) -> BTreeMap<List, Vec<EntryId>> {
        let mut lists: BTreeMap<List, Vec<EntryId>> = BTreeMap::new();
        for &id in events {
            for list in self.lists_of(keys, steps, id).into_iter().flatten() {
                lists.entry(list).or_default().push(id);
            }
        }
        lists
    }

    fn list(&mut self, list: List) -> &mut Vec<EntryId> {
        match list {
            List::Bad => &mut self.bad,
            List::Missing => &mut self.missing,
            List::MissingAt(path) => {
                let missing = &mut self.paths[path as usize].missing;
                // One that was emptied again keeps its room, and is known already.
                if missing.capacity() == 0 {
                    self.missed.push(path);
                }
                missing
            }
            List::Snapshots => &mut self.snapshots,
            List::Drifts => &mut self.drifts,
            List::Writes(path) => &mut self.paths[path as usize].writes,
            List::Superseded(path) => self.superseded.entry(path).or_default(),
            List::Step(step) => &mut self.steps[step as usize].events,
        }
    }

    /// The other path that an indexed event supersedes.
    pub fn supersedes(&self, id: EntryId) -> Option<PathId> {
        self.supersedes.get(&id).copied()
    }

    /// The number of a path, which is entered when it is new.
    pub(super) fn path(&mut self, name: &str) -> PathId {
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

    /// The number of a step, which is entered when it is new.
    pub(super) fn step(&mut self, name: &str) -> u32 {
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
