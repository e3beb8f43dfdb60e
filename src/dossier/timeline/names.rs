//! Texts by number, each once.

use std::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};

/// Texts, each once under its key, numbered in the order they were met.
///
/// They lie one after the other: a log may name hundreds of thousands of paths, and to compare one with them should
/// take no more than one look into distant memory.
#[derive(Debug)]
pub(super) struct Names<K> {
    text: String,
    /// Where each ends in `text`, and its key.
    ends: Vec<(usize, K)>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl<K> Default for Names<K> {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl<K: Copy + Eq + Hash> Names<K> {
    /// Makes room for as many as these.
    pub(super) fn reserve(&mut self, like: &Self) {
        let Self { text, ends, table, hasher } = self;
        text.reserve(like.text.len());
        ends.reserve(like.ends.len());
        table.reserve(like.table.len(), |&id| hasher.hash_one(named(text, ends, id)));
    }

    /// The number of a text, if it has one.
    pub(super) fn get(&self, key: K, name: &str) -> Option<u32> {
        let Self { text, ends, table, hasher } = self;
        table.find(hasher.hash_one((key, name)), |&id| named(text, ends, id) == (key, name)).copied()
    }

    /// The number of a text, which is entered when it is new.
    pub(super) fn number(&mut self, key: K, name: &str) -> u32 {
        let Self { text, ends, table, hasher } = self;
        let hash = hasher.hash_one((key, name));
        if let Some(known) = table.find(hash, |&id| named(text, ends, id) == (key, name)) {
            return *known;
        }
        text.push_str(name);
        ends.push((text.len(), key));
        let id = ends.len() as u32 - 1;
        table.insert_unique(hash, id, |&id| hasher.hash_one(named(text, ends, id)));
        id
    }

    /// The text of a number; empty where there is none.
    pub(super) fn name(&self, id: u32) -> &str {
        if (id as usize) < self.ends.len() { named(&self.text, &self.ends, id).1 } else { "" }
    }

    /// Every key and text, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, &str)> {
        (0..self.ends.len() as u32).map(|id| named(&self.text, &self.ends, id))
    }
}

fn named<'t, K: Copy>(text: &'t str, ends: &[(usize, K)], id: u32) -> (K, &'t str) {
    let (end, key) = ends[id as usize];
    let start = id.checked_sub(1).map_or(0, |before| ends[before as usize].0);
    (key, &text[start..end])
}
