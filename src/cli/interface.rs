//! The way into the terminal interface.

use super::exit::{Exit, Failure};
use crate::contracts::edition::ContractMode;
use crate::source::SourceSpec;

/// Opens the interface on a log, following it.
///
/// # Errors
/// [`Failure::NoInterface`]: this build has none.
pub fn interface(_spec: SourceSpec, _mode: ContractMode) -> Result<Exit, Failure> {
    Err(Failure::NoInterface)
}

/// Opens the interface on the fixtures, with no log.
///
/// # Errors
/// [`Failure::NoInterface`]: this build has none.
pub fn fixtures() -> Result<Exit, Failure> {
    Err(Failure::NoInterface)
}
