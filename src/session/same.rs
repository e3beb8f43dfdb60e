//! Whether two lines say the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::contracts::decode::without_mark;
use crate::contracts::record::{LineStore, Span};
use crate::json::{Document, Kind, Value};

/// Whether two lines say the same: equal bytes, or equal JSON whatever the order of its keys.
pub(super) fn same_content(store: &dyn LineStore, a: Span, b: Span) -> bool {
    let (Ok(a_bytes), Ok(b_bytes)) = (store.read(a), store.read(b)) else { return false };
    same_text(text_of(a, &a_bytes), text_of(b, &b_bytes))
}

/// Whether the bytes of two lines say the same: they are equal, or equal JSON whatever the order of its keys.
pub fn same_text(a: &[u8], b: &[u8]) -> bool {
    a == b || same_json(a, b).unwrap_or(false)
}

/// The bytes of a line without the byte order mark that may stand before the first.
fn text_of(span: Span, bytes: &[u8]) -> &[u8] {
    if span.offset == 0 { without_mark(bytes) } else { bytes }
}

fn same_json(a: &[u8], b: &[u8]) -> Option<bool> {
    let a = Document::parse(str::from_utf8(a).ok()?).ok()?;
    let b = Document::parse(str::from_utf8(b).ok()?).ok()?;
    Some(same_value(a.root(), b.root()))
}

/// Numbers are the same when written the same: none is rounded to tell. Nesting is bounded by the reader.
fn same_value(a: Value<'_>, b: Value<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::String { .. }, Kind::String { .. }) if !a.is_flawed() && !b.is_flawed() => {
            a.as_str() == b.as_str()
        }
        (Kind::Array, Kind::Array) => {
            let (mut a, mut b) = (a.items(), b.items());
            loop {
                match (a.next(), b.next()) {
                    (None, None) => break true,
                    (Some(a), Some(b)) if same_value(a, b) => {}
                    _ => break false,
                }
            }
        }
        (Kind::Object, Kind::Object) => {
            let (a, b) = (members(a), members(b));
            a.len() == b.len()
                && a.iter().zip(&b).all(|((name, a), (other, b))| name == other && same_value(*a, *b))
        }
        _ => a.raw() == b.raw(),
    }
}

/// The members by name; of a repeated key, the last one.
fn members(object: Value<'_>) -> BTreeMap<Cow<'_, str>, Value<'_>> {
    object.entries().map(|(key, value)| (key.as_str().unwrap_or_default(), value)).collect()
}
