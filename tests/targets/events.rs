//! Dossier events in any order, and the state they come to.

use dossier::contracts::edition::{ContractMode, Edition};
use dossier::dossier::state_json::In;
use dossier::json::Document;
use dossier::report::{Outcome, Replay};
use serde_json::{Value, json};

use super::Choices;
use super::lines::{batch, mode, told};

/// A log made of choices: few ids, clocks, times and paths, so that they meet.
///
/// Content follows from place, so that events on one place are equal: of such, the contract keeps the first of the
/// file.
fn events(choices: &mut Choices<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    while !choices.is_empty() && lines.len() < 40 {
        let (id, clock, time) = (choices.below(6), choices.below(5), choices.below(4));
        // `7` and `7.0` are one clock, and the first three times one instant.
        let seed = id * 20 + [0, 1, 2, 3, 2][clock] * 4 + [0, 0, 0, 3][time];
        let identity =
            json!({"mission_type": "t", "path": format!("p{}", seed % 3), "artifact_class": "output"});
        let step = ["a", "b"].get(seed % 3);
        let namespace = json!({"project_uuid": "p", "mission_slug": "m", "target_branch": "main",
            "mission_type": "t", "manifest_version": "1", "step_id": step});
        let old = (seed % 2 == 0).then(|| identity.clone());
        let (kind, mut payload) = match seed % 5 {
            0 | 1 => (
                "MissionDossierArtifactIndexed",
                json!({"artifact_id": identity, "content_ref": {"hash": format!("{seed:02x}"), "algorithm": "sha256"},
                    "indexed_at": "i", "supersedes": old}),
            ),
            2 => (
                "MissionDossierArtifactMissing",
                json!({"expected_identity": identity, "manifest_step": "s", "checked_at": seed.to_string()}),
            ),
            3 => (
                "MissionDossierSnapshotComputed",
                json!({"snapshot_hash": "h", "artifact_count": seed, "anomaly_count": 0, "computed_at": "c"}),
            ),
            _ => (
                "MissionDossierParityDriftDetected",
                json!({"expected_hash": "e", "actual_hash": seed.to_string(), "drift_kind": "artifact_added",
                    "detected_at": "d"}),
            ),
        };
        payload["namespace"] = namespace;
        if seed % 11 == 0 {
            payload["computed_at"] = Value::Null;
        }
        let clock = [json!(null), json!(0), json!(7), json!(u64::MAX), json!(7.0)][clock].clone();
        let time =
            ["2026-03-06T12:00:00Z", "2026-03-06T13:00:00+01:00", "2026-03-06T12:00:00", "9999-12-31"][time];
        lines.push(
            json!({"event_id": format!("01KK{id:022}"), "event_type": kind, "aggregate_id": "a", "payload": payload,
                "timestamp": time, "build_id": "b", "node_id": "n", "lamport_clock": clock,
                "project_uuid": "41f60be0-7cef-4aa3-aaed-cf4a4599a084",
                "correlation_id": "01KK0000000000000000000000"})
            .to_string(),
        );
    }
    lines
}

/// The state a log comes to, as the command line prints it; what is refused in its place.
fn state(lines: &[String], mode: ContractMode) -> String {
    let session = batch(lines.join("\n").as_bytes(), mode);
    let replay = Replay::of("log".as_ref(), &session, None).expect("every line is still there");
    match replay.outcome {
        Outcome::State { state, .. } => {
            serde_json::to_string_pretty(&In(&*state, mode.output_edition())).expect("a state is JSON")
        }
        Outcome::Mixed(missions) => format!("{} missions", missions.len()),
    }
}

/// Any order of the lines gives the same state, and so does every line twice.
pub(super) fn order(data: &[u8]) {
    let mut choices = Choices(data);
    let mode = if choices.byte() % 2 == 0 { ContractMode::Auto } else { ContractMode::Exact(Edition::Three) };
    let mut seed = u64::from(choices.byte()) << 8 | u64::from(choices.byte());
    let lines = events(&mut choices);
    let expected = state(&lines, mode);
    let mut permuted = lines.clone();
    for at in (1..permuted.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        permuted.swap(at, (seed >> 33) as usize % (at + 1));
    }
    assert_eq!(state(&permuted, mode), expected);
    permuted.reverse();
    assert_eq!(state(&permuted, mode), expected);
    assert_eq!(state(&[lines.clone(), lines].concat(), mode), expected);
}

