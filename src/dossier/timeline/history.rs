//! The history of one mission: for each path the events that wrote it, and the lists of the rest.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::Scope;
use super::entry::{Entry, EntryId, NONE};
use super::moments::KeptMoments;
use super::names::{Name, Names};
use super::sequence::Sequence;
use super::sorted::{self, Bound, Change, Keys};
use crate::contracts::event::DossierEventType;
use crate::contracts::values::LocalNamespaceTuple;

/// The number of a path within its mission.
pub type PathId = u32;

/// Events in contract order: of most paths only a few, which then need no memory of their own.
pub(super) type EntryList = SmallVec<[EntryId; 4]>;

/// The events that wrote one path.
///
/// Hundreds of thousands of these are looked up in no order, so that none lies across two lines of the cache.
#[derive(Debug)]
#[repr(align(32))]
pub struct PathStory {
    writes: EntryList,
    /// Its place among the paths that are missed, if it is one.
    missed: u32,
}

const _: () = assert!(size_of::<PathStory>() == 32);

impl PathStory {
    fn new() -> Self {
        Self { writes: EntryList::new(), missed: NONE }
    }

    /// The indexed events of this path, in contract order.
    pub fn writes(&self) -> &[EntryId] {
        &self.writes
    }
}

/// A path that some record misses, or has missed before a copy took its place.
#[derive(Debug)]
pub struct MissedPath {
    path: PathId,
    records: EntryList,
    is_open: bool,
}

impl MissedPath {
    /// The path.
    pub fn path(&self) -> PathId {
        self.path
    }

    /// The missing records of this path, in contract order.
    pub fn records(&self) -> &[EntryId] {
        &self.records
    }

    /// Whether it is missing at the end of the log: some record misses it, and none has indexed it since.
    pub fn is_open(&self) -> bool {
        self.is_open
    }
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
    path_names: Names<()>,
    paths: Vec<PathStory>,
    step_names: Names<()>,
    /// The events of each step.
    steps: Vec<EntryList>,
    /// Its events that count, in contract order; empty while the log has no others than these.
    pub(super) order: Sequence,
    bad: EntryList,
    missing: EntryList,
    /// The paths some record misses, or has missed, in the order they were met.
    missed: Vec<MissedPath>,
    /// How many of them are open.
    open: usize,
    snapshots: EntryList,
    drifts: EntryList,
    /// For paths that indexed events of other paths supersede, those events, in contract order; few.
    superseded: BTreeMap<PathId, EntryList>,
    /// Indexed events that supersede another path than their own; few, hence apart from the entries.
    supersedes: BTreeMap<EntryId, PathId>,
    pub(super) moments: KeptMoments,
}

