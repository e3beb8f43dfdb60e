//! What can be asked on the command line; no behaviour.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::contracts::edition::{ContractMode, Edition};
use crate::session::Moment;

mod blame;
mod compare;
mod reading;

pub use blame::BlameArgs;
pub use compare::{DiffArgs, Ignored, ParityArgs, ParityFormat};
pub use reading::{ReadingArgs, SchemaUse};

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncontract: spec-kitty-events 2.9.0 (edition 2) and 11.0.0 (edition 3)"
);

/// Open a mission's event log and replay its dossier.
#[derive(Debug, Parser)]
#[command(
    name = "dossier",
    bin_name = "dossier",
    version = VERSION,
    override_usage = "dossier [OPTIONS] [SOURCE]\n       dossier <COMMAND>",
    after_help = "Examples:
  dossier                  the log in this folder, or a demo mission
  dossier run-7.jsonl      open a log and follow it
  dossier run-7.jsonl --root kitty-specs/042-local-mission-dossier
                           hold the files on disk against it as well
  dossier run-7.jsonl | cat
                           without a terminal: the summary

Exit codes: 0 answered, and the answer is good; 1 answered, and it is bad; 2 could not answer;
3 there was nothing to judge."
)]
pub struct Args {
    /// The log to open: a file, a folder that holds one, or - for standard input.
    pub source: Option<OsString>,
    /// How the log is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Show what is on disk beside what was recorded; recorded paths are relative to this folder, the mission's.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Compare with another log, a saved state, or a producer's snapshot file, in the drift view.
    #[arg(long, value_name = "FILE")]
    pub against: Option<OsString>,
    /// Put nothing into the terminal's clipboard, whatever key is pressed.
    #[arg(long)]
    pub no_clipboard: bool,
    /// Look at the log at this interval only (milliseconds; 250 unless given), where the system tells of no
    /// changes: network and container file systems.
    #[arg(
        long,
        value_name = "MS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "250",
        value_parser = clap::value_parser!(u64).range(10..=60_000)
    )]
    pub poll: Option<u64>,
    /// What to do instead of opening the interface.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do instead of opening the interface.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Replay a log and print the dossier's state.
    Replay(ReplayArgs),
    /// Tell whether the claims of a log hold, or whether it agrees with another record.
    Parity(ParityArgs),
    /// Compare two logs, or two moments of one.
    Diff(DiffArgs),
    /// Check every line of logs against the contract.
    Validate(ValidateArgs),
    /// Hold files on disk against the hashes a log recorded.
    Verify(VerifyArgs),
    /// The history of one artifact, newest first.
    Blame(BlameArgs),
    /// The JSON Schemas of the contract.
    Schemas(SchemasArgs),
    /// The corpus of payloads and streams whose verdict is known.
    Fixtures(FixturesArgs),
}

/// Replay a log and print the dossier's state.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dossier replay run-7.jsonl --at S4 --format json

Exit codes: 0 a state was printed, whatever lines were bad; 2 none could be.")]
pub struct ReplayArgs {
    /// The log: a file, or - for standard input.
    pub source: OsString,
    /// A summary, one object with everything, or exactly the reducer's state.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReplayFormat,
    /// Short for --format json.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// How the log is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// The mission of a log that holds several: its number in the list, its slug, or all five values
    /// joined by /.
    #[arg(long, value_name = "N")]
    pub namespace: Option<String>,
    /// The moment: a line (212), a time (14:03, -5m, 2026-03-17T14:03Z), a snapshot (S4), a drift record (D2),
    /// the beginning of an event id, start or head.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<Moment>,
}

