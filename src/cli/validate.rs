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
use crate::report::place::{self, FindingJson};
use crate::report::{diagnostics, json, text};
use crate::session::Session;
use crate::source::SourceSpec;
use crate::text::{Shown, count, show_path};

#[derive(Serialize)]
struct Report {
    schema: &'static str,
    contract: String,
    sources: Vec<Checked>,
    exit: u8,
}

#[derive(Serialize)]
struct Checked {
    source: String,
    error: Option<String>,
    ledger: Option<Ledger>,
    findings: Vec<FindingJson>,
}

/// Checks each source; one that cannot be read does not keep the others from being checked.
pub(super) fn run(out: &mut impl Write, args: &ValidateArgs) -> Result<Exit, Failure> {
    let manner = args.reading.manner();
    let mut report = Report {
        schema: "dossier.validate/1",
        contract: manner.mode.to_string(),
        sources: Vec::new(),
        exit: Exit::Good.code(),
    };
    let mut exit = Exit::Good;
    for source in &args.sources {
        let spec = SourceSpec::parse(source);
        let name = spec.name();
        let mut entry = Checked {
            source: given(&spec).to_string_lossy().into_owned(),
            error: None,
            ledger: None,
            findings: Vec::new(),
        };
        match load(&spec, manner) {
            Ok(session) => {
                if place::count(&session) > 0 && exit == Exit::Good {
                    exit = Exit::Bad;
                }
                if args.format.is_json() {
                    entry.ledger = Some(session.ledger());
                    entry.findings = place::all(&session, Cursor::Live);
                } else {
                    print(out, name, &session)?;
                }
            }
            Err(error) => {
                exit = Exit::NoAnswer;
                entry.error = Some(error.to_string());
                if let Some(sentence) = Failure::Source(error).sentence() {
                    say(&sentence);
                }
            }
        }
        if args.format.is_json() {
            report.sources.push(entry);
        }
    }
    report.exit = exit.code();
    if args.format.is_json() {
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
