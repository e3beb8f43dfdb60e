//! Every field of every type, changed in every way of the tables, judged by both layers.

use serde_json::{Value, json};

use super::kit::edition_two;
use super::tables::{ALL, Case, ENVELOPE, Need, Of, Table};
use crate::contracts::edition::Edition;
use crate::contracts::envelope::Envelope;
use crate::contracts::event::{DOSSIER_EVENT_TYPES, DossierEventType};
use crate::contracts::fields::{Model, Reading};
use crate::contracts::finding::Violation;
use crate::contracts::payloads::{
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
use crate::contracts::rule::Rule;
use crate::contracts::schemas;
use crate::contracts::validate::{EVENT, ValidateError, validate_event, validate_text};
use crate::contracts::values::{ArtifactIdentity, ContentHashRef, LocalNamespaceTuple, ProvenanceRef};
use crate::json::Document;

/// One change: where, what stands there then (nothing when the field is taken out), and both verdicts.
struct Change {
    pointer: String,
    value: Option<Value>,
    model: bool,
    schema: bool,
    extra: bool,
}

fn changes(table: &Table, at: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, need, of) in table.fields {
        let pointer = format!("{at}/{name}");
        let absent = *need != Need::Required;
        let mut add = |value, model, schema| {
            changes.push(Change { pointer: pointer.clone(), value, model, schema, extra: false });
        };
        add(None, absent, absent);
        add(Some(Value::Null), *need == Need::Optional, *need == Need::Optional);
        for (value, model, schema) in of.cases() as Vec<Case> {
            add(Some(value), model, schema);
        }
        match of {
            Of::Fields(inner) => changes.extend(self::changes(inner, &pointer)),
            Of::Lists(inner) => changes.extend(self::changes(inner, &format!("{pointer}/1"))),
            _ => {}
        }
    }
    for name in ["extra", "a~b", "artifact_class_", "mission_slug", "feature_slug"] {
        if table.fields.iter().any(|(known, ..)| *known == name) {
            continue;
        }
        let pointer = format!("{at}/{}", name.replace('~', "~0"));
        let open = !table.closed;
        changes.push(Change { pointer, value: Some(json!("v")), model: open, schema: open, extra: true });
    }
    changes
}

fn apply(full: &Value, change: &Change) -> Value {
    let mut changed = full.clone();
    let (parent, name) = change.pointer.rsplit_once('/').unwrap();
    let object = changed.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
    match &change.value {
        Some(value) => object.insert(name.replace("~0", "~"), value.clone()),
        None => object.remove(name),
    };
    changed
}

fn model<T: Model>(text: &str, edition: Edition) -> (bool, Vec<Violation>) {
    let document = Document::parse(text).unwrap();
    let mut reading = Reading::new(edition);
    let read = reading.model::<T>(document.root(), "").is_some();
    (read, reading.violations)
}

fn judge(schema: &str, text: &str, edition: Edition) -> (bool, Vec<Violation>) {
    match schema {
        "artifact_identity" => model::<ArtifactIdentity>(text, edition),
        "content_hash_ref" => model::<ContentHashRef>(text, edition),
        "provenance_ref" => model::<ProvenanceRef>(text, edition),
        "local_namespace_tuple" => model::<LocalNamespaceTuple>(text, edition),
        "mission_dossier_artifact_indexed_payload" => {
            model::<MissionDossierArtifactIndexedPayload>(text, edition)
        }
        "mission_dossier_artifact_missing_payload" => {
            model::<MissionDossierArtifactMissingPayload>(text, edition)
        }
        "mission_dossier_snapshot_computed_payload" => {
            model::<MissionDossierSnapshotComputedPayload>(text, edition)
        }
        "mission_dossier_parity_drift_detected_payload" => {
            model::<MissionDossierParityDriftDetectedPayload>(text, edition)
        }
        _ => model::<Envelope>(text, edition),
    }
}

#[test]
fn every_change_of_every_field_meets_its_verdict_in_both_layers() {
    let mut judged = 0;
    for table in ALL {
        let validator = schemas::validator(table.schema).unwrap();
        let full = table.full();
        for change in changes(table, "") {
            let changed = apply(&full, &change);
            let text = changed.to_string();
            let (read, violations) = judge(table.schema, &text, Edition::Three);
            let why = format!("{} {}: {:?}", table.schema, change.pointer, change.value);
            assert_eq!(read, change.model, "{why}: {violations:?}");
            assert_eq!(violations.is_empty(), change.model, "{why}: {violations:?}");
            assert!(violations.iter().all(|found| found.pointer.starts_with(&change.pointer)), "{why}");
            assert_eq!(validator.is_valid(&changed), change.schema, "{why} in the schema");
            judged += 1;
        }
    }
    assert!(judged > 1000, "{judged}");
}

#[test]
fn edition_two_renames_two_keys_and_ignores_what_it_does_not_know() {
    for table in ALL {
        let full = edition_two(&table.full());
        for change in changes(table, "") {
            let pointer = change.pointer.replace("mission_slug", "feature_slug");
            let pointer = pointer.replace("mission_type", "mission_key");
            let renamed = Change { pointer, value: change.value.as_ref().map(edition_two), ..change };
            if renamed.extra && full.pointer(&renamed.pointer).is_some() {
                continue;
            }
            let sound = match (table.schema, renamed.pointer.as_str()) {
                ("event", "/build_id") => true,
                ("event", "/lamport_clock") if renamed.value.as_ref().is_none_or(Value::is_null) => false,
                _ => renamed.model || renamed.extra,
            };
            let (read, violations) = judge(table.schema, &apply(&full, &renamed).to_string(), Edition::Two);
            assert_eq!(read, sound, "{} {} {violations:?}", table.schema, renamed.pointer);
        }
        let three = table.full();
        let renames = three != full;
        let (read, _) = judge(table.schema, &three.to_string(), Edition::Two);
        assert_eq!(read, !renames, "{}: the names of edition 3 are not those of edition 2", table.schema);
        let (read, _) = judge(table.schema, &full.to_string(), Edition::Three);
        assert_eq!(read, !renames, "{}: nor the other way round", table.schema);
    }
}

