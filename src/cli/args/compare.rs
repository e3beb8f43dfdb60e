//! What can be asked about two sides.

use std::ffi::OsString;

use clap::ValueEnum;

use super::{FormatArgs, ReadingArgs};
use crate::dossier::judge::Rule;
use crate::session::Moment;

/// Tell whether the claims of a log hold, or whether it agrees with another record.
///
/// Without --against: each snapshot's hash is recomputed from the replay in the form it is written in, and
/// drift records are told. The contract never takes a drift back, so judge with --from what came after one.
/// With --against: the content hash of each present artifact is compared, path by path.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dossier parity run-7.jsonl --from D4
  dossier parity run-7.jsonl --against snapshot-latest.json

Exit codes: 0 proven the same; 1 they differ; 2 could not tell; 3 nothing to judge.")]
pub struct ParityArgs {
    /// The log: a file, or - for standard input.
    pub source: OsString,
    /// Another log, a state saved by replay, or a producer's snapshot-latest.json; told by its content.
    #[arg(long, value_name = "FILE")]
    pub against: Option<OsString>,
    /// Judge only what came after this moment.
    #[arg(long, value_name = "AT", allow_hyphen_values = true, conflicts_with = "against")]
    pub from: Option<Moment>,
    /// Judge as of this moment: a line (212), a time (14:03, -5m), S4, D2, an event id, start or head.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<Moment>,
    /// What is to decide nothing; may be given several times.
    #[arg(long, value_name = "RULE")]
    pub ignore: Vec<Ignored>,
    /// The mission of a log that holds several: its number in the list, its slug, or all five values
    /// joined by /.
    #[arg(long, value_name = "N")]
    pub namespace: Option<String>,
    /// How the log is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// How the answer is written.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ParityFormat,
    /// Short for --format json.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

impl ParityArgs {
    /// The format that is asked for.
    pub fn format(&self) -> ParityFormat {
        if self.json { ParityFormat::Json } else { self.format }
    }
}

/// What may be told to decide nothing. A plain mismatch may not: parity is never without proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ignored {
    /// Drift records.
    Drift,
    /// A last snapshot that is right but for paths that are likely deleted.
    Surplus,
    /// Earlier snapshots that the log does not bear out; they decide nothing anyway.
    Earlier,
    /// Claimed numbers that are not the replay's; they decide nothing anyway.
    Counts,
    /// Artifacts recorded as missing; they decide nothing anyway.
    Missing,
    /// With --against: paths that only SOURCE has.
    OnlyHere,
    /// With --against: paths that only FILE has.
    OnlyThere,
}

impl From<Ignored> for Rule {
    fn from(ignored: Ignored) -> Self {
        match ignored {
            Ignored::Drift => Self::Drift,
            Ignored::Surplus => Self::Surplus,
            Ignored::Earlier => Self::Earlier,
            Ignored::Counts => Self::Counts,
            Ignored::Missing => Self::Missing,
            Ignored::OnlyHere => Self::OnlyHere,
            Ignored::OnlyThere => Self::OnlyThere,
        }
    }
}

/// How an answer on parity is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParityFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
}

/// Compare two logs, or two moments of one.
///
/// A and B are logs, or LOG@AT with a moment as --at takes it. Events are aligned by their id, = same,
/// ! same id and other content, < only in A, > only in B; then the states are compared.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dossier diff run-7.jsonl run-8.jsonl
  dossier diff run-7.jsonl@S4 run-7.jsonl@head

Exit codes: 0 the same; 1 they differ; 2 could not be compared.")]
pub struct DiffArgs {
    /// A log, or LOG@AT. A file whose whole name it is comes first.
    pub a: OsString,
    /// Another.
    pub b: OsString,
    /// How the answer is written.
    #[command(flatten)]
    pub format: FormatArgs,
    /// The mission, where a log holds several.
    #[arg(long, value_name = "N")]
    pub namespace: Option<String>,
    /// How the log is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}