impl History {
    pub(super) fn new(namespace: LocalNamespaceTuple) -> Self {
        Self {
            namespace: LocalNamespaceTuple { step_id: None, ..namespace },
            path_names: Names::default(),
            paths: Vec::new(),
            step_names: Names::default(),
            steps: Vec::new(),
            order: Sequence::default(),
            bad: EntryList::new(),
            missing: EntryList::new(),
            missed: Vec::new(),
            open: 0,
            snapshots: EntryList::new(),
            drifts: EntryList::new(),
            superseded: BTreeMap::new(),
            supersedes: BTreeMap::new(),
            moments: KeptMoments::default(),
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

    /// The paths that are missed, in no particular order.
    pub fn missed(&self) -> &[MissedPath] {
        &self.missed
    }

    /// What is missed at a path; `None` where no record ever has.
    pub fn missed_path(&self, path: PathId) -> Option<&MissedPath> {
        self.missed.get(self.paths[path as usize].missed as usize)
    }

    /// The missing records of a path, in contract order.
    pub fn missing_at(&self, path: PathId) -> &[EntryId] {
        self.missed_path(path).map_or(&[], MissedPath::records)
    }

    /// How many of them are open at the end of the log.
    pub fn open(&self) -> usize {
        self.open
    }

    /// The indexed events of other paths that supersede a path, in contract order.
    pub fn superseded_by(&self, path: PathId) -> &[EntryId] {
        self.superseded.get(&path).map_or(&[], EntryList::as_slice)
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

    /// A path as the log writes it: a stranger's text.
    pub fn path_name(&self, path: PathId) -> &str {
        self.path_names.name(path)
    }

    /// The number of a path.
    pub fn path_number(&self, name: &str) -> Option<PathId> {
        self.path_names.get((), Name::of(name))
    }

    /// The name of a step.
    pub(super) fn step_name(&self, step: u32) -> Option<&str> {
        Some(self.step_names.name(step)).filter(|_| step != NONE)
    }

    /// The steps named at or before `bound`, in no particular order.
    pub(super) fn steps_upto<'h>(
        &'h self,
        keys: Keys<'h>,
        bound: Bound<'h>,
    ) -> impl Iterator<Item = &'h str> {
        let named = move |(events, _): &(&EntryList, _)| {
            events.first().is_some_and(|first| bound.holds(keys.of(*first)))
        };
        self.steps.iter().zip(self.step_names.iter()).filter(named).map(|(_, ((), name))| name.text())
    }

    /// Notes that an indexed event supersedes another path than its own.
    pub(super) fn note_superseded(&mut self, id: EntryId, old: PathId) {
        self.supersedes.insert(id, old);
    }

    /// Adds events that came to count to the lists they belong to, and takes out those that ceased to. The first
    /// `intact` of its events stay what they were.
    pub(super) fn apply(&mut self, keys: Keys<'_>, steps: &[Scope], change: &Change, intact: usize) {
        self.moments.keep(intact);
        let removed = self.by_list(keys, steps, &change.removed);
        for (list, removed) in &removed {
            let list = self.list(*list);
            let left = sorted::remove(list, keys, removed);
            list.truncate(left);
        }
        self.bring_near(keys, &change.next);
        for &id in &change.next {
            // One by one: as a list they would be written to memory, and waited for when they are read from there.
            let [own, other, step] = self.lists_of(keys, steps, id);
            if let Some(list) = own {
                self.add_next(list, id);
            }
            if let Some(list) = other {
                self.add_next(list, id);
            }
            if let Some(list) = step {
                self.add_next(list, id);
            }
        }
        let late = self.by_list(keys, steps, &change.late);
        for (list, late) in &late {
            let list = self.list(*list);
            list.resize(list.len() + late.len(), 0);
            sorted::merge(list, keys, late);
        }
        for list in removed.keys().chain(late.keys()) {
            if let List::Writes(path) | List::MissingAt(path) = *list {
                let write = self.paths[path as usize].writes.last();
                let stands = |record: &EntryId| write.is_none_or(|write| keys.of(*write) < keys.of(*record));
                let is_open = self.missing_at(path).last().is_some_and(stands);
                self.set_open(path, is_open);
            }
        }
    }

    /// Adds an event that came after all there was to a list.
    #[inline]
    fn add_next(&mut self, list: List, id: EntryId) {
        self.list(list).push(id);
        match list {
            List::Writes(path) => self.set_open(path, false),
            List::MissingAt(path) => self.set_open(path, true),
            _ => {}
        }
    }

    /// Reads what events are about to change, so that it is at hand then.
    ///
    /// The stories of many paths lie in distant memory. Waits for them overlap here, where nothing is decided between
    /// them; while each is changed they would not.
    fn bring_near(&self, keys: Keys<'_>, events: &[EntryId]) {
        let story = |id: &EntryId| self.paths.get(keys.entries[*id as usize].path as usize);
        let missed: Vec<_> = events.iter().filter_map(|id| Some(story(id)?.missed)).collect();
        let is_open = |missed: &&u32| self.missed.get(**missed as usize).is_some_and(MissedPath::is_open);
        std::hint::black_box(missed.iter().filter(is_open).count());
    }

    fn set_open(&mut self, path: PathId, is_open: bool) {
        let Some(missed) = self.missed.get_mut(self.paths[path as usize].missed as usize) else { return };
        let was_open = std::mem::replace(&mut missed.is_open, is_open);
        self.open = self.open + usize::from(is_open) - usize::from(was_open);
    }

    /// The lists an event belongs to.
    #[inline]
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

    fn list(&mut self, list: List) -> &mut EntryList {
        match list {
            List::Bad => &mut self.bad,
            List::Missing => &mut self.missing,
            List::MissingAt(path) => {
                let story = &mut self.paths[path as usize];
                if story.missed == NONE {
                    story.missed = self.missed.len() as u32;
                    self.missed.push(MissedPath { path, records: EntryList::new(), is_open: false });
                }
                &mut self.missed[story.missed as usize].records
            }
            List::Snapshots => &mut self.snapshots,
            List::Drifts => &mut self.drifts,
            List::Writes(path) => &mut self.paths[path as usize].writes,
            List::Superseded(path) => self.superseded.entry(path).or_default(),
            List::Step(step) => &mut self.steps[step as usize],
        }
    }

    /// The other path that an indexed event supersedes.
    pub fn supersedes(&self, id: EntryId) -> Option<PathId> {
        self.supersedes.get(&id).copied()
    }

    /// The numbers of paths, which are entered where they are new.
    pub(super) fn numbers<'n>(&mut self, paths: impl Iterator<Item = Name<'n>> + Clone) -> Vec<PathId> {
        let numbers = self.path_names.numbers((), paths);
        self.paths.resize_with(self.path_names.len(), PathStory::new);
        numbers
    }

    /// The number of a step, which is entered when it is new.
    pub(super) fn step(&mut self, name: &str) -> u32 {
        let id = self.step_names.number((), Name::of(name));
        if id as usize == self.steps.len() {
            self.steps.push(EntryList::new());
        }
        id
    }
}
