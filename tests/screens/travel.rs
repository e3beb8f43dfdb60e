//! One playhead for all views: stepping, jumping, playing, comparing with A, and the timeline.

use dossier::dossier::timeline::Cursor;
use dossier::tui::effect::Effect;
use dossier::tui::message::Message;
use dossier::tui::model::{Log, View};
use dossier::tui::theme::Theme;
use ratatui::style::Modifier;

use crate::kit::{SIZES, Stage, looks_like};
use crate::logs::{BROKEN_LINES, DEMO, head, tail};

fn demo(size: (u16, u16)) -> Stage {
    Stage::following("demo.jsonl", DEMO, size)
}

fn log(stage: &Stage) -> &Log {
    stage.model.log().unwrap()
}

fn position(stage: &Stage) -> usize {
    log(stage).position()
}

fn end(stage: &Stage) -> usize {
    log(stage).session.timeline().order().len()
}

#[track_caller]
fn at_both_sizes(name: &str, script: &str) {
    for size in SIZES {
        looks_like(name, demo(size).keys(script));
    }
}

/// Time passes.
fn tick(stage: &mut Stage, micros: i64) {
    stage.send(Message::Tick(stage.model.now + micros));
    stage.keys("");
}

#[test]
fn steps_go_one_event_back_and_on() {
    for size in SIZES {
        let mut stage = demo(size);
        let end = end(&stage);
        assert!(log(&stage).is_live());
        stage.keys(",");
        assert_eq!((position(&stage), log(&stage).is_live()), (end - 1, false));
        looks_like("travel_stepped_back", stage.keys(",,"));
        assert_eq!(position(&stage), end - 3);
        stage.keys("..");
        assert_eq!((position(&stage), log(&stage).is_live()), (end - 1, false));
        stage.keys(".");
        assert!(log(&stage).is_live(), "the end is live");
        stage.keys("..").shows("LIVE");
        stage.keys(":start<enter>,,");
        assert_eq!((position(&stage), log(&stage).playhead), (0, Cursor::Start));
        looks_like("travel_start", &stage);
    }
}

#[test]
fn every_view_shows_the_playhead() {
    for size in SIZES {
        let mut stage = demo(size);
        stage.keys(":S2<enter>");
        for (key, name) in [
            ("1", "travel_overview"),
            ("2", "travel_artifacts"),
            ("3", "travel_missing"),
            ("4", "travel_snapshots"),
            ("5", "travel_drift_none"),
            ("6", "travel_problems"),
            ("7", "travel_events"),
        ] {
            let at = position(&stage);
            looks_like(name, stage.keys(key));
            stage.shows("AT");
            assert_eq!(position(&stage), at, "looking at {name} moves nothing");
        }
    }
}

#[test]
fn milestones_are_walked_both_ways() {
    let mut stage = demo((120, 40));
    let mut back = Vec::new();
    while position(&stage) > 0 {
        stage.keys("<");
        back.push(position(&stage));
        assert!(back.len() <= DEMO.len(), "it gets to the start");
    }
    let mut forth = Vec::new();
    while !log(&stage).is_live() {
        stage.keys(">");
        forth.push(position(&stage));
        assert!(forth.len() <= back.len() + 1, "it gets to the end: {forth:?}");
    }
    assert!(back.is_sorted_by(|a, b| a > b), "{back:?}");
    assert!(forth.is_sorted_by(|a, b| a < b), "{forth:?}");
    // The last event of the demo is a snapshot: going forward ends there, going back begins before it.
    let timeline = log(&stage).session.timeline();
    let history = timeline.history(log(&stage).mission().unwrap());
    let lists = [history.missing(), history.snapshots(), history.drifts()].concat();
    let mut milestones: Vec<_> = lists.iter().map(|entry| timeline.position(*entry) + 1).collect();
    milestones.sort_unstable();
    for milestone in &milestones {
        assert!(forth.contains(milestone), "{milestone} of {milestones:?} is passed over in {forth:?}");
    }
    forth.pop();
    back.pop();
    back.reverse();
    assert_eq!(back, forth, "the way back is the way forth");
    at_both_sizes("travel_milestone", "<<<");
}

#[test]
fn rejected_lines_are_milestones() {
    let mut stage = Stage::following("broken_lines.jsonl", BROKEN_LINES, (120, 40));
    stage.keys(":start<enter>");
    let mut places = vec![0];
    while !log(&stage).is_live() {
        stage.keys(">");
        places.push(position(&stage));
        assert!(places.len() < 100, "{places:?}");
    }
    assert!(places.len() > 2, "{places:?}");
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
}

