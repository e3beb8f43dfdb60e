//! Exactly the reducer's state, for comparison with the contract's own.

use std::io::{self, Write};

use super::json::write_pretty;
use crate::contracts::edition::Edition;
use crate::dossier::state::MissionDossierState;
use crate::dossier::state_json::In;

/// Writes the state as JSON with the key names of `edition`, two spaces a level, and a line feed.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, state: &MissionDossierState, edition: Edition) -> io::Result<()> {
    write_pretty(out, &In(state, edition))
}
