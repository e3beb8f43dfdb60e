//! Reads what a file holds by several threads at once, block by block, and hands it on in order.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::{self, ScopedJoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use memchr::memchr;

use super::chunks::{CHUNK, Chunks};
use super::files::Files;
use super::fingerprint::WINDOW;
use super::lines::LineCutter;
use super::outlet::Interrupt;
use crate::contracts::record::Gather;

/// How much of a file one thread takes on at once.
pub(super) const BLOCK_BYTES: u64 = 2 * 1024 * 1024;
// Each block is digested in chunks of its own.
const _: () = assert!(BLOCK_BYTES.is_multiple_of(CHUNK as u64));
/// How much is asked of the system at once.
const READ_BYTES: usize = 512 * 1024;
/// How much is asked for to find the end of a block's last line.
const REST_BYTES: usize = 16 * 1024;

/// Whether several threads read a file of `size` bytes faster than one.
pub(super) fn worth_sharing(threads: usize, size: u64) -> bool {
    threads > 1 && size >= 2 * BLOCK_BYTES
}

/// Where reading got to: what it takes to follow the file from there.
pub(super) struct Reached {
    /// How many bytes were read.
    pub(super) offset: u64,
    /// The first of them, at most [`WINDOW`].
    pub(super) head: Vec<u8>,
    /// The last of them, at most [`WINDOW`].
    pub(super) tail: Vec<u8>,
    /// Digests of all of them, where they were wanted.
    pub(super) chunks: Option<Chunks>,
}

/// Where a block's last line ended.
struct End {
    /// The cutter behind it, with what it holds of an unfinished line.
    cutter: LineCutter,
    head: Vec<u8>,
    tail: Vec<u8>,
}

/// A block of which the lines that begin in it have been read.
struct Block<B> {
    number: u64,
    batch: Option<B>,
    /// Where its last line ended; nothing when no line begins in it.
    end: Option<End>,
    chunks: Option<Chunks>,
}

/// Lets a loader be interrupted at once by whoever draws: where there are no more cores than loaders, a key would wait
/// for its turn otherwise.
pub(super) fn give_way() {
    // Of the thread alone, as Linux has it; elsewhere it would be the whole program's. One that may not stays as it is.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

/// Reads the first `size` bytes of a held file by `threads` threads, each of which does `first` before; `sink` is given
/// what `gatherer`'s like make of the lines, in order, and the number of bytes read so far. The bytes are digested as
/// `chunks` are, where those are given.
///
/// Ends early, without saying so, where the file cannot be read or has become shorter: whoever reads on from the
/// place reached finds out by the usual way. Nothing is reached when not even the first block could be read.
///
/// # Errors
/// That of `sink`, after which nothing more is read.
pub(super) fn load<G: Gather, F: Files>(
    (files, held): (&F, &F::Held),
    size: u64,
    (threads, first): (usize, fn()),
    (gatherer, chunks): (&G, Option<&Chunks>),
    mut sink: impl FnMut(Option<G::Batch>, u64) -> Result<(), Interrupt>,
) -> Result<Option<(LineCutter, Reached)>, Interrupt> {
    thread::scope(|scope| {
        // So many blocks may be under way or wait for an earlier one.
        let (hand_out, numbers) = bounded(threads * 2);
        let (done, finished) = bounded(threads * 2);
        let mut loaders = Vec::new();
        for _ in 0..threads {
            let (numbers, done) = (Receiver::clone(&numbers), Sender::clone(&done));
            let (gatherer, buffer) = (gatherer.fork(), vec![0; READ_BYTES]);
            let chunks = chunks.map(Chunks::part);
            let mut loader = Loader { files, held, size, gatherer, chunks, buffer };
            let run = move || {
                first();
                loader.run(&numbers, &done);
            };
            match thread::Builder::new().name("loader".to_owned()).spawn_scoped(scope, run) {
                Ok(loader) => loaders.push(loader),
                // Fewer will do, and none is told by the blocks that do not come.
                Err(_) => break,
            }
        }
        drop((numbers, done));
        let reached = in_order(size.div_ceil(BLOCK_BYTES), &hand_out, &finished, &mut sink);
        drop((hand_out, finished));
        loaders.into_iter().for_each(join);
        reached
    })
}

/// Hands numbers out and blocks on, so that few wait for an earlier one.
fn in_order<B>(
    blocks: u64,
    hand_out: &Sender<u64>,
    finished: &Receiver<Result<Block<B>, u64>>,
    sink: &mut impl FnMut(Option<B>, u64) -> Result<(), Interrupt>,
) -> Result<Option<(LineCutter, Reached)>, Interrupt> {
    let mut numbers = 0..blocks;
    let mut waiting = BTreeMap::new();
    let mut failed = blocks;
    let mut last: Option<End> = None;
    let mut digests: Option<Chunks> = None;
    for _ in 0..hand_out.capacity().unwrap_or(1) {
        numbers.next().map(|number| hand_out.send(number));
    }
    for next in 0..blocks {
        while next < failed && !waiting.contains_key(&next) {
            match finished.recv() {
                Ok(Ok(block)) => drop(waiting.insert(block.number, block)),
                // Blocks before it may still come, and are wanted.
                Ok(Err(number)) => failed = failed.min(number),
                Err(_) => failed = next,
            }
        }
        let Some(block) = waiting.remove(&next).filter(|_| next < failed) else { break };
        numbers.next().map(|number| hand_out.send(number));
        if let Some(chunks) = block.chunks {
            match &mut digests {
                Some(digests) => digests.append(chunks),
                None => digests = Some(chunks),
            }
        }
        if let Some(end) = block.end {
            last = Some(match last {
                Some(before) => end.after(before),
                None => end,
            });
        }
        sink(block.batch, last.as_ref().map_or(0, |end| end.cutter.position()))?;
    }
    Ok(last.map(|End { cutter, head, tail }| {
        let offset = cutter.position();
        (cutter, Reached { offset, head, tail, chunks: digests })
    }))
}

/// A panic of a loader goes on where the whole is waited for.
fn join(loader: ScopedJoinHandle<'_, ()>) {
    if let Err(panic) = loader.join() {
        resume_unwind(panic);
    }
}

/// One of the threads that read.
struct Loader<'f, G, F: Files> {
    files: &'f F,
    held: &'f F::Held,
    size: u64,
    gatherer: G,
    /// Digests of nothing, to be made into those of a block.
    chunks: Option<Chunks>,
    buffer: Vec<u8>,
}

