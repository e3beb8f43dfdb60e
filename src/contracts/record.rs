//! What a source hands on: lines by position, and the decoded content beside them.
//!
//! The index keeps positions, not values. Whatever is shown is read again from the source through
//! [`LineStore`], so a log of a million events costs its keys and no more.

use std::io;

/// The longest line that is decoded, in bytes without its line ending.
pub const MAX_LINE_BYTES: usize = 16 * 1024 * 1024;

/// The bytes of one line in its source, without the line ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte, counted from the start of the source.
    pub offset: u64,
    /// Length in bytes; a line over [`MAX_LINE_BYTES`] is given as `MAX_LINE_BYTES + 1`, whatever its true length.
    pub len: u32,
}

impl Span {
    /// The first byte after the line's content.
    pub fn end(self) -> u64 {
        self.offset + u64::from(self.len)
    }
}

/// A line as the line cutter found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawLine<'a> {
    /// The content, without the line ending.
    Bytes(&'a [u8]),
    /// Longer than [`MAX_LINE_BYTES`]: skipped while streaming, never held in memory.
    TooLong,
}

/// One line of a source and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<T> {
    /// Where the line is.
    pub span: Span,
    /// What decoding made of it.
    pub content: T,
}

/// Makes something of the lines of a source, portion by portion.
///
/// Sources hand lines over without knowing what they mean. Several readers may work at once, each on a part of
/// its own, so a gatherer must not depend on the lines before its first.
pub trait Gather: Send + 'static {
    /// What becomes of some lines.
    type Batch: Send + 'static;

    /// Takes the next line.
    fn line(&mut self, span: Span, line: RawLine<'_>);

    /// How many lines were taken since the last batch.
    fn len(&self) -> usize;

    /// Whether none were.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What became of the lines since the last batch.
    fn take(&mut self) -> Self::Batch;

    /// Another gatherer of the same kind, with no lines.
    fn fork(&self) -> Self;
}

/// Gathers what a function makes of each line.
pub struct Each<T, F> {
    read: F,
    records: Vec<Record<T>>,
}

impl<T, F: FnMut(RawLine<'_>) -> T> Each<T, F> {
    /// Gathers what `read` gives.
    pub fn new(read: F) -> Self {
        Self { read, records: Vec::new() }
    }
}

impl<T: Send + 'static, F: FnMut(RawLine<'_>) -> T + Clone + Send + 'static> Gather for Each<T, F> {
    type Batch = Vec<Record<T>>;

    fn line(&mut self, span: Span, line: RawLine<'_>) {
        self.records.push(Record { span, content: (self.read)(line) });
    }

    fn len(&self) -> usize {
        self.records.len()
    }

    fn take(&mut self) -> Self::Batch {
        std::mem::take(&mut self.records)
    }

    fn fork(&self) -> Self {
        Self::new(self.read.clone())
    }
}

/// Reads lines again by position.
///
/// Implemented by the source room; the pure rooms only know this trait.
pub trait LineStore: Send + Sync {
    /// The bytes at `span`, exactly `span.len` of them.
    ///
    /// # Errors
    /// Any read error, and [`io::ErrorKind::UnexpectedEof`] when the source no longer has these bytes.
    fn read(&self, span: Span) -> io::Result<Vec<u8>>;
}
