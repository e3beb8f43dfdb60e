//! The four value objects of the contract (section 3), under edition 3's names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{self, Closed, Fields, Model};
use super::natural::Natural;

/// Declares a closed set of strings: the enum, its texts, its schema.
macro_rules! closed_set {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant),+
        }

        impl Closed for $name {
            const MEMBERS: &'static [(&'static str, Self)] = &[$(($text, Self::$variant)),+];
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::contracts::fields::member(deserializer)
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($text),+] })
            }
        }

        impl $name {
            /// The text the contract writes.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }
    };
}
pub(crate) use closed_set;

closed_set! {
    /// What an artifact is for. Lives only in [`ArtifactIdentity`].
    ArtifactClass {
        /// Given to the mission.
        Input = "input",
        /// Steers the work.
        Workflow = "workflow",
        /// Made by the work.
        Output = "output",
        /// Shows that the work was done.
        Evidence = "evidence",
        /// Binds the work.
        Policy = "policy",
        /// Left behind by running it.
        Runtime = "runtime",
    }
}

closed_set! {
    /// A hash function.
    HashAlgorithm {
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-512.
        Sha512 = "sha512",
        /// MD5, which proves little.
        Md5 = "md5",
    }
}

closed_set! {
    /// Who acted.
    ActorKind {
        /// A person.
        Human = "human",
        /// A language model.
        Llm = "llm",
        /// A program.
        System = "system",
    }
}

/// The mission a dossier belongs to: five fields that tell missions apart, and a step.
///
/// Edition 2 calls `mission_slug` `feature_slug` and `mission_type` `mission_key`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LocalNamespaceTuple")]
pub struct LocalNamespaceTuple {
    /// The project. Free text: nothing demands that it equals the envelope's.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub project_uuid: String,
    /// The mission.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub mission_slug: String,
    /// The branch it works towards.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub target_branch: String,
    /// What kind of mission it is.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub mission_type: String,
    /// Version of the manifest of expected artifacts.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub manifest_version: String,
    /// The step of the mission; not part of what tells missions apart.
    pub step_id: Option<String>,
}

impl LocalNamespaceTuple {
    /// The five fields that tell missions apart, in the contract's order.
    pub fn key(&self) -> [&str; 5] {
        [
            &self.project_uuid,
            &self.mission_slug,
            &self.target_branch,
            &self.mission_type,
            &self.manifest_version,
        ]
    }

    /// Whether both name the same mission; the step does not matter.
    pub fn is_same_mission(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Model for LocalNamespaceTuple {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let project_uuid = fields.required("project_uuid", fields::text);
        let mission_slug = fields.required("mission_slug", fields::text);
        let target_branch = fields.required("target_branch", fields::text);
        let mission_type = fields.required("mission_type", fields::text);
        let manifest_version = fields.required("manifest_version", fields::text);
        let step_id = fields.nullable("step_id", fields::string);
        fields.end()?;
        Some(Self {
            project_uuid: project_uuid?,
            mission_slug: mission_slug?,
            target_branch: target_branch?,
            mission_type: mission_type?,
            manifest_version: manifest_version?,
            step_id: step_id?,
        })
    }
}

/// Which artifact is meant. Its path is the key of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ArtifactIdentity")]
pub struct ArtifactIdentity {
    /// What kind of mission it belongs to.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub mission_type: String,
    /// Repository-relative path, compared as text and never normalised.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub path: String,
    /// What it is for.
    pub artifact_class: ArtifactClass,
    /// The run that made it.
    pub run_id: Option<String>,
    /// The work package it belongs to.
    pub wp_id: Option<String>,
}

impl Model for ArtifactIdentity {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let mission_type = fields.required("mission_type", fields::text);
        let path = fields.required("path", fields::text);
        let artifact_class = fields.required("artifact_class", fields::one_of);
        let run_id = fields.nullable("run_id", fields::string);
        let wp_id = fields.nullable("wp_id", fields::string);
        fields.end()?;
        Some(Self {
            mission_type: mission_type?,
            path: path?,
            artifact_class: artifact_class?,
            run_id: run_id?,
            wp_id: wp_id?,
        })
    }
}

/// What an artifact held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContentHashRef")]
pub struct ContentHashRef {
    /// The hash in hexadecimal.
    #[serde(deserialize_with = "fields::nonempty")]
    #[schemars(length(min = 1))]
    pub hash: String,
    /// The function that made it.
    pub algorithm: HashAlgorithm,
    /// Size of the file in bytes.
    pub size_bytes: Option<Natural>,
    /// Its text encoding.
    pub encoding: Option<String>,
}

impl Model for ContentHashRef {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let hash = fields.required("hash", fields::text);
        let algorithm = fields.required("algorithm", fields::one_of);
        let size_bytes = fields.nullable("size_bytes", fields::natural);
        let encoding = fields.nullable("encoding", fields::string);
        fields.end()?;
        Some(Self { hash: hash?, algorithm: algorithm?, size_bytes: size_bytes?, encoding: encoding? })
    }
}

/// Where something came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProvenanceRef")]
pub struct ProvenanceRef {
    /// The events it rests on.
    pub source_event_ids: Option<Vec<String>>,
    /// The commit.
    pub git_sha: Option<String>,
    /// The branch or tag.
    pub git_ref: Option<String>,
    /// Who made it.
    pub actor_id: Option<String>,
    /// What kind of actor that is.
    pub actor_kind: Option<ActorKind>,
    /// When it was revised, as written.
    pub revised_at: Option<String>,
}

impl Model for ProvenanceRef {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let source_event_ids = fields.nullable("source_event_ids", fields::strings);
        let git_sha = fields.nullable("git_sha", fields::string);
        let git_ref = fields.nullable("git_ref", fields::string);
        let actor_id = fields.nullable("actor_id", fields::string);
        let actor_kind = fields.nullable("actor_kind", fields::one_of);
        let revised_at = fields.nullable("revised_at", fields::string);
        fields.end()?;
        Some(Self {
            source_event_ids: source_event_ids?,
            git_sha: git_sha?,
            git_ref: git_ref?,
            actor_id: actor_id?,
            actor_kind: actor_kind?,
            revised_at: revised_at?,
        })
    }
}
