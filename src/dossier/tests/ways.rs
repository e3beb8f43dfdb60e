//! Random logs: few ids, paths, clocks and steps, so that ties, copies and replacements are frequent.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contracts::event::DossierEventType;
use crate::contracts::tests::kit::{envelope, id, identity, payload};

const TIMES: [&str; 6] = [
    "2026-03-06T12:00:00Z",
    "2026-03-06T12:00:00",
    "2026-03-06T13:00:00+01:00",
    "2026-03-06T11:59:59.999999Z",
    "2026-03-06T12:00:00.5-05:00",
    "2026-03-06",
];

/// One random dossier row; `missions` of them share a log.
pub(super) fn row(ids: usize, missions: usize) -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        5 => Just(DossierEventType::ArtifactIndexed),
        2 => Just(DossierEventType::ArtifactMissing),
        1 => Just(DossierEventType::SnapshotComputed),
        1 => Just(DossierEventType::ParityDriftDetected),
    ];
    let places = (0..ids, 0..4_usize, 0..TIMES.len(), 0..missions);
    let extras = (0..4_usize, 0..6_usize, 0..12_usize, any::<bool>(), "[a-c]");
    (kind, places, prop::sample::select(&["a.md", "b.md", "c.md"][..]), extras).prop_map(
        |(kind, (event, clock, time, mission), path, (step, other, flaw, lower, mark))| {
            let mut payload = payload(kind, path, &mark);
            payload["namespace"]["mission_slug"] = json!(format!("m{mission}"));
            if step > 0 {
                payload["namespace"]["step_id"] = [Value::Null, json!("s1"), json!("s2")][step - 1].clone();
            }
            if kind == DossierEventType::ArtifactIndexed && other < 4 {
                payload["supersedes"] = identity(["a.md", "b.md", "c.md", "d.md"][other]);
            }
            match flaw {
                0 => payload["namespace"]["target_branch"] = json!(""),
                1 => payload["extra"] = json!(1),
                _ => {}
            }
            let mut row = envelope(event, kind, &payload);
            row["timestamp"] = json!(TIMES[time]);
            row["lamport_clock"] = if clock == 0 { Value::Null } else { json!(clock - 1) };
            if lower {
                row["event_id"] = json!(id(event).to_lowercase());
            }
            row
        },
    )
}

pub(super) fn rows(missions: usize) -> impl Strategy<Value = Vec<Value>> {
    (1..14_usize).prop_flat_map(move |ids| prop::collection::vec(row(ids, missions), 0..16))
}

/// Rows of which no two have one id.
pub(super) fn distinct(missions: usize) -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(row(1, missions), 0..14).prop_map(|mut rows| {
        for (n, row) in rows.iter_mut().enumerate() {
            row["event_id"] = json!(id(n));
        }
        rows
    })
}
