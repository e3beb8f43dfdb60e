//! A strict JSON reader that remembers where everything stands.
//!
//! A finding about a log line must name a column, and a validator must see what a lenient reader
//! forgives: repeated keys, lone surrogates, numbers no machine can hold. So a line is read once into a
//! flat table of nodes over the borrowed text ([`Document`]); nothing is copied until it is asked for, and
//! depth is bounded without recursion.

mod document;
mod error;
mod escape;
mod glance;
mod node;
mod parse;
pub(crate) mod scan;
mod schema;
mod skim;

pub use document::{Children, Document, Flaw, FlawKind, Kind, Value};
pub use error::{JsonError, JsonErrorKind};
pub use glance::{Name, glance};
pub use schema::Tape;
pub use skim::skim;

/// The deepest nesting that is read; one level more is refused (contract section 2).
pub const MAX_DEPTH: usize = 128;

#[cfg(test)]
mod tests;
