//! One playhead for all views: where it is, and how it moves.

use super::log::Log;
use crate::contracts::finding::Effect;
use crate::dossier::changes::{Changes, changes};
use crate::dossier::ledger::Ledger;
use crate::dossier::timeline::{Cursor, EntryId};
use crate::session::LineKind;
use crate::tui::strip::Strip;

/// Gaps between events longer than this play as if they were this long, in microseconds.
const LONGEST_WAIT: i64 = 1_000_000;
/// The fastest playing.
const FASTEST: u32 = 64;

/// Playing the log from the playhead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Play {
    /// How many times faster than the log was written.
    pub speed: u32,
    /// When the next event is due, in microseconds since 1970.
    due: i64,
}

impl Log {
    /// The moment all views show.
    pub fn cursor(&self) -> Cursor {
        self.playhead
    }

    /// Whether the playhead is at the end and stays there.
    pub fn is_live(&self) -> bool {
        self.playhead == Cursor::Live
    }

    /// How many events hold at the playhead.
    pub fn position(&self) -> usize {
        self.position_of(self.playhead)
    }

    /// Whether a line has not happened yet at the playhead: an event by contract order, any other line by
    /// its place in the file.
    pub fn is_future(&self, line: u32) -> bool {
        !self.session.holds(line, self.playhead)
    }

    /// How many rows of the log, in the order of the file, are written up to the playhead.
    pub fn rows_at_playhead(&self) -> usize {
        match self.playhead {
            Cursor::Start => 0,
            Cursor::Live => self.session.row_count(),
            Cursor::After(entry) => self.session.row_of_line(self.session.timeline().entry(entry).line) + 1,
        }
    }

    /// How many lines met each fate up to a position.
    pub fn ledger_at(&self, position: usize) -> Ledger {
        let order = self.session.timeline().order();
        let cursor = match position.checked_sub(1) {
            None => Cursor::Start,
            Some(last) => order.get(last).map_or(Cursor::Live, |entry| Cursor::After(*entry)),
        };
        self.session.ledger_at(cursor)
    }

    /// How many lines met each fate up to the playhead.
    pub fn ledger(&self) -> Ledger {
        match self.playhead {
            Cursor::Live => self.session.ledger(),
            cursor => self.session.ledger_at(cursor),
        }
    }

    /// Lays the timeline out over `width` columns, unless that has been done for these events.
    pub fn keep_strip(&mut self, width: usize) {
        let stamp = (width, self.session.line_count());
        if self.strip.as_ref().is_none_or(|(known, _)| *known != stamp) {
            self.activity.count(self.session.timeline());
            let earlier = self.strip.take().map(|(_, strip)| strip).unwrap_or_default();
            self.strip = Some((stamp, self.activity.strip(width, earlier)));
        }
    }

    /// The timeline in `width` columns, if it is laid out so.
    pub fn strip(&self, width: usize) -> Option<&Strip> {
        self.strip.as_ref().filter(|((known, _), _)| *known == width).map(|(_, strip)| strip)
    }

    /// How many events hold at a cursor.
    pub fn position_of(&self, cursor: Cursor) -> usize {
        let timeline = self.session.timeline();
        match cursor {
            Cursor::Start => 0,
            Cursor::After(entry) => timeline.position(entry) + 1,
            Cursor::Live => timeline.order().len(),
        }
    }

    /// Puts the playhead after so many events; the end is live.
    pub fn seek(&mut self, position: usize) {
        let order = self.session.timeline().order();
        self.playhead = match position {
            0 if !order.is_empty() => Cursor::Start,
            position if position >= order.len() => Cursor::Live,
            position => Cursor::After(order[position - 1]),
        };
        self.refresh();
    }

    /// Where the next (or previous) snapshot, drift, missing record or rejected line is, as a position.
    pub fn milestone(&self, forward: bool) -> Option<usize> {
        let timeline = self.session.timeline();
        let history = timeline.history(self.mission()?);
        let here = self.position();
        let lists = [history.missing(), history.snapshots(), history.drifts()];
        let near = |list: &[EntryId]| {
            let held = timeline.upto(list, self.playhead).len();
            let at = |entry: Option<&EntryId>| entry.map(|entry| timeline.position(*entry) + 1);
            if forward {
                return at(list.get(held));
            }
            let before = &list[..held];
            at(before.last()).filter(|position| *position < here).or_else(|| at(before.iter().nth_back(1)))
        };
        let found = lists.into_iter().filter_map(near).chain(self.near_rejected(forward));
        if forward { found.min() } else { found.max() }
    }

    /// The position at the nearest rejected line.
    fn near_rejected(&self, forward: bool) -> Option<usize> {
        let here = self.position();
        let dropped = |problem: &&crate::session::Problem| problem.effect == Effect::Dropped;
        let mut positions = self.session.problems().iter().filter(dropped).filter_map(|problem| {
            let counted = (0..problem.line).rev().find_map(|line| match self.session.kind(line)? {
                LineKind::Event(entry) => Some(entry),
                _ => None,
            });
            Some(self.session.timeline().position(counted?) + 1)
        });
        if forward {
            return positions.find(|position| *position > here);
        }
        positions.take_while(|position| *position < here).last()
    }

    /// Starts playing, plays faster, or stops after the fastest.
    pub fn play(&mut self, now: i64) {
        self.playing = match self.playing {
            None => {
                if self.is_live() {
                    self.seek(0);
                }
                Some(Play { speed: 1, due: now })
            }
            Some(Play { speed, .. }) if speed >= FASTEST => None,
            Some(Play { speed, due }) => Some(Play { speed: speed * 2, due }),
        };
    }

    /// Steps to what is due by now; true when something was.
    pub fn play_on(&mut self, now: i64) -> bool {
        let Some(mut play) = self.playing else { return false };
        if play.due > now {
            return false;
        }
        let timeline = self.session.timeline();
        let order = timeline.order();
        let mut position = self.position();
        while play.due <= now && position < order.len() {
            let at = |nth: usize| order.get(nth).map(|entry| timeline.entry(*entry).micros());
            let wait = at(position + 1).zip(at(position)).map_or(0, |(next, this)| next - this);
            play.due += wait.clamp(0, LONGEST_WAIT) / i64::from(play.speed);
            position += 1;
        }
        self.playing = (position < order.len()).then_some(play);
        self.seek(position);
        true
    }

    /// What changed between A and the playhead, whichever comes first.
    pub fn changes_since_mark(&self) -> Option<Changes> {
        let mark = self.mark?;
        let mission = self.mission()?;
        let (mut from, mut to) = (mark, self.playhead);
        if self.position_of(from) > self.position_of(to) {
            (from, to) = (to, from);
        }
        Some(changes(self.session.timeline(), mission, from, to, &self.session))
    }
}
