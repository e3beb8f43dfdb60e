//! Logs that are empty, foreign, broken, mixed, loading, failed or lost; and screens with hardly any room.

use dossier::source::{FeedMessage, FollowStatus, SourceError};
use dossier::tui::message::Message;

use crate::kit::{SIZES, Stage, looks_like};
use crate::logs::{BROKEN_LINES, DEMO, DUPLICATES, STATUS_DIARY, TWO_NAMESPACES, head};

#[test]
fn several_missions_in_one_log() {
    for size in SIZES {
        let mut stage = Stage::following("two_namespaces.jsonl", TWO_NAMESPACES, size);
        stage.keys("1").shows("CANNOT REDUCE");
        looks_like("two_missions_first", &stage);
        stage.keys("]");
        looks_like("two_missions_second", &stage);
        stage.keys("]");
        let first = Stage::following("two_namespaces.jsonl", TWO_NAMESPACES, size);
        assert_eq!(stage.text(), first.text(), "round and back again");
    }
}

/// The demo log, in which the lines of a type stand 4,000 times over, each with an id of its own.
fn swollen(event_type: &str) -> Vec<u8> {
    let demo = std::str::from_utf8(DEMO).unwrap();
    let repeated = demo.lines().find(|line| line.contains(event_type)).unwrap();
    let (start, rest) = repeated.split_once("\"event_id\":\"").unwrap();
    let rest = rest.split_once('"').unwrap().1;
    let more = (0..4_000).map(|n| format!("{start}\"event_id\":\"01KZ{n:022}\"{rest}\n"));
    demo.lines().map(|line| format!("{line}\n")).chain(more).collect::<String>().into_bytes()
}

#[test]
fn the_numbers_of_very_many_are_whole() {
    for size in SIZES {
        let log = swollen("MissionDossierSnapshotComputed");
        Stage::following("demo.jsonl", &log, size).keys("4").shows("S4008 ").shows("S4006 ");
        let log = swollen("MissionDossierParityDriftDetected");
        Stage::following("demo.jsonl", &log, size).keys("5").shows("D4004 ").shows("D4003 ");
    }
}

#[test]
fn an_empty_log() {
    for size in SIZES {
        let mut stage = Stage::following("empty.jsonl", b"", size);
        looks_like("empty", &stage);
        for key in ["2", "3", "4", "5", "6", "7"] {
            stage.keys(key).keys("jkG<enter><esc>");
        }
        looks_like("empty_events", &stage);
    }
}

#[test]
fn a_log_of_other_rows() {
    for size in SIZES {
        let mut stage = Stage::following("status.events.jsonl", STATUS_DIARY, size);
        stage.shows("status diary");
        looks_like("status_diary", &stage);
        looks_like("status_diary_events", stage.keys("7"));
        looks_like("status_diary_artifacts", stage.keys("2"));
    }
}

#[test]
fn broken_lines() {
    for size in SIZES {
        let mut stage = Stage::following("broken_lines.jsonl", BROKEN_LINES, size);
        looks_like("broken_overview", &stage);
        looks_like("broken_problems", stage.keys("6"));
        looks_like("broken_problem_zoomed", stage.keys("jj<enter>"));
    }
}

#[test]
fn copies_that_agree_and_copies_that_do_not() {
    for size in SIZES {
        let mut stage = Stage::following("duplicates.jsonl", DUPLICATES, size);
        looks_like("duplicates_overview", &stage);
        looks_like("duplicates_events", stage.keys("7"));
    }
}

#[test]
fn loading_tells_how_far_it_is() {
    for size in SIZES {
        let mut stage = Stage::opening("demo.jsonl", size);
        stage.started(Some(1_000_000));
        stage.feed(FeedMessage::Status(FollowStatus::Following));
        let (batch, _, read) = stage.write(&head(DEMO, 60));
        stage.send(Message::Tick(stage.model.now + 2_000_000));
        stage.feed(FeedMessage::Batch { batch: Some(batch), read, total: Some(1_000_000) });
        looks_like("loading", stage.keys("1"));
        stage.feed(FeedMessage::CaughtUp);
        stage.keys("").shows("LIVE");
    }
}

