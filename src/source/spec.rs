//! Names a source before anything is opened.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where a log comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceSpec {
    /// A file by name.
    File(PathBuf),
    /// Standard input, read to its end.
    Stdin,
    /// Bytes at hand: all there is, at once.
    Memory {
        /// What to call it.
        name: String,
        /// The whole log.
        bytes: Arc<[u8]>,
    },
    /// Bytes at hand that arrive as if they were being written.
    Playback {
        /// What to call it.
        name: String,
        /// The whole log.
        bytes: Arc<[u8]>,
        /// How many complete lines are there from the start.
        head: usize,
        /// The time before each further line.
        pace: Duration,
    },
}

impl SourceSpec {
    /// The source a command line argument names: `-` is standard input, everything else a file.
    pub fn parse(argument: impl AsRef<OsStr>) -> Self {
        let argument = argument.as_ref();
        if argument == "-" { Self::Stdin } else { Self::File(PathBuf::from(argument)) }
    }

    /// What to call the source. May hold anything a file name may hold: sanitise it before showing it.
    pub fn name(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Stdin => Path::new("standard input"),
            Self::Memory { name, .. } | Self::Playback { name, .. } => Path::new(name),
        }
    }
}
