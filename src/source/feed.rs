//! Reads a source on a thread of its own and hands on what it finds.

use std::any::Any;
use std::convert::Infallible;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use memchr::memchr_iter;

use super::Complete;
use super::error::{Operation, SourceError};
use super::files::System;
use super::intake::Intake;
use super::live::Live;
use super::message::{FeedMessage, FollowStatus};
use super::once::Once;
use super::open::{Input, Opened};
use super::outlet::{Interrupt, Outlet, Wire};
use super::pace::Pace;
use super::store::MemoryStore;
use super::watch::Watch;
use crate::contracts::record::Gather;

/// How many messages may wait; reading waits with them.
const WAITING_MESSAGES: usize = 8;
/// How long dropping a feed waits for its thread, which may be held by a file system.
const PATIENCE: Duration = Duration::from_millis(500);

/// How a source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedOptions {
    /// Whether a file is followed after its end was reached.
    pub follow: bool,
    /// Looks at the file at this interval only, and asks the system for no hints.
    pub poll: Option<Duration>,
    /// How many threads read a file at first.
    pub threads: usize,
    /// How many bytes are read at once.
    pub block: usize,
}

impl Default for FeedOptions {
    fn default() -> Self {
        Self { follow: true, poll: None, threads: available_threads(), block: 1024 * 1024 }
    }
}

/// As many threads as can run at once.
pub fn available_threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// A source being read by its own thread, which stops when this is dropped.
pub struct Feed<B> {
    messages: Receiver<FeedMessage<B>>,
    /// Disconnecting this is what tells the thread to stop.
    stop: Option<Sender<Infallible>>,
    stopped: Receiver<Infallible>,
    thread: Option<JoinHandle<()>>,
    patience: Duration,
}

impl<B> Feed<B> {
    /// Where the messages arrive, in order. Disconnects after the last one.
    pub fn messages(&self) -> &Receiver<FeedMessage<B>> {
        &self.messages
    }
}

impl<B> Drop for Feed<B> {
    fn drop(&mut self) {
        self.stop = None;
        let still_running = self.stopped.recv_timeout(self.patience) == Err(RecvTimeoutError::Timeout);
        if let Some(thread) = self.thread.take()
            && !still_running
        {
            // A panic was caught and told, so there is nothing in the result.
            let _ = thread.join();
        }
    }
}

/// Starts reading `opened`: `gatherer` is given each line in order, on the reading thread.
///
/// A last line without its line feed is handed on as soon as `complete` says it is whole; should it go
/// on after that, the feed restarts.
pub fn start<G: Gather>(
    opened: Opened,
    options: FeedOptions,
    complete: Complete,
    gatherer: G,
) -> Feed<G::Batch> {
    let (send, messages) = bounded(WAITING_MESSAGES);
    let (stop, stopping) = bounded(0);
    let (running, stopped) = bounded::<Infallible>(0);
    let name = opened.name().to_path_buf();
    // A read of standard input may wait for ever, and nothing can end it.
    let patience = if matches!(opened.input, Input::Stream(_)) { Duration::ZERO } else { PATIENCE };
    let failures = Wire { messages: send.clone(), stop: stopping.clone() };
    let reading_name = name.clone();
    let spawned = thread::Builder::new().name("feed".to_owned()).spawn(move || {
        let _running = running;
        let failures = Wire { messages: send.clone(), stop: stopping.clone() };
        let wire = Wire { messages: send, stop: stopping };
        let read = catch_unwind(AssertUnwindSafe(|| read(opened, options, complete, gatherer, wire)));
        if let Some(error) = failure(read, &reading_name) {
            let _ = failures.send(FeedMessage::Failed(error));
        }
    });
    let thread = match spawned {
        Ok(thread) => Some(thread),
        Err(cause) => {
            let error = SourceError::from_io(&name, Operation::Start, cause);
            let _ = failures.send(FeedMessage::Failed(error));
            None
        }
    };
    Feed { messages, stop: Some(stop), stopped, thread, patience }
}

