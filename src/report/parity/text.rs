//! The answer a person reads.
//!
//! ```text
//! x DRIFTED  042-local-mission-dossier (2.x, software-dev, manifest 1.0.0)
//!   x D4 artifact_mutated 14:09:12  bbbb..bbb2 (S5) > dddd..ddd4 (S6)  spec.md, plan.md
//!   ! S3 claims 30 artifacts, replay has 31
//!   ledger: 512 lines = 471 folded + 2 bad payload + 9 duplicate + 29 foreign + 1 rejected
//! ```

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Parity;
use crate::dossier::judge::{Rule, Verdict, Weight};
use crate::report::replay::Outcome;
use crate::report::text::{ledger, mission_name, moment};
use crate::text::{Shown, count, short_hash, show_path};

/// How many facts of a rule that decide nothing are told.
const TOLD: usize = 5;

/// Writes the answer.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, parity: &Parity<'_>) -> io::Result<()> {
    let mission = match &parity.replay.outcome {
        Outcome::State { state, .. } => state.namespace.as_ref().map(mission_name),
        Outcome::Mixed(_) => None,
    };
    let mission = mission.unwrap_or(Shown::fixed("no dossier events"));
    writeln!(out, "{}  {mission}", headline(parity))?;
    if let Some(moment) = moment(parity.session(), parity.replay.cursor) {
        writeln!(out, "  at {moment}")?;
    }
    if let Some(proof) = proof(parity) {
        writeln!(out, "  {proof}")?;
    }
    let mut told: BTreeMap<Rule, usize> = BTreeMap::new();
    for fact in &parity.judgement.facts {
        let nth = told.entry(fact.rule).or_default();
        *nth += 1;
        let mark = match fact.weight {
            Weight::Proof => "x",
            Weight::Doubt => "?",
            Weight::Note if *nth > TOLD => continue,
            Weight::Note => "!",
        };
        writeln!(out, "  {mark} {}", parity.message(fact))?;
    }
    for (rule, total) in told {
        let notes = parity.judgement.facts.iter().filter(|fact| fact.rule == rule).map(|fact| fact.weight);
        if total > TOLD && notes.max() == Some(Weight::Note) {
            writeln!(out, "  ! {} more of {}", total - TOLD, rule.name())?;
        }
    }
    for (rule, ignored) in &parity.judgement.ignored {
        writeln!(out, "  ignored: {} of {}", count(*ignored, "fact", "facts"), rule.name())?;
    }
    writeln!(out, "  ledger: {}", ledger(parity.session().ledger_at(parity.replay.cursor)))
}

fn headline(parity: &Parity<'_>) -> Shown {
    let found = |rule| parity.judgement.facts.iter().any(|fact| fact.rule == rule);
    Shown::fixed(match parity.judgement.verdict {
        Verdict::Same => "✓ SAME",
        Verdict::Differs if parity.against.is_some() => "x DIFFERS",
        Verdict::Differs if found(Rule::Drift) => "x DRIFTED",
        Verdict::Differs => "x MISMATCH",
        Verdict::CouldNotTell => "? COULD NOT TELL",
        Verdict::Nothing => "? NOTHING TO JUDGE",
    })
}

/// What the answer rests on.
fn proof(parity: &Parity<'_>) -> Option<Shown> {
    if let Some(against) = &parity.against {
        let same = count(against.same, "path", "paths").then(" with the same content hash in ");
        return Some(same.then(show_path(against.name)).then(", ").then(against.form));
    }
    match (parity.judgement.verdict, parity.snapshots.last()) {
        (Verdict::Same, Some(last)) if matches!(last.check, crate::dossier::parity::SelfCheck::Match) => {
            let told =
                Shown::fixed("S").then(last.number).then(" ").then(short_hash(&last.claim.snapshot_hash));
            Some(told.then(" is what the log replays to"))
        }
        (Verdict::Nothing, _) => Some(Shown::fixed("no snapshot and no drift record to judge")),
        _ => None,
    }
}
