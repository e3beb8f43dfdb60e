//! What is on disk beside what the log recorded: which files are wanted, and what is known of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::log::{Log, Reading};
use crate::contracts::decode::Content;
use crate::contracts::event::DossierPayload;
use crate::disk::{Kind, Outcome, Progress, Recorded};
use crate::dossier::timeline::EntryId;
use crate::tui::disk::News;

/// How many records are read from the log before the next frame.
const AT_ONCE: usize = 200;

/// A recorded file, and what it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What the log says of it.
    pub recorded: Recorded,
    /// What that came to; `None` while it is still to be checked.
    pub outcome: Option<Outcome>,
}

/// What is known of the files beneath a folder.
#[derive(Debug, Default)]
pub struct DiskState {
    /// The folder, as it was given.
    pub root: PathBuf,
    /// Whether other artifacts may be present now than those that are held.
    pub stale: bool,
    /// By path.
    held: BTreeMap<String, Held>,
    counts: BTreeMap<Kind, usize>,
    hashing: Option<(Recorded, Progress)>,
    /// What events recorded, read from the log once.
    records: BTreeMap<EntryId, Option<Recorded>>,
}

impl DiskState {
    /// Nothing is known yet of the files beneath `root`.
    pub fn new(root: PathBuf) -> Self {
        Self { root, stale: true, ..Self::default() }
    }

    /// The log starts over: what its events said is no longer known. Files that are wanted again stay checked.
    pub fn restart(&mut self) {
        self.records.clear();
        self.stale = true;
    }

    /// Holds these files and no others; true when that changes anything. A file stays checked as long as the same
    /// is recorded of it.
    pub fn want(&mut self, wanted: Vec<Recorded>) -> bool {
        let mut held = BTreeMap::new();
        let mut changed = false;
        for recorded in wanted {
            let kept = self.held.remove(&recorded.path).filter(|known| known.recorded == recorded);
            changed |= kept.is_none();
            let path = recorded.path.clone();
            held.insert(path, kept.unwrap_or(Held { recorded, outcome: None }));
        }
        changed |= !self.held.is_empty();
        self.held = held;
        self.counts.clear();
        for outcome in self.held.values().filter_map(|held| held.outcome.as_ref()) {
            *self.counts.entry(outcome.kind()).or_default() += 1;
        }
        changed
    }

    /// Takes in what a look at a file told. What was found of another record is no news.
    pub fn learn(&mut self, news: News) {
        let (recorded, outcome) = match news {
            News::Again(recorded) => (recorded, None),
            News::Hashing(recorded, progress) => {
                self.hashing = Some((recorded, progress));
                return;
            }
            News::Checked(recorded, outcome) => (recorded, Some(outcome)),
        };
        self.hashing.take_if(|(hashed, _)| *hashed == recorded);
        let Some(held) = self.held.get_mut(&recorded.path).filter(|held| held.recorded == recorded) else {
            return;
        };
        if let Some(count) = held.outcome.take().and_then(|known| self.counts.get_mut(&known.kind())) {
            *count -= 1;
        }
        if let Some(outcome) = &outcome {
            *self.counts.entry(outcome.kind()).or_default() += 1;
        }
        held.outcome = outcome;
    }

    /// What is held of a path.
    pub fn at(&self, path: &str) -> Option<&Held> {
        self.held.get(path)
    }

    /// Every file that is looked after, by path.
    pub fn held(&self) -> impl Iterator<Item = &Held> {
        self.held.values()
    }

    /// How far the hashing of a path is; `None` when it is not being hashed.
    pub fn hashing(&self, path: &str) -> Option<Progress> {
        self.hashing.as_ref().filter(|(recorded, _)| recorded.path == path).map(|(_, progress)| *progress)
    }

    /// How many files came to this.
    pub fn count(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    /// How many files are wanted.
    pub fn all(&self) -> usize {
        self.held.len()
    }

    /// How many of them are still to be checked.
    pub fn pending(&self) -> usize {
        self.held.len() - self.counts.values().sum::<usize>()
    }

    /// How many files are not what they were, or no longer there.
    pub fn alarms(&self) -> usize {
        self.count(Kind::Changed) + self.count(Kind::Gone)
    }

    /// The first path that came to this.
    pub fn first(&self, kind: Kind) -> Option<&str> {
        let is = |held: &&Held| held.outcome.as_ref().is_some_and(|outcome| outcome.kind() == kind);
        self.held.values().find(is).map(|held| held.recorded.path.as_str())
    }
}

impl Log {
    /// Whether records are still to be read from the log before files can be checked.
    pub fn is_reading_records(&self) -> bool {
        self.reading != Reading::Loading && self.disk.as_ref().is_some_and(|disk| disk.stale)
    }

    /// The files of the artifacts that are present at the playhead, when they are others than before.
    ///
    /// Reads what it does not know yet from the log, a part at a time.
    pub fn files_to_check(&mut self) -> Option<Vec<Recorded>> {
        if !self.is_reading_records() {
            return None;
        }
        let mut disk = self.disk.take()?;
        let wanted = self.wanted_files(&mut disk);
        disk.stale = wanted.is_none();
        let wanted = wanted.filter(|wanted| disk.want(wanted.clone()));
        self.disk = Some(disk);
        wanted
    }

    /// `None` when there is more to be read.
    fn wanted_files(&self, disk: &mut DiskState) -> Option<Vec<Recorded>> {
        let present = self.lists.artifacts.iter().filter(|(_, _, superseded)| !superseded);
        let mut left = AT_ONCE;
        for (_, write, _) in present.clone() {
            if disk.records.contains_key(write) {
                continue;
            }
            left = left.checked_sub(1)?;
            disk.records.insert(*write, self.recorded(*write));
        }
        Some(present.filter_map(|(_, write, _)| disk.records.get(write)?.clone()).collect())
    }

    /// What an event recorded of its file; `None` when its line is gone.
    fn recorded(&self, write: EntryId) -> Option<Recorded> {
        let line = self.session.timeline().entry(write).line;
        let Content::Event(event) = self.session.decoded(line)?.content else { return None };
        match event.payload? {
            DossierPayload::ArtifactIndexed(payload) => {
                Some(Recorded::new(payload.artifact_id.path.as_str(), &payload.content_ref))
            }
            _ => None,
        }
    }
}
