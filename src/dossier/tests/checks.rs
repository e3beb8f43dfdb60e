//! Claims recomputed a little at a time: the same is found as in one go, and it is what a plain reading of the contract
//! finds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::ways::rows;
use crate::contracts::event::{DossierEventType as Kind, DossierPayload};
use crate::contracts::tests::kit::{AUTO, envelope, log_of, payload, session};
use crate::dossier::changes::{Comparing, PathChange, changes};
use crate::dossier::parity::{Checking, Evidence, HashForm, SelfCheck};
use crate::dossier::room::Room;
use crate::dossier::timeline::{Cursor, EntryId, NamespaceId, PathId};
use crate::session::Session;

/// Present artifacts: the content hash of each path.
type Present = BTreeMap<String, String>;

#[derive(Debug, Clone)]
enum Step {
    /// A path, by number, gets a content hash.
    Write(usize, usize),
    /// A snapshot, in the canonical form or the other, of what is present but these, by number from the first.
    Claim(bool, BTreeSet<usize>),
    /// A snapshot whose hash is of nothing.
    Wrong,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..8usize, 0..4usize).prop_map(|(path, hash)| Step::Write(path, hash)),
        2 => (any::<bool>(), proptest::collection::btree_set(0..8usize, 0..3))
            .prop_map(|(is_canonical, but)| Step::Claim(is_canonical, but)),
        1 => Just(Step::Wrong),
    ];
    proptest::collection::vec(step, 1..30)
}

fn hash(form: HashForm, present: &Present) -> String {
    form.compute(present.iter().map(|(path, hash)| (path.as_str(), hash.as_str())))
}

fn snapshot(n: usize, hash: &str, count: usize) -> Value {
    let mut body = payload(Kind::SnapshotComputed, "", "");
    (body["snapshot_hash"], body["artifact_count"]) = (json!(hash), json!(count));
    envelope(n, Kind::SnapshotComputed, &body)
}

/// A log of such steps. For each snapshot: its claim, how many artifacts it counts, and what is present by then.
fn log(steps: &[Step]) -> (Session, Vec<(String, usize, Present)>) {
    let (mut rows, mut claims, mut present) = (Vec::new(), Vec::new(), Present::new());
    for (n, step) in steps.iter().enumerate() {
        match step {
            Step::Write(path, content) => {
                let (path, content) = (format!("p{path}.md"), format!("c{content}"));
                let mut body = payload(Kind::ArtifactIndexed, &path, "");
                body["content_ref"]["hash"] = json!(content);
                rows.push(envelope(n, Kind::ArtifactIndexed, &body));
                present.insert(path, content);
            }
            Step::Claim(is_canonical, but) => {
                let form = if *is_canonical { HashForm::Canonical } else { HashForm::ContentHashes };
                let rest = present.clone().into_iter().enumerate();
                let rest: Present =
                    rest.filter(|(at, _)| !but.contains(at)).map(|(_, artifact)| artifact).collect();
                claims.push((hash(form, &rest), rest.len(), present.clone()));
            }
            Step::Wrong => claims.push(("0".repeat(64), 99, present.clone())),
        }
        if let (Step::Claim(..) | Step::Wrong, Some((claim, count, _))) = (step, claims.last()) {
            rows.push(snapshot(n, claim, *count));
        }
    }
    (session(AUTO, &log_of(&rows)), claims)
}

fn checked(session: &Session, nth: usize, room: impl Fn() -> Room) -> SelfCheck {
    let timeline = session.timeline();
    let mission = timeline.namespaces()[0];
    let mut checking = Checking::begin(timeline, mission, nth, session).unwrap();
    loop {
        if let Some(check) = checking.go_on(timeline, session, &mut room()).unwrap() {
            return check;
        }
    }
}

