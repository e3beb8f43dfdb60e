//! Texts that are JSON (`y_`), that are not (`n_`), and that RFC 8259 leaves to the reader (`i_`).
//!
//! One a line in `tests/corpora/json`: its name, a tab, and its bytes as they are. Line feeds end lines of a log and
//! stand in none of them.

use dossier::contracts::decode::{Content, decode};
use dossier::contracts::edition::ContractMode;
use dossier::contracts::record::RawLine;
use dossier::json::{Document, FlawKind, MAX_DEPTH};
use proptest::prelude::*;
use serde_json::Value;

use crate::kit::{code, file, json_of, log_of, run};

const YES: &[u8] = include_bytes!("../corpora/json/y.tsv");
const NO: &[u8] = include_bytes!("../corpora/json/n.tsv");
const FREE: &[u8] = include_bytes!("../corpora/json/i.tsv");

/// The rules that say: this is no JSON.
const REFUSALS: [&str; 3] = ["not-json", "not-utf8", "too-deep"];

fn vectors(file: &'static [u8]) -> Vec<(&'static str, &'static [u8])> {
    let lines = file.strip_suffix(b"\n").expect("a last line end").split(|byte| *byte == b'\n');
    lines
        .map(|line| {
            let tab = line.iter().position(|byte| *byte == b'\t').expect("a name and a tab");
            (str::from_utf8(&line[..tab]).expect("a name"), &line[tab + 1..])
        })
        .collect()
}

/// A text as a line that is an object.
fn as_object(text: &[u8]) -> Vec<u8> {
    if text.trim_ascii_start().starts_with(b"{") { text.to_vec() } else { [b"{\"v\":", text, b"}"].concat() }
}

/// What the real program makes of these lines: the ledger, and for each line its findings.
fn validated(lines: &[Vec<u8>]) -> (Value, Vec<Vec<(String, usize)>>) {
    let output = run("validate", file(&log_of(lines)).path(), &["--format", "json"]);
    assert!(code(&output) <= 1, "{output:?}");
    let report = json_of(&output);
    let source = &report["sources"][0];
    let mut findings = vec![Vec::new(); lines.len()];
    for finding in source["findings"].as_array().expect("a list") {
        let number = |key: &str| finding[key].as_u64().expect("a number") as usize;
        let rule = finding["rule"].as_str().expect("a name").to_owned();
        findings[number("line") - 1].push((rule, number("column")));
    }
    (source["ledger"].clone(), findings)
}

