//! The two forms in which a snapshot's hash is written (contract section 6).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The prefix of the canonical form.
const PREFIX: &str = "sha256:";

/// How a snapshot hash is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashForm {
    /// `sha256:` and the hash of the lines `path TAB hash`, sorted by path, joined by LF.
    Canonical,
    /// Bare hexadecimal: the hash of the sorted content hashes run together.
    ContentHashes,
}

impl HashForm {
    /// The form a claim is written in; `None` when it is neither.
    pub fn of(claim: &str) -> Option<Self> {
        let hex = |text: &str| {
            text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        match claim.strip_prefix(PREFIX) {
            Some(rest) => hex(rest).then_some(Self::Canonical),
            None => hex(claim).then_some(Self::ContentHashes),
        }
    }

    /// The hash of a dossier's present artifacts, path to content hash, in this form.
    pub fn compute<'a>(self, artifacts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        match self {
            Self::Canonical => self.of_sorted(artifacts.collect::<BTreeMap<_, _>>().into_iter()),
            Self::ContentHashes => {
                let mut sorted: Vec<_> = artifacts.collect();
                sorted.sort_unstable_by_key(|(_, hash)| *hash);
                self.of_sorted(sorted.into_iter())
            }
        }
    }

    /// The same of artifacts that are sorted already: by path in the canonical form, by content hash in the other.
    /// Strings compare by byte, which for UTF-8 is by code point.
    pub(in super::super) fn of_sorted<'a>(
        self,
        artifacts: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut hasher = FormHasher::new(self);
        for (path, hash) in artifacts {
            hasher.add(path, hash);
        }
        hasher.finish()
    }
}

/// A hash that artifacts are added to, in the order of its form.
#[derive(Debug)]
pub(super) struct FormHasher {
    form: HashForm,
    hasher: Sha256,
    is_empty: bool,
}

impl FormHasher {
    pub(super) fn new(form: HashForm) -> Self {
        Self { form, hasher: Sha256::new(), is_empty: true }
    }

    pub(super) fn add(&mut self, path: &str, hash: &str) {
        if self.form == HashForm::Canonical {
            if !self.is_empty {
                self.hasher.update(b"\n");
            }
            self.hasher.update(path);
            self.hasher.update(b"\t");
        }
        self.hasher.update(hash);
        self.is_empty = false;
    }

    pub(super) fn finish(&self) -> String {
        let mut text = String::from(if self.form == HashForm::Canonical { PREFIX } else { "" });
        for byte in self.hasher.clone().finalize() {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}