proptest! {
    #[test]
    fn a_claim_is_checked_alike_in_steps_of_any_size_and_by_the_definition(
        steps in steps(),
        room in 1..40usize,
    ) {
        let (session, claims) = log(&steps);
        let holds = |(claim, _, present): &(String, usize, Present)| {
            hash(HashForm::of(claim).unwrap(), present) == *claim
        };
        for (nth, one) in claims.iter().enumerate() {
            let check = checked(&session, nth, Room::endless);
            prop_assert_eq!(&check, &checked(&session, nth, || Room::new(room)));
            let (claim, count, present) = one;
            let SelfCheck::Mismatch(mismatch) = check else {
                prop_assert_eq!((check, holds(one)), (SelfCheck::Match, true));
                continue;
            };
            prop_assert!(!holds(one));
            let form = HashForm::of(claim).unwrap();
            prop_assert_eq!(&mismatch.recomputed, &hash(form, present));
            prop_assert!(mismatch.culprits.is_sorted());
            match mismatch.evidence {
                Evidence::Surplus => {
                    let mut rest = present.clone();
                    for culprit in &mismatch.culprits {
                        prop_assert!(rest.remove(culprit).is_some());
                    }
                    prop_assert_eq!(&hash(form, &rest), claim);
                }
                evidence => {
                    // One or two too many are always found.
                    prop_assert!(present.len().checked_sub(*count).is_none_or(|more| more > 2 || more == 0));
                    let matched = claims[..nth].iter().rev().find(|one| holds(one));
                    let now: BTreeSet<_> = present.iter().collect();
                    let changed: BTreeSet<&String> = matched.map_or_else(BTreeSet::new, |(_, _, then)| {
                        now.symmetric_difference(&then.iter().collect()).map(|(path, _)| *path).collect()
                    });
                    prop_assert_eq!(mismatch.culprits.iter().collect::<BTreeSet<_>>(), changed);
                    prop_assert_eq!(evidence == Evidence::None, mismatch.culprits.is_empty());
                }
            }
        }
    }
}

/// The event that wrote each path last that is present at a cursor, and the content hash it gave.
fn present(session: &Session, mission: NamespaceId, cursor: Cursor) -> BTreeMap<PathId, (EntryId, String)> {
    let timeline = session.timeline();
    let artifacts = timeline.artifacts_at(mission, cursor).into_iter().filter(|(.., superseded)| !superseded);
    let hash = |write| match timeline.payload(write, session) {
        Ok(DossierPayload::ArtifactIndexed(payload)) => payload.content_ref.hash,
        other => panic!("{other:?} wrote an artifact"),
    };
    artifacts.map(|(path, write, _)| (path, (write, hash(write)))).collect()
}

proptest! {
    #[test]
    fn what_changed_is_the_difference_of_what_is_present(
        mut rows in rows(2),
        hashes in proptest::collection::vec(0..2_usize, 16),
        room in 1..100_usize,
    ) {
        for (row, hash) in rows.iter_mut().zip(hashes) {
            if row["event_type"] == Kind::ArtifactIndexed.name() {
                row["payload"]["content_ref"]["hash"] = json!(["aa", "bb"][hash]);
            }
        }
        let session = session(AUTO, &log_of(&rows));
        let timeline = session.timeline();
        let order = timeline.order().iter().map(|entry| Cursor::After(*entry));
        let cursors: Vec<Cursor> = [Cursor::Start].into_iter().chain(order).chain([Cursor::Live]).collect();
        for mission in timeline.namespaces() {
            for (nth, from) in cursors.iter().enumerate() {
                for to in &cursors[nth..] {
                    let (then, now) = (present(&session, mission, *from), present(&session, mission, *to));
                    let paths: BTreeSet<PathId> = then.keys().chain(now.keys()).copied().collect();
                    let expected = paths.into_iter().filter_map(|path| {
                        let change = match (then.get(&path), now.get(&path)) {
                            (Some((one, _)), Some((other, _))) if one == other => return None,
                            (None, _) => PathChange::Added,
                            (_, None) => PathChange::Superseded,
                            (Some((_, before)), Some((_, after))) if before == after => PathChange::Reindexed,
                            _ => PathChange::Changed,
                        };
                        Some((path, change))
                    });
                    let mut begun = Comparing::new(timeline, mission, *from, *to);
                    let steps = std::iter::repeat_with(|| begun.go_on(timeline, &session, &mut Room::new(room)));
                    let stepped = steps.take(1_000).flatten().next();
                    let found = changes(timeline, mission, *from, *to, &session);
                    prop_assert_eq!(stepped.as_ref(), Some(&found));
                    let told: Vec<_> = found.paths.iter().map(|path| (path.path, path.change)).collect();
                    prop_assert_eq!(told, expected.collect::<Vec<_>>());
                }
            }
        }
    }
}

#[test]
fn no_step_is_longer_than_its_room() {
    let mut steps: Vec<Step> = (0..8).map(|path| Step::Write(path, path % 4)).collect();
    steps.push(Step::Claim(true, BTreeSet::new()));
    let (session, _) = log(&steps);
    let timeline = session.timeline();
    let mut checking = Checking::begin(timeline, timeline.namespaces()[0], 0, &session).unwrap();
    let stepped = (1..100).find(|_| checking.go_on(timeline, &session, &mut Room::new(1)).unwrap().is_some());
    // Each of the eight is read in a step of its own, and hashed in another.
    assert_eq!(stepped, Some(16));
}
