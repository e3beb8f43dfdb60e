//! A log that is open: its session and where a person is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::View;
use super::checks::Checks;
use super::disk::DiskState;
use super::lines::ReadLine;
use super::naming::Naming;
use super::pane::Pane;
use super::rows::{Lists, Need, Order, Parts, Sort};
use super::target::{Compared, OtherRecord, Target};
use super::travel::Play;
use crate::contracts::edition::ContractMode;
use crate::contracts::event::DossierPayload;
use crate::contracts::record::LineStore;
use crate::contracts::values::ArtifactClass;
use crate::dossier::timeline::{Cursor, NamespaceId, Totals};
use crate::session::Session;
use crate::source::{FollowStatus, RestartReason};
use crate::text::Shown;
use crate::tui::strip::{Activity, Strip};
use crate::tui::tree::TreeRow;

/// How long lists stand at least while a log is loaded, in microseconds: what they hold is soon out of date anyway.
const LOADING_STAND: i64 = 33_000;

/// The number of a log.
pub type LogId = u32;

/// How far reading has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// What was there at the start is still being read.
    Loading,
    /// Everything has been read, and is being followed if it can grow.
    CaughtUp,
    /// Reading stopped.
    Failed(Shown),
}

/// What all that is shown of a log comes from.
#[derive(Default)]
pub(crate) enum Origin {
    /// From reading it.
    #[default]
    Reading,
    /// From a first look: reading has not begun.
    FirstLook,
    /// From a first look still, though reading has begun: where lines can be read again, and how many bytes there
    /// are, where that is known.
    Beginning(Arc<dyn LineStore>, Option<u64>),
}

/// A log that is open.
pub struct Log {
    /// Its number.
    pub id: LogId,
    /// Its name as given: a stranger's text.
    pub name: String,
    /// What has been read.
    pub session: Session,
    /// How it is followed.
    pub status: FollowStatus,
    /// How far reading has come.
    pub reading: Reading,
    /// Bytes read, and bytes there are when that is known.
    pub progress: (u64, Option<u64>),
    /// When loading began, in microseconds since 1970.
    pub began: i64,
    /// When the last lines came, in microseconds since 1970.
    pub last_news: i64,
    /// How often it was truncated, replaced or rewritten, and how last.
    pub reloads: (usize, Option<RestartReason>),
    /// When it last was, in microseconds since 1970.
    pub reloaded: i64,
    /// Lines that were there at the last look.
    pub seen: usize,
    /// When that look was.
    pub seen_at: i64,
    /// Which of several missions is shown.
    pub chosen: usize,
    /// The order of the event list.
    pub order: Order,
    /// The order of the artifact list.
    pub sort: Sort,
    /// Where a person is in each view.
    pub panes: [Pane; 8],
    /// The moment all views show.
    pub playhead: Cursor,
    /// A: the moment the playhead is compared with.
    pub mark: Option<Cursor>,
    /// Whether the log is being played.
    pub playing: Option<Play>,
    /// What all that is shown comes from.
    pub(crate) origin: Origin,
    /// How much happened when.
    pub(super) activity: Activity,
    /// The timeline laid out, with the width and the number of lines it was laid out for.
    pub(super) strip: Option<((usize, usize), Strip)>,
    /// What the dossier is compared with in the drift view.
    pub target: Target,
    /// Another record of the dossier, when one was named.
    pub other: Option<OtherRecord>,
    /// What it amounted to before it was last reloaded.
    pub before: Option<OtherRecord>,
    pub(super) compared: Option<Compared>,
    /// What recomputing the claims of snapshots has shown.
    pub checks: Checks,
    /// What is on disk, when a folder was named to look in.
    pub disk: Option<DiskState>,
    /// The lines that are on the screen, read once.
    pub(super) lines: BTreeMap<u32, Arc<ReadLine>>,
    /// The payloads that are on the screen, of lines of which nothing else is.
    pub(super) payloads: BTreeMap<u32, DossierPayload>,
    /// Which drift records name which path.
    pub(super) naming: Naming,
    /// The tree of the selected line, made once.
    pub(super) tree: Option<(u32, BTreeSet<String>, Arc<Vec<TreeRow>>)>,
    /// Whether lines have come since the lists were made.
    pub stale: bool,
    /// When they were made for that reason; `None` when they are not to stand.
    pub(super) listed: Option<i64>,
    pub(super) lists: Lists,
}

