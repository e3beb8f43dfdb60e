//! What can go wrong with a source: where, in which operation, and why.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What was being done to the source when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Opening it.
    Open,
    /// Asking what it is and how long it is.
    Inspect,
    /// Reading from it.
    Read,
    /// Starting the thread that reads it.
    Start,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Inspect => "inspect",
            Self::Read => "read",
            Self::Start => "start reading",
        })
    }
}

/// Why a source cannot be read.
///
/// The messages leave the path out: it may hold anything a file name may hold, and only the caller
/// knows how to show that. [`SourceError::path`] gives it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SourceError {
    /// Nothing has that name.
    #[error("there is no such file")]
    Missing {
        /// The name as it was given.
        path: PathBuf,
    },
    /// The file is there and may not be read.
    #[error("permission to read it is denied")]
    Denied {
        /// The name as it was given.
        path: PathBuf,
    },
    /// A directory holds logs and is none.
    #[error("it is a directory, not an event log")]
    Directory {
        /// The name as it was given.
        path: PathBuf,
    },
    /// A device, a socket, or a file that only exists while it is read.
    #[error("it is {kind}, not a regular file")]
    NotRegular {
        /// The name as it was given.
        path: PathBuf,
        /// What it is, with its article.
        kind: &'static str,
    },
    /// A named pipe can be read once, never followed by name.
    #[error("it is a named pipe, which cannot be followed; send it to standard input instead")]
    NamedPipe {
        /// The name as it was given.
        path: PathBuf,
    },
    /// Nobody has opened the named pipe to write to it.
    #[error("it is a named pipe that nobody writes to")]
    NoWriter {
        /// The name as it was given.
        path: PathBuf,
    },
    /// It begins as compressed data does.
    #[error("it is compressed ({format}); unpack it first")]
    Compressed {
        /// The name as it was given.
        path: PathBuf,
        /// The name of the format.
        format: &'static str,
    },
    /// It begins as text in another encoding does.
    #[error("it is not UTF-8 but looks like {encoding}; an event log is UTF-8")]
    NotUtf8 {
        /// The name as it was given.
        path: PathBuf,
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// The file ended before the length it had when it was opened.
    #[error("it became shorter while it was read: {expected} bytes were expected, {found} were there")]
    Shrank {
        /// The name as it was given.
        path: PathBuf,
        /// Length in bytes when it was opened.
        expected: u64,
        /// Bytes read.
        found: u64,
    },
    /// The system refused.
    #[error("cannot {operation} it{}: {cause}", after(*.offset))]
    Io {
        /// The name of the source as it was given, or what it is called.
        path: PathBuf,
        /// What was being done.
        operation: Operation,
        /// Bytes read before, if any.
        offset: Option<u64>,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The reading thread failed for a reason of its own; a fault of this program.
    #[error("reading stopped because of a fault in this program: {message}")]
    Panicked {
        /// The name of the source as it was given, or what it is called.
        path: PathBuf,
        /// What the panic said.
        message: String,
    },
}

impl SourceError {
    /// The source that failed, unsanitised.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Denied { path }
            | Self::Directory { path }
            | Self::NotRegular { path, .. }
            | Self::NamedPipe { path }
            | Self::NoWriter { path }
            | Self::Compressed { path, .. }
            | Self::NotUtf8 { path, .. }
            | Self::Shrank { path, .. }
            | Self::Io { path, .. }
            | Self::Panicked { path, .. } => path,
        }
    }

    /// Gives the commonest causes their own words.
    pub(super) fn from_io(path: &Path, operation: Operation, cause: io::Error) -> Self {
        let path = path.to_path_buf();
        match cause.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            io::ErrorKind::PermissionDenied => Self::Denied { path },
            io::ErrorKind::IsADirectory => Self::Directory { path },
            _ => Self::Io { path, operation, offset: None, cause },
        }
    }

    pub(super) fn reading(path: &Path, offset: u64, cause: io::Error) -> Self {
        Self::Io { path: path.to_path_buf(), operation: Operation::Read, offset: Some(offset), cause }
    }
}

fn after(offset: Option<u64>) -> String {
    offset.map(|bytes| format!(" after {bytes} bytes")).unwrap_or_default()
}
