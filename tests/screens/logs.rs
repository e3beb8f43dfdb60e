//! The logs the screens are tested on.

pub(crate) const DEMO: &[u8] = include_bytes!("../../assets/demo.jsonl");
pub(crate) const TWO_NAMESPACES: &[u8] = include_bytes!("../../fixtures/logs/two_namespaces.jsonl");
pub(crate) const STATUS_DIARY: &[u8] = include_bytes!("../../fixtures/logs/status_diary.jsonl");
pub(crate) const BROKEN_LINES: &[u8] = include_bytes!("../../fixtures/logs/broken_lines.jsonl");
pub(crate) const DUPLICATES: &[u8] = include_bytes!("../../fixtures/logs/duplicates.jsonl");

/// The first `count` lines of a log.
pub(crate) fn head(log: &[u8], count: usize) -> Vec<u8> {
    lines(log).take(count).flatten().copied().collect()
}

/// What follows the first `count` lines.
pub(crate) fn tail(log: &[u8], count: usize) -> Vec<u8> {
    lines(log).skip(count).flatten().copied().collect()
}

fn lines(log: &[u8]) -> impl Iterator<Item = &[u8]> {
    log.split_inclusive(|byte| *byte == b'\n')
}

/// Texts that would act on a terminal, or on a reader, if they reached it as they are.
pub(crate) const HOSTILE: [&str; 12] = [
    r"\u001b[31mred\u001b[0m",
    r"\u001b]52;c;aGk=\u0007",
    r"\u001b]0;title\u001b\\",
    r"a\rb\bc\td\ne",
    r"\u009b31m\u0085\u0090",
    r"safe\u202egnp.exe",
    r"\u2066left\u2069\u200e\u200f\u061c",
    r"zero\u200bwidth\ufeffmark\u00ad",
    r"\u2028line\u2029paragraph",
    r"tag\udb40\udc41\udb40\udc7f",
    r"\u0000nul\u007fdel",
    r"e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
];

/// A log whose every free text is hostile, with lines that are not even JSON among them.
pub(crate) fn hostile() -> Vec<u8> {
    let mut log = Vec::new();
    for (nth, text) in HOSTILE.iter().enumerate() {
        for (kind, payload) in [
            (
                "MissionDossierArtifactIndexed",
                format!(
                    r#""artifact_id":{{"mission_type":"{text}","path":"{text}/{nth}.md","artifact_class":"input"}},"content_ref":{{"hash":"{:064x}","algorithm":"sha256","size_bytes":1}},"indexed_at":"2026-03-17T09:00:00Z","provenance":{{"actor_id":"{text}","actor_kind":"human"}},"step_id":"{text}""#,
                    nth + 1
                ),
            ),
            (
                "MissionDossierArtifactMissing",
                format!(
                    r#""expected_identity":{{"mission_type":"m","path":"{text}/missing.md","artifact_class":"output"}},"manifest_step":"{text}","checked_at":"2026-03-17T09:00:00Z","remediation_hint":"{text}""#
                ),
            ),
            (
                "MissionDossierSnapshotComputed",
                format!(
                    r#""snapshot_hash":"{text}","artifact_count":1,"anomaly_count":0,"computed_at":"2026-03-17T09:00:00Z","algorithm":"sha256""#
                ),
            ),
            (
                "MissionDossierParityDriftDetected",
                format!(
                    r#""expected_hash":"{text}","actual_hash":"{text}","drift_kind":"artifact_mutated","detected_at":"2026-03-17T09:00:00Z","artifact_ids_changed":[{{"mission_type":"m","path":"{text}","artifact_class":"output"}}],"rebuild_hint":"{text}""#
                ),
            ),
        ] {
            let line = format!(
                r#"{{"event_id":"{}","event_type":"{kind}","aggregate_id":"{text}","aggregate_type":"MissionDossier","timestamp":"2026-03-17T09:00:00.{nth:06}+00:00","lamport_clock":{},"node_id":"{text}","build_id":"{text}","project_uuid":"c7a41d5e-9f20-4b36-8e1d-52b7f06a93cc","project_slug":"{text}","correlation_id":"01KKXHJH34JJ8B5EARYV710WQ9","causation_id":null,"schema_version":"3.0.0","payload":{{"namespace":{{"project_uuid":"c7a41d5e-9f20-4b36-8e1d-52b7f06a93cc","mission_slug":"{m}","target_branch":"{m}","mission_type":"{m}","manifest_version":"1"}},{payload}}}}}"#,
                ulid(log.len() as u64),
                log.len(),
                m = HOSTILE[0],
            );
            log.extend_from_slice(line.as_bytes());
            log.push(b'\n');
        }
        let raw = serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap().replace('\n', " ");
        log.extend_from_slice(format!("{{\"event_type\":\"{text}\",\"{text}\":\"{text}\"}}\n").as_bytes());
        log.extend_from_slice(format!("{raw} is not JSON\n").as_bytes());
        log.extend_from_slice(b"\x1b[31m\xff\xfe\x9b not UTF-8\n");
    }
    log
}

/// A ULID that is unique by its number.
pub(crate) fn ulid(number: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digits = (0..13).rev().map(|at| ALPHABET[(number >> (5 * at) & 31) as usize] as char);
    "01KKXHJH4D590".chars().chain(digits).collect()
}
