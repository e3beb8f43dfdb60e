//! Reads a log to its end.

use crate::contracts::decode::is_complete;
use crate::contracts::edition::ContractMode;
use crate::session::{Gatherer, Pending, Session};
use crate::source::{FeedMessage, FeedOptions, SourceError, SourceSpec, open, start};

/// Reads a log to its end and keeps it as a session.
///
/// Reading and decoding happen on a thread of their own, a few batches ahead.
///
/// # Errors
/// [`SourceError`] when the log cannot be read; what was read of it is not kept.
pub fn load(spec: &SourceSpec, mode: ContractMode) -> Result<Session, SourceError> {
    let opened = open(spec, false)?;
    let options = FeedOptions { follow: false, ..FeedOptions::default() };
    let feed = start(opened, options, is_complete, Gatherer::new(mode));
    let mut session = None;
    for message in feed.messages() {
        match (message, &mut session) {
            (FeedMessage::Started { store, .. } | FeedMessage::Restarted { store, .. }, _) => {
                session = Some(Session::new(mode, store));
            }
            (FeedMessage::Batch { batch, read, total }, Some(session)) => {
                batch.into_iter().for_each(|batch| session.ingest(batch));
                session.expect(read, total.unwrap_or(read));
            }
            (FeedMessage::Pending(pending), Some(session)) => session
                .set_pending(pending.map(|pending| Pending { span: pending.span, bytes: pending.bytes })),
            (FeedMessage::Failed(error), _) => return Err(error),
            _ => {}
        }
    }
    match session {
        Some(mut session) => {
            session.finish();
            Ok(session)
        }
        None => Err(SourceError::Panicked {
            path: spec.name().to_path_buf(),
            message: "the reader ended without a word".to_owned(),
        }),
    }
}
