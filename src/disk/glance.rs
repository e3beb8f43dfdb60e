//! Whether a file has been touched since: cheap enough to be asked of many files again and again.

use std::io;

use super::path::RecordedPath;
use super::root::{Denied, Refusal, Root};

/// How a recorded path looked beneath a root at one moment.
///
/// Two that are equal say that nobody has written to the file, replaced it or taken it away in between, as far as
/// its size, its times and its identity tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance(Seen);

/// What there was to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Something, of whatever kind; it was not opened.
    #[cfg_attr(not(unix), expect(dead_code, reason = "nothing is looked for where nothing is opened"))]
    Stat {
        /// Its device, its number and its mode.
        file: [i128; 3],
        size: i128,
        /// Seconds and nanoseconds.
        modified: (i128, i128),
        changed: (i128, i128),
    },
    /// A path that is not looked for at all.
    Unsafe,
    Gone,
    Refused(Refusal),
    Failed(io::ErrorKind),
}

impl Glance {
    /// Looks at a path beneath a root by the rules of a check, without opening what it names.
    pub fn at(root: &Root, path: &str) -> Self {
        let Ok(path) = RecordedPath::check(path) else { return Self(Seen::Unsafe) };
        Self(match root.look(&path) {
            Ok(seen) => seen,
            Err(Denied::Gone) => Seen::Gone,
            Err(Denied::Refused(refusal)) => Seen::Refused(refusal),
            Err(Denied::Failed(cause)) => Seen::Failed(cause.kind()),
        })
    }
}
