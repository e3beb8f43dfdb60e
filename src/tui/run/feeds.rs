//! The feeds of the open logs.

use super::test_panic;
use crate::contracts::decode::is_complete;
use crate::contracts::edition::ContractMode;
use crate::contracts::record::{Gather, RawLine, Span};
use crate::session::{Batch, Gatherer};
use crate::source::{self, Feed, FeedOptions, Opened, SourceError, SourceSpec};
use crate::tui::model::LogId;

/// What a feed of a log tells.
type LogFeed = Feed<Box<Batch>>;

/// The feeds of the open logs. A log whose feed has told all it can stays open, and may be read again.
pub(super) struct Feeds {
    open: Vec<(LogId, SourceSpec, Option<LogFeed>)>,
    options: FeedOptions,
}

impl Feeds {
    /// None yet; each is to be read like this.
    pub(super) fn new(options: FeedOptions) -> Self {
        Self { open: Vec::new(), options }
    }

    /// Starts reading a log.
    pub(super) fn start(&mut self, id: LogId, spec: SourceSpec, opened: Opened, mode: ContractMode) {
        let feed = source::start(opened, self.options, is_complete, Watched(Gatherer::new(mode)));
        self.open.push((id, spec, Some(feed)));
    }

    /// Stops reading a log.
    pub(super) fn close(&mut self, id: LogId) {
        self.open.retain(|(other, _, _)| *other != id);
    }

    /// Lets go of a feed that has told all it can.
    pub(super) fn gone(&mut self, id: LogId) {
        for (_, _, feed) in self.open.iter_mut().filter(|(other, _, _)| *other == id) {
            *feed = None;
        }
    }

    /// Opens a log and starts reading it.
    pub(super) fn open(
        &mut self,
        id: LogId,
        spec: SourceSpec,
        mode: ContractMode,
    ) -> Result<(), SourceError> {
        let opened = source::open(&spec, self.options.follow)?;
        self.start(id, spec, opened, mode);
        Ok(())
    }

    /// Reads a log again. One that cannot be opened now keeps what it has, and goes on being looked for.
    pub(super) fn reopen(&mut self, id: LogId, mode: ContractMode) -> Result<(), SourceError> {
        let spec = self.open.iter().find(|(other, _, _)| *other == id).map(|(_, spec, _)| spec.clone());
        // Standard input is read once: what it gave is all there is.
        let Some(spec) = spec.filter(|spec| *spec != SourceSpec::Stdin) else { return Ok(()) };
        let opened = source::open(&spec, self.options.follow)?;
        self.close(id);
        self.start(id, spec, opened, mode);
        Ok(())
    }

    /// The feeds that may have more to tell.
    pub(super) fn running(&self) -> impl Iterator<Item = (LogId, &LogFeed)> {
        self.open.iter().filter_map(|(id, _, feed)| Some((*id, feed.as_ref()?)))
    }

    /// Whether no feed has anything to tell right now.
    pub(super) fn is_quiet(&self) -> bool {
        self.running().all(|(_, feed)| feed.messages().is_empty())
    }
}

/// Reads lines as [`Gatherer`] does, unless a test asks for a panic there.
struct Watched(Gatherer);

impl Gather for Watched {
    type Batch = Box<Batch>;

    fn line(&mut self, span: Span, line: RawLine<'_>) {
        test_panic("worker");
        self.0.line(span, line);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn take(&mut self) -> Box<Batch> {
        self.0.take()
    }

    fn fork(&self) -> Self {
        Self(self.0.fork())
    }
}
