//! The committed corpora through their targets, and a bounded number of random bytes beside them.

#[path = "targets/mod.rs"]
mod targets;

use std::path::Path;

use proptest::prelude::*;

use targets::{TARGETS, run};

/// The corpus of a target: every file that ever made it fail, and those that reach the most of it.
fn corpus(target: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|_| panic!("{} is there", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

#[test]
fn every_corpus_keeps_its_promise() {
    for (name, target) in TARGETS {
        let files = corpus(name);
        assert!(!files.is_empty(), "{name} has no corpus");
        for file in files {
            println!("{}", file.display());
            target(&std::fs::read(&file).expect("it is there"));
        }
    }
}

/// Bytes as a log has them: mostly its own words, now and then anything.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let words: Vec<Vec<u8>> = include_str!("corpora/log.dict")
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'))
        .map(unescape)
        .collect();
    let word = prop::sample::select(words);
    let piece = prop_oneof![3 => word, 1 => prop::collection::vec(any::<u8>(), 0..8)];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The escapes of a fuzzer's dictionary: `\\`, `\"` and `\xAB`.
fn unescape(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(1..3).and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        let (byte, length) = match (first, after.first()) {
            (b'\\', Some(b'x')) => (hex.expect("two digits"), 4),
            (b'\\', Some(&escaped)) => (escaped, 2),
            _ => (first, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    bytes
}

macro_rules! random_bytes {
    ($($target:ident $cases:literal),* $(,)?) => {
        $(proptest! {
            #![proptest_config(ProptestConfig { cases: $cases, failure_persistence: None, ..ProptestConfig::default() })]

            #[test]
            fn $target(data in bytes()) {
                run(stringify!($target), &data);
            }
        })*

        #[test]
        fn every_target_meets_random_bytes() {
            assert_eq!([$(stringify!($target)),*], TARGETS.map(|(name, _)| name));
        }
    };
}

random_bytes! {
    line_cutter 256, parse_line 512, accounting 128, incremental_vs_batch 64, io_faults 32, order 48, json_out 48,
    show 256, parsers 512, path_check 512, verify_fs 32, render 24, keys 12,
}