#[test]
fn there_are_some_hundreds_of_them_by_names_of_their_own() {
    let all = [vectors(YES), vectors(NO), vectors(FREE)];
    for (vectors, prefix) in all.iter().zip(["y_", "n_", "i_"]) {
        assert!(vectors.iter().all(|(name, _)| name.starts_with(prefix)));
    }
    let mut names: Vec<_> = all.iter().flatten().map(|(name, _)| name).collect();
    assert!(names.len() > 600, "only {}", names.len());
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn what_is_json_is_never_refused() {
    let vectors = vectors(YES);
    for (name, text) in &vectors {
        let text = str::from_utf8(text).expect("JSON is UTF-8");
        let document = Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(document.flaws().is_empty(), "{name}");
        // Their limit of depth is one less than ours.
        match serde_json::from_str::<Value>(text) {
            Ok(value) => assert_eq!(document.root().to_serde(), value, "{name}"),
            Err(error) => assert!(name.starts_with("y_depth_128"), "{name}: {error}"),
        }
    }
    let depth = |text: &[u8]| text.iter().filter(|byte| matches!(byte, b'[' | b'{')).count();
    let fits = |text: &&[u8]| text.starts_with(b"{") || depth(text) < MAX_DEPTH || text.contains(&b',');
    let lines: Vec<_> = vectors.iter().map(|(_, text)| *text).filter(fits).map(as_object).collect();
    let (ledger, findings) = validated(&lines);
    let found: Vec<_> = findings.iter().zip(&vectors).filter(|(found, _)| !found.is_empty()).collect();
    assert!(found.is_empty(), "{found:?}");
    assert_eq!((&ledger["foreign"], &ledger["rejected"]), (&lines.len().into(), &0.into()));
}

#[test]
fn what_is_not_json_is_refused_with_its_column() {
    let vectors = vectors(NO);
    let lines: Vec<_> = vectors.iter().map(|(_, text)| text.to_vec()).collect();
    let (ledger, findings) = validated(&lines);
    assert_eq!(ledger["rejected"], vectors.len(), "{ledger}");
    for ((name, text), found) in vectors.iter().zip(findings) {
        let [(rule, column)] = &found[..] else { panic!("{name}: {found:?}") };
        assert!(REFUSALS.contains(&rule.as_str()), "{name}: {rule}");
        assert!((1..=text.len()).contains(column), "{name}: column {column} of {}", text.len());
        let refused = str::from_utf8(text).map_or(true, |text| serde_json::from_str::<Value>(text).is_err());
        assert!(refused, "{name}: serde_json takes it");
    }
}

#[test]
fn what_is_left_to_the_reader_is_taken_with_a_word_about_it() {
    let vectors = vectors(FREE);
    let lines: Vec<_> = vectors.iter().map(|(_, text)| as_object(text)).collect();
    let (ledger, findings) = validated(&lines);
    assert_eq!(ledger["lines"], lines.len());
    for ((name, _), found) in vectors.iter().zip(findings) {
        let rules: Vec<_> = found.iter().map(|(rule, _)| rule.as_str()).collect();
        let expected: &[&str] = match name.split('_').nth(1) {
            Some("surrogate") => &["lone-surrogate"],
            Some("repeated") if *name == "i_repeated_key_surrogates" => &["lone-surrogate", "repeated-key"],
            Some("repeated") => &["repeated-key"],
            Some("bom") => &["not-json"],
            // Only what no double comes near is out of range; what is next to nothing is not.
            Some("number") => &["number-range"],
            _ => &[],
        };
        let mut rules = rules;
        rules.dedup();
        let silent = rules.is_empty() && name.starts_with("i_number");
        assert!(silent || rules.iter().all(|rule| expected.contains(rule)), "{name}: {rules:?}");
        assert!(silent || rules.is_empty() == expected.is_empty(), "{name}: {rules:?}");
    }
}

#[test]
fn no_number_is_rounded_on_its_way_to_paper() {
    let row = |count: &str| {
        let row = crate::kit::snapshot(1).to_string();
        row.replacen("\"artifact_count\":2", &format!("\"artifact_count\":{count}"), 1)
    };
    for count in ["18446744073709551616", "9007199254740993", "123456789012345678901234567890"] {
        let output = run("replay", file(row(count).as_bytes()).path(), &["--format", "json"]);
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(text.contains(&format!("\"artifact_count\": {count}")), "{text}");
        assert!(!text.contains("e+19") && !text.contains("e19"), "{text}");
    }
}

#[test]
fn nesting_costs_no_stack() {
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    let read = small.spawn(|| {
        let deep = |open: &str, count: usize, close: &str| open.repeat(count) + &close.repeat(count);
        let texts = [
            deep("[", MAX_DEPTH, "]"),
            deep("[", 100_000, "]"),
            deep("{\"a\":", 100_000, "}"),
            deep("[{\"a\":", 100_000, "}]"),
            "[".repeat(50 * 1024 * 1024),
            format!(
                "{{\"event_type\":\"MissionDossierSnapshotComputed\",\"payload\":{}",
                "[".repeat(1_000_000)
            ),
        ];
        for (at, text) in texts.iter().enumerate() {
            let decoded = decode(RawLine::Bytes(text.as_bytes()), ContractMode::Auto, false);
            assert_eq!(decoded.content, Content::Rejected);
            let document = Document::parse(text);
            assert_eq!(document.is_ok(), at == 0);
            if let Ok(document) = document {
                // Copies for other libraries walk the values as deep as they may be.
                let copy = document.root().to_serde();
                assert_eq!(copy.to_string(), *text);
            }
        }
    });
    read.expect("a thread").join().expect("no stack overflow");
}

/// Nearly JSON: pieces of it in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\"",
        "\"\\u0061\"",
        "\"\\ud800\"",
        "1",
        "-",
        "0",
        "1e999",
        ".5",
        "e1",
        "true",
        "nul",
        "null",
        " ",
        "\t",
        "\u{a0}",
        "é",
        "\"",
        "\\",
        "\0",
        "{\"a\":1}",
        "[1]",
        "\"b\":2",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn we_and_serde_json_agree_but_for_flaws(text in pieces()) {
        match (Document::parse(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(document), Ok(value)) => {
                prop_assert_eq!(document.root().to_serde(), value);
                prop_assert!(document.flaws().iter().all(|flaw| flaw.kind == FlawKind::RepeatedKey));
            }
            (Ok(document), Err(_)) => prop_assert!(!document.flaws().is_empty(), "{}", text),
            (Err(error), theirs) => {
                prop_assert!(theirs.is_err(), "{}: {}", text, error);
                prop_assert!(error.offset <= text.len());
            }
        }
    }
}
