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
use self::forms::{End, Forms};
use self::memory::Memory;
use self::reader::Reader;
use super::brief::{Scopes, Sound};
use super::edition::{ContractMode, Edition};
use super::record::MAX_LINE_BYTES;

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
        if let Some(sound) = reader.follow::<false>(forms) {
            return Some(sound);
        }
        self.in_either_edition(|lanes| lanes.by_shapes(line, scopes))
    }

    /// The fields of a line's event, if nothing is found in it and nothing in it is written with escapes. Its namespace
    /// is entered in `scopes`.
    pub fn excerpt<'l>(&mut self, line: &'l [u8], scopes: &mut Scopes) -> Option<Excerpt<'l>> {
        if line.len() > MAX_LINE_BYTES || memchr(b'\\', line).is_some() || !cursor::is_plain(line) {
            return None;
        }
        let (mut reader, forms) = self.reader(line, scopes);
        let known = reader.follow::<true>(forms);
        let sound = known.or_else(|| self.in_either_edition(|lanes| lanes.by_shapes(line, scopes)))?;
        let Sound::Event(brief) = sound else { return None };
        Some(Excerpt::new(line, brief.kind, &self.memories[self.edition as usize]))
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
        // Places in a longer line, which no log has, could not be noted.
        if let Some(Sound::Event(brief)) = &sound
            && line.len() <= MAX_LINE_BYTES
        {
            let end = End { kind: brief.kind, seen: reader.seen, objects: reader.memory.objects };
            forms.learn(line, &mut reader.memory.met, end);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is met in lines of a known form is no more than one line holds.
    #[test]
    fn what_was_met_does_not_pile_up() {
        let artifact = r#"{"mission_type":"t","path":"a.md","artifact_class":"output"}"#;
        let line = |nth: usize, many: usize| {
            let artifacts = vec![artifact; many].join(",");
            format!(
                r#"{{"event_id":"01KK{nth:022}","event_type":"MissionDossierParityDriftDetected","aggregate_id":"a","timestamp":"2026-03-01T00:00:00Z","build_id":"b","node_id":"n","lamport_clock":{nth},"project_uuid":"41f60be0-7cef-4aa3-aaed-cf4a4599a084","correlation_id":"01KK{:022}","payload":{{"namespace":{{"project_uuid":"p","mission_slug":"m","target_branch":"main","mission_type":"t","manifest_version":"1"}},"expected_hash":"e","actual_hash":"a","drift_kind":"artifact_added","detected_at":"2026-03-01T00:00:00Z","artifact_ids_changed":[{artifacts}]}}}}"#,
                0,
            )
        };
        let (mut lanes, mut scopes) = (Lanes::new(ContractMode::Auto), Scopes::default());
        assert!(lanes.read(line(0, 2_000).as_bytes(), &mut scopes).is_some());
        for nth in 1..500 {
            assert!(lanes.read(line(nth, 3).as_bytes(), &mut scopes).is_some());
        }
        for memory in &lanes.memories {
            assert!(memory.met.len() < 64, "{}", memory.met.len());
            assert!(memory.met.capacity() < 1_000, "{}", memory.met.capacity());
        }
    }
}
