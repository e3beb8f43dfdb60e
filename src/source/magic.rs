//! Recognises by its first bytes what is no event log as a whole: compressed data, and text that is not UTF-8.
//!
//! Line by line such a source would be thousands of findings that all say the same.

use std::path::Path;

use super::error::SourceError;

/// How many bytes are enough to tell.
pub(super) const HEAD_BYTES: usize = 16;

/// How compressed data begins, by its format.
const COMPRESSED: [(&[u8], &str); 6] = [
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"PK\x03\x04", "zip"),
];

/// Refuses a source that begins like this, if it can be no log.
pub(super) fn refuse(path: &Path, head: &[u8]) -> Result<(), SourceError> {
    let path = path.to_path_buf();
    if let Some((_, format)) = COMPRESSED.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(SourceError::Compressed { path, format });
    }
    match encoding(head) {
        Some(encoding) => Err(SourceError::NotUtf8 { path, encoding }),
        None => Ok(()),
    }
}

/// The encoding that a byte order mark tells, or the zeros beside the letters an object begins with.
fn encoding(head: &[u8]) -> Option<&'static str> {
    Some(match head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'{', ..] | [b'{', 0, 0, 0, ..] => {
            "UTF-32"
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'{', 0, b'"', ..] | [b'{', 0, b'"', 0, ..] => "UTF-16",
        _ => return None,
    })
}
