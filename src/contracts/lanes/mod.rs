//! The fast lane: reads a line in which nothing is to be found, in one pass and without a copy.
//!
//! It reads only what a replay takes ([`Sound`]) and refuses whatever it does not expect; a refused line is read by
//! [`decode`](super::decode::decode). What it accepts, `decode` accepts without a finding and with the same result:
//! `tests/lanes.rs` and the example `lanes-fuzz` hold the two against each other.
//!
//! Producers write keys in one order with one spacing, though each its own. So what came between two values is
//! remembered ([`memory`]) and compared as a whole; only where something new stands is it taken apart.

mod cursor;
mod memory;
mod reader;
mod shapes;

use self::memory::Memory;
use self::reader::Reader;
use super::brief::{Scopes, Sound};
use super::edition::{ContractMode, Edition};

/// The fast lane of one reading thread, with what it remembers of the lines before.
#[derive(Debug)]
pub struct Lanes {
    mode: ContractMode,
    /// The edition of the last line, or the only one.
    edition: Edition,
    memories: [Memory; 2],
}

impl Lanes {
    /// A lane that has seen nothing yet.
    pub fn new(mode: ContractMode) -> Self {
        Self { mode, edition: mode.output_edition(), memories: [Memory::new(), Memory::new()] }
    }

    /// What `line` is, if nothing is found in it; `None` leaves the line to [`decode`](super::decode::decode).
    /// Its namespace is entered in `scopes`.
    pub fn read<'l>(&mut self, line: &'l [u8], scopes: &mut Scopes) -> Option<Sound<'l>> {
        if !cursor::is_plain(line) {
            return None;
        }
        let mut reader = self.reader(line, scopes);
        let sound = reader.line();
        if sound.is_some() || !reader.is_other_edition {
            return sound;
        }
        self.edition = self.edition.other();
        self.reader(line, scopes).line()
    }

    fn reader<'l, 'm>(&'m mut self, line: &'l [u8], scopes: &'m mut Scopes) -> Reader<'l, 'm> {
        Reader::new(line, self.mode, self.edition, &mut self.memories[self.edition as usize], scopes)
    }
}
