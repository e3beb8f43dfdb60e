//! The words for a moment: the same after `:` on the screen and after `--at` on the command line.

use std::fmt;
use std::str::FromStr;

use super::{LineKind, Session};
use crate::contracts::timestamp::Timestamp;
use crate::dossier::timeline::{Cursor, EntryId, History, NamespaceId, Standing};

/// A moment in a log, as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// `start`: before everything.
    Start,
    /// `head` or `live`: after everything.
    Head,
    /// `212`: after this line, from 1.
    Line(u32),
    /// `14:03` or `14:03:20`: the last event up to that time of the day of the newest event, in seconds of the day.
    Clock(i64),
    /// `-5m`: so many seconds before the newest event.
    Ago(i64),
    /// `2026-03-17T14:03Z`: the last event up to that instant, in microseconds since 1970.
    Instant(i64),
    /// `S4`: after the fourth snapshot.
    Snapshot(usize),
    /// `D2`: after the second drift record.
    Drift(usize),
    /// The beginning of an event id, at least four characters of it.
    Id(String),
}

/// Why there is no such moment. Quotes a person's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSuchMoment {
    /// The words name no moment.
    Words(String),
    /// The log has fewer of them; how many it has.
    Beyond(&'static str, usize),
    /// No event holds at that line or before it.
    NothingYet,
    /// No event's id begins so.
    NoId(String),
    /// Several events' ids begin so.
    SeveralIds(String),
}

impl fmt::Display for NoSuchMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => write!(
                f,
                "{words:?} names no moment: try 212 (a line), 14:03, -5m, S4, D2, an event id, start, head"
            ),
            Self::Beyond(what, 0) => write!(f, "the log has no {what}"),
            Self::Beyond(what, 1) => write!(f, "the log has only 1 {what}"),
            Self::Beyond(what, count) => write!(f, "the log has only {count} {what}s"),
            Self::NothingYet => f.write_str("nothing had happened by then"),
            Self::NoId(prefix) => write!(f, "no event's id begins with {prefix:?}"),
            Self::SeveralIds(prefix) => write!(f, "several events' ids begin with {prefix:?}"),
        }
    }
}

impl std::error::Error for NoSuchMoment {}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("start"),
            Self::Head => f.write_str("head"),
            Self::Line(line) => line.fmt(f),
            Self::Clock(seconds) => {
                write!(f, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            Self::Ago(seconds) => write!(f, "-{seconds}s"),
            Self::Instant(micros) => match jiff::Timestamp::from_microsecond(*micros) {
                Ok(instant) => instant.fmt(f),
                Err(_) => micros.fmt(f),
            },
            Self::Snapshot(number) => write!(f, "S{number}"),
            Self::Drift(number) => write!(f, "D{number}"),
            Self::Id(prefix) => f.write_str(prefix),
        }
    }
}

impl FromStr for Moment {
    type Err = NoSuchMoment;

    fn from_str(text: &str) -> Result<Self, NoSuchMoment> {
        let words = text.trim().trim_start_matches(':');
        let numbered = |letter: char| {
            let rest = words.strip_prefix([letter, letter.to_ascii_lowercase()])?;
            number::<usize>(rest).filter(|number| *number > 0)
        };
        let moment = match words {
            "start" => Some(Self::Start),
            "head" | "live" => Some(Self::Head),
            _ => None,
        };
        let moment = moment
            .or_else(|| number(words).filter(|line| *line > 0).map(Self::Line))
            .or_else(|| numbered('S').map(Self::Snapshot))
            .or_else(|| numbered('D').map(Self::Drift))
            .or_else(|| words.strip_prefix('-').and_then(span).map(Self::Ago))
            .or_else(|| clock(words).map(Self::Clock))
            .or_else(|| Timestamp::parse(words).map(|time| Self::Instant(time.micros())));
        let is_id = words.len() >= 4
            && !words.starts_with('-')
            && words.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        moment
            .or_else(|| is_id.then(|| Self::Id(words.to_owned())))
            .ok_or_else(|| NoSuchMoment::Words(words.to_owned()))
    }
}

/// Digits as a number, without a sign.
fn number<T: FromStr>(digits: &str) -> Option<T> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// `90`, `5m`, `1h30m`, `2d` in seconds.
fn span(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let mut total: i64 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let unit = match c {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => return None,
        };
        let number: i64 = std::mem::take(&mut digits).parse().ok()?;
        total = total.checked_add(number.checked_mul(unit)?)?;
    }
    if digits.is_empty() { Some(total) } else { digits.parse::<i64>().ok()?.checked_add(total) }
}