#[test]
fn violations_are_all_named_with_the_bytes_they_stand_at() {
    for table in ALL {
        let wrong: Value = table.fields.iter().map(|(name, ..)| ((*name).to_owned(), json!(true))).collect();
        let text = wrong.to_string();
        let (read, violations) = judge(table.schema, &text, Edition::Three);
        assert!(!read);
        let mut found: Vec<_> = violations.iter().map(|one| one.pointer.as_str()).collect();
        found.sort_unstable();
        let mut expected: Vec<_> = table.fields.iter().map(|(name, ..)| format!("/{name}")).collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", table.schema);
        assert!(
            violations.iter().all(|one| one.rule == Rule::WrongType && &text[one.span.clone()] == "true")
        );

        let (_, violations) = judge(table.schema, "{ }", Edition::Three);
        let required = table.fields.iter().filter(|(_, need, _)| *need == Need::Required).count();
        assert_eq!(violations.len(), required, "{}", table.schema);
        assert!(violations.iter().all(|one| one.rule == Rule::Missing && one.span == (0..1)));
    }
}

#[test]
fn a_violation_points_at_its_value_and_an_extra_field_at_its_key() {
    let text = r#"{"hash":"","algorithm":"SHA256","size_bytes":-1,"x/y":[1]}"#;
    let (_, violations) = judge("content_hash_ref", text, Edition::Three);
    let found: Vec<_> =
        violations.iter().map(|one| (one.pointer.as_str(), one.rule, &text[one.span.clone()])).collect();
    assert_eq!(
        found,
        [
            ("/hash", Rule::Empty, r#""""#),
            ("/algorithm", Rule::NotAllowed, r#""SHA256""#),
            ("/size_bytes", Rule::BelowMinimum, "-1"),
            ("/x~1y", Rule::ExtraField, r#""x/y":[1]"#),
        ]
    );
}

#[test]
fn a_violation_carries_the_value_that_stands_there() {
    let mut payload = super::tables::SNAPSHOT.full();
    payload["extra"] = json!({"a": [1]});
    payload["anomaly_count"] = json!(-1);
    payload["namespace"]["step_id"] = json!(["s"]);
    payload.as_object_mut().unwrap().remove("computed_at");
    let result = validate_event(&payload, "MissionDossierSnapshotComputed").unwrap();
    let found: Vec<_> =
        result.model_violations.iter().map(|one| (one.field.as_str(), one.input_value.clone())).collect();
    let expected = [
        ("/anomaly_count", json!(-1)),
        ("/computed_at", Value::Null),
        ("/extra", json!({"a": [1]})),
        ("/namespace/step_id", json!(["s"])),
    ];
    assert_eq!(found, expected);
}

#[test]
fn of_a_repeated_key_the_last_value_counts() {
    for (text, sound) in [
        (r#"{"hash":5,"algorithm":"md5","hash":"a"}"#, true),
        (r#"{"hash":"a","algorithm":"md5","hash":5}"#, false),
    ] {
        assert_eq!(judge("content_hash_ref", text, Edition::Three).0, sound, "{text}");
    }
    for (map, sound) in [(r#"{"a":5,"a":"x"}"#, true), (r#"{"a":"x","a":5}"#, false)] {
        let mut full = super::tables::SNAPSHOT.full();
        full["context_diagnostics"] = json!("MAP");
        let text = full.to_string().replace("\"MAP\"", map);
        assert_eq!(
            judge("mission_dossier_snapshot_computed_payload", &text, Edition::Three).0,
            sound,
            "{map}"
        );
    }
}

#[test]
fn validation_reaches_the_model_and_schema_of_each_type_and_names_the_known_ones() {
    for name in DOSSIER_EVENT_TYPES.into_iter().chain([EVENT]) {
        let schema = DossierEventType::from_name(name).map_or("event", DossierEventType::schema_name);
        let table = ALL.into_iter().find(|table| table.schema == schema).unwrap();
        let sound = validate_event(&table.full(), name).unwrap();
        assert!(sound.valid && sound.model_violations.is_empty() && sound.schema_violations.is_empty());
        assert!(!sound.schema_check_skipped);
        let empty = validate_event(&json!({}), name).unwrap();
        let required = table.fields.iter().filter(|(_, need, _)| *need == Need::Required).count();
        assert!(!empty.valid);
        assert_eq!((empty.model_violations.len(), empty.schema_violations.len()), (required, required));
        assert!(empty.schema_violations.iter().all(|one| one.validator == "required"));
        assert!(empty.model_violations.is_sorted_by_key(|one| one.field.clone()));
        for other in [json!(null), json!([]), json!("x"), json!(5)] {
            assert!(!validate_event(&other, name).unwrap().valid, "{name} {other}");
        }
        assert!(validate_text(&edition_two(&table.full()).to_string(), name, Edition::Two).unwrap().0.valid);
    }
    let error = validate_event(&ENVELOPE.full(), "missionDossierArtifactIndexed").unwrap_err();
    let words = error.to_string();
    assert!(DOSSIER_EVENT_TYPES.iter().all(|name| words.contains(name)), "{words}");
    assert!(matches!(validate_text("{", EVENT, Edition::Three), Err(ValidateError::NotJson(_))));
}
