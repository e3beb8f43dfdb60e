//! Patterns of paths, as a manifest writes an expected artifact: `tasks/WP*.md`.
//!
//! `*` and `?` stay within one part of a path, `**` does not, `[a-z]` and `[!a-z]` name characters. Time is
//! bounded by the product of the two lengths, whatever a log writes.

/// The longest pattern and path, in characters, that are compared.
const LONGEST: usize = 1024;

/// What matches one character or several.
enum Piece {
    Literal(char),
    /// `?`
    One,
    /// `[..]`: whether the named characters are the excluded ones, and their ranges.
    Class(bool, Vec<(char, char)>),
    /// `*`
    Part,
    /// `**`, which with a `/` behind it also stands for nothing.
    Any,
}

/// Whether a path that is expected is a pattern rather than a name.
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?']) || pieces(path).iter().any(|piece| matches!(piece, Piece::Class(..)))
}

/// Whether `path` matches `pattern`.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pieces = pieces(pattern);
    let path: Vec<char> = path.chars().take(LONGEST + 1).collect();
    if pieces.len() > LONGEST || path.len() > LONGEST {
        return false;
    }
    // At each piece: whether the pieces before it match the first n characters.
    let mut before = vec![false; path.len() + 1];
    before[0] = true;
    for piece in &pieces {
        let mut now = vec![false; path.len() + 1];
        match piece {
            Piece::Part | Piece::Any => {
                let crosses = matches!(piece, Piece::Any);
                now[0] = before[0];
                for at in 0..path.len() {
                    now[at + 1] = before[at + 1] || (now[at] && (crosses || path[at] != '/'));
                }
            }
            single => {
                for at in 0..path.len() {
                    now[at + 1] = before[at] && is_one(single, path[at]);
                }
            }
        }
        before = now;
    }
    before[path.len()]
}

fn is_one(piece: &Piece, c: char) -> bool {
    match piece {
        Piece::Literal(own) => *own == c,
        Piece::One => c != '/',
        Piece::Class(excluded, ranges) => {
            c != '/' && ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *excluded
        }
        Piece::Part | Piece::Any => false,
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let chars: Vec<char> = pattern.chars().take(LONGEST + 1).collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (piece, next) = match chars[at] {
            '*' if chars.get(at + 1) == Some(&'*') => {
                let own = at == 0 || chars[at - 1] == '/';
                // `**/` stands for any folders, also for none.
                let next = if own && chars.get(at + 2) == Some(&'/') { at + 3 } else { at + 2 };
                (Piece::Any, next)
            }
            '*' => (Piece::Part, at + 1),
            '?' => (Piece::One, at + 1),
            '[' => class(&chars, at).unwrap_or((Piece::Literal('['), at + 1)),
            other => (Piece::Literal(other), at + 1),
        };
        pieces.push(piece);
        at = next;
    }
    pieces
}

/// The class that starts at `[`, and what follows it; `None` when it is not closed.
fn class(chars: &[char], start: usize) -> Option<(Piece, usize)> {
    let excluded = matches!(chars.get(start + 1), Some('!' | '^'));
    let first = start + 1 + usize::from(excluded);
    // A bracket right at the start is one of the characters.
    let end = (first + 1..chars.len()).find(|at| chars[*at] == ']')?;
    let mut ranges = Vec::new();
    let mut at = first;
    while at < end {
        if at + 2 < end && chars[at + 1] == '-' {
            ranges.push((chars[at], chars[at + 2]));
            at += 3;
        } else {
            ranges.push((chars[at], chars[at]));
            at += 1;
        }
    }
    Some((Piece::Class(excluded, ranges), end + 1))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, is_pattern, matches};

    #[test]
    fn patterns_match_as_manifests_mean_them() {
        for (pattern, path, expected) in [
            ("tasks/WP*.md", "tasks/WP01.md", true),
            ("tasks/WP*.md", "tasks/WP.md", true),
            ("tasks/WP*.md", "tasks/old/WP01.md", false),
            ("tasks/*.md", "tasks/a/b.md", false),
            ("**/*.md", "a.md", true),
            ("**/*.md", "a/b/c.md", true),
            ("tasks/**", "tasks/a/b", true),
            ("WP0?.md", "WP07.md", true),
            ("WP0?.md", "WP0/.md", false),
            ("WP[0-9][!a].md", "WP1b.md", true),
            ("WP[0-9][!a].md", "WP1a.md", false),
            ("a[]b]c", "a]c", true),
            ("é?", "éü", true),
            ("a[b", "a[b", true),
            ("", "", true),
            ("*", "", true),
            ("a", "A", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        assert!(is_pattern("tasks/WP*.md") && is_pattern("a[bc]") && is_pattern("a?"));
        assert!(!is_pattern("tasks/WP01.md") && !is_pattern("a[b"));
    }

    #[test]
    fn a_pattern_made_to_be_slow_is_not() {
        assert!(!matches(&"*a".repeat(LONGEST / 2), &"a/".repeat(LONGEST / 2)));
        assert!(!matches("*", &"a".repeat(LONGEST + 1)));
    }
}
