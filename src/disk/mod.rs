//! Files beneath a folder the user names, held against what a log recorded of them.
//!
//! ```text
//! Recorded { path, hash, .. } -> RecordedPath::check -> Root::open_file -> hashed as a stream -> Outcome
//! ```
//!
//! The log's author chooses every path, so a path is refused, never cleaned ([`path`]); a file is opened from
//! the root's own descriptor without following a link ([`root`]); and it is judged on that one descriptor, which
//! must look the same before and after it was read ([`mod@check`]). Nothing that was read of a file leaves this room
//! but its hash, and not even that of what was refused.

#[cfg(unix)]
mod beneath;
pub mod check;
mod glance;
mod hasher;
mod outcome;
pub mod path;
pub mod root;

pub use check::{Cancelled, MAX_FILE_BYTES, Progress, Recorded, check};
pub use glance::Glance;
pub use outcome::{BadRecord, Change, Kind, Outcome};
pub use path::{RecordedPath, UnsafePath, is_work_package};
pub use root::{Refusal, Root};

#[cfg(test)]
pub(crate) mod tests;
