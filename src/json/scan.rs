//! Searching strings eight bytes at a time.

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);

/// Where the first quote or backslash is.
#[inline]
pub(crate) fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2(b'"', b'\\', bytes)
}

/// Where the first quote, backslash or byte below a space is.
#[inline]
pub(super) fn quote_backslash_or_control(bytes: &[u8]) -> Option<usize> {
    let hits = |word: u64| quotes_or_backslashes(word) | word.wrapping_sub(SPACES) & !word & HIGHS;
    search(bytes, hits, |byte| matches!(byte, b'"' | b'\\' | ..b' '))
}

/// The high bits of the bytes that are hits: the lowest is right, those above it may not be.
fn quotes_or_backslashes(word: u64) -> u64 {
    zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES)
}

fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

#[inline]
fn search(bytes: &[u8], hits: impl Fn(u64) -> u64, is_hit: impl Fn(u8) -> bool) -> Option<usize> {
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let hits = hits(u64::from_le_bytes(*word));
        if hits != 0 {
            return Some((bytes.len() - rest.len()).wrapping_add(hits.trailing_zeros() as usize / 8));
        }
        rest = after;
    }
    let within = rest.iter().position(|byte| is_hit(*byte))?;
    Some(bytes.len() - rest.len() + within)
}
