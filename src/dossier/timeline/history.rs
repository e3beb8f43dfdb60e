//! The history of one mission: for each path the events that wrote it, and the lists of the rest.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

use super::entry::{Entry, EntryId, Standing};
use super::sorted::{self, Bound};
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
    /// Its first event in contract order that counts.
    first: Option<EntryId>,
}

/// Everything that happened to one mission.
#[derive(Debug)]
pub struct History {
    namespace: LocalNamespaceTuple,
    paths: Vec<PathStory>,
    path_numbers: HashTable<PathId>,
    hasher: DefaultHashBuilder,
    steps: Vec<Step>,
    order: Vec<EntryId>,
    bad: Vec<EntryId>,
    missing: Vec<EntryId>,
    snapshots: Vec<EntryId>,
    drifts: Vec<EntryId>,
    /// Indexed events that supersede another path than their own; few, hence apart from the entries.
    supersedes: std::collections::BTreeMap<EntryId, PathId>,
}

impl History {
    pub(super) fn new(namespace: LocalNamespaceTuple) -> Self {
        Self {
            namespace: LocalNamespaceTuple { step_id: None, ..namespace },
            paths: Vec::new(),
            path_numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            steps: Vec::new(),
            order: Vec::new(),
            bad: Vec::new(),
            missing: Vec::new(),
            snapshots: Vec::new(),
            drifts: Vec::new(),
            supersedes: std::collections::BTreeMap::new(),
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
            .filter(move |step| step.first.is_some_and(|first| bound.holds(&entries[first as usize].key)))
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

    /// Adds an event to the lists it belongs to.
    pub(super) fn count(&mut self, entries: &[Entry], id: EntryId) {
        let entry = &entries[id as usize];
        sorted::insert(&mut self.order, entries, id);
        if let Some(step) = self.steps.get_mut(entry.step as usize) {
            let earlier = step.first.is_none_or(|first| entry.key < entries[first as usize].key);
            step.first = if earlier { Some(id) } else { step.first };
        }
        self.each_list(entry, id, |list| {
            sorted::insert(list, entries, id);
        });
    }

    /// Takes an event back out of them.
    pub(super) fn discount(&mut self, entries: &[Entry], id: EntryId) {
        let entry = &entries[id as usize];
        sorted::remove(&mut self.order, entries, id);
        if self.steps.get(entry.step as usize).is_some_and(|step| step.first == Some(id)) {
            let next = self.order.iter().copied().find(|other| entries[*other as usize].step == entry.step);
            self.steps[entry.step as usize].first = next;
        }
        self.each_list(entry, id, |list| sorted::remove(list, entries, id));
    }

    /// The lists an event belongs to besides the order.
    fn each_list(&mut self, entry: &Entry, id: EntryId, mut change: impl FnMut(&mut Vec<EntryId>)) {
        if !entry.valid {
            return change(&mut self.bad);
        }
        match entry.kind {
            DossierEventType::ArtifactIndexed => {
                change(&mut self.paths[entry.path as usize].writes);
                if let Some(old) = self.supersedes.get(&id) {
                    change(&mut self.paths[*old as usize].superseded);
                }
            }
            DossierEventType::ArtifactMissing => change(&mut self.missing),
            DossierEventType::SnapshotComputed => change(&mut self.snapshots),
            DossierEventType::ParityDriftDetected => change(&mut self.drifts),
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
        // Missions have a handful of steps; a log that names more pays for its oddity with a scan.
        let known = self.steps.iter().position(|step| *step.name == *name);
        known.unwrap_or_else(|| {
            self.steps.push(Step { name: name.into(), first: None });
            self.steps.len() - 1
        }) as u32
    }
}
