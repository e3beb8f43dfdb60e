//! The folder that nothing is looked for outside of.

use std::fs::File;
use std::io;
use std::path::Path;

use super::path::{RecordedPath, UnsafePath};

/// A folder, opened once: what becomes of its name afterwards does not matter.
#[derive(Debug)]
pub struct Root {
    #[cfg(unix)]
    dir: super::beneath::Dir,
}

/// Why something was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The path as it was recorded.
    Path(UnsafePath),
    /// The path, or a folder on the way, is a symbolic link. A hash is of the named file, so none is followed.
    Link,
    /// It left the root while it was being opened.
    Outside,
    /// It is a folder.
    Directory,
    /// It is a named pipe.
    Pipe,
    /// It is a socket.
    Socket,
    /// It is a device.
    Device,
    /// It is no regular file either.
    Irregular,
}

impl Refusal {
    /// The reason in words, to follow the path.
    pub fn words(self) -> &'static str {
        match self {
            Self::Path(fault) => fault.words(),
            Self::Link => "a symbolic link, or behind one",
            Self::Outside => "it left the root while it was opened",
            Self::Directory => "a folder, not a file",
            Self::Pipe => "a named pipe, not a file",
            Self::Socket => "a socket, not a file",
            Self::Device => "a device, not a file",
            Self::Irregular => "not a regular file",
        }
    }
}

/// Why there is no file to read.
#[derive(Debug)]
pub(super) enum Denied {
    Gone,
    Refused(Refusal),
    Failed(io::Error),
}

impl Root {
    /// Opens the folder that `path` names; links are followed, as this is the user's own word.
    ///
    /// # Errors
    /// When it is missing, no folder, or may not be searched; everywhere but on Unix.
    pub fn open(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        return Ok(Self { dir: super::beneath::Dir::open(path)? });
        #[cfg(not(unix))]
        {
            // Without a way to open a file from its folder's handle, what a name means could change in between.
            let _ = path;
            Err(io::Error::new(io::ErrorKind::Unsupported, "files can be checked on Unix only so far"))
        }
    }

    /// Opens a regular file beneath the root for reading, without a link anywhere on the way.
    ///
    /// Never waits, and opens nothing that is no file.
    pub(super) fn open_file(&self, path: &RecordedPath) -> Result<File, Denied> {
        #[cfg(unix)]
        return self.dir.open_file(path);
        #[cfg(not(unix))]
        {
            let _ = path;
            Err(Denied::Failed(io::ErrorKind::Unsupported.into()))
        }
    }

    /// What the system tells of a path beneath the root, without a link on the way and without opening anything.
    pub(super) fn look(&self, path: &RecordedPath) -> Result<super::glance::Seen, Denied> {
        #[cfg(unix)]
        return self.dir.look(path);
        #[cfg(not(unix))]
        {
            let _ = path;
            Err(Denied::Failed(io::ErrorKind::Unsupported.into()))
        }
    }

    /// The same root where the kernel cannot keep to it by itself.
    #[cfg(all(test, unix))]
    pub(super) fn walking(self) -> Self {
        Self { dir: self.dir.walking() }
    }
}
