//! Two-layer validation of one payload (contract section 7).

use serde::Serialize;
use serde_json::Value;

use super::edition::Edition;
use super::envelope::Envelope;
use super::event::{DOSSIER_EVENT_TYPES, DossierEventType, DossierPayload};
use super::fields::Reading;
use super::finding::Violation;
use super::rule::Rule;
use super::schemas;
use crate::json::{Document, JsonError};

/// The name under which an envelope itself is validated.
pub const EVENT: &str = "Event";

/// What both layers say of a payload.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConformanceResult {
    /// Neither layer objects.
    pub valid: bool,
    /// Everything the typed model objects to, sorted by place.
    pub model_violations: Vec<ModelViolation>,
    /// Everything the JSON Schema objects to, sorted by place.
    pub schema_violations: Vec<SchemaViolation>,
    /// Whether the schema layer did not run; it always runs here, schemas being embedded.
    pub schema_check_skipped: bool,
    /// The event type that was asked about.
    pub event_type: String,
}

/// An objection of the typed model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelViolation {
    /// RFC 6901 pointer to the field.
    pub field: String,
    /// The objection in words.
    pub message: String,
    /// The name of the rule.
    pub violation_type: &'static str,
    /// What stands there; null when nothing does.
    pub input_value: Value,
}

/// An objection of the JSON Schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemaViolation {
    /// RFC 6901 pointer to the value.
    pub json_path: String,
    /// The objection in words.
    pub message: String,
    /// The keyword that objects.
    pub validator: String,
    /// What the keyword demands.
    pub validator_value: Value,
    /// Pointer to the keyword in the schema.
    pub schema_path: String,
}

/// Why a payload could not be validated at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValidateError {
    /// The event type is not one of the known ones.
    #[error("there is no event type {name:?}; the known ones are {}, {EVENT}", DOSSIER_EVENT_TYPES.join(", "))]
    UnknownEventType {
        /// The type that was asked for.
        name: String,
    },
    /// The text is not JSON.
    #[error("the payload is not JSON: {0}")]
    NotJson(JsonError),
}

/// Validates `payload` as that of an event of type `event_type` under edition 3, in both layers.
///
/// `event_type` is one of [`DOSSIER_EVENT_TYPES`], or [`EVENT`] for a whole envelope.
///
/// # Errors
/// [`ValidateError::UnknownEventType`] lists the known types. A payload that breaks every rule is no error.
pub fn validate_event(payload: &Value, event_type: &str) -> Result<ConformanceResult, ValidateError> {
    validate_text(&payload.to_string(), event_type, Edition::Three).map(|(result, _)| result)
}

/// The same for a JSON text, with the place of each model violation in it.
///
/// Under edition 2 the schema layer is skipped: the schemas are edition 3's.
///
/// # Errors
/// An unknown event type, or a text that is not JSON.
pub fn validate_text(
    text: &str,
    event_type: &str,
    edition: Edition,
) -> Result<(ConformanceResult, Vec<Violation>), ValidateError> {
    let (schema_name, kind) = match DossierEventType::from_name(event_type) {
        Some(kind) => (kind.schema_name(), Some(kind)),
        None if event_type == EVENT => ("event", None),
        None => return Err(ValidateError::UnknownEventType { name: event_type.to_owned() }),
    };
    let document = Document::parse(text).map_err(ValidateError::NotJson)?;
    let root = document.root();
    let mut reading = Reading::new(edition);
    match kind {
        Some(kind) => drop(DossierPayload::read(kind, &mut reading, root, "")),
        None => drop(reading.model::<Envelope>(root, "")),
    }
    let mut violations = reading.violations;
    violations.retain(|violation| !violation.rule.is_warning());
    violations.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
    let model_violations = violations
        .iter()
        .map(|violation| ModelViolation {
            field: violation.pointer.clone(),
            message: violation.message(),
            violation_type: violation.rule.name(),
            input_value: input(text, violation),
        })
        .collect::<Vec<_>>();
    let schema_check_skipped = edition != Edition::Three;
    let schema_violations =
        if schema_check_skipped { Vec::new() } else { schema_violations(&root.to_serde(), schema_name) };
    let result = ConformanceResult {
        valid: model_violations.is_empty() && schema_violations.is_empty(),
        model_violations,
        schema_violations,
        schema_check_skipped,
        event_type: event_type.to_owned(),
    };
    Ok((result, violations))
}

/// The value that breaks a rule, read again from its own bytes: looking it up by pointer would take a walk
/// through the whole text for each of what may be a million violations.
fn input(text: &str, violation: &Violation) -> Value {
    let written = &text[violation.span.clone()];
    let value = |text: &str| Document::parse(text).map(|document| document.root().to_serde());
    match violation.rule {
        Rule::Missing => Value::Null,
        Rule::ExtraField => match value(&format!("{{{written}}}")) {
            Ok(Value::Object(member)) => {
                member.into_iter().next().map(|(_, value)| value).unwrap_or_default()
            }
            _ => Value::Null,
        },
        _ => value(written).unwrap_or_default(),
    }
}

/// Every objection of the embedded schema `name` to `value`, sorted by place.
pub fn schema_violations(value: &Value, name: &str) -> Vec<SchemaViolation> {
    let Some(validator) = schemas::validator(name) else { return Vec::new() };
    let schema = schemas::load_schema(name).unwrap_or_default();
    let mut violations: Vec<_> = validator
        .iter_errors(value)
        .map(|error| {
            let schema_path = error.schema_path().to_string();
            SchemaViolation {
                json_path: error.instance_path().to_string(),
                message: error.to_string(),
                validator: schema_path.rsplit('/').next().unwrap_or_default().to_owned(),
                validator_value: schema.pointer(&schema_path).cloned().unwrap_or_default(),
                schema_path,
            }
        })
        .collect();
    violations.sort_by(|a, b| (&a.json_path, &a.schema_path).cmp(&(&b.json_path, &b.schema_path)));
    violations
}
