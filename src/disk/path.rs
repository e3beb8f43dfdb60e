//! Which recorded paths may be looked for at all. The rules are of the text alone and the same on every platform.

use std::path::Path;

/// The longest path that is looked for, in bytes.
pub const MAX_PATH_BYTES: usize = 4096;
/// The longest name within a path, in bytes.
pub const MAX_NAME_BYTES: usize = 255;

/// A path from a log that names something beneath a root, whatever the root is.
///
/// It is the text that was recorded: what would have to be cleaned is refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordedPath(Box<str>);

/// Why a recorded path is not looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.words())]
pub enum UnsafePath {
    /// There is no text.
    Empty,
    /// It is longer than [`MAX_PATH_BYTES`].
    TooLong,
    /// It holds a NUL or another control character.
    Control,
    /// It begins as the name of another machine's share does: `//` or `\\`.
    Share,
    /// It holds a backslash, which separates names on Windows.
    Backslash,
    /// It begins at the top of the file system.
    Absolute,
    /// It begins with `~`, which shells take for a home folder.
    Home,
    /// It begins with the letter of a drive.
    Drive,
    /// It is an address: `file://…`.
    Scheme,
    /// It holds a colon, behind which Windows looks for another stream of the file.
    Colon,
    /// It ends with `/`.
    TrailingSlash,
    /// Two `/` stand together.
    EmptyName,
    /// One of its names is `.`.
    Dot,
    /// One of its names is `..`.
    DotDot,
    /// One of its names is longer than [`MAX_NAME_BYTES`].
    LongName,
    /// One of its names is that of a device on Windows, whatever ending it has.
    Device,
    /// One of its names ends with a dot or a space, which Windows drops.
    DroppedEnd,
}

impl UnsafePath {
    /// Every reason.
    pub const ALL: [Self; 17] = [
        Self::Empty,
        Self::TooLong,
        Self::Control,
        Self::Share,
        Self::Backslash,
        Self::Absolute,
        Self::Home,
        Self::Drive,
        Self::Scheme,
        Self::Colon,
        Self::TrailingSlash,
        Self::EmptyName,
        Self::Dot,
        Self::DotDot,
        Self::LongName,
        Self::Device,
        Self::DroppedEnd,
    ];

    /// The reason in words, to follow the path.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "the path is empty",
            Self::TooLong => "the path is longer than 4096 bytes",
            Self::Control => "the path holds a control character",
            Self::Share => "the path names a share of another machine",
            Self::Backslash => "the path holds a backslash",
            Self::Absolute => "the path is absolute",
            Self::Home => "the path begins with ~",
            Self::Drive => "the path begins with a drive letter",
            Self::Scheme => "the path is an address",
            Self::Colon => "the path holds a colon",
            Self::TrailingSlash => "the path ends with a slash",
            Self::EmptyName => "the path has two slashes together",
            Self::Dot => "the path goes through .",
            Self::DotDot => "the path goes through ..",
            Self::LongName => "a name in the path is longer than 255 bytes",
            Self::Device => "a name in the path is a device on Windows",
            Self::DroppedEnd => "a name in the path ends with a dot or a space",
        }
    }
}

impl RecordedPath {
    /// Takes a path that can only mean something beneath a root.
    ///
    /// # Errors
    /// [`UnsafePath`], the first reason that applies.
    pub fn check(path: &str) -> Result<Self, UnsafePath> {
        match fault(path) {
            Some(fault) => Err(fault),
            None => Ok(Self(path.into())),
        }
    }

    /// The path as it was recorded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, to be looked up beneath a root and nowhere else.
    pub fn as_path(&self) -> &Path {
        Path::new(&*self.0)
    }

    /// Its names, from the root down.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

/// Whether a path is that of a work package, `tasks/WP*.md`: its producer records a hash of some of its front
/// matter, not of its bytes (contract section 6).
pub fn is_work_package(path: &str) -> bool {
    path.strip_prefix("tasks/WP")
        .and_then(|rest| rest.strip_suffix(".md"))
        .is_some_and(|rest| !rest.contains('/'))
}

fn fault(path: &str) -> Option<UnsafePath> {
    let whole = [
        (path.is_empty(), UnsafePath::Empty),
        (path.len() > MAX_PATH_BYTES, UnsafePath::TooLong),
        (path.contains(char::is_control), UnsafePath::Control),
        (path.starts_with("//") || path.starts_with("\\\\"), UnsafePath::Share),
        (path.contains('\\'), UnsafePath::Backslash),
        (path.starts_with('/'), UnsafePath::Absolute),
        (path.starts_with('~'), UnsafePath::Home),
        (has_drive(path), UnsafePath::Drive),
        (path.contains("://"), UnsafePath::Scheme),
        (path.contains(':'), UnsafePath::Colon),
        (path.ends_with('/'), UnsafePath::TrailingSlash),
    ];
    let whole = whole.into_iter().find_map(|(holds, fault)| holds.then_some(fault));
    whole.or_else(|| path.split('/').find_map(fault_of_name))
}

fn fault_of_name(name: &str) -> Option<UnsafePath> {
    match name {
        "" => Some(UnsafePath::EmptyName),
        "." => Some(UnsafePath::Dot),
        ".." => Some(UnsafePath::DotDot),
        _ if name.len() > MAX_NAME_BYTES => Some(UnsafePath::LongName),
        _ if is_device(name) => Some(UnsafePath::Device),
        _ if name.ends_with(['.', ' ']) => Some(UnsafePath::DroppedEnd),
        _ => None,
    }
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// `CON`, `nul.txt`, `Com1 .log`: Windows looks at what stands before the first dot, without the spaces at its end.
fn is_device(name: &str) -> bool {
    const NAMES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    const NUMBERED: [&str; 2] = ["COM", "LPT"];
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ');
    let is_numbered = |kind: &str| {
        let Some((start, number)) = stem.split_at_checked(kind.len()) else { return false };
        let mut number = number.chars();
        let digit = number.next().is_some_and(|digit| matches!(digit, '0'..='9' | '¹' | '²' | '³'));
        start.eq_ignore_ascii_case(kind) && digit && number.next().is_none()
    };
    NAMES.iter().any(|device| stem.eq_ignore_ascii_case(device)) || NUMBERED.into_iter().any(is_numbered)
}
