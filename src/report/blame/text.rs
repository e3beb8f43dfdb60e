//! The history of one artifact, for a person.
//!
//! ```text
//! contracts/lang-v1.yaml  2 revisions, newest first
//!
//! rev 2  #9  01KGHD…  2026-02-03 09:23:05 UTC  102f..84e8 > 24b0..91c2  builder-agent (llm)
//!        commit 9b8a7945be on main
//! rev 1  #2  01KGHC…  2026-02-03 09:10:02 UTC  - > 102f..84e8
//!        superseded by #7 01KGHC… contracts/lang-v2.yaml
//!
//! named by  D2 #123
//! ```

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Asked, Blame, Revision};
use crate::report::derived::EventPlace;
use crate::text::{Shown, count, cut_end, cut_middle, short_hash, show, show_path};

/// How many columns a path from the log takes at most.
const PATH_WIDTH: usize = 120;
/// How many columns other text of strangers takes at most.
const NAME_WIDTH: usize = 60;

/// Writes the history for a person, or that there is none.
///
/// # Errors
/// Those of `out`.
pub fn write_text(out: &mut impl Write, asked: &Asked<'_>, blame: &Blame) -> io::Result<()> {
    let at = asked.at.as_deref().map(|at| Shown::fixed(" at ").then(cut_end(&show(at), NAME_WIDTH)));
    let at = at.unwrap_or_default();
    let later = match blame.later {
        0 => Shown::default(),
        n => Shown::fixed(", ").then(n).then(" later"),
    };
    if blame.is_found() {
        let revisions = count(blame.revisions.len(), "revision", "revisions");
        writeln!(out, "{}  {revisions}{at}{later}, newest first\n", path(asked.path))?;
        for revision in &blame.revisions {
            write_revision(out, revision)?;
        }
    } else {
        let source = show_path(asked.source);
        writeln!(out, "x NOT FOUND  {source} has no revision of {}{at}{later}", path(asked.path))?;
        for (nth, name) in blame.near.iter().enumerate() {
            writeln!(
                out,
                "{}{}",
                if nth == 0 { "\nsame file name  " } else { "                " },
                path(name)
            )?;
        }
    }
    if !blame.drift.is_empty() {
        let named = blame.drift.iter().map(|drift| {
            Shown::fixed("D")
                .then(drift.drift)
                .then(" ")
                .then(place(&drift.place))
                .then(" ")
                .then(drift.drift_kind)
        });
        writeln!(out, "\nnamed by  {}", Shown::join(", ", named))?;
    }
    Ok(())
}

fn write_revision(out: &mut impl Write, revision: &Revision) -> io::Result<()> {
    let head = Shown::fixed("rev ").then(revision.number).then("  ");
    let margin = Shown::spaces(head.width());
    let before = revision.before.as_deref().map_or(Shown::fixed("-"), short_hash);
    let same = if revision.same_content { "  same content" } else { "" };
    let who =
        Shown::join(" ", revision.actor_id.as_deref().map(name).into_iter().chain(actor_kind(revision)));
    let between = if who.is_empty() { "" } else { "  " };
    let (event, after) = (place(&revision.place), short_hash(&revision.after));
    writeln!(out, "{head}{event}  {}  {before} > {after}{same}{between}{who}", time(revision.micros))?;
    let sha = revision.git_sha.as_deref().map(|sha| name(sha.get(..10).unwrap_or(sha)));
    let on = revision.git_ref.as_deref().map(|on| name(on.strip_prefix("refs/heads/").unwrap_or(on)));
    if sha.is_some() || on.is_some() {
        writeln!(out, "{margin}commit {}", Shown::join(" on ", sha.into_iter().chain(on)))?;
    }
    if let Some(other) = &revision.superseded_by {
        writeln!(out, "{margin}superseded by {} {}", place(&other.place), path(&other.path))?;
    }
    Ok(())
}

fn actor_kind(revision: &Revision) -> Option<Shown> {
    revision.actor_kind.map(|kind| Shown::fixed("(").then(kind).then(")"))
}

fn path(text: &str) -> Shown {
    cut_middle(&show(text), PATH_WIDTH)
}

fn name(text: &str) -> Shown {
    cut_end(&show(text), NAME_WIDTH)
}

/// `#9 01KGHD…`: the line of an event and its id.
fn place(place: &EventPlace) -> Shown {
    Shown::fixed("#").then(place.line()).then(" ").then(show(place.event_id()))
}

fn time(micros: i64) -> Shown {
    let written =
        |instant: Timestamp| instant.to_zoned_datetime(TimeZone::UTC).strftime("%F %T UTC").to_string();
    Timestamp::from_microsecond(micros).map_or(Shown::fixed("-"), |instant| show(written(instant)))
}
