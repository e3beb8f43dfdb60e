//! Logs of real missions, when they lie beside the project: every one replays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dossier::contracts::decode::decode;
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::finding::Effect;
use dossier::contracts::record::{LineStore, RawLine, Record, Span};
use dossier::contracts::rule::Rule;
use dossier::dossier::timeline::Cursor;
use dossier::session::Session;

struct Held(Vec<u8>);

impl LineStore for Held {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        let range = span.offset as usize..span.end() as usize;
        self.0.get(range).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

fn session(mode: ContractMode, path: &Path) -> Session {
    let log = std::fs::read(path).unwrap();
    let mut session = Session::new(mode, Arc::new(Held(log.clone())));
    let mut offset = 0;
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let content = decode(RawLine::Bytes(text), mode, offset == 0);
        session.ingest([Record { span: Span { offset, len: text.len() as u32 }, content }]);
        offset += line.len() as u64;
    }
    session
}

/// The logs of a folder of the corpus; none, and a word about it, when there is no corpus.
fn logs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no corpus beside the project");
        return Vec::new();
    };
    let mut logs: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    logs.sort();
    assert!(!logs.is_empty(), "{}", folder.display());
    logs
}

#[test]
fn every_dossier_log_replays_and_an_empty_build_id_costs_a_finding_not_the_event() {
    let logs = logs("");
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
    for path in logs("mission-logs") {
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