#[test]
fn a_first_look_stands_until_lines_come() {
    for size in SIZES {
        let mut stage = Stage::opening("demo.jsonl", size);
        stage.first_look(&head(DEMO, 60));
        looks_like("first_look", &stage);
        // Reading begins: what is there stays until there is something better.
        stage.feed(FeedMessage::Status(FollowStatus::Following));
        let before = stage.text();
        stage.started(Some(DEMO.len() as u64));
        stage.keys("");
        assert_eq!(stage.text(), before);
        stage.append(DEMO);
        stage.feed(FeedMessage::CaughtUp);
        stage.keys("");
        let whole = Stage::following("demo.jsonl", DEMO, size);
        assert_eq!(stage.text(), whole.text());
    }
}

#[test]
fn a_first_look_at_a_log_that_cannot_be_read_shows_none_of_it() {
    let mut stage = Stage::opening("demo.jsonl", (120, 40));
    stage.first_look(&head(DEMO, 60));
    stage.started(None);
    let error = SourceError::Panicked { path: "demo.jsonl".into(), message: "asked to".to_owned() };
    stage.feed(FeedMessage::Failed(error));
    stage.keys("").shows("FAILED").hides("031-offline-invoice-export");
}

#[test]
fn loading_a_stream_of_no_known_length() {
    let mut stage = Stage::opening("standard input", (120, 40));
    stage.started(None);
    stage.keys("").shows("READING");
}

#[test]
fn a_log_that_failed_keeps_what_was_read() {
    for size in SIZES {
        let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), size);
        stage.feed(FeedMessage::Failed(SourceError::Panicked {
            path: "demo.jsonl".into(),
            message: "asked to".to_owned(),
        }));
        stage.keys("").shows("FAILED");
        looks_like("failed", &stage);
    }
}

#[test]
fn the_pill_says_how_a_log_is_followed() {
    let pills = [
        (FollowStatus::Following, "LIVE following"),
        (FollowStatus::Polling, "LIVE polling"),
        (FollowStatus::Missing, "LOST file missing"),
        (FollowStatus::Unreadable, "LOST unreadable"),
        (FollowStatus::NotRegular, "LOST not a regular file"),
        (FollowStatus::Static, "FILE"),
    ];
    for size in SIZES {
        let mut stage = Stage::following("demo.jsonl", DEMO, size);
        for (status, pill) in pills {
            stage.feed(FeedMessage::Status(status));
            let header = stage.text().lines().next().unwrap_or_default().to_owned();
            assert!(header.contains(pill), "{pill}: {header}");
        }
    }
}

#[test]
fn an_unfinished_last_line_is_pending_and_told_in_the_ledger() {
    let mut stage = Stage::following("demo.jsonl", &head(DEMO, 120), (120, 40));
    stage.append(br#"{"event_id":"01KKX"#);
    stage.keys("1");
    looks_like("pending", &stage);
}

#[test]
fn little_room_is_used_and_less_room_is_survived() {
    looks_like("small_overview", &Stage::following("demo.jsonl", DEMO, (40, 12)));
    looks_like("small_events", Stage::following("demo.jsonl", DEMO, (40, 12)).keys("7"));
    looks_like("small_event", Stage::following("demo.jsonl", DEMO, (40, 12)).keys("7<enter>"));
    looks_like("one_line", &Stage::following("demo.jsonl", DEMO, (30, 1)));
    for (columns, rows) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 40), (39, 40), (120, 7), (41, 8)] {
        let mut stage = Stage::following("demo.jsonl", DEMO, (columns, rows));
        for key in ["1", "2", "3", "4", "5", "6", "7", "8", "?", "<esc>", "y", "<esc>"] {
            stage.keys(key).text();
        }
    }
}

#[test]
fn a_tree_is_walked_even_where_no_row_of_it_fits() {
    for rows in 0..=12 {
        let mut stage = Stage::following("demo.jsonl", DEMO, (80, rows));
        stage.keys("7<tab>jjjkG<c-u>g").text();
        stage.keys("3<tab>jjkG").text();
    }
}

#[test]
fn a_resize_keeps_the_selection_on_its_row() {
    let mut stage = Stage::following("demo.jsonl", DEMO, (120, 40));
    stage.keys("7g<c-d><c-d>");
    let selected = stage.model.selected();
    for (columns, rows) in [(80, 24), (1, 1), (40, 12), (0, 0), (120, 9), (120, 40)] {
        stage.send(Message::Resize(columns, rows));
        stage.text();
        assert_eq!(stage.model.selected(), selected, "{columns}x{rows}");
    }
}
