//! What comes in: keys, what is no key, pasted text, more of it than anyone types.

use std::time::{Duration, Instant};

use crate::kit::{LONG, Session, append, has, indexed, log_of};

#[test]
fn what_is_no_key_is_heard_as_none() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    for noise in [
        "\u{1b}[<0;5;5M",
        "\u{1b}[M qq",
        "\u{1b}]11;rgb:0/0/0\u{7}",
        "\u{1b}]52;c;cXF1aXQ=\u{1b}\\",
        "\u{1b}[?1;2c",
        "\u{1b}[?2026;2$y",
        "\u{1b}[24;80R",
        "\u{1b}P1$r0m\u{1b}\\",
        "\u{1b}[I",
    ] {
        session.press(noise);
    }
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    // Had any of it been a key, a prompt would be open, or the next q would not end the program.
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn half_of_a_sequence_keeps_no_later_key_from_being_heard() {
    let log = log_of(0..3);
    for half in ["\u{1b}[", "\u{1b}[?", "\u{1b}[<0;5", "\u{1b}O", "\u{1b}]52;c;", "\u{1b}P", "\u{1b}[200~q"] {
        let mut session = Session::on(log.path());
        session.press(half);
        session.resize(80, 24);
        session.wait("the narrow layout", |screen| has(screen, "[1Over]") && has(screen, "q quit"));
        // Keys that come at once may still belong to it.
        let began = Instant::now();
        session.press_until("7", |screen| has(screen, "[7Ev"));
        println!("after {half:?} a key was heard within {:?}", began.elapsed());
        session.press("q");
        assert_eq!(session.ends(LONG), 0, "{half:?}");
        session.assert_restored();
    }
}

#[test]
fn a_paste_is_text_for_the_prompt_and_means_nothing_elsewhere() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    session.press("\u{1b}[200~q\n:q\u{3}7\u{1b}[201~");
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    session.press(":");
    session.wait("the prompt", |screen| has(screen, "Esc cancels"));
    session.press("\u{1b}[200~2\nq\n\u{1b}[31m\u{1b}[201~");
    // It stands there, on one line, and nothing was submitted.
    session.wait("the text", |screen| has(screen, "2 q") && has(screen, "Esc cancels"));
    session.press("\u{1b}");
    session.wait("no prompt", |screen| !has(screen, "Esc cancels"));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn a_flood_of_keys_is_worked_off_and_ends_when_it_should() {
    let log = log_of(0..2000);
    let mut session = Session::on(log.path());
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    session.press(&"jkjj".repeat(500));
    append(&log, &indexed(2000));
    session.press(&"\u{1b}[A".repeat(1000));
    session.press("1");
    session.wait("the line that came meanwhile", |screen| {
        has(screen, "[1 Overview]") && has(screen, "live/2000.md")
    });
    session.press("\t".repeat(1000).as_str());
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

/// Bytes without sense, other ones in each round and the same in each run.
fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
}

#[test]
fn random_bytes_break_nothing() {
    // What ends or stops the program by right is left out: q, Ctrl-C and Ctrl-Z.
    let harmless = |byte: &u8| ![b'q', 0x03, 0x1a].contains(byte);
    for seed in [3, 5, 7] {
        let log = log_of(0..50);
        let mut session = Session::on(log.path());
        let mut bytes = noise(seed).filter(harmless);
        let mixed = |nth: usize, byte: u8| if nth.is_multiple_of(9) { 0x1b } else { byte };
        let until = Instant::now() + Duration::from_secs(1);
        while Instant::now() < until {
            let chunk: Vec<_> = bytes.by_ref().take(64).enumerate().map(|(nth, b)| mixed(nth, b)).collect();
            session.press_bytes(&chunk);
        }
        session.press_until("\u{3}", |screen| !screen.alternate_screen());
        assert_eq!(session.ends(LONG), 0, "{seed}");
        session.assert_restored();
    }
}
