//! Which files are checked, and which are checked again.

use super::{Jobs, News};
use crate::contracts::values::HashAlgorithm;
use crate::disk::tests::let_the_clock_tick;
use crate::disk::{Glance, Kind, Outcome, Recorded, Root};
use crate::tui::model::DiskState;

fn recorded(path: &str, digit: &str) -> Recorded {
    Recorded {
        path: path.to_owned(),
        hash: digit.repeat(64),
        algorithm: HashAlgorithm::Sha256,
        size_bytes: None,
    }
}

/// Checks all that is to be checked, and names it.
fn settle(jobs: &mut Jobs, look: impl Fn(&str) -> Glance) -> Vec<String> {
    let mut checked = Vec::new();
    while let Some(next) = jobs.next() {
        jobs.checked(&next, look(&next.path));
        checked.push(next.path);
    }
    checked
}

#[test]
fn only_what_is_new_or_recorded_otherwise_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let root = Root::open(folder.path()).unwrap();
    let look = |path: &str| Glance::at(&root, path);
    let mut jobs = Jobs::default();
    jobs.replace(vec![recorded("b", "1"), recorded("a", "1"), recorded("c", "1")]);
    assert_eq!(settle(&mut jobs, look), ["a", "b", "c"]);
    jobs.replace(vec![recorded("a", "1"), recorded("b", "2"), recorded("d", "1")]);
    assert_eq!(settle(&mut jobs, look), ["b", "d"]);
    // What was let go of in between is looked at again.
    jobs.replace(vec![recorded("a", "1"), recorded("c", "1")]);
    assert_eq!(settle(&mut jobs, look), ["c"]);
    // What was found of another record is not kept.
    jobs.replace(vec![recorded("a", "2")]);
    jobs.checked(&recorded("a", "1"), look("a"));
    assert_eq!(settle(&mut jobs, look), ["a"]);
}

#[test]
fn what_was_touched_is_checked_again_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["written", "removed", "replaced", "left"] {
        std::fs::write(at(name), "one").unwrap();
    }
    let root = Root::open(folder.path()).unwrap();
    let look = |path: &str| Glance::at(&root, path);
    let mut jobs = Jobs::default();
    let names = ["written", "removed", "replaced", "left", "new", "../outside"];
    jobs.replace(names.into_iter().map(|name| recorded(name, "1")).collect());
    settle(&mut jobs, look);
    assert_eq!(jobs.touched(look), []);
    let_the_clock_tick(folder.path());
    std::fs::write(at("written"), "two").unwrap();
    std::fs::remove_file(at("removed")).unwrap();
    std::fs::write(at("other"), "one").unwrap();
    std::fs::rename(at("other"), at("replaced")).unwrap();
    std::fs::write(at("new"), "one").unwrap();
    jobs.touched(look);
    assert_eq!(settle(&mut jobs, look), ["new", "removed", "replaced", "written"]);
}

#[test]
fn the_counts_follow_what_is_wanted_and_what_is_learnt() {
    let mut disk = DiskState::new("root".into());
    assert!(disk.want(vec![recorded("a", "1"), recorded("b", "1")]));
    assert_eq!((disk.all(), disk.pending()), (2, 2));
    disk.learn(News::Checked(recorded("a", "1"), Outcome::Same));
    disk.learn(News::Checked(recorded("b", "1"), Outcome::Gone));
    assert_eq!((disk.pending(), disk.alarms(), disk.first(Kind::Gone)), (0, 1, Some("b")));
    assert!(!disk.want(vec![recorded("b", "1"), recorded("a", "1")]));
    disk.learn(News::Again(recorded("b", "1")));
    assert_eq!((disk.pending(), disk.alarms()), (1, 0));
    assert!(disk.want(vec![recorded("a", "2")]));
    // Too late: that was of the record before.
    disk.learn(News::Checked(recorded("a", "1"), Outcome::Same));
    assert_eq!((disk.all(), disk.pending(), disk.count(Kind::Same)), (1, 1, 0));
}
