//! A log that grows while someone looks at it.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::kit::{LONG, Session, has, indexed, log_of};

#[test]
fn a_line_appended_is_on_the_screen_soon() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    session.press("7");
    session.wait("the events", |screen| has(screen, "live/2.md"));
    let mut took = Vec::new();
    for number in 3..23 {
        let path = format!("live/{number}.md");
        let began = Instant::now();
        log.as_file().write_all(indexed(number).as_bytes()).unwrap();
        session.wait("the line", |screen| has(screen, &path));
        took.push(began.elapsed());
    }
    took.sort();
    println!("append to screen: median {:?}, worst {:?} of {}", took[took.len() / 2], took[19], took.len());
    assert!(took[took.len() / 2] < Duration::from_secs(1), "{took:?}");
}

#[test]
fn a_line_written_in_pieces_is_shown_once_it_is_whole() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events 3]"));
    let line = indexed(3);
    for piece in line.as_bytes().chunks(97) {
        log.as_file().write_all(piece).unwrap();
    }
    session.wait("the line", |screen| has(screen, "[7 Events 4]") && has(screen, "live/3.md"));
    assert!(session.text().contains("Problems 0"));
}

#[test]
fn a_hundred_thousand_lines_at_once_are_all_counted_and_keys_act_meanwhile() {
    const LINES: u64 = 100_000;
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    let more: String = (3..LINES).map(indexed).collect();
    let began = Instant::now();
    log.as_file().write_all(more.as_bytes()).unwrap();
    let mut keys = Vec::new();
    // The title of the list of events; the tab beside it gives the count in thousands only.
    let all = "Events 100 000";
    while !session.text().contains(all) {
        assert!(began.elapsed() < Duration::from_mins(2), "still reading:\n{}", session.text());
        let (key, tab) = if keys.len() % 2 == 0 { ("2", "[2 Artifacts") } else { ("7", "[7 Events") };
        session.press(key);
        keys.push(session.wait(tab, |screen| has(screen, tab)));
    }
    println!(
        "{LINES} lines at once: all counted after {:?}; {} keys meanwhile, the slowest after {:?}",
        began.elapsed(),
        keys.len(),
        keys.iter().max()
    );
    assert!(keys.len() > 2, "the keys were tried while lines came in");
    assert!(keys.iter().all(|took| *took < Duration::from_secs(5)), "{keys:?}");
    session.press("7G");
    session.wait("the last line", |screen| has(screen, &format!("live/{}.md", LINES - 1)));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
}

#[test]
fn a_log_that_is_truncated_or_replaced_is_read_again() {
    let log = log_of(0..50);
    let mut session = Session::on(log.path());
    session.wait("fifty lines", |screen| has(screen, "Events 50"));
    log.as_file().set_len(0).unwrap();
    session.wait("word of it", |screen| has(screen, "truncated") && has(screen, "Events 0"));
    let mut other =
        tempfile::Builder::new().suffix(".new").tempfile_in(log.path().parent().unwrap()).unwrap();
    other.write_all((100..107).map(indexed).collect::<String>().as_bytes()).unwrap();
    other.persist(log.path()).unwrap();
    session.wait("the other file", |screen| has(screen, "Events 7"));
}

#[test]
fn a_log_that_cannot_be_read_again_now_is_not_given_up() {
    let log = log_of(0..5);
    let mut session = Session::on(log.path());
    session.wait("five lines", |screen| has(screen, "Events 5"));
    let path = log.path().to_path_buf();
    log.close().unwrap();
    session.wait("word of it", |screen| has(screen, "LOST"));
    session.press("R");
    session.wait("why not", |screen| has(screen, "no such file"));
    std::fs::write(&path, (0..8).map(indexed).collect::<String>()).unwrap();
    session.wait("the log again", |screen| has(screen, "Events 8") && has(screen, "LIVE"));
    std::fs::remove_file(&path).unwrap();
}