impl Args {
    /// Reads the arguments, the first of which is the program's name.
    ///
    /// # Errors
    /// clap's account of what makes no sense, and its help and version.
    pub fn read<A: Into<OsString> + Clone>(
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Self, clap::Error> {
        let args = Self::try_parse_from(arguments)?;
        // clap can refuse this by itself, but then says so of any second word as well.
        let misplaced = args.source.is_some()
            || args.reading.is_given()
            || args.root.is_some()
            || args.against.is_some()
            || args.poll.is_some();
        if args.command.is_some() && misplaced {
            let words = "SOURCE, --contract, --threads, --schema, --root and --against belong behind the command, and \
                --poll needs none";
            return Err(Self::command().error(clap::error::ErrorKind::ArgumentConflict, words));
        }
        Ok(args)
    }
}

impl ReplayArgs {
    /// The format that is asked for.
    pub fn format(&self) -> ReplayFormat {
        if self.json { ReplayFormat::Json } else { self.format }
    }
}

/// Check every line of logs against the contract.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dossier validate run-7.jsonl run-8.jsonl

Exit codes: 0 no findings; 1 some; 2 a log could not be read.")]
pub struct ValidateArgs {
    /// The logs: files, or - for standard input.
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<OsString>,
    /// Findings with a caret, or one object.
    #[command(flatten)]
    pub format: FormatArgs,
    /// How the log is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Hold files on disk against the hashes a log recorded.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dossier verify run-7.jsonl --root kitty-specs/042-local-mission-dossier

Nothing outside the root is opened, and no link is followed.

Exit codes: 0 every file is as recorded; 1 not so, or not to be told; 2 could not answer; 3 there is no artifact.")]
pub struct VerifyArgs {
    /// The log: a file, or - for standard input.
    pub source: OsString,
    /// The folder the recorded paths are relative to: the mission's.
    #[arg(long, value_name = "DIR")]
    pub root: PathBuf,
    /// The moment whose artifacts are meant: a line (212), a time (14:03, -5m), S4, D2, an event id, start or head.
    #[arg(long, value_name = "AT", allow_hyphen_values = true)]
    pub at: Option<Moment>,
    /// Fail also for work packages, whose recorded hash is not of their bytes.
    #[arg(long)]
    pub strict: bool,
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

/// How the answer is written.
#[derive(Debug, Default, clap::Args)]
pub struct FormatArgs {
    /// For people, or as JSON.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Short for --format json.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

impl FormatArgs {
    /// Whether JSON is asked for.
    pub fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}

/// The JSON Schemas of the contract.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dossier schemas show event")]
pub struct SchemasArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: SchemasCommand,
}

/// What to do with the schemas.
#[derive(Debug, Subcommand)]
pub enum SchemasCommand {
    /// Print their names.
    #[command(after_help = "Example:\n  dossier schemas list")]
    List,
    /// Print one of them.
    #[command(after_help = "Example:\n  dossier schemas show artifact_identity")]
    Show {
        /// Its name.
        name: String,
    },
    /// Write them all into a folder.
    #[command(after_help = "Example:\n  dossier schemas generate --dir schemas --check")]
    Generate {
        /// The folder.
        #[arg(long, default_value = "schemas")]
        dir: PathBuf,
        /// Write nothing; compare, and exit with 1 when a file is missing, drifted or orphaned.
        #[arg(long)]
        check: bool,
    },
    /// Compare a folder with them; the same as generate --check.
    #[command(after_help = "Example:\n  dossier schemas check")]
    Check {
        /// The folder.
        #[arg(long, default_value = "schemas")]
        dir: PathBuf,
    },
}

/// The corpus of payloads and streams whose verdict is known.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dossier fixtures         browse and run them in the interface
  dossier fixtures run     run them all")]
pub struct FixturesArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: Option<FixturesCommand>,
}

/// What to do with the fixtures.
#[derive(Debug, Subcommand)]
pub enum FixturesCommand {
    /// Name them.
    #[command(after_help = "Example:\n  dossier fixtures list dossier")]
    List {
        /// Only this category.
        category: Option<String>,
        /// Another corpus: a folder with a manifest.json.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
        /// How the answer is written.
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Print the file of one.
    #[command(after_help = "Example:\n  dossier fixtures show dossier-artifact-indexed-valid")]
    Show {
        /// Its name.
        id: String,
        /// Another corpus: a folder with a manifest.json.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Judge them and compare with what is expected.
    #[command(after_help = "Example:
  dossier fixtures run dossier --from path/to/fixtures

Exit codes: 0 all as expected; 1 not so, or none to run; 2 no such fixtures.")]
    Run(RunArgs),
}

impl Default for FixturesCommand {
    fn default() -> Self {
        Self::List { category: None, from: None, format: FormatArgs::default() }
    }
}

/// Which fixtures to judge, and how.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Only this category.
    pub category: Option<String>,
    /// Only this fixture.
    #[arg(long, conflicts_with = "category")]
    pub id: Option<String>,
    /// Another corpus: a folder with a manifest.json.
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
    /// The edition they are judged under.
    #[arg(long, value_name = "EDITION", default_value = "3")]
    pub contract: ExactContract,
    /// How the answer is written.
    #[command(flatten)]
    pub format: FormatArgs,
}

/// How a replay is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReplayFormat {
    /// A summary.
    Text,
    /// One object with everything.
    Json,
    /// Exactly the reducer's state.
    Contract,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// The contract lines are read under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Contract {
    /// Each event by its own keys; envelope flaws are reported, not fatal.
    Auto,
    /// Exactly edition 2 (spec-kitty-events 2.9.0).
    #[value(name = "2")]
    Two,
    /// Exactly edition 3 (spec-kitty-events 11.0.0).
    #[value(name = "3")]
    Three,
}

impl From<Contract> for ContractMode {
    fn from(contract: Contract) -> Self {
        match contract {
            Contract::Auto => Self::Auto,
            Contract::Two => Self::Exact(Edition::Two),
            Contract::Three => Self::Exact(Edition::Three),
        }
    }
}

/// An edition of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExactContract {
    /// Edition 2 (spec-kitty-events 2.9.0).
    #[value(name = "2")]
    Two,
    /// Edition 3 (spec-kitty-events 11.0.0).
    #[value(name = "3")]
    Three,
}

impl From<ExactContract> for Edition {
    fn from(contract: ExactContract) -> Self {
        match contract {
            ExactContract::Two => Self::Two,
            ExactContract::Three => Self::Three,
        }
    }
}
