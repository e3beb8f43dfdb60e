//! Whether parity is proven, as text, JSON, SARIF and annotations of GitHub.

pub mod github;
pub mod json;
pub mod sarif;
pub mod text;

use std::path::Path;

use super::text::line_of;
use crate::dossier::claims::{Agreement, DriftStory, SnapshotStory};
use crate::dossier::compare::Difference;
use crate::dossier::judge::{Fact, Judgement, Rule, Subject};
use crate::dossier::parity::{Evidence, SelfCheck};
use crate::dossier::timeline::EntryId;
use crate::session::Session;
use crate::text::{Shown, count, cut_end, cut_middle, short_hash, show};

use super::replay::Replay;

/// How many paths of one fact a sentence names.
const NAMED: usize = 5;
/// How many columns a path takes at most in a sentence.
const PATH_WIDTH: usize = 80;

/// What was judged, and what follows.
pub struct Parity<'r> {
    /// The log at the moment it is judged at.
    pub replay: &'r Replay<'r>,
    /// The snapshots that were judged.
    pub snapshots: Vec<SnapshotStory>,
    /// The drift records that were judged.
    pub drifts: Vec<DriftStory>,
    /// The other side, where there is one.
    pub against: Option<Against<'r>>,
    /// The facts and the verdict.
    pub judgement: Judgement,
}

/// The other side of a comparison.
pub struct Against<'r> {
    /// Its name as it was given; a stranger's text.
    pub name: &'r Path,
    /// What it is, in words.
    pub form: &'static str,
    /// How many paths are shown to be the same.
    pub same: usize,
}

impl Parity<'_> {
    fn session(&self) -> &Session {
        self.replay.session
    }

    /// The event a fact points at.
    fn event(&self, fact: &Fact) -> Option<EntryId> {
        match &fact.subject {
            Subject::Snapshot(at) => self.snapshots.get(*at).map(|story| story.entry),
            Subject::Drift(at) => self.drifts.get(*at).map(|story| story.entry),
            Subject::Missing(entry, _) => Some(*entry),
            Subject::Path(path, _) => self.last_write(path),
            Subject::OtherSide => None,
        }
    }

    /// The event that wrote a path last.
    fn last_write(&self, path: &str) -> Option<EntryId> {
        let timeline = self.session().timeline();
        let history = timeline.history(self.replay.mission()?);
        let story = history.paths().get(history.path_number(path)? as usize)?;
        timeline.upto(story.writes(), self.replay.cursor).last().copied()
    }

    /// The paths a fact names, as they are written: strangers' texts.
    fn paths<'f>(&'f self, fact: &'f Fact) -> Vec<&'f str> {
        match &fact.subject {
            Subject::Snapshot(at) if fact.rule != Rule::Counts => match &self.snapshots[*at].check {
                SelfCheck::Mismatch(mismatch) => mismatch.culprits.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            },
            Subject::Drift(at) => {
                let story = &self.drifts[*at];
                story.named.iter().chain(&story.likely).map(String::as_str).collect()
            }
            Subject::Missing(_, path) | Subject::Path(path, _) => vec![path],
            Subject::Snapshot(_) | Subject::OtherSide => Vec::new(),
        }
    }

    /// A fact in one line.
    fn message(&self, fact: &Fact) -> Shown {
        match &fact.subject {
            Subject::Drift(at) => self.drift(&self.drifts[*at]),
            Subject::Snapshot(at) if fact.rule == Rule::Counts => counts(&self.snapshots[*at]),
            Subject::Snapshot(at) => claim(&self.snapshots[*at]),
            Subject::Missing(entry, path) => {
                shown_path(path).then(" is missing").then(line_of(self.session(), *entry))
            }
            Subject::Path(path, difference) => shown_path(path).then("  ").then(how(difference)),
            Subject::OtherSide => Shown::fixed(match fact.rule {
                Rule::Claim => "the hash the other side claims is not that of its own artifacts",
                _ => "the other side names another mission",
            }),
        }
    }

    /// `D4 artifact_mutated 14:09:12  bbbb..bbb2 (S5) > dddd..ddd4 (S6)  spec.md, plan.md`.
    fn drift(&self, story: &DriftStory) -> Shown {
        let key = self.session().timeline().key(story.entry);
        let bearer = |snapshot: Option<usize>| {
            snapshot.map(|number| Shown::fixed(" (S").then(number).then(")")).unwrap_or_default()
        };
        let mut told = Shown::fixed("D")
            .then(story.number)
            .then(" ")
            .then(story.record.drift_kind.as_str())
            .then(" ")
            .then(clock(key.micros()))
            .then("  ")
            .then(short_hash(&story.record.expected_hash))
            .then(bearer(story.expected_in))
            .then(" > ")
            .then(short_hash(&story.record.actual_hash))
            .then(bearer(story.actual_in));
        if !story.named.is_empty() {
            told = told.then("  ").then(list(&story.named));
        } else if !story.likely.is_empty() {
            told = told.then("  ≈ ").then(list(&story.likely));
        }
        let number = |entry: EntryId| {
            let snapshot = self.snapshots.iter().find(|story| story.entry == entry);
            snapshot.map_or(Shown::fixed("a snapshot"), |story| Shown::fixed("S").then(story.number))
        };
        match story.agreement {
            None => told,
            Some(Agreement::ExpectedHash(entry)) => {
                told.then("; ≈ ").then(number(entry)).then(" bears the expected hash again")
            }
            Some(Agreement::SelfCheck(entry)) => {
                told.then("; ≈ ").then(number(entry)).then(" came since, and the log replays to it")
            }
        }
    }
}

