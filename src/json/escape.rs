//! The escapes of strings.

/// The four hexadecimal digits at a place.
pub(super) fn hex4(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 4)?.iter().try_fold(0_u16, |unit, &byte| {
        let digit = char::from(byte).to_digit(16)?;
        Some(unit << 4 | digit as u16)
    })
}

/// The second half of a surrogate pair, if its escape stands at a place.
pub(super) fn low_half(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 2)? == b"\\u";
    hex4(bytes, at + 2).filter(|unit| escape && (0xDC00..=0xDFFF).contains(unit))
}

/// Decodes the text between the quotes of a string that has been read already.
pub(super) fn unescape(inner: &str) -> String {
    let bytes = inner.as_bytes();
    let mut out = String::with_capacity(inner.len());
    let mut rest = 0;
    while let Some(skip) = memchr::memchr(b'\\', &bytes[rest..]) {
        let at = rest + skip;
        out.push_str(&inner[rest..at]);
        rest = at + 2;
        match bytes.get(at + 1).copied() {
            Some(b'b') => out.push('\u{8}'),
            Some(b'f') => out.push('\u{c}'),
            Some(b'n') => out.push('\n'),
            Some(b'r') => out.push('\r'),
            Some(b't') => out.push('\t'),
            Some(b'u') => {
                let unit = hex4(bytes, at + 2).unwrap_or(0xFFFD);
                rest = at + 6;
                let low = low_half(bytes, rest).filter(|_| (0xD800..=0xDBFF).contains(&unit));
                rest += if low.is_some() { 6 } else { 0 };
                out.extend(
                    char::decode_utf16([unit].into_iter().chain(low)).map(|c| c.unwrap_or('\u{FFFD}')),
                );
            }
            Some(other) => out.push(char::from(other)),
            None => {}
        }
    }
    out.push_str(&inner[rest..]);
    out
}
