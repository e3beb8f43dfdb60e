//! Signals, and a terminal that is blocked or gone: the program ends soon, and leaves nothing behind.

use std::time::{Duration, Instant};

use crate::kit::{LONG, PROGRAM, Session, indexed, log_of, shell, signal, until};

/// What a signal may take; some room for a busy machine beyond the one second that is promised.
const SOON: Duration = Duration::from_millis(1500);

#[test]
fn each_ending_signal_restores_the_terminal_and_gives_its_code() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let log = log_of(0..3);
        let path = log.path().to_str().unwrap();
        let mut session =
            Session::start(shell(&["-c", "read go; exec \"$0\" \"$1\"", PROGRAM, path]), 120, 40);
        let before = session.termios();
        session.press("\n");
        session.wait("the log", |screen| crate::kit::has(screen, "LIVE"));
        let began = Instant::now();
        signal(session.pid(), name);
        assert_eq!(session.ends(SOON), code, "{name}");
        println!("SIG{name}: ended after {:?}", began.elapsed());
        session.assert_restored();
        assert_eq!(session.termios(), before, "{name}");
    }
}

#[test]
fn a_signal_ends_it_while_lines_pour_in() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    let more: String = (3..20_000).map(indexed).collect();
    std::io::Write::write_all(&mut log.as_file(), more.as_bytes()).unwrap();
    signal(session.pid(), "TERM");
    assert_eq!(session.ends(SOON), 143);
    session.assert_restored();
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_ends_it_while_the_terminal_takes_nothing() {
    let log = log_of(0..200);
    let mut session = Session::on(log.path());
    let pid = session.pid();
    if std::fs::read(format!("/proc/{pid}/syscall")).is_err() {
        println!("skipped: this system does not tell what a process waits for");
        return;
    }
    session.hold();
    // Frame after frame, until there are more than a terminal holds back and the next write waits.
    let mut keys = ["7", "1"].iter().cycle();
    until(LONG, "blocked write", || {
        session.press(keys.next().unwrap());
        is_blocked(pid)
    });
    signal(pid, "TERM");
    assert_eq!(session.ends(SOON), 143);
}

/// Nobody can hear of this one, so all there is to see is that there was nothing to leave half done.
#[test]
fn a_kill_leaves_a_log_and_its_folder_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("events.jsonl");
    let lines: String = (0..3).map(indexed).collect();
    std::fs::write(&log, &lines).unwrap();
    let mut session = Session::on(&log);
    signal(session.pid(), "KILL");
    assert_ne!(session.ends(SOON), 0);
    assert_eq!(std::fs::read_to_string(&log).unwrap(), lines);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_terminal_that_is_closed_ends_it() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    session.hang_up();
    let began = Instant::now();
    session.ends(Duration::from_secs(5));
    println!("closed terminal: ended after {:?}", began.elapsed());
}

#[test]
fn a_terminal_that_is_closed_ends_it_even_when_nobody_sends_a_signal() {
    let log = log_of(0..3);
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("code");
    let script = "trap '' HUP; \"$0\" \"$1\"; echo $? > \"$2\"";
    let arguments = ["-c", script, PROGRAM, log.path().to_str().unwrap(), told.to_str().unwrap()];
    let mut session = Session::start(shell(&arguments), 120, 40);
    session.wait("the log", |screen| crate::kit::has(screen, "LIVE"));
    session.hang_up();
    let began = Instant::now();
    until(Duration::from_secs(5), "end of the program", || {
        std::fs::read_to_string(&told).is_ok_and(|code| code.ends_with('\n'))
    });
    println!(
        "closed terminal, no signal: ended after {:?} with {}",
        began.elapsed(),
        std::fs::read_to_string(&told).unwrap().trim()
    );
}

/// Whether the main thread waits in a write to the terminal.
#[cfg(target_os = "linux")]
fn is_blocked(pid: u32) -> bool {
    let call = std::fs::read_to_string(format!("/proc/{pid}/syscall")).unwrap_or_default();
    // `write` to standard output, by its number on x86-64 and on aarch64.
    ["1 0x1 ", "64 0x1 "].iter().any(|write| call.starts_with(write))
}
