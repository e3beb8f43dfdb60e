//! The rooms of the program: which may know which, which stay pure, and how long a file may grow.

use std::path::{Path, PathBuf};

/// Each room and its rank: a room may only know rooms of a lower rank.
const RANKS: [(&str, usize); 11] = [
    ("text", 0),
    ("json", 0),
    ("contracts", 1),
    ("dossier", 2),
    ("conformance", 3),
    ("source", 3),
    ("disk", 3),
    ("session", 4),
    ("report", 5),
    ("tui", 6),
    ("cli", 7),
];

/// Rooms that may know less than their rank allows.
const ONLY: [(&str, &[&str]); 2] = [("source", &["contracts"]), ("disk", &["contracts"])];

/// Rooms that give the same answer to the same input: no clock, no system, no order by chance.
const PURE: [&str; 7] = ["text", "json", "contracts", "dossier", "conformance", "session", "report"];

/// What a pure room must not name.
const IMPURE: [&str; 10] = [
    "SystemTime",
    "Instant::now",
    "std::env::",
    "std::env;",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "collections::HashMap",
    "collections::HashSet",
];

const MOST_LINES: usize = 400;

/// Words that only these files may say, because what they stand for can do harm: reach the terminal past
/// `text::Shown`, write, start, connect, or allow any of that.
const RESERVED: [(&str, &[&str]); 27] = [
    ("io::stdout", &["cli/mod.rs", "tui/terminal.rs", "tui/signals.rs"]),
    ("io::stderr", &["cli/mod.rs"]),
    ("print!", &[]),
    ("println!", &[]),
    ("execute!", &["tui/terminal.rs"]),
    ("queue!", &["tui/terminal.rs"]),
    ("crossterm::style", &[]),
    ("SetTitle", &[]),
    ("CopyToClipboard", &["tui/terminal.rs"]),
    ("ratatui::text", &[]),
    ("ratatui::widgets", &["tui/screen/brush.rs"]),
    ("ratatui::buffer", &["tui/screen/brush.rs", "tui/screen/canvas.rs", "tui/terminal.rs"]),
    ("ratatui::{", &[]),
    ("std::net", &[]),
    ("unix::net", &[]),
    ("process::Command", &[]),
    ("process::{", &[]),
    ("fs::write", &["cli/schemas.rs"]),
    ("fs::create_dir_all", &["cli/schemas.rs"]),
    ("File::create", &[]),
    ("OpenOptions", &["source/disk.rs"]),
    ("remove_file", &[]),
    ("set_permissions", &[]),
    ("clippy::disallowed", &["lib.rs", "main.rs", "cli/schemas.rs", "tui/terminal.rs"]),
    ("clippy::all", &[]),
    ("clippy::style", &[]),
    ("unsafe", &[]),
];

/// A source file: its path below `src` by parts, and its lines without comments.
struct Source {
    parts: Vec<String>,
    lines: Vec<String>,
    length: usize,
}

impl Source {
    fn room(&self) -> Option<(&str, usize)> {
        let room = self.parts.first().filter(|_| self.parts.len() > 1)?;
        RANKS.iter().find(|(name, _)| name == room).copied()
    }

    /// Tests sit beside what they prove, and may lean on rooms above it.
    fn is_test(&self) -> bool {
        self.parts.iter().any(|part| part == "tests" || part == "tests.rs")
    }

    /// How many `super` lead out of the room, to the root of the crate.
    fn depth(&self) -> usize {
        let own = usize::from(self.parts.last().is_some_and(|name| name != "mod.rs"));
        self.parts.len() - 1 + own
    }

    fn place(&self, line: usize) -> String {
        format!("src/{}:{}", self.parts.join("/"), line + 1)
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let below = path.strip_prefix(&root).unwrap();
        let parts = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        Source { parts, lines: text.lines().map(without_comment).collect(), length: text.lines().count() }
    };
    found.iter().map(read).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The line up to `//`; one that stands in a string only makes a test blinder, never wrong.
fn without_comment(line: &str) -> String {
    line.split("//").next().unwrap_or_default().to_owned()
}

/// The rooms a line names: what follows each `crate::`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").filter_map(|(at, found)| {
        let before = line[..at].chars().next_back();
        // `$crate::` and `pub(in crate::…)` name it all the same; `my_crate::` is another crate.
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let rest = &line[at + found.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        Some(&rest[..end])
    })
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_folder_is_a_room_with_a_rank() {
    let sources = sources();
    assert!(sources.len() > 50, "the sources were not found");
    let strangers = sources.iter().filter(|source| source.parts.len() > 1 && source.room().is_none());
    report(&strangers.map(|source| source.place(0)).collect::<Vec<_>>());
}

