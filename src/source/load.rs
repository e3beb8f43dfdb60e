//! Reads what a file holds by several threads at once, block by block, and hands it on in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::{self, ScopedJoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use memchr::memchr;

use super::disk;
use super::fingerprint::WINDOW;
use super::lines::LineCutter;
use super::outlet::Interrupt;
use crate::contracts::record::Gather;

/// How much of a file one thread takes on at once.
pub(super) const BLOCK_BYTES: u64 = 2 * 1024 * 1024;
/// How much is asked of the system at once.
const READ_BYTES: usize = 512 * 1024;
/// How much is asked for to find the end of a block's last line.
const REST_BYTES: usize = 16 * 1024;

/// Whether several threads read a file of `size` bytes faster than one.
pub(super) fn worth_sharing(threads: usize, size: u64) -> bool {
    threads > 1 && size >= 2 * BLOCK_BYTES
}

/// Where reading got to: what it takes to read on from there.
pub(super) struct Reached {
    /// The cutter behind the last line that was handed on, with what it holds of an unfinished one.
    pub(super) cutter: LineCutter,
    /// The first bytes of the file, at most [`WINDOW`].
    pub(super) head: Vec<u8>,
    /// The bytes before its position, at most [`WINDOW`].
    pub(super) tail: Vec<u8>,
}

/// A block of which the lines that begin in it have been read.
struct Block<B> {
    number: u64,
    batch: Option<B>,
    /// Where its last line ended; nothing when no line begins in it.
    reached: Option<Reached>,
}

/// Reads the first `size` bytes of `file` by `threads` threads; `sink` is given what `gatherer`'s like make of the
/// lines, in order, and the number of bytes read so far.
///
/// Ends early, without saying so, where the file cannot be read or has become shorter: whoever reads on from the
/// place reached finds out by the usual way. Nothing is reached when not even the first block could be read.
///
/// # Errors
/// That of `sink`, after which nothing more is read.
pub(super) fn load<G: Gather>(
    file: &File,
    size: u64,
    threads: usize,
    gatherer: &G,
    mut sink: impl FnMut(Option<G::Batch>, u64) -> Result<(), Interrupt>,
) -> Result<Option<Reached>, Interrupt> {
    let blocks = size.div_ceil(BLOCK_BYTES);
    thread::scope(|scope| {
        // So many blocks may be under way or wait for an earlier one.
        let (hand_out, numbers) = bounded(threads * 2);
        let (done, finished) = bounded(threads * 2);
        let mut loaders = Vec::new();
        for _ in 0..threads {
            let (numbers, done) = (Receiver::clone(&numbers), Sender::clone(&done));
            let mut loader = Loader { file, size, gatherer: gatherer.fork(), buffer: vec![0; READ_BYTES] };
            let run = move || {
                for number in numbers {
                    // A number that is neither read nor failed would be waited for in vain.
                    let block = catch_unwind(AssertUnwindSafe(|| loader.read(number)));
                    let panic = match block {
                        Ok(block) => {
                            if done.send(block.map_err(|_| number)).is_err() {
                                break;
                            }
                            continue;
                        }
                        Err(panic) => panic,
                    };
                    let _ = done.send(Err(number));
                    resume_unwind(panic);
                }
            };
            match thread::Builder::new().name("loader".to_owned()).spawn_scoped(scope, run) {
                Ok(loader) => loaders.push(loader),
                // Fewer will do, and none is told by the blocks that do not come.
                Err(_) => break,
            }
        }
        drop((numbers, done));
        let reached = in_order(blocks, &hand_out, &finished, &mut sink);
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
) -> Result<Option<Reached>, Interrupt> {
    let mut numbers = 0..blocks;
    let mut waiting = BTreeMap::new();
    let mut failed = blocks;
    let mut last: Option<Reached> = None;
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
        if let Some(reached) = block.reached {
            let head = last.map_or(reached.head, |last| last.head);
            last = Some(Reached { head, ..reached });
        }
        let read = last.as_ref().map_or(0, |reached| reached.cutter.position());
        sink(block.batch, read)?;
    }
    Ok(last)
}

/// A panic of a loader goes on where the whole is waited for.
fn join(loader: ScopedJoinHandle<'_, ()>) {
    if let Err(panic) = loader.join() {
        resume_unwind(panic);
    }
}

/// One of the threads that read.
struct Loader<'f, G> {
    file: &'f File,
    size: u64,
    gatherer: G,
    buffer: Vec<u8>,
}

impl<G: Gather> Loader<'_, G> {
    /// Reads the lines that begin in a block, the last of them to its end wherever that is.
    fn read(&mut self, number: u64) -> io::Result<Block<G::Batch>> {
        // Lines of a block that failed are not those of this one.
        drop(self.gatherer.take());
        let start = number * BLOCK_BYTES;
        let end = (start + BLOCK_BYTES).min(self.size);
        let mut reached = None;
        let mut at = start;
        if start == 0 {
            reached = Some(Reached { cutter: LineCutter::new(), head: Vec::new(), tail: Vec::new() });
        } else {
            // The byte before the block tells whether a line begins with it.
            at -= 1;
        }
        while at < self.size {
            let rest = match &reached {
                Some(Reached { cutter, .. }) if at >= end && !cutter.is_skipping() => REST_BYTES,
                _ => READ_BYTES,
            };
            let limit = if at < end { end - at } else { self.size - at };
            let wanted = usize::try_from(limit).unwrap_or(usize::MAX).min(rest);
            let read = disk::read_at(self.file, &mut self.buffer[..wanted], at)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut bytes = &self.buffer[..read];
            let line_end = if reached.is_none() || at >= end { memchr(b'\n', bytes) } else { None };
            let reached = match (&mut reached, line_end) {
                (Some(reached), None) => reached,
                // Only the rest of the block's last line is wanted.
                (Some(reached), Some(line_end)) => {
                    bytes = &bytes[..=line_end];
                    reached
                }
                (none, Some(line_end)) if at + (line_end as u64) + 1 < end => {
                    bytes = &bytes[line_end + 1..];
                    let cutter = LineCutter::starting_at(at + line_end as u64 + 1);
                    none.insert(Reached { cutter, head: Vec::new(), tail: Vec::new() })
                }
                (None, Some(_)) => break,
                (None, None) => {
                    at += read as u64;
                    if at >= end {
                        break;
                    }
                    continue;
                }
            };
            // Nothing was settled, so no line has gone on.
            let _ = reached.cutter.push(bytes, |span, line| self.gatherer.line(span, line));
            keep_tail(&mut reached.tail, bytes);
            if start == 0 {
                let missing = WINDOW.saturating_sub(reached.head.len()).min(bytes.len());
                reached.head.extend_from_slice(&bytes[..missing]);
            }
            at = reached.cutter.position();
            if at >= end && reached.cutter.pending().is_none() {
                break;
            }
        }
        let batch = (!self.gatherer.is_empty()).then(|| self.gatherer.take());
        Ok(Block { number, batch, reached })
    }
}

/// Keeps the last bytes of what was read.
fn keep_tail(tail: &mut Vec<u8>, bytes: &[u8]) {
    let fresh = &bytes[bytes.len().saturating_sub(WINDOW)..];
    let surplus = (tail.len() + fresh.len()).saturating_sub(WINDOW);
    tail.drain(..surplus);
    tail.extend_from_slice(fresh);
}
