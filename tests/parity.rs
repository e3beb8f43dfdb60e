//! What snapshot hashes prove, by vectors of our own and over real logs.

mod support;

use dossier::contracts::edition::ContractMode;
use dossier::dossier::parity::{Evidence, HashForm, SelfCheck, self_check};
use dossier::session::Session;
use support::{corpus_logs, session};

fn last_check(session: &Session) -> SelfCheck {
    let mission = session.timeline().namespaces()[0];
    let last = session.timeline().history(mission).snapshots().len() - 1;
    self_check(session.timeline(), mission, last, session).expect("every line can be read")
}

#[test]
fn both_forms_are_pinned() {
    let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(HashForm::Canonical.compute(std::iter::empty()), empty);
    // Code points, not letters, decide the order: z comes before é.
    let pairs = [("b/é.md", "22"), ("a.md", "11"), ("b/z.md", "33")];
    let canonical = "sha256:a0fbb9953b668b37ba6017c1b35c055908a28c178fc097023679113a5549c532";
    assert_eq!(HashForm::Canonical.compute(pairs.into_iter()), canonical);
    let bare = "e0bc60c82713f64ef8a57c0c40d02ce24fd0141d5cc3086259c19b1e62a62bea";
    assert_eq!(HashForm::ContentHashes.compute(pairs.into_iter()), bare);
}

#[test]
fn only_the_two_forms_are_compared() {
    let hex = "a0fbb9953b668b37ba6017c1b35c055908a28c178fc097023679113a5549c532";
    assert_eq!(HashForm::of(hex), Some(HashForm::ContentHashes));
    assert_eq!(HashForm::of(&format!("sha256:{hex}")), Some(HashForm::Canonical));
    for other in ["", "sha256:", "sha512:ab", &hex[1..], &hex.to_uppercase(), &format!("md5:{hex}")] {
        assert_eq!(HashForm::of(other), None, "{other}");
    }
}

#[test]
fn the_demo_bears_out_every_snapshot() {
    let session = session(ContractMode::Auto, include_bytes!("../assets/demo.jsonl"));
    let mission = session.timeline().namespaces()[0];
    for nth in 0..session.timeline().history(mission).snapshots().len() {
        let check = self_check(session.timeline(), mission, nth, &session).expect("every line can be read");
        assert_eq!(check, SelfCheck::Match, "S{}", nth + 1);
    }
}

#[test]
fn real_logs_bear_out_their_last_snapshot_or_name_the_surplus() {
    let logs = corpus_logs("");
    let mut surplus = Vec::new();
    for path in &logs {
        match last_check(&session(ContractMode::Auto, &std::fs::read(path).unwrap())) {
            SelfCheck::Match => {}
            SelfCheck::Mismatch(mismatch) => {
                assert_eq!(mismatch.evidence, Evidence::Surplus, "{}", path.display());
                surplus.push(mismatch.culprits);
            }
            SelfCheck::NotComparable(reason) => panic!("{}: {}", path.display(), reason.words()),
        }
    }
    let expected: &[&[&str]] = if logs.is_empty() { &[] } else { &[&["issue-matrix.md"]] };
    assert_eq!(surplus, expected);
}
