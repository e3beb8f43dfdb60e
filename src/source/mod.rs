//! Opens a log, cuts it into lines and keeps watching it: the only room that reads event logs.
//!
//! ```text
//! SourceSpec -> open -> Opened -> feed::start -> FeedMessage (Started, Batch, Pending, Restarted ...)
//!                             \-> read_all   -> one Record after the other, no thread
//! ```
//!
//! Bytes become lines in [`LineCutter`] and nowhere else, so a log that is followed and a log that is
//! read once give the same records. What a changed file means is decided in [`follow::decide`], a
//! function of values, and [`audit`] decides when all that was read is gone over again. Everything else here
//! fetches bytes for the first or facts for the second.
//!
//! The promise: the records since the last `Started` or `Restarted` are those of a fresh read of the
//! file as it is, whatever happened to it in between.

pub mod audit;
pub mod chunks;
mod disk;
mod error;
pub mod feed;
mod files;
pub mod fingerprint;
mod first;
pub mod follow;
mod followed;
mod intake;
pub mod lines;
mod live;
mod load;
mod magic;
mod message;
mod once;
mod open;
mod outlet;
mod pace;
mod spec;
mod store;
mod stream;
mod watch;
mod whole;

#[cfg(test)]
mod tests;

pub use error::{Operation, SourceError};
pub use feed::{Feed, FeedOptions, available_threads, start};
pub use first::{FirstLook, first_look};
pub use follow::RestartReason;
pub use lines::LineCutter;
pub use message::{FeedMessage, FollowStatus, PendingLine};
pub use open::{Opened, open};
pub use spec::SourceSpec;
pub use whole::{Progress, Whole, read_all};

/// Tells whether a line without its line feed is already whole, so that it need not wait for one.
pub type Complete = fn(&[u8]) -> bool;
