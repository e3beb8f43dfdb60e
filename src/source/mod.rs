//! Opens a log, cuts it into lines and keeps watching it: the only room that reads event logs.

pub mod fingerprint;
pub mod follow;
pub mod lines;

#[cfg(test)]
mod tests;

pub use follow::RestartReason;
pub use lines::LineCutter;