#[test]
fn a_room_knows_only_rooms_below_it() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some((room, rank)) = source.room() else { continue };
        let only = ONLY.iter().find(|(name, _)| *name == room).map(|(_, rooms)| *rooms);
        for (nth, line) in source.lines.iter().enumerate() {
            for other in named(line).filter(|other| *other != room) {
                let place = source.place(nth);
                if other.is_empty() {
                    faults.push(format!("{place}: name rooms one by one, so that this can be checked"));
                    continue;
                }
                match RANKS.iter().find(|(name, _)| *name == other) {
                    None => faults.push(format!("{place}: {room} reaches for the root's `{other}`")),
                    Some((_, above)) if *above >= rank => {
                        faults.push(format!("{place}: {room} must not know {other}"));
                    }
                    Some(_) if only.is_some_and(|rooms| !rooms.contains(&other)) => {
                        faults.push(format!("{place}: {room} may only know {only:?}, not {other}"));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn no_room_is_left_by_a_way_of_supers() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.room().is_some()) {
        for (nth, line) in source.lines.iter().enumerate() {
            if line.contains(&"super::".repeat(source.depth())) {
                faults.push(source.place(nth));
            }
        }
    }
    report(&faults);
}

#[test]
fn pure_rooms_name_no_clock_no_system_and_no_order_by_chance() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some((room, _)) = source.room().filter(|(room, _)| PURE.contains(room)) else { continue };
        for (nth, line) in source.lines.iter().enumerate() {
            let named = IMPURE.iter().filter(|word| line.contains(**word));
            faults.extend(named.map(|word| format!("{}: {room} names {word}", source.place(nth))));
            // `use std::{fs, env}` and `use std::collections::{HashMap}` hide what is looked for.
            let grouped = line.contains("std::{")
                || (line.contains("collections::{")
                    && (line.contains("HashMap") || line.contains("HashSet")));
            if grouped && !line.contains("hashbrown") {
                faults.push(format!("{}: name these one by one", source.place(nth)));
            }
        }
    }
    report(&faults);
}

#[test]
fn what_can_do_harm_is_named_where_it_belongs() {
    let mut faults = Vec::new();
    let mut used = vec![false; RESERVED.len()];
    for source in sources().iter().filter(|source| !source.is_test()) {
        let file = source.parts.join("/");
        for (nth, line) in source.lines.iter().enumerate() {
            for (at, (word, files)) in
                RESERVED.iter().enumerate().filter(|(_, (word, _))| line.contains(word))
            {
                used[at] = true;
                // Lints that are named to be forbidden, and the name of a module, do no harm.
                if !files.contains(&file.as_str()) && !line.contains("rustix::process::{") {
                    faults.push(format!("{}: {word} belongs to {files:?}", source.place(nth)));
                }
            }
        }
    }
    report(&faults);
    let idle = RESERVED.iter().zip(used).filter(|((_, files), used)| !files.is_empty() && !used);
    report(&idle.map(|((word, _), _)| format!("nobody says {word} any more")).collect::<Vec<_>>());
}

#[test]
fn the_lints_against_harm_are_in_force() {
    let read =
        |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let lints = "clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types";
    assert!(read("src/lib.rs").contains(&format!("#![cfg_attr(not(test), deny({lints}))]")));
    assert!(read("src/main.rs").contains(&format!("#![deny({lints})]")));
    let (clippy, cargo) = (read(".clippy.toml"), read("Cargo.toml"));
    for path in [
        "std::process::Command",
        "std::net::TcpStream",
        "std::net::UdpSocket",
        "std::os::unix::net::UnixStream",
        "std::fs::write",
        "std::fs::File::create",
        "std::fs::OpenOptions::write",
        "std::fs::remove_file",
        "std::fs::rename",
        "std::print",
        "std::println",
        "std::eprintln",
        "crossterm::terminal::size",
    ] {
        assert!(clippy.contains(&format!("{{ path = \"{path}\"")), "{path}");
    }
    for line in ["unsafe_code = \"forbid\"", "overflow-checks = true", "panic = \"unwind\""] {
        assert!(cargo.lines().any(|found| found == line), "{line}");
    }
}

#[test]
fn no_file_is_longer_than_a_person_reads_at_once() {
    let long = |source: &Source| source.length > MOST_LINES;
    let sources = sources();
    let faults = sources.iter().filter(|source| long(source));
    report(&faults.map(|source| format!("{} lines: {}", source.length, source.place(0))).collect::<Vec<_>>());
}
