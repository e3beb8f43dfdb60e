//! `dossier validate`: every finding of every line.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::args::ValidateArgs;
use super::exit::{Exit, Failure};
use super::load::load;
use super::{given, say};
use crate::dossier::ledger::Ledger;
use crate::dossier::timeline::Cursor;
use crate::report::place::{self, Findings};
use crate::report::{diagnostics, json, text};
use crate::session::Session;
use crate::source::SourceSpec;
use crate::text::{Shown, count, show_path};

#[derive(Serialize)]
struct Report<'s> {
    schema: &'static str,
    contract: String,
    sources: Vec<Checked<'s>>,
    exit: u8,
}

#[derive(Serialize)]
struct Checked<'s> {
    source: String,
    error: Option<String>,
    ledger: Option<Ledger>,
    findings: Findings<'s>,
}

impl<'s> Checked<'s> {
    fn of((spec, read): &'s (SourceSpec, Result<Session, String>)) -> Self {
        let session = read.as_ref().ok();
        Self {
            source: given(spec).to_string_lossy().into_owned(),
            error: read.as_ref().err().cloned(),
            ledger: session.map(Session::ledger),
            findings: session.map_or_else(Findings::none, |session| Findings::at(session, Cursor::Live)),
        }
    }
}

/// Checks each source; one that cannot be read does not keep the others from being checked.
pub(super) fn run(out: &mut impl Write, args: &ValidateArgs) -> Result<Exit, Failure> {
    let manner = args.reading.manner();
    let mut exit = Exit::Good;
    let mut sources = Vec::new();
    for source in &args.sources {
        let spec = SourceSpec::parse(source);
        let read = load(&spec, manner).map_err(|error| {
            let words = error.to_string();
            if let Some(sentence) = Failure::Source(error).sentence() {
                say(&sentence);
            }
            words
        });
        exit = match &read {
            Err(_) => Exit::NoAnswer,
            Ok(session) if place::count(session) > 0 && exit == Exit::Good => Exit::Bad,
            Ok(_) => exit,
        };
        match read {
            read if args.format.is_json() => sources.push((spec, read)),
            Ok(session) => print(out, spec.name(), &session)?,
            Err(_) => {}
        }
    }
    if args.format.is_json() {
        let report = Report {
            schema: "dossier.validate/1",
            contract: manner.mode.to_string(),
            sources: sources.iter().map(Checked::of).collect(),
            exit: exit.code(),
        };
        json::write_pretty(out, &report)?;
    }
    Ok(exit)
}

fn print(out: &mut impl Write, name: &Path, session: &Session) -> Result<(), Failure> {
    place::visit(session, |place| diagnostics::write(out, name, place))?;
    // What was found stands above the sum even where both go to one terminal.
    out.flush()?;
    let findings = match place::count(session) {
        0 => Shown::fixed("no findings"),
        n => count(n, "finding", "findings"),
    };
    say(&show_path(name).then(": ").then(findings).then(" in ").then(text::ledger(session.ledger())));
    Ok(())
}
