//! The way into the terminal interface.

use std::time::Duration;

use super::exit::{Exit, Failure};
use super::load::Manner;
use crate::source::{FeedOptions, SourceSpec};
use crate::tui::disk::Folder;
use crate::tui::model::OtherRecord;
use crate::tui::run::{Options, Start, run};
use crate::tui::theme::Theme;

/// Opens the interface on a log, following it as `feed` says; with a folder, what is on disk is shown beside it.
///
/// # Errors
/// A log that cannot be opened, before anything is drawn; a terminal that fails; a signal.
pub fn interface(
    spec: SourceSpec,
    manner: Manner,
    poll: Option<Duration>,
    root: Option<Folder>,
    against: Option<OtherRecord>,
    clipboard: bool,
) -> Result<Exit, Failure> {
    stay(Start::Log(spec), manner, poll, root, against, clipboard)
}

/// Opens the interface on the fixtures, with no log.
///
/// # Errors
/// A terminal that fails; a signal.
pub fn fixtures(clipboard: bool) -> Result<Exit, Failure> {
    stay(Start::Fixtures, Manner::default(), None, None, None, clipboard)
}

fn stay(
    start: Start,
    manner: Manner,
    poll: Option<Duration>,
    root: Option<Folder>,
    against: Option<OtherRecord>,
    clipboard: bool,
) -> Result<Exit, Failure> {
    if std::env::var_os("TERM").is_some_and(|kind| kind == "dumb") {
        return Err(Failure::DumbTerminal);
    }
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let theme = if plain { Theme::plain() } else { Theme::terminal() };
    let feed = FeedOptions { poll, threads: manner.threads, ..FeedOptions::default() };
    let options = Options { mode: manner.mode, feed, root, against, clipboard, theme };
    run(start, &options).map(|()| Exit::Good).map_err(Failure::Interface)
}
