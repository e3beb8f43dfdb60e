//! Times for people. Everything is UTC; the moment that counts as now is an argument.

use jiff::Timestamp;

use crate::text::{Shown, ago, show};

fn written(micros: i64, format: &str) -> Shown {
    let instant = Timestamp::from_microsecond(micros).ok();
    let text = instant.map(|instant| instant.strftime(format).to_string());
    text.map_or(Shown::fixed("-"), show)
}

/// A time in a table, in six columns: how long ago within the hour, the clock today, the day before, the month where
/// the day would be taken for one of this year.
pub fn short(micros: i64, now: i64) -> Shown {
    let seconds = now.saturating_sub(micros) / 1_000_000;
    match seconds {
        0..3600 => ago(seconds.unsigned_abs()),
        _ if day_of(micros) == day_of(now) => written(micros, "%H:%M"),
        _ if seconds.abs() < 300 * 86_400 => written(micros, "%d %b"),
        _ => written(micros, "%b'%y"),
    }
}

/// The clock, to the second.
pub fn clock(micros: i64) -> Shown {
    written(micros, "%H:%M:%S")
}

/// Day and clock.
pub fn day_clock(micros: i64) -> Shown {
    written(micros, "%d %b %H:%M")
}

/// The exact instant.
pub fn exact(micros: i64) -> Shown {
    written(micros, "%Y-%m-%d %H:%M:%S UTC")
}

/// The number of the day an instant falls on.
pub fn day_of(micros: i64) -> i64 {
    micros.div_euclid(86_400_000_000)
}

/// The day alone.
pub fn day(micros: i64) -> Shown {
    written(micros, "%d %b")
}
