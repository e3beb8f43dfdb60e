//! The lists behind the views, and what their rows are pinned by.

use std::collections::BTreeMap;

use super::View;
use super::by_name::ByName;
use super::log::Log;
use crate::contracts::finding::Effect;
use crate::contracts::values::ArtifactClass;
use crate::dossier::changes::Changes;
use crate::dossier::ledger::Fate;
use crate::dossier::reading::{MissingStory, missing_stories, open_missing};
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId, PathId, Totals};
use crate::session::{LineKind, Problem, Session};

/// The order of the event list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Every line, as written.
    File,
    /// The events that count, as the contract folds them.
    Contract,
}

/// The order of the artifact list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Last indexed first.
    Newest,
    /// By path.
    Path,
    /// By class, then path.
    Class,
}

impl Sort {
    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Newest => Self::Path,
            Self::Path => Self::Class,
            Self::Class => Self::Newest,
        }
    }

    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Path => "by path",
            Self::Class => "by class",
        }
    }
}

/// Something that needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The log mixes missions, so the contract has no state for it.
    Mixed,
    /// A finding, by its place in the session's problems.
    Problem(usize),
    /// A flaw that costs nothing: the first finding of its rule, and how many there are.
    Flaw {
        /// Its place in the session's problems.
        first: usize,
        /// How many findings of the rule cost nothing.
        count: usize,
    },
    /// A missing artifact, by its place in the list of stories.
    Missing(usize),
    /// A drift record, by its number from 0.
    Drift(usize),
    /// A copy that says something else than the event that counts.
    Conflict(EntryId),
}

/// How many things that need a person are listed; the views have them all.
const NEEDS: usize = 500;
/// Lists over fewer paths than this are made in no time.
const WORTH_WAITING: usize = 10_000;

/// The lists of the views, made anew when lines have come, as far as a view shows them.
#[derive(Debug, Default)]
pub struct Lists {
    /// The missions of the log, by first event.
    pub missions: Vec<NamespaceId>,
    /// What the shown mission amounts to.
    pub totals: Totals,
    /// Its artifacts: path, the event that wrote it last, whether it is superseded.
    pub artifacts: Vec<(PathId, EntryId, bool)>,
    /// Its present artifacts by class.
    pub classes: BTreeMap<ArtifactClass, usize>,
    /// Its missing artifacts.
    pub missing: Vec<MissingStory>,
    /// How many missing artifacts are open.
    pub open_missing: usize,
    /// Its paths by name.
    by_name: ByName,
    /// How many paths the mission names.
    paths: usize,
    /// What needs a person, worst first; the first [`NEEDS`] of them.
    pub needs: Vec<Need>,
    /// The findings up to the playhead, when it is not at the end.
    problems: Option<Vec<Problem>>,
    /// What changed between A and the playhead.
    pub changes: Option<Changes>,
    /// How many things need a person in all.
    pub needs_in_all: usize,
    /// What was wanted last.
    wanted: Parts,
    /// What holds for what has been read, at the playhead.
    made: Parts,
}

/// Some of the lists. What the tabs count is always wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts {
    pub(super) counts: bool,
    pub(super) classes: bool,
    pub(super) artifacts: bool,
    pub(super) missing: bool,
    pub(super) needs: bool,
}

impl Parts {
    /// Both these and the others.
    fn and(self, others: Self) -> Self {
        Self {
            counts: self.counts || others.counts,
            classes: self.classes || others.classes,
            artifacts: self.artifacts || others.artifacts,
            missing: self.missing || others.missing,
            needs: self.needs || others.needs,
        }
    }
}

impl Lists {
    /// None of the lists holds any more.
    pub(super) fn outdate(&mut self) {
        self.made = Parts::default();
    }

    /// Makes what is wanted and does not hold.
    pub(super) fn make(&mut self, session: &Session, chosen: usize, sort: Sort, cursor: Cursor) {
        if !self.made.counts {
            self.count(session, chosen, cursor);
        }
        let missions = &self.missions;
        let mission = missions.get(chosen.min(missions.len().saturating_sub(1))).copied();
        if self.wanted.classes && !self.made.classes {
            self.classes = mission.map(|mission| classes_at(session, mission, cursor)).unwrap_or_default();
        }
        if self.wanted.artifacts && !self.made.artifacts {
            self.artifacts =
                mission.map(|mission| session.timeline().artifacts_at(mission, cursor)).unwrap_or_default();
            if let Some(mission) = mission {
                self.sort(session, mission, sort);
            }
        }
        if self.wanted.missing && !self.made.missing {
            let stories = |mission| missing_stories(session.timeline(), mission, cursor);
            self.missing = mission.map(stories).unwrap_or_default();
        }
        if self.wanted.needs && !self.made.needs {
            self.needs = self.needs_of(session);
            let cut = self.needs.len() == NEEDS;
            let all = || {
                self.problems_in(session).len()
                    + self.open_missing
                    + self.totals.drifts
                    + session.timeline().conflicting()
            };
            self.needs_in_all = if cut { all() } else { self.needs.len() };
        }
        self.made = self.made.and(self.wanted);
    }

