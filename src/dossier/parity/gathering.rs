//! The artifacts that are present at a moment, gathered and hashed some at a time.

use std::cmp::Ordering;
use std::vec;

use super::form::{FormHasher, HashForm};
use super::sorting::Sorting;
use crate::contracts::event::DossierPayload;
use crate::dossier::room::Room;
use crate::dossier::timeline::{Cursor, EntryId, Events, History, NamespaceId, PathId, StateError, Timeline};

/// An artifact that is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Present {
    pub(super) path: PathId,
    /// The event that wrote it last.
    pub(super) write: EntryId,
    /// Where its content hash ends among those of all.
    end: usize,
}

/// The artifacts of a mission that are present at a moment, as far as they are gathered. They are kept in a few large
/// pieces: letting go of a piece for each would take longer than a frame may.
#[derive(Debug)]
pub(super) struct Gathering {
    form: HashForm,
    todo: vec::IntoIter<(PathId, EntryId, bool)>,
    present: Vec<Present>,
    /// The content hashes, as recorded, one after the other.
    hashes: String,
    /// Their numbers in the order of the form.
    order: Sorting,
}

impl Gathering {
    pub(super) fn new(form: HashForm, timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> Self {
        let todo = timeline.artifacts_at(mission, cursor).into_iter();
        let (present, hashes, order) = (Vec::with_capacity(todo.len()), String::new(), Sorting::default());
        Self { form, todo, present, hashes, order }
    }

    /// Gathers as many as there is room for, and tells whether that is all. `known` gives the content hash an event
    /// is known to have written.
    pub(super) fn go_on<'k>(
        &mut self,
        (timeline, history): (&Timeline, &History),
        events: &dyn Events,
        known: impl Fn(PathId, EntryId) -> Option<&'k str>,
        room: &mut Room,
    ) -> Result<bool, StateError> {
        let Self { form, todo, present, hashes, order } = self;
        while todo.len() > 0 {
            if !room.spend(1) {
                return Ok(false);
            }
            let Some((path, write, superseded)) = todo.next() else { break };
            if superseded {
                continue;
            }
            if let Some(hash) = known(path, write) {
                hashes.push_str(hash);
            } else {
                room.spend(Room::LINE);
                let line = timeline.entry(write).line;
                match events.payload(line) {
                    Some(DossierPayload::ArtifactIndexed(payload)) => {
                        hashes.push_str(&payload.content_ref.hash);
                    }
                    _ => return Err(StateError::Gone { line }),
                }
            }
            present.push(Present { path, write, end: hashes.len() });
            order.push(present.len() as u32 - 1, |a, b| compare(*form, history, (present, hashes), a, b));
        }
        Ok(order.go_on(|a, b| compare(*form, history, (present, hashes), a, b), room))
    }

    pub(super) fn len(&self) -> usize {
        self.present.len()
    }

    /// Those gathered, in the order of the form.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Present> {
        self.order.sorted().iter().map(|at| &self.present[*at as usize])
    }

    /// The content hash of one of them, by its number.
    pub(super) fn hash(&self, at: u32) -> &str {
        hash(&self.present, &self.hashes, at)
    }

    /// The number of the one at each of so many paths.
    pub(super) fn by_path(&self, paths: usize) -> Vec<Option<u32>> {
        let mut found = vec![None; paths];
        for (at, present) in (0..).zip(&self.present) {
            found[present.path as usize] = Some(at);
        }
        found
    }

    /// The event that wrote one of them, by its number.
    pub(super) fn write(&self, at: u32) -> EntryId {
        self.present[at as usize].write
    }
}

fn hash<'h>(present: &[Present], hashes: &'h str, at: u32) -> &'h str {
    let start = (at as usize).checked_sub(1).map_or(0, |before| present[before].end);
    &hashes[start..present[at as usize].end]
}

/// In the canonical form artifacts are sorted by the names of their paths; in the other by their content hashes, and
/// those that are alike by name.
fn compare(
    form: HashForm,
    history: &History,
    (present, hashes): (&[Present], &str),
    a: u32,
    b: u32,
) -> Ordering {
    let by_name = || {
        let name = |at: u32| history.path_name(present[at as usize].path);
        name(a).cmp(name(b))
    };
    match form {
        HashForm::Canonical => by_name(),
        HashForm::ContentHashes => hash(present, hashes, a).cmp(hash(present, hashes, b)).then_with(by_name),
    }
}

/// A hash over what was gathered, as far as it is computed.
#[derive(Debug)]
pub(super) struct Hashing {
    hasher: FormHasher,
    /// How many were gone over.
    done: usize,
}

impl Hashing {
    pub(super) fn new(form: HashForm) -> Self {
        Self { hasher: FormHasher::new(form), done: 0 }
    }

    /// Goes over as many as there is room for. Gives the hash of all but those that are left out, or `None` while
    /// there are more.
    pub(super) fn go_on(
        &mut self,
        gathered: &Gathering,
        history: &History,
        left_out: impl Fn(&Present) -> bool,
        room: &mut Room,
    ) -> Option<String> {
        for at in &gathered.order.sorted()[self.done..] {
            if !room.spend(1) {
                return None;
            }
            let present = &gathered.present[*at as usize];
            if !left_out(present) {
                self.hasher.add(history.path_name(present.path), gathered.hash(*at));
            }
            self.done += 1;
        }
        Some(self.hasher.finish())
    }
}
