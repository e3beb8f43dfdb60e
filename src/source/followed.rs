//! The lines of a followed file, which may be cut or rewritten while they are still asked for.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::chunks::Chunks;
use super::files::Files;
use super::store::KeptBytes;
use crate::contracts::record::{LineStore, MAX_LINE_BYTES, Span};

/// How many bytes from the start of a file are kept besides: enough for most logs, so that what they held
/// before they were cut or rewritten can still be compared.
const COPY_BYTES: u64 = 4 * 1024 * 1024;

/// The lines of a followed file as they were when they were read.
///
/// The name may be given to another file meanwhile; the positions stay true to the file that is held.
pub(super) struct FollowedLines<F: Files> {
    files: F,
    held: Arc<F::Held>,
    copy: KeptBytes,
    /// The file holds other bytes by now: only the copy is what was read.
    void: AtomicBool,
}

impl<F: Files> FollowedLines<F> {
    pub(super) fn new(files: F, held: Arc<F::Held>) -> Self {
        Self { files, held, copy: KeptBytes::default(), void: AtomicBool::new(false) }
    }

    /// Keeps what belongs to the copy of `bytes`, which were read at `offset`.
    pub(super) fn keep(&self, offset: u64, bytes: &[u8]) {
        let room = COPY_BYTES.saturating_sub(offset).min(bytes.len() as u64);
        if room > 0 {
            self.copy.append(offset, &bytes[..room as usize]);
        }
    }

    /// Keeps what belongs to the copy of what others have read, whose digests are `chunks`.
    pub(super) fn keep_first(&self, chunks: &Chunks) {
        for number in 0..chunks.count() {
            let (offset, len) = chunks.place(number);
            if offset >= COPY_BYTES {
                break;
            }
            let mut bytes = vec![0; len];
            let read = self.files.read_up_to(&self.held, &mut bytes, offset);
            // What was rewritten meanwhile is not what was read; the next look finds that out.
            if read.is_err() || !chunks.holds(number, &bytes) {
                break;
            }
            self.keep(offset, &bytes);
        }
    }

    /// Lets nothing be read any more that may not be what was read before.
    pub(super) fn void(&self) {
        self.void.store(true, Ordering::Release);
    }
}

impl<F: Files> LineStore for FollowedLines<F> {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        if span.len as usize > MAX_LINE_BYTES + 1 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if let Ok(bytes) = self.copy.read(span) {
            return Ok(bytes);
        }
        let mut bytes = vec![0; span.len as usize];
        let read = self.files.read_up_to(&self.held, &mut bytes, span.offset)?;
        // Asked last: it may have become void while it was read.
        if read < bytes.len() || self.void.load(Ordering::Acquire) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }
}