    /// Wants these from now on.
    pub(super) fn want(&mut self, wanted: Parts) {
        self.wanted = wanted;
    }

    /// How long lists stand before they are made anew because lines have come, in microseconds: long enough for
    /// making them to be a small part of the time, and nothing where it takes none.
    pub(super) fn stand(&self) -> i64 {
        if self.paths < WORTH_WAITING { 0 } else { i64::try_from(self.paths / 2).unwrap_or(i64::MAX) }
    }

    fn count(&mut self, session: &Session, chosen: usize, cursor: Cursor) {
        let timeline = session.timeline();
        self.missions = timeline.namespaces();
        self.problems = (cursor != Cursor::Live).then(|| {
            let held = |problem: &&Problem| session.holds(problem.line, cursor);
            session.problems().iter().filter(held).copied().collect()
        });
        let mission = self.missions.get(chosen.min(self.missions.len().saturating_sub(1))).copied();
        self.totals = mission.map(|mission| timeline.totals(mission, cursor)).unwrap_or_default();
        self.paths = mission.map_or(0, |mission| timeline.history(mission).paths().len());
        self.open_missing = mission.map_or(0, |mission| open_missing(timeline, mission, cursor));
    }

    fn problems_in<'l>(&'l self, session: &'l Session) -> &'l [Problem] {
        self.problems.as_deref().unwrap_or(session.problems())
    }

    fn sort(&mut self, session: &Session, mission: NamespaceId, sort: Sort) {
        let timeline = session.timeline();
        let history = timeline.history(mission);
        match sort {
            Sort::Newest => {
                let mut writes: Vec<EntryId> = self.artifacts.iter().map(|(_, write, _)| *write).collect();
                timeline.sort(mission, &mut writes);
                let mut superseded = vec![false; history.paths().len()];
                for (path, _, is_superseded) in &self.artifacts {
                    superseded[*path as usize] = *is_superseded;
                }
                let newest = writes.into_iter().rev();
                let artifact = |write| {
                    let path = timeline.entry(write).path()?;
                    Some((path, write, superseded[path as usize]))
                };
                self.artifacts = newest.filter_map(artifact).collect();
            }
            Sort::Path => self.by_name.sort(timeline, mission, &mut self.artifacts),
            Sort::Class => {
                self.by_name.sort(timeline, mission, &mut self.artifacts);
                self.artifacts.sort_by_cached_key(|(_, write, _)| timeline.entry(*write).class());
            }
        }
    }

    /// Lost events first, then what is missing, then drift from the newest, then the rest.
    fn needs_of(&self, session: &Session) -> Vec<Need> {
        let problems = self.problems_in(session).iter().enumerate();
        let lost = |effect: Effect| matches!(effect, Effect::Dropped | Effect::Counted);
        let mut needs = Vec::new();
        if self.missions.len() > 1 {
            needs.push(Need::Mixed);
        }
        let costly = problems.clone().filter(|(_, problem)| lost(problem.effect));
        needs.extend(costly.map(|(nth, _)| Need::Problem(nth)).take(NEEDS));
        let missing = (0..self.missing.len()).filter(|nth| self.missing[*nth].is_open);
        needs.extend(missing.map(Need::Missing).take(NEEDS));
        needs.extend((0..self.totals.drifts).rev().map(Need::Drift).take(NEEDS));
        let conflicts = session.timeline().copies_that_differ().map(Need::Conflict);
        needs.extend(conflicts.take(NEEDS));
        // A flaw that costs nothing is told once, however many lines have it.
        let mut flaws: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for (nth, problem) in problems.filter(|(_, problem)| !lost(problem.effect)) {
            flaws.entry(problem.rule).or_insert((nth, 0)).1 += 1;
        }
        needs.extend(flaws.into_values().map(|(first, count)| Need::Flaw { first, count }));
        needs.truncate(NEEDS);
        needs
    }
}

/// The present artifacts of a mission by class.
fn classes_at(session: &Session, mission: NamespaceId, cursor: Cursor) -> BTreeMap<ArtifactClass, usize> {
    let timeline = session.timeline();
    let mut classes = BTreeMap::new();
    for write in timeline.present_at(mission, cursor) {
        if let Some(class) = timeline.entry(write).class() {
            *classes.entry(class).or_default() += 1;
        }
    }
    classes
}

impl Log {
    /// The findings up to the playhead, by line.
    pub fn problems(&self) -> &[Problem] {
        self.lists.problems_in(&self.session)
    }

