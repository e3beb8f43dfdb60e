//! Instants as the contract's envelopes write them.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

/// An envelope's `timestamp`, kept to the microsecond (contract section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    micros: i64,
    offset: Option<i16>,
}

const MICROS_PER_MINUTE: i64 = 60_000_000;
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
/// 0001-01-01T00:00:00Z and the first microsecond after 9999-12-31, in microseconds since 1970.
const YEARS_1_TO_9999: std::ops::Range<i64> = -62_135_596_800_000_000..253_402_300_800_000_000;

impl Timestamp {
    /// Reads a date, or a date and a time parted by `T`, `t`, `_` or a space; seconds, fraction (`.` or `,`,
    /// cut after six digits) and zone (`Z`, `z`, `+hh:mm`, `+hhmm`) may be left out.
    ///
    /// `None` for anything else, and for an instant outside the years 1 to 9999 in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let date = date(&mut rest)?;
        if rest.is_empty() {
            return Self::at(date.to_datetime(Time::midnight()), None);
        }
        rest = rest.strip_prefix(['T', 't', '_', ' '])?;
        let time = time(&mut rest)?;
        let offset = if rest.is_empty() { None } else { Some(zone(rest)?) };
        Self::at(date.to_datetime(time), offset)
    }

    fn at(local: DateTime, offset: Option<i16>) -> Option<Self> {
        // A civil difference: jiff's own instants end a day before the contract's do.
        let utc = i64::try_from(local.duration_since(EPOCH).as_micros()).ok()?;
        let micros = utc - i64::from(offset.unwrap_or(0)) * MICROS_PER_MINUTE;
        YEARS_1_TO_9999.contains(&micros).then_some(Self { micros, offset })
    }

    /// Microseconds since 1970-01-01T00:00:00Z; a time without a zone counts as UTC.
    pub fn micros(self) -> i64 {
        self.micros
    }

    /// Whether the text named a zone.
    pub fn has_zone(self) -> bool {
        self.offset.is_some()
    }

    /// The clock on the writer's wall, in microseconds as if it were UTC; edition 2 sorts by it.
    pub fn local_micros(self) -> i64 {
        self.micros + i64::from(self.offset.unwrap_or(0)) * MICROS_PER_MINUTE
    }

    /// The rank of the zone as edition 2's text comparison sees it: none, then `+00:00` and up, then `-00:01`
    /// and further.
    pub fn zone_rank(self) -> u16 {
        match self.offset {
            None => 0,
            Some(east @ 0..) => 1 + east.unsigned_abs(),
            Some(west) => 10_000 + west.unsigned_abs(),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = EPOCH.saturating_add(SignedDuration::from_micros(self.micros));
        write!(f, "{utc}Z")
    }
}

fn date(rest: &mut &str) -> Option<Date> {
    let year = digits(rest, 4)?;
    *rest = rest.strip_prefix('-')?;
    let month = digits(rest, 2)?;
    *rest = rest.strip_prefix('-')?;
    let day = digits(rest, 2)?;
    Date::new(year, month as i8, day as i8).ok().filter(|date| date.year() > 0)
}

fn time(rest: &mut &str) -> Option<Time> {
    let hour = digits(rest, 2)?;
    *rest = rest.strip_prefix(':')?;
    let minute = digits(rest, 2)?;
    let mut second = 0;
    let mut nanos = 0;
    if let Some(after) = rest.strip_prefix(':') {
        *rest = after;
        second = digits(rest, 2)?;
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            let len = after.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, after) = after.split_at(len);
            let kept = &fraction[..len.min(6)];
            nanos = kept.parse::<i32>().ok()? * 10_i32.pow(9 - kept.len() as u32);
            *rest = after;
        }
    }
    Time::new(hour as i8, minute as i8, second as i8, nanos).ok()
}

/// Minutes east of UTC.
fn zone(mut rest: &str) -> Option<i16> {
    if matches!(rest, "Z" | "z") {
        return Some(0);
    }
    let mut chars = rest.chars();
    let sign = match chars.next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    rest = chars.as_str();
    let hours = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = digits(&mut rest, 2)?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn digits(rest: &mut &str, count: usize) -> Option<i16> {
    let head = rest.get(..count).filter(|head| head.bytes().all(|byte| byte.is_ascii_digit()))?;
    *rest = &rest[count..];
    head.parse().ok()
}
