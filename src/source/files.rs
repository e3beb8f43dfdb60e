//! What following asks of a file system, and nothing more: a test can put one of its own in its place.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::disk;
use super::fingerprint::Stamp;

/// A file system with files that are looked up by name, held, and read by place.
pub(super) trait Files: Clone + Send + Sync + 'static {
    /// A file held open. While it is held its number is not given to another.
    type Held: Send + Sync + 'static;

    /// What `path` names, following links.
    fn look_up(&self, path: &Path) -> io::Result<Stamp>;

    /// Opens a regular file, never waiting; nothing if the name belongs to something else.
    fn open(&self, path: &Path) -> io::Result<Option<Self::Held>>;

    /// What a held file looks like now.
    fn stamp(&self, held: &Self::Held) -> io::Result<Stamp>;

    /// Reads what one call gives of the bytes at `offset`; nothing at the end of the file.
    fn read_once(&self, held: &Self::Held, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Now, in nanoseconds since 1970, as the file system counts.
    fn now(&self) -> i128;

    /// As [`Files::read_once`], again where a signal came between.
    fn read_at(&self, held: &Self::Held, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            match self.read_once(held, buffer, offset) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Reads the bytes at `offset` that `buffer` has room for, or those of them the file has.
    fn read_up_to(&self, held: &Self::Held, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read_at(held, &mut buffer[filled..], offset + filled as u64)? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }
}

/// The file system of the machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct System;

impl Files for System {
    type Held = File;

    fn look_up(&self, path: &Path) -> io::Result<Stamp> {
        disk::stamp_of_path(path)
    }

    fn open(&self, path: &Path) -> io::Result<Option<File>> {
        // By name first, since opening a device can act on it; by descriptor then, since names change.
        if disk::irregular(&fs::metadata(path)?).is_some() {
            return Ok(None);
        }
        let file = disk::open(path)?;
        let irregular = disk::irregular(&file.metadata()?).is_some();
        Ok((!irregular).then_some(file))
    }

    fn stamp(&self, held: &File) -> io::Result<Stamp> {
        disk::stamp_of_file(held)
    }

    fn read_once(&self, held: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        disk::read_at(held, buffer, offset)
    }

    fn now(&self) -> i128 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos().cast_signed())
    }
}
