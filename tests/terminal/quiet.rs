//! A program that has nothing to tell says and does nothing.
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use crate::kit::{LONG, Session, dossier, has, log_of, until};

/// The processor time a process has taken, in hundredths of a second.
fn ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// Waits until nothing more is written, then tells the bytes and the processor time of the three seconds after that.
fn at_rest(session: &Session) -> (usize, u64) {
    let mut last = (session.bytes().len(), Instant::now());
    until(LONG, "rest", || {
        let bytes = session.bytes().len();
        // A clock that counts seconds may write a few bytes each.
        if bytes > last.0 + 40 {
            last = (bytes, Instant::now());
        }
        last.1.elapsed() > Duration::from_millis(700)
    });
    let (bytes, spent, began) = (session.bytes().len(), ticks(session.pid()), Instant::now());
    until(LONG, "three seconds", || began.elapsed() > Duration::from_secs(3));
    (session.bytes().len() - bytes, ticks(session.pid()) - spent)
}

#[test]
fn nothing_is_drawn_when_nothing_changes() {
    let mut session = Session::start(dossier(&["fixtures"]), 120, 40);
    session.wait("the fixtures", |screen| has(screen, "[8 Fixtures]"));
    let (bytes, spent) = at_rest(&session);
    println!("fixtures: {spent} hundredths of a second in three seconds of rest");
    assert_eq!(bytes, 0, "bytes in three seconds of rest");
    assert!(spent <= 3, "{spent} hundredths of a second in three seconds: more than 1 % of a core");

    // A log that is followed tells how long ago its last line came.
    let log = log_of(0..20_000);
    let mut session = Session::start(dossier(&[log.path().to_str().unwrap()]), 120, 40);
    session.wait("the log", |screen| has(screen, "LIVE") && has(screen, "Events 20k"));
    let (bytes, spent) = at_rest(&session);
    println!("a log: {bytes} bytes, {spent} hundredths of a second in three seconds of rest");
    assert!(bytes < 300, "{bytes} bytes in three seconds of rest");
    // A program that is not optimised goes over a log that was written just now; a second later it rests.
    assert!(spent <= 9, "{spent} hundredths of a second in three seconds");
}

#[test]
fn a_terminal_of_no_size_or_of_a_huge_one_is_no_matter() {
    let log = log_of(0..300);
    let mut session = Session::on(log.path());
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    for (columns, rows) in
        [(0, 0), (1, 1), (0, 40), (120, 0), (500, 300), (300, 500), (2, 1), (65535, 2), (120, 40)]
    {
        session.resize(columns, rows);
    }
    for nth in 0..200_u16 {
        session.resize(20 + nth % 130, 1 + nth % 50);
    }
    session.resize(120, 40);
    session.wait("the events again", |screen| has(screen, "[7 Events") && has(screen, "q quit"));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn whatever_the_terminal_calls_itself() {
    for kind in [None, Some(""), Some("no-such-terminal"), Some("xterm\u{1b}[31m"), Some("linux")] {
        let mut command = dossier(&["assets/demo.jsonl"]);
        match kind {
            Some(kind) => command.env("TERM", kind),
            None => command.env_remove("TERM"),
        }
        let mut session = Session::start(command, 100, 30);
        session.wait("the log", |screen| has(screen, "q quit"));
        session.press("q");
        assert_eq!(session.ends(LONG), 0, "{kind:?}");
        session.assert_restored();
    }
    let mut command = dossier(&["assets/demo.jsonl"]);
    command.env("TERM", "dumb");
    let mut session = Session::start(command, 100, 30);
    assert_eq!(session.ends(LONG), 2);
    session.wait("the sentence", |screen| has(screen, "TERM=dumb"));
    assert!(!session.bytes().contains(&0x1b));
}
