//! Cutting [`Shown`] to a number of display columns, always between graphemes.

use super::shown::Shown;
use super::writer::show;

/// Stands where text was cut out; one column.
const ELLIPSIS: &str = "…";

/// The longest hash shown whole, in columns: what `abc3..d333` takes.
const SHORT_HASH_WIDTH: usize = 10;

/// The columns kept at either end of a longer one.
const HASH_END: usize = 4;

/// `shown` in at most `width` columns; when it is longer, its start and `…`.
pub fn cut_end(shown: &Shown, width: usize) -> Shown {
    if fits(shown, width) {
        return shown.clone();
    }
    let Some(room) = width.checked_sub(1) else {
        return Shown::default();
    };
    head(shown, room).then(ELLIPSIS)
}

/// `shown` in at most `width` columns; when it is longer, `…` and its end.
pub fn cut_start(shown: &Shown, width: usize) -> Shown {
    if fits(shown, width) {
        return shown.clone();
    }
    let Some(room) = width.checked_sub(1) else {
        return Shown::default();
    };
    Shown::fixed(ELLIPSIS).then(tail(shown, room))
}

/// `shown` in at most `width` columns; when it is longer, its start and its end with `…` between.
///
/// For paths, where the last part says most: the end gets the odd column.
pub fn cut_middle(shown: &Shown, width: usize) -> Shown {
    if fits(shown, width) {
        return shown.clone();
    }
    let Some(room) = width.checked_sub(1) else {
        return Shown::default();
    };
    let head = head(shown, room / 2);
    let tail = tail(shown, room - head.width());
    head.then(ELLIPSIS).then(tail)
}

/// A content hash in at most ten columns: `abc3..d333` for `sha256:abc3…d333`.
///
/// An algorithm's name before a colon is dropped. What is no longer than ten columns is shown whole.
pub fn short_hash(hash: &str) -> Shown {
    let hash = without_algorithm(hash);
    if hash.len() > SHORT_HASH_WIDTH && hash.bytes().all(|byte| byte.is_ascii_graphic()) {
        // Of text that stays as it is the ends are enough.
        let (head, tail) = (&hash[..HASH_END], &hash[hash.len() - HASH_END..]);
        return show([head, "..", tail].concat());
    }
    let shown = show(hash);
    if fits(&shown, SHORT_HASH_WIDTH) {
        return shown;
    }
    head(&shown, HASH_END).then("..").then(tail(&shown, HASH_END))
}

/// The hex digits of `sha256:<hex>`; anything else as it is, so that nothing but an algorithm's name is dropped.
fn without_algorithm(hash: &str) -> &str {
    match hash.split_once(':') {
        Some((name, digits))
            if !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/".contains(&b))
                && !digits.is_empty()
                && digits.bytes().all(|b| b.is_ascii_hexdigit()) =>
        {
            digits
        }
        _ => hash,
    }
}

/// Whether all that may fit in `width` columns, and what comes next, is ASCII: then a byte is a column.
fn begins_simply(shown: &Shown, width: usize) -> bool {
    let text = shown.as_str().as_bytes();
    text[..text.len().min(width.saturating_add(1))].is_ascii()
}

/// Whether `shown` takes at most `width` columns; looks no further than that.
fn fits(shown: &Shown, width: usize) -> bool {
    if begins_simply(shown, width) {
        return shown.as_str().len() <= width;
    }
    let mut used = 0;
    shown.cells().all(|cell| {
        used += cell.width;
        used <= width
    })
}

/// As much of the start as fits in `width` columns.
fn head(shown: &Shown, width: usize) -> Shown {
    if begins_simply(shown, width) {
        return shown.slice(0..width.min(shown.as_str().len()));
    }
    let mut used = 0;
    let end = shown
        .cells()
        .take_while(|cell| {
            used += cell.width;
            used <= width
        })
        .last()
        .map_or(0, |cell| cell.at + cell.grapheme.len());
    shown.slice(0..end)
}

/// As much of the end as fits in `width` columns.
fn tail(shown: &Shown, width: usize) -> Shown {
    let len = shown.as_str().len();
    if shown.as_str().is_ascii() {
        return shown.slice(len.saturating_sub(width)..len);
    }
    let mut left = shown.width();
    let start = shown
        .cells()
        .find(|cell| {
            let fits = left <= width;
            left -= cell.width;
            fits
        })
        .map_or(shown.as_str().len(), |cell| cell.at);
    shown.slice(start..shown.as_str().len())
}
