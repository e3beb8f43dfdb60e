//! When there is a frame, and when there is work.

use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::{Loop, RunError};
use crate::tui::input::Input;
use crate::tui::model::{Log, Reading};
use crate::tui::update::work;

/// Frames are at least this far apart, unless a key asks for one.
pub(super) const FRAME: Duration = Duration::from_millis(8);
/// While a log is loaded, or lines keep coming, they are this far apart.
pub(super) const BUSY_FRAME: Duration = Duration::from_millis(33);
/// Lines that came so recently are followed by more.
const POURING: Duration = Duration::from_millis(100);
/// Work is gone on with for so long before anything but keys and lines is looked at.
const WORK: Duration = FRAME;
/// A key that came so recently is followed by another.
const TYPING: Duration = Duration::from_millis(50);
/// While they do, work is rested from for so many times as long as it took.
const REST: u32 = 200;
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// How often a program in the background looks whether the terminal is its own again.
const BACKGROUND_TICK: Duration = Duration::from_millis(100);

impl Loop {
    /// Has a frame drawn at least so long after the last one, or earlier where that is due already.
    pub(super) fn draw_after(&mut self, gap: Duration) {
        let due = self.drawn + gap;
        self.due = Some(self.due.map_or(due, |earlier| earlier.min(due)));
    }

    /// Works out a part of what takes longer than a frame may, and shows it; not while somebody types, as a key must
    /// not come in the middle of it. While lines pour in that is a small part of the time: what is worked out is soon
    /// out of date.
    pub(super) fn work(&mut self, input: &Receiver<Input>) -> Result<(), RunError> {
        let began = Instant::now();
        let news = self.model.logs.iter().map(|log| self.model.now - log.last_news).min();
        let is_pouring = news.is_some_and(|since| (0..POURING.as_micros() as i64).contains(&since));
        if began < self.pressed + TYPING {
            self.draw_after(TYPING);
        } else if is_pouring && began < self.rested {
            self.draw_after(POURING);
        } else {
            let mut is_news = work(&mut self.model);
            let may_go_on =
                || !is_pouring && input.is_empty() && self.feeds.is_quiet() && began.elapsed() < WORK;
            while self.model.is_checking() && may_go_on() {
                is_news |= work(&mut self.model);
            }
            self.rested = Instant::now() + began.elapsed() * REST;
            if is_news {
                self.frame()?;
            }
        }
        Ok(())
    }

    /// How far apart frames are that no key asked for: batches come faster than a person reads, and more is taken in
    /// before the next one.
    pub(super) fn pace(&self) -> Duration {
        let is_loading = self.model.logs.iter().any(|log| log.reading == Reading::Loading);
        if is_loading || !self.feeds.is_quiet() { BUSY_FRAME } else { FRAME }
    }

    /// How often the clock matters: more while a log is being played, or read for what is to be checked.
    pub(super) fn tick(&self) -> Duration {
        let busy = |log: &Log| log.playing.is_some() || log.is_reading_records();
        if self.away {
            return BACKGROUND_TICK;
        }
        if self.model.logs.iter().any(busy) { BUSY_FRAME } else { TICK }
    }
}
