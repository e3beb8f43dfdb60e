//! Holds one file against what was recorded of it.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use super::hasher::{Hasher, digits};
use super::outcome::{BadRecord, Change, Outcome};
use super::path::{RecordedPath, is_work_package};
use super::root::{Denied, Refusal, Root};
use crate::contracts::natural::Natural;
use crate::contracts::values::{ContentHashRef, HashAlgorithm};

/// The largest file that is hashed.
pub const MAX_FILE_BYTES: u64 = 1 << 40;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// What a log says of a file: strangers' text, to be believed in nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its path, relative to the mission's folder.
    pub path: String,
    /// Its hash.
    pub hash: String,
    /// The function that made the hash.
    pub algorithm: HashAlgorithm,
    /// Its size.
    pub size_bytes: Option<Natural>,
}

impl Recorded {
    /// What was recorded of a path.
    pub fn new(path: impl Into<String>, content: &ContentHashRef) -> Self {
        Self {
            path: path.into(),
            hash: content.hash.clone(),
            algorithm: content.algorithm,
            size_bytes: content.size_bytes.clone(),
        }
    }

    /// Whether its hash was made of something else than its bytes.
    pub fn is_work_package(&self) -> bool {
        is_work_package(&self.path)
    }

    /// Whether its hash proves little, as other bytes with the same one are easily made.
    pub fn is_weak(&self) -> bool {
        self.algorithm == HashAlgorithm::Md5
    }

    fn fault(&self) -> Option<BadRecord> {
        let expected = digits(self.algorithm);
        if !self.hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(BadRecord::NotHex);
        }
        let found = self.hash.len();
        (found != expected).then_some(BadRecord::Length { expected, found })
    }
}

/// How far the hashing of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes hashed.
    pub done: u64,
    /// Bytes in all.
    pub of: u64,
}

/// The check was called off: nothing is known of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the check was called off")]
pub struct Cancelled;

/// Holds the file that `recorded` names beneath `root` against it.
///
/// Blocks while the file is read, in 64 KiB of memory whatever its size; belongs on a thread of its own where
/// someone waits for keys. `progress` is told after each piece, and `cancel` is looked at before each.
///
/// # Errors
/// [`Cancelled`] once `cancel` is set. Whatever is wrong with the file is an [`Outcome`].
pub fn check(
    root: &Root,
    recorded: &Recorded,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, Cancelled> {
    let path = match RecordedPath::check(&recorded.path) {
        Ok(path) => path,
        Err(fault) => return Ok(Outcome::Refused(Refusal::Path(fault))),
    };
    if let Some(fault) = recorded.fault() {
        return Ok(Outcome::BadRecord(fault));
    }
    let opened = match root.open_file(&path) {
        Ok(file) => file,
        Err(Denied::Gone) => return Ok(Outcome::Gone),
        Err(Denied::Refused(refusal)) => return Ok(Outcome::Refused(refusal)),
        Err(Denied::Failed(cause)) => return Ok(Outcome::Unreadable(cause.to_string())),
    };
    match compare(opened, recorded, cancel, progress) {
        Ok(outcome) => Ok(outcome),
        Err(Stop::Cancelled) => Err(Cancelled),
        Err(Stop::Changed) => Ok(Outcome::ChangedWhileReading),
        Err(Stop::Failed(cause)) => Ok(Outcome::Unreadable(cause.to_string())),
    }
}

/// Why a file was not read to its end.
enum Stop {
    Cancelled,
    Changed,
    Failed(io::Error),
}

impl From<io::Error> for Stop {
    fn from(cause: io::Error) -> Self {
        Self::Failed(cause)
    }
}

fn compare(
    mut file: File,
    recorded: &Recorded,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, Stop> {
    let before = Look::at(&file.metadata()?)?;
    // A work package's hash stands for the part of it that its producer minds; its size and its bytes may change
    // with nothing to record, so neither shows a change.
    let differs = |change| match recorded.is_work_package() {
        true => Outcome::NotByteComparable,
        false => Outcome::Changed(change),
    };
    if recorded.size_bytes.as_ref().is_some_and(|size| size.as_u64() != Some(before.size)) {
        return Ok(differs(Change::Size { found: before.size }));
    }
    if before.size > MAX_FILE_BYTES {
        return Ok(Outcome::Unreadable("it is larger than 1 TiB".to_owned()));
    }
    let found = hash(&mut file, before.size, recorded.algorithm, cancel, progress)?;
    if Look::at(&file.metadata()?)? != before {
        return Err(Stop::Changed);
    }
    // The whole of both is compared; case is all a recorded hash may differ in.
    if recorded.hash.eq_ignore_ascii_case(&found) {
        return Ok(Outcome::Same);
    }
    Ok(differs(Change::Content { found }))
}

/// Hashes `size` bytes, after which the file must end.
fn hash(
    file: &mut File,
    size: u64,
    algorithm: HashAlgorithm,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<String, Stop> {
    let mut hasher = Hasher::new(algorithm);
    let mut buffer = vec![0; CHUNK];
    let mut done = 0;
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(Stop::Cancelled);
        }
        let left = size - done;
        // At the end one more byte is asked for, and there must be none.
        let room = usize::try_from(left.max(1)).map_or(CHUNK, |left| left.min(CHUNK));
        let read = match file.read(&mut buffer[..room]) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        match (left, read) {
            (0, 0) => return Ok(hasher.finish()),
            (0, _) | (_, 0) => return Err(Stop::Changed),
            _ => {}
        }
        hasher.update(&buffer[..read]);
        done += read as u64;
        progress(Progress { done, of: size });
    }
}

/// What tells whether a file was written to.
#[derive(PartialEq, Eq)]
struct Look {
    size: u64,
    modified: std::time::SystemTime,
    /// When anything about the file was changed last: not to be set back, as the other time is.
    changed: (i64, i64),
}

impl Look {
    fn at(metadata: &Metadata) -> io::Result<Self> {
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = (0, 0);
        Ok(Self { size: metadata.len(), modified: metadata.modified()?, changed })
    }
}
