//! Cuts pushed bytes into lines. Pure: it never reads, and how the bytes were chunked never shows.

use memchr::memchr;

use crate::contracts::record::{MAX_LINE_BYTES, RawLine, Span};

/// How much of a line that is too long is kept, to be shown while it is still coming.
const PREVIEW_BYTES: usize = 64 * 1024;

/// A line that was taken as whole without its line feed has gone on after all.
///
/// The record made of it is wrong, and only reading again from the start can take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineWentOn;

/// Cuts pushed bytes into lines and holds the unfinished rest.
///
/// A line ends at a line feed and nowhere else; one carriage return before it belongs to the ending.
/// A byte order mark stays in the content, as does everything else. Memory is bounded by
/// [`MAX_LINE_BYTES`]: a longer line is given as [`RawLine::TooLong`] and never held.
#[derive(Debug)]
pub struct LineCutter {
    limit: usize,
    /// First byte of the line being cut.
    start: u64,
    /// How many bytes of it have come.
    length: u64,
    /// These bytes, or their beginning when the line is being skipped.
    held: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Holding,
    /// The line is over the limit; its bytes are only counted.
    Skipping,
    /// The line was taken without its ending, which is all that may come now.
    Settled {
        carriage_return: bool,
    },
}

impl Default for LineCutter {
    fn default() -> Self {
        Self::new()
    }
}

impl LineCutter {
    /// A cutter at the start of a source.
    pub fn new() -> Self {
        Self::with_limit(MAX_LINE_BYTES)
    }

    /// A cutter at the start of a line at `offset`.
    pub(super) fn starting_at(offset: u64) -> Self {
        Self { start: offset, ..Self::new() }
    }

    /// A cutter with its own line limit in bytes, so that tests can cross it without 16 MiB.
    pub fn with_limit(limit: usize) -> Self {
        Self { limit, start: 0, length: 0, held: Vec::new(), state: State::Holding }
    }

    /// How many bytes have been pushed.
    pub fn position(&self) -> u64 {
        self.start + self.length
    }

    /// Whether the bytes coming now belong to a line that is too long to be held.
    pub fn is_skipping(&self) -> bool {
        self.state == State::Skipping
    }

    /// Takes the next bytes of the source and emits each line they end, in order.
    ///
    /// # Errors
    /// [`LineWentOn`] when a line taken by [`settle`](Self::settle) is followed by something other
    /// than its ending. The cutter must then start again with the source.
    pub fn push(&mut self, bytes: &[u8], mut emit: impl FnMut(Span, RawLine<'_>)) -> Result<(), LineWentOn> {
        let mut rest = self.end_settled(bytes)?;
        while let Some(at) = memchr(b'\n', rest) {
            self.end_line(&rest[..at], &mut emit);
            rest = &rest[at + 1..];
        }
        self.hold(rest);
        Ok(())
    }

    /// The unfinished line: its place so far and its bytes, without judging a carriage return at its end.
    ///
    /// A line that is too long already has a span of the limit and one more, and only its first
    /// bytes are there.
    pub fn pending(&self) -> Option<(Span, &[u8])> {
        (self.length > 0).then(|| {
            let length = usize::try_from(self.length).unwrap_or(usize::MAX);
            (self.span(length), self.held.as_slice())
        })
    }

    /// Takes the unfinished line as a line if `complete` says its content is whole.
    ///
    /// The line ending that may still come is then part of this line and emits nothing.
    pub fn settle(
        &mut self,
        complete: impl FnOnce(&[u8]) -> bool,
        mut emit: impl FnMut(Span, RawLine<'_>),
    ) -> bool {
        if self.length == 0 || self.state == State::Skipping {
            return false;
        }
        let content = without_carriage_return(&self.held);
        if content.len() > self.limit || !complete(content) {
            return false;
        }
        emit(self.span(content.len()), RawLine::Bytes(content));
        let carriage_return = content.len() < self.held.len();
        self.begin_line(0);
        self.state = State::Settled { carriage_return };
        true
    }

    fn end_settled<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], LineWentOn> {
        let State::Settled { carriage_return } = self.state else {
            return Ok(bytes);
        };
        match bytes {
            [] => Ok(bytes),
            [b'\n', rest @ ..] => {
                self.begin_line(1);
                Ok(rest)
            }
            [b'\r', rest @ ..] if !carriage_return => {
                self.start += 1;
                self.state = State::Settled { carriage_return: true };
                self.end_settled(rest)
            }
            _ => Err(LineWentOn),
        }
    }

    fn end_line(&mut self, last: &[u8], emit: &mut impl FnMut(Span, RawLine<'_>)) {
        if self.length == 0 {
            // The common case: the whole line lies in the pushed bytes and is not copied.
            self.emit(without_carriage_return(last), emit);
            self.length = last.len() as u64;
        } else {
            self.hold(last);
            if self.is_skipping() {
                emit(self.span(usize::MAX), RawLine::TooLong);
            } else {
                self.emit(without_carriage_return(&self.held), emit);
            }
        }
        self.begin_line(1);
    }

    fn emit(&self, content: &[u8], emit: &mut impl FnMut(Span, RawLine<'_>)) {
        let line = if content.len() > self.limit { RawLine::TooLong } else { RawLine::Bytes(content) };
        emit(self.span(content.len()), line);
    }

    /// Moves past the current line and an ending of `ending` bytes.
    fn begin_line(&mut self, ending: u64) {
        self.start += self.length + ending;
        self.length = 0;
        self.state = State::Holding;
        if self.held.capacity() > PREVIEW_BYTES {
            // One huge line must not keep its memory for the life of the source.
            self.held = Vec::new();
        } else {
            self.held.clear();
        }
    }

    fn hold(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if self.is_skipping() {
            return;
        }
        // One byte over the limit may still be the carriage return of the ending.
        if self.length <= self.limit as u64 + 1 {
            self.held.extend_from_slice(bytes);
            return;
        }
        self.state = State::Skipping;
        let wanted = PREVIEW_BYTES.saturating_sub(self.held.len()).min(bytes.len());
        self.held.extend_from_slice(&bytes[..wanted]);
        self.held.truncate(PREVIEW_BYTES);
        self.held.shrink_to_fit();
    }

    fn span(&self, length: usize) -> Span {
        Span { offset: self.start, len: length.min(self.limit + 1) as u32 }
    }
}

fn without_carriage_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
