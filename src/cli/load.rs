//! Reads a log to its end.

use std::thread::{self, Builder};

use crossbeam_channel::{Receiver, bounded};

use super::exit::Failure;
use super::say;
use crate::contracts::decode::is_complete;
use crate::contracts::edition::ContractMode;
use crate::contracts::event::{DossierPayload, Event};
use crate::dossier::timeline::Events;
use crate::report::contract::{Maker, Piece, ReadPieces};
use crate::session::{Gatherer, Pending, Session};
use crate::source::{SourceError, SourceSpec, available_threads, open, read_all};
use crate::text::{count, show_path};

/// How a log is read.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The contract lines are read under.
    pub mode: ContractMode,
    /// How many threads read a large file.
    pub threads: usize,
    /// Whether the JSON Schema judges every payload beside the typed model.
    pub schema: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self { mode: ContractMode::default(), threads: available_threads(), schema: false }
    }
}

/// From how many lines on it is worth sharing the reading of them.
const SHARED_LINES: usize = 512;
/// How many lines a thread reads before it hands them on.
const RUN: usize = 128;
/// How many such runs of each thread may wait.
const RUNS_AHEAD: usize = 4;

/// A log of which many lines are read again by several threads at once.
pub struct Shared<'s> {
    /// The log.
    pub session: &'s Session,
    /// How many threads.
    pub threads: usize,
}

impl Shared<'_> {
    /// Lets `take` have what is made of each run of lines, in their order and made ahead by the threads. Each of those
    /// has a reader of its own, which is given runs with the place of the first line.
    fn each_run<T: Send, R: FnMut(usize, &[u32]) -> T>(
        &self,
        lines: &[u32],
        reader: &(impl Fn() -> R + Sync),
        take: &mut dyn FnMut(&mut dyn Iterator<Item = T>),
    ) {
        let runs = || (0..).step_by(RUN).zip(lines.chunks(RUN));
        if self.threads < 2 || lines.len() < SHARED_LINES {
            let mut read = reader();
            return take(&mut runs().map(|(first, run)| read(first, run)));
        }
        thread::scope(|scope| {
            let readers = (0..self.threads).map(|nth| {
                let (give, given) = bounded(RUNS_AHEAD);
                let mut own = runs().skip(nth).step_by(self.threads);
                let run = move || {
                    let mut read = reader();
                    own.all(|(first, run)| give.send(read(first, run)).is_ok())
                };
                // One that is not to be had gives nothing.
                let _ = Builder::new().spawn_scoped(scope, run);
                given
            });
            let readers: Vec<Receiver<T>> = readers.collect();
            // A run that does not come, as its reader is missing or failed, is read here.
            let mut read = reader();
            let in_order = readers.iter().cycle().zip(runs());
            take(
                &mut in_order.map(|(given, (first, run))| given.recv().unwrap_or_else(|_| read(first, run))),
            );
        });
    }
}

impl ReadPieces for Shared<'_> {
    fn mode(&self) -> ContractMode {
        self.session.mode()
    }

    fn each_piece(
        &self,
        lines: &[u32],
        maker: Maker<'_>,
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Piece>),
    ) {
        let reader = || {
            let mut make = maker();
            move |first, run: &[u32]| {
                make(first, &mut run.iter().map(|line| self.session.bytes_without_mark(*line)))
            }
        };
        self.each_run(lines, &reader, take);
    }
}

impl Events for Shared<'_> {
    fn event(&self, line: u32) -> Option<Event> {
        self.session.event(line)
    }

    fn payload(&self, line: u32) -> Option<DossierPayload> {
        self.session.payload(line)
    }

    fn each_payload(
        &self,
        lines: &[u32],
        take: &mut dyn FnMut(&mut dyn Iterator<Item = Option<DossierPayload>>),
    ) {
        let reader =
            || |_, run: &[u32]| run.iter().map(|line| self.session.payload(*line)).collect::<Vec<_>>();
        self.each_run(lines, &reader, &mut |runs| take(&mut runs.flatten()));
    }
}

/// Reads a log to its end and keeps it as a session.
///
/// # Errors
/// [`SourceError`] when the log cannot be read; what was read of it is not kept.
pub fn load(spec: &SourceSpec, manner: Manner) -> Result<Session, SourceError> {
    let Manner { mode, threads, .. } = manner;
    let opened = open(spec, false)?;
    let mut session = None;
    let gatherer = if manner.schema { Gatherer::judging(mode) } else { Gatherer::new(mode) };
    let whole = read_all(opened, gatherer, is_complete, threads, |batch, progress| {
        let session = session.get_or_insert_with(|| Session::new(mode, progress.store.clone()));
        session.ingest(*batch);
    })?;
    let mut session = session.unwrap_or_else(|| Session::new(mode, whole.store));
    session.set_pending(whole.pending.map(|pending| Pending { span: pending.span, bytes: pending.bytes }));
    session.finish();
    Ok(session)
}

/// Says what judging every payload by the JSON Schema came to, where that was asked for.
///
/// # Errors
/// [`Failure::Apart`] when it refuses what the typed model accepts.
pub fn agree(session: &Session, spec: &SourceSpec) -> Result<(), Failure> {
    let Some(tally) = session.schema() else { return Ok(()) };
    if let Some(first) = tally.apart {
        return Err(Failure::Apart { path: spec.name().to_path_buf(), line: first + 1 });
    }
    let judged = count(tally.judged, "payload", "payloads");
    let words = show_path(spec.name()).then(": the JSON Schema judged ").then(judged);
    say(&words.then(", refused ").then(tally.refused).then(", and no other than the typed model refuses"));
    Ok(())
}
