//! `dossier` opens a mission's event log and replays its dossier.

pub mod cli;
pub mod conformance;
pub mod contracts;
pub mod dossier;
pub mod json;
pub mod report;
pub mod session;
pub mod source;
pub mod text;
pub mod tui;
