//! Where the reading thread hands its records on: batched, bounded, and never past a stop.

use std::convert::Infallible;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, select};

use super::chunks::Chunks;
use super::error::SourceError;
use super::files::Files;
use super::intake::{Intake, PUSH_BYTES};
use super::lines::LineWentOn;
use super::load::{Reached, give_way, load};
use super::message::{FeedMessage, PendingLine};
use crate::contracts::record::{Gather, Span};

/// A batch is handed on once it has so many lines.
const BATCH_LINES: usize = 4096;
/// How many bytes are read before a batch is handed on, full or not.
const BATCH_BYTES: u64 = 1024 * 1024;

/// Why reading does not go on.
pub(super) enum Interrupt {
    /// Nobody listens any more.
    Stopped,
    /// A line that was handed on as whole went on.
    WentOn,
    /// The source failed.
    Failed(SourceError),
}

impl From<LineWentOn> for Interrupt {
    fn from(_: LineWentOn) -> Self {
        Self::WentOn
    }
}

impl From<SourceError> for Interrupt {
    fn from(error: SourceError) -> Self {
        Self::Failed(error)
    }
}

/// The sending end of a feed.
pub(super) struct Wire<T> {
    pub(super) messages: Sender<FeedMessage<T>>,
    /// Nothing is ever sent here; it disconnects when the feed is dropped.
    pub(super) stop: Receiver<Infallible>,
}

impl<T> Wire<T> {
    /// Sends as soon as there is room.
    pub(super) fn send(&self, message: FeedMessage<T>) -> Result<(), Interrupt> {
        select! {
            send(self.messages, message) -> sent => sent.map_err(|_| Interrupt::Stopped),
            recv(self.stop) -> _ => Err(Interrupt::Stopped),
        }
    }

    /// Whether to go on.
    pub(super) fn check(&self) -> Result<(), Interrupt> {
        match self.stop.try_recv() {
            Err(TryRecvError::Empty) => Ok(()),
            Ok(_) | Err(TryRecvError::Disconnected) => Err(Interrupt::Stopped),
        }
    }

    /// Waits for `time`.
    pub(super) fn rest(&self, time: Duration) -> Result<(), Interrupt> {
        match self.stop.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Err(Interrupt::Stopped),
        }
    }

    /// Waits for a hint, at most `time`. Says whether hints may still come.
    pub(super) fn await_hint(&self, hints: &Receiver<()>, time: Duration) -> Result<bool, Interrupt> {
        select! {
            recv(self.stop) -> _ => Err(Interrupt::Stopped),
            recv(hints) -> hint => Ok(hint.is_ok()),
            default(time) => Ok(true),
        }
    }
}

/// Turns pushed bytes into messages.
pub(super) struct Outlet<G: Gather> {
    pub(super) wire: Wire<G::Batch>,
    /// Length of the source, where it is known.
    pub(super) total: Option<u64>,
    intake: Intake<G>,
    /// Bytes read at the last batch.
    told: u64,
    pending: Option<Span>,
}

impl<G: Gather> Outlet<G> {
    pub(super) fn new(wire: Wire<G::Batch>, intake: Intake<G>) -> Self {
        Self { wire, total: None, intake, told: 0, pending: None }
    }

    /// Takes the first `size` bytes of a file by several threads, and tells where that ended.
    pub(super) fn load<F: Files>(
        &mut self,
        file: (&F, &F::Held),
        size: u64,
        threads: usize,
        chunks: Option<&Chunks>,
    ) -> Result<Option<Reached>, Interrupt> {
        let (wire, total) = (&self.wire, self.total);
        let reached =
            load(file, size, (threads, give_way), (self.intake.gatherer(), chunks), |batch, read| {
                wire.send(FeedMessage::Batch { batch, read, total })
            })?;
        Ok(reached.map(|(cutter, reached)| {
            self.intake.go_on(cutter);
            self.told = reached.offset;
            reached
        }))
    }

    /// Takes the next bytes, and hands on the records once they are many.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Interrupt> {
        for part in bytes.chunks(PUSH_BYTES) {
            self.intake.push(part)?;
            let read = self.intake.position() - self.told;
            if read >= BATCH_BYTES || self.intake.lines() >= BATCH_LINES {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Hands on what there is, since the source has ended for now. An unfinished line goes with the
    /// records if it is whole already, and is pending otherwise.
    pub(super) fn report(&mut self) -> Result<(), Interrupt> {
        self.intake.settle();
        self.tell_rest()
    }

    /// Hands on what there is, since the source has gone quiet in the middle.
    pub(super) fn tell_rest(&mut self) -> Result<(), Interrupt> {
        self.flush()?;
        let span = self.intake.pending().map(|(span, _)| span);
        if span != self.pending {
            self.pending = span;
            self.wire.send(FeedMessage::Pending(PendingLine::of(&self.intake)))?;
        }
        Ok(())
    }

    /// Starts again with the source. A [`FeedMessage::Restarted`] clears the pending line as well.
    pub(super) fn restart(&mut self) {
        self.intake.restart();
        self.told = 0;
        self.pending = None;
    }

    fn flush(&mut self) -> Result<(), Interrupt> {
        let read = self.intake.position();
        let batch = self.intake.take();
        if batch.is_some() || read > self.told {
            self.wire.send(FeedMessage::Batch { batch, read, total: self.total })?;
        }
        self.told = read;
        Ok(())
    }
}