/// Whatever is printed as JSON is JSON to a strict reader, holds the same data, and nothing that acts on a terminal.
pub(super) fn json_out(data: &[u8]) {
    let mut choices = Choices(data);
    let mode = mode(choices.byte());
    let mut log = Vec::new();
    if choices.byte() % 2 == 0 {
        // The bytes stand in every free text of sound events.
        let text = String::from_utf8_lossy(choices.0);
        let (text, n) = (text.as_ref(), choices.0.len());
        let namespace = json!({"project_uuid": text, "mission_slug": text, "target_branch": text,
            "mission_type": text, "manifest_version": text, "step_id": text});
        let identity =
            json!({"mission_type": text, "path": text, "artifact_class": "output", "run_id": text});
        for (at, kind, payload) in [
            (
                1,
                "MissionDossierArtifactIndexed",
                json!({"artifact_id": identity, "step_id": text, "indexed_at": text,
                "content_ref": {"hash": text, "algorithm": "sha256", "size_bytes": n, "encoding": text},
                "provenance": {"actor_id": text, "source_event_ids": [text]}, "namespace": namespace,
                "context_diagnostics": {text: text}}),
            ),
            (
                2,
                "MissionDossierArtifactMissing",
                json!({"expected_identity": identity, "manifest_step": text,
                "checked_at": text, "remediation_hint": text, "namespace": namespace}),
            ),
            (
                3,
                "MissionDossierSnapshotComputed",
                json!({"snapshot_hash": text, "artifact_count": 1,
                "anomaly_count": 0, "computed_at": text, "namespace": namespace}),
            ),
            (
                4,
                "MissionDossierParityDriftDetected",
                json!({"expected_hash": text, "actual_hash": text,
                "drift_kind": "artifact_added", "detected_at": text, "rebuild_hint": text,
                "namespace": namespace}),
            ),
            (5, text, json!({text: text})),
        ] {
            let row = json!({"event_id": format!("01KK{at:022}"), "event_type": kind, "aggregate_id": text,
                "payload": payload, "timestamp": "2026-03-06T12:00:00Z", "build_id": text, "node_id": text,
                "lamport_clock": at, "project_uuid": "41f60be0-7cef-4aa3-aaed-cf4a4599a084",
                "correlation_id": "01KK0000000000000000000000"});
            log.extend_from_slice(format!("{row}\n").as_bytes());
        }
    }
    log.extend_from_slice(choices.0);
    let session = batch(&log, mode);
    let told = told(&session);
    assert!(!told.contains(acts_on_a_terminal), "{told:?}");
    let document = Document::parse(told.trim_end()).expect("what we print is JSON");
    assert!(document.flaws().is_empty(), "{:?}", document.flaws());
    let printed: Value = serde_json::from_str(&told).expect("what we print is JSON");
    assert_eq!(document.root().to_serde(), printed);
    let replay = Replay::of("log".as_ref(), &session, None).expect("every line is still there");
    let expected = match &replay.outcome {
        Outcome::State { state, .. } => {
            let state = serde_json::to_string(&In(&**state, mode.output_edition())).expect("a state is JSON");
            serde_json::from_str(&state).expect("a state is JSON")
        }
        Outcome::Mixed(_) => Value::Null,
    };
    assert_eq!(printed["state"], expected);
}

/// C0 but the line feeds between values, DEL, C1, and what turns or hides text, listed without the program's tables.
fn acts_on_a_terminal(c: char) -> bool {
    matches!(
        u32::from(c),
        0..=9 | 11..=0x1f | 0x7f..=0x9f | 0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e
            | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe007f
    )
}
