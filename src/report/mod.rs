//! What is said about a log outside the terminal interface: from a [`Replay`] to a writer.
//!
//! [`contract`] is the reducer's state and nothing else; [`json`] is one object with everything; [`text`] is
//! the summary a person reads; [`diagnostics`] are findings as compilers print them; [`verify`] tells of files on
//! disk; [`blame`] is the history of one artifact. None of them holds a
//! clock time or a path that was not given, so two runs over the same log are the same bytes. Strangers'
//! text goes through [`crate::text`]; JSON is escaped where a terminal could be misled.

pub mod blame;
pub mod contract;
pub mod derived;
pub mod diagnostics;
pub mod diff;
pub mod excerpt;
pub mod json;
pub mod parity;
pub mod place;
pub mod replay;
pub mod summary;
pub mod text;
pub mod verify;

pub use replay::{Outcome, Replay};
pub use summary::Summary;

#[cfg(test)]
mod tests;
