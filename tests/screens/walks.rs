//! Ways through the screens: problem by problem, live lines while reading, and a fixture opened as a log.

use dossier::source::{FeedMessage, RestartReason};
use dossier::tui::effect::Effect;
use dossier::tui::message::Message;
use dossier::tui::model::View;

use crate::kit::{SIZES, Stage, looks_like};
use crate::logs::{BROKEN_LINES, DEMO, head, tail};

#[test]
fn e_walks_the_problems_forward_and_capital_e_back() {
    let mut stage = Stage::following("broken_lines.jsonl", BROKEN_LINES, (120, 40));
    stage.keys("e");
    assert_eq!((stage.model.view, stage.model.selected()), (View::Problems, Some(0)));
    let count = stage.model.row_count();
    assert!(count > 2);
    for nth in 1..count {
        stage.keys("e");
        assert_eq!(stage.model.selected(), Some(nth));
    }
    stage.keys("e");
    assert_eq!(stage.model.selected(), Some(count - 1), "there is nothing behind the last");
    for nth in (0..count - 1).rev() {
        stage.keys("E");
        assert_eq!(stage.model.selected(), Some(nth));
    }
}

#[test]
fn a_log_without_problems_says_so_when_asked_for_the_next() {
    let mut stage = Stage::following("one.jsonl", &tail(&head(DEMO, 5), 4), (120, 40));
    stage.keys("e").shows("no problems");
    assert_eq!(stage.model.view, View::Overview);
    stage.send(Message::Tick(stage.model.now + 5_000_000));
    stage.hides("no problems");
}

#[test]
fn lines_that_arrive_while_paused_move_nothing_and_are_counted() {
    for size in SIZES {
        let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), size);
        stage.keys("7kkk");
        let selected = stage.model.selected();
        let line = |stage: &Stage| stage.model.log().unwrap().line_at(stage.model.selected().unwrap());
        let pinned = line(&stage);
        stage.shows("PAUSED +0");
        let before: Vec<String> = stage.text().lines().skip(3).take(6).map(str::to_owned).collect();
        let rows = stage.model.row_count();
        stage.append(&tail(&head(DEMO, 160), 120));
        let unseen = stage.model.row_count() - rows;
        assert!(unseen > 0);
        assert_eq!(line(&stage), pinned);
        assert_eq!(stage.model.selected(), selected);
        stage.shows(&format!("PAUSED +{unseen}"));
        if size.0 == 120 {
            let after: Vec<String> = stage.text().lines().skip(3).take(6).map(str::to_owned).collect();
            assert_eq!(after, before, "the rows under a reader's eyes stay");
        }
        looks_like("events_paused", &stage);
        stage.keys("F").shows("LIVE");
        assert_eq!(stage.model.selected(), Some(stage.model.row_count() - 1));
        stage.append(&tail(&head(DEMO, 170), 160));
        assert_eq!(stage.model.selected(), Some(stage.model.row_count() - 1), "and it follows again");
        looks_like("events_following_again", &stage);
    }
}

#[test]
fn going_to_the_end_follows_again() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), (120, 40));
    stage.keys("7g").shows("PAUSED");
    stage.keys("G").shows("LIVE");
    stage.append(&tail(&head(DEMO, 125), 120));
    assert_eq!(stage.model.selected(), Some(stage.model.row_count() - 1));
}

#[test]
fn an_artifact_stays_selected_while_others_arrive_above_it() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 60), (120, 40));
    stage.keys("2jj");
    let pinned = stage.model.key_at(stage.model.selected().unwrap());
    stage.append(&tail(DEMO, 60));
    assert_eq!(stage.model.key_at(stage.model.selected().unwrap()), pinned);
    stage.keys("ss");
    assert_eq!(stage.model.key_at(stage.model.selected().unwrap()), pinned, "sorting does not lose it");
}

#[test]
fn what_is_new_is_walked_and_marked_seen() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), (120, 40));
    stage.append(&tail(&head(DEMO, 140), 120));
    stage.keys("1").shows("new since");
    looks_like("overview_news", &stage);
    stage.keys("u");
    assert_eq!(stage.model.view, View::Events);
    assert_eq!(stage.model.log().unwrap().line_at(stage.model.selected().unwrap()), Some(120));
    stage.keys("u");
    assert_eq!(stage.model.log().unwrap().line_at(stage.model.selected().unwrap()), Some(121));
    stage.keys("U1").hides("new since");
    stage.keys("u").shows("nothing new");
}

