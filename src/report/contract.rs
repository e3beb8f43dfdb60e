//! Exactly the reducer's state, for comparison with the contract's own.

use std::io::{self, Write};

use crate::contracts::edition::Edition;
use crate::dossier::state::MissionDossierState;
use crate::dossier::state_json::In;
use crate::text::write_json_for_terminal;

/// Writes the state as JSON with the key names of `edition`, two spaces a level, and a line feed.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, state: &MissionDossierState, edition: Edition) -> io::Result<()> {
    let json = serde_json::to_string_pretty(&In(state, edition))?;
    write_json_for_terminal(out, &json)?;
    writeln!(out)
}
