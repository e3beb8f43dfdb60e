//! Whether parity is proven: facts with their weight, and the verdict that follows from them.
//!
//! Only a proof gives [`Verdict::Same`]. What could not be checked is a doubt, and a doubt is never a pass.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{DriftStory, SnapshotStory};
use super::compare::{Comparison, Difference, Side};
use super::parity::{Evidence, HashForm, SelfCheck};
use super::timeline::EntryId;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A drift record.
    Drift,
    /// The last snapshot's hash is not what the log replays to.
    Mismatch,
    /// The same, and without the named paths it is exactly the claim: they are likely deleted.
    Surplus,
    /// The last snapshot's hash cannot be recomputed, or a path cannot be compared.
    NotComparable,
    /// An earlier snapshot's hash is not what the log replays to.
    Earlier,
    /// A snapshot claims another number of artifacts or missing artifacts than the log replays to.
    Counts,
    /// An artifact recorded as missing that was not indexed since.
    Missing,
    /// Both sides have a path, with other content.
    Content,
    /// Only this side has a path.
    OnlyHere,
    /// Only the other side has a path.
    OnlyThere,
    /// The other side's hash is not that of its own artifacts.
    Claim,
    /// The sides name different missions.
    Mission,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Drift,
        Self::Mismatch,
        Self::Surplus,
        Self::NotComparable,
        Self::Earlier,
        Self::Counts,
        Self::Missing,
        Self::Content,
        Self::OnlyHere,
        Self::OnlyThere,
        Self::Claim,
        Self::Mission,
    ];

    /// The name in JSON, SARIF and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::Mismatch => "mismatch",
            Self::Surplus => "surplus",
            Self::NotComparable => "not-comparable",
            Self::Earlier => "earlier",
            Self::Counts => "counts",
            Self::Missing => "missing",
            Self::Content => "content",
            Self::OnlyHere => "only-here",
            Self::OnlyThere => "only-there",
            Self::Claim => "claim",
            Self::Mission => "mission",
        }
    }

    /// What it is about, in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Drift => "A drift record: two sides were seen to differ.",
            Self::Mismatch => "The last snapshot's hash is not what the log replays to.",
            Self::Surplus => {
                "The last snapshot's hash is what the log replays to without some paths, which are likely deleted."
            }
            Self::NotComparable => "A hash or a path that cannot be compared.",
            Self::Earlier => "An earlier snapshot's hash is not what the log replays to.",
            Self::Counts => "A snapshot claims other numbers than the log replays to.",
            Self::Missing => "An artifact that is recorded as missing and was not indexed since.",
            Self::Content => "A path has other content on the two sides.",
            Self::OnlyHere => "Only this side has a path.",
            Self::OnlyThere => "Only the other side has a path.",
            Self::Claim => "The other side's hash is not that of its own artifacts.",
            Self::Mission => "The two sides name different missions.",
        }
    }
}

/// What follows from a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It proves a difference.
    Proof,
    /// It keeps parity from being proven.
    Doubt,
    /// It is worth knowing and decides nothing.
    Note,
}

/// What a fact points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A snapshot, by its place in what was judged.
    Snapshot(usize),
    /// A drift record, by its place in what was judged.
    Drift(usize),
    /// The last record of a missing artifact, and its path.
    Missing(EntryId, String),
    /// A path and how it differs.
    Path(String, Difference),
    /// The whole other side.
    OtherSide,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub rule: Rule,
    /// What follows from it.
    pub weight: Weight,
    /// What it points at.
    pub subject: Subject,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Proven the same.
    Same,
    /// Proven to differ.
    Differs,
    /// Neither could be proven.
    CouldNotTell,
    /// There is nothing to judge.
    Nothing,
}

impl Verdict {
    /// The words of JSON.
    pub fn words(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::CouldNotTell => "could not tell",
            Self::Nothing => "nothing to judge",
        }
    }
}

/// The facts and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What was found and not ignored, proofs first.
    pub facts: Vec<Fact>,
    /// How many facts were ignored, by rule.
    pub ignored: BTreeMap<Rule, usize>,
    /// What follows.
    pub verdict: Verdict,
}

/// Judges a log by itself: its snapshots and drift records in question, and the paths still missing.
pub fn judge_claims(
    snapshots: &[SnapshotStory],
    drifts: &[DriftStory],
    missing: Vec<(EntryId, String)>,
    ignore: &BTreeSet<Rule>,
) -> Judgement {
    let mut facts: Vec<Fact> = Vec::new();
    let mut add = |rule, weight, subject| facts.push(Fact { rule, weight, subject });
    (0..drifts.len()).for_each(|at| add(Rule::Drift, Weight::Proof, Subject::Drift(at)));
    for (at, story) in snapshots.iter().enumerate() {
        let last = at + 1 == snapshots.len();
        match (&story.check, last) {
            (SelfCheck::Match, _) => {}
            (SelfCheck::NotComparable(_), _) => {
                let weight = if last { Weight::Doubt } else { Weight::Note };
                add(Rule::NotComparable, weight, Subject::Snapshot(at));
            }
            (SelfCheck::Mismatch(_), false) => add(Rule::Earlier, Weight::Note, Subject::Snapshot(at)),
            (SelfCheck::Mismatch(mismatch), true) => {
                let surplus = mismatch.evidence == Evidence::Surplus;
                let rule = if surplus { Rule::Surplus } else { Rule::Mismatch };
                add(rule, Weight::Proof, Subject::Snapshot(at));
            }
        }
        if !story.counts_artifacts_right() || !story.counts_missing_right() {
            add(Rule::Counts, Weight::Note, Subject::Snapshot(at));
        }
    }
    for (entry, path) in missing {
        add(Rule::Missing, Weight::Note, Subject::Missing(entry, path));
    }
    conclude(facts, ignore, snapshots.is_empty())
}

