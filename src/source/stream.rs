//! Sources that can be read only once, from start to end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use super::disk;
use super::error::{Operation, SourceError};

/// How long a named pipe may be without its first writer.
const PATIENCE: Duration = Duration::from_secs(3);

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

    /// A named pipe that was opened without waiting.
    ///
    /// One that no writer has opened yet reads as ended; waiting for its first writer is what makes `mkfifo` useful
    /// in scripts. Waiting for ever would hang them where there is none.
    ///
    /// # Errors
    /// Nobody opens it to write within [`PATIENCE`], or the system refuses.
    pub(super) fn named_pipe(path: &Path, mut file: File) -> Result<Self, SourceError> {
        let failed = |cause| SourceError::from_io(path, Operation::Open, cause);
        let until = Instant::now() + PATIENCE;
        let mut first = [0];
        let mut begun = 0;
        while !disk::is_readable(&file) {
            match file.read(&mut first) {
                // It would wait, so there is a writer.
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => break,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(failed(cause)),
                Ok(0) if Instant::now() > until => {
                    return Err(SourceError::NoWriter { path: path.to_path_buf() });
                }
                Ok(0) => std::thread::sleep(Duration::from_millis(5)),
                Ok(read) => {
                    begun = read;
                    break;
                }
            }
        }
        disk::wait_on_read(&file).map_err(failed)?;
        Ok(match begun {
            0 => Self::Pipe(file),
            // Written between the two looks.
            _ => Self::Reader(Box::new(io::Cursor::new(first).chain(file))),
        })
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
            Self::Pipe(file) => !disk::is_readable(file),
            Self::Reader(_) => true,
        }
    }
}
