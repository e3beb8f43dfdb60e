//! Where output goes, and that nothing but the input decides what it is.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::kit::{PROGRAM, code, dossier, ends, err, every_command, out, project, run};

/// A log with a bit of everything, and the folder of the schemas.
fn commands() -> Vec<Vec<String>> {
    every_command("assets/demo.jsonl", "schemas")
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    for arguments in commands() {
        let mut child = dossier(&project(), &arguments).spawn().expect("it runs");
        let mut first = [0; 10];
        let _ = child.stdout.take().expect("a pipe").read(&mut first).expect("it writes");
        let output = child.wait_with_output().expect("it ends");
        // Short answers fit into the pipe, and are what they are.
        let whole = code(&run(&project(), &arguments));
        assert!([0, whole].contains(&code(&output)), "{arguments:?}: {output:?}");
        let words = String::from_utf8(output.stderr).expect("text");
        for fault in ["panicked", "fault of this program", "Broken pipe", "cannot write"] {
            assert!(!words.contains(fault), "{arguments:?}: {words}");
        }
    }
    // More than any pipe holds: the end is a good one.
    let mut child = dossier(&project(), &["replay", "assets/demo.jsonl", "--json"]).spawn().expect("it runs");
    let mut first = [0; 10];
    let _ = child.stdout.take().expect("a pipe").read(&mut first).expect("it writes");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), err(&output)), (0, String::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_by_every_command() {
    for arguments in commands() {
        let whole = run(&project(), &arguments);
        // What cannot be answered is told first.
        if whole.stdout.is_empty() || code(&whole) == 2 {
            continue;
        }
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let output = ends(dossier(&project(), &arguments).stdout(full));
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("cannot write the output: "), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn nothing_is_written_into_a_file_that_took_the_place_of_a_closed_output() {
    let dir = tempfile::tempdir().expect("a folder");
    let log = dir.path().join("log.jsonl");
    std::fs::copy(project().join("assets/demo.jsonl"), &log).expect("it is copied");
    let before = std::fs::read(&log).expect("it is there");
    for arguments in
        ["replay log.jsonl", "validate log.jsonl", "log.jsonl", "replay missing", "replay -", "what --is"]
    {
        for closed in ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"] {
            let script = format!("\"$0\" {arguments} {closed}");
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", &script, PROGRAM]).current_dir(dir.path());
            shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let output = ends(&mut shell);
            let code = output.status.code();
            assert!(code.is_some_and(|code| (0..=3).contains(&code)), "{script}: {code:?}");
            assert!(!String::from_utf8_lossy(&output.stderr).contains("fault of this program"), "{script}");
        }
    }
    assert_eq!(std::fs::read(&log).expect("it is there"), before);
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 1);
}

#[test]
fn the_same_question_has_the_same_answer_in_any_environment() {
    let environments: &[&[(&str, &str)]] = &[
        &[],
        &[("TERM", "dumb"), ("LANG", "C"), ("LC_ALL", "C"), ("COLUMNS", "0"), ("TZ", "Asia/Kathmandu")],
        &[("TERM", "xterm"), ("HOME", "/nonexistent"), ("COLUMNS", "17"), ("TZ", "No/Such\u{1b}[31m")],
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "3"), ("LANG", "tr_TR.UTF-8")],
    ];
    // Help is as wide as a person says the terminal is.
    for arguments in commands().iter().filter(|arguments| !arguments.contains(&"--help".to_owned())) {
        let first = run(&project(), arguments);
        let again = run(&project(), arguments);
        assert_eq!((&again.stdout, &again.stderr), (&first.stdout, &first.stderr), "{arguments:?}");
        for environment in environments {
            let mut command = dossier(&project(), arguments);
            command.env_clear().envs(environment.iter().copied());
            let output = ends(&mut command);
            assert_eq!(code(&output), code(&first), "{arguments:?} {environment:?}");
            assert_eq!(out(&output), out(&first), "{arguments:?} {environment:?}");
            assert_eq!(err(&output), err(&first), "{arguments:?} {environment:?}");
        }
        let folder = project();
        let folder = folder.to_str().expect("text");
        assert!(
            !out(&first).contains(folder) && !err(&first).contains(folder),
            "{arguments:?} names its folder"
        );
    }
}
