//! What is remembered of a file, to know it again when it is looked at the next time.

use super::chunks::{CHUNK, Chunks};
use super::load::Reached;

/// How many bytes are remembered from the start of a file, and from before the place reading got to.
pub const WINDOW: usize = 4096;

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    /// The device that holds it.
    pub device: u64,
    /// Its number there. Used again for another file as soon as nothing holds this one.
    pub inode: u64,
}

/// What the system says about a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Which file it is.
    pub id: FileId,
    /// Length in bytes.
    pub size: u64,
    /// Last change of the content, in nanoseconds since 1970; anyone can set it.
    pub modified: i128,
    /// Last change of content or attributes, in nanoseconds since 1970; only the system sets it.
    pub changed: i128,
}

/// What has been read of a file, and how it looked then.
#[derive(Clone)]
pub struct Consumed {
    /// The file at the last look.
    pub stamp: Stamp,
    /// How many bytes have been read, counted from its start.
    pub offset: u64,
    /// The first of these bytes, at most a window of them.
    pub head: Vec<u8>,
    /// The last of these bytes, at most a window of them.
    pub tail: Vec<u8>,
    /// Digests of all of them.
    pub chunks: Chunks,
    window: usize,
}

impl Consumed {
    /// Nothing has been read yet.
    pub fn nothing(stamp: Stamp) -> Self {
        Self::measured(stamp, WINDOW, CHUNK)
    }

    /// Nothing has been read yet; remembers in windows and chunks of these sizes.
    pub fn measured(stamp: Stamp, window: usize, chunk: usize) -> Self {
        let chunks = Chunks::new(chunk);
        Self { stamp, offset: 0, head: Vec::new(), tail: Vec::new(), chunks, window }
    }

    /// Remembers `bytes`, which follow what was read before.
    pub fn advance(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        self.chunks.advance(bytes);
        let window = self.window;
        let missing = window.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        if bytes.len() >= window {
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len() - window..]);
        } else {
            let surplus = (self.tail.len() + bytes.len()).saturating_sub(window);
            self.tail.drain(..surplus);
            self.tail.extend_from_slice(bytes);
        }
    }

    /// Remembers what others have read from the start of the file.
    pub(super) fn jump(&mut self, reached: Reached) {
        let Reached { offset, head, tail, chunks } = reached;
        self.chunks.append(chunks.unwrap_or_else(|| self.chunks.part()));
        (self.offset, self.head, self.tail) = (offset, head, tail);
    }

    /// Where the bytes of `tail` begin.
    pub fn tail_offset(&self) -> u64 {
        self.offset - self.tail.len() as u64
    }
}
