//! `dossier` opens a mission's event log and replays its dossier.

pub mod contracts;
pub mod source;
