//! The fast lane: reads a line in which nothing is to be found, in one pass and without a copy.
//!
//! It reads only what a replay takes ([`Sound`]) and refuses whatever it does not expect; a refused line is read by
//! [`decode`](super::decode::decode). What it accepts, `decode` accepts without a finding and with the same result:
//! `tests/lanes.rs` and the example `lanes-fuzz` hold the two against each other.
//!
//! Producers write keys in one order with one spacing, though each its own. So what whole lines looked like is
//! remembered (`forms`), and all that is constant in them is compared at once. A line that looks otherwise is read
//! by its shapes, where what came between two values is remembered (`memory`); only where something new stands is it
//! taken apart.

mod cursor;
mod excerpt;
mod forms;
mod memory;
mod reader;
mod shapes;

use memchr::memchr;

pub use self::excerpt::{Excerpt, Part};
use self::forms::Forms;
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
    forms: [Forms; 2],
    memories: [Memory; 2],
    /// The last line was refused for a name of the other edition, which `mode` would let it follow.
    is_other_edition: bool,
}

impl Lanes {
    /// A lane that has seen nothing yet.
    pub fn new(mode: ContractMode) -> Self {
        Self {
            mode,
            edition: mode.output_edition(),
            forms: [Forms::new(), Forms::new()],
            memories: [Memory::new(), Memory::new()],
            is_other_edition: false,
        }
    }

    /// What `line` is, if nothing is found in it; `None` leaves the line to [`decode`](super::decode::decode).
    /// Its namespace is entered in `scopes`.
    pub fn read<'l>(&mut self, line: &'l [u8], scopes: &mut Scopes) -> Option<Sound<'l>> {
        if !cursor::is_plain(line) {
            return None;
        }
        let (mut reader, forms) = self.reader(line, scopes);
        if let Some(sound) = reader.follow(forms) {
            return Some(sound);
        }
        self.in_either_edition(|lanes| lanes.by_shapes(line, scopes))
    }

    /// The fields of a line's event, if nothing is found in it and nothing in it is written with escapes. Its namespace
    /// is entered in `scopes`.
    pub fn excerpt<'l>(&mut self, line: &'l [u8], scopes: &mut Scopes) -> Option<Excerpt<'l>> {
        if memchr(b'\\', line).is_some() || !cursor::is_plain(line) {
            return None;
        }
        let text = str::from_utf8(line).ok()?;
        self.in_either_edition(|lanes| {
            let (mut reader, _) = lanes.reader(line, scopes);
            let sound = reader.line();
            let excerpt = match sound {
                Some(Sound::Event(brief)) => Some(Excerpt::new(text, brief.kind, &reader)),
                _ => None,
            };
            lanes.is_other_edition = reader.is_other_edition;
            excerpt
        })
    }

    /// What `read` gives under the edition of the last line, or under the other where that is why the line was refused.
    fn in_either_edition<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<T> {
        let found = read(self);
        if found.is_some() || !self.is_other_edition {
            return found;
        }
        self.edition = self.edition.other();
        read(self)
    }

    /// Reads a line of no known form, and learns the form of a sound event.
    #[cold]
    fn by_shapes<'l>(&mut self, line: &'l [u8], scopes: &mut Scopes) -> Option<Sound<'l>> {
        let (mut reader, forms) = self.reader(line, scopes);
        let sound = reader.line();
        if let Some(Sound::Event(brief)) = &sound {
            forms.learn(line, &mut reader.memory.met, brief.kind, reader.seen);
        }
        self.is_other_edition = reader.is_other_edition;
        sound
    }

    fn reader<'l, 'm>(
        &'m mut self,
        line: &'l [u8],
        scopes: &'m mut Scopes,
    ) -> (Reader<'l, 'm>, &'m mut Forms) {
        let edition = self.edition as usize;
        let reader = Reader::new(line, self.mode, self.edition, &mut self.memories[edition], scopes);
        (reader, &mut self.forms[edition])
    }
}
