//! `dossier blame`: the history of one artifact.

use std::io::Write;

use super::args::BlameArgs;
use super::exit::{Exit, Failure};
use super::given;
use super::load::{Manner, load};
use super::wanted::{Wanted, only};
use crate::report::blame::{Asked, Blame, write_failure, write_json, write_text};
use crate::session::Moment;
use crate::source::SourceSpec;

pub(super) fn run(out: &mut impl Write, args: &BlameArgs) -> Result<Exit, Failure> {
    let spec = SourceSpec::parse(&args.source);
    let manner = args.reading.manner();
    let asked = Asked {
        source: given(&spec),
        path: &args.path,
        contract: manner.mode.to_string(),
        at: args.at.as_ref().map(Moment::to_string),
    };
    let blame = match blame(&spec, manner, args) {
        Ok(blame) => blame,
        // An object with a verdict is printed whatever happened.
        Err(failure) if args.format.is_json() => {
            let why = failure.sentence().unwrap_or_default();
            write_failure(out, &asked, &why, failure.exit().code())?;
            return Err(failure);
        }
        Err(failure) => return Err(failure),
    };
    let exit = if blame.is_found() { Exit::Good } else { Exit::Bad };
    match args.format.is_json() {
        true => write_json(out, &asked, &blame, exit.code())?,
        false => write_text(out, &asked, &blame)?,
    }
    Ok(exit)
}

fn blame(spec: &SourceSpec, manner: Manner, args: &BlameArgs) -> Result<Blame, Failure> {
    let session = load(spec, manner)?;
    let wanted = Wanted { namespace: args.namespace.as_deref(), at: args.at.as_ref() };
    let (chosen, cursor) = wanted.find(&session, spec.name())?;
    let mission = only(&session, chosen, cursor)?;
    Blame::of(&session, mission, cursor, &args.path)
        .map_err(|error| Failure::State(spec.name().to_path_buf(), error))
}
