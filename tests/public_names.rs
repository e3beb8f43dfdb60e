//! Every public name of the contract can be imported from the top of the crate.

use dossier::{
    AnomalyEntry, ArtifactEntry, ArtifactIdentity, ContentHashRef, DOSSIER_EVENT_TYPES, DriftRecord,
    LocalNamespaceTuple, MISSION_DOSSIER_ARTIFACT_INDEXED, MISSION_DOSSIER_ARTIFACT_MISSING,
    MISSION_DOSSIER_PARITY_DRIFT_DETECTED, MISSION_DOSSIER_SNAPSHOT_COMPUTED,
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload, MissionDossierState,
    NamespaceMixedStreamError, ProvenanceRef, SnapshotSummary, load_fixtures, load_replay_stream,
    load_schema, reduce_mission_dossier, validate_event,
};

/// Names a type, so that importing it is a use.
fn is_a_type<T>() {}

#[test]
fn the_types_are_there() {
    is_a_type::<MissionDossierArtifactIndexedPayload>();
    is_a_type::<MissionDossierArtifactMissingPayload>();
    is_a_type::<MissionDossierSnapshotComputedPayload>();
    is_a_type::<MissionDossierParityDriftDetectedPayload>();
    is_a_type::<ArtifactIdentity>();
    is_a_type::<ContentHashRef>();
    is_a_type::<ProvenanceRef>();
    is_a_type::<LocalNamespaceTuple>();
    is_a_type::<ArtifactEntry>();
    is_a_type::<AnomalyEntry>();
    is_a_type::<SnapshotSummary>();
    is_a_type::<DriftRecord>();
    is_a_type::<MissionDossierState>();
    is_a_type::<NamespaceMixedStreamError>();
}

#[test]
fn the_event_types_are_there() {
    let types = [
        MISSION_DOSSIER_ARTIFACT_INDEXED,
        MISSION_DOSSIER_ARTIFACT_MISSING,
        MISSION_DOSSIER_SNAPSHOT_COMPUTED,
        MISSION_DOSSIER_PARITY_DRIFT_DETECTED,
    ];
    assert_eq!(types, DOSSIER_EVENT_TYPES);
}

#[test]
fn the_functions_answer() {
    assert_eq!(load_fixtures("dossier").expect("a category").len(), 13);
    let events = load_replay_stream("dossier-replay-happy-path").expect("a stream");
    let state = reduce_mission_dossier(&events).expect("one mission");
    assert_eq!(state.event_count, 6);
    assert_eq!(load_schema("event").expect("a schema")["$id"], "spec-kitty-events/event");
}

#[test]
fn an_almost_empty_payload_is_invalid_and_no_failure() {
    for event_type in DOSSIER_EVENT_TYPES {
        let payload = serde_json::json!({ "namespace": {} });
        let result = validate_event(&payload, event_type).expect("a known type");
        assert!(!result.valid && !result.model_violations.is_empty(), "{event_type}");
        assert!(!result.schema_violations.is_empty() && !result.schema_check_skipped, "{event_type}");
    }
    let unknown = validate_event(&serde_json::json!({}), "WPStatusChanged").expect_err("an unknown type");
    for event_type in DOSSIER_EVENT_TYPES {
        assert!(unknown.to_string().contains(event_type), "{unknown}");
    }
}