/// Judges two sides by their comparison, and by the hash the other claims over its artifacts.
pub fn judge_sides(
    comparison: Comparison,
    there: &Side,
    claim: Option<&str>,
    same_mission: bool,
    ignore: &BTreeSet<Rule>,
) -> Judgement {
    let nothing = comparison.same == 0 && comparison.differences.is_empty();
    let mut facts: Vec<Fact> = Vec::new();
    for (path, difference) in comparison.differences {
        let rule = match difference {
            Difference::Content { .. } => Rule::Content,
            Difference::OnlyHere => Rule::OnlyHere,
            Difference::OnlyThere => Rule::OnlyThere,
            Difference::Functions { .. } | Difference::NoHash => Rule::NotComparable,
        };
        let weight = if difference.is_proof() { Weight::Proof } else { Weight::Doubt };
        facts.push(Fact { rule, weight, subject: Subject::Path(path, difference) });
    }
    if let Some(claim) = claim {
        let pairs: Option<Vec<(&str, &str)>> =
            there.iter().map(|(path, content)| Some((path.as_str(), content.hash.as_deref()?))).collect();
        let recomputed = HashForm::of(claim).zip(pairs).map(|(form, pairs)| form.compute(pairs.into_iter()));
        // A claim in no known form adds nothing to the paths, which were compared one by one.
        if recomputed.is_some_and(|hash| hash != claim) {
            facts.push(Fact { rule: Rule::Claim, weight: Weight::Proof, subject: Subject::OtherSide });
        }
    }
    if !same_mission {
        facts.push(Fact { rule: Rule::Mission, weight: Weight::Note, subject: Subject::OtherSide });
    }
    conclude(facts, ignore, nothing)
}

fn conclude(facts: Vec<Fact>, ignore: &BTreeSet<Rule>, nothing: bool) -> Judgement {
    let mut ignored = BTreeMap::new();
    let mut kept = Vec::new();
    for fact in facts {
        if ignore.contains(&fact.rule) {
            *ignored.entry(fact.rule).or_default() += 1;
        } else {
            kept.push(fact);
        }
    }
    kept.sort_by_key(|fact| fact.weight);
    let verdict = match kept.first().map(|fact| fact.weight) {
        Some(Weight::Proof) => Verdict::Differs,
        _ if nothing => Verdict::Nothing,
        Some(Weight::Doubt) => Verdict::CouldNotTell,
        Some(Weight::Note) | None => Verdict::Same,
    };
    Judgement { facts: kept, ignored, verdict }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Rule, Verdict, judge_claims, judge_sides};
    use crate::dossier::compare::{Content, Side, compare};

    fn side(paths: &[(&str, Option<&str>)]) -> Side {
        let content =
            |hash: Option<&str>| Content { hash: hash.map(str::to_owned), algorithm: "sha256".into() };
        paths.iter().map(|(path, hash)| ((*path).to_owned(), content(*hash))).collect()
    }

    fn verdict(here: &Side, there: &Side, claim: Option<&str>, ignore: &[Rule]) -> Verdict {
        let ignore: BTreeSet<Rule> = ignore.iter().copied().collect();
        judge_sides(compare(here, there), there, claim, true, &ignore).verdict
    }

    #[test]
    fn only_a_proof_is_the_same() {
        let (one, dark) = (side(&[("a", Some("1"))]), side(&[("a", None)]));
        let two = side(&[("a", Some("1")), ("b", Some("2"))]);
        let none = Side::new();
        assert_eq!(verdict(&one, &one, None, &[]), Verdict::Same);
        assert_eq!(verdict(&one, &dark, None, &[]), Verdict::CouldNotTell);
        assert_eq!(verdict(&none, &none, None, &[]), Verdict::Nothing);
        assert_eq!(verdict(&one, &two, None, &[]), Verdict::Differs);
        assert_eq!(verdict(&one, &two, None, &[Rule::OnlyThere]), Verdict::Same);
        assert_eq!(verdict(&one, &two, None, &[Rule::OnlyHere]), Verdict::Differs);
        // The right claim, a wrong one, and one in no known form.
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let right = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
        assert_eq!(verdict(&one, &one, Some(right), &[]), Verdict::Same);
        assert_eq!(verdict(&one, &one, Some(empty), &[]), Verdict::Differs);
        assert_eq!(verdict(&one, &one, Some("md5:1"), &[]), Verdict::Same);
    }

    #[test]
    fn nothing_claimed_is_nothing_to_judge() {
        assert_eq!(judge_claims(&[], &[], Vec::new(), &BTreeSet::new()).verdict, Verdict::Nothing);
        let missing = vec![(0, "a.md".to_owned())];
        assert_eq!(judge_claims(&[], &[], missing, &BTreeSet::new()).verdict, Verdict::Nothing);
    }
}
