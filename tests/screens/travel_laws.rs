//! What holds of the playhead wherever it is: a log cut there says the same.

use dossier::dossier::reading::MissingStory;
use dossier::dossier::timeline::{EntryId, Totals};
use dossier::tui::message::Message;
use dossier::tui::model::Log;
use dossier::tui::theme::Theme;
use proptest::prelude::*;

use crate::kit::{Stage, keys_of};
use crate::logs::{BROKEN_LINES, DEMO, DUPLICATES, hostile};

/// What the views list, told by the ids of events, which do not depend on the session.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    totals: Totals,
    artifacts: Vec<(String, String, bool)>,
    missing: Vec<(Vec<String>, Option<String>)>,
    open_missing: usize,
}

fn id(log: &Log, entry: EntryId) -> String {
    log.session.timeline().entry(entry).event_id().to_string()
}

fn seen(log: &Log) -> Seen {
    let Some(mission) = log.mission() else {
        return Seen { totals: Totals::default(), artifacts: vec![], missing: vec![], open_missing: 0 };
    };
    let lists = log.lists();
    let history = log.session.timeline().history(mission);
    let artifact = |(path, write, superseded): &(u32, EntryId, bool)| {
        (history.path_name(*path).to_owned(), id(log, *write), *superseded)
    };
    let missing = |story: &MissingStory| {
        let later = story.indexed_later(log.session.timeline(), mission).map(|entry| id(log, entry));
        let records = story.records(log.session.timeline(), mission, log.playhead);
        (records.iter().map(|record| id(log, *record)).collect(), later)
    };
    Seen {
        totals: log.totals(),
        artifacts: lists.artifacts.iter().map(artifact).collect(),
        missing: lists.missing.iter().map(missing).collect(),
        open_missing: log.open_missing(),
    }
}

/// The lines of the first events in contract order.
fn cut(log: &Log, position: usize) -> Vec<u8> {
    let timeline = log.session.timeline();
    let lines = timeline.order()[..position].iter().map(|entry| timeline.entry(*entry).line);
    lines.flat_map(|line| [log.session.bytes(line).unwrap(), b"\n".to_vec()].concat()).collect()
}

/// The lines of a log in another order.
fn mixed(log: &[u8], keys: &[u16]) -> Vec<u8> {
    let mut lines: Vec<_> = log.split_inclusive(|byte| *byte == b'\n').zip(keys.iter().cycle()).collect();
    lines.sort_by_key(|(_, key)| **key);
    lines.into_iter().flat_map(|(line, _)| line).copied().collect()
}

#[test]
fn at_every_position_the_lists_are_those_of_a_log_cut_there() {
    let mut stage = Stage::following("demo.jsonl", DEMO, (80, 24));
    let end = stage.model.log().unwrap().session.timeline().order().len();
    for position in 0..=end {
        stage.model.log_mut().unwrap().seek(position);
        let log = stage.model.log().unwrap();
        assert_eq!(log.position(), position);
        let shorter = Stage::following("cut.jsonl", &cut(log, position), (80, 24));
        assert_eq!(seen(log), seen(shorter.model.log().unwrap()), "at {position}");
    }
}

#[test]
fn steps_from_the_start_reach_live() {
    for bytes in [DEMO, BROKEN_LINES, DUPLICATES] {
        let mut stage = Stage::following("log.jsonl", bytes, (80, 24));
        stage.keys(":start<enter>");
        let end = stage.model.log().unwrap().session.timeline().order().len();
        for step in 0..end {
            let log = stage.model.log().unwrap();
            assert_eq!((log.position(), log.is_live()), (step, false));
            stage.keys(".");
        }
        assert!(stage.model.log().unwrap().is_live());
        for step in (0..end).rev() {
            stage.keys(",");
            assert_eq!(stage.model.log().unwrap().position(), step);
        }
    }
}

#[test]
fn the_keys_of_time_are_harmless_without_events() {
    for bytes in [&b""[..], b"{\n", b"{\"type\":\"Started\",\"timestamp\":\"t\"}\n"] {
        for view in ["1", "2", "3", "4", "5", "6", "7", "8"] {
            let mut stage = Stage::following("log.jsonl", bytes, (80, 24));
            stage.keys(view).keys(",.<>dbptghlG<esc>F:1<enter>:S1<enter>:-5m<enter>:start<enter>d,pt");
            stage.send(Message::Tick(stage.model.now + 1_000_000));
            stage.keys("yc").text();
            assert_eq!(stage.model.log().unwrap().position(), 0);
        }
    }
}

fn script() -> impl Strategy<Value = String> {
    let pieces = vec![
        ",",
        ".",
        "<",
        ">",
        "d",
        "t",
        "g",
        "G",
        "F",
        "p",
        "b",
        "h",
        "l",
        "j",
        "k",
        "o",
        "O",
        "s",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "e",
        "u",
        "q",
        "]",
        "<esc>",
        "<enter>",
        "<tab>",
        ":",
        ":S4<enter>",
        ":D2<enter>",
        ":30<enter>",
        ":-1h<enter>",
        ":start<enter>",
        ":head<enter>",
        ":01KKXHJHMN<enter>",
        ":14:03<enter>",
        "yc",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_keys_of_time_break_the_screen(
        script in script(),
        columns in 0u16..=130,
        rows in 0u16..=50,
        ticks in prop::collection::vec(0i64..5_000_000, 1..5),
    ) {
        let bytes = [DEMO, BROKEN_LINES, &hostile()].concat();
        let mut stage = Stage::following("log.jsonl", &bytes, (columns, rows));
        for (key, wait) in keys_of(&script).into_iter().zip(ticks.iter().cycle()) {
            stage.send(Message::Key(key));
            let Some(log) = stage.model.log() else { break };
            let end = log.session.timeline().order().len();
            prop_assert!(log.position() <= end);
            prop_assert_eq!(log.position() == end, log.is_live() || log.position_of(log.playhead) == end);
            stage.send(Message::Tick(stage.model.now + wait));
        }
        stage.keys("");
        stage.buffer(Theme::terminal());
    }

    #[test]
    fn a_log_in_any_order_says_the_same_at_any_moment(
        keys in prop::collection::vec(any::<u16>(), 1..300),
        at in prop::collection::vec(0usize..=215, 1..4),
    ) {
        let bytes = mixed(&[DEMO, DUPLICATES].concat(), &keys);
        let mut stage = Stage::following("log.jsonl", &bytes, (80, 24));
        let log = stage.model.log_mut().unwrap();
        let end = log.session.timeline().order().len();
        for position in at {
            let position = position.min(end);
            log.seek(position);
            prop_assert_eq!(log.position(), position);
            let playhead = log.playhead;
            log.seek(log.position());
            prop_assert_eq!(log.playhead, playhead, "seeking where it is moves nothing");
            let shorter = Stage::following("cut.jsonl", &cut(log, position), (80, 24));
            let shorter = shorter.model.log().unwrap();
            prop_assert_eq!(shorter.session.timeline().order().len(), position);
            if log.missions().len() == 1 || position == end {
                prop_assert_eq!(seen(log), seen(shorter));
            }
        }
    }
}
