//! Which lines of two texts differ.

/// A line that only one text has, with its number there, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change<'t> {
    /// Only the old text has it.
    Removed(usize, &'t str),
    /// Only the new text has it.
    Added(usize, &'t str),
}

/// How many cells the table of common lines may have. Beyond it everything between the first and the last
/// difference counts as changed: a schema is far smaller, and a stranger's file shall not cost more.
const MAX_CELLS: usize = 4_000_000;

/// The changed lines from `old` to `new`, by a longest common subsequence.
pub(super) fn changes<'t>(old: &'t str, new: &'t str) -> Vec<Change<'t>> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);

    // common[i][j]: how many lines a[i..] and b[j..] have in common; all zero where the table is too large.
    let fits = (a.len() + 1) * (b.len() + 1) <= MAX_CELLS;
    let width = if fits { b.len() + 1 } else { 0 };
    let mut common = vec![0_u32; if fits { (a.len() + 1) * width } else { 0 }];
    if fits {
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                common[i * width + j] = if a[i] == b[j] {
                    common[(i + 1) * width + j + 1] + 1
                } else {
                    common[(i + 1) * width + j].max(common[i * width + j + 1])
                };
            }
        }
    }
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if fits && i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let removes = match (i < a.len(), j < b.len()) {
            (true, true) => !fits || common[(i + 1) * width + j] >= common[i * width + j + 1],
            (left, _) => left,
        };
        if removes {
            changes.push(Change::Removed(head + i + 1, a[i]));
            i += 1;
        } else {
            changes.push(Change::Added(head + j + 1, b[j]));
            j += 1;
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_lines_are_told() {
        let told = changes("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n");
        assert_eq!(told, [Change::Removed(2, "b"), Change::Added(2, "x"), Change::Added(5, "e")]);
    }

    #[test]
    fn equal_texts_have_no_changes() {
        assert_eq!(changes("a\nb", "a\nb"), []);
        assert_eq!(changes("", ""), []);
    }

    #[test]
    fn everything_changes_against_nothing() {
        assert_eq!(changes("", "a\n"), [Change::Added(1, "a")]);
        assert_eq!(changes("a\n", ""), [Change::Removed(1, "a")]);
    }
}
