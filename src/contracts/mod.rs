//! The embedded contract: types, schemas, and what a log line means under them.
//!
//! Facts are those of the mission dossier contract, editions 2 and 3. One set of types serves both
//! editions; [`edition`] says where they differ. Nothing here reads a file, a clock or the environment.
//!
//! Two layers validate a payload. The *model* ([`fields`]) reads every field and records every violation
//! with its place; the *schema* ([`schemas`]) is JSON Schema generated from the same types. A value is
//! valid when neither objects. Where they differ upstream, the stricter one is followed: a string is never
//! read as a number though the package's models would, and free text is no timestamp though its schema
//! would let it through.

pub mod again;
pub mod brief;
pub mod decode;
pub mod edition;
pub mod envelope;
pub mod event;
pub mod fields;
pub mod finding;
pub mod foreign;
pub mod ids;
pub mod lanes;
pub mod natural;
pub mod payloads;
pub mod record;
pub mod rule;
pub mod schemas;
pub mod timestamp;
pub mod validate;
pub mod values;

#[cfg(test)]
pub(crate) mod tests;
