//! What stands at the start of a source: something to show before any thread reads it.

use std::sync::Arc;

use super::disk;
use super::lines::LineCutter;
use super::open::{Input, Opened};
use super::store::MemoryStore;
use crate::contracts::record::{Gather, LineStore};

/// How many bytes are looked at.
const FIRST_BYTES: usize = 64 * 1024;

/// The first lines of a source.
pub struct FirstLook<B> {
    /// What became of them.
    pub batch: B,
    /// Where they can be read again.
    pub store: Arc<dyn LineStore>,
    /// How many bytes they take.
    pub read: u64,
    /// Length of the source in bytes, where it is known.
    pub size: Option<u64>,
}

/// Takes a first look at a source, which is then still to be read from its start.
///
/// `None` where there is no whole line so near, or what is read is gone, as from a stream. What cannot be read is
/// told by whoever reads the source.
pub fn first_look<G: Gather>(opened: &Opened, mut gatherer: G) -> Option<FirstLook<G::Batch>> {
    let bytes: Arc<[u8]> = match &opened.input {
        Input::File { file, .. } => disk::read_up_to(file, 0, FIRST_BYTES).ok()?.into(),
        Input::Memory(bytes) => bytes[..bytes.len().min(FIRST_BYTES)].into(),
        Input::Stream(_) | Input::Playback { .. } => return None,
    };
    let mut cutter = LineCutter::new();
    cutter.push(&bytes, |span, line| gatherer.line(span, line)).ok()?;
    let read = cutter.pending().map_or(cutter.position(), |(span, _)| span.offset);
    let store = Arc::new(MemoryStore(bytes));
    (!gatherer.is_empty()).then(|| FirstLook { batch: gatherer.take(), store, read, size: opened.size() })
}
