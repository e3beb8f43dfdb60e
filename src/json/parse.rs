//! One pass over the text, without recursion.

use super::MAX_DEPTH;
use super::document::{Document, Flaw, FlawKind, Kind};
use super::error::{JsonError, JsonErrorKind as Why};
use super::escape::{hex4, low_half, unescape};
use super::node::Node;
use super::scan;

/// Objects with more members than this look repeated keys up in a sorted list instead of comparing pairs.
const PAIRWISE_KEYS: usize = 32;

/// Reads the value that `text` begins with; with `is_all`, nothing but white space may follow it.
pub(super) fn parse(text: &str, is_all: bool) -> Result<Document<'_>, JsonError> {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        nodes: Vec::with_capacity(text.len() / 12 + 4),
        flaws: Vec::new(),
        open: Vec::with_capacity(8),
    };
    parser.value()?;
    while let Some(&container) = parser.open.last() {
        parser.member(container)?;
    }
    if is_all {
        parser.space();
        if parser.at < parser.bytes.len() {
            return parser.fail(Why::TrailingData);
        }
    }
    // A repeated key is found when its object ends; readers look flaws up by place.
    parser.flaws.sort_by_key(|flaw| flaw.node);
    Ok(Document { text, nodes: parser.nodes, flaws: parser.flaws })
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
    flaws: Vec<Flaw>,
    /// Nodes of the containers that are still open.
    open: Vec<u32>,
}

