//! The answer as annotations of GitHub's workflows: one command a line.

use std::io::{self, Write};

use super::Parity;
use crate::dossier::judge::Weight;
use crate::text::{Shown, show_path};

/// Writes the answer.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, parity: &Parity<'_>) -> io::Result<()> {
    let file = property(&show_path(parity.replay.name));
    for fact in &parity.judgement.facts {
        let command = match fact.weight {
            Weight::Proof => "error",
            Weight::Doubt => "warning",
            Weight::Note => "notice",
        };
        let line = parity.event(fact).map(|entry| parity.session().timeline().entry(entry).line + 1);
        let line = line.map(|line| format!(",line={line}")).unwrap_or_default();
        let message = data(parity.message(fact).as_str());
        writeln!(out, "::{command} file={file}{line},title=dossier {}::{message}", fact.rule.name())?;
    }
    Ok(())
}

/// Writes the annotation of an answer that could not be had.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(out: &mut impl Write, why: &Shown) -> io::Result<()> {
    writeln!(out, "::error title=dossier::{}", data(why.as_str()))
}

/// Text behind the second pair of colons.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, where colons and commas have a meaning too.
fn property(text: &Shown) -> String {
    data(text.as_str()).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};
    use crate::text::show;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property(&show("a:b,c%.jsonl")), "a%3Ab%2Cc%25.jsonl");
    }
}
