//! What a log may do to a terminal: nothing. The only sequences are the program's own.

use std::io::Write;

use crate::kit::{LONG, Session, append, dossier, has, indexed, log_of};

/// What a terminal would obey or hide, as JSON escapes in a path and as raw bytes in a line.
const HOSTILE: &str =
    r"\u001b[31m\u001b]0;title\u0007\u001b]52;c;cQ==\u0007\u009b2J\u202e\u200b\u2028\r\n\u0000";
const RAW: &[u8] =
    b"{\"event_type\": \"\x1b[2J\x1b]0;t\x07\xc2\x9b2J\xe2\x80\xae\xff\r\"}\n\x1b[31m\x9b?1049l\n";

/// The pieces of what was written: text, and sequences behind an escape.
fn assert_ours(bytes: &[u8]) {
    let text = str::from_utf8(bytes).expect("text");
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            assert!(!c.is_control() || matches!(c, '\r' | '\n'), "U+{:04X}", u32::from(c));
            assert!(!matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}'), "{c:?}");
            continue;
        }
        assert_eq!(rest.next(), Some('['), "only sequences of this kind are ours");
        let mut body = String::new();
        let end = loop {
            match rest.next().expect("an end") {
                c @ ('0'..='9' | ';' | ':' | '?') => body.push(c),
                end => break end,
            }
        };
        let ours = match end {
            'H' | 'm' | 'J' | 'K' | 'X' => !body.contains('?'),
            'h' | 'l' => ["?1049", "?2004", "?25", "?2026"].contains(&body.as_str()),
            _ => false,
        };
        assert!(ours, "ESC [ {body} {end}");
    }
}

#[test]
fn no_view_passes_on_what_a_log_holds() {
    let log = log_of(0..3);
    let mut file = std::fs::OpenOptions::new().append(true).open(log.path()).unwrap();
    for nth in 3..20 {
        let line = indexed(nth).replace("live/", &format!("{HOSTILE}/"));
        file.write_all(line.as_bytes()).unwrap();
    }
    file.write_all(&indexed(20).replace("live-mission", &format!("live-mission{HOSTILE}")).into_bytes())
        .unwrap();
    file.write_all(RAW).unwrap();
    drop(file);
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("log\u{1b}]0;t\u{7}\u{9b}2J\u{202e}.jsonl");
    std::fs::copy(log.path(), &name).unwrap();
    let mut session = Session::start(dossier(&[name.to_str().unwrap()]), 120, 40);
    session.wait("the log", |screen| has(screen, "q quit"));
    for keys in ["2", "3", "4", "5", "6", "7"] {
        session.press(keys);
        session.wait("the view", |screen| has(screen, &format!("[{keys} ")));
        for keys in ["j", "\r", "r", "r", "\u{1b}", "G", "k", "\r", "\u{1b}"] {
            session.press(keys);
            // Each is seen before the next: what a prompt is asked afterwards is answered last.
            session.press("?");
            session.wait("the help", |screen| has(screen, "Keys"));
            session.press("?");
            session.wait("no help", |screen| !has(screen, "Keys ") || has(screen, "q quit"));
        }
    }
    session.press("\u{3}");
    assert_eq!(session.ends(LONG), 0);
    session.assert_restored();
    let bytes = session.bytes();
    assert!(String::from_utf8_lossy(&bytes).contains("<U+202E>"), "nothing hostile was drawn");
    assert_ours(&bytes);
}

/// How often something was put into the clipboard.
fn copies(session: &Session) -> usize {
    session.bytes().windows(5).filter(|bytes| *bytes == b"\x1b]52;").count()
}

#[test]
fn the_clipboard_is_written_on_a_key_and_never_read() {
    let log = log_of(0..3);
    let mut session = Session::on(log.path());
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    assert_eq!(copies(&session), 0);
    session.press("y");
    session.press("c");
    session.wait("what was copied", |screen| has(screen, "copied dossier "));
    assert_eq!(copies(&session), 1);
    let bytes = session.bytes();
    assert!(!bytes.windows(8).any(|bytes| bytes == b"]52;c;?\x07"), "it is never asked for");
    session.press("q");
    assert_eq!(session.ends(LONG), 0);

    let mut session = Session::start(dossier(&["--no-clipboard", log.path().to_str().unwrap()]), 120, 40);
    session.wait("the log", |screen| has(screen, "LIVE"));
    session.press("7");
    session.wait("the events", |screen| has(screen, "[7 Events"));
    session.press("y");
    session.press("c");
    session.wait("why not", |screen| has(screen, "not copied: the clipboard is off"));
    assert_eq!(copies(&session), 0);
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
}

#[test]
fn what_no_clipboard_should_get_is_not_sent() {
    let log = log_of(0..1);
    let note = |letters: usize| format!("{{\"event_type\":\"Note\",\"note\":\"{}\"}}\n", "n".repeat(letters));
    append(&log, &note(150_000));
    append(&log, &note(50_000));
    let mut session = Session::start(dossier(&[log.path().to_str().unwrap()]), 120, 40);
    session.wait("the log", |screen| has(screen, "Events 3"));
    session.press("7G");
    session.wait("the last line", |screen| has(screen, "#3 "));
    session.press("yy");
    session.wait("what was copied", |screen| has(screen, "copied {"));
    assert_eq!(copies(&session), 1);
    session.press("k");
    session.wait("the line before", |screen| has(screen, "#2 "));
    session.press("yy");
    session.wait("why not", |screen| has(screen, "is more than a clipboard is sent"));
    assert_eq!(copies(&session), 1);
    session.press("q");
    assert_eq!(session.ends(LONG), 0);
}
