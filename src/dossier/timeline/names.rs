//! Texts by number, each once.

use std::hash::{BuildHasher, Hash};
use std::sync::LazyLock;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The hasher of names: one, so that a hash made where a name is read serves wherever it is known.
static HASHER: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

/// Texts, each once under its key, numbered in the order they were met.
///
/// They lie one after the other: a log may name hundreds of thousands of paths, and to compare one with them should
/// take no more than one look into distant memory.
#[derive(Debug)]
pub(super) struct Names<K> {
    text: String,
    places: Vec<Place<K>>,
    table: HashTable<u32>,
}

/// Where one text is among all.
#[derive(Debug, Clone, Copy)]
struct Place<K> {
    end: usize,
    hash: u32,
    key: K,
}

impl<K: Hash> Place<K> {
    /// The hash by which it is found.
    fn code(&self) -> u64 {
        code(&self.key, self.hash)
    }
}

/// The hash by which a text of that hash is found under a key.
fn code(key: &impl Hash, hash: u32) -> u64 {
    HASHER.hash_one((key, hash))
}

/// A text and its hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'t> {
    text: &'t str,
    hash: u32,
}

impl<'t> Name<'t> {
    /// Hashes a text.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, hash: HASHER.hash_one(text) as u32 }
    }

    /// The text.
    pub(super) fn text(self) -> &'t str {
        self.text
    }
}

impl<K> Default for Names<K> {
    fn default() -> Self {
        Self { text: String::new(), places: Vec::new(), table: HashTable::new() }
    }
}

impl<K: Copy + Eq + Hash> Names<K> {
    /// Makes room for as many as these.
    pub(super) fn reserve(&mut self, like: &Self) {
        let Self { text, places, table } = self;
        text.reserve(like.text.len());
        places.reserve(like.places.len());
        table.reserve(like.table.len(), |&id| places[id as usize].code());
    }

    /// The number of a text, if it has one.
    pub(super) fn get(&self, key: K, name: Name<'_>) -> Option<u32> {
        self.find(code(&key, name.hash), key, name)
    }

    /// The number of a text, which is entered when it is new.
    pub(super) fn number(&mut self, key: K, name: Name<'_>) -> u32 {
        let code = code(&key, name.hash);
        if let Some(known) = self.find(code, key, name) {
            return known;
        }
        let Self { text, places, table } = self;
        text.push_str(name.text);
        places.push(Place { end: text.len(), hash: name.hash, key });
        let id = places.len() as u32 - 1;
        table.insert_unique(code, id, |&id| places[id as usize].code());
        id
    }

    fn find(&self, code: u64, key: K, name: Name<'_>) -> Option<u32> {
        let same = |&id: &u32| {
            let place = &self.places[id as usize];
            place.hash == name.hash && place.key == key && self.text(id) == name.text
        };
        self.table.find(code, same).copied()
    }

    /// The text of a number; empty where there is none.
    pub(super) fn name(&self, id: u32) -> &str {
        if (id as usize) < self.places.len() { self.text(id) } else { "" }
    }

    /// Every key and text, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, Name<'_>)> {
        (0..).zip(&self.places).map(|(id, place)| (place.key, Name { text: self.text(id), hash: place.hash }))
    }

    fn text(&self, id: u32) -> &str {
        let start = id.checked_sub(1).map_or(0, |before| self.places[before as usize].end);
        &self.text[start..self.places[id as usize].end]
    }
}
