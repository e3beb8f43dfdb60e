//! Follows a file by name for as long as someone listens.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::disk;
use super::error::SourceError;
use super::feed::FeedOptions;
use super::fingerprint::{Consumed, Stamp};
use super::follow::{Decision, RestartReason, Seen, decide};
use super::load::worth_sharing;
use super::message::{FeedMessage, FollowStatus};
use super::outlet::{Interrupt, Outlet};
use super::store::FileStore;
use super::watch::Watch;
use crate::contracts::record::{Gather, LineStore};

/// How soon a file that just changed is looked at again without a hint.
const SHORTEST_WAIT: Duration = Duration::from_millis(50);
/// How long a quiet file is left alone without a hint.
const LONGEST_WAIT: Duration = Duration::from_millis(250);
/// How soon a doubtful file is looked at again.
const DOUBTFUL_WAIT: Duration = Duration::from_millis(5);
/// How long an append may take from setting the times of a file to setting its length.
const DOUBT_LASTS: Duration = Duration::from_millis(25);
/// Two changes closer together than this may leave the same times on a file.
const CLOCK_GRAIN: Duration = Duration::from_millis(40);

/// A file being followed.
pub(super) struct Live<G: Gather> {
    path: PathBuf,
    /// The file as it was opened. While it is held its number is not given to another.
    held: Arc<File>,
    consumed: Consumed,
    /// Whether the stamp is old enough that an equal one means an unchanged file.
    stamp_is_sure: bool,
    /// Since when the file has had other times and the same length.
    doubtful_since: Option<Instant>,
    watch: Watch,
    /// The interval asked for, if any.
    poll: Option<Duration>,
    status: Option<FollowStatus>,
    outlet: Outlet<G>,
    block: Vec<u8>,
    /// How many threads read the file at first.
    threads: usize,
}

impl<G: Gather> Live<G> {
    /// Prepares to follow `held`, which was opened as `path`.
    pub(super) fn new(
        path: PathBuf,
        held: Arc<File>,
        options: &FeedOptions,
        outlet: Outlet<G>,
    ) -> Result<Self, SourceError> {
        // Watched before the first byte is read: what is appended in between is then at least hinted at.
        let poll = options.poll;
        let watch = if poll.is_some() { Watch::none() } else { Watch::new(&path) };
        let stamp = disk::stamp_of_file(&held).map_err(|cause| SourceError::reading(&path, 0, cause))?;
        let consumed = Consumed::nothing(stamp);
        let block = vec![0; options.block.max(1)];
        Ok(Self {
            path,
            held,
            consumed,
            stamp_is_sure: false,
            doubtful_since: None,
            watch,
            poll,
            status: None,
            threads: options.threads,
            outlet,
            block,
        })
    }

    /// Follows until nobody listens any more.
    pub(super) fn run(mut self) -> Result<(), Interrupt> {
        let size = Some(self.consumed.stamp.size);
        self.outlet.wire.send(FeedMessage::Started { store: self.store(), size })?;
        self.tell_following()?;
        self.load()?;
        let mut wait = SHORTEST_WAIT;
        loop {
            let changed = self.look()?;
            wait = if changed { SHORTEST_WAIT } else { (wait * 2).min(LONGEST_WAIT) };
            let wait = match (self.doubtful_since, self.poll) {
                (Some(_), _) => DOUBTFUL_WAIT,
                (None, Some(poll)) => poll,
                (None, None) => wait,
            };
            if !self.outlet.wire.await_hint(self.watch.hints(), wait)? {
                self.watch.give_up();
            }
        }
    }

    /// Looks at the file by name and does what follows from it. Tells whether it has changed.
    fn look(&mut self) -> Result<bool, Interrupt> {
        if self.is_surely_unchanged() {
            self.doubtful_since = None;
            self.tell_following()?;
            return Ok(false);
        }
        let (seen, file) = self.examine();
        let decision = decide(&self.consumed, &seen);
        let doubtful_since = self.doubtful_since.take();
        if let (Decision::Unchanged | Decision::Appended, Seen::File { stamp, .. }) = (decision, &seen) {
            self.remember(*stamp);
        }
        match decision {
            Decision::Unavailable(why) => {
                self.tell(why.into())?;
                return Ok(false);
            }
            Decision::Unchanged => {
                self.tell_following()?;
                return Ok(false);
            }
            Decision::Appended => self.read_on()?,
            Decision::Touched => {
                let since = doubtful_since.unwrap_or_else(Instant::now);
                if since.elapsed() >= DOUBT_LASTS {
                    self.restart(RestartReason::Rewritten)?;
                } else {
                    self.doubtful_since = Some(since);
                }
            }
            Decision::Restart(reason) => {
                if reason == RestartReason::Replaced {
                    self.finish_old()?;
                    self.held = file.map_or_else(|| Arc::clone(&self.held), Arc::new);
                    // The directory may have been replaced along with the file.
                    self.watch.renew();
                }
                self.restart(reason)?;
            }
        }
        Ok(true)
    }

