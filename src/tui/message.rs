//! What arrives at the model.

use crossterm::event::KeyEvent;

use super::disk::News;
use super::model::LogId;
use crate::session::Batch;
use crate::source::{FeedMessage, FirstLook};
use crate::text::Shown;

/// Something that happened.
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted. It may hold anything, and is never taken for keys.
    Paste(String),
    /// The terminal has a new size in columns and rows.
    Resize(u16, u16),
    /// The time is now this many microseconds since 1970.
    Tick(i64),
    /// What stands at the start of a log, before its feed tells anything.
    FirstLook(LogId, FirstLook<Box<Batch>>),
    /// A log's feed tells something.
    Feed(LogId, FeedMessage<Box<Batch>>),
    /// A file of a log was looked at.
    Disk(LogId, News),
    /// An effect could not be carried out.
    Failed(Shown),
}
