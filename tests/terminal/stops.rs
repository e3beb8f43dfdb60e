//! Stops: by the key, by signals from outside, in the hands of a shell, and coming back from them.
#![cfg(target_os = "linux")]

use crate::kit::{LONG, PROGRAM, Session, append, has, indexed, log_of, shell, signal, state_of, until};

/// The whole of a screen of ours: the alternate one, no cursor, pastes told, and the footer of the view.
fn is_ours(screen: &vt100::Screen) -> bool {
    screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste() && has(screen, "q quit")
}

/// The program on a log beneath a shell with job control.
fn beneath_a_shell(log: &std::path::Path) -> Session {
    let mut session = Session::start(shell(&["-i"]), 120, 40);
    session.press(&format!("PS1='ready''> '; '{PROGRAM}' '{}'\n", log.display()));
    session.wait("the log", |screen| has(screen, "LIVE") && screen.alternate_screen());
    session
}

#[test]
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
    let mut session = beneath_a_shell(log.path());
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
fn a_stop_from_outside_gives_the_terminal_back() {
    let log = log_of(0..3);
    let path = log.path().to_str().unwrap();
    let mut session = Session::start(shell(&["-c", "read go; exec \"$0\" \"$1\"", PROGRAM, path]), 120, 40);
    let before = session.termios();
    session.press("\n");
    session.wait("the log", is_ours);
    let pid = session.pid();
    for round in 3..6 {
        signal(pid, "TSTP");
        until(LONG, "stop", || state_of(pid) == 'T');
        session.assert_restored();
        assert_eq!(session.termios(), before);
        append(&log, &indexed(round));
        signal(pid, "CONT");
        session.wait("the screen again", is_ours);
        session.press("7");
        session.wait("what was appended meanwhile", |screen| has(screen, &format!("live/{round}.md")));
    }
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
    assert_eq!(session.termios(), before);
}

#[test]
fn a_stop_that_cannot_be_seen_coming_is_made_good_afterwards() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    let ours = session.termios();
    signal(session.pid(), "STOP");
    until(LONG, "stop", || state_of(session.pid()) == 'T');
    // Whoever had the terminal meanwhile left it as it pleased: nothing of our modes and screen is there any more.
    session.forget();
    session.make_sane();
    assert_ne!(session.termios(), ours);
    append(&log, &indexed(3));
    signal(session.pid(), "CONT");
    session.wait("the whole screen again", is_ours);
    assert_eq!(session.termios(), ours);
    session.wait("the line that came meanwhile", |screen| has(screen, "live/3.md"));
    // It may go on though it never stopped.
    session.forget();
    signal(session.pid(), "CONT");
    session.wait("the whole screen once more", is_ours);
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
}

#[test]
fn in_the_background_it_leaves_the_terminal_alone() {
    let log = log_of(0..3);
    let mut session = beneath_a_shell(log.path());
    session.press("\u{1a}");
    session.wait("the prompt", |screen| !screen.alternate_screen() && has(screen, "ready> "));
    session.press("bg; jobs -p > /dev/null; echo pid=$!\n");
    session.wait("the shell's answer", |screen| has(screen, "pid="));
    let shells = session.termios();
    // It runs on, and what comes meanwhile is not drawn over the shell's screen.
    append(&log, &indexed(3));
    session.press("sleep 1; echo four=$((2+2)); jobs\n");
    session.wait("the shell's answer", |screen| has(screen, "four=4") && has(screen, "Running"));
    assert!(!session.text().contains("live/3.md"));
    session.wait("the shell's own screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
    assert_eq!(session.termios(), shells);
    session.press("fg\n");
    session.wait("the log again", is_ours);
    session.press("7");
    session.wait("the line that came meanwhile", |screen| has(screen, "live/3.md"));
    session.press("q");
    session.wait("the prompt again", |screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>")
    });
    session.press("exit\n");
    assert_eq!(session.ends(LONG), 0);
}

#[test]
fn a_program_in_the_background_can_be_ended() {
    let log = log_of(0..3);
    let mut session = beneath_a_shell(log.path());
    session.press("\u{1a}");
    session.wait("the prompt", |screen| !screen.alternate_screen() && has(screen, "ready> "));
    session.press("bg\n");
    session.press("kill %1; wait %1; echo code=$?\n");
    session.wait("the end", |screen| has(screen, "code=143"));
    session.press("exit\n");
    session.ends(LONG);
}