#[test]
fn a_is_compared_with_the_playhead_forwards_and_back() {
    for size in SIZES {
        let mut stage = demo(size);
        let plain = stage.text();
        stage.keys(":S2<enter>d");
        assert!(log(&stage).lists().changes.is_some());
        looks_like("travel_a_set", &stage);
        stage.keys(":S4<enter>");
        looks_like("travel_a_then_on", &stage);
        let forward = log(&stage).lists().changes.clone();
        looks_like("travel_a_artifacts", stage.keys("2"));
        stage.keys("1d");
        assert_eq!(log(&stage).mark, None);
        assert!(log(&stage).lists().changes.is_none());
        stage.keys("d:S2<enter>");
        assert_eq!(log(&stage).lists().changes, forward, "earlier is always before");
        looks_like("travel_a_then_back", &stage);
        stage.keys("dF");
        assert_eq!(stage.text(), plain, "cleared and live again");
    }
}

#[test]
fn a_stays_where_it_is_while_the_log_grows() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), (120, 40));
    stage.keys("d");
    stage.append(&tail(&head(DEMO, 170), 120));
    let changes = log(&stage).lists().changes.clone().expect("A is set");
    assert!(changes.after.events > changes.before.events);
    assert!(log(&stage).is_live(), "and live stays live");
    looks_like("travel_a_growing", &stage);
}

#[test]
fn the_playhead_stays_while_the_log_grows() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), (120, 40));
    stage.keys(",,");
    let (at, was) = (log(&stage).playhead, position(&stage));
    let artifacts = log(&stage).lists().artifacts.clone();
    stage.append(&tail(DEMO, 120));
    assert_eq!((log(&stage).playhead, position(&stage)), (at, was));
    assert_eq!(log(&stage).lists().artifacts, artifacts);
}

#[test]
fn the_timeline_takes_the_keys() {
    for size in SIZES {
        let mut stage = demo(size);
        stage.keys("2jj");
        let selected = stage.model.selected();
        stage.keys("t");
        assert!(stage.model.timeline_focused);
        looks_like("travel_timeline", &stage);
        stage.keys("g");
        assert_eq!(position(&stage), 0);
        stage.keys("lll");
        assert_eq!(position(&stage), 3);
        stage.keys("h<left><right>");
        assert_eq!(position(&stage), 2);
        looks_like("travel_timeline_early", stage.keys(">>>"));
        stage.keys("G");
        assert!(log(&stage).is_live());
        assert_eq!(stage.model.view, View::Artifacts, "the keys were the timeline's");
        stage.keys("<esc>");
        assert!(!stage.model.timeline_focused);
        stage.keys("g");
        assert!(log(&stage).is_live(), "g is the list's again");
        assert_eq!(stage.model.selected(), Some(0));
        assert!(selected.is_some());
        stage.keys("tt");
        assert!(!stage.model.timeline_focused);
    }
}

#[test]
fn words_go_to_a_moment() {
    for (words, line) in [("S4", 96), ("s1", 14), ("D2", 123), ("212", 212), ("5", 5)] {
        let mut stage = demo((120, 40));
        stage.keys(&format!(":{words}<enter>"));
        let Cursor::After(entry) = log(&stage).playhead else { panic!("{words}") };
        assert_eq!(log(&stage).session.timeline().entry(entry).line + 1, line, "{words}");
    }
    at_both_sizes("travel_words_typed", ":S4");
    at_both_sizes("travel_to_s4", ":S4<enter>");
    at_both_sizes("travel_to_d2", "5:D2<enter>");
    at_both_sizes("travel_to_line", "7:212<enter>");
    at_both_sizes("travel_to_clock", "7:14:03<enter>");
    at_both_sizes("travel_ago", ":-5m<enter>");
    at_both_sizes("travel_no_such_words", ":wat?<enter>");
    let mut stage = demo((120, 40));
    for (words, told) in [
        ("wat?", "names no moment"),
        ("S99", "the log has only 8 snapshots"),
        ("D99", "the log has only 4 drift records"),
        ("9999", "the log has only 215 lines"),
        ("1", "nothing had happened by then"),
        ("00:00", "nothing had happened by then"),
        ("01KK", "several events"),
        ("01ZZ", "no event's id"),
    ] {
        stage.keys(&format!(":{words}<enter>")).shows(told);
        assert!(log(&stage).is_live(), "{words} goes nowhere");
    }
    stage.keys(":S4<esc>");
    assert!(log(&stage).is_live() && stage.model.layer.is_none());
    stage.keys(":S4<c-u>D1<enter>").shows("AT");
    stage.keys(":head<enter>").shows("LIVE");
}

#[test]
fn b_tells_the_story_of_an_artifact() {
    at_both_sizes("travel_blame", "2jb");
    for size in SIZES {
        let mut stage = demo(size);
        stage.keys("7gjjjjjb");
        assert_eq!(stage.model.view, View::Artifacts);
        looks_like("travel_blame_from_events", &stage);
    }
    let mut stage = demo((120, 40));
    stage.keys("4b").shows("no artifact of that path");
    assert_eq!(stage.model.view, View::Snapshots);
}

