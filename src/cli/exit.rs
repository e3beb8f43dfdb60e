//! How a command ends: a code to rely on, and a sentence where something went wrong.

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

use crate::conformance::FixtureError;
use crate::contracts::schemas::UnknownSchema;
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::recorded::Unsound;
use crate::dossier::timeline::StateError;
use crate::session::NoSuchMoment;
use crate::source::SourceError;
use crate::text::{Shown, cut_end, show, show_path};
use crate::tui::run::{PANICKED, RunError, failure};

/// How many columns of a stranger's text a sentence quotes.
const QUOTED: usize = 300;

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The question was answered and the answer is good.
    Good,
    /// Answered, and bad: findings, drifted schemas, fixtures that are not as expected.
    Bad,
    /// Could not answer; never a pass.
    NoAnswer,
    /// There was nothing to judge.
    Nothing,
    /// A fault of this program.
    Fault,
    /// Ended by the signal of this number.
    Signal(i32),
}

impl Exit {
    /// The code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Bad => 1,
            Self::NoAnswer => 2,
            Self::Nothing => 3,
            Self::Fault => PANICKED,
            // The habit of shells: 128 and the number.
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(u8::MAX),
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Standard output took no more.
    Output(io::Error),
    /// A log could not be read.
    Source(SourceError),
    /// A log was read, and a line of it is gone since.
    State(PathBuf, StateError),
    /// The log holds several missions and none was chosen.
    Mixed(Vec<LocalNamespaceTuple>),
    /// No mission, or more than one, is meant by `--namespace`.
    Namespace {
        /// What was asked for.
        wanted: String,
        /// The missions it may mean.
        found: Vec<LocalNamespaceTuple>,
        /// Whether it means several of them; otherwise none.
        ambiguous: bool,
    },
    /// The log has no such moment.
    Moment(PathBuf, NoSuchMoment),
    /// What a log is compared with cannot be used.
    Recorded(PathBuf, Unsound),
    /// The typed model accepts a payload that the JSON Schema refuses; a fault of this program.
    Apart {
        /// The log.
        path: PathBuf,
        /// The first such line, from 1.
        line: u32,
    },
    /// A log has nothing that could be compared.
    NoDossier(PathBuf),
    /// A moment to judge from is not before the one to judge at.
    Backwards,
    /// A folder holds several logs and none was named.
    SeveralLogs(Vec<PathBuf>),
    /// A folder was named that holds no log.
    NoLog(PathBuf),
    /// A corpus or fixture could not be used.
    Fixture(FixtureError),
    /// There is no schema of that name.
    Schema(UnknownSchema),
    /// A file besides logs could not be read or written.
    File {
        /// What was tried: `open`, `read` or `write`.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The terminal says of itself that it can show no interface.
    DumbTerminal,
    /// The interface ended other than by a person's wish.
    Interface(RunError),
}

impl Failure {
    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Interface(RunError::Signal(number)) => Exit::Signal(*number),
            Self::Source(SourceError::Panicked { .. }) | Self::Apart { .. } => Exit::Fault,
            failure if failure.is_closed_pipe() => Exit::Good,
            _ => Exit::NoAnswer,
        }
    }

    /// What to say on standard error; nothing when the reader of our output has merely had enough.
    pub fn sentence(&self) -> Option<Shown> {
        let quoted = |text: &dyn Display| cut_end(&show(text.to_string()), QUOTED);
        Some(match self {
            Self::Output(_) if self.is_closed_pipe() => return None,
            Self::Output(cause) => Shown::fixed("cannot write the output: ").then(quoted(cause)),
            Self::Source(error) | Self::Interface(RunError::Source(error)) => failure(error),
            Self::State(path, error) => show_path(path).then(": ").then(quoted(error)),
            Self::Mixed(missions) => Shown::fixed("cannot reduce, ")
                .then(missions.len())
                .then(" namespaces in one log; choose one with --namespace: ")
                .then(list(missions)),
            Self::Namespace { wanted, ambiguous, found } => {
                let named = show_quoted(wanted);
                let words = match (*ambiguous, found.is_empty()) {
                    (true, _) => " means several missions: ",
                    (false, false) => " is no mission of this log; it holds ",
                    (false, true) => " is no mission of this log, which names none",
                };
                named.then(words).then(list(found))
            }
            Self::Moment(path, error) => show_path(path).then(": ").then(quoted(error)),
            Self::Recorded(path, error) => show_path(path).then(": cannot be compared: ").then(quoted(error)),
            Self::Apart { path, line } => show_path(path)
                .then(": the JSON Schema refuses the payload of line ")
                .then(*line)
                .then(", which the typed model accepts; this is a fault of dossier"),
            Self::NoDossier(path) => show_path(path).then(": no dossier events, nothing to compare"),
            Self::Backwards => Shown::fixed("--from is not before --at, so there is nothing between them"),
            Self::SeveralLogs(paths) => Shown::fixed("there are several logs here, name one: ")
                .then(Shown::join(", ", paths.iter().map(|path| show_path(path)))),
            Self::NoLog(path) => {
                show_path(path).then(": no .jsonl file in this folder; name a log, or - for standard input")
            }
            Self::Fixture(error) => quoted(error),
            Self::Schema(error) => quoted(error),
            Self::File { operation, path, cause } => Shown::fixed("cannot ")
                .then(*operation)
                .then(" ")
                .then(show_path(path))
                .then(": ")
                .then(quoted(cause)),
            Self::DumbTerminal => Shown::fixed(
                "this terminal cannot show the interface (TERM=dumb); dossier replay LOG prints a summary",
            ),
            Self::Interface(RunError::Signal(_)) => return None,
            Self::Interface(error) => quoted(error),
        })
    }

    fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// `1 project/slug/branch/type/manifest, 2 …`: what `--namespace` takes.
fn list(missions: &[LocalNamespaceTuple]) -> Shown {
    let named = missions.iter().enumerate().map(|(at, mission)| {
        Shown::from(at + 1).then(" ").then(cut_end(&show(mission.key().join("/")), QUOTED))
    });
    Shown::join(", ", named)
}

fn show_quoted(text: &str) -> Shown {
    Shown::fixed("\"").then(cut_end(&show(text), QUOTED)).then("\"")
}

impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        Self::Output(cause)
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<FixtureError> for Failure {
    fn from(error: FixtureError) -> Self {
        Self::Fixture(error)
    }
}

impl From<UnknownSchema> for Failure {
    fn from(error: UnknownSchema) -> Self {
        Self::Schema(error)
    }
}
