//! A digest for each stretch of what was read, to tell later whether it is still there. Pure.
//!
//! The windows of [`super::fingerprint`] hold the two ends of what was read; this holds all of it, at eight
//! bytes a chunk. Chunks are aligned by their place in the file, whatever the blocks it was read in.

use std::hash::{BuildHasher, Hasher};

use hashbrown::DefaultHashBuilder;

/// How many bytes one digest stands for.
pub const CHUNK: usize = 1024 * 1024;
/// How many bytes are digested at once. The hasher tells one division of its input from another, so there is
/// only one.
const BLOCK: usize = 4096;

/// The digests of the first bytes of a file, as many as were read.
///
/// They are keyed at random: whoever writes the file cannot know which other bytes would pass for these.
#[derive(Clone)]
pub struct Chunks {
    key: DefaultHashBuilder,
    size: usize,
    whole: Vec<u64>,
    /// The chunk that is not full yet.
    last: Digest,
}

impl Chunks {
    /// No bytes yet, in chunks of `size`.
    pub fn new(size: usize) -> Self {
        let key = DefaultHashBuilder::default();
        let last = Digest::new(&key);
        Self { key, size: size.max(1), whole: Vec::new(), last }
    }

    /// Digests of the same kind, of bytes that begin where a chunk begins.
    pub fn part(&self) -> Self {
        Self { key: self.key.clone(), size: self.size, whole: Vec::new(), last: Digest::new(&self.key) }
    }

    /// Takes over the digests of the bytes that follow; those taken before fill their chunks.
    pub fn append(&mut self, part: Self) {
        debug_assert_eq!(self.last.len, 0, "a part begins where a chunk begins");
        self.whole.extend(part.whole);
        self.last = part.last;
    }

    /// Takes `bytes`, which follow those taken before.
    pub fn advance(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (these, rest) = bytes.split_at(bytes.len().min(self.size - self.last.len));
            self.last.push(these);
            if self.last.len == self.size {
                self.whole.push(self.last.value());
                self.last = Digest::new(&self.key);
            }
            bytes = rest;
        }
    }

    /// How many chunks there are, the one that is not full included.
    pub fn count(&self) -> usize {
        self.whole.len() + usize::from(self.last.len > 0)
    }

    /// Where chunk `number` begins and how many bytes of it were taken.
    pub fn place(&self, number: usize) -> (u64, usize) {
        let len = if number < self.whole.len() { self.size } else { self.last.len };
        (number as u64 * self.size as u64, len)
    }

    /// Whether `bytes` are those of chunk `number`.
    pub fn holds(&self, number: usize, bytes: &[u8]) -> bool {
        let mut digest = Digest::new(&self.key);
        digest.push(bytes);
        let known = self.whole.get(number).copied().unwrap_or_else(|| self.last.value());
        bytes.len() == self.place(number).1 && digest.value() == known
    }
}

/// The digest of one chunk, made in blocks whatever the pieces its bytes come in.
#[derive(Clone)]
struct Digest {
    hasher: <DefaultHashBuilder as BuildHasher>::Hasher,
    /// The bytes of a block that is not full yet.
    rest: Vec<u8>,
    len: usize,
}

impl Digest {
    fn new(key: &DefaultHashBuilder) -> Self {
        Self { hasher: key.build_hasher(), rest: Vec::new(), len: 0 }
    }

    fn push(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len();
        if !self.rest.is_empty() {
            let (these, others) = bytes.split_at(bytes.len().min(BLOCK - self.rest.len()));
            self.rest.extend_from_slice(these);
            bytes = others;
            if self.rest.len() < BLOCK {
                return;
            }
            self.hasher.write(&self.rest);
            self.rest.clear();
        }
        let mut blocks = bytes.chunks_exact(BLOCK);
        for block in &mut blocks {
            self.hasher.write(block);
        }
        self.rest.extend_from_slice(blocks.remainder());
    }

    fn value(&self) -> u64 {
        let mut hasher = self.hasher.clone();
        hasher.write(&self.rest);
        hasher.write_usize(self.len);
        hasher.finish()
    }
}
