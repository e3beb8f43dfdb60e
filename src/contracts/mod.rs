//! The embedded contract.

pub mod record;
