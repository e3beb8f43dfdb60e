//! Texts by number, each once.

use std::hash::{BuildHasher, Hash};
use std::ops::Range;
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

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
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

    /// The numbers of several texts under one key, which are entered where they are new.
    ///
    /// Step by step for all of them, since each step may have to wait for distant memory: such waits overlap where
    /// nothing is decided between them.
    pub(super) fn numbers<'n>(&mut self, key: K, names: impl Iterator<Item = Name<'n>> + Clone) -> Vec<u32> {
        let guess = |name: Name<'_>| self.table.find(code(&key, name.hash), |_| true).copied();
        let guesses: Vec<_> = names.clone().map(guess).collect();
        let likely = |guess: &Option<u32>| guess.map(|id| (id, self.range(id)));
        let likely: Vec<_> = guesses.iter().map(likely).collect();
        let number = |(name, likely): (Name<'_>, Option<(u32, Range<usize>)>)| match likely {
            Some((id, range)) if self.is(id, range.clone(), key, name) => id,
            _ => self.number(key, name),
        };
        names.zip(likely).map(number).collect()
    }

    fn find(&self, code: u64, key: K, name: Name<'_>) -> Option<u32> {
        let same =
            |&id: &u32| self.places[id as usize].hash == name.hash && self.is(id, self.range(id), key, name);
        self.table.find(code, same).copied()
    }

    /// Whether a number, whose text is there, is that of a name.
    fn is(&self, id: u32, range: Range<usize>, key: K, name: Name<'_>) -> bool {
        self.places[id as usize].key == key && self.text[range] == *name.text
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
        &self.text[self.range(id)]
    }

    /// Where a text is among all.
    fn range(&self, id: u32) -> Range<usize> {
        let start = id.checked_sub(1).map_or(0, |before| self.places[before as usize].end);
        start..self.places[id as usize].end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Looked up together or one by one, a text has the number of its first appearance under its key.
        #[test]
        fn together_or_alone_each_text_has_one_number(
            batches in prop::collection::vec((0..2_u32, prop::collection::vec("[a-c]{0,3}", 0..40)), 0..12),
        ) {
            let (mut names, mut met) = (Names::default(), Vec::new());
            for (key, batch) in batches {
                let numbers = names.numbers(key, batch.iter().map(|text| Name::of(text)));
                for (text, number) in batch.into_iter().zip(numbers) {
                    let met_before = met.iter().position(|known| *known == (key, text.clone()));
                    let expected = met_before.unwrap_or_else(|| {
                        met.push((key, text.clone()));
                        met.len() - 1
                    });
                    prop_assert_eq!(number as usize, expected);
                    prop_assert_eq!(names.name(number), &text);
                    prop_assert_eq!(names.get(key, Name::of(&text)), Some(number));
                    prop_assert_eq!(names.number(key, Name::of(&text)), number);
                }
            }
            prop_assert_eq!(names.len(), met.len());
        }
    }
}
