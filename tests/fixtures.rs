//! The manifest, the folder and the embedded table name the same files, and all are named alike.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dossier::conformance::{CATEGORIES, Corpus, EMBEDDED_FILES, EMBEDDED_MANIFEST};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Every file of the corpus, by its path from the manifest. `logs` are no corpus: they are read by tests.
fn files_on_disk() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder()];
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(here).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder()).expect("below the folder").to_str().expect("text");
            if path.is_dir() && name != "logs" {
                folders.push(path);
            } else if path.is_file() && !matches!(name, "manifest.json" | ".gitattributes") {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

fn corpus() -> &'static Corpus {
    Corpus::embedded().expect("the embedded corpus is sound")
}

#[test]
fn the_manifest_names_every_file_and_no_other() {
    let named: BTreeSet<String> = corpus().entries().iter().map(|entry| entry.path.clone()).collect();
    assert_eq!(named.len(), corpus().entries().len(), "a file is named twice");
    assert_eq!(named, files_on_disk());
}

#[test]
fn the_embedded_table_is_the_folder() {
    let read = |path: &str| std::fs::read_to_string(folder().join(path)).expect("it is there");
    let embedded: BTreeSet<String> = EMBEDDED_FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(embedded.len(), EMBEDDED_FILES.len(), "a file is embedded twice");
    assert_eq!(embedded, files_on_disk());
    assert_eq!(EMBEDDED_MANIFEST, read("manifest.json"));
    for (path, text) in EMBEDDED_FILES {
        assert_eq!(*text, read(path), "{path}");
    }
}

#[test]
fn ids_are_kebab_case_and_files_are_snake_case() {
    let only = |text: &str, between: char| {
        text.split(between).all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
    };
    for entry in corpus().entries() {
        assert!(only(&entry.id, '-'), "{}", entry.id);
        let (stem, extension) = entry.file_name().rsplit_once('.').expect("an extension");
        assert!(only(stem, '_') && matches!(extension, "json" | "jsonl"), "{}", entry.path);
        assert_eq!(stem, entry.id.replace('-', "_"), "a fixture's file bears its name");
        assert!(CATEGORIES.contains(&entry.category()), "{}", entry.path);
    }
}

#[test]
fn every_fixture_says_why_it_is_there() {
    for entry in corpus().entries() {
        assert!(!entry.notes.is_empty() && !entry.min_version.is_empty(), "{}", entry.id);
    }
}
