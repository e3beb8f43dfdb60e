//! Whatever a log, a name or an argument holds: nothing of it reaches the terminal but text fit for it.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::kit::{every_command, project, run};

/// What a terminal must not get, and what misleads a reader, wherever it stands.
const TREACHEROUS: &str = concat!(
    "\u{1b}[31m\u{1b}]0;t\u{7}\u{1b}]52;c;cQ==\u{1b}\\\0\u{8}\r\n\u{b}\u{c}\u{e}\u{7f}",
    "\u{80}\u{85}\u{90}\u{9b}31m\u{9d}0;t\u{9c}\u{9f}",
    "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}",
    "\u{2028}\u{2029}\u{ad}\u{180e}\u{200b}\u{2060}\u{2064}\u{206a}\u{206f}\u{feff}\u{fff9}\u{fffb}",
    "\u{115f}\u{1160}\u{3164}\u{ffa0}\u{17b4}\u{1d173}\u{e0001}\u{e0041}\u{e007f}\u{fdd0}\u{ffff}\u{1fffe}",
);

/// Strings that have to stay as they are, or the line counts for nothing.
const KEPT: [&str; 17] = [
    "event_id",
    "event_type",
    "timestamp",
    "project_uuid",
    "correlation_id",
    "causation_id",
    "schema_version",
    "aggregate_type",
    "algorithm",
    "hash",
    "artifact_class",
    "indexed_at",
    "computed_at",
    "detected_at",
    "drift_kind",
    "parity_hash_sha256",
    "checked_at",
];

fn is_treacherous(c: char) -> bool {
    matches!(c,
        '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Adds the text to each string of a value but those kept.
fn poison(value: &mut Value, kept: &[&str]) {
    match value {
        Value::String(text) => text.push_str(TREACHEROUS),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, kept)),
        Value::Object(members) => {
            members
                .iter_mut()
                .filter(|(key, _)| !kept.contains(&key.as_str()))
                .for_each(|(_, v)| poison(v, kept));
            members.insert(format!("key{TREACHEROUS}"), Value::Null);
        }
        _ => {}
    }
}

/// A log with the text in its strings.
fn poisoned(log: &[u8], kept: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in log.split(|byte| *byte == b'\n') {
        match serde_json::from_slice::<Value>(line) {
            Ok(mut value) => {
                poison(&mut value, kept);
                // Of the extra keys only some events keep their worth.
                if !kept.is_empty() {
                    strip(&mut value);
                }
                out.extend_from_slice(value.to_string().as_bytes());
            }
            Err(_) => out.extend_from_slice(line),
        }
        out.push(b'\n');
    }
    out
}

/// Takes the extra keys out again.
fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(members) => {
            members.retain(|key, _| !key.starts_with("key\u{1b}"));
            members.values_mut().for_each(strip);
        }
        _ => {}
    }
}

#[track_caller]
fn assert_fit(output: &Output, arguments: &[String]) {
    for (name, bytes) in [("standard output", &output.stdout), ("standard error", &output.stderr)] {
        let text = str::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} of {arguments:?} is no text"));
        if let Some((at, found)) = text.char_indices().find(|(_, c)| is_treacherous(*c)) {
            let around: String =
                text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("{name} of {arguments:?} has U+{:04X} behind {around:?}", u32::from(found));
        }
    }
    assert!(output.status.code().is_some_and(|code| code <= 3), "{arguments:?}: {:?}", output.status);
}

/// Lines that are no events at all, each bad in another way.
fn garbage() -> Vec<u8> {
    let mut lines = Vec::new();
    for wrap in ["", "\"", "{\"event_id\":\"", "[1, \"", "{\"event_type\":\"x\",\"payload\":{\""] {
        lines.extend_from_slice(wrap.as_bytes());
        lines.extend_from_slice(TREACHEROUS.replace('\n', "").as_bytes());
        lines.push(b'\n');
    }
    for raw in
        [&b"\x1b[31m\x9b31m\xff\xfe\xc0\xaf\xed\xa0\x80"[..], br#"{"event_id":"\ud800\u001b\u202e\u0000"}"#]
    {
        lines.extend_from_slice(raw);
        lines.push(b'\n');
    }
    // Every byte there is, but the line feed.
    lines.extend((0..=255).filter(|byte| *byte != b'\n'));
    lines.push(b'\n');
    lines
}

#[test]
fn no_command_passes_on_what_a_terminal_would_obey() {
    let dir = tempfile::tempdir().expect("a folder");
    let name = |name: &str| format!("{name}\u{1b}[31m\u{202e}\u{200b}");
    let (log, root) = (name("log"), name("root"));
    fs::create_dir(dir.path().join(&root)).expect("a folder");
    let drifted = format!("{{\n\"{TREACHEROUS}\": 1\n}}\n");
    for file in ["event.schema.json", &format!("{}.json", name("other"))] {
        fs::write(dir.path().join(&root).join(file), &drifted).expect("it is written");
    }
    let mut seen = Vec::new();
    for source in ["assets/demo.jsonl", "fixtures/logs/malformed.jsonl", "fixtures/logs/two_namespaces.jsonl"]
    {
        let bytes = fs::read(project().join(source)).expect("it is there");
        for kept in [&KEPT[..], &[]] {
            let mut hostile = poisoned(&bytes, kept);
            hostile.extend(garbage());
            fs::write(dir.path().join(&log), hostile).expect("it is written");
            // What knows no log says the same of each.
            let first = seen.is_empty();
            for arguments in every_command(&log, &root) {
                if !first && !arguments.iter().any(|word| word.starts_with(&log)) {
                    continue;
                }
                let output = run(dir.path(), &arguments);
                assert_fit(&output, &arguments);
                if arguments[0] == "replay" {
                    seen.extend(output.stdout);
                }
            }
        }
    }
    // It was there to be passed on: in text and in JSON it stands in another form.
    let seen = String::from_utf8(seen).expect("text");
    assert!(seen.contains("␛[31m") && seen.contains("<U+202E>"), "nothing hostile was read");
    assert!(seen.contains("\\u001b[31m") && seen.contains("\\u202e"), "nothing hostile was read");
}

#[test]
fn no_argument_reaches_the_terminal_as_it_is() {
    let text = TREACHEROUS.replace('\0', "");
    let log = "assets/demo.jsonl";
    let words: &[&[&str]] = &[
        &[&text],
        &["replay", &text],
        &["replay", log, &text],
        &["replay", log, "--namespace", &text],
        &["replay", log, "--at", &text],
        &["replay", log, "--format", &text],
        &["replay", log, "--contract", &text, "--json"],
        &["validate", &text, log, "--json"],
        &["verify", log, "--root", &text, "--json"],
        &["verify", log, "--root", &text],
        &["parity", log, "--against", &text],
        &["parity", log, "--against", &text, "--json"],
        &["parity", log, "--from", &text],
        &["diff", &text, log],
        &["diff", log, log, "--ignore", &text],
        &["blame", log, &text],
        &["blame", log, &text, "--json"],
        &["schemas", "show", &text],
        &["schemas", "check", "--dir", &text],
        &["schemas", &text],
        &["fixtures", "show", &text],
        &["fixtures", "run", "--from", &text],
        &["fixtures", "run", "--id", &text],
        &["fixtures", "list", &text],
    ];
    for arguments in words {
        let output = run(&project(), arguments);
        let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        assert_fit(&output, &arguments);
    }
}
