//! Two sides of a dossier, path by path.
//!
//! What cannot be compared is never called the same: it is a difference of its own kind, and the whole is the
//! same only when every path was shown to be.

use std::collections::BTreeMap;

use super::state::MissionDossierState;

/// What one side has recorded of a present artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its content hash; `None` where the side could not compute one.
    pub hash: Option<String>,
    /// The name of the hash function.
    pub algorithm: String,
}

/// The artifacts that are present on one side, by path.
pub type Side = BTreeMap<String, Content>;

/// How a path differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Both have it, with other content.
    Content {
        /// The hash on this side.
        here: String,
        /// The hash on the other.
        there: String,
    },
    /// Only this side has it.
    OnlyHere,
    /// Only the other side has it.
    OnlyThere,
    /// Both have it, and their hashes are of different functions.
    Functions {
        /// The function of this side.
        here: String,
        /// The function of the other.
        there: String,
    },
    /// Both have it, and one of them has no hash.
    NoHash,
}

impl Difference {
    /// Whether this proves that the sides differ; otherwise it only keeps them from being shown the same.
    pub fn is_proof(&self) -> bool {
        matches!(self, Self::Content { .. } | Self::OnlyHere | Self::OnlyThere)
    }
}

/// What comparing two sides showed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// How many paths are shown to be the same.
    pub same: usize,
    /// Every other path, sorted.
    pub differences: Vec<(String, Difference)>,
}

/// The side of a replayed state: what is superseded is not present.
pub fn side_of(state: &MissionDossierState) -> Side {
    let present = state.artifacts.iter().filter(|(_, entry)| !entry.superseded);
    present
        .map(|(path, entry)| {
            let content = Content {
                hash: Some(entry.content_ref.hash.clone()),
                algorithm: entry.content_ref.algorithm.as_str().to_owned(),
            };
            (path.clone(), content)
        })
        .collect()
}

/// Compares two sides, path by path.
pub fn compare(here: &Side, there: &Side) -> Comparison {
    let mut comparison = Comparison::default();
    let mut differs = BTreeMap::new();
    for (path, own) in here {
        match there.get(path).map(|other| difference(own, other)) {
            Some(None) => comparison.same += 1,
            Some(Some(difference)) => {
                differs.insert(path, difference);
            }
            None => {
                differs.insert(path, Difference::OnlyHere);
            }
        }
    }
    let only_there = there.keys().filter(|path| !here.contains_key(*path));
    differs.extend(only_there.map(|path| (path, Difference::OnlyThere)));
    comparison.differences = differs.into_iter().map(|(path, how)| (path.clone(), how)).collect();
    comparison
}

/// How two contents of one path differ. Hexadecimal digits mean the same in either case.
fn difference(here: &Content, there: &Content) -> Option<Difference> {
    let (Some(own), Some(other)) = (&here.hash, &there.hash) else { return Some(Difference::NoHash) };
    if here.algorithm != there.algorithm {
        let (here, there) = (here.algorithm.clone(), there.algorithm.clone());
        return Some(Difference::Functions { here, there });
    }
    let same = own.eq_ignore_ascii_case(other);
    (!same).then(|| Difference::Content { here: own.clone(), there: other.clone() })
}

#[cfg(test)]
mod tests {
    use super::{Content, Difference, Side, compare};

    fn side(paths: &[(&str, Option<&str>, &str)]) -> Side {
        let content = |hash: Option<&str>, algorithm: &str| Content {
            hash: hash.map(str::to_owned),
            algorithm: algorithm.to_owned(),
        };
        paths.iter().map(|(path, hash, own)| ((*path).to_owned(), content(*hash, own))).collect()
    }

    #[test]
    fn every_path_is_the_same_or_named_with_its_kind() {
        let here = side(&[
            ("a", Some("0A"), "sha256"),
            ("b", Some("1"), "sha256"),
            ("c", Some("1"), "sha256"),
            ("d", None, "sha256"),
            ("e", Some("1"), "sha256"),
        ]);
        let there = side(&[
            ("a", Some("0a"), "sha256"),
            ("b", Some("2"), "sha256"),
            ("c", Some("1"), "md5"),
            ("d", Some("1"), "sha256"),
            ("f", Some("1"), "sha256"),
        ]);
        let comparison = compare(&here, &there);
        assert_eq!(comparison.same, 1);
        let found: Vec<_> = comparison.differences.iter().map(|(path, how)| (path.as_str(), how)).collect();
        let content = Difference::Content { here: "1".into(), there: "2".into() };
        let functions = Difference::Functions { here: "sha256".into(), there: "md5".into() };
        let expected = [
            ("b", &content),
            ("c", &functions),
            ("d", &Difference::NoHash),
            ("e", &Difference::OnlyHere),
            ("f", &Difference::OnlyThere),
        ];
        assert_eq!(found, expected);
        let proofs: Vec<_> = found.iter().map(|(_, how)| how.is_proof()).collect();
        assert_eq!(proofs, [true, false, false, true, true]);
    }

    #[test]
    fn a_side_is_the_same_as_itself() {
        let side = side(&[("a", Some("1"), "sha256"), ("b", Some("2"), "md5")]);
        let comparison = compare(&side, &side);
        assert_eq!((comparison.same, comparison.differences.len()), (2, 0));
    }
}
