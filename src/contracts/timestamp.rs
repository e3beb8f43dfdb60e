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
        Self::usual(text.as_bytes()).or_else(|| Self::any(text))
    }

    /// The same for bytes, which need not be UTF-8.
    pub(super) fn parse_bytes(text: &[u8]) -> Option<Self> {
        Self::usual(text).or_else(|| Self::any(str::from_utf8(text).ok()?))
    }

    /// Reads all of `text` in the form nearly every producer writes.
    fn usual(text: &[u8]) -> Option<Self> {
        let (timestamp, rest) = Self::begin(text)?;
        rest.is_empty().then_some(timestamp)
    }

    /// Reads the form nearly every producer writes from the beginning of `text`, and what follows it:
    /// `2026-05-19T10:31:16` with `.` and up to six digits or without, then `Z` or `+00:00`. `None` leaves the text to the
    /// general reader.
    pub(super) fn begin(text: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = text.split_first_chunk::<19>()?;
        let date = pairs(head.first_chunk()?, b"0000-00-")?;
        let day = pairs(head[3..].first_chunk()?, b"0-00-00T")?;
        let time = pairs(head[11..].first_chunk()?, b"00:00:00")?;
        let number = |pairs: u64, place: usize| i64::from((pairs >> (8 * place)) as u8);
        let (hour, minute, second) = (number(time, 0), number(time, 3), number(time, 6));
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let year = number(date, 0) * 100 + number(date, 2);
        let days = days(year, number(date, 5), number(day, 5))?;
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
        let (fraction, zone) = match rest {
            [b'.', rest @ ..] => micros(rest)?,
            _ => (0, rest),
        };
        let rest = zone.strip_prefix(b"Z").or_else(|| zone.strip_prefix(b"+00:00"))?;
        Some((Self { micros: seconds * 1_000_000 + fraction, offset: Some(0) }, rest))
    }

    fn any(text: &str) -> Option<Self> {
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

/// The numbers of two digits that begin at each byte of `text`, from the lowest byte up, if it is as `form`, where `0`
/// is any digit.
#[inline]
fn pairs(text: &[u8; 8], form: &[u8; 8]) -> Option<u64> {
    // A digit's value has no high bits, neither when six is added to it.
    let six = u64::from_le_bytes(form.map(|byte| if byte == b'0' { 6 } else { 0 }));
    let none = u64::from_le_bytes(form.map(|byte| if byte == b'0' { 0xF0 } else { 0xFF }));
    let digits = u64::from_le_bytes(*text) ^ u64::from_le_bytes(*form);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    ((digits | digits.wrapping_add(six)) & none == 0).then_some(pairs)
}

/// One to six digits of a fraction in microseconds, and what follows them.
fn micros(text: &[u8]) -> Option<(i64, &[u8])> {
    const UNITS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let mut value = 0;
    let mut rest = text;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = value * 10 + i64::from(digit - b'0');
        rest = after;
        if text.len() - rest.len() > 6 {
            return None;
        }
    }
    let len = text.len() - rest.len();
    (len > 0).then(|| (value * UNITS[len], rest))
}

/// Days from 1970-01-01 to a date of the years 1 to 9999; `None` when there is no such date.
///
/// Years are counted from March, so that the leap day is a year's last: then the months before one, in days, are
/// `(153 * month + 2) / 5`.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if year < 1 || !(1..=longest).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before = year * 365 + year / 4 - year / 100 + year / 400;
    Some(before + (153 * month + 2) / 5 + day - 1 - 719_468)
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
