//! Opens a source, and refuses at once what can never be one.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::disk;
use super::error::{Operation, SourceError};
use super::fingerprint::Stamp;
use super::magic;
use super::spec::SourceSpec;
use super::stream::Stream;

/// A source that could be opened: ready to be read whole or followed.
pub struct Opened {
    pub(super) name: PathBuf,
    pub(super) input: Input,
}

pub(super) enum Input {
    File { file: Arc<File>, stamp: Stamp },
    Stream(Stream),
    Memory(Arc<[u8]>),
    Playback { bytes: Arc<[u8]>, head: usize, pace: Duration },
}

impl Opened {
    /// What to call the source. May hold anything a file name may hold: sanitise it before showing it.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Its length in bytes when it was opened, where that is known.
    pub fn size(&self) -> Option<u64> {
        match &self.input {
            Input::File { stamp, .. } => Some(stamp.size),
            Input::Stream(_) => None,
            Input::Memory(bytes) | Input::Playback { bytes, .. } => Some(bytes.len() as u64),
        }
    }

    /// A source over any reader, read once to its end like standard input.
    pub fn from_reader(name: impl Into<PathBuf>, reader: impl Read + Send + 'static) -> Self {
        Self { name: name.into(), input: Input::Stream(Stream::Reader(Box::new(reader))) }
    }
}

/// Opens what `spec` names, for following if `follow` is set.
///
/// Opens no device, and waits for another process only where a named pipe has no writer yet, and not for long.
///
/// # Errors
/// [`SourceError`] when there is nothing to read: a missing or forbidden file, a directory, a device,
/// a named pipe that would have to be followed or that nobody writes to, compressed data, text that is not UTF-8.
pub fn open(spec: &SourceSpec, follow: bool) -> Result<Opened, SourceError> {
    let name = spec.name().to_path_buf();
    let input = match spec {
        SourceSpec::File(path) => open_file(path, follow)?,
        SourceSpec::Stdin => Input::Stream(
            Stream::stdin().map_err(|cause| SourceError::from_io(&name, Operation::Open, cause))?,
        ),
        SourceSpec::Memory { bytes, .. } => Input::Memory(Arc::clone(bytes)),
        SourceSpec::Playback { bytes, head, pace, .. } => {
            Input::Playback { bytes: Arc::clone(bytes), head: *head, pace: *pace }
        }
    };
    Ok(Opened { name, input })
}

fn open_file(path: &Path, follow: bool) -> Result<Input, SourceError> {
    let failed = |operation| move |cause| SourceError::from_io(path, operation, cause);
    // Opening a device can act on it, so it is refused by name before it is refused by descriptor.
    let named = fs::metadata(path).map_err(failed(Operation::Open))?;
    refuse_irregular(path, &named, follow)?;
    let file = disk::open(path).map_err(failed(Operation::Open))?;
    let metadata = file.metadata().map_err(failed(Operation::Inspect))?;
    refuse_irregular(path, &metadata, follow)?;
    if disk::is_pipe(&metadata) {
        return Ok(Input::Stream(Stream::named_pipe(path, file)?));
    }
    if metadata.len() == 0 && is_made_up(&file).map_err(failed(Operation::Read))? {
        let kind = "a file that only exists while it is read";
        return Err(SourceError::NotRegular { path: path.to_path_buf(), kind });
    }
    let head = disk::read_up_to(&file, 0, magic::HEAD_BYTES).map_err(failed(Operation::Read))?;
    magic::refuse(path, &head)?;
    Ok(Input::File { stamp: disk::stamp_of(&metadata), file: Arc::new(file) })
}

fn refuse_irregular(path: &Path, metadata: &Metadata, follow: bool) -> Result<(), SourceError> {
    let path = path.to_path_buf();
    match disk::irregular(metadata) {
        None => Ok(()),
        Some(_) if metadata.is_dir() => Err(SourceError::Directory { path }),
        Some(_) if disk::is_pipe(metadata) && !follow => Ok(()),
        Some(_) if disk::is_pipe(metadata) => Err(SourceError::NamedPipe { path }),
        Some(kind) => Err(SourceError::NotRegular { path, kind }),
    }
}

/// Whether a file of no length has content all the same, as those under `/proc` do.
fn is_made_up(file: &File) -> io::Result<bool> {
    let has_content = disk::read_at(file, &mut [0], 0)? > 0;
    Ok(has_content && disk::stamp_of_file(file)?.size == 0)
}
