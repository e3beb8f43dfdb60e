//! Reads lines again by position: from the held file, or from bytes that were kept.

use std::fs::File;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use super::disk;
use crate::contracts::record::{LineStore, MAX_LINE_BYTES, Span};

/// How large a segment of kept bytes is made; small pieces are gathered up to this.
const SEGMENT_BYTES: usize = 1024 * 1024;

/// The lines of a file, read through a descriptor that stays open.
///
/// The name may be given to another file meanwhile; the positions stay true to this one.
#[derive(Debug)]
pub(super) struct FileStore(pub(super) Arc<File>);

impl LineStore for FileStore {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        if span.len as usize > MAX_LINE_BYTES + 1 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let bytes = disk::read_up_to(&self.0, span.offset, span.len as usize)?;
        if bytes.len() < span.len as usize { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
    }
}

/// The lines of bytes at hand.
#[derive(Debug)]
pub(super) struct MemoryStore(pub(super) Arc<[u8]>);

impl LineStore for MemoryStore {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let range = usize::try_from(span.offset).ok().zip(usize::try_from(span.end()).ok());
        let bytes = range.and_then(|(start, end)| self.0.get(start..end));
        bytes.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// The lines of a stream that cannot be read again, kept as they came.
///
/// Parts may be left out: the inside of a line that is too long is never asked for.
#[derive(Debug, Default)]
pub(super) struct KeptBytes {
    segments: RwLock<Vec<Segment>>,
}

#[derive(Debug)]
struct Segment {
    start: u64,
    bytes: Vec<u8>,
}

impl Segment {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl KeptBytes {
    /// Keeps `bytes`, which stand at `offset`, at or after the end of what was kept before.
    pub(super) fn append(&self, offset: u64, mut bytes: &[u8]) {
        let mut offset = offset;
        let mut segments = self.segments.write().unwrap_or_else(PoisonError::into_inner);
        while !bytes.is_empty() {
            let room = match segments.last() {
                Some(last) if last.end() == offset => SEGMENT_BYTES.saturating_sub(last.bytes.len()),
                _ => 0,
            };
            if room == 0 {
                segments.push(Segment { start: offset, bytes: Vec::new() });
            }
            let taken = bytes.len().min(if room == 0 { SEGMENT_BYTES } else { room });
            if let Some(last) = segments.last_mut() {
                last.bytes.extend_from_slice(&bytes[..taken]);
            }
            offset += taken as u64;
            bytes = &bytes[taken..];
        }
    }
}

impl LineStore for KeptBytes {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let first = segments.partition_point(|segment| segment.end() <= span.offset);
        let mut found = Vec::new();
        let mut at = span.offset;
        for segment in &segments[first..] {
            if at >= span.end() || segment.start > at {
                break;
            }
            let from = (at - segment.start) as usize;
            let to = (span.end().min(segment.end()) - segment.start) as usize;
            found.extend_from_slice(&segment.bytes[from..to]);
            at = segment.start + to as u64;
        }
        if found.len() < span.len as usize { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(found) }
    }
}