impl<G: Gather, F: Files> Loader<'_, G, F> {
    /// Reads the blocks whose numbers are handed out.
    fn run(&mut self, numbers: &Receiver<u64>, done: &Sender<Result<Block<G::Batch>, u64>>) {
        for number in numbers {
            // A number that is neither read nor failed would be waited for in vain.
            match catch_unwind(AssertUnwindSafe(|| self.read(number))) {
                Ok(block) => {
                    if done.send(block.map_err(|_| number)).is_err() {
                        break;
                    }
                }
                Err(panic) => {
                    let _ = done.send(Err(number));
                    resume_unwind(panic);
                }
            }
        }
    }

    /// Reads the lines that begin in a block, the last of them to its end wherever that is.
    fn read(&mut self, number: u64) -> io::Result<Block<G::Batch>> {
        // Lines of a block that failed are not those of this one.
        if self.gatherer.len() > 0 {
            drop(self.gatherer.take());
        }
        let start = number * BLOCK_BYTES;
        let end = (start + BLOCK_BYTES).min(self.size);
        let mut chunks = self.chunks.as_ref().map(Chunks::part);
        let mut line_end = (start == 0).then(|| End::before(0));
        // The byte before the block tells whether a line begins with it.
        let mut at = start.saturating_sub(1);
        while at < self.size {
            let rest = match &line_end {
                Some(line) if at >= end && !line.cutter.is_skipping() => REST_BYTES,
                _ => READ_BYTES,
            };
            let limit = if at < end { end - at } else { self.size - at };
            let wanted = usize::try_from(limit).unwrap_or(usize::MAX).min(rest);
            let read = self.files.read_at(self.held, &mut self.buffer[..wanted], at)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut bytes = &self.buffer[..read];
            if let Some(chunks) = chunks.as_mut().filter(|_| at < end) {
                chunks.advance(&bytes[start.saturating_sub(at) as usize..]);
            }
            let feed = if line_end.is_none() || at >= end { memchr(b'\n', bytes) } else { None };
            let line = match (&mut line_end, feed) {
                (Some(line), None) => line,
                // Only the rest of the block's last line is wanted.
                (Some(line), Some(feed)) => {
                    bytes = &bytes[..=feed];
                    line
                }
                (none, Some(feed)) if at + (feed as u64) + 1 < end => {
                    bytes = &bytes[feed + 1..];
                    none.insert(End::before(at + feed as u64 + 1))
                }
                (None, _) => {
                    at += read as u64;
                    if at >= end {
                        break;
                    }
                    continue;
                }
            };
            // Nothing was settled, so no line has gone on.
            let _ = line.cutter.push(bytes, |span, line| self.gatherer.line(span, line));
            line.keep(bytes, start == 0);
            at = line.cutter.position();
            if at >= end && line.cutter.pending().is_none() {
                break;
            }
        }
        let batch = (!self.gatherer.is_empty()).then(|| self.gatherer.take());
        Ok(Block { number, batch, end: line_end, chunks })
    }
}

impl End {
    /// Before a line that begins at `offset`.
    fn before(offset: u64) -> Self {
        Self { cutter: LineCutter::starting_at(offset), head: Vec::new(), tail: Vec::new() }
    }

    /// This one, which begins where `before` ended, with the bytes that one kept.
    fn after(self, mut before: Self) -> Self {
        before.keep(&self.tail, false);
        Self { head: before.head, tail: before.tail, ..self }
    }

    /// Keeps the last bytes of what was read, and of the start of the file the first.
    fn keep(&mut self, bytes: &[u8], is_start: bool) {
        if is_start {
            let missing = WINDOW.saturating_sub(self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes[..missing]);
        }
        let fresh = &bytes[bytes.len().saturating_sub(WINDOW)..];
        let surplus = (self.tail.len() + fresh.len()).saturating_sub(WINDOW);
        self.tail.drain(..surplus);
        self.tail.extend_from_slice(fresh);
    }
}