    /// How many rows the list of a view has.
    pub fn row_count(&self, view: View) -> usize {
        match view {
            View::Overview => self.lists.needs.len(),
            View::Artifacts => self.lists.artifacts.len(),
            View::Missing => self.lists.missing.len(),
            View::Snapshots => self.lists.totals.snapshots,
            View::Drift => self.lists.totals.drifts,
            View::Problems => self.problems().len(),
            View::Events => match self.order {
                Order::File => self.session.row_count(),
                Order::Contract => self.session.timeline().order().len(),
            },
            View::Fixtures => 0,
        }
    }

    /// What the row at `index` of a view is pinned by.
    pub fn key_at(&self, view: View, index: usize) -> Option<u64> {
        let timeline = self.session.timeline();
        let history = self.mission().map(|mission| timeline.history(mission));
        match view {
            View::Overview => self.lists.needs.get(index).map(|need| self.need_key(*need)),
            View::Artifacts => self.lists.artifacts.get(index).map(|(path, _, _)| u64::from(*path)),
            View::Missing => self.lists.missing.get(index).map(|story| u64::from(story.first)),
            View::Snapshots => history?.snapshots().get(index).map(|id| u64::from(*id)),
            View::Drift => history?.drifts().get(index).map(|id| u64::from(*id)),
            View::Problems => self.problems().get(index).map(|p| u64::from(p.line) << 32 | u64::from(p.nth)),
            View::Events => self.line_at(index).map(u64::from),
            View::Fixtures => None,
        }
    }

    /// What a row of the overview is pinned by: its kind, and the event or finding itself.
    fn need_key(&self, need: Need) -> u64 {
        let (kind, view, index) = match need {
            Need::Mixed => return 1 << 60,
            Need::Conflict(entry) => return 2 << 60 | u64::from(entry),
            Need::Problem(nth) | Need::Flaw { first: nth, .. } => (3, View::Problems, nth),
            Need::Missing(nth) => (4, View::Missing, nth),
            Need::Drift(nth) => (5, View::Drift, nth),
        };
        kind << 60 | self.key_at(view, index).unwrap_or_default()
    }

    /// The row of a view that is pinned by `key`.
    pub fn index_of(&self, view: View, key: u64) -> Option<usize> {
        let timeline = self.session.timeline();
        match view {
            View::Events => {
                let line = u32::try_from(key).ok()?;
                match (self.order, self.session.kind(line)?) {
                    (Order::File, _) => Some(self.session.row_of_line(line)),
                    (Order::Contract, LineKind::Event(entry)) => Some(timeline.position(entry)),
                    (Order::Contract, _) => None,
                }
            }
            View::Snapshots | View::Drift => {
                let entry =
                    u32::try_from(key).ok().filter(|entry| (*entry as usize) < timeline.entries().len())?;
                let history = timeline.history(self.mission()?);
                let list = if view == View::Drift { history.drifts() } else { history.snapshots() };
                let last = timeline.upto(list, Cursor::After(entry)).len().checked_sub(1)?;
                (list[last] == entry).then_some(last)
            }
            View::Problems => {
                let place = |p: &Problem| u64::from(p.line) << 32 | u64::from(p.nth);
                self.problems().binary_search_by_key(&key, place).ok()
            }
            _ => (0..self.row_count(view)).find(|index| self.key_at(view, *index) == Some(key)),
        }
    }

    /// The line of a row of the event list.
    pub fn line_at(&self, index: usize) -> Option<u32> {
        match self.order {
            Order::File => self.session.line_of_row(index),
            Order::Contract => {
                let timeline = self.session.timeline();
                timeline.order().get(index).map(|entry| timeline.entry(*entry).line)
            }
        }
    }

    /// The line behind a row of a view.
    pub fn line_behind(&self, view: View, index: usize) -> Option<u32> {
        let timeline = self.session.timeline();
        let of = |entry: EntryId| Some(timeline.entry(entry).line);
        let history = self.mission().map(|mission| timeline.history(mission));
        match view {
            View::Overview => match *self.lists.needs.get(index)? {
                Need::Mixed => of(timeline.order_of(*self.lists.missions.get(1)?).first().copied()?),
                Need::Problem(nth) | Need::Flaw { first: nth, .. } => self.line_behind(View::Problems, nth),
                Need::Missing(nth) => self.line_behind(View::Missing, nth),
                Need::Drift(nth) => self.line_behind(View::Drift, nth),
                Need::Conflict(entry) => of(entry),
            },
            View::Artifacts => of(self.lists.artifacts.get(index)?.1),
            View::Missing => of(self.lists.missing.get(index)?.last),
            View::Snapshots => of(*history?.snapshots().get(index)?),
            View::Drift => of(*history?.drifts().get(index)?),
            View::Problems => self.problems().get(index).map(|problem| problem.line),
            View::Events => self.line_at(index),
            View::Fixtures => None,
        }
    }

    /// How many places earlier an event is folded than it is written.
    pub fn places_earlier(&self, entry: EntryId) -> usize {
        match self.session.fate_of(entry) {
            Fate::Folded | Fate::BadPayload => self.session.timeline().places_earlier(entry),
            _ => 0,
        }
    }
}
