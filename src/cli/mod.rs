//! The command line: reads arguments, does what they ask, and ends with a code that can be relied on.
//!
//! Data goes to standard output, words to standard error. [`Exit`] and [`Failure`] are the only ways a
//! command ends; [`exit`] gives both their numbers. Whoever closes our output early has seen enough, which
//! is no error.

pub mod args;
mod blame;
mod corpus;
mod diff;
pub mod exit;
mod fault;
mod fixtures;
pub mod interface;
mod line_diff;
pub mod load;
mod locate;
mod other_side;
mod parity;
mod replay;
mod schemas;
mod validate;
mod verify;
mod wanted;

use std::ffi::{OsStr, OsString};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::disk::Root;
use crate::source::SourceSpec;
use crate::text::{Shown, show, show_bytes};
use crate::tui::disk::Folder;
use crate::tui::model::OtherRecord;
use args::{Args, Command, FixturesCommand, FormatArgs, VerifyArgs};
pub use exit::{Exit, Failure};
use load::Manner;

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    fault::tell_panics();
    match Args::read(&arguments) {
        Ok(args) => std::panic::catch_unwind(|| end(dispatch(args)))
            .unwrap_or_else(|_| ExitCode::from(Exit::Fault.code())),
        Err(error) if error.use_stderr() => refuse(&arguments, &error),
        // Help and version: clap's own words, nothing of the arguments.
        Err(error) => end(error.print().map(|()| Exit::Good).map_err(Failure::Output)),
    }
}

fn dispatch(args: Args) -> Result<Exit, Failure> {
    let clipboard = !args.no_clipboard;
    match args.command {
        None => start(args),
        Some(Command::Replay(args)) => with_output(|out| replay::run(out, &args)),
        Some(Command::Parity(args)) => with_output(|out| parity::run(out, &args)),
        Some(Command::Diff(args)) => with_output(|out| diff::run(out, &args)),
        Some(Command::Validate(args)) => with_output(|out| validate::run(out, &args)),
        Some(Command::Verify(args)) => with_output(|out| verify::run(out, &args)),
        Some(Command::Blame(args)) => with_output(|out| blame::run(out, &args)),
        Some(Command::Schemas(args)) => with_output(|out| schemas::run(out, &args.command)),
        Some(Command::Fixtures(args)) => match args.command {
            None if is_interactive() => interface::fixtures(clipboard),
            None => with_output(|out| fixtures::run(out, &FixturesCommand::default())),
            Some(command) => with_output(|out| fixtures::run(out, &command)),
        },
    }
}

/// `dossier [SOURCE]`: the interface where there is a terminal, the summary elsewhere; with a root, what `verify`
/// says.
fn start(Args { source, reading, root, against, poll, no_clipboard, .. }: Args) -> Result<Exit, Failure> {
    let manner = reading.manner();
    let interactive = is_interactive();
    let spec = match source {
        Some(source) => locate::named(&source)?,
        None => locate::here(interactive)?,
    };
    if interactive {
        // A root that is mistyped is told while the terminal still is as it was.
        let open = |path: PathBuf| match Root::open(&path) {
            Ok(root) => Ok(Folder::new(path, root)),
            Err(cause) => Err(Failure::File { operation: "open", path, cause }),
        };
        let against = against.map(|other| against_record(&other, manner)).transpose()?;
        let poll = poll.map(Duration::from_millis);
        return interface::interface(spec, manner, poll, root.map(open).transpose()?, against, !no_clipboard);
    }
    if let Some(root) = root {
        let args = VerifyArgs {
            source: given(&spec).into(),
            root,
            at: None,
            strict: false,
            namespace: None,
            reading,
            format: FormatArgs::default(),
        };
        return with_output(|out| verify::run(out, &args));
    }
    with_output(|out| replay::summary(out, &spec, manner))
}

/// The other record the interface compares with.
fn against_record(other: &OsStr, manner: Manner) -> Result<OtherRecord, Failure> {
    let there = other_side::read(&SourceSpec::parse(other), manner, None)?;
    Ok(OtherRecord { name: other.to_string_lossy().into_owned(), form: there.form, side: there.side })
}

/// Whether someone sits there: output that is a terminal, and keys to be had.
fn is_interactive() -> bool {
    let keys = || io::stdin().is_terminal() || std::fs::File::open("/dev/tty").is_ok();
    io::stdout().is_terminal() && keys()
}

/// Runs a command on standard output and makes sure that everything arrived there.
fn with_output(
    command: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let result = command(&mut out);
    // A failure of the command says more than one of the output after it.
    let flushed = out.flush();
    let exit = result?;
    flushed?;
    Ok(exit)
}

fn end(result: Result<Exit, Failure>) -> ExitCode {
    let code = match result {
        Ok(exit) => exit.code(),
        Err(failure) => {
            if let Some(sentence) = failure.sentence() {
                say(&sentence);
            }
            failure.exit().code()
        }
    };
    ExitCode::from(code)
}

/// Says a sentence on standard error. Where even that is gone there is nobody to tell.
fn say(sentence: &Shown) {
    let _ = writeln!(io::stderr(), "dossier: {sentence}");
}

/// Explains arguments that make no sense. clap quotes them as they are, so they are asked about again in a
/// form fit for a terminal.
fn refuse(arguments: &[OsString], error: &clap::Error) -> ExitCode {
    let shown = arguments.iter().map(|argument| show_bytes(argument.as_encoded_bytes()).to_string());
    let message = match Args::read(shown) {
        Err(again) if again.use_stderr() => again.render().to_string(),
        _ => error.render().to_string(),
    };
    let mut stderr = io::stderr().lock();
    for line in message.lines() {
        let _ = writeln!(stderr, "{}", show(line));
    }
    ExitCode::from(Exit::NoAnswer.code())
}

/// The name of a source in JSON: as it was given.
fn given(spec: &SourceSpec) -> &Path {
    if *spec == SourceSpec::Stdin { Path::new("-") } else { spec.name() }
}
