//! Opens files from a folder's descriptor and never leaves it.
//!
//! Linux does that by itself (`openat2`); elsewhere, and where that call is not to be had, the path is walked name
//! by name, each opened from the one before. What is no file is never opened: its kind is asked first, and again
//! of the descriptor, as it may have been swapped in between.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, fstat, open, openat, statat};
use rustix::io::Errno;

use super::glance::Seen;
use super::path::RecordedPath;
use super::root::{Denied, Refusal};

/// A folder's descriptor.
#[derive(Debug)]
pub(super) struct Dir {
    fd: OwnedFd,
    /// Never asks the kernel to keep to the folder, as if it could not.
    walks: bool,
}

/// How a folder is opened to be searched; where there is no `O_PATH`, it must be readable as well.
#[cfg(any(target_os = "linux", target_os = "android"))]
const SEARCH: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const SEARCH: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// How a file is opened to be read: without waiting, and never as this process's terminal.
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC)
    .union(OFlags::NOFOLLOW);

impl Dir {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { fd: open(path, SEARCH, Mode::empty())?, walks: false })
    }

    #[cfg(test)]
    pub(super) fn walking(self) -> Self {
        Self { walks: true, ..self }
    }

    pub(super) fn open_file(&self, path: &RecordedPath) -> Result<File, Denied> {
        let by_kernel = if self.walks { None } else { by_kernel(self.fd.as_fd(), path) };
        let file = by_kernel.unwrap_or_else(|| by_walking(self.fd.as_fd(), path))?;
        expect_file(&fstat(&file)?)?;
        Ok(File::from(file))
    }

    /// What the system tells of a path without opening what it names.
    pub(super) fn look(&self, path: &RecordedPath) -> Result<Seen, Denied> {
        let by_kernel = if self.walks { None } else { look_by_kernel(self.fd.as_fd(), path) };
        let stat = by_kernel.unwrap_or_else(|| look_by_walking(self.fd.as_fd(), path))?;
        Ok(Seen::Stat {
            file: [stat.st_dev.into(), stat.st_ino.into(), stat.st_mode.into()],
            size: stat.st_size.into(),
            modified: (stat.st_mtime.into(), stat.st_mtime_nsec.into()),
            changed: (stat.st_ctime.into(), stat.st_ctime_nsec.into()),
        })
    }
}

/// Opens the path in one call; `None` where the kernel does not know it, or a sandbox forbids it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn by_kernel(root: BorrowedFd<'_>, path: &RecordedPath) -> Option<Result<OwnedFd, Denied>> {
    let file = named(root, path)?.and_then(|named| {
        expect_file(&fstat(&named)?)?;
        Ok(open_in_one(root, path, READ)?)
    });
    Some(file)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn look_by_kernel(root: BorrowedFd<'_>, path: &RecordedPath) -> Option<Result<rustix::fs::Stat, Denied>> {
    Some(named(root, path)?.and_then(|named| Ok(fstat(&named)?)))
}

/// A handle on what the path names, without opening it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn named(root: BorrowedFd<'_>, path: &RecordedPath) -> Option<Result<OwnedFd, Denied>> {
    match open_in_one(root, path, OFlags::PATH | OFlags::CLOEXEC) {
        Err(Errno::NOSYS | Errno::PERM) => None,
        named => Some(named.map_err(Denied::from)),
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_in_one(root: BorrowedFd<'_>, path: &RecordedPath, flags: OFlags) -> Result<OwnedFd, Errno> {
    use rustix::fs::{ResolveFlags, openat2};
    /// How often a look-up is tried that a rename elsewhere has disturbed.
    const TRIES: usize = 16;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let once = || openat2(root, path.as_str(), flags, Mode::empty(), resolve);
    let disturbed = |result: &Result<_, _>| matches!(result, Err(Errno::AGAIN | Errno::INTR));
    (1..TRIES).map(|_| once()).find(|result| !disturbed(result)).unwrap_or_else(once)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn by_kernel(_: BorrowedFd<'_>, _: &RecordedPath) -> Option<Result<OwnedFd, Denied>> {
    None
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn look_by_kernel(_: BorrowedFd<'_>, _: &RecordedPath) -> Option<Result<rustix::fs::Stat, Denied>> {
    None
}

/// Opens the path name by name; none may be a link.
fn by_walking(root: BorrowedFd<'_>, path: &RecordedPath) -> Result<OwnedFd, Denied> {
    walk(root, path, |dir, name| {
        expect_file(&statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)?)?;
        step(dir, name, READ)
    })
}

fn look_by_walking(root: BorrowedFd<'_>, path: &RecordedPath) -> Result<rustix::fs::Stat, Denied> {
    walk(root, path, |dir, name| Ok(statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)?))
}

/// Goes from folder to folder, and hands over the last one with the name in it.
fn walk<T>(
    root: BorrowedFd<'_>,
    path: &RecordedPath,
    arrive: impl FnOnce(BorrowedFd<'_>, &str) -> Result<T, Denied>,
) -> Result<T, Denied> {
    let mut names = path.names().peekable();
    let mut held: Option<OwnedFd> = None;
    while let Some(name) = names.next() {
        let dir = held.as_ref().map_or(root, AsFd::as_fd);
        if names.peek().is_none() {
            return arrive(dir, name);
        }
        held = Some(step(dir, name, SEARCH | OFlags::NOFOLLOW)?);
    }
    Err(Denied::Gone)
}

/// Opens one name of a folder.
fn step(dir: BorrowedFd<'_>, name: &str, flags: OFlags) -> Result<OwnedFd, Denied> {
    openat(dir, name, flags, Mode::empty()).map_err(|errno| match errno {
        // Systems disagree on what they call a link that must be a folder.
        Errno::LOOP | Errno::MLINK | Errno::NOTDIR if is_link(dir, name) => Denied::Refused(Refusal::Link),
        errno => errno.into(),
    })
}

fn is_link(dir: BorrowedFd<'_>, name: &str) -> bool {
    statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode).is_symlink())
}

fn expect_file(stat: &rustix::fs::Stat) -> Result<(), Denied> {
    Err(Denied::Refused(match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => return Ok(()),
        FileType::Symlink => Refusal::Link,
        FileType::Directory => Refusal::Directory,
        FileType::Fifo => Refusal::Pipe,
        FileType::Socket => Refusal::Socket,
        FileType::CharacterDevice | FileType::BlockDevice => Refusal::Device,
        FileType::Unknown => Refusal::Irregular,
    }))
}

impl From<Errno> for Denied {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::NOENT | Errno::NOTDIR => Self::Gone,
            Errno::LOOP => Self::Refused(Refusal::Link),
            Errno::XDEV => Self::Refused(Refusal::Outside),
            errno => Self::Failed(errno.into()),
        }
    }
}
