//! Whichever way a log is read, by the fast lane or the strict one, by one thread or several, once or followed, the
//! answer is the same to the byte.

use std::sync::Arc;

use dossier::cli::load::{Manner, Shared, load};
use dossier::contracts::decode::{decode, is_complete};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::record::{LineStore, RawLine, Record, Span};
use dossier::dossier::state_json::In;
use dossier::dossier::timeline::Cursor;
use dossier::report::contract;
use dossier::report::json::write_pretty;
use dossier::session::{Gatherer, Session};
use dossier::source::{FeedMessage, FeedOptions, SourceSpec, open, start};

#[path = "support/made.rs"]
mod made;
use made::{Style, make};

/// Enough for several blocks of several threads.
const EVENTS: u64 = 5_500;

struct Held(Vec<u8>);

impl LineStore for Held {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        let range = span.offset as usize..span.end() as usize;
        self.0.get(range).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// Every line by the strict lane, in one go.
fn strictly(log: &[u8], mode: ContractMode) -> Session {
    let mut session = Session::new(mode, Arc::new(Held(log.to_vec())));
    let mut offset = 0;
    let mut records = Vec::new();
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").expect("each line has its end");
        let span = Span { offset, len: text.len() as u32 };
        records.push(Record { span, content: decode(RawLine::Bytes(text), mode, offset == 0) });
        offset += line.len() as u64;
    }
    session.ingest_records(records);
    session
}

/// As the interface reads it.
fn followed(spec: &SourceSpec, mode: ContractMode, threads: usize) -> Session {
    let options = FeedOptions { threads, ..FeedOptions::default() };
    let feed = start(open(spec, true).expect("it opens"), options, is_complete, Gatherer::new(mode));
    let mut session = None;
    for message in feed.messages() {
        match message {
            FeedMessage::Started { store, .. } => session = Some(Session::new(mode, store)),
            FeedMessage::Batch { batch: Some(batch), .. } => session.as_mut().expect("begun").ingest(*batch),
            FeedMessage::CaughtUp => break,
            FeedMessage::Failed(error) => panic!("{error}"),
            _ => {}
        }
    }
    session.expect("it began")
}

/// What a reading came to: the state, every line's fate, every finding, the order.
fn told(session: &Session) -> String {
    let timeline = session.timeline();
    let state = timeline.state_at(Cursor::Live, session).expect("the lines are there");
    let state = serde_json::to_string(&In(&state, Edition::Three)).expect("it has a form");
    let lines = 0..session.line_count() as u32;
    let fates: Vec<_> =
        lines.map(|line| (session.span(line), session.kind(line), session.fate(line))).collect();
    let rest = (session.ledger(), session.problems(), session.late(), session.foreign_groups());
    format!("{state}{fates:?}{rest:?}{:?}", timeline.order())
}

/// The state at a moment as JSON, written while so many threads read it.
fn written(session: &Session, cursor: Cursor, threads: usize) -> Vec<u8> {
    let timeline = session.timeline();
    let mission = timeline.mission_at(cursor).expect("there is one");
    let log = Shared { session, threads };
    let mut out = Vec::new();
    contract::write(&mut out, timeline, &timeline.outline_at(mission, cursor), Edition::Three, &log)
        .expect("the lines are there");
    out
}

#[test]
fn every_way_of_reading_gives_the_same_answer() {
    for style in [Style::Plain, Style::Model, Style::Dirty] {
        let mut log = String::new();
        let pushed: Result<(), ()> = make(style, EVENTS, 300, |line| {
            log.push_str(line);
            log.push('\n');
            Ok(())
        });
        pushed.expect("memory takes everything");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &log).expect("it is written");
        let spec = SourceSpec::File(file.path().to_path_buf());
        let exact = ContractMode::Exact(Edition::Three);
        for (mode, counts) in [(ContractMode::Auto, 1..=3), (exact, 2..=2)] {
            let expected = told(&strictly(log.as_bytes(), mode));
            for threads in counts {
                let manner = Manner { mode, threads, schema: threads == 2 };
                let session = load(&spec, manner).expect("it is read");
                assert!(told(&session) == expected, "{style:?} read by {threads} threads");
                let order = session.timeline().order();
                for cursor in [Cursor::After(order[order.len() / 2]), Cursor::Live] {
                    let mut whole = Vec::new();
                    let state = session.timeline().state_at(cursor, &session).expect("the lines are there");
                    write_pretty(&mut whole, &In(&state, Edition::Three)).expect("memory takes everything");
                    assert!(written(&session, cursor, threads) == whole, "{style:?} by {threads} threads");
                }
                if let Some(tally) = session.schema() {
                    assert!(tally.judged > EVENTS * 8 / 10, "{tally:?}");
                    assert_eq!(tally.apart, None, "the model and the schema agree");
                    assert_eq!(tally.refused > 0, style == Style::Dirty, "{tally:?}");
                }
            }
            assert!(told(&followed(&spec, mode, 2)) == expected, "{style:?} followed");
        }
    }
}
