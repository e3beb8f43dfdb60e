//! The timeline as a strip: how many events when, idle gaps squeezed, with marks for what matters.

mod activity;

use crate::contracts::event::DossierEventType;
use crate::dossier::timeline::{Cursor, Timeline};
use crate::text::Shown;
pub use activity::Activity;

/// Gaps longer than this are squeezed, in microseconds.
pub const GAP: i64 = 600_000_000;
/// A gap's label needs so many columns; there are never more labels than fit a third of the strip.
const LABEL: usize = 6;

/// One column of a strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Events of each kind: indexed, missing, snapshots, drift.
    pub events: [u32; 4],
    /// Events with a bad payload.
    pub bad: u32,
}

impl Cell {
    /// All events of the column.
    pub fn total(&self) -> u32 {
        self.events.iter().sum::<u32>() + self.bad
    }

    /// How many of a kind.
    pub fn of(&self, kind: DossierEventType) -> u32 {
        self.events[kind as usize]
    }

    /// Counts the events of another column as well.
    fn add(&mut self, other: Self) {
        for (events, more) in self.events.iter_mut().zip(other.events) {
            *events += more;
        }
        self.bad += other.bad;
    }
}

/// The strip of a timeline in so many columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strip {
    /// The columns; those of a label are empty.
    pub cells: Vec<Cell>,
    /// Labels of squeezed gaps, by first column.
    pub labels: Vec<(usize, Shown)>,
    /// The time of the first and the last event, in microseconds since 1970.
    pub span: Option<(i64, i64)>,
    stretches: Vec<Stretch>,
}

/// A stretch of time without a long gap, and its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from: i64,
    to: i64,
    column: usize,
    width: usize,
}

impl Strip {
    /// Lays the events that count out over `width` columns.
    pub fn of(timeline: &Timeline, width: usize) -> Self {
        let mut activity = Activity::default();
        activity.count(timeline);
        activity.strip(width, Self::default())
    }

    /// The column of an instant.
    pub fn column_of(&self, micros: i64) -> Option<usize> {
        self.column_until(micros).map(|(column, _)| column)
    }

    /// The column of a time, and the next time that need not be in it.
    fn column_until(&self, micros: i64) -> Option<(usize, i64)> {
        let at = self.stretches.partition_point(|stretch| stretch.to < micros);
        let stretch = self.stretches.get(at).or(self.stretches.last())?;
        let length = i128::from(stretch.to - stretch.from);
        let into = i128::from(micros - stretch.from).clamp(0, length);
        let steps = stretch.width.saturating_sub(1) as i128;
        let within = (into * steps).checked_div(length).unwrap_or(0);
        let end = match within < steps {
            true => stretch.from + ((within + 1) * length + steps - 1).div_euclid(steps) as i64,
            false => stretch.to.saturating_add(1),
        };
        Some((stretch.column + within as usize, end))
    }

    /// The column of a cursor; the last one when it is at the end.
    pub fn column_at(&self, timeline: &Timeline, cursor: Cursor) -> Option<usize> {
        match cursor {
            Cursor::Start => self.span.map(|_| 0),
            Cursor::After(entry) => self.column_of(timeline.entry(entry).micros()),
            Cursor::Live => self.stretches.last().map(|last| last.column + last.width.saturating_sub(1)),
        }
    }
}

/// A span in its largest unit, so that it fits a label.
fn coarse(seconds: u64) -> Shown {
    match seconds {
        0..3_600 => Shown::from(seconds / 60).then("m"),
        3_600..86_400 => Shown::from(seconds / 3_600).then("h"),
        86_400..86_313_600 => Shown::from(seconds / 86_400).then("d"),
        _ => Shown::fixed("ages"),
    }
}

/// Gives stretches their columns. Where there are more gaps than labels fit, the shortest are not squeezed.
fn lay_out(mut stretches: Vec<(i64, i64)>, width: usize) -> (Vec<Stretch>, Vec<(usize, Shown)>) {
    let most = width / (3 * LABEL);
    while stretches.len() > most + 1 {
        let gap = |at: &usize| stretches[*at + 1].0 - stretches[*at].1;
        let Some(shortest) = (0..stretches.len() - 1).min_by_key(gap) else { break };
        let (_, to) = stretches.remove(shortest + 1);
        stretches[shortest].1 = to;
    }
    let room = width.saturating_sub(LABEL * stretches.len().saturating_sub(1));
    // Instants have no length to share by: then every stretch gets the same.
    let length = |(from, to): &(i64, i64)| i128::from(to - from);
    let even = stretches.iter().all(|stretch| length(stretch) == 0);
    let share = |stretch: &(i64, i64)| if even { 1 } else { length(stretch) };
    let total: i128 = stretches.iter().map(share).sum::<i128>().max(1);
    let spare = room.saturating_sub(stretches.len());
    let mut laid = Vec::new();
    let mut labels = Vec::new();
    let (mut column, mut before, mut given) = (0, 0_i128, 0_usize);
    for (nth, (from, to)) in stretches.iter().copied().enumerate() {
        if nth > 0 {
            let seconds = (from - stretches[nth - 1].1).unsigned_abs() / 1_000_000;
            labels.push((column, Shown::fixed("·").then(coarse(seconds)).then("·")));
            column += LABEL;
        }
        // Shares are rounded together, so that they use every column exactly once.
        before += share(&(from, to));
        let upto = (spare as i128 * before / total) as usize;
        let columns = 1 + upto - given;
        given = upto;
        laid.push(Stretch { from, to, column, width: columns });
        column += columns;
    }
    (laid, labels)
}

#[cfg(test)]
mod tests;
