//! Opens the corpus that is meant.

use std::borrow::Cow;
use std::path::Path;

use super::exit::Failure;
use crate::conformance::Corpus;

/// The corpus of a folder, or the one inside the program.
pub(super) fn open(from: Option<&Path>) -> Result<Cow<'static, Corpus>, Failure> {
    let Some(folder) = from else { return Ok(Cow::Borrowed(Corpus::embedded()?)) };
    let path = folder.join("manifest.json");
    let manifest =
        std::fs::read_to_string(&path).map_err(|cause| Failure::File { operation: "read", path, cause })?;
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).map_err(|cause| cause.to_string());
    Ok(Cow::Owned(Corpus::new(&manifest, read)?))
}
