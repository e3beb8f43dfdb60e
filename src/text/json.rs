//! JSON that is safe to print: the same data, with nothing a terminal or a reader could be misled by.

use std::borrow::Cow;
use std::io::{self, Write};

use super::code_point::{is_joiner, is_selector, is_treacherous};

/// Serialised JSON with every U+007F-009F, bidirectional control, invisible character, U+2028, U+2029 and
/// noncharacter written as `\uXXXX`, a surrogate pair above U+FFFF (`faults.md` 3.1). It decodes to the same data.
///
/// Takes JSON text only: such characters stand in its strings and nowhere else, so each may become an escape.
pub fn escape_json_for_terminal(json: &str) -> Cow<'_, str> {
    if !json.contains(must_escape) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if must_escape(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Writes serialised JSON as [`escape_json_for_terminal`] gives it.
///
/// # Errors
/// Those of `out`.
pub fn write_json_for_terminal(out: &mut impl Write, json: &str) -> io::Result<()> {
    out.write_all(escape_json_for_terminal(json).as_bytes())
}

/// Joiners and selectors are escaped wherever they stand: the reader of JSON wants to see what is there.
fn must_escape(c: char) -> bool {
    c == '\x7f' || (!c.is_ascii() && (is_treacherous(c) || is_joiner(c) || is_selector(c)))
}
