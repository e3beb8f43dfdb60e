//! The artifacts that are present at a moment, gathered and hashed some at a time.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;
use std::vec;

use super::form::{Begun, HashForm};
use crate::contracts::event::DossierPayload;
use crate::dossier::timeline::{Cursor, EntryId, Events, History, NamespaceId, PathId, StateError, Timeline};

/// What reading a line costs, when going over an artifact costs one.
const LINE: usize = 16;

/// How much may be done before somebody waits again, in artifacts gone over (about 0.3 µs each).
#[derive(Debug)]
pub struct Room(usize);

impl Room {
    /// So much.
    pub fn new(artifacts: usize) -> Self {
        Self(artifacts)
    }

    /// As much as it takes.
    pub fn endless() -> Self {
        Self(usize::MAX)
    }

    /// Whether nothing more may be done.
    pub fn is_spent(&self) -> bool {
        self.0 == 0
    }

    /// Takes some of it, unless there is none. What has begun is finished: the last one may cost more than there is.
    fn spend(&mut self, cost: usize) -> bool {
        let had = !self.is_spent();
        self.0 = self.0.saturating_sub(cost);
        had
    }
}

/// An artifact that is present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Present {
    pub(super) path: PathId,
    /// Its content hash, as recorded.
    pub(super) hash: Rc<str>,
    /// The event that wrote it last.
    pub(super) write: EntryId,
}

/// The event that wrote a path that is present, and the content hash it has.
pub(super) type Wrote = Option<(EntryId, Rc<str>)>;

/// What artifacts are sorted by: the path's name in the canonical form; the content hash, then the name, in the other.
type Place = (Rc<str>, Box<str>);

/// The artifacts of a mission that are present at a moment, as far as they are gathered.
#[derive(Debug)]
pub(super) struct Gathering {
    form: HashForm,
    todo: vec::IntoIter<(PathId, EntryId, bool)>,
    sorted: BTreeMap<Place, Present>,
}

impl Gathering {
    pub(super) fn new(form: HashForm, timeline: &Timeline, mission: NamespaceId, cursor: Cursor) -> Self {
        let todo = timeline.artifacts_at(mission, cursor).into_iter();
        Self { form, todo, sorted: BTreeMap::new() }
    }

    /// Gathers as many as there is room for, and tells whether that is all. `known` gives the content hash an event
    /// is known to have written.
    pub(super) fn go_on(
        &mut self,
        (timeline, history): (&Timeline, &History),
        events: &dyn Events,
        known: impl Fn(PathId, EntryId) -> Option<Rc<str>>,
        room: &mut Room,
    ) -> Result<bool, StateError> {
        while self.todo.len() > 0 {
            if !room.spend(1) {
                return Ok(false);
            }
            let Some((path, write, superseded)) = self.todo.next() else { break };
            if superseded {
                continue;
            }
            let hash = if let Some(hash) = known(path, write) {
                hash
            } else {
                room.spend(LINE);
                let line = timeline.entry(write).line;
                match events.payload(line) {
                    Some(DossierPayload::ArtifactIndexed(payload)) => payload.content_ref.hash.into(),
                    _ => return Err(StateError::Gone { line }),
                }
            };
            let name = history.path_name(path);
            let place = match self.form {
                HashForm::Canonical => (name.into(), Box::default()),
                HashForm::ContentHashes => (Rc::clone(&hash), name.into()),
            };
            self.sorted.insert(place, Present { path, hash, write });
        }
        Ok(true)
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Those gathered, in the order of the form.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Present> {
        self.sorted.values()
    }

    /// The same by the numbers of their paths, of which there are so many.
    pub(super) fn by_path(&self, paths: usize) -> Vec<Wrote> {
        let mut found = vec![None; paths];
        for present in self.iter() {
            found[present.path as usize] = Some((present.write, Rc::clone(&present.hash)));
        }
        found
    }
}

/// A hash over what was gathered, as far as it is computed.
#[derive(Debug)]
pub(super) struct Hashing {
    begun: Begun,
    /// The last one that was gone over.
    upto: Option<Place>,
}

impl Hashing {
    pub(super) fn new(form: HashForm) -> Self {
        Self { begun: Begun::new(form), upto: None }
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
        let from = self.upto.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut last: Option<&Place> = None;
        for (place, present) in gathered.sorted.range::<Place, _>((from, Bound::Unbounded)) {
            if !room.spend(1) {
                self.upto = last.cloned().or(self.upto.take());
                return None;
            }
            if !left_out(present) {
                self.begun.add(history.path_name(present.path), &present.hash);
            }
            last = Some(place);
        }
        Some(self.begun.finish())
    }
}
