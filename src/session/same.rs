//! Whether two lines say the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::line::Lines;
use crate::contracts::decode::without_mark;
use crate::contracts::record::LineStore;
use crate::dossier::timeline::Contents;
use crate::json::{Document, Kind, Value};

/// Whether the bytes of two lines say the same: they are equal, or equal JSON whatever the order of its keys.
pub fn same_text(a: &[u8], b: &[u8]) -> bool {
    a == b || canonical(a).is_some_and(|form| Some(form) == canonical(b))
}

/// What a line says, in one form; `None` when it is not JSON.
fn canonical(text: &[u8]) -> Option<Vec<u8>> {
    let document = Document::parse(str::from_utf8(text).ok()?).ok()?;
    let mut form = Vec::with_capacity(text.len());
    write(&mut form, document.root());
    Some(form)
}

/// Reads lines again to tell what they say apart.
pub(super) struct Reader<'s> {
    store: &'s dyn LineStore,
    lines: &'s Lines,
    /// The line read last.
    held: Option<(u32, Vec<u8>)>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(store: &'s dyn LineStore, lines: &'s Lines) -> Self {
        Self { store, lines, held: None }
    }

    fn read(&self, line: u32) -> Option<Vec<u8>> {
        let span = self.lines.span(line)?;
        let bytes = self.store.read(span).ok()?;
        Some(if span.offset == 0 { without_mark(&bytes).to_vec() } else { bytes })
    }

    fn hold(&mut self, line: u32) -> Option<&[u8]> {
        if self.held.as_ref().is_none_or(|(held, _)| *held != line) {
            self.held = Some((line, self.read(line)?));
        }
        self.held.as_ref().map(|(_, bytes)| &bytes[..])
    }
}

fn hashed(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

impl Contents for Reader<'_> {
    fn checksum(&mut self, line: u32) -> Option<u64> {
        self.hold(line).map(hashed)
    }

    fn digest(&mut self, line: u32) -> Option<u64> {
        canonical(self.hold(line)?).map(|form| hashed(&form))
    }

    fn same(&mut self, a: u32, b: u32) -> bool {
        let Some(other) = self.read(a) else { return false };
        self.hold(b).is_some_and(|bytes| same_text(&other, bytes))
    }
}

/// Writes a value so that two are written alike exactly when they say the same: whatever the order of keys,
/// the spacing and the escapes. Numbers are the same when written the same: none is rounded to tell. Nesting
/// is bounded by the reader.
fn write(form: &mut Vec<u8>, value: Value<'_>) {
    match value.kind() {
        Kind::String { .. } if !value.is_flawed() => text(form, b's', &value.as_str().unwrap_or_default()),
        Kind::Array => {
            form.push(b'[');
            for item in value.items() {
                write(form, item);
            }
            form.push(b']');
        }
        Kind::Object => {
            form.push(b'{');
            for (name, member) in members(value) {
                text(form, b'k', &name);
                write(form, member);
            }
            form.push(b'}');
        }
        _ => text(form, b'r', value.raw()),
    }
}

/// Text with its length before it, so that it cannot pose as anything else.
fn text(form: &mut Vec<u8>, tag: u8, text: &str) {
    form.push(tag);
    form.extend_from_slice(&(text.len() as u32).to_le_bytes());
    form.extend_from_slice(text.as_bytes());
}

/// The members by name; of a repeated key, the last one.
fn members(object: Value<'_>) -> BTreeMap<Cow<'_, str>, Value<'_>> {
    object.entries().map(|(key, value)| (key.as_str().unwrap_or_default(), value)).collect()
}
