//! Follows a file by name for as long as someone listens.

mod look;

use std::io;
use std::mem;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::audit::Audit;
use super::error::SourceError;
use super::files::Files;
use super::fingerprint::{Consumed, Stamp};
use super::follow::{Decision, RestartReason, Seen, decide};
use super::followed::FollowedLines;
use super::load::worth_sharing;
use super::message::{FeedMessage, FollowStatus};
use super::outlet::{Interrupt, Outlet};
use super::pace::Pace;
use super::watch::Watch;
use crate::contracts::record::{Gather, LineStore};

/// How far apart looks are, at least, while they are hinted at and find nothing: hints may come faster than anyone
/// should look.
const APART: Duration = Duration::from_millis(1);

/// A file being followed.
pub(super) struct Live<G: Gather, F: Files> {
    files: F,
    path: PathBuf,
    /// The file as it was opened. While it is held its number is not given to another.
    held: Arc<F::Held>,
    lines: Arc<FollowedLines<F>>,
    /// What was read of it; made anew by `fresh`.
    consumed: Consumed,
    fresh: fn(Stamp) -> Consumed,
    audit: Audit,
    watch: Watch,
    pace: Pace,
    status: Option<FollowStatus>,
    /// Whether all that was there when reading began has been handed on.
    caught_up: bool,
    /// Whether reading stopped before the end it was to reach.
    behind: bool,
    /// What was handed on is void, and it has not been possible yet to start again.
    owed: Option<RestartReason>,
    /// How many threads read a large file at first.
    threads: usize,
    outlet: Outlet<G>,
    block: Vec<u8>,
}

impl<G: Gather, F: Files> Live<G, F> {
    /// Prepares to follow `held`, which was opened as `path` and had this stamp, in blocks of `block` bytes.
    ///
    /// `watch` is set by now: what is appended before the first byte is read is then at least hinted at.
    pub(super) fn new(
        files: F,
        path: PathBuf,
        (held, stamp): (Arc<F::Held>, Stamp),
        (watch, pace): (Watch, Pace),
        block: usize,
        outlet: Outlet<G>,
    ) -> Self {
        let lines = Arc::new(FollowedLines::new(files.clone(), Arc::clone(&held)));
        let audit = Audit::new(stamp.changed, files.now());
        Self {
            files,
            path,
            held,
            lines,
            consumed: Consumed::nothing(stamp),
            fresh: Consumed::nothing,
            audit,
            watch,
            pace,
            status: None,
            caught_up: false,
            behind: true,
            owed: None,
            threads: 1,
            outlet,
            block: vec![0; block.max(1)],
        }
    }

    /// Remembers what was read in another way than usual: a test has files too small for it.
    #[cfg(test)]
    pub(super) fn remembering(mut self, fresh: fn(Stamp) -> Consumed) -> Self {
        self.consumed = fresh(self.consumed.stamp);
        self.fresh = fresh;
        self
    }

