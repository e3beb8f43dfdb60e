//! The moment of a log that `--at` names.

use super::exit::Failure;
use crate::dossier::timeline::Cursor;
use crate::session::{LineKind, Session};

/// The moment that `at` means: a line number is the moment after the last event up to that line, `head` and
/// nothing are the end of the log.
///
/// # Errors
/// [`Failure::Moment`] when it means none.
pub(super) fn moment(session: &Session, at: Option<&str>) -> Result<Cursor, Failure> {
    let Some(wanted) = at else { return Ok(Cursor::Live) };
    if wanted == "head" {
        return Ok(Cursor::Live);
    }
    let failure = |why| Failure::Moment { wanted: wanted.to_owned(), why };
    let line =
        wanted.parse::<u32>().map_err(|_| failure("is no moment; give the number of a line, or head"))?;
    if line == 0 || line as usize > session.line_count() {
        return Err(failure("is no line of this log"));
    }
    let event = (0..line).rev().find_map(|line| match session.kind(line) {
        Some(LineKind::Event(entry)) => Some(entry),
        _ => None,
    });
    event.map(Cursor::After).ok_or_else(|| failure("comes before the first event of this log"))
}
