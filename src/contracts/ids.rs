//! Event ids: ULIDs and UUIDs in one canonical spelling.

use std::cmp::Ordering;
use std::fmt;

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// An event id in canonical form, 24 bytes instead of its text (contract section 2).
///
/// A ULID is upper case, a UUID lower case with hyphens. Ids order as their canonical text does, which is
/// what the contract's sort compares.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId {
    pub(crate) high: u64,
    pub(crate) low: u64,
    /// [`UUID`], or the two bits of a ULID's first character that do not fit in 128.
    pub(crate) tag: u8,
}

/// The tag of a UUID. ULID tags are 0 to 3.
const UUID: u8 = 4;

impl EventId {
    /// Reads a 26-character Crockford ULID, or a UUID with or without hyphens, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        match bytes.len() {
            26 => Self::ulid(bytes),
            32 => Self::uuid(bytes.iter().copied()),
            36 => {
                let hyphens = [8, 13, 18, 23];
                let placed = bytes.iter().enumerate().all(|(at, &b)| (b == b'-') == hyphens.contains(&at));
                placed.then(|| Self::uuid(bytes.iter().copied().filter(|&b| b != b'-')))?
            }
            _ => None,
        }
    }

    fn ulid(bytes: &[u8]) -> Option<Self> {
        let mut bits = 0_u128;
        let mut tag = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let upper = byte.to_ascii_uppercase();
            let digit = CROCKFORD.iter().position(|&c| c == upper)? as u8;
            if at == 0 {
                tag = digit >> 3;
            }
            bits = bits << 5 | u128::from(digit);
        }
        Some(Self::from_bits(bits, tag))
    }

    fn uuid(digits: impl Iterator<Item = u8>) -> Option<Self> {
        let mut bits = 0_u128;
        for digit in digits {
            bits = bits << 4 | u128::from(char::from(digit).to_digit(16)?);
        }
        Some(Self::from_bits(bits, UUID))
    }

    fn from_bits(bits: u128, tag: u8) -> Self {
        Self { high: (bits >> 64) as u64, low: bits as u64, tag }
    }

    fn bits(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }

    fn text(self) -> ([u8; 36], usize) {
        let mut out = [0; 36];
        let bits = self.bits();
        if self.tag == UUID {
            let mut digit = 32;
            for (at, slot) in out.iter_mut().enumerate() {
                *slot = if [8, 13, 18, 23].contains(&at) {
                    b'-'
                } else {
                    digit -= 1;
                    HEX[(bits >> (4 * digit)) as usize & 15]
                };
            }
            return (out, 36);
        }
        for (at, slot) in out[..26].iter_mut().enumerate() {
            let shift = 5 * (25 - at);
            let digit =
                if at == 0 { (bits >> shift) as u8 | self.tag << 3 } else { (bits >> shift) as u8 & 31 };
            *slot = CROCKFORD[usize::from(digit)];
        }
        (out, 26)
    }
}

impl Ord for EventId {
    fn cmp(&self, other: &Self) -> Ordering {
        if (self.tag == UUID) == (other.tag == UUID) {
            return (self.tag, self.high, self.low).cmp(&(other.tag, other.high, other.low));
        }
        self.text().cmp(&other.text())
    }
}

impl PartialOrd for EventId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, len) = self.text();
        f.write_str(str::from_utf8(&bytes[..len]).unwrap_or_default())
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
