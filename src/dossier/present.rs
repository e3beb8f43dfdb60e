//! The artifacts that are present, kept in the orders in which snapshots hash them.

use std::collections::BTreeMap;
use std::iter::repeat_n;
use std::rc::Rc;

use super::parity::HashForm;

/// The artifacts of a mission, as its events come. A log may have as many snapshots as artifacts, so none of these
/// orders is made anew for each.
#[derive(Debug, Default)]
pub(super) struct Artifacts<'t> {
    by_path: BTreeMap<&'t str, Held>,
    /// The content hashes of those present, and how many have each.
    hashes: BTreeMap<Rc<str>, usize>,
    present: usize,
}

#[derive(Debug)]
struct Held {
    hash: Rc<str>,
    superseded: bool,
}

impl<'t> Artifacts<'t> {
    /// An artifact is indexed, for the first time or again.
    pub(super) fn index(&mut self, path: &'t str, hash: &str) {
        self.supersede(path);
        let hash =
            self.hashes.get_key_value(hash).map_or_else(|| Rc::from(hash), |(known, _)| Rc::clone(known));
        *self.hashes.entry(Rc::clone(&hash)).or_default() += 1;
        self.by_path.insert(path, Held { hash, superseded: false });
        self.present += 1;
    }

    /// Another artifact takes the place of one.
    pub(super) fn supersede(&mut self, path: &str) {
        let Some(held) = self.by_path.get_mut(path).filter(|held| !held.superseded) else { return };
        held.superseded = true;
        self.present -= 1;
        if let Some(count) = self.hashes.get_mut(&held.hash) {
            *count -= 1;
            if *count == 0 {
                self.hashes.remove(&held.hash);
            }
        }
    }

    /// How many are present.
    pub(super) fn present(&self) -> usize {
        self.present
    }

    /// The hash of those present.
    pub(super) fn hash(&self, form: HashForm) -> String {
        match form {
            HashForm::Canonical => {
                let present = self.by_path.iter().filter(|(_, held)| !held.superseded);
                form.of_sorted(present.map(|(path, held)| (*path, &*held.hash)))
            }
            HashForm::ContentHashes => {
                let hashes = self.hashes.iter().flat_map(|(hash, count)| repeat_n(&**hash, *count));
                form.of_sorted(hashes.map(|hash| ("", hash)))
            }
        }
    }
}
