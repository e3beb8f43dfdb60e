//! `dossier` opens a mission's event log, replays its dossier, and shows what was produced, what is missing,
//! and whether the claims hold.
//!
//! # The house
//!
//! Data passes through the rooms in one direction; a room may use only rooms above it in this list.
//!
//! | room | it is about | it may not |
//! |---|---|---|
//! | [`text`] | what may reach a terminal: one type, [`text::Shown`] | let a control character through |
//! | [`json`] | a strict reader that knows where everything stands | recurse, copy, forgive silently |
//! | [`contracts`] | meaning: types, rules, schemas, what a line is | read a file, a clock, the environment |
//! | [`dossier`](mod@dossier) | change: the reducer, the timeline, our reading beside it | infer anything into the state |
//! | [`disk`] | files beneath a folder, held against what was recorded of them | leave that folder, follow a link |
//! | [`conformance`] | the fixture corpus and its verdicts | read a file |
//! | [`source`] | bytes: reading, cutting, following | know what a line means |
//! | [`session`] | a log as far as it was read: positions and fates | open anything |
//! | [`report`] | paper: text, JSON, diagnostics | print unsanitised text |
//! | [`tui`] | the screen: model, update, view, loop | do I/O but in its loop ([`tui::run`]) and what that runs |
//! | [`cli`] | the command line and its exit codes | hold logic of its own |
//!
//! ```text
//! bytes → lines → lanes, else decode → Batch → Session::ingest → Timeline → state at a cursor → screen, report
//! └────── each loading thread ───────────────┘
//! ```
//!
//! Lines are cut and understood where they are read, by as many loading threads as there are: a
//! [gatherer](contracts::record::Gather) takes each sound line by the fast lane ([`contracts::lanes`]) and every other
//! by [`contracts::decode`](mod@contracts::decode), which names what is wrong. What comes of them is a
//! [batch](session::Batch) without a place; the session gives it one, in the order of the log. Where a payload is wanted
//! later, its line is read again by [`contracts::again`].
//!
//! A log that is followed is asked for nothing but what the trait `Files` in [`source`] names, so that tests follow
//! one on a file system in memory. What a changed file means is a function of values ([`source::follow`]).
//!
//! The interface reads the terminal by a decoder of its own, hears signals as messages, and gives the terminal back
//! through one guard, whatever ends the program.
//!
//! # What always holds
//!
//! - Decoding a line never fails: it yields an event, a foreign row or a rejection, and findings with places.
//! - Every line is exactly one of folded, bad payload, duplicate, foreign, rejected, blank, pending; the sum
//!   equals the lines read ([`dossier::ledger`](mod@dossier::ledger)).
//! - The timeline's state at any cursor equals the contract's batch fold of the events up to it, whatever the
//!   order they arrived in ([`dossier::timeline`](mod@dossier::timeline)).
//! - Positions are kept, not values: whatever is shown is read again from the log.
//! - What the contract says and what we read into it are different types; the second never changes the first.
//! - A stranger's text becomes visible only as [`text::Shown`].
#![cfg_attr(not(test), deny(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types))]

pub mod cli;
pub mod conformance;
pub mod contracts;
pub mod disk;
pub mod dossier;
pub mod json;
pub mod report;
pub mod session;
pub mod source;
pub mod text;
pub mod tui;

pub use conformance::{load_fixtures, load_replay_stream};
pub use contracts::event::{
    DOSSIER_EVENT_TYPES, MISSION_DOSSIER_ARTIFACT_INDEXED, MISSION_DOSSIER_ARTIFACT_MISSING,
    MISSION_DOSSIER_PARITY_DRIFT_DETECTED, MISSION_DOSSIER_SNAPSHOT_COMPUTED,
};
pub use contracts::payloads::{
    MissionDossierArtifactIndexedPayload, MissionDossierArtifactMissingPayload,
    MissionDossierParityDriftDetectedPayload, MissionDossierSnapshotComputedPayload,
};
pub use contracts::schemas::load_schema;
pub use contracts::validate::{ConformanceResult, ModelViolation, SchemaViolation, validate_event};
pub use contracts::values::{ArtifactIdentity, ContentHashRef, LocalNamespaceTuple, ProvenanceRef};
pub use dossier::reduce::{NamespaceMixedStreamError, reduce_mission_dossier};
pub use dossier::state::{AnomalyEntry, ArtifactEntry, DriftRecord, MissionDossierState, SnapshotSummary};
