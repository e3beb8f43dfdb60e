//! The envelope every event carries (contract section 2).

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::edition::Edition;
use super::fields::{self, Fields, Model, Path, Reading, parsed};
use super::ids::EventId;
use super::natural::Natural;
use super::rule::Rule;
use super::timestamp::Timestamp;
use crate::json::{Kind, Value};

/// The envelope of an event. Unknown fields are allowed in both editions.
///
/// Edition 2 has no `build_id` and requires `lamport_clock`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(rename = "Event")]
pub struct Envelope {
    /// The event's own id.
    pub event_id: EventId,
    /// What kind of event it is.
    #[schemars(length(min = 1))]
    pub event_type: String,
    /// What it is about.
    #[schemars(length(min = 1))]
    pub aggregate_id: String,
    /// What it says; its fields depend on the type.
    #[schemars(default)]
    pub payload: OpaquePayload,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The checkout that produced it.
    #[schemars(length(min = 1))]
    pub build_id: String,
    /// Who emitted it.
    #[schemars(length(min = 1))]
    pub node_id: String,
    /// Its Lamport clock; absent or null means unclocked.
    pub lamport_clock: Option<Natural>,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// The project.
    pub project_uuid: ProjectUuid,
    /// The project's name.
    pub project_slug: Option<String>,
    /// What it belongs together with.
    pub correlation_id: EventId,
    /// Version of the envelope, `N.N.N`.
    #[schemars(regex(pattern = r"^\d+\.\d+\.\d+$"), default = "default_schema_version")]
    pub schema_version: String,
    /// How far it may be shared, 0 (local) to 4 (telemetry).
    #[schemars(with = "Natural", extend("maximum" = 4), default)]
    pub data_tier: u8,
}

fn default_schema_version() -> String {
    "3.0.0".into()
}

/// The project's UUID, in any form the contract reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectUuid(pub uuid::Uuid);

/// A payload as the envelope sees it: an object, whatever is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct OpaquePayload {}

impl Model for OpaquePayload {
    fn read(_: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {})
    }
}

impl Model for Envelope {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let edition = fields.edition();
        let event_id = fields.required("event_id", id);
        let event_type = fields.required("event_type", fields::text);
        let aggregate_id = fields.required("aggregate_id", fields::text);
        let payload = fields.present("payload", fields::object);
        let timestamp = fields.required("timestamp", timestamp);
        let build_id = match edition {
            Edition::Two => Some(String::new()),
            Edition::Three => fields.required("build_id", fields::text),
        };
        let node_id = fields.required("node_id", fields::text);
        let lamport_clock = match edition {
            Edition::Two => fields.required("lamport_clock", fields::natural).map(Some),
            Edition::Three => fields.nullable("lamport_clock", fields::natural),
        };
        let causation_id = fields.nullable("causation_id", id);
        let project_uuid = fields.required("project_uuid", project_uuid);
        let project_slug = fields.nullable("project_slug", fields::string);
        let correlation_id = fields.required("correlation_id", id);
        let schema_version = fields.present("schema_version", version);
        let data_tier = fields.present("data_tier", data_tier);
        Some(Self {
            event_id: event_id?,
            event_type: event_type?,
            aggregate_id: aggregate_id?,
            payload: payload?.unwrap_or_default(),
            timestamp: timestamp?,
            build_id: build_id?,
            node_id: node_id?,
            lamport_clock: lamport_clock?,
            causation_id: causation_id?,
            project_uuid: project_uuid?,
            project_slug: project_slug?,
            correlation_id: correlation_id?,
            schema_version: schema_version?.unwrap_or_else(default_schema_version),
            data_tier: data_tier?.unwrap_or(0),
        })
    }
}

pub(super) fn id(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<EventId> {
    parsed(reading, path, value, Rule::BadId, "a ULID of 26 or a UUID of 32 or 36 characters", EventId::parse)
}

pub(super) fn timestamp(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<Timestamp> {
    let expected = "a time such as 2026-05-19T10:31:16Z";
    let timestamp = parsed(reading, path, value, Rule::BadTime, expected, Timestamp::parse)?;
    if !timestamp.has_zone() {
        fields::report(reading, path, value, Rule::NoZone, "a time with a zone");
    }
    Some(timestamp)
}

fn project_uuid(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<ProjectUuid> {
    parsed(reading, path, value, Rule::BadUuid, "a UUID", |text| {
        uuid::Uuid::try_parse(text).ok().map(ProjectUuid)
    })
}

fn version(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<String> {
    parsed(reading, path, value, Rule::BadVersion, "a version N.N.N", |text| {
        is_version(text).then(|| text.to_owned())
    })
}

/// Whether `text` is of the form `N.N.N`.
pub(super) fn is_version(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(part)
}

fn data_tier(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<u8> {
    let tier = fields::natural(reading, path, value)?;
    let small = tier.as_u64().and_then(|tier| u8::try_from(tier).ok()).filter(|tier| *tier <= 4);
    if small.is_none() && value.kind() == Kind::Number {
        fields::report(reading, path, value, Rule::AboveMaximum, "4 or less");
    }
    small
}

/// The one pattern of ids; what it lets through, [`EventId::parse`] reads.
const ID_PATTERN: &str = "^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}$|^[0-9a-fA-F]{32}$|\
    ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

/// Gives a type that is written as a string its schema, inline.
macro_rules! string_schema {
    ($name:ident, $($rule:tt)+) => {
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", $($rule)+ })
            }
        }
    };
}

string_schema!(EventId, "minLength": 26, "maxLength": 36, "pattern": ID_PATTERN);
string_schema!(Timestamp, "format": "date-time");
string_schema!(ProjectUuid, "format": "uuid");
