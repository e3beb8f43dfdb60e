//! The fixture logs, whose states were made with the published package.

use std::path::{Path, PathBuf};

use crate::contracts::edition::{ContractMode, Edition};
use crate::contracts::tests::kit::{events, session};
use crate::dossier::reduce::reduce_in_order_of;
use crate::dossier::state_json::In;
use crate::dossier::timeline::{Cursor, StateError};

fn expected() -> Vec<(PathBuf, PathBuf, Edition)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logs");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let state = entry.unwrap().path();
        let name = state.file_name().unwrap().to_str().unwrap();
        for (end, edition) in [(".state2.json", Edition::Two), (".state3.json", Edition::Three)] {
            if let Some(stem) = name.strip_suffix(end) {
                found.push((folder.join(format!("{stem}.jsonl")), state.clone(), edition));
            }
        }
    }
    found.sort();
    found
}

/// Without white space outside strings, so that the order of keys counts and layout does not.
fn compact(text: &str) -> String {
    let mut inside = false;
    let mut escaped = false;
    text.chars()
        .filter(|c| {
            if inside {
                inside = escaped || *c != '"';
                escaped = !escaped && *c == '\\';
                return true;
            }
            inside = *c == '"';
            !c.is_ascii_whitespace()
        })
        .collect()
}

#[test]
fn every_fixture_log_reduces_to_its_state_at_once_and_looked_up() {
    let cases = expected();
    assert!(cases.len() >= 18, "{}", cases.len());
    for (log, state, edition) in cases {
        let mode = ContractMode::Exact(edition);
        let bytes = std::fs::read(&log).unwrap();
        let expected = compact(&std::fs::read_to_string(&state).unwrap());
        let batch = reduce_in_order_of(&events(mode, &bytes), edition).unwrap();
        let shown = serde_json::to_string(&In(&batch, edition)).unwrap();
        assert_eq!(shown, expected, "{}", state.display());
        let session = session(mode, &bytes);
        assert!(session.ledger().closes());
        let looked_up = session.timeline().state_at(Cursor::Live, &session).unwrap();
        assert_eq!(serde_json::to_string(&In(&looked_up, edition)).unwrap(), expected, "{}", state.display());
    }
}

#[test]
fn the_log_of_two_missions_is_refused_with_both_names() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logs/two_namespaces.jsonl");
    let bytes = std::fs::read(path).unwrap();
    for mode in [ContractMode::Auto, ContractMode::Exact(Edition::Three)] {
        let batch = reduce_in_order_of(&events(mode, &bytes), Edition::Three).unwrap_err();
        assert_ne!(batch.expected.key(), batch.got.key());
        let session = session(mode, &bytes);
        let looked_up = session.timeline().state_at(Cursor::Live, &session);
        assert_eq!(looked_up, Err(StateError::Mixed(batch)));
    }
}