/// `14:03` or `14:03:20` in seconds of the day.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let mut part = |below: i64| number::<i64>(parts.next()?).filter(|part| *part < below);
    let (hours, minutes) = (part(24)?, part(60)?);
    let seconds = if text.matches(':').count() == 2 { part(60)? } else { 59 };
    (text.matches(':').count() <= 2).then_some(hours * 3600 + minutes * 60 + seconds)
}

impl Session {
    /// The cursor at a moment; snapshots and drift records are counted in `mission`.
    ///
    /// # Errors
    /// [`NoSuchMoment`] says what the log has instead.
    pub fn cursor_at(&self, moment: &Moment, mission: Option<NamespaceId>) -> Result<Cursor, NoSuchMoment> {
        let timeline = self.timeline();
        let history = mission.map(|mission| timeline.history(mission));
        let nth = |list: Option<&[EntryId]>, number: usize, what| {
            let list = list.unwrap_or_default();
            let entry = list.get(number - 1).ok_or(NoSuchMoment::Beyond(what, list.len()))?;
            Ok(Cursor::After(*entry))
        };
        match moment {
            Moment::Start => Ok(Cursor::Start),
            Moment::Head => Ok(Cursor::Live),
            Moment::Line(line) => self.after_line(*line),
            Moment::Snapshot(number) => nth(history.map(History::snapshots), *number, "snapshot"),
            Moment::Drift(number) => nth(history.map(History::drifts), *number, "drift record"),
            Moment::Clock(seconds) => {
                const DAY: i64 = 86_400_000_000;
                let day = self.newest()?.div_euclid(DAY) * DAY;
                self.upto_instant(day + seconds * 1_000_000 + 999_999)
            }
            Moment::Ago(seconds) => {
                self.upto_instant(self.newest()?.saturating_sub(seconds.saturating_mul(1_000_000)))
            }
            Moment::Instant(micros) => self.upto_instant(*micros),
            Moment::Id(prefix) => self.by_id(prefix),
        }
    }

    /// After the event of a line from 1, or of the last line before it that has one that counts.
    fn after_line(&self, line: u32) -> Result<Cursor, NoSuchMoment> {
        if line as usize > self.line_count() {
            return Err(NoSuchMoment::Beyond("line", self.line_count()));
        }
        let counted = |line: u32| match self.kind(line)? {
            LineKind::Event(entry) if self.timeline().entry(entry).standing() != Standing::Duplicate => {
                Some(entry)
            }
            LineKind::Event(copy) => self.timeline().original_of(copy).map(|(original, _)| original),
            _ => None,
        };
        (0..line).rev().find_map(counted).map(Cursor::After).ok_or(NoSuchMoment::NothingYet)
    }

    /// The time of the newest event, in microseconds since 1970.
    fn newest(&self) -> Result<i64, NoSuchMoment> {
        let timeline = self.timeline();
        let times = timeline.order().iter().map(|entry| timeline.entry(*entry).micros());
        times.max().ok_or(NoSuchMoment::NothingYet)
    }

    /// After the last event in contract order that happened at or before an instant.
    fn upto_instant(&self, micros: i64) -> Result<Cursor, NoSuchMoment> {
        let timeline = self.timeline();
        let happened = |entry: &&EntryId| timeline.entry(**entry).micros() <= micros;
        timeline
            .order()
            .iter()
            .rfind(happened)
            .map(|entry| Cursor::After(*entry))
            .ok_or(NoSuchMoment::NothingYet)
    }

    fn by_id(&self, prefix: &str) -> Result<Cursor, NoSuchMoment> {
        let timeline = self.timeline();
        let begins = |entry: &&EntryId| {
            let id = timeline.entry(**entry).event_id().to_string();
            id.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        };
        let mut found = timeline.order().iter().filter(begins);
        match (found.next(), found.next()) {
            (None, _) => Err(NoSuchMoment::NoId(prefix.to_owned())),
            (Some(_), Some(_)) => Err(NoSuchMoment::SeveralIds(prefix.to_owned())),
            (Some(entry), None) => Ok(Cursor::After(*entry)),
        }
    }
}

#[cfg(test)]
mod tests;