/// `S6 claims dddd..ddd4, the log replays to eeee..eee5: …`.
fn claim(story: &SnapshotStory) -> Shown {
    let told =
        Shown::fixed("S").then(story.number).then(" claims ").then(short_hash(&story.claim.snapshot_hash));
    match &story.check {
        SelfCheck::Match => told.then(", which is what the log replays to"),
        SelfCheck::NotComparable(reason) => told.then(", not comparable: ").then(reason.words()),
        SelfCheck::Mismatch(mismatch) => {
            let told = told.then(", the log replays to ").then(short_hash(&mismatch.recomputed));
            match mismatch.evidence {
                Evidence::Surplus => told
                    .then("; exactly the claim without ")
                    .then(list(&mismatch.culprits))
                    .then(", likely deleted, for which there is no event"),
                Evidence::ChangedSinceMatch => {
                    told.then("; likely, as changed since the last match: ").then(list(&mismatch.culprits))
                }
                Evidence::None if !story.searched => told,
                Evidence::None => told.then("; no path stands out"),
            }
        }
    }
}

/// `S3 claims 30 artifacts, replay has 31`.
fn counts(story: &SnapshotStory) -> Shown {
    let told = Shown::fixed("S").then(story.number).then(" claims ");
    let artifacts = super::text::claim(&story.claim.artifact_count.to_string(), " artifact", " artifacts");
    let missing = super::text::claim(&story.claim.anomaly_count.to_string(), " missing", " missing");
    match (story.counts_artifacts_right(), story.counts_missing_right()) {
        (false, true) => told.then(artifacts).then(", replay has ").then(story.present),
        (true, _) => told.then(missing).then(", replay has ≈ ").then(story.open).then(" open"),
        (false, false) => told
            .then(artifacts)
            .then(" and ")
            .then(missing)
            .then(", replay has ")
            .then(story.present)
            .then(" and ≈ ")
            .then(story.open)
            .then(" open"),
    }
}

fn how(difference: &Difference) -> Shown {
    let part = |text: &str| cut_end(&show(text), 20);
    match difference {
        Difference::Content { here, there } => Shown::fixed("content differs  ")
            .then(short_hash(here))
            .then(" here, ")
            .then(short_hash(there))
            .then(" there"),
        Difference::OnlyHere => Shown::fixed("only here, missing on the other side"),
        Difference::OnlyThere => Shown::fixed("missing here, only on the other side"),
        Difference::Functions { here, there } => {
            Shown::fixed("not comparable: ").then(part(here)).then(" here, ").then(part(there)).then(" there")
        }
        Difference::NoHash => Shown::fixed("not comparable: one side has no hash"),
    }
}

fn shown_path(path: &str) -> Shown {
    cut_middle(&show(path), PATH_WIDTH)
}

fn list(paths: &[String]) -> Shown {
    let named = Shown::join(", ", paths.iter().take(NAMED).map(|path| shown_path(path)));
    match paths.len().saturating_sub(NAMED) {
        0 => named,
        more => named.then(" and ").then(count(more, "other", "others")),
    }
}

/// The time of the day, as events are sorted by it.
fn clock(micros: i64) -> Shown {
    let seconds = micros.div_euclid(1_000_000).rem_euclid(86_400);
    show(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}
