//! Why a corpus, or a fixture of it, cannot be used.

use super::manifest::CATEGORIES;

/// Why a corpus, or a fixture of it, cannot be used.
///
/// The messages quote the corpus, which may be a stranger's: they are sanitised before they are shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FixtureError {
    /// The manifest is not what a manifest is.
    #[error("manifest.json cannot be read: {message}")]
    BadManifest {
        /// What is wrong with it.
        message: String,
    },
    /// Two fixtures have one name.
    #[error("manifest.json names two fixtures {id:?}")]
    RepeatedId {
        /// The name.
        id: String,
    },
    /// A path that leads out of the corpus, or is in no category.
    #[error("the fixture {id:?} has the path {path:?}, which is not CATEGORY/…/FILE below the manifest")]
    BadPath {
        /// The fixture.
        id: String,
        /// The path as written.
        path: String,
    },
    /// A file that the manifest names cannot be read.
    #[error("{path}, which manifest.json names, cannot be read: {message}")]
    UnreadableFile {
        /// The path as written.
        path: String,
        /// Why not.
        message: String,
    },
    /// A category that does not exist.
    #[error("there is no category {name:?}; the categories are {}", CATEGORIES.join(", "))]
    UnknownCategory {
        /// The name that was asked for.
        name: String,
    },
    /// A fixture that does not exist.
    #[error("there is no fixture {id:?} in this corpus")]
    UnknownId {
        /// The name that was asked for.
        id: String,
    },
    /// A `fixture_type` that the contract does not know.
    #[error(
        "the fixture {id:?} has the fixture_type {fixture_type:?}; known are replay_stream and reducer_output"
    )]
    UnknownType {
        /// The fixture.
        id: String,
        /// The type as written.
        fixture_type: String,
    },
    /// A stream was asked for by the name of something else.
    #[error("the fixture {id:?} is not a replay_stream")]
    NotAStream {
        /// The fixture.
        id: String,
    },
    /// A case that is not JSON, so that there is no payload to hand out.
    #[error("the fixture {id:?} is not JSON: {message}")]
    NotJson {
        /// The fixture.
        id: String,
        /// What is wrong with it.
        message: String,
    },
    /// A line of a stream that is no event.
    #[error("line {line} of the stream {id:?} cannot be read: {message}")]
    BadLine {
        /// The stream.
        id: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
}
