//! JSON that is safe to print: the same data, with nothing a terminal or a reader could be misled by.

use std::borrow::Cow;
use std::io::{self, Write};

use memchr::memchr;

use super::code_point::{is_joiner, is_selector, is_treacherous};

/// Serialised JSON with every U+007F-009F, bidirectional control, invisible character, U+2028, U+2029 and
/// noncharacter written as `\uXXXX`, a surrogate pair above U+FFFF. It decodes to the same data.
///
/// Takes JSON text only: such characters stand in its strings and nowhere else, so each may become an escape.
pub fn escape_json_for_terminal(json: &str) -> Cow<'_, str> {
    if is_printable(json.as_bytes()) || !json.contains(must_escape) {
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

/// Writes serialised JSON on as [`escape_json_for_terminal`] gives it, piece by piece.
pub struct JsonForTerminal<W> {
    out: W,
    /// What was not written on yet; it may end inside a character.
    held: Vec<u8>,
}

/// How much is held before it is written on.
const HELD_BYTES: usize = 64 * 1024;

impl<W: Write> JsonForTerminal<W> {
    /// Writes on to `out`.
    pub fn new(out: W) -> Self {
        Self { out, held: Vec::with_capacity(HELD_BYTES) }
    }

    /// Writes on what is left.
    ///
    /// # Errors
    /// Those of `out`; text that ends inside a character.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_on()?;
        if self.held.is_empty() { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn write_on(&mut self) -> io::Result<()> {
        if is_printable(&self.held) {
            self.out.write_all(&self.held)?;
            self.held.clear();
            return Ok(());
        }
        let whole = match str::from_utf8(&self.held) {
            Ok(text) => text,
            Err(error) if error.error_len().is_some() => return Err(io::ErrorKind::InvalidData.into()),
            Err(error) => str::from_utf8(&self.held[..error.valid_up_to()]).unwrap_or_default(),
        };
        self.out.write_all(escape_json_for_terminal(whole).as_bytes())?;
        let written = whole.len();
        self.held.drain(..written);
        Ok(())
    }
}

impl<W: Write> Write for JsonForTerminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD_BYTES {
            self.write_on()?;
        }
        Ok(bytes.len())
    }

    // JSON comes in pieces of a few bytes, so the usual loop around `write` would cost more than the copy.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_on()?;
        self.out.flush()
    }
}

/// Whether JSON is all ASCII that may be printed; nearly all is, and that is cheap to see.
fn is_printable(json: &[u8]) -> bool {
    json.is_ascii() && memchr(0x7f, json).is_none()
}

/// Joiners and selectors are escaped wherever they stand: the reader of JSON wants to see what is there.
fn must_escape(c: char) -> bool {
    c == '\x7f' || (!c.is_ascii() && (is_treacherous(c) || is_joiner(c) || is_selector(c)))
}
