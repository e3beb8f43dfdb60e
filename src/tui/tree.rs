//! A JSON value as foldable rows.

use std::collections::BTreeSet;

use super::ink::{Ink, Role};
use crate::json::{Kind, Value};
use crate::text::{Shown, show};

/// One row of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeRow {
    /// How deep it is.
    pub depth: usize,
    /// Pointer to its value; of the group of further envelope fields, [`REST`].
    pub pointer: String,
    /// Whether its fold is open; `None` when it has none.
    pub open: Option<bool>,
    /// Its name and, of a value without a fold, the value.
    pub ink: Ink,
}

/// The pointer of the group that holds the less telling fields of an envelope.
pub const REST: &str = "#rest";

/// The members of an event that stand first; the rest goes under one fold.
const FIRST: [&str; 7] = ["event_type", "kind", "type", "timestamp", "at", "lamport_clock", "event_id"];

/// How many elements or members a fold may start open with.
const OPEN_UP_TO: usize = 12;
/// The depth below which folds start closed.
const OPEN_DEPTH: usize = 3;
/// How many rows a tree has at most; a line with more is better read elsewhere.
const MOST_ROWS: usize = 5_000;
/// How many bytes of a value, and how many names of a preview, are shown.
const MOST_BYTES: usize = 4_096;
const MOST_NAMES: usize = 12;

/// The rows of a log line: telling fields first, the payload open, the rest of the envelope folded.
pub fn rows_of_line(root: Value<'_>, toggled: &BTreeSet<String>) -> Vec<TreeRow> {
    let mut tree = Tree { rows: Vec::new(), toggled };
    if root.kind() != Kind::Object || root.get("payload").is_none() {
        tree.members(root, 0);
        return tree.rows;
    }
    let name = |key: &Value<'_>| key.as_str().unwrap_or_default().into_owned();
    for first in FIRST {
        for (key, value) in root.entries().filter(|(key, _)| key.is_key(first)) {
            tree.member(&name(&key), value, 0);
        }
    }
    for (key, value) in root.entries().filter(|(key, _)| key.is_key("payload")) {
        tree.member(&name(&key), value, 0);
    }
    let rest: Vec<_> = root
        .entries()
        .filter(|(key, _)| !key.is_key("payload") && !FIRST.iter().any(|first| key.is_key(first)))
        .collect();
    if rest.is_empty() {
        return tree.rows;
    }
    let open = toggled.contains(REST);
    let words =
        Ink::of(Role::Dim, rest.len()).dim(if rest.len() == 1 { " more field" } else { " more fields" });
    let ink = fold_mark(open).plain("envelope  ").with(words);
    tree.rows.push(TreeRow { depth: 0, pointer: REST.into(), open: Some(open), ink });
    if open {
        for (key, value) in rest {
            tree.member(&name(&key), value, 1);
        }
    }
    tree.rows
}

struct Tree<'t> {
    rows: Vec<TreeRow>,
    toggled: &'t BTreeSet<String>,
}

impl Tree<'_> {
    fn members(&mut self, value: Value<'_>, depth: usize) {
        for (key, member) in value.entries() {
            self.member(&key.as_str().unwrap_or_default(), member, depth);
        }
        for (nth, item) in value.items().enumerate() {
            self.member(&nth.to_string(), item, depth);
        }
        if !matches!(value.kind(), Kind::Object | Kind::Array) {
            self.member("", value, depth);
        }
    }

    fn member(&mut self, name: &str, value: Value<'_>, depth: usize) {
        if self.rows.len() > MOST_ROWS {
            return;
        }
        if self.rows.len() == MOST_ROWS {
            let ink = Ink::of(Role::Dim, "  cut here: r shows the raw line");
            self.rows.push(TreeRow { depth, pointer: value.pointer(), open: None, ink });
            return;
        }
        let size = value.entries().count() + value.items().count();
        let pointer = value.pointer();
        let open = (size > 0).then(|| {
            let starts_open = size <= OPEN_UP_TO && depth < OPEN_DEPTH && !pointer.ends_with("/namespace");
            starts_open != self.toggled.contains(&pointer)
        });
        let mark = open.map_or_else(|| Ink::from("  "), fold_mark);
        let label = Ink::new().plain(show(name)).plain("  ");
        let ink = match open {
            Some(true) => mark.with(label),
            Some(false) => mark.with(label).dim(preview(value)),
            None => mark.with(label).with(scalar(value)),
        };
        self.rows.push(TreeRow { depth, pointer, open, ink });
        if open == Some(true) {
            self.members(value, depth + 1);
        }
    }
}

fn fold_mark(open: bool) -> Ink {
    Ink::of(Role::Accent, if open { "▾ " } else { "▸ " })
}

fn scalar(value: Value<'_>) -> Ink {
    match value.kind() {
        Kind::String { .. } => {
            let text = value.as_str().unwrap_or_default();
            let cut = text.floor_char_boundary(MOST_BYTES.min(text.len()));
            let more = if cut < text.len() { "…" } else { "\"" };
            Ink::of(Role::Dim, "\"").plain(show(&text[..cut])).dim(more)
        }
        Kind::Null => Ink::of(Role::Dim, "null"),
        Kind::Object => Ink::of(Role::Dim, "{}"),
        Kind::Array => Ink::of(Role::Dim, "[]"),
        Kind::Bool(_) | Kind::Number => Ink::of(Role::Strong, show(value.raw())),
    }
}

fn preview(value: Value<'_>) -> Shown {
    let mut names: Vec<Shown> =
        value.entries().take(MOST_NAMES).map(|(key, _)| show(key.as_str().unwrap_or_default())).collect();
    if value.entries().nth(MOST_NAMES).is_some() {
        names.push(Shown::fixed("…"));
    }
    match value.kind() {
        Kind::Object => Shown::concat([Shown::fixed("{"), Shown::join(", ", names), Shown::fixed("}")]),
        _ => Shown::fixed("[").then(value.items().count()).then("]"),
    }
}
