//! A file system in memory: it uses file numbers again at once, its clock is coarse, and it can fail.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::*;
use crate::source::files::Files;
use crate::source::fingerprint::{Consumed, FileId, Stamp};
use crate::source::intake::Intake;
use crate::source::live::Live;
use crate::source::outlet::{Interrupt, Outlet, Wire};
use crate::source::pace::Pace;
use crate::source::watch::Watch;

/// The name that is followed.
pub(super) const LOG: &str = "log";

/// What a call does instead of what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Error,
    /// Gives one byte where more are there; an error where nothing is read.
    Short,
    Interrupted,
}

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    File(u64),
    /// A directory or a named pipe: neither may be opened.
    Other,
}

struct Inode {
    bytes: Vec<u8>,
    modified: i128,
    changed: i128,
    readable: bool,
    holders: usize,
}

#[derive(Default)]
pub(super) struct Disk {
    names: BTreeMap<PathBuf, Named>,
    inodes: BTreeMap<u64, Inode>,
    now: i128,
    /// How far apart two changes must be to leave different times.
    grain: i128,
    calls: usize,
    /// The calls that fail, and how.
    faults: Option<(std::ops::Range<usize>, Fault)>,
    /// What the log becomes when so many more calls have been made.
    later: Option<(usize, Vec<u8>)>,
}

impl Disk {
    fn time(&self) -> i128 {
        self.now / self.grain * self.grain
    }

    fn make(&mut self, bytes: &[u8]) -> u64 {
        // The lowest number that is free, as file systems do.
        let number = (1..=u64::MAX).find(|number| !self.inodes.contains_key(number)).unwrap();
        let (time, bytes) = (self.time(), bytes.to_vec());
        let inode = Inode { bytes, modified: time, changed: time, readable: true, holders: 0 };
        self.inodes.insert(number, inode);
        number
    }

    fn sweep(&mut self) {
        let named: Vec<_> = self.names.values().copied().collect();
        self.inodes.retain(|number, inode| inode.holders > 0 || named.contains(&Named::File(*number)));
    }

    fn inode(&mut self, name: &str) -> Option<&mut Inode> {
        match *self.names.get(Path::new(name))? {
            Named::File(number) => self.inodes.get_mut(&number),
            Named::Other => None,
        }
    }

    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        match *self.names.get(Path::new(name))? {
            Named::File(number) => Some(&self.inodes[&number].bytes),
            Named::Other => None,
        }
    }

    pub(super) fn change(&mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let time = self.time();
        if let Some(inode) = self.inode(name) {
            change(&mut inode.bytes);
            (inode.modified, inode.changed) = (time, time);
        }
    }

    /// A new file under the name, whatever had it before.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) {
        let number = self.make(bytes);
        self.names.insert(name.into(), Named::File(number));
        self.sweep();
    }

    /// A directory or a pipe under the name.
    pub(super) fn put_other(&mut self, name: &str) {
        self.names.insert(name.into(), Named::Other);
        self.sweep();
    }

    pub(super) fn delete(&mut self, name: &str) {
        self.names.remove(Path::new(name));
        self.sweep();
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) {
        let time = self.time();
        if let Some(inode) = self.inode(from) {
            inode.changed = time;
        }
        if let Some(named) = self.names.remove(Path::new(from)) {
            self.names.insert(to.into(), named);
        }
        self.sweep();
    }

    pub(super) fn set_readable(&mut self, name: &str, readable: bool) {
        let time = self.time();
        if let Some(inode) = self.inode(name) {
            inode.readable = readable;
            inode.changed = time;
        }
    }

    pub(super) fn set_modified(&mut self, name: &str, modified: i128) {
        let time = self.time();
        if let Some(inode) = self.inode(name) {
            (inode.modified, inode.changed) = (modified, time);
        }
    }

    /// What looking at the name should be called.
    pub(super) fn status(&self) -> FollowStatus {
        match self.names.get(Path::new(LOG)) {
            None => FollowStatus::Missing,
            Some(Named::Other) => FollowStatus::NotRegular,
            Some(Named::File(number)) if !self.inodes[number].readable => FollowStatus::Unreadable,
            Some(Named::File(_)) => FollowStatus::Polling,
        }
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.now += time.as_nanos().cast_signed();
    }

    pub(super) fn fail(&mut self, calls: std::ops::Range<usize>, fault: Fault) {
        self.faults = Some((calls, fault));
        self.calls = 0;
    }

    pub(super) fn heal(&mut self) {
        self.faults = None;
    }

    pub(super) fn calls(&self) -> usize {
        self.calls
    }

    /// Writes the log anew in the middle of what somebody else is doing.
    pub(super) fn change_after(&mut self, calls: usize, bytes: &[u8]) {
        self.later = Some((calls, bytes.to_vec()));
    }

    /// Writes nothing any more that was put off.
    pub(super) fn calm(&mut self) {
        self.later = None;
    }

    fn call(&mut self) -> Option<Fault> {
        self.calls += 1;
        match self.later.take() {
            Some((0, bytes)) => self.change(LOG, |log| *log = bytes),
            Some((calls, bytes)) => self.later = Some((calls - 1, bytes)),
            None => {}
        }
        let (calls, fault) = self.faults.as_ref()?;
        calls.contains(&self.calls).then_some(*fault)
    }

    fn stamp(&self, number: u64) -> Stamp {
        let inode = &self.inodes[&number];
        let id = FileId { device: 1, inode: number };
        Stamp { id, size: inode.bytes.len() as u64, modified: inode.modified, changed: inode.changed }
    }
}

