//! How the program comes and goes: start, resize, quit, panic, suspend, and what it refuses to begin.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::kit::{LONG, PROGRAM, Session, dossier, has, log_of, shell};
#[cfg(target_os = "linux")]
use crate::kit::{signal, until};

const DEMO: &str = "assets/demo.jsonl";
const MISSION: &str = "031-offline-invoice-export";

fn demo() -> Session {
    let mut session = Session::start(dossier(&[DEMO]), 120, 40);
    session.wait("the mission", |screen| has(screen, MISSION) && has(screen, "Events 215"));
    session
}

#[test]
fn a_log_opens_on_its_mission_and_q_gives_the_terminal_back() {
    let mut session = Session::start(shell(&["-c", "read go; exec \"$0\" \"$1\"", PROGRAM, DEMO]), 120, 40);
    let before = session.termios();
    session.press("\n");
    session.wait("the mission", |screen| {
        has(screen, MISSION) && screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste()
    });
    assert_ne!(session.termios(), before, "keys come one by one");
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events 215]"));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
    assert_eq!(session.termios(), before);
    assert!(!session.text().contains(MISSION), "nothing is left behind");
}

#[test]
fn a_resize_is_drawn_at_once_down_to_one_cell_and_back() {
    let mut session = demo();
    session.resize(80, 24);
    session.wait("the narrow layout", |screen| has(screen, "[1Over]") && has(screen, "q quit"));
    session.resize(1, 1);
    session.resize(30, 2);
    session.wait("the one line", |screen| has(screen, "DRIFTED"));
    for (columns, rows) in [(1, 1), (300, 3), (3, 100), (2, 2), (120, 40)] {
        session.resize(columns, rows);
    }
    session.wait("the wide layout", |screen| has(screen, "[1 Overview]") && has(screen, "q quit"));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    if !cfg!(debug_assertions) {
        return;
    }
    let mut command = shell(&["-c", "read go; exec \"$0\" \"$1\"", PROGRAM, DEMO]);
    command.env("DOSSIER_TEST_PANIC", "ui");
    let mut session = Session::start(command, 120, 40);
    let before = session.termios();
    session.press("\n");
    let code = session.ends(LONG);
    assert_eq!(code, 101);
    session.wait("the words of the panic", |screen| has(screen, "asked to panic in ui"));
    session.assert_restored();
    assert_eq!(session.termios(), before);
}

#[test]
fn a_panic_of_the_reader_is_told_on_a_screen_that_still_works() {
    if !cfg!(debug_assertions) {
        return;
    }
    let mut command = shell(&["-c", "read go; exec \"$0\" \"$1\"", PROGRAM, DEMO]);
    command.env("DOSSIER_TEST_PANIC", "worker");
    let mut session = Session::start(command, 120, 40);
    let before = session.termios();
    session.press("\n");
    session
        .wait("FAILED", |screen| has(screen, "FAILED") && screen.alternate_screen() && screen.hide_cursor());
    assert_ne!(session.termios(), before, "keys still come one by one");
    session.press("8");
    session.wait("the fixtures", |screen| has(screen, "[8 Fixtures]"));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
    assert_eq!(session.termios(), before);
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_z_stops_it_and_going_on_draws_everything_again() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    session.press("7");
    session.wait("the events", |screen| has(screen, "live/2.md"));
    session.press("\u{1a}");
    session.assert_restored();
    let pid = session.pid();
    until(LONG, "stop", || state_of(pid) == 'T');
    signal(pid, "CONT");
    session.wait("the screen again", |screen| {
        screen.alternate_screen() && screen.hide_cursor() && has(screen, "live/2.md") && has(screen, "q quit")
    });
    session.press("1");
    session.wait("the overview", |screen| has(screen, "[1 Overview]"));
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn a_shell_gets_the_terminal_meanwhile_and_fg_brings_it_back() {
    let log = log_of(0..3);
    let mut session = Session::start(shell(&["-i"]), 120, 40);
    session.press(&format!("PS1='ready''> '; '{PROGRAM}' '{}'\n", log.path().display()));
    session.wait("the log", |screen| has(screen, "LIVE") && screen.alternate_screen());
    session.press("\u{1a}");
    session.wait("the prompt", |screen| !screen.alternate_screen() && has(screen, "ready> "));
    session.press("echo four=$((2+2))\n");
    session.wait("the shell's answer", |screen| has(screen, "four=4"));
    session.press("fg\n");
    session.wait("the log again", |screen| has(screen, "[1 Overview]") && screen.alternate_screen());
    session.press("q");
    // Until the prompt is back, what is typed may still be read by the program that goes.
    session.wait("the prompt again", |screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>")
    });
    session.assert_restored();
    session.press("echo code=$?\n");
    session.wait("a good end", |screen| has(screen, "code=0"));
    session.press("exit\n");
    assert_eq!(session.ends(LONG), 0);
}

#[test]
fn without_a_terminal_a_summary_is_printed_and_no_escape() {
    let output = Command::new(PROGRAM)
        .arg(DEMO)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
    assert!(String::from_utf8(output.stdout).unwrap().contains(MISSION));
}

#[test]
fn a_missing_log_is_refused_before_the_terminal_is_touched() {
    let mut session = Session::start(dossier(&["no/such/log.jsonl"]), 80, 24);
    assert_eq!(session.ends(LONG), 2);
    session.wait("the sentence", |screen| has(screen, "no such file"));
    assert!(!session.bytes().contains(&0x1b), "{:?}", String::from_utf8_lossy(&session.bytes()));
}

#[test]
fn keys_that_are_no_keys_break_nothing() {
    let mut session = demo();
    for noise in
        ["\u{1b}[", "\u{1b}[<0;5;5M", "\u{1b}]11;rgb:0/0/0\u{7}", "\u{1b}[?1;2c", "\u{1b}O", "\u{9b}"]
    {
        session.press(noise);
    }
    session.press("\u{1b}[200~q\nq\u{1b}[201~");
    // The noise holds a colon, which asks for a moment: Esc leaves whatever it has opened.
    session.wait("the prompt", |screen| has(screen, "Esc cancels"));
    session.press("\u{1b}");
    session.wait("no prompt", |screen| !has(screen, "Esc cancels"));
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    session.press("\u{3}");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn the_fixtures_alone_need_no_log() {
    let mut session = Session::start(dossier(&["fixtures"]), 120, 40);
    session.wait("the corpus", |screen| has(screen, "[8 Fixtures]") && has(screen, "as expected"));
    session.press("q");
    assert_eq!(session.ends(Duration::from_secs(5)), 0);
    session.assert_restored();
}

/// The state letter of a process, as Linux tells it.
#[cfg(target_os = "linux")]
fn state_of(pid: u32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().and_then(|rest| rest.chars().next()).unwrap_or('?')
}
