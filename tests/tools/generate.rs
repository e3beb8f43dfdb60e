//! Writes a log as long as wanted, the same one each time: `generate EVENTS [PATHS] [plain|model|dirty] > LOG`.
//!
//! `plain` has sorted keys with a space behind each comma and colon, `model` another order of keys, no spaces and
//! nulls written out; `dirty` is plain with foreign rows, UUIDs, missing clocks, escapes, bad payloads and broken
//! lines among the rest. 1 % of the lines come late and 0.5 % twice.

use std::io::{self, BufWriter, Write};

#[path = "../support/made.rs"]
mod made;
use made::{Style, make};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let invalid = |_| io::Error::from(io::ErrorKind::InvalidInput);
    let number = |at: usize, default: u64| arguments.get(at).map_or(Ok(default), |text| text.parse());
    let style = match arguments.get(2).map(String::as_str) {
        Some("model") => Style::Model,
        Some("dirty") => Style::Dirty,
        _ => Style::Plain,
    };
    let (events, paths) = (number(0, 10_000).map_err(invalid)?, number(1, 2_000).map_err(invalid)?.max(1));
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    make(style, events, paths, |line| writeln!(out, "{line}"))?;
    out.flush()
}
