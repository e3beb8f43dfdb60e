//! Logs of real missions, when they lie beside the project: every one replays.

mod support;

use std::path::Path;

use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::finding::Effect;
use dossier::contracts::rule::Rule;
use dossier::dossier::timeline::Cursor;
use dossier::session::Session;
use support::corpus_logs;

fn session(mode: ContractMode, path: &Path) -> Session {
    support::session(mode, &std::fs::read(path).unwrap())
}

#[test]
fn every_dossier_log_replays_and_an_empty_build_id_costs_a_finding_not_the_event() {
    let logs = corpus_logs("");
    let mut empty_build_ids = 0;
    for path in &logs {
        let name = path.display();
        let auto = session(ContractMode::Auto, path);
        let ledger = auto.ledger();
        assert!(ledger.closes(), "{name}");
        assert_eq!(ledger.rejected, 0, "{name}");
        assert!(ledger.folded > 0, "{name}");
        let state = auto.timeline().state_at(Cursor::Live, &auto).unwrap();
        assert_eq!(state.event_count as u64, ledger.event_count(), "{name}");

        let exact = session(ContractMode::Exact(Edition::Three), path);
        assert!(exact.ledger().closes(), "{name}");
        let empty: Vec<_> = auto.problems().iter().filter(|problem| problem.rule == Rule::Empty).collect();
        if empty.is_empty() {
            assert_eq!(exact.ledger(), ledger, "{name}");
            assert_eq!(exact.timeline().state_at(Cursor::Live, &exact).unwrap(), state, "{name}");
            continue;
        }
        empty_build_ids += 1;
        assert_eq!(empty.len() as u64, ledger.lines, "{name}: one a line");
        assert!(empty.iter().all(|problem| problem.effect != Effect::Dropped), "{name}");
        assert_eq!(exact.ledger().rejected, ledger.lines, "{name}");
        assert_eq!(exact.timeline().order().len(), 0, "{name}");
    }
    assert_eq!(empty_build_ids, if logs.is_empty() { 0 } else { 3 });
}

#[test]
fn every_mission_log_is_all_foreign_rows_and_nothing_is_dropped() {
    for path in corpus_logs("mission-logs") {
        for mode in [ContractMode::Auto, ContractMode::Exact(Edition::Three)] {
            let session = session(mode, &path);
            let ledger = session.ledger();
            let name = path.display();
            assert!(ledger.closes(), "{name}");
            assert_eq!(ledger.foreign + ledger.blank, ledger.lines, "{name} {ledger:?}");
            assert!(session.problems().iter().all(|problem| problem.effect != Effect::Dropped), "{name}");
        }
    }
}
