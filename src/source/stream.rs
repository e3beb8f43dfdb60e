//! Sources that can be read only once, from start to end.

use std::fs::File;
use std::io::{self, Read};

use super::disk;

/// A source of bytes that cannot be read again.
pub(super) enum Stream {
    /// Standard input or a named pipe.
    Pipe(File),
    /// Anything that reads.
    Reader(Box<dyn Read + Send>),
}

impl Stream {
    /// Standard input, through a descriptor of its own: nothing is buffered where it cannot be seen.
    pub(super) fn stdin() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use std::os::fd::AsFd;
            let descriptor = io::stdin().as_fd().try_clone_to_owned()?;
            Ok(Self::Pipe(File::from(descriptor)))
        }
        #[cfg(not(unix))]
        Ok(Self::Reader(Box::new(io::stdin())))
    }

    /// Waits until there is something to read.
    ///
    /// A named pipe that no writer has opened yet reads as ended; waiting for its first writer is what
    /// makes `mkfifo` useful in scripts.
    pub(super) fn wait_for_writer(&self) {
        if let Self::Pipe(file) = self {
            disk::is_readable(file, true);
        }
    }

    /// Reads what one call gives; nothing at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let result = match self {
                Self::Pipe(file) => file.read(buffer),
                Self::Reader(reader) => reader.read(buffer),
            };
            match result {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Whether the next read may have to wait.
    pub(super) fn is_quiet(&self) -> bool {
        match self {
            Self::Pipe(file) => !disk::is_readable(file, false),
            Self::Reader(_) => true,
        }
    }
}
