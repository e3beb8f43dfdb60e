//! Tests of the room, with what they share.

mod chunks;
mod fake;
mod faults;
mod feed;
mod follow;
mod lines;
mod live;
mod load;
mod model;
mod opening;
mod script;
mod store;
mod watch;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{
    Feed, FeedMessage, FeedOptions, FollowStatus, PendingLine, RestartReason, SourceSpec, open, read_all,
    start,
};
use crate::contracts::record::{Each, LineStore, RawLine, Record};

/// Long enough that only a fault reaches it, also on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

type Lines = Vec<Record<Vec<u8>>>;

fn decode(line: RawLine<'_>) -> Vec<u8> {
    match line {
        RawLine::Bytes(bytes) => bytes.to_vec(),
        RawLine::TooLong => b"<too long>".to_vec(),
    }
}

type AsTheyAre = Each<Vec<u8>, fn(RawLine<'_>) -> Vec<u8>>;

/// A gatherer of lines as they are.
fn each() -> AsTheyAre {
    Each::new(decode)
}

fn is_object(line: &[u8]) -> bool {
    line.starts_with(b"{") && line.ends_with(b"}")
}

fn memory(bytes: &[u8]) -> SourceSpec {
    SourceSpec::Memory { name: "memory".to_owned(), bytes: bytes.into() }
}

fn read_spec(spec: &SourceSpec) -> (Lines, Option<PendingLine>) {
    let mut lines = Vec::new();
    let whole = read_all(open(spec, false).unwrap(), each(), is_object, 1, |records, _| {
        lines.extend(records);
    })
    .unwrap();
    (lines, whole.pending)
}

fn contents(lines: &Lines) -> Vec<String> {
    lines.iter().map(|line| String::from_utf8_lossy(&line.content).into_owned()).collect()
}

/// Someone who listens to a feed and believes what it says.
struct Listener {
    feed: Option<Feed<Lines>>,
    lines: Lines,
    /// The lines each restart voided.
    voided: Vec<Lines>,
    reasons: Vec<RestartReason>,
    pending: Option<PendingLine>,
    statuses: Vec<FollowStatus>,
    caught_up: usize,
    /// Whether it has caught up since the last restart.
    is_whole: bool,
    store: Option<Arc<dyn LineStore>>,
    ended: bool,
    failed: Option<String>,
}

impl Listener {
    fn to(feed: Feed<Lines>) -> Self {
        Self { feed: Some(feed), ..Self::alone() }
    }

    /// Someone who is told by hand.
    fn alone() -> Self {
        Self {
            feed: None,
            lines: Vec::new(),
            voided: Vec::new(),
            reasons: Vec::new(),
            pending: None,
            statuses: Vec::new(),
            caught_up: 0,
            is_whole: false,
            store: None,
            ended: false,
            failed: None,
        }
    }

    fn hear(&mut self, message: FeedMessage<Lines>) {
        match message {
            FeedMessage::Started { store, .. } => self.store = Some(store),
            FeedMessage::Batch { batch, read, total } => {
                let records = batch.unwrap_or_default();
                assert!(records.len() <= 4096 + 64 * 1024);
                assert!(total.is_none_or(|total| read <= total), "{read} of {total:?}");
                self.lines.extend(records);
            }
            FeedMessage::Pending(pending) => self.pending = pending,
            FeedMessage::CaughtUp => {
                assert!(!std::mem::replace(&mut self.is_whole, true), "caught up twice");
                self.caught_up += 1;
            }
            FeedMessage::Restarted { reason, store, .. } => {
                self.reasons.push(reason);
                self.is_whole = false;
                self.voided.push(std::mem::take(&mut self.lines));
                self.pending = None;
                self.store = Some(store);
            }
            FeedMessage::Status(status) => self.statuses.push(status),
            FeedMessage::Ended => self.ended = true,
            FeedMessage::Failed(error) => self.failed = Some(error.to_string()),
        }
    }

    /// Listens until `done`.
    fn until(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !done(self) {
            let feed = self.feed.as_ref().expect("a feed to listen to");
            match feed.messages().recv_deadline(deadline) {
                Ok(message) => self.hear(message),
                Err(error) => panic!(
                    "{what}: {error}; {} lines, restarts {:?}, statuses {:?}, pending {:?}",
                    self.lines.len(),
                    self.reasons,
                    self.statuses,
                    self.pending
                ),
            }
        }
    }

    fn status(&self) -> Option<FollowStatus> {
        self.statuses.last().copied()
    }
}

/// A log in a directory of its own, and someone who follows it.
struct Rig {
    directory: TempDir,
    path: PathBuf,
    poll: Option<Duration>,
    listener: Listener,
}

impl Rig {
    fn new(poll: Option<Duration>, content: &[u8]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events.jsonl");
        fs::write(&path, content).unwrap();
        let opened = open(&SourceSpec::File(path.clone()), true).unwrap();
        let options = FeedOptions { poll, ..FeedOptions::default() };
        let mut listener = Listener::to(start(opened, options, is_object, each()));
        listener.until("first load", |listener| listener.caught_up == 1);
        Self { directory, path, poll, listener }
    }

    fn other(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn append(&self, bytes: &[u8]) {
        append(&self.path, bytes);
    }

    /// Waits until what was heard is what a fresh read gives.
    fn agree(&mut self) {
        let (lines, pending) = read_spec(&SourceSpec::File(self.path.clone()));
        self.listener.until("agreeing with a fresh read", |listener| {
            // An old file may have the same lines and be gone already, so the store is asked as well.
            let read_again = |line: &Record<Vec<u8>>| {
                listener.store.as_ref().and_then(|store| store.read(line.span).ok()).as_ref()
                    == Some(&line.content)
            };
            listener.lines == lines
                && listener.pending == pending
                && lines.iter().rev().take(10).all(read_again)
        });
    }

    /// Waits until the feed agrees, and makes sure that it goes on doing so: agreeing may be a moment on
    /// the way to something else, and a line that comes through shows that nothing else was waiting.
    fn agree_and_go_on(&mut self) {
        self.agree();
        self.append(b"\n{\"sentinel\":1}\n");
        self.agree();
        self.append(b"{\"sentinel\":2}\n");
        self.agree();
        let expected = if self.poll.is_some() { FollowStatus::Polling } else { FollowStatus::Following };
        self.listener.until("following again", |listener| listener.status() == Some(expected));
    }
}

fn append(path: &Path, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

fn numbered(range: std::ops::Range<usize>) -> Vec<u8> {
    range.flat_map(|n| format!("{{\"n\":{n},\"text\":\"line number {n}\"}}\n").into_bytes()).collect()
}