    /// The common case, for one call to the system.
    fn is_surely_unchanged(&self) -> bool {
        self.stamp_is_sure
            && self.consumed.offset == self.consumed.stamp.size
            && disk::stamp_of_path(&self.path).is_ok_and(|stamp| stamp == self.consumed.stamp)
    }

    fn examine(&self) -> (Seen, Option<File>) {
        match open_regular(&self.path) {
            Ok(Some(file)) => match self.compare(&file) {
                Ok(seen) => (seen, Some(file)),
                Err(_) => (Seen::Unreadable, None),
            },
            Ok(None) => (Seen::NotRegular, None),
            Err(cause) => match cause.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => (Seen::Missing, None),
                _ => (Seen::Unreadable, None),
            },
        }
    }

    fn compare(&self, file: &File) -> io::Result<Seen> {
        let consumed = &self.consumed;
        let stamp = disk::stamp_of_file(file)?;
        let head = disk::read_up_to(file, 0, consumed.head.len())?;
        let tail = disk::read_up_to(file, consumed.tail_offset(), consumed.tail.len())?;
        Ok(Seen::File { stamp, head, tail })
    }

    fn remember(&mut self, stamp: Stamp) {
        let now =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos().cast_signed());
        self.stamp_is_sure = stamp.changed + CLOCK_GRAIN.as_nanos().cast_signed() < now;
        self.consumed.stamp = stamp;
        self.outlet.total = Some(stamp.size);
    }

    /// Reads what was appended.
    fn read_on(&mut self) -> Result<(), Interrupt> {
        match self.read_to_size() {
            Ok(()) => {
                self.outlet.report()?;
                self.tell_following()
            }
            Err(Interrupt::WentOn) => self.restart(RestartReason::Rewritten),
            Err(Interrupt::Failed(_)) => {
                self.outlet.report()?;
                self.tell(FollowStatus::Unreadable)
            }
            Err(Interrupt::Stopped) => Err(Interrupt::Stopped),
        }
    }

    /// Reads the file that had the name before to its end: it was renamed, and may have been written since.
    fn finish_old(&mut self) -> Result<(), Interrupt> {
        let old = Arc::clone(&self.held);
        let Ok(seen) = self.compare(&old) else {
            return Ok(());
        };
        let Seen::File { stamp, .. } = seen else {
            return Ok(());
        };
        if decide(&self.consumed, &seen) != Decision::Appended {
            return Ok(());
        }
        self.remember(stamp);
        match self.read_to_size() {
            Err(Interrupt::Stopped) => Err(Interrupt::Stopped),
            // The records go with the restart that follows, so a fault here changes nothing.
            Ok(()) | Err(Interrupt::WentOn | Interrupt::Failed(_)) => self.outlet.report(),
        }
    }

    fn restart(&mut self, reason: RestartReason) -> Result<(), Interrupt> {
        let Ok(stamp) = disk::stamp_of_file(&self.held) else {
            return self.tell(FollowStatus::Unreadable);
        };
        self.consumed = Consumed::nothing(stamp);
        self.outlet.restart();
        let size = Some(stamp.size);
        self.outlet.wire.send(FeedMessage::Restarted { reason, store: self.store(), size })?;
        self.load()
    }

    fn load(&mut self) -> Result<(), Interrupt> {
        self.remember(self.consumed.stamp);
        let size = self.consumed.stamp.size;
        if worth_sharing(self.threads, size)
            && let Some((head, tail, offset)) = self.outlet.load(&self.held, size, self.threads)?
        {
            self.consumed = Consumed { head, tail, offset, ..self.consumed };
        }
        self.read_on()?;
        self.outlet.wire.send(FeedMessage::CaughtUp)
    }

    /// Reads to the size at the last look and not beyond: what lies there has not been looked at.
    fn read_to_size(&mut self) -> Result<(), Interrupt> {
        while self.consumed.offset < self.consumed.stamp.size {
            self.outlet.wire.check()?;
            let offset = self.consumed.offset;
            let rest = usize::try_from(self.consumed.stamp.size - offset).unwrap_or(usize::MAX);
            let wanted = rest.min(self.block.len());
            let read = disk::read_at(&self.held, &mut self.block[..wanted], offset)
                .map_err(|cause| SourceError::reading(&self.path, offset, cause))?;
            if read == 0 {
                // It became shorter just now; the next look will see that.
                break;
            }
            self.consumed.advance(&self.block[..read]);
            self.outlet.push(&self.block[..read])?;
        }
        Ok(())
    }

    fn tell_following(&mut self) -> Result<(), Interrupt> {
        let was_away = matches!(
            self.status,
            Some(FollowStatus::Missing | FollowStatus::NotRegular | FollowStatus::Unreadable)
        );
        if was_away {
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
        Arc::new(FileStore(Arc::clone(&self.held)))
    }
}

/// Opens a regular file; nothing if the name belongs to something else.
fn open_regular(path: &Path) -> io::Result<Option<File>> {
    // By name first, since opening a device can act on it; by descriptor then, since names change.
    if disk::irregular(&fs::metadata(path)?).is_some() {
        return Ok(None);
    }
    let file = disk::open(path)?;
    let irregular = disk::irregular(&file.metadata()?).is_some();
    Ok((!irregular).then_some(file))
}
