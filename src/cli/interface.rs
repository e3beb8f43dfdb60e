//! The way into the terminal interface.

use super::exit::{Exit, Failure};
use crate::contracts::edition::ContractMode;
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
    mode: ContractMode,
    feed: FeedOptions,
    root: Option<Folder>,
    against: Option<OtherRecord>,
) -> Result<Exit, Failure> {
    stay(Start::Log(spec), mode, feed, root, against)
}

/// Opens the interface on the fixtures, with no log.
///
/// # Errors
/// A terminal that fails; a signal.
pub fn fixtures() -> Result<Exit, Failure> {
    stay(Start::Fixtures, ContractMode::Auto, FeedOptions::default(), None, None)
}

fn stay(
    start: Start,
    mode: ContractMode,
    feed: FeedOptions,
    root: Option<Folder>,
    against: Option<OtherRecord>,
) -> Result<Exit, Failure> {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let theme = if plain { Theme::plain() } else { Theme::terminal() };
    let options = Options { mode, feed, root, against, theme };
    run(start, &options).map(|()| Exit::Good).map_err(Failure::Interface)
}
