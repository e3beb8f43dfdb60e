//! The dossier: the contract's reducer, and the timeline that answers for every moment at once.
//!
//! [`reduce`] is the contract's batch function, the yardstick. [`timeline`] holds the same knowledge as
//! positions: for each path the events that wrote it, for missing records, snapshots and drift the events
//! in order. A state after any event is then a lookup, and an event that comes late is put where it belongs
//! instead of replaying everything. Properties in the tests hold the two to the same answers.

pub mod align;
pub mod changes;
pub mod claims;
pub mod compare;
pub mod glob;
pub mod judge;
pub mod ledger;
pub mod order;
pub mod parity;
mod present;
pub mod reading;
pub mod recorded;
pub mod reduce;
pub mod room;
pub mod state;
pub mod state_json;
pub mod timeline;

#[cfg(test)]
mod tests;
