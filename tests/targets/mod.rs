//! What must hold whatever the bytes are: one function a target, for a fuzzer and for the committed corpora alike.
//!
//! A target takes any bytes and panics when a promise is broken. The first bytes may choose among variants; the rest
//! is the input proper.

mod events;
mod lines;
mod paths;
mod screen;
mod words;

/// A promise about any bytes.
pub(crate) type Target = fn(&[u8]);

/// Every target by the name of its corpus.
pub(crate) const TARGETS: [(&str, Target); 13] = [
    ("line_cutter", lines::line_cutter),
    ("parse_line", lines::parse_line),
    ("accounting", lines::accounting),
    ("incremental_vs_batch", lines::incremental_vs_batch),
    ("io_faults", lines::io_faults),
    ("order", events::order),
    ("json_out", events::json_out),
    ("show", words::show_text),
    ("parsers", words::parsers),
    ("path_check", paths::path_check),
    ("verify_fs", paths::verify_fs),
    ("render", screen::render),
    ("keys", screen::keys),
];

/// Runs one target.
pub(crate) fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    target.unwrap_or_else(|| panic!("there is no target {name}")).1(data);
}

/// Bytes that are drawn one by one to make choices; zeros once they are used up.
struct Choices<'d>(&'d [u8]);

impl<'d> Choices<'d> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number below `bound`, which is at most 65536.
    fn below(&mut self, bound: usize) -> usize {
        let wide = u16::from_be_bytes([if bound > 256 { self.byte() } else { 0 }, self.byte()]);
        usize::from(wide) % bound
    }

    /// The next bytes, at most `most` of them.
    fn some(&mut self, most: usize) -> &'d [u8] {
        let (taken, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
