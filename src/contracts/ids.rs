//! Event ids: ULIDs and UUIDs in one canonical spelling.

use std::cmp::Ordering;
use std::fmt;

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// The bit no digit's value has.
const NO_DIGIT: u8 = 0x80;

/// The value of each byte as a digit, or [`NO_DIGIT`].
type Digits = [u8; 256];

static FROM_CROCKFORD: Digits = values(CROCKFORD);
static FROM_HEX: Digits = values(HEX);

/// The values of `digits`, in either case.
const fn values(digits: &[u8]) -> Digits {
    let mut values = [NO_DIGIT; 256];
    let mut at = 0;
    while at < digits.len() {
        values[digits[at].to_ascii_lowercase() as usize] = at as u8;
        values[digits[at].to_ascii_uppercase() as usize] = at as u8;
        at += 1;
    }
    values
}

fn value(digit: u8, values: &Digits) -> u8 {
    values[usize::from(digit)]
}

/// The number that `digits` of so many bits each write; not more than 64 bits in all.
fn number(digits: &[u8], bits: u32, values: &Digits) -> Option<u64> {
    let mut number = 0;
    let mut all = 0;
    for digit in digits {
        let value = value(*digit, values);
        all |= value;
        number = number << bits | u64::from(value);
    }
    (all & NO_DIGIT == 0).then_some(number)
}

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
        Self::parse_ascii(text.as_bytes())
    }

    /// The same for bytes, which need not be UTF-8.
    pub(super) fn parse_ascii(bytes: &[u8]) -> Option<Self> {
        if let Ok(ulid) = bytes.try_into() {
            return Self::ulid(ulid);
        }
        if let Ok(digits) = bytes.try_into() {
            return Self::uuid(digits);
        }
        let hyphened: &[u8; 36] = bytes.try_into().ok()?;
        let mut digits = [0; 32];
        let mut to = 0;
        for (from, len) in [(0, 8), (9, 4), (14, 4), (19, 4), (24, 12)] {
            if from > 0 && hyphened[from - 1] != b'-' {
                return None;
            }
            digits[to..to + len].copy_from_slice(&hyphened[from..from + len]);
            to += len;
        }
        Self::uuid(&digits)
    }

    fn ulid(digits: &[u8; 26]) -> Option<Self> {
        let [first, second, rest @ ..] = digits;
        let (first, second) = (value(*first, &FROM_CROCKFORD), value(*second, &FROM_CROCKFORD));
        let middle = number(&rest[..12], 5, &FROM_CROCKFORD)?;
        let last = number(&rest[12..], 5, &FROM_CROCKFORD)?;
        let head = u128::from(first & 7) << 5 | u128::from(second);
        let bits = head << 120 | u128::from(middle) << 60 | u128::from(last);
        ((first | second) & NO_DIGIT == 0).then(|| Self::from_bits(bits, first >> 3))
    }

    fn uuid(digits: &[u8; 32]) -> Option<Self> {
        let high = number(&digits[..16], 4, &FROM_HEX)?;
        let low = number(&digits[16..], 4, &FROM_HEX)?;
        Some(Self { high, low, tag: UUID })
    }

    /// Whether it is a UUID, which unlike a ULID need not tell the time.
    pub fn is_uuid(self) -> bool {
        self.tag == UUID
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