#[test]
fn playing_steps_with_the_clock_and_ends_live() {
    for size in SIZES {
        let mut stage = demo(size);
        stage.keys("7p").shows("1x");
        assert_eq!(position(&stage), 0, "from the end it plays from the start");
        tick(&mut stage, 0);
        assert!(position(&stage) > 0);
        tick(&mut stage, 3_000_000);
        let before = position(&stage);
        let at = |stage: &Stage| log(stage).line_at(stage.model.selected().unwrap());
        let Cursor::After(entry) = log(&stage).playhead else { panic!("it plays") };
        assert_eq!(
            at(&stage),
            Some(log(&stage).session.timeline().entry(entry).line),
            "the selection goes along"
        );
        looks_like("travel_playing", &stage);
        stage.keys("p").shows("2x");
        tick(&mut stage, 3_000_000);
        assert!(position(&stage) > before);
        stage.keys("p").shows("4x");
        let most = end(&stage);
        for _ in 0..most {
            let before = position(&stage);
            tick(&mut stage, 1_000_000);
            assert!(
                position(&stage) > before || log(&stage).playing.is_none(),
                "no gap is longer than a second"
            );
        }
        assert!(log(&stage).playing.is_none() && log(&stage).is_live());
        stage.shows("LIVE");
        assert_eq!(stage.model.selected(), Some(stage.model.row_count() - 1));
        tick(&mut stage, 60_000_000);
        assert_eq!(position(&stage), most);
    }
}

#[test]
fn playing_ends_after_the_fastest_or_with_a_step() {
    let mut stage = demo((120, 40));
    stage.keys("p");
    for speed in [1, 2, 4, 8, 16, 32, 64] {
        assert_eq!(log(&stage).playing.map(|play| play.speed), Some(speed));
        stage.keys("p");
    }
    assert!(log(&stage).playing.is_none());
    stage.keys("p.");
    assert!(log(&stage).playing.is_none(), "a step ends it");
    stage.keys("pF");
    assert!(log(&stage).playing.is_none() && log(&stage).is_live());
}

#[test]
fn playing_goes_on_with_lines_that_arrive() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 60), (120, 40));
    stage.keys("p");
    tick(&mut stage, 2_000_000);
    let here = position(&stage);
    stage.append(&tail(&head(DEMO, 120), 60));
    assert_eq!(position(&stage), here);
    tick(&mut stage, 2_000_000);
    assert!(position(&stage) > here);
}

#[test]
fn capital_f_is_live_again() {
    for size in SIZES {
        let mut stage = demo(size);
        let live = stage.text();
        stage.keys(":S1<enter>F");
        assert_eq!(stage.text(), live);
    }
}

#[test]
fn in_events_the_selection_is_at_the_playhead_and_later_rows_are_dim() {
    for size in SIZES {
        let mut stage = demo(size);
        stage.keys("7:S4<enter>");
        let selected = stage.model.selected().unwrap();
        assert_eq!(log(&stage).line_at(selected), Some(95));
        stage.keys(",");
        assert_eq!(log(&stage).line_at(stage.model.selected().unwrap()), Some(94));
        // Three events back, the rows that have not happened yet are below.
        stage.keys(",,").shows("AT");
        let (buffer, text) = (stage.buffer(Theme::terminal()), stage.text());
        let dim = |line: &str| {
            let row = text.lines().position(|row| row.split_whitespace().any(|word| word == line));
            let row = row.unwrap_or_else(|| panic!("line {line} is not on the screen:\n{text}")) as u16;
            let mut cells =
                (3..30).map(|x| &buffer[(x, row)]).filter(|cell| !cell.symbol().trim().is_empty());
            cells.all(|cell| cell.modifier.contains(Modifier::DIM))
        };
        assert!(dim("95") && dim("96"), "what has not happened yet is dim");
        assert!(!dim("93"), "what has is not");
        looks_like("travel_events_back", &stage);
    }
}

#[test]
fn snapshots_are_checked_and_drift_is_explained() {
    at_both_sizes("travel_self_check", "4g");
    at_both_sizes("travel_drift_detail", "5g");
    at_both_sizes("travel_drift_zoomed", "5j<enter>");
    let mut stage = demo((120, 40));
    stage.keys("5g").shows("≈");
}

#[test]
fn the_command_that_is_copied_names_the_moment() {
    let mut stage = demo((120, 40));
    for (script, expected) in [
        ("yc", "dossier replay demo.jsonl"),
        (":start<enter>yc", "dossier replay --at start demo.jsonl"),
        (":S1<enter>yc", "dossier replay --at 01KKXHJHMN5QDP7Z5SGNDCKBDQ demo.jsonl"),
        ("2yc", "dossier replay --at 01KKXHJHMN5QDP7Z5SGNDCKBDQ demo.jsonl"),
        ("Fyc", "dossier replay demo.jsonl"),
        ("G<tab>yc", "dossier blame demo.jsonl brief.md"),
        (":S1<enter>yc", "dossier blame demo.jsonl brief.md --at 01KKXHJHMN5QDP7Z5SGNDCKBDQ"),
    ] {
        stage.keys(script);
        assert_eq!(stage.effects, [Effect::Copy(expected.to_owned())], "{script}");
    }
}
