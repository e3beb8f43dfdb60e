//! Steps over the bytes of a line, each refusing whatever it does not expect.

use crate::contracts::ids::EventId;
use crate::contracts::timestamp::Timestamp;
use crate::json::scan;

/// The most members of an object of which names are compared with each other.
const MOST_MEMBERS: usize = 32;

/// So many bytes are looked at together.
const BLOCK: usize = 32;

/// How deep values of no known shape may be nested.
const DEEPEST: usize = 32;

/// Whether `line` is UTF-8 without control characters, so that strings in it need no look at either. Short lines, which
/// hold no event, are not looked at.
pub(super) fn is_plain(line: &[u8]) -> bool {
    let Some(last) = line.last_chunk::<BLOCK>() else { return false };
    // The last block overlaps the one before it, which changes neither.
    let (mut all, mut least) = (*last, *last);
    for block in line.as_chunks::<BLOCK>().0 {
        for at in 0..BLOCK {
            all[at] |= block[at];
            least[at] = least[at].min(block[at]);
        }
    }
    let least = least.iter().fold(u8::MAX, |least, byte| least.min(*byte));
    let high = all.iter().fold(0, |high, byte| high | byte);
    least >= 0x20 && (high < 0x80 || str::from_utf8(line).is_ok())
}

/// What is still to be read of a line that is plain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'l> {
    pub(super) rest: &'l [u8],
}

impl<'l> Cursor<'l> {
    /// What was read since `start`.
    pub(super) fn since(self, start: Self) -> &'l [u8] {
        start
            .rest
            .len()
            .checked_sub(self.rest.len())
            .and_then(|len| start.rest.get(..len))
            .unwrap_or_default()
    }

    #[inline]
    pub(super) fn peek(self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Steps over `byte`.
    #[inline]
    pub(super) fn byte(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.rest.split_first()?;
        (*first == byte).then(|| self.rest = rest)
    }

    /// Steps over `byte` if it is there.
    #[inline]
    pub(super) fn has(&mut self, byte: u8) -> bool {
        self.byte(byte).is_some()
    }

    #[inline]
    pub(super) fn spaces(&mut self) {
        while self.has(b' ') {}
    }

    #[inline]
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    /// Nothing but spaces is left.
    pub(super) fn end(&mut self) -> Option<()> {
        self.spaces();
        self.rest.is_empty().then_some(())
    }

    /// A string without escapes, between its quotes.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'l [u8]> {
        self.byte(b'"')?;
        let (text, rest) = self.rest.split_at_checked(scan::quote_or_backslash(self.rest)?)?;
        self.rest = rest;
        self.byte(b'"')?;
        Some(text)
    }

    /// The same as text.
    pub(super) fn text(&mut self) -> Option<&'l str> {
        str::from_utf8(self.plain()?).ok()
    }

    /// An event id as a string.
    #[inline]
    pub(super) fn id(&mut self) -> Option<EventId> {
        // A ULID is of one length and holds no quote, so that its end need not be looked for; nor need an instant's.
        if let Some(([b'"', ulid @ .., b'"'], rest)) = self.rest.split_first_chunk::<28>()
            && let Some(id) = EventId::parse_ascii(ulid)
        {
            self.rest = rest;
            return Some(id);
        }
        EventId::parse_ascii(self.plain()?)
    }

    /// An instant with a zone as a string.
    #[inline]
    pub(super) fn instant(&mut self) -> Option<Timestamp> {
        if let [b'"', text @ ..] = self.rest
            && let Some((instant, [b'"', rest @ ..])) = Timestamp::begin(text)
        {
            self.rest = rest;
            return Some(instant);
        }
        Timestamp::parse_bytes(self.plain()?).filter(|instant| instant.has_zone())
    }

    /// Steps over a string that a text can hold; whether it has any characters.
    #[inline]
    pub(super) fn string(&mut self) -> Option<bool> {
        self.byte(b'"')?;
        if self.has(b'"') {
            return Some(false);
        }
        loop {
            self.rest = self.rest.get(scan::quote_or_backslash(self.rest)?..)?;
            if self.has(b'"') {
                return Some(true);
            }
            self.escape()?;
        }
    }

    /// Steps over one escape; halves of surrogate pairs are left to others.
    #[cold]
    fn escape(&mut self) -> Option<()> {
        let [b'\\', kind, after @ ..] = self.rest else { return None };
        self.rest = match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => after,
            b'u' => {
                let (digits, after) = after.split_first_chunk::<4>()?;
                let surrogate = matches!(digits, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                if surrogate || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                after
            }
            _ => return None,
        };
        Some(())
    }

    /// A whole number from zero up, in digits alone and below 10^19.
    pub(super) fn natural(&mut self) -> Option<u64> {
        let start = *self;
        let mut value = 0_u64;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit & 15));
            self.rest = rest;
        }
        let digits = self.since(start);
        let is_sound = matches!(digits, [b'1'..=b'9', ..] | [b'0']) && digits.len() < 20;
        (is_sound && !matches!(self.peek(), Some(b'.' | b'e' | b'E'))).then_some(value)
    }

    /// Steps over a value of any shape in which nothing is found.
    pub(super) fn any(&mut self) -> Option<()> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'{' if depth < DEEPEST => self.members(|cursor| cursor.nested(depth + 1)),
            b'[' if depth < DEEPEST => self.items(|cursor| cursor.nested(depth + 1)),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    /// A number without exponent: such a one is a double unless it is longer than any that is written.
    fn number(&mut self) -> Option<()> {
        self.has(b'-');
        let whole = self.digits()?;
        if whole.len() > 1 && whole[0] == b'0' {
            return None;
        }
        if self.has(b'.') {
            self.digits()?;
        }
        (!matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    fn digits(&mut self) -> Option<&'l [u8]> {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(digits).filter(|digits| matches!(digits.len(), 1..=100))
    }

    /// Steps over an object whose names differ and whose values `value` steps over.
    pub(super) fn members(&mut self, mut value: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let mut names = [&[][..]; MOST_MEMBERS];
        let mut count = 0;
        self.byte(b'{')?;
        self.spaces();
        if self.has(b'}') {
            return Some(());
        }
        loop {
            let name = self.plain()?;
            let (earlier, rest) = names.split_at_mut_checked(count)?;
            if earlier.contains(&name) {
                return None;
            }
            *rest.first_mut()? = name;
            count += 1;
            self.spaces();
            self.byte(b':')?;
            self.spaces();
            value(self)?;
            self.spaces();
            if self.has(b'}') {
                return Some(());
            }
            self.byte(b',')?;
            self.spaces();
        }
    }

    /// Steps over a list whose elements `value` steps over.
    pub(super) fn items(&mut self, mut value: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.byte(b'[')?;
        self.spaces();
        if self.has(b']') {
            return Some(());
        }
        loop {
            value(self)?;
            self.spaces();
            if self.has(b']') {
                return Some(());
            }
            self.byte(b',')?;
            self.spaces();
        }
    }
}
