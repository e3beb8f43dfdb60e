//! A state is the same to the byte whether its values are copied from their lines or read and written anew.

#[allow(dead_code, reason = "shared with other tests; only the lines are needed here")]
#[path = "lanes/lines.rs"]
mod lines;

use std::io;
use std::sync::Arc;

use dossier::cli::load::{Manner, Shared, load};
use dossier::contracts::brief::Scopes;
use dossier::contracts::decode::{Content, decode};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::lanes::Lanes;
use dossier::contracts::record::{LineStore, RawLine, Record, Span};
use dossier::dossier::state_json::In;
use dossier::dossier::timeline::Cursor;
use dossier::report::contract;
use dossier::report::json::write_pretty;
use dossier::session::Session;
use dossier::source::SourceSpec;
use lines::{Dice, STYLES, event, mutant, seeds};

const MUTANTS: usize = 10_000;

/// A log of one line.
struct Line(Vec<u8>);

impl LineStore for Line {
    fn read(&self, _: Span) -> io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }
}

/// Whether the line's state has an entry, which is then written as reading it whole does.
fn has_entry(line: &[u8], mode: ContractMode) -> bool {
    let mut session = Session::new(mode, Arc::new(Line(line.to_vec())));
    let span = Span { offset: 0, len: line.len() as u32 };
    session.ingest_records(vec![Record { span, content: decode(RawLine::Bytes(line), mode, true) }]);
    let timeline = session.timeline();
    let mission = timeline.mission_at(Cursor::Live).expect("one line has one mission");
    let outline = timeline.outline_at(mission, Cursor::Live);
    let state = timeline.state_at(Cursor::Live, &session).expect("the line is there");
    for edition in [Edition::Two, Edition::Three] {
        let (mut written, mut whole) = (Vec::new(), Vec::new());
        contract::write(&mut written, timeline, &outline, edition, &session).expect("the line is there");
        write_pretty(&mut whole, &In(&state, edition)).expect("memory takes everything");
        let line = String::from_utf8_lossy(line);
        assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&whole), "{mode}: {line}");
    }
    !outline.lines(timeline).is_empty()
}

#[test]
fn a_state_is_written_the_same_whether_it_is_copied_or_read() {
    for mode in [ContractMode::Auto, ContractMode::Exact(Edition::Two), ContractMode::Exact(Edition::Three)] {
        let (seeds, mut dice) = (seeds(), Dice(50));
        let (mut lanes, mut scopes) = (Lanes::new(mode), Scopes::default());
        let (mut copied, mut read) = (0, 0);
        for _ in 0..MUTANTS {
            let line = mutant(&seeds, &mut dice);
            let is_copied = lanes.excerpt(&line, &mut scopes).is_some();
            match has_entry(&line, mode) {
                true if is_copied => copied += 1,
                true => read += 1,
                false => {}
            }
        }
        assert!(copied > 200 && read > 200, "{mode}: {copied} copied and {read} read prove little");
    }
}

/// Lines of every style and mutants of them, of one mission.
fn mixed_log(mode: ContractMode) -> Vec<u8> {
    let (seeds, mut dice) = (seeds(), Dice(53));
    let mut namespace = None;
    let mut log = Vec::new();
    for nth in 0..6_000 {
        let line = match dice.below(3) {
            0 => mutant(&seeds, &mut dice),
            _ => event(nth, STYLES[dice.below(STYLES.len())], &mut dice).into_bytes(),
        };
        if let Content::Event(event) = decode(RawLine::Bytes(&line), mode, nth == 0).content
            && let Some(named) = event.namespace
            && !namespace.get_or_insert_with(|| named.clone()).is_same_mission(&named)
        {
            continue;
        }
        if !line.contains(&b'\n') {
            log.extend_from_slice(&line);
            log.push(b'\n');
        }
    }
    log
}

#[test]
fn a_state_of_many_lines_is_the_same_however_many_write_it() {
    for mode in [ContractMode::Auto, ContractMode::Exact(Edition::Three)] {
        let spec = SourceSpec::Memory { name: "log".to_owned(), bytes: mixed_log(mode).into() };
        let session = load(&spec, Manner { mode, ..Manner::default() }).expect("memory is read");
        let timeline = session.timeline();
        let mission = timeline.mission_at(Cursor::Live).expect("there is one");
        let outline = timeline.outline_at(mission, Cursor::Live);
        let state = timeline.state_at(Cursor::Live, &session).expect("the lines are there");
        assert!(state.anomalies.len() > 200 && state.artifacts.len() > 50, "a small state proves little");
        let mut whole = Vec::new();
        write_pretty(&mut whole, &In(&state, Edition::Three)).expect("memory takes everything");
        for threads in 1..=3 {
            let (mut written, log) = (Vec::new(), Shared { session: &session, threads });
            contract::write(&mut written, timeline, &outline, Edition::Three, &log).expect("they are there");
            assert!(written == whole, "{mode} by {threads}");
        }
    }
}

#[test]
fn clean_lines_of_every_style_are_copied() {
    for style in STYLES {
        let (mut lanes, mut scopes, mut dice) = (Lanes::new(ContractMode::Auto), Scopes::default(), Dice(51));
        for nth in 0..400 {
            let line = event(nth, style, &mut dice);
            let excerpt = lanes.excerpt(line.as_bytes(), &mut scopes);
            assert_eq!(excerpt.is_some(), has_entry(line.as_bytes(), ContractMode::Auto), "{line}");
        }
    }
}

#[test]
fn an_origin_without_a_word_is_not_one_that_is_absent() {
    let mut dice = Dice(52);
    let mut lines = (0..).map(|nth| event(nth, STYLES[1], &mut dice));
    let line = lines.find(|line| line.contains("provenance\":{")).expect("half of them have one");
    let (before, after) = line.split_once("provenance\":{").expect("it was found by that");
    let after = after.split_once('}').expect("it ends").1;
    let (mut lanes, mut scopes) = (Lanes::new(ContractMode::Auto), Scopes::default());
    for provenance in ["null", "{}", r#"{"git_sha":null}"#, r#"{"source_event_ids":[]}"#] {
        let line = format!("{before}provenance\":{provenance}{after}");
        assert!(lanes.excerpt(line.as_bytes(), &mut scopes).is_some(), "{line}");
        assert!(has_entry(line.as_bytes(), ContractMode::Auto), "{line}");
    }
}
