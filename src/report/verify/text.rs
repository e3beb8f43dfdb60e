//! What was found, for a person.
//!
//! ```text
//! 27 artifacts of 042-local-mission-dossier beneath kitty-specs/042-local-mission-dossier
//!
//!   CHANGED               1
//!   not byte-comparable   9  work packages: what is recorded is no hash of their bytes
//!   same                 17
//!
//!   CHANGED              spec.md  sha256 9e17..533a recorded, 0c44..60ee found
//!   not byte-comparable  tasks/WP01.md
//!
//! x NOT SAME  1 CHANGED, 9 not byte-comparable, 17 same
//! ```

use std::io::{self, Write};

use super::{Finding, Verdict, Verification};
use crate::disk::{BadRecord, Change, Kind, Outcome};
use crate::text::{Shown, count, cut_end, cut_middle, short_hash, show, show_path, thousands};

/// How many columns a path from the log takes at most.
const PATH_WIDTH: usize = 120;
/// How many columns other text of strangers takes at most.
const NAME_WIDTH: usize = 60;

/// Writes what was found for a person: counts, what is not the same, the verdict.
///
/// # Errors
/// Those of `out`.
pub fn write_text(out: &mut impl Write, verification: &Verification<'_>) -> io::Result<()> {
    let kinds: Vec<(Kind, usize)> =
        Kind::ALL.into_iter().map(|kind| (kind, verification.count(kind))).filter(|(_, n)| *n > 0).collect();
    let width = kinds.iter().map(|(kind, _)| kind.words().len()).max().unwrap_or_default();
    let label = |kind: Kind| padded(kind.words().into(), width);
    let digits = kinds.iter().map(|(_, n)| n.to_string().len()).max().unwrap_or_default();

    writeln!(out, "{}\n", headline(verification))?;
    for (kind, n) in &kinds {
        let blank = " ".repeat(digits - n.to_string().len());
        writeln!(out, "  {}  {blank}{n}{}", label(*kind), note(verification, *kind))?;
    }
    let mut told: Vec<&Finding> =
        verification.findings.iter().filter(|finding| finding.outcome != Outcome::Same).collect();
    told.sort_by_key(|finding| (finding.outcome.kind(), &finding.recorded.path));
    if !told.is_empty() {
        writeln!(out)?;
    }
    for finding in told {
        let path = cut_middle(&show(&finding.recorded.path), PATH_WIDTH);
        let particulars = particulars(finding);
        let between = if particulars.is_empty() { "" } else { "  " };
        writeln!(out, "  {}  {path}{between}{particulars}", label(finding.outcome.kind()))?;
    }
    if !kinds.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{}", verdict(verification))
}

/// `27 artifacts of 042-local-mission-dossier beneath kitty-specs`.
fn headline(verification: &Verification<'_>) -> Shown {
    let mut headline = count(verification.findings.len(), "artifact", "artifacts");
    if let Some(mission) = &verification.mission {
        headline = headline.then(" of ").then(cut_end(&show(&mission.mission_slug), NAME_WIDTH));
    }
    if let Some(at) = verification.asked.at.as_deref() {
        headline = headline.then(" at ").then(cut_end(&show(at), NAME_WIDTH));
    }
    headline = headline.then(" beneath ").then(show_path(verification.asked.root));
    match verification.superseded {
        0 => headline,
        n => headline.then(", and ").then(n).then(" superseded, not looked for"),
    }
}

/// What is to be known about a count.
fn note(verification: &Verification<'_>, kind: Kind) -> Shown {
    match kind {
        Kind::NotByteComparable => "  work packages: what is recorded is no hash of their bytes".into(),
        Kind::Same => match weak(verification) {
            0 => Shown::default(),
            n => Shown::fixed("  ").then(n).then(" of them by md5, which proves little"),
        },
        _ => Shown::default(),
    }
}

fn weak(verification: &Verification<'_>) -> usize {
    let weak = |finding: &&Finding| finding.outcome == Outcome::Same && finding.recorded.is_weak();
    verification.findings.iter().filter(weak).count()
}

/// Glyph and word; never colour alone.
fn verdict(verification: &Verification<'_>) -> Shown {
    let (all, same) = (verification.findings.len(), verification.count(Kind::Same));
    let incomparable = verification.count(Kind::NotByteComparable);
    match verification.verdict() {
        Verdict::Nothing => "? NOTHING TO JUDGE  the log has no artifacts".into(),
        Verdict::NotComparable => Shown::fixed("? NOT COMPARABLE  ")
            .then(count(incomparable, "work package", "work packages"))
            .then(" and no other file"),
        Verdict::Same if incomparable == 0 => {
            Shown::fixed("✓ SAME  ").then(count(same, "file is", "files are")).then(" as recorded")
        }
        Verdict::Same => Shown::fixed("✓ SAME  ")
            .then(same)
            .then(" of ")
            .then(count(all, "file", "files"))
            .then(" as recorded, ")
            .then(incomparable)
            .then(" not byte-comparable"),
        Verdict::NotSame => {
            let told = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Same);
            let told = told.map(|kind| (kind, verification.count(kind))).filter(|(_, n)| *n > 0);
            let told = told.map(|(kind, n)| Shown::from(n).then(" ").then(kind.words()));
            Shown::fixed("x NOT SAME  ").then(Shown::join(", ", told)).then(", ").then(same).then(" same")
        }
    }
}

/// Our own words, followed by blanks up to a width.
fn padded(words: Shown, width: usize) -> Shown {
    let missing = width.saturating_sub(words.width());
    Shown::concat(std::iter::once(words).chain(std::iter::repeat_n(Shown::fixed(" "), missing)))
}

/// The particulars of an outcome in words, to follow its path; nothing where its kind says it all.
///
/// Of what was refused nothing is told but the reason.
pub fn particulars(Finding { recorded, outcome }: &Finding) -> Shown {
    match outcome {
        Outcome::Same | Outcome::Gone | Outcome::ChangedWhileReading | Outcome::NotByteComparable => {
            Shown::default()
        }
        Outcome::Changed(Change::Size { found }) => {
            let found = thousands(*found).then(" found");
            match &recorded.size_bytes {
                Some(size) => {
                    let size =
                        size.as_u64().map_or_else(|| cut_end(&show(size.to_string()), NAME_WIDTH), thousands);
                    size.then(" bytes recorded, ").then(found)
                }
                None => found,
            }
        }
        Outcome::Changed(Change::Content { found }) => Shown::fixed(recorded.algorithm.as_str())
            .then(" ")
            .then(short_hash(&recorded.hash))
            .then(" recorded, ")
            .then(short_hash(found))
            .then(" found"),
        Outcome::Refused(refusal) => refusal.words().into(),
        Outcome::Unreadable(words) => cut_end(&show(words), PATH_WIDTH),
        Outcome::BadRecord(BadRecord::Contract) => {
            Shown::fixed("its record breaks the contract, as validate tells")
        }
        Outcome::BadRecord(BadRecord::NotHex) => {
            Shown::fixed("the recorded hash is not hexadecimal: ").then(cut_end(&show(&recorded.hash), 20))
        }
        Outcome::BadRecord(BadRecord::Length { expected, found }) => {
            let found = Shown::fixed("the recorded hash has ").then(count(*found, "digit", "digits"));
            found.then(", ").then(recorded.algorithm.as_str()).then(" has ").then(*expected)
        }
    }
}