impl Log {
    /// A log of which nothing has been read.
    pub fn new(id: LogId, name: String, mode: ContractMode, now: i64) -> Self {
        Self {
            id,
            name,
            session: Session::new(mode, Arc::new(Nothing)),
            status: FollowStatus::Static,
            reading: Reading::Loading,
            progress: (0, None),
            began: now,
            last_news: now,
            reloads: (0, None),
            reloaded: now,
            seen: 0,
            seen_at: now,
            chosen: 0,
            order: Order::File,
            sort: Sort::Newest,
            panes: View::ALL.map(|view| if view.follows() { Pane::following() } else { Pane::default() }),
            playhead: Cursor::Live,
            mark: None,
            playing: None,
            origin: Origin::default(),
            activity: Activity::default(),
            strip: None,
            target: Target::Log,
            other: None,
            before: None,
            compared: None,
            checks: Checks::default(),
            disk: None,
            lines: BTreeMap::new(),
            payloads: BTreeMap::new(),
            naming: Naming::default(),
            tree: None,
            stale: false,
            listed: None,
            lists: Lists::default(),
        }
    }

    /// Starts over with an empty session over `store`.
    pub fn restart(&mut self, store: Arc<dyn LineStore>, size: Option<u64>, now: i64) {
        self.session = Session::new(self.session.mode(), store);
        self.reading = Reading::Loading;
        self.progress = (0, size);
        self.began = now;
        self.lists = Lists::default();
        self.listed = None;
        self.playhead = Cursor::Live;
        self.mark = None;
        self.playing = None;
        self.activity = Activity::default();
        self.strip = None;
        self.compared = None;
        self.checks = Checks::default();
        if let Some(disk) = &mut self.disk {
            disk.restart();
        }
        self.lines.clear();
        self.payloads.clear();
        self.naming = Naming::default();
        self.tree = None;
        for pane in &mut self.panes {
            pane.rows_then = 0;
        }
        self.stale = true;
    }

    /// Begins to be read. What a first look showed stands until there are lines.
    pub fn start(&mut self, store: Arc<dyn LineStore>, size: Option<u64>, now: i64) {
        match self.origin {
            Origin::Reading => self.restart(store, size, now),
            Origin::FirstLook | Origin::Beginning(..) => self.origin = Origin::Beginning(store, size),
        }
    }

    /// From now on lines come by reading, from the first on.
    pub fn end_first_look(&mut self, now: i64) {
        if let Origin::Beginning(store, size) = std::mem::take(&mut self.origin) {
            self.restart(store, size, now);
        }
    }

    /// The missions of the log, by first event.
    pub fn missions(&self) -> &[NamespaceId] {
        &self.lists.missions
    }

    /// The mission that is shown.
    pub fn mission(&self) -> Option<NamespaceId> {
        let missions = self.missions();
        missions.get(self.chosen.min(missions.len().saturating_sub(1))).copied()
    }

    /// What the mission's dossier amounts to.
    pub fn totals(&self) -> Totals {
        self.lists.totals
    }

    /// Missing artifacts with no later sign of them.
    pub fn open_missing(&self) -> usize {
        self.lists.open_missing
    }

    /// Present artifacts by class.
    pub fn classes(&self) -> &BTreeMap<ArtifactClass, usize> {
        &self.lists.classes
    }

    /// What needs a person, worst first.
    pub fn needs(&self) -> &[Need] {
        &self.lists.needs
    }

    /// The lists of the views.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Makes the lists a view shows anew if lines have come since, unless they were made only just now.
    pub fn refresh_if_stale(&mut self, view: View, now: i64) {
        let least = if self.reading == Reading::Loading { LOADING_STAND } else { 0 };
        let stand = self.lists.stand().max(least);
        let standing = self.listed.is_some_and(|listed| (0..stand).contains(&(now - listed)));
        if self.stale && !standing {
            self.listed = Some(now);
            self.want(view);
            self.refresh();
        } else {
            self.list_for(view);
        }
    }

    /// Makes those of the lists that a view shows, where they do not hold.
    pub fn list_for(&mut self, view: View) {
        self.want(view);
        self.lists.make(&self.session, self.chosen, self.sort, self.playhead);
    }

    fn want(&mut self, view: View) {
        self.lists.want(Parts {
            classes: view == View::Overview,
            artifacts: view == View::Artifacts || self.disk.is_some(),
            missing: matches!(view, View::Overview | View::Missing),
            needs: view == View::Overview,
            counts: true,
        });
    }

    /// The lists are to be made anew at once.
    pub fn outdate(&mut self) {
        self.stale = true;
        self.listed = None;
    }

    /// Makes the lists anew.
    pub fn refresh(&mut self) {
        self.stale = false;
        self.lists.outdate();
        self.lists.make(&self.session, self.chosen, self.sort, self.playhead);
        self.lists.changes = self.changes_since_mark();
        if let Some(disk) = &mut self.disk {
            disk.stale = true;
        }
    }
}

/// The store of a log that has not been opened yet.
struct Nothing;

impl LineStore for Nothing {
    fn read(&self, _: crate::contracts::record::Span) -> std::io::Result<Vec<u8>> {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}
