//! Finds the log that is meant when none, or only a folder, is named.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::exit::Failure;
use crate::source::SourceSpec;

/// A mission for those who have no log at hand.
const DEMO: &[u8] = include_bytes!("../../assets/demo.jsonl");
/// How many of its lines are there from the start, and how fast the others come.
const DEMO_HEAD: usize = 120;
const DEMO_PACE: Duration = Duration::from_millis(700);

/// The source that an argument names: a folder stands for the one log in it.
pub(super) fn named(source: &OsStr) -> Result<SourceSpec, Failure> {
    let path = Path::new(source);
    if !path.is_dir() {
        return Ok(SourceSpec::parse(source));
    }
    only_log(path)?.ok_or_else(|| Failure::NoLog(path.to_path_buf()))
}

/// The log of the current folder; where there is none, the demo, which grows while someone watches.
pub(super) fn here(live: bool) -> Result<SourceSpec, Failure> {
    Ok(only_log(Path::new("."))?.unwrap_or_else(|| demo(live)))
}

fn demo(live: bool) -> SourceSpec {
    let (name, bytes) = ("demo".to_owned(), Arc::from(DEMO));
    if live {
        SourceSpec::Playback { name, bytes, head: DEMO_HEAD, pace: DEMO_PACE }
    } else {
        SourceSpec::Memory { name, bytes }
    }
}

fn only_log(folder: &Path) -> Result<Option<SourceSpec>, Failure> {
    let failed = |cause| Failure::File { operation: "read", path: folder.to_path_buf(), cause };
    let mut logs = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let name = PathBuf::from(entry.map_err(failed)?.file_name());
        let path = if folder == Path::new(".") { name } else { folder.join(name) };
        if path.extension() == Some(OsStr::new("jsonl")) && path.is_file() {
            logs.push(path);
        }
    }
    logs.sort();
    match logs.len() {
        0 | 1 => Ok(logs.pop().map(SourceSpec::File)),
        _ => Err(Failure::SeveralLogs(logs)),
    }
}
