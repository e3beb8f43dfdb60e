//! How much happened when, counted as events come: a strip is laid out from this, however many they are.

use super::{Cell, GAP, Strip, lay_out};
use crate::dossier::timeline::{Entry, Standing, Timeline};

/// So many moments are told apart at most, a dozen for each column of a wide screen.
const MOST: usize = 2048;

/// The events of a timeline that count, by moments of equal length.
///
/// A moment is as short as the number of them allows, so that few events are told apart exactly.
#[derive(Debug, Clone, Default)]
pub struct Activity {
    /// How many entries of the timeline have been looked at.
    seen: usize,
    /// How many of them are copies.
    copies: usize,
    /// A moment lasts two to the power of this many microseconds.
    scale: u32,
    /// By time; those in which nothing happened are left out.
    moments: Vec<Moment>,
}

/// What happened in a moment.
#[derive(Debug, Clone, Copy)]
struct Moment {
    /// The time of its first and its last event, in microseconds since 1970.
    from: i64,
    to: i64,
    cell: Cell,
}

impl Activity {
    /// Counts what has come since the last time. The timeline is the same as then, or has grown.
    pub fn count(&mut self, timeline: &Timeline) {
        let is_copy = |entry: &&Entry| entry.standing() == Standing::Duplicate;
        let entries = timeline.entries();
        let copies = entries[self.seen..].iter().filter(is_copy).count();
        if self.copies + copies != timeline.duplicates() {
            // Some event that was counted is a copy by now.
            *self = Self::default();
        }
        for entry in entries[self.seen..].iter().filter(|entry| !is_copy(entry)) {
            self.add(entry);
        }
        self.seen = entries.len();
        self.copies = timeline.duplicates();
    }

    fn add(&mut self, entry: &Entry) {
        let (time, scale) = (entry.micros(), self.scale);
        // Nearly always it is the last moment or one behind it.
        let at = match self.moments.last() {
            Some(last) if last.from >> scale == time >> scale => self.moments.len() - 1,
            Some(last) if last.from < time => self.moments.len(),
            _ => self.moments.partition_point(|moment| moment.from >> scale < time >> scale),
        };
        let known = self.moments.get(at).is_some_and(|moment| moment.from >> scale == time >> scale);
        if !known {
            self.moments.insert(at, Moment { from: time, to: time, cell: Cell::default() });
        }
        let moment = &mut self.moments[at];
        (moment.from, moment.to) = (moment.from.min(time), moment.to.max(time));
        match entry.standing() == Standing::Folded {
            true => moment.cell.events[entry.kind() as usize] += 1,
            false => moment.cell.bad += 1,
        }
        if self.moments.len() > MOST {
            self.lengthen();
        }
    }

    /// Makes moments so long that half of them will do.
    fn lengthen(&mut self) {
        while self.moments.len() > MOST / 2 && self.scale < i64::BITS - 1 {
            self.scale += 1;
            let scale = self.scale;
            self.moments.dedup_by(|next, moment| {
                let same = next.from >> scale == moment.from >> scale;
                if same {
                    moment.to = next.to;
                    moment.cell.add(next.cell);
                }
                same
            });
        }
    }

    /// Lays the events out over `width` columns, in the room that an earlier strip took.
    pub fn strip(&self, width: usize, earlier: Strip) -> Strip {
        let (stretches, labels) = lay_out(self.stretches(), width);
        let span = stretches.first().zip(stretches.last()).map(|(first, last)| (first.from, last.to));
        let mut cells = earlier.cells;
        cells.clear();
        cells.resize(width, Cell::default());
        let mut strip = Strip { cells, labels, span, stretches };
        // Moments come in the order of their times, so most are in the column of the one before.
        let mut last = (0, i64::MIN);
        for moment in &self.moments {
            let middle = moment.from + (moment.to - moment.from) / 2;
            if middle >= last.1 {
                last = strip.column_until(middle).unwrap_or(last);
            }
            if let Some(cell) = strip.cells.get_mut(last.0) {
                cell.add(moment.cell);
            }
        }
        strip
    }

    /// The stretches between long gaps.
    fn stretches(&self) -> Vec<(i64, i64)> {
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        for moment in &self.moments {
            match stretches.last_mut() {
                Some(last) if moment.from - last.1 <= GAP => last.1 = moment.to,
                _ => stretches.push((moment.from, moment.to)),
            }
        }
        stretches
    }
}
