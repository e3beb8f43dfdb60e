//! What the loop waits for, and in which order it is heard.

use std::time::Duration;

use crossbeam_channel::{Receiver, Select, never};

use super::Loop;
use crate::session::Batch;
use crate::source::FeedMessage;
use crate::tui::disk::News;
use crate::tui::input::Input;
use crate::tui::model::LogId;
use crate::tui::signals::Signal;

/// How many keys are obeyed before lines get their turn.
const MOST_KEYS: u8 = 16;
/// What woke the loop.
pub(super) enum Woken {
    Input(Input),
    InputGone,
    Feed(LogId, Box<FeedMessage<Box<Batch>>>),
    FeedGone(LogId),
    Disk(LogId, News),
    DiskGone,
    Signal(Signal),
    Time,
}

impl Loop {
    /// Waits for whatever comes first, at most so long.
    pub(super) fn wait(
        &mut self,
        input: &Receiver<Input>,
        signals: &Receiver<Signal>,
        wait: Duration,
    ) -> Woken {
        // First what ends the program, then keys: a flood of lines must not keep a person waiting. Nor must a flood
        // of keys keep lines from being read.
        if let Ok(signal) = signals.try_recv() {
            return Woken::Signal(signal);
        }
        self.keys_in_a_row = (self.keys_in_a_row + 1) % MOST_KEYS;
        if self.keys_in_a_row > 0
            && let Ok(input) = input.try_recv()
        {
            return Woken::Input(input);
        }
        let mut select = Select::new();
        select.recv(input);
        select.recv(signals);
        let never = never();
        let (checked, disk) = match &self.disk {
            Some((id, worker)) => (*id, worker.news()),
            None => (LogId::default(), &never),
        };
        select.recv(disk);
        let running: Vec<_> = self.feeds.running().collect();
        for (_, feed) in &running {
            select.recv(feed.messages());
        }
        let Ok(ready) = select.select_timeout(wait) else { return Woken::Time };
        match ready.index() {
            0 => ready.recv(input).map_or(Woken::InputGone, Woken::Input),
            1 => ready.recv(signals).map_or(Woken::Time, Woken::Signal),
            2 => ready.recv(disk).map_or(Woken::DiskGone, |news| Woken::Disk(checked, news)),
            nth => {
                let (id, feed) = running[nth - 3];
                match ready.recv(feed.messages()) {
                    Ok(message) => Woken::Feed(id, Box::new(message)),
                    Err(_) => Woken::FeedGone(id),
                }
            }
        }
    }
}