fn failure(read: Result<Result<(), Interrupt>, Box<dyn Any + Send>>, name: &Path) -> Option<SourceError> {
    match read {
        // A line that went on is answered where the file is followed, the only place that settles lines early.
        Ok(Ok(()) | Err(Interrupt::Stopped | Interrupt::WentOn)) => None,
        Ok(Err(Interrupt::Failed(error))) => Some(error),
        Err(panic) => {
            let message = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
                .unwrap_or_default();
            Some(SourceError::Panicked { path: name.to_path_buf(), message })
        }
    }
}

fn read<G: Gather>(
    opened: Opened,
    options: FeedOptions,
    complete: Complete,
    gatherer: G,
    wire: Wire<G::Batch>,
) -> Result<(), Interrupt> {
    let name = opened.name;
    match opened.input {
        Input::File { file, stamp } if options.follow => {
            let outlet = Outlet::new(wire, Intake::new(gatherer, complete, None));
            let watch = if options.poll.is_some() { Watch::none() } else { Watch::new(&name) };
            let pace = Pace::new(options.poll);
            let live = Live::new(System, name, (file, stamp), (watch, pace), options.block, outlet);
            live.shared_by(options.threads).run()
        }
        Input::Playback { bytes, head, pace } => {
            let outlet = Outlet::new(wire, Intake::new(gatherer, complete, None));
            play(&bytes, head, pace, outlet)
        }
        input => read_once(name, input, &options, complete, gatherer, wire),
    }
}

fn read_once<G: Gather>(
    name: PathBuf,
    input: Input,
    options: &FeedOptions,
    complete: Complete,
    gatherer: G,
    wire: Wire<G::Batch>,
) -> Result<(), Interrupt> {
    let is_stream = matches!(input, Input::Stream(_));
    let mut once = Once::new(Opened { name, input });
    let mut outlet = Outlet::new(wire, Intake::new(gatherer, complete, once.kept()));
    outlet.total = once.size();
    outlet.wire.send(FeedMessage::Started { store: once.store(), size: once.size() })?;
    let status = if is_stream { FollowStatus::Following } else { FollowStatus::Static };
    outlet.wire.send(FeedMessage::Status(status))?;
    if let Some((file, size)) = once.is_worth_sharing(options.threads) {
        let reached = outlet.load((&System, &file), size, options.threads, None)?;
        once.skip_to(reached.map_or(0, |reached| reached.offset));
    }
    let mut block = vec![0; options.block.max(1)];
    let mut caught_up = false;
    loop {
        outlet.wire.check()?;
        let read = once.read(&mut block)?;
        if read == 0 {
            break;
        }
        outlet.push(&block[..read])?;
        if once.is_quiet() {
            outlet.tell_rest()?;
            if !caught_up {
                caught_up = true;
                outlet.wire.send(FeedMessage::CaughtUp)?;
            }
        }
    }
    outlet.report()?;
    if !caught_up {
        outlet.wire.send(FeedMessage::CaughtUp)?;
    }
    if is_stream {
        outlet.wire.send(FeedMessage::Status(FollowStatus::Static))?;
    }
    outlet.wire.send(FeedMessage::Ended)
}

fn play<G: Gather>(
    bytes: &Arc<[u8]>,
    head: usize,
    pace: Duration,
    mut outlet: Outlet<G>,
) -> Result<(), Interrupt> {
    let size = Some(bytes.len() as u64);
    outlet.total = size;
    outlet.wire.send(FeedMessage::Started { store: Arc::new(MemoryStore(Arc::clone(bytes))), size })?;
    outlet.wire.send(FeedMessage::Status(FollowStatus::Playing))?;
    let mut ends = memchr_iter(b'\n', bytes).map(|at| at + 1);
    let mut at = head.checked_sub(1).map_or(0, |last| ends.nth(last).unwrap_or(bytes.len()));
    outlet.push(&bytes[..at])?;
    outlet.tell_rest()?;
    outlet.wire.send(FeedMessage::CaughtUp)?;
    while at < bytes.len() {
        outlet.wire.rest(pace)?;
        let end = ends.next().unwrap_or(bytes.len());
        outlet.push(&bytes[at..end])?;
        outlet.tell_rest()?;
        at = end;
    }
    outlet.report()?;
    outlet.wire.send(FeedMessage::Status(FollowStatus::Static))?;
    outlet.wire.send(FeedMessage::Ended)
}