    /// Lets so many threads read a large file at first.
    pub(super) fn shared_by(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Follows until nobody listens any more.
    pub(super) fn run(mut self) -> Result<(), Interrupt> {
        self.begin()?;
        let mut is_hinted = false;
        loop {
            let looked = Instant::now();
            let news = self.look()?;
            let in_vain = is_hinted && !news;
            let wait = self.pace.after(news, self.audit.is_urgent());
            is_hinted = self.wait(wait)?;
            if is_hinted && in_vain {
                self.outlet.wire.rest(APART.saturating_sub(looked.elapsed()))?;
            }
        }
    }

    /// Reads what is there.
    pub(super) fn begin(&mut self) -> Result<(), Interrupt> {
        let size = Some(self.consumed.stamp.size);
        self.outlet.wire.send(FeedMessage::Started { store: self.store(), size })?;
        self.tell_following()?;
        // Somebody may have looked at it since it was opened, and is told what became of that.
        let opened = self.consumed.stamp;
        if self.files.stamp(&self.held).is_ok_and(|now| now.size < opened.size) {
            return self.restart(RestartReason::Truncated).map(drop);
        }
        self.load()
    }

    /// Waits for a hint, at most `wait`. Tells whether it waited for less.
    pub(super) fn wait(&mut self, wait: Duration) -> Result<bool, Interrupt> {
        let began = Instant::now();
        if !self.outlet.wire.await_hint(self.watch.hints(), wait)? {
            self.watch.give_up();
        }
        Ok(began.elapsed() < wait)
    }

    /// Looks at the file by name and does what follows from it. Tells whether there was news.
    pub(super) fn look(&mut self) -> Result<bool, Interrupt> {
        let named = self.files.look_up(&self.path).ok();
        if self.is_surely_unchanged(named) {
            self.tell_following()?;
            return Ok(false);
        }
        let (seen, file) = self.examine(named);
        let decision = match (self.owed, &seen) {
            (Some(reason), Seen::File { .. }) => Decision::Restart(reason),
            _ => decide(&self.consumed, &seen),
        };
        if let (Decision::Unchanged | Decision::Appended | Decision::Touched, Seen::File { stamp, .. }) =
            (decision, &seen)
        {
            self.remember(*stamp, decision == Decision::Touched);
        }
        match decision {
            Decision::Unavailable(why) => {
                // It may have been renamed and is still written to.
                let news = self.drain()?;
                self.tell(why.into())?;
                Ok(news)
            }
            Decision::Unchanged | Decision::Touched if !self.behind => {
                self.tell_following()?;
                self.go_over()
            }
            // A reading that stopped short is at its end where the file became as short.
            Decision::Unchanged | Decision::Touched | Decision::Appended => {
                if let (Some(FollowStatus::Unreadable), Some(file)) = (self.status, file) {
                    // What failed may be the old descriptor, as when a server has come back.
                    self.held = Arc::new(file);
                }
                let news = self.read_on()?;
                // Whoever shows what has come may wait for this processor; a look at no news is soon to follow.
                if news && !self.audit.is_overdue(self.files.now()) {
                    return Ok(true);
                }
                Ok(self.go_over()? || news)
            }
            Decision::Restart(reason) => {
                if reason == RestartReason::Replaced && self.owed.is_none() {
                    self.drain()?;
                    // The directory may have been replaced along with the file.
                    self.watch.renew();
                }
                self.held = file.map_or_else(|| Arc::clone(&self.held), Arc::new);
                self.restart(reason)
            }
        }
    }

    fn remember(&mut self, stamp: Stamp, edited: bool) {
        if stamp != self.consumed.stamp {
            self.audit.change(stamp.changed, self.files.now(), edited);
            self.consumed.stamp = stamp;
        }
        self.outlet.total = Some(stamp.size);
    }

    /// Reads what was appended. Tells whether that went well.
    fn read_on(&mut self) -> Result<bool, Interrupt> {
        self.behind = true;
        match self.read_to_size() {
            Ok(true) => {
                self.behind = false;
                self.outlet.report()?;
                if !mem::replace(&mut self.caught_up, true) {
                    self.outlet.wire.send(FeedMessage::CaughtUp)?;
                }
                self.tell_following()?;
                Ok(true)
            }
            Ok(false) => self.outlet.tell_rest().map(|()| true),
            Err(Interrupt::WentOn) => self.restart(RestartReason::Rewritten),
            Err(Interrupt::Failed(_)) => {
                self.outlet.tell_rest()?;
                self.tell(FollowStatus::Unreadable)?;
                Ok(false)
            }
            Err(Interrupt::Stopped) => Err(Interrupt::Stopped),
        }
    }

    /// Reads the held file to its end, whatever has its name: it may have been renamed and written since, and
    /// what was written last belongs to what was seen before.
    fn drain(&mut self) -> Result<bool, Interrupt> {
        let old = Arc::clone(&self.held);
        let Ok(seen) = self.compare(&old) else { return Ok(false) };
        let Seen::File { stamp, .. } = seen else { return Ok(false) };
        if decide(&self.consumed, &seen) != Decision::Appended {
            return Ok(false);
        }
        self.remember(stamp, false);
        match self.read_to_size() {
            Err(Interrupt::Stopped) => Err(Interrupt::Stopped),
            Ok(true) => self.outlet.report().map(|()| true),
            Ok(false) => {
                self.behind = true;
                self.outlet.tell_rest().map(|()| true)
            }
            Err(Interrupt::WentOn) => self.restart(RestartReason::Rewritten),
            Err(Interrupt::Failed(_)) => self.outlet.tell_rest().map(|()| false),
        }
    }

    fn restart(&mut self, reason: RestartReason) -> Result<bool, Interrupt> {
        self.owed = Some(reason);
        self.caught_up = false;
        let Ok(stamp) = self.files.stamp(&self.held) else {
            self.tell(FollowStatus::Unreadable)?;
            return Ok(false);
        };
        if reason != RestartReason::Replaced {
            self.lines.void();
        }
        self.lines = Arc::new(FollowedLines::new(self.files.clone(), Arc::clone(&self.held)));
        self.consumed = (self.fresh)(stamp);
        self.audit = Audit::new(stamp.changed, self.files.now());
        self.owed = None;
        self.outlet.restart();
        let size = Some(stamp.size);
        self.outlet.wire.send(FeedMessage::Restarted { reason, store: self.store(), size })?;
        self.load()?;
        Ok(true)
    }

    fn load(&mut self) -> Result<(), Interrupt> {
        let size = self.consumed.stamp.size;
        self.outlet.total = Some(size);
        if worth_sharing(self.threads, size) && !self.share(size)? {
            // It has become shorter meanwhile, or cannot be read: one thread finds out in order.
            let shorter = self.files.stamp(&self.held).is_ok_and(|now| now.size < size);
            let reason = if shorter { RestartReason::Truncated } else { RestartReason::Interrupted };
            let threads = mem::replace(&mut self.threads, 1);
            let restarted = self.restart(reason);
            self.threads = threads;
            return restarted.map(drop);
        }
        self.read_on().map(drop)
    }

    /// Reads the first `size` bytes by several threads. Tells whether they were all there.
    fn share(&mut self, size: u64) -> Result<bool, Interrupt> {
        let chunks = Some(&self.consumed.chunks);
        let Some(reached) = self.outlet.load((&self.files, &*self.held), size, self.threads, chunks)? else {
            return Ok(false);
        };
        if reached.offset < size {
            return Ok(false);
        }
        self.consumed.jump(reached);
        self.lines.keep_first(&self.consumed.chunks);
        Ok(true)
    }

    /// Reads to the size at the last look and not beyond: what lies there has not been looked at. Tells whether
    /// it got there.
    fn read_to_size(&mut self) -> Result<bool, Interrupt> {
        while self.consumed.offset < self.consumed.stamp.size {
            self.outlet.wire.check()?;
            let offset = self.consumed.offset;
            let rest = usize::try_from(self.consumed.stamp.size - offset).unwrap_or(usize::MAX);
            let wanted = rest.min(self.block.len());
            let read = self
                .files
                .read_at(&self.held, &mut self.block[..wanted], offset)
                .map_err(|cause| SourceError::reading(&self.path, offset, cause))?;
            if read == 0 {
                // It became shorter just now; the next look will see that.
                return Ok(false);
            }
            let bytes = &self.block[..read];
            self.consumed.advance(bytes);
            self.lines.keep(offset, bytes);
            self.outlet.push(bytes)?;
        }
        Ok(true)
    }

    /// Goes over some of what was read, if that is due, and starts again if it has changed. Tells whether it did.
    fn go_over(&mut self) -> Result<bool, Interrupt> {
        let count = self.consumed.chunks.count();
        for _ in 0..self.audit.due(count, self.files.now()) {
            match self.is_as_read(self.audit.next(count)) {
                Ok(true) => self.audit.passed(),
                Ok(false) => return self.restart(RestartReason::Rewritten),
                // Cut off or unreadable just now: the next look says which.
                Err(_) => break,
            }
            // What was appended meanwhile comes first; the rest is gone over after it.
            if !self.watch.hints().is_empty() {
                break;
            }
        }
        Ok(false)
    }

    fn is_as_read(&mut self, chunk: usize) -> io::Result<bool> {
        let (offset, len) = self.consumed.chunks.place(chunk);
        if self.block.len() < len {
            self.block.resize(len, 0);
        }
        let bytes = &mut self.block[..len];
        let read = self.files.read_up_to(&self.held, bytes, offset)?;
        if read < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(self.consumed.chunks.holds(chunk, bytes))
    }

    fn tell_following(&mut self) -> Result<(), Interrupt> {
        if self.status.is_some_and(FollowStatus::is_away) {
            self.watch.renew();
        }
        self.tell(if self.watch.is_alive() { FollowStatus::Following } else { FollowStatus::Polling })
    }

    fn tell(&mut self, status: FollowStatus) -> Result<(), Interrupt> {
        if self.status == Some(status) {
            return Ok(());
        }
        self.status = Some(status);
        self.outlet.wire.send(FeedMessage::Status(status))
    }

    fn store(&self) -> Arc<dyn LineStore> {
        Arc::clone(&self.lines) as Arc<dyn LineStore>
    }
}
