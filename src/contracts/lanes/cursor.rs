//! Steps over the bytes of a line, each refusing whatever it does not expect.

/// The most members of an object of which names are compared with each other.
const MOST_MEMBERS: usize = 32;

/// How deep values of no known shape may be nested.
const DEEPEST: usize = 32;

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);

/// Whether `line` is UTF-8 without control characters, so that strings in it need no look at either.
pub(super) fn is_plain(line: &[u8]) -> bool {
    let (blocks, rest) = line.as_chunks::<32>();
    let mut all = [0_u8; 32];
    let mut least = [u8::MAX; 32];
    for block in blocks {
        for ((all, least), byte) in all.iter_mut().zip(&mut least).zip(block) {
            *all |= byte;
            *least = (*least).min(*byte);
        }
    }
    let printable = least.iter().chain(rest).all(|byte| *byte >= 0x20);
    let ascii = all.iter().chain(rest).all(u8::is_ascii);
    printable && (ascii || str::from_utf8(line).is_ok())
}

/// A place in a line that is plain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'l> {
    line: &'l [u8],
    pub(super) at: usize,
}

impl<'l> Cursor<'l> {
    pub(super) fn new(line: &'l [u8]) -> Self {
        Self { line, at: 0 }
    }

    /// What is still to be read.
    #[inline]
    pub(super) fn rest(&self) -> &'l [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'l [u8] {
        self.line.get(start..self.at).unwrap_or_default()
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    /// Steps over `byte`.
    #[inline]
    pub(super) fn byte(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Steps over `byte` if it is there.
    pub(super) fn has(&mut self, byte: u8) -> bool {
        self.byte(byte).is_some()
    }

    pub(super) fn spaces(&mut self) {
        while self.has(b' ') {}
    }

    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// Nothing but spaces is left.
    pub(super) fn end(&mut self) -> Option<()> {
        self.spaces();
        (self.at == self.line.len()).then_some(())
    }

    /// A string without escapes, between its quotes.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'l [u8]> {
        self.byte(b'"')?;
        let start = self.at;
        let end = self.quote_or_backslash()?;
        self.at = end + 1;
        let text = self.line.get(start..end)?;
        (self.line.get(end) == Some(&b'"')).then_some(text)
    }

    /// The same as text.
    pub(super) fn text(&mut self) -> Option<&'l str> {
        str::from_utf8(self.plain()?).ok()
    }

    /// Steps over a string that a text can hold; how many bytes it is written with.
    #[inline]
    pub(super) fn string(&mut self) -> Option<usize> {
        self.byte(b'"')?;
        let start = self.at;
        loop {
            self.at = self.quote_or_backslash()?;
            if self.has(b'"') {
                return Some(self.at - 1 - start);
            }
            self.escape()?;
        }
    }

    /// Where the next quote or backslash is.
    #[inline]
    fn quote_or_backslash(&self) -> Option<usize> {
        let mut at = self.at;
        while let Some(word) = self.line.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_le_bytes(*word);
            let hits = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if hits != 0 {
                return Some(at + hits.trailing_zeros() as usize / 8);
            }
            at += 8;
        }
        let tail = self.line.get(at..)?;
        Some(at + tail.iter().position(|byte| matches!(byte, b'"' | b'\\'))?)
    }

    /// Steps over one escape; halves of surrogate pairs are left to others.
    #[cold]
    fn escape(&mut self) -> Option<()> {
        let [b'\\', kind, after @ ..] = self.rest() else { return None };
        match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => {
                let digits = after.first_chunk::<4>()?;
                let surrogate = matches!(digits, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                if surrogate || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                self.at += 6;
            }
            _ => return None,
        }
        Some(())
    }

    /// A whole number from zero up, in digits alone and below 10^19.
    pub(super) fn natural(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = self.since(start);
        let sound = matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.len() < 20;
        (sound && !matches!(self.peek(), Some(b'.' | b'e' | b'E'))).then_some(value)
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
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        Some(self.since(start)).filter(|digits| matches!(digits.len(), 1..=100))
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

/// The bytes of a word that are zero, by their high bits: the lowest is right, those above it may not be.
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}
