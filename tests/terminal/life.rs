//! How the program comes and goes: start, resize, quit, panic, suspend, and what it refuses to begin.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::kit::{LONG, PROGRAM, Session, dossier, has, log_of, shell};

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
    // One that is read by the thread that tells of it, and one that several read.
    let large = log_of(0..8_000);
    assert!(large.as_file().metadata().unwrap().len() > 5 * 1024 * 1024);
    for log in [DEMO, large.path().to_str().unwrap()] {
        let mut command = shell(&["-c", "read go; exec \"$0\" --threads 2 \"$1\"", PROGRAM, log]);
        command.env("DOSSIER_TEST_PANIC", "worker");
        let mut session = Session::start(command, 120, 40);
        let before = session.termios();
        session.press("\n");
        session.wait("FAILED", |screen| {
            has(screen, "FAILED") && screen.alternate_screen() && screen.hide_cursor()
        });
        assert_ne!(session.termios(), before, "keys still come one by one");
        session.press("8");
        session.wait("the fixtures", |screen| has(screen, "[8 Fixtures]"));
        session.press("q");
        assert_eq!(session.ends(LONG), 0);
        session.assert_restored();
        assert_eq!(session.termios(), before);
    }
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
fn what_cannot_be_opened_is_refused_before_the_terminal_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(at("empty")).unwrap();
    std::fs::write(at("packed"), b"\x1f\x8b\x08\0\0\0\0\0").unwrap();
    std::fs::write(at("wide"), b"\xff\xfe{\0}\0").unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)
        .unwrap();
    for (source, words) in [
        ("no/such/log.jsonl".to_owned(), "no such file"),
        (at("empty"), "no .jsonl file in this folder"),
        (at("packed"), "compressed (gzip)"),
        (at("wide"), "UTF-16"),
        (at("pipe"), "a named pipe, which cannot be followed"),
        ("/dev/zero".to_owned(), "a device"),
        (String::new(), "no such file"),
        ("no\u{1b}[31m\u{202e}".to_owned(), "no␛[31m<U+202E>: "),
    ] {
        let mut session = Session::start(dossier(&[&source]), 200, 24);
        assert_eq!(session.ends(LONG), 2, "{source}");
        session.wait("the sentence", |screen| has(screen, words));
        assert!(!session.bytes().contains(&0x1b), "{:?}", String::from_utf8_lossy(&session.bytes()));
    }
}

/// A system that has no more threads for it: at whichever it runs out, the terminal is as it was.
#[test]
#[cfg(target_os = "linux")]
fn a_system_without_threads_is_told_on_a_restored_terminal() {
    let tried = Command::new("setpriv").args(["--reuid", "65534", "--clear-groups", "true"]).status();
    if !tried.is_ok_and(|status| status.success()) {
        println!("skipped: only the superuser can become another user, by setpriv");
        return;
    }
    // Nobody may be unable to reach the program and the log where they are.
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::copy(PROGRAM, at("program")).unwrap();
    std::fs::copy(DEMO, at("log.jsonl")).unwrap();
    for path in [at("program"), at("log.jsonl")] {
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let mut codes = Vec::new();
    for threads in 1..10 {
        let script = format!(
            "read go; exec setpriv --reuid 65534 --clear-groups prlimit --nproc={threads} \"$0\" \"$1\""
        );
        let (program, log) = (at("program"), at("log.jsonl"));
        let arguments = ["-c", &script, program.to_str().unwrap(), log.to_str().unwrap()];
        let mut session = Session::start(shell(&arguments), 120, 40);
        let before = session.termios();
        session.press("\n");
        session.wait("an end or a screen", |screen| {
            has(screen, "cannot start") || has(screen, "the terminal failed") || has(screen, "q quit")
        });
        session.press("q");
        codes.push(session.ends(LONG));
        session.assert_restored();
        assert_eq!(session.termios(), before, "{threads} threads");
    }
    assert!(codes[0] == 2 && codes.last() == Some(&0), "{codes:?}");
    assert!(codes.iter().all(|code| [0, 2].contains(code)), "{codes:?}");
}

#[test]
fn the_fixtures_alone_need_no_log() {
    let mut session = Session::start(dossier(&["fixtures"]), 120, 40);
    session.wait("the corpus", |screen| has(screen, "[8 Fixtures]") && has(screen, "as expected"));
    session.press("q");
    assert_eq!(session.ends(Duration::from_secs(5)), 0);
    session.assert_restored();
}
