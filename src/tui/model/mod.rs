//! Everything the interface knows. Only [`super::update`] changes it; drawing reads it.

mod by_name;
mod checks;
mod disk;
mod fixtures;
mod lines;
mod log;
mod naming;
mod pane;
mod rows;
mod target;
mod travel;

pub use checks::Checks;
pub use disk::{DiskState, Held};
pub use fixtures::{FixtureRow, Fixtures};
pub use lines::{ReadLine, Wanted};
pub(crate) use log::Origin;
pub use log::{Log, LogId, Reading};
pub use pane::Pane;
pub use rows::{Need, Order, Sort};
pub use target::{OtherRecord, Target};
pub use travel::Play;

use super::ink::Ink;

/// A view, in the order of the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// The verdict, what needs a person, what is new.
    Overview,
    /// One row a path.
    Artifacts,
    /// Expected artifacts that were not there.
    Missing,
    /// Claimed hashes over all artifacts.
    Snapshots,
    /// Sides that were seen to differ.
    Drift,
    /// Findings, compiler style.
    Problems,
    /// Every line.
    Events,
    /// The corpus of cases.
    Fixtures,
}

impl View {
    /// All of them, in the order of the digits.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Artifacts,
        Self::Missing,
        Self::Snapshots,
        Self::Drift,
        Self::Problems,
        Self::Events,
        Self::Fixtures,
    ];

    /// The name in the tabs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Artifacts => "Artifacts",
            Self::Missing => "Missing",
            Self::Snapshots => "Snapshots",
            Self::Drift => "Drift",
            Self::Problems => "Problems",
            Self::Events => "Events",
            Self::Fixtures => "Fixtures",
        }
    }

    /// The name where room is short.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Overview => "Over",
            Self::Artifacts => "Art",
            Self::Missing => "Miss",
            Self::Snapshots => "Snap",
            Self::Drift => "Drift",
            Self::Problems => "Bad",
            Self::Events => "Ev",
            Self::Fixtures => "Fix",
        }
    }

    /// The place in [`View::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether the newest row is at the end and the selection stays with it.
    pub fn follows(self) -> bool {
        matches!(self, Self::Events | Self::Snapshots | Self::Drift)
    }
}

/// What lies over the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// The keys of where you are, scrolled by so many rows.
    Help(usize),
    /// What to copy.
    Copy,
    /// Words for a moment, being typed.
    Moment(String),
}

/// A line that tells what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What to tell.
    pub ink: Ink,
    /// Until when, in microseconds since 1970.
    pub until: i64,
}

/// The state of the interface.
pub struct Model {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Now, in microseconds since 1970.
    pub now: i64,
    /// The view on the screen.
    pub view: View,
    /// Open logs; the last one is on top.
    pub logs: Vec<Log>,
    /// The corpus of cases.
    pub fixtures: Fixtures,
    /// Whether keys go to the timeline.
    pub timeline_focused: bool,
    /// What lies over the view.
    pub layer: Option<Layer>,
    /// What just happened.
    pub notice: Option<Notice>,
    /// Whether anything may be copied to the terminal's clipboard.
    pub clipboard: bool,
    next_log: LogId,
}

impl Model {
    /// A model with no log open.
    pub fn new(size: (u16, u16), now: i64, fixtures: Fixtures) -> Self {
        let view = View::Overview;
        Self {
            size,
            now,
            view,
            logs: Vec::new(),
            fixtures,
            timeline_focused: false,
            layer: None,
            notice: None,
            clipboard: true,
            next_log: 0,
        }
    }

    /// Whether something is still to be worked out for the screen.
    pub fn is_working(&self) -> bool {
        self.is_checking() || self.log().is_some_and(|log| log.stale)
    }

    /// Whether claims are still to be recomputed for the screen.
    pub fn is_checking(&self) -> bool {
        self.log().is_some_and(|log| log.checks.pending)
    }

    /// The log on top.
    pub fn log(&self) -> Option<&Log> {
        self.logs.last()
    }

    /// Whether the log on top was opened from the fixtures, so that there is something to go back to.
    pub fn is_opened_stream(&self) -> bool {
        self.logs.len() > usize::from(!self.fixtures.alone)
    }

    /// Whether there is something to go back to before the program ends: the list beside a story, or the fixtures a
    /// log was opened from.
    pub fn has_way_back(&self) -> bool {
        self.pane().zoomed || (self.is_opened_stream() && self.view != View::Fixtures)
    }

    /// The log on top, to be changed.
    pub fn log_mut(&mut self) -> Option<&mut Log> {
        self.logs.last_mut()
    }

    /// A number for another log.
    pub fn new_log_id(&mut self) -> LogId {
        self.next_log += 1;
        self.next_log
    }

    /// The pane state of the view on the screen.
    pub fn pane(&self) -> &Pane {
        match (self.view, self.log()) {
            (View::Fixtures, _) | (_, None) => &self.fixtures.pane,
            (view, Some(log)) => &log.panes[view.index()],
        }
    }

    /// The same, to be changed.
    pub fn pane_mut(&mut self) -> &mut Pane {
        let view = self.view;
        match self.logs.last_mut() {
            Some(log) if view != View::Fixtures => &mut log.panes[view.index()],
            _ => &mut self.fixtures.pane,
        }
    }

    /// How many rows the list of the view on the screen has.
    pub fn row_count(&self) -> usize {
        match (self.view, self.log()) {
            (View::Fixtures, _) => self.fixtures.rows.len(),
            (_, None) => 0,
            (view, Some(log)) => log.row_count(view),
        }
    }

    /// What the row at `index` is pinned by.
    pub fn key_at(&self, index: usize) -> Option<u64> {
        match (self.view, self.log()) {
            (View::Fixtures, _) => (index < self.fixtures.rows.len()).then_some(index as u64),
            (_, None) => None,
            (view, Some(log)) => log.key_at(view, index),
        }
    }

    /// The row that is selected in the view on the screen.
    pub fn selected(&self) -> Option<usize> {
        let count = self.row_count();
        let last = count.checked_sub(1)?;
        let pane = self.pane();
        if pane.tail && self.view.follows() {
            return Some(last);
        }
        let found = pane.selected.and_then(|key| match (self.view, self.log()) {
            (View::Fixtures, _) => Some(key as usize),
            (_, None) => None,
            // Nearly always it is where it was.
            (view, Some(log)) if log.key_at(view, pane.index) == Some(key) => Some(pane.index),
            (view, Some(log)) => log.index_of(view, key),
        });
        Some(found.unwrap_or(pane.index).min(last))
    }
}
