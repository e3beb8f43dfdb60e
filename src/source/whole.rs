//! Reads a source to its end without threads.

use std::path::PathBuf;
use std::sync::Arc;

use super::Complete;
use super::error::SourceError;
use super::files::System;
use super::intake::{Intake, PUSH_BYTES};
use super::lines::LineWentOn;
use super::load::load;
use super::message::PendingLine;
use super::once::Once;
use super::open::Opened;
use crate::contracts::record::{Gather, LineStore};

/// How much is asked for at once.
const BLOCK_BYTES: usize = 1024 * 1024;

/// What is left to say once a source has been read.
pub struct Whole {
    /// What to call the source; sanitise it before showing it.
    pub name: PathBuf,
    /// Where its lines can be read again.
    pub store: Arc<dyn LineStore>,
    /// Its length in bytes.
    pub bytes: u64,
    /// The last line, if it has no ending and is not whole.
    pub pending: Option<PendingLine>,
}

/// How far the reading of a source has come.
pub struct Progress<'s> {
    /// Where its lines can be read again.
    pub store: &'s Arc<dyn LineStore>,
    /// How many bytes were read.
    pub read: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
}

/// Reads `opened` to the end it had when it was opened, and gives `sink` what `gatherer` makes of its lines, in order.
///
/// A large file is read by so many `threads`, of which the calling one is not.
///
/// A last line without its ending is given too if `complete` says it is whole.
///
/// # Errors
/// [`SourceError`] when reading fails or the file becomes shorter meanwhile; what was given to `sink`
/// is then not the whole.
pub fn read_all<G: Gather>(
    opened: Opened,
    gatherer: G,
    complete: Complete,
    threads: usize,
    mut sink: impl FnMut(G::Batch, Progress<'_>),
) -> Result<Whole, SourceError> {
    let name = opened.name().to_path_buf();
    let mut once = Once::new(opened);
    let mut intake = Intake::new(gatherer, complete, once.kept());
    let (store, total) = (once.store(), once.size());
    let mut hand_on = |batch: Option<G::Batch>, read| {
        if let Some(batch) = batch {
            sink(batch, Progress { store: &store, read, total });
        }
    };
    if let Some((file, size)) = once.is_worth_sharing(threads) {
        let handed =
            load((&System, &file), size, (threads, || ()), (intake.gatherer(), None), |batch, read| {
                hand_on(batch, read);
                Ok(())
            });
        if let Ok(Some((cutter, reached))) = handed {
            once.skip_to(reached.offset);
            intake.go_on(cutter);
        }
    }
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let read = once.read(&mut block)?;
        if read == 0 {
            break;
        }
        for part in block[..read].chunks(PUSH_BYTES) {
            // Lines are settled at the end only, so none has gone on.
            let (Ok(()) | Err(LineWentOn)) = intake.push(part);
        }
        hand_on(intake.take(), intake.position());
    }
    intake.settle();
    hand_on(intake.take(), intake.position());
    Ok(Whole { name, store: once.store(), bytes: once.offset(), pending: PendingLine::of(&intake) })
}
