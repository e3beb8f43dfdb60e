//! What is on disk, the same way in every view.

use super::labelled;
use crate::disk::{Kind, Outcome};
use crate::report::verify::{Finding, particulars};
use crate::text::{Shown, cut_middle, show, thousands};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{DiskState, Log};

/// How many columns of a path the verdict quotes.
const PATH: usize = 30;

/// The role of what a file came to, the same everywhere.
pub(super) fn role(kind: Kind) -> Role {
    match kind {
        Kind::Changed | Kind::Gone => Role::Bad,
        Kind::ChangedWhileReading | Kind::Refused | Kind::Unreadable | Kind::BadRecord => Role::Attention,
        Kind::NotByteComparable => Role::Dim,
        Kind::Same => Role::Good,
    }
}

/// A word that fits a column.
fn short(kind: Kind) -> &'static str {
    match kind {
        Kind::ChangedWhileReading => "in motion",
        Kind::NotByteComparable => "n/c",
        kind => kind.words(),
    }
}

/// The cell of a path in a table.
pub(super) fn cell(disk: &DiskState, path: &str) -> Ink {
    match disk.at(path).map(|held| &held.outcome) {
        None => Ink::of(Role::Dim, "-"),
        Some(Some(outcome)) => Ink::of(role(outcome.kind()), short(outcome.kind())),
        Some(None) => match disk.hashing(path) {
            Some(progress) => {
                let percent = (progress.done * 100).checked_div(progress.of).unwrap_or(0).min(100);
                Ink::of(Role::Accent, Shown::from(percent as usize).then(" %"))
            }
            None => Ink::of(Role::Dim, "…"),
        },
    }
}

/// The lines of a path in its detail; none where no folder was named.
pub(super) fn lines(log: &Log, path: &str, width: usize) -> Vec<Ink> {
    let Some(held) = log.disk.as_ref().and_then(|disk| disk.at(path)) else { return Vec::new() };
    let Some(outcome) = &held.outcome else {
        return vec![labelled("disk", Ink::of(Role::Dim, "still to be looked at"))];
    };
    let kind = outcome.kind();
    let finding = Finding { recorded: held.recorded.clone(), outcome: outcome.clone() };
    let more = match outcome {
        Outcome::NotByteComparable => Shown::fixed("its hash was made of its front matter"),
        _ => particulars(&finding),
    };
    labelled("disk", Ink::of(role(kind), kind.words())).plain("  ").dim(more).wrap(width, 10)
}

/// The row of the verdict; `None` where no folder was named.
pub(super) fn verdict(log: &Log) -> Option<Ink> {
    let disk = log.disk.as_ref()?;
    Some(labelled("Disk", summary(disk)))
}

fn summary(disk: &DiskState) -> Ink {
    let (pending, all) = (disk.pending(), disk.all());
    if all == 0 {
        return Ink::of(Role::Dim, "no artifact to look for");
    }
    let mut found: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| disk.count(*kind) > 0).collect();
    // The worst first; of the rest, what is proved comes before what cannot be.
    found.sort_by_key(|kind| *kind == Kind::NotByteComparable);
    let counted = |kind: Kind| thousands(disk.count(kind) as u64).then(" ").then(words(kind));
    let mut ink = Ink::new();
    if pending > 0 {
        let done = thousands((all - pending) as u64);
        ink = ink
            .role(Role::Accent, Shown::fixed("hashing ").then(done).then(" of ").then(thousands(all as u64)));
    }
    let worst = found.first().copied().filter(|kind| !matches!(role(*kind), Role::Good | Role::Dim));
    if let Some(kind) = worst {
        let mark = if role(kind) == Role::Bad { "x " } else { "! " };
        let gap = if pending > 0 { ", " } else { "" };
        ink = ink.dim(gap).role(role(kind), Shown::fixed(mark).then(counted(kind)));
        ink = ink
            .plain(": ")
            .plain(disk.first(kind).map_or(Shown::default(), |path| cut_middle(&show(path), PATH)));
    }
    if pending > 0 {
        return ink;
    }
    for kind in found.into_iter().filter(|kind| Some(*kind) != worst) {
        let role = if kind == Kind::NotByteComparable || worst.is_some() { Role::Dim } else { role(kind) };
        let said = match worst {
            // A path takes room.
            Some(_) => Shown::from(disk.count(kind)).then(" ").then(short(kind)),
            None => counted(kind),
        };
        ink = if ink.width() > 0 { ink.dim(", ") } else { ink }.role(role, said);
    }
    ink
}

/// The words behind a number.
fn words(kind: Kind) -> &'static str {
    if kind == Kind::Changed { "changed" } else { kind.words() }
}
