//! The few things asked of a file system, so that the rest of the room knows no platform.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::fingerprint::{FileId, Stamp};

/// Opens `path` for reading without ever waiting for another process.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // A named pipe without a writer, or a terminal line, would hold a plain open for ever.
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    options.open(path)
}

/// What `path` names, following links.
pub(super) fn stamp_of_path(path: &Path) -> io::Result<Stamp> {
    std::fs::metadata(path).map(|metadata| stamp_of(&metadata))
}

/// What an open file looks like now.
pub(super) fn stamp_of_file(file: &File) -> io::Result<Stamp> {
    file.metadata().map(|metadata| stamp_of(&metadata))
}

/// The facts that tell one state of a file from another.
#[cfg(unix)]
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    Stamp {
        id: FileId { device: metadata.dev(), inode: metadata.ino() },
        size: metadata.len(),
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    }
}

/// The facts that tell one state of a file from another.
///
/// The file number is not to be had here, so the time of creation stands for it.
#[cfg(windows)]
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    use std::os::windows::fs::MetadataExt;
    let modified = i128::from(metadata.last_write_time()) * 100;
    Stamp {
        id: FileId { device: 0, inode: metadata.creation_time() },
        size: metadata.len(),
        modified,
        changed: modified,
    }
}

/// What `metadata` describes, with its article; nothing for a regular file.
pub(super) fn irregular(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a directory");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
    }
    Some("something else")
}

/// Whether `metadata` describes a pipe.
pub(super) fn is_pipe(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        metadata.file_type().is_fifo()
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

/// Lets reads of `file` wait again, after it was opened without waiting.
pub(super) fn wait_on_read(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
        let flags = fcntl_getfl(file)?;
        fcntl_setfl(file, flags.difference(OFlags::NONBLOCK))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Whether `file` has bytes or has ended.
#[cfg(unix)]
pub(super) fn is_readable(file: &File) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&at_once)) {
            Ok(ready) => return ready > 0,
            Err(rustix::io::Errno::INTR) => {}
            // Reading says better than polling what is wrong.
            Err(_) => return true,
        }
    }
}

/// Whether `file` has bytes or has ended, as far as the system tells.
#[cfg(not(unix))]
pub(super) fn is_readable(_file: &File) -> bool {
    false
}

/// Reads what one call gives of the bytes at `offset`; nothing at the end of the file.
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        #[cfg(unix)]
        let result = std::os::unix::fs::FileExt::read_at(file, buffer, offset);
        #[cfg(windows)]
        let result = std::os::windows::fs::FileExt::seek_read(file, buffer, offset);
        match result {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Reads the `len` bytes at `offset`, or those of them the file has.
pub(super) fn read_up_to(file: &File, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; len];
    let mut filled = 0;
    while filled < len {
        match read_at(file, &mut bytes[filled..], offset + filled as u64)? {
            0 => break,
            read => filled += read,
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}