impl Parser<'_> {
    /// The next member of the innermost open container, or its end.
    fn member(&mut self, container: u32) -> Result<(), JsonError> {
        let object = self.nodes[container as usize].kind() == Kind::Object;
        let first = self.nodes.len() == container as usize + 1;
        let close = if object { b'}' } else { b']' };
        self.space();
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                self.close(container);
                return Ok(());
            }
            Some(b',') if !first => {
                self.at += 1;
                self.space();
            }
            Some(_) if first => {}
            Some(_) => return self.fail(Why::ExpectedCommaOrEnd),
            None => return self.fail(Why::EndOfText),
        }
        if object {
            match self.peek() {
                Some(b'"') => self.string()?,
                Some(_) => return self.fail(Why::ExpectedKey),
                None => return self.fail(Why::EndOfText),
            }
            self.space();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return self.fail(Why::ExpectedColon),
                None => return self.fail(Why::EndOfText),
            }
        }
        self.value()
    }

    fn value(&mut self) -> Result<(), JsonError> {
        self.space();
        match self.peek() {
            None => self.fail(Why::EndOfText),
            Some(b'"') => self.string(),
            Some(b'{') => self.begin(Kind::Object),
            Some(b'[') => self.begin(Kind::Array),
            Some(b't') => self.word("true", Kind::Bool(true)),
            Some(b'f') => self.word("false", Kind::Bool(false)),
            Some(b'n') => self.word("null", Kind::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.fail(Why::ExpectedValue),
        }
    }

    fn begin(&mut self, kind: Kind) -> Result<(), JsonError> {
        if self.open.len() == MAX_DEPTH {
            return self.fail(Why::TooDeep);
        }
        self.open.push(self.nodes.len() as u32);
        self.push(kind, self.at);
        self.at += 1;
        Ok(())
    }

    fn close(&mut self, container: u32) {
        self.open.pop();
        let next = self.nodes.len() as u32;
        let node = &mut self.nodes[container as usize];
        let kind = node.kind();
        *node = Node::new(kind, node.start, self.at as u32, next);
        if kind == Kind::Object {
            self.find_repeated_keys(container);
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<(), JsonError> {
        let start = self.at;
        for expected in word.bytes() {
            match self.peek() {
                Some(byte) if byte == expected => self.at += 1,
                Some(_) => return fail_at(start, Why::ExpectedValue),
                None => return self.fail(Why::EndOfText),
            }
        }
        self.push(kind, start);
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.at;
        self.digits()?;
        if self.bytes[whole] == b'0' && self.at > whole + 1 {
            return fail_at(whole, Why::BadNumber);
        }
        let mut integer = true;
        if self.peek() == Some(b'.') {
            integer = false;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            integer = false;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        let node = self.nodes.len() as u32;
        self.push(Kind::Number, start);
        if !integer && self.text[start..self.at].parse::<f64>().is_ok_and(f64::is_infinite) {
            self.flaws.push(Flaw { kind: FlawKind::NumberRange, node });
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        match (self.at > start, self.peek()) {
            (true, _) => Ok(()),
            (false, None) => self.fail(Why::EndOfText),
            (false, Some(_)) => self.fail(Why::BadNumber),
        }
    }

    fn string(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let mut escaped = false;
        let mut lone = false;
        self.at += 1;
        loop {
            // Quote, backslash and control bytes are ASCII, so skipping to one never splits a character.
            let Some(skip) = scan::quote_backslash_or_control(&self.bytes[self.at..]) else {
                return fail_at(self.bytes.len(), Why::EndInString);
            };
            self.at += skip;
            match self.bytes[self.at] {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    lone |= self.escape()?;
                }
                _ => return self.fail(Why::ControlCharacter),
            }
        }
        self.at += 1;
        let node = self.nodes.len() as u32;
        self.push(Kind::String { escaped }, start);
        if lone {
            self.flaws.push(Flaw { kind: FlawKind::LoneSurrogate, node });
        }
        Ok(())
    }

    /// Skips one escape (or a surrogate pair of two); true when it is half a pair.
    fn escape(&mut self) -> Result<bool, JsonError> {
        let start = self.at;
        match self.bytes.get(start + 1) {
            None => return fail_at(self.bytes.len(), Why::EndInString),
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                return Ok(false);
            }
            Some(b'u') => {}
            Some(_) => return self.fail(Why::BadEscape),
        }
        let Some(unit) = hex4(self.bytes, start + 2) else {
            let short =
                self.bytes.len() < start + 6 && self.bytes[start + 2..].iter().all(u8::is_ascii_hexdigit);
            return if short {
                fail_at(self.bytes.len(), Why::EndInString)
            } else {
                self.fail(Why::BadEscape)
            };
        };
        self.at += 6;
        match unit {
            0xD800..=0xDBFF if low_half(self.bytes, self.at).is_some() => {
                self.at += 6;
                Ok(false)
            }
            0xD800..=0xDFFF => Ok(true),
            _ => Ok(false),
        }
    }

    fn find_repeated_keys(&mut self, object: u32) {
        let tape = Tape { text: self.text, nodes: &self.nodes };
        let mut keys = [0; PAIRWISE_KEYS];
        let mut count = 0;
        for key in tape.keys(object) {
            if let Some(room) = keys.get_mut(count) {
                *room = key;
            }
            count += 1;
        }
        let repeated = match keys.get(..count) {
            Some(keys) => tape.pairwise(keys),
            None => tape.by_sorting(object),
        };
        self.flaws.extend(repeated.into_iter().map(|node| Flaw { kind: FlawKind::RepeatedKey, node }));
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node::new(kind, start as u32, self.at as u32, next));
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn fail<T>(&self, kind: Why) -> Result<T, JsonError> {
        fail_at(self.at, kind)
    }
}

fn fail_at<T>(offset: usize, kind: Why) -> Result<T, JsonError> {
    Err(JsonError { offset, kind })
}

/// The nodes that are there already.
#[derive(Clone, Copy)]
struct Tape<'p> {
    text: &'p str,
    nodes: &'p [Node],
}

impl<'p> Tape<'p> {
    fn keys(self, object: u32) -> impl Iterator<Item = u32> + 'p {
        let end = self.nodes[object as usize].next();
        let mut at = object + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let key = at;
                at = self.nodes[self.nodes[key as usize].next() as usize].next();
                key
            })
        })
    }

    /// A key as written, with its quotes.
    fn written(self, key: u32) -> &'p [u8] {
        let node = self.nodes[key as usize];
        &self.text.as_bytes()[node.start as usize..node.end as usize]
    }

    fn is_plain(self, key: u32) -> bool {
        self.nodes[key as usize].kind() == Kind::String { escaped: false }
    }

    fn key(self, key: u32) -> std::borrow::Cow<'p, str> {
        let node = self.nodes[key as usize];
        let inner = &self.text[node.start as usize + 1..node.end as usize - 1];
        if self.is_plain(key) { inner.into() } else { unescape(inner).into() }
    }

    fn pairwise(self, keys: &[u32]) -> Vec<u32> {
        let mut repeated = Vec::new();
        if keys.iter().all(|key| self.is_plain(*key)) {
            // Of keys whose marks differ none is repeated, and of most objects they do.
            let mut marks = 0_u64;
            for (at, &key) in keys.iter().enumerate() {
                let written = self.written(key);
                let mark = mark(written);
                if marks & mark != 0 && keys[..at].iter().any(|&earlier| self.written(earlier) == written) {
                    repeated.push(key);
                }
                marks |= mark;
            }
        } else {
            for (at, &key) in keys.iter().enumerate() {
                let text = self.key(key);
                if keys[..at].iter().any(|&earlier| self.key(earlier) == text) {
                    repeated.push(key);
                }
            }
        }
        repeated
    }

    fn by_sorting(self, object: u32) -> Vec<u32> {
        let mut keys: Vec<u32> = self.keys(object).collect();
        // Sorted by number alone: a hostile object has a million keys, and each would cost its text.
        keys.sort_unstable_by(|&a, &b| self.key(a).cmp(&self.key(b)).then(a.cmp(&b)));
        let is_repeat = |pair: &[u32]| self.key(pair[0]) == self.key(pair[1]);
        let mut repeated: Vec<u32> =
            keys.windows(2).filter(|pair| is_repeat(pair)).map(|pair| pair[1]).collect();
        repeated.sort_unstable();
        repeated
    }
}

/// One of 64 bits for a key in its quotes, by its length and two of its bytes.
fn mark(written: &[u8]) -> u64 {
    let byte = |at: usize| usize::from(written.get(at).copied().unwrap_or_default());
    let len = written.len();
    let sum = len.wrapping_mul(29) ^ byte(len.wrapping_sub(2)).wrapping_mul(7) ^ byte(len / 2);
    1 << (sum % 64)
}
