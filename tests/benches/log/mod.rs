//! A log made up line by line, by number: nothing of it is kept, so that it may have a million lines.

#![allow(dead_code, reason = "each benchmark uses a part")]

use std::io;

use dossier::contracts::record::{LineStore, Span};

/// So far apart lines are said to stand; all are shorter.
const STRIDE: u64 = 1024;

/// Numbers that look random and are the same on every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % bound
    }
}

/// A log over so many paths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MadeUp {
    pub(crate) paths: u32,
}

impl MadeUp {
    /// The line of a number; every other clock is left free for events that come late.
    pub(crate) fn line(self, number: u32) -> String {
        self.line_at(number, number * 2)
    }

    /// A line whose event belongs just before that of a number, with an id of its own.
    pub(crate) fn late_line(self, unique: u32, number: u32) -> String {
        self.line_at(unique, number * 2 - 1)
    }

    fn line_at(self, unique: u32, clock: u32) -> String {
        let number = clock / 2;
        let path = Dice(u64::from(unique)).below(u64::from(self.paths));
        let (kind, payload) = match number % 1_000 {
            999 => (
                "MissionDossierSnapshotComputed",
                format!(
                    r#""snapshot_hash":"{number:064x}","artifact_count":1,"anomaly_count":0,"computed_at":"2026-03-01T00:00:00Z""#
                ),
            ),
            500 => (
                "MissionDossierParityDriftDetected",
                r#""expected_hash":"e","actual_hash":"a","drift_kind":"artifact_added","detected_at":"2026-03-01T00:00:00Z""#
                    .to_owned(),
            ),
            nth if nth % 200 == 100 => (
                "MissionDossierArtifactMissing",
                format!(
                    r#""expected_identity":{{"mission_type":"t","path":"p/{path}.md","artifact_class":"output"}},"manifest_step":"required_always","checked_at":"2026-03-01T00:00:00Z""#
                ),
            ),
            _ => (
                "MissionDossierArtifactIndexed",
                format!(
                    r#""artifact_id":{{"mission_type":"t","path":"p/{path}.md","artifact_class":"output"}},"content_ref":{{"hash":"{number:064x}","algorithm":"sha256"}},"indexed_at":"2026-03-01T00:00:00Z""#
                ),
            ),
        };
        // Four events a second, and an idle hour after every 250,000.
        let seconds = number / 4 + number / 250_000 * 3_600;
        let (day, time) = (1 + seconds / 86_400, seconds % 86_400);
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
        format!(
            r#"{{"event_id":"01KK{unique:022}","event_type":"{kind}","aggregate_id":"a","timestamp":"2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}Z","build_id":"b","node_id":"n","lamport_clock":{clock},"project_uuid":"41f60be0-7cef-4aa3-aaed-cf4a4599a084","correlation_id":"01KK{:022}","payload":{{"namespace":{{"project_uuid":"p","mission_slug":"m","target_branch":"main","mission_type":"t","manifest_version":"1"}},{payload}}}}}"#,
            0,
        )
    }

    /// Where a line of so many bytes is said to stand.
    pub(crate) fn span(number: u32, line: &str) -> Span {
        Span { offset: u64::from(number) * STRIDE, len: line.len() as u32 }
    }
}

impl LineStore for MadeUp {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        Ok(self.line((span.offset / STRIDE) as u32).into_bytes())
    }
}