#[test]
fn a_log_that_was_truncated_starts_over_and_says_so() {
    let mut stage = Stage::following("demo.jsonl", DEMO, (120, 40));
    stage.keys("7kkk");
    let store = std::sync::Arc::clone(&stage.tape);
    stage.tape = std::sync::Arc::default();
    drop(store);
    let store = std::sync::Arc::clone(&stage.tape) as _;
    stage.feed(FeedMessage::Restarted { reason: RestartReason::Truncated, store, size: Some(0) });
    stage.keys("").shows("truncated: reloaded");
    stage.append(&head(DEMO, 30));
    stage.feed(FeedMessage::CaughtUp);
    stage.keys("");
    assert!(stage.model.selected().unwrap() < stage.model.row_count());
    looks_like("reloaded", &stage);
    looks_like("reloaded_against_before", stage.keys("5A"));
}

#[test]
fn the_event_behind_a_row_is_one_key_away() {
    for view in ["2j", "3", "4", "5", "6"] {
        let mut stage = Stage::following("demo.jsonl", DEMO, (120, 40));
        stage.keys(view);
        if stage.model.selected().is_none() {
            continue;
        }
        let (from, row) = (stage.model.view, stage.model.selected().unwrap());
        let line = stage.model.log().unwrap().line_behind(from, row);
        stage.keys("o");
        assert_eq!(stage.model.view, View::Events);
        assert_eq!(stage.model.log().unwrap().line_at(stage.model.selected().unwrap()), line);
    }
}

#[test]
fn what_needs_a_person_opens_where_it_is_told() {
    let mut stage = Stage::following("demo.jsonl", DEMO, (120, 40));
    let needs = stage.model.row_count();
    assert!(needs > 0);
    for nth in 0..needs {
        stage.keys("1g").keys(&"j".repeat(nth));
        let line = stage.model.log().unwrap().line_behind(View::Overview, nth);
        stage.keys("<enter>");
        assert_ne!(stage.model.view, View::Overview);
        let (view, row) = (stage.model.view, stage.model.selected().unwrap());
        assert_eq!(stage.model.log().unwrap().line_behind(view, row), line);
    }
}

#[test]
fn the_fixtures_alone_open_row_by_row_and_esc_comes_back() {
    for size in SIZES {
        let mut stage = Stage::fixtures(size);
        looks_like("fixtures_alone", &stage);
        for row in 0..stage.model.row_count() {
            stage.keys("g").keys(&"j".repeat(row)).keys("<enter><esc>");
            assert_eq!((stage.model.view, stage.model.selected()), (View::Fixtures, Some(row)));
            assert!(stage.model.logs.is_empty());
        }
    }
}

#[test]
fn a_stream_opens_as_a_log_and_esc_comes_back_to_its_row() {
    for size in SIZES {
        let mut stage = Stage::fixtures(size);
        let stream = (0..stage.model.row_count())
            .find(|row| {
                let kind = stage.model.fixtures.result_at(*row).map(|result| result.kind);
                kind == Some(dossier::conformance::FixtureKind::ReplayStream)
            })
            .unwrap();
        stage.keys("g").keys(&"j".repeat(stream));
        looks_like("fixture_stream", &stage);
        stage.keys("<enter>");
        assert_eq!((stage.model.view, stage.model.logs.len()), (View::Overview, 1));
        looks_like("fixture_stream_opened", &stage);
        stage.keys("7g2j<enter><esc>");
        assert_eq!(stage.model.logs.len(), 1, "Esc closes the detail first");
        stage.keys("<esc>");
        assert!(matches!(stage.effects.as_slice(), [Effect::Close(_)]), "{:?}", stage.effects);
        assert_eq!((stage.model.view, stage.model.logs.len()), (View::Fixtures, 0));
        assert_eq!(stage.model.selected(), Some(stream));
        stage.keys("1").shows("no log open");
        stage.keys("8q");
        assert_eq!(stage.effects, [Effect::Quit]);
    }
}

#[test]
fn what_is_copied_is_told_and_safe_to_paste() {
    let mut stage = Stage::following("demo.jsonl", DEMO, (120, 40));
    stage.keys("7yy");
    let [Effect::Copy(copied)] = stage.effects.as_slice() else { panic!("{:?}", stage.effects) };
    assert!(serde_json::from_str::<serde_json::Value>(copied).is_ok(), "{copied}");
    stage.shows("copied");
    stage.keys("yq");
    assert_eq!(stage.effects, [], "any other key closes the menu and does nothing");
    stage.hides("any other key");
}
