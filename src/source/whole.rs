//! Reads a source to its end without threads.

use std::path::PathBuf;
use std::sync::Arc;

use super::Complete;
use super::error::SourceError;
use super::intake::{Intake, PUSH_BYTES};
use super::lines::LineWentOn;
use super::message::PendingLine;
use super::once::Once;
use super::open::Opened;
use crate::contracts::record::{LineStore, RawLine, Record};

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

/// Reads `opened` to the end it had when it was opened, and gives `sink` each line in order.
///
/// A last line without its ending is given too if `complete` says it is whole.
///
/// # Errors
/// [`SourceError`] when reading fails or the file becomes shorter meanwhile; what was given to `sink`
/// is then not the whole.
pub fn read_all<T, D, S>(
    opened: Opened,
    decode: D,
    complete: Complete,
    mut sink: S,
) -> Result<Whole, SourceError>
where
    D: FnMut(RawLine<'_>) -> T,
    S: FnMut(Record<T>),
{
    let name = opened.name().to_path_buf();
    let mut once = Once::new(opened);
    let mut intake = Intake::new(decode, complete, once.kept());
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let read = once.read(&mut block)?;
        if read == 0 {
            break;
        }
        for part in block[..read].chunks(PUSH_BYTES) {
            // Lines are settled at the end only, so none has gone on.
            let (Ok(()) | Err(LineWentOn)) = intake.push(part);
            intake.records().drain(..).for_each(&mut sink);
        }
    }
    intake.settle();
    intake.records().drain(..).for_each(&mut sink);
    Ok(Whole { name, store: once.store(), bytes: once.offset(), pending: PendingLine::of(&intake) })
}
