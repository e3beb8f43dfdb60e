//! Reads a source once, from its start to the end it had when it was opened.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use super::disk;
use super::error::SourceError;
use super::load::worth_sharing;
use super::magic;
use super::open::{Input, Opened};
use super::store::{FileStore, KeptBytes, MemoryStore};
use super::stream::Stream;
use crate::contracts::record::LineStore;

/// A source being read once.
pub(super) struct Once {
    name: PathBuf,
    origin: Origin,
    offset: u64,
}

enum Origin {
    File { file: Arc<File>, size: u64 },
    Stream { stream: Stream, kept: Arc<KeptBytes> },
    Memory(Arc<[u8]>),
}

impl Once {
    pub(super) fn new(opened: Opened) -> Self {
        let origin = match opened.input {
            Input::File { file, stamp } => Origin::File { file, size: stamp.size },
            Input::Stream(stream) => Origin::Stream { stream, kept: Arc::default() },
            Input::Memory(bytes) | Input::Playback { bytes, .. } => Origin::Memory(bytes),
        };
        Self { name: opened.name, origin, offset: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// How many there are, where that is known.
    pub(super) fn size(&self) -> Option<u64> {
        match &self.origin {
            Origin::File { size, .. } => Some(*size),
            Origin::Stream { .. } => None,
            Origin::Memory(bytes) => Some(bytes.len() as u64),
        }
    }

    /// Where lines can be read again.
    pub(super) fn store(&self) -> Arc<dyn LineStore> {
        match &self.origin {
            Origin::File { file, .. } => Arc::new(FileStore(Arc::clone(file))),
            Origin::Stream { kept, .. } => Arc::clone(kept) as Arc<dyn LineStore>,
            Origin::Memory(bytes) => Arc::new(MemoryStore(Arc::clone(bytes))),
        }
    }

    /// Where the bytes must be kept, because they cannot be read again.
    pub(super) fn kept(&self) -> Option<Arc<KeptBytes>> {
        match &self.origin {
            Origin::Stream { kept, .. } => Some(Arc::clone(kept)),
            Origin::File { .. } | Origin::Memory(_) => None,
        }
    }

    /// The file and its size, where several threads are faster than one.
    pub(super) fn is_worth_sharing(&self, threads: usize) -> Option<(Arc<File>, u64)> {
        match &self.origin {
            Origin::File { file, size } => worth_sharing(threads, *size).then(|| (Arc::clone(file), *size)),
            Origin::Stream { .. } | Origin::Memory(_) => None,
        }
    }

    /// Goes on behind bytes that others have read.
    pub(super) fn skip_to(&mut self, offset: u64) {
        self.offset = offset;
    }

    /// Whether the next read may have to wait.
    pub(super) fn is_quiet(&self) -> bool {
        matches!(&self.origin, Origin::Stream { stream, .. } if stream.is_quiet())
    }

    /// Reads what one call gives of the rest; nothing at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let offset = self.offset;
        let failed = |cause| SourceError::reading(&self.name, offset, cause);
        let read = match &mut self.origin {
            Origin::File { file, size } => {
                // What is appended meanwhile belongs to the next reading.
                let rest = usize::try_from(*size - offset).unwrap_or(usize::MAX).min(buffer.len());
                let read = disk::read_at(file, &mut buffer[..rest], offset).map_err(failed)?;
                if read == 0 && rest > 0 {
                    return Err(SourceError::Shrank {
                        path: self.name.clone(),
                        expected: *size,
                        found: offset,
                    });
                }
                read
            }
            Origin::Stream { stream, .. } => {
                let read = stream.read(buffer).map_err(failed)?;
                if offset == 0 {
                    magic::refuse(&self.name, &buffer[..read])?;
                }
                read
            }
            Origin::Memory(bytes) => {
                let rest = &bytes[offset as usize..];
                let read = rest.len().min(buffer.len());
                buffer[..read].copy_from_slice(&rest[..read]);
                read
            }
        };
        self.offset += read as u64;
        Ok(read)
    }
}
