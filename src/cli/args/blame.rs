//! What can be asked about one artifact.

use std::ffi::OsString;

use super::{FormatArgs, ReadingArgs};
use crate::session::Moment;

/// The history of one artifact, newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dossier blame run-7.jsonl contracts/export.yaml --at S4

Put -- before a path that begins with a dash.

Exit codes: 0 it has a revision; 1 the log has none of that path; 2 could not answer.")]
pub struct BlameArgs {
    /// The log: a file, or - for standard input.
    pub source: OsString,
    /// The artifact's path as the log writes it.
    pub path: String,
    /// Only up to this moment: a line (212), a time (14:03, -5m), S4, D2, an event id, start or head.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<Moment>,
    /// The mission of a log that holds several: its number in the list, its slug, or all five values
    /// joined by /.
    #[arg(long, value_name = "N")]
    pub namespace: Option<String>,
    /// How the log is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// How the answer is written.
    #[command(flatten)]
    pub format: FormatArgs,
}