/// The file system, shared by who writes and who follows.
#[derive(Clone)]
pub(super) struct Fake(Arc<Mutex<Disk>>);

pub(super) struct FakeHeld {
    disk: Fake,
    number: u64,
}

impl Drop for FakeHeld {
    fn drop(&mut self) {
        let mut disk = self.disk.disk();
        if let Some(inode) = disk.inodes.get_mut(&self.number) {
            inode.holders -= 1;
        }
        disk.sweep();
    }
}

impl Fake {
    pub(super) fn new(grain: Duration) -> Self {
        let now = 1_000_000_000_000_000_000;
        let disk = Disk { now, grain: grain.as_nanos().cast_signed(), ..Disk::default() };
        Self(Arc::new(Mutex::new(disk)))
    }

    pub(super) fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap()
    }

    fn hold(&self, disk: &mut Disk, number: u64) -> FakeHeld {
        disk.inodes.get_mut(&number).unwrap().holders += 1;
        FakeHeld { disk: self.clone(), number }
    }
}

impl Files for Fake {
    type Held = FakeHeld;

    fn look_up(&self, path: &Path) -> io::Result<Stamp> {
        let mut disk = self.disk();
        match (disk.call(), disk.names.get(path)) {
            (Some(fault), _) => Err(error(fault)),
            (None, Some(Named::File(number))) => Ok(disk.stamp(*number)),
            (None, Some(Named::Other)) => Ok(disk.stamp_of_other()),
            (None, None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn open(&self, path: &Path) -> io::Result<Option<FakeHeld>> {
        let mut disk = self.disk();
        match (disk.call(), disk.names.get(path).copied()) {
            (Some(fault), _) => Err(error(fault)),
            (None, Some(Named::File(number))) if disk.inodes[&number].readable => {
                Ok(Some(self.hold(&mut disk, number)))
            }
            (None, Some(Named::File(_))) => Err(io::ErrorKind::PermissionDenied.into()),
            (None, Some(Named::Other)) => Ok(None),
            (None, None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn stamp(&self, held: &FakeHeld) -> io::Result<Stamp> {
        let mut disk = self.disk();
        match disk.call() {
            Some(fault) => Err(error(fault)),
            None => Ok(disk.stamp(held.number)),
        }
    }

    fn read_once(&self, held: &FakeHeld, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut disk = self.disk();
        let limit = match disk.call() {
            None => usize::MAX,
            Some(Fault::Short) => 1,
            Some(fault) => return Err(error(fault)),
        };
        let bytes = &disk.inodes[&held.number].bytes;
        let rest = &bytes[bytes.len().min(offset as usize)..];
        let count = rest.len().min(buffer.len()).min(limit);
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn now(&self) -> i128 {
        self.disk().now
    }
}

impl Disk {
    fn stamp_of_other(&self) -> Stamp {
        Stamp { id: FileId { device: 1, inode: 0 }, size: 4096, modified: self.now, changed: self.now }
    }
}

fn error(fault: Fault) -> io::Error {
    match fault {
        Fault::Interrupted => io::ErrorKind::Interrupted.into(),
        Fault::Error | Fault::Short => io::Error::other("injected"),
    }
}

/// The real follower on a file system in memory, moved by hand, and someone who listens.
pub(super) struct Follower {
    pub(super) files: Fake,
    live: Live<AsTheyAre, Fake>,
    messages: Receiver<FeedMessage<Lines>>,
    pub(super) listener: Listener,
    _stop: Sender<std::convert::Infallible>,
}

impl Follower {
    /// Opens the log and begins to read it.
    pub(super) fn begin(files: &Fake) -> Self {
        Self::watching(files, Watch::none())
    }

    /// The same, with somebody to give hints.
    pub(super) fn watching(files: &Fake, watch: Watch) -> Self {
        let number = match files.disk().names[Path::new(LOG)] {
            Named::File(number) => number,
            Named::Other => panic!("not a file"),
        };
        let held = files.hold(&mut files.disk(), number);
        let stamp = files.disk().stamp(number);
        let (send, messages) = unbounded();
        let (stop, stopping) = bounded(0);
        let outlet =
            Outlet::new(Wire { messages: send, stop: stopping }, Intake::new(each(), is_object, None));
        let pace = Pace::new(None);
        let live = Live::new(files.clone(), LOG.into(), (Arc::new(held), stamp), (watch, pace), 16, outlet)
            // So small that logs of a few lines have a middle that no window shows.
            .remembering(|stamp| Consumed::measured(stamp, 4, 8));
        let mut follower =
            Self { files: files.clone(), live, messages, listener: Listener::alone(), _stop: stop };
        let begun = follower.live.begin();
        follower.heed(begun);
        follower
    }

    pub(super) fn look(&mut self) {
        let looked = self.live.look().map(drop);
        self.heed(looked);
    }

    /// Waits for a hint, for a moment.
    pub(super) fn wait(&mut self) {
        let waited = self.live.wait(Duration::from_millis(1)).map(drop);
        self.heed(waited);
    }

    /// Looks until whatever can be noticed has been.
    pub(super) fn settle(&mut self) {
        for _ in 0..30 {
            self.look();
            self.files.disk().pass(Duration::from_millis(250));
        }
    }

    fn heed(&mut self, result: Result<(), Interrupt>) {
        for message in self.messages.try_iter() {
            self.listener.hear(message);
        }
        match result {
            Ok(()) => {}
            Err(Interrupt::Stopped) => panic!("stopped"),
            Err(Interrupt::WentOn) => panic!("a line went on and nobody cared"),
            Err(Interrupt::Failed(error)) => panic!("a fault ended the following: {error}"),
        }
        assert!(self.listener.failed.is_none() && !self.listener.ended);
        let ordered = |lines: &Lines| lines.windows(2).all(|two| two[0].span.end() < two[1].span.offset);
        assert!(
            ordered(&self.listener.lines) && self.listener.voided.iter().all(ordered),
            "a line came twice"
        );
    }

    /// Whether what was heard is what a fresh read gives; with no file to read, whether that is said.
    pub(super) fn agrees(&self) -> Result<(), String> {
        let disk = self.files.disk();
        let (listener, wanted) = (&self.listener, disk.status());
        if listener.status() != Some(wanted) {
            return Err(format!("{:?}, not {wanted:?}", listener.status()));
        }
        let Some(bytes) = disk.bytes(LOG).filter(|_| wanted == FollowStatus::Polling) else { return Ok(()) };
        let (lines, pending) = read_spec(&memory(bytes));
        if !listener.is_whole {
            return Err(format!("not caught up, {:?}", listener.reasons));
        }
        if (&listener.lines, &listener.pending) != (&lines, &pending) {
            return Err(format!("{:?}, not {:?}", contents(&listener.lines), contents(&lines)));
        }
        Ok(())
    }
}
