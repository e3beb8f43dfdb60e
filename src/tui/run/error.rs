//! Why the interface ends, or cannot do what was asked.

use std::io;

use crate::source::SourceError;
use crate::text::{Shown, cut_end, show, show_path};

/// How many columns of an error's words are quoted.
const QUOTED: usize = 300;

/// Why the interface ended other than by a person's wish.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The log cannot be opened; the terminal was not touched.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The system gives no thread, no signals or no keys; the terminal is as it was.
    #[error("cannot start the interface: {0}")]
    Start(#[source] io::Error),
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// A signal asked the program to end; its number.
    #[error("ended by signal {0}")]
    Signal(i32),
}

/// What went wrong with a source, for a person.
pub fn failure(error: &SourceError) -> Shown {
    let name = match error.path().as_os_str().is_empty() {
        true => Shown::fixed("\"\""),
        false => show_path(error.path()),
    };
    name.then(": ").then(cut_end(&show(error.to_string()), QUOTED))
}
