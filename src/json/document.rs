//! The table of nodes and the views into it.

use std::borrow::Cow;
use std::ops::Range;

use super::error::JsonError;
use super::escape::unescape;
use super::node::Node;
use super::parse;

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number; its text is kept as written.
    Number,
    /// A string; `escaped` when it holds a backslash and must be decoded.
    String {
        /// Whether the text between the quotes differs from the value.
        escaped: bool,
    },
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The JSON name of the kind, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number => "a number",
            Self::String { .. } => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Something a lenient reader would have swallowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw {
    /// What it is.
    pub kind: FlawKind,
    /// The node it concerns: the repeated key, the string or the number.
    pub(super) node: u32,
}

/// The flaws that leave the text JSON but its meaning in doubt (contract section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlawKind {
    /// A key that the same object has already; the last one counts.
    RepeatedKey,
    /// A `\uD800`-like escape without its other half: no text has this value.
    LoneSurrogate,
    /// A number beyond the range of a double.
    NumberRange,
}

/// A JSON text read once: every value by position, plus the flaws met on the way.
#[derive(Debug)]
pub struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) flaws: Vec<Flaw>,
}

impl<'t> Document<'t> {
    /// Reads `text`, which must be one JSON value with nothing but white space around it.
    ///
    /// # Errors
    /// The first byte at which the text stops being JSON, or nesting over [`super::MAX_DEPTH`].
    pub fn parse(text: &'t str) -> Result<Self, JsonError> {
        parse::parse(text, true)
    }

    /// Reads the JSON value that `text` begins with, whatever follows it.
    ///
    /// # Errors
    /// As those of [`Self::parse`], of the value alone.
    pub fn beginning(text: &'t str) -> Result<Self, JsonError> {
        parse::parse(text, false)
    }

    /// The text `{}`, for what is absent and means it.
    pub fn empty_object() -> Document<'static> {
        let node = Node::new(Kind::Object, 0, 2, 1);
        Document { text: "{}", nodes: vec![node], flaws: Vec::new() }
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value { document: self, node: 0 }
    }

    /// Every flaw, in the order of the text.
    pub fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }

    /// The value a flaw concerns.
    pub fn flawed(&self, flaw: Flaw) -> Value<'_> {
        Value { document: self, node: flaw.node }
    }
}

/// One value inside a [`Document`].
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    node: u32,
}

impl<'d> Value<'d> {
    fn raw_node(self) -> &'d Node {
        &self.document.nodes[self.node as usize]
    }

    /// What the value is.
    pub fn kind(self) -> Kind {
        self.raw_node().kind()
    }

    /// The bytes of the text it occupies, quotes and brackets included.
    pub fn span(self) -> Range<usize> {
        let node = self.raw_node();
        node.start as usize..node.end as usize
    }

    /// Its text as written.
    pub fn raw(self) -> &'d str {
        &self.document.text[self.span()]
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is a string that no text can hold, or a number that no double can.
    pub fn is_flawed(self) -> bool {
        let flaws = &self.document.flaws;
        let from = flaws.partition_point(|flaw| flaw.node < self.node);
        let mut own = flaws[from..].iter().take_while(|flaw| flaw.node == self.node);
        own.any(|flaw| flaw.kind != FlawKind::RepeatedKey)
    }

    /// The decoded string; a lone surrogate becomes U+FFFD (and is a [`Flaw`]).
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        let Kind::String { escaped } = self.kind() else { return None };
        let Range { start, end } = self.span();
        let inner = &self.document.text[start + 1..end - 1];
        Some(if escaped { Cow::Owned(unescape(inner)) } else { Cow::Borrowed(inner) })
    }

    /// The members of an object in the order written, repeated keys included.
    pub fn entries(self) -> impl Iterator<Item = (Value<'d>, Value<'d>)> {
        let mut children = self.children(matches!(self.kind(), Kind::Object));
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The elements of an array.
    pub fn items(self) -> impl Iterator<Item = Value<'d>> {
        self.children(self.kind() == Kind::Array)
    }

    /// The nodes right inside a container, names and values alike; none unless `wanted`.
    pub(super) fn children(self, wanted: bool) -> Children<'d> {
        let (at, end) = if wanted { (self.node + 1, self.raw_node().next()) } else { (0, 0) };
        Children { document: self.document, at, end }
    }

    /// Where its document is and which of its nodes it is.
    pub(super) fn identity(self) -> (usize, u32) {
        (std::ptr::from_ref(self.document).addr(), self.node)
    }

    /// The member named `key`; of a repeated key, the last one.
    pub fn get(self, key: &str) -> Option<Value<'d>> {
        if self.kind() != Kind::Object {
            return None;
        }
        let (document, end) = (self.document, self.raw_node().next());
        let mut found = None;
        let mut at = self.node + 1;
        while at < end {
            // A name has nothing inside, so its value is the next node.
            let (name, value) = (Value { document, node: at }, Value { document, node: at + 1 });
            if name.is_key(key) {
                found = Some(value);
                // A key that is nowhere repeated is there once.
                if document.flaws.is_empty() {
                    break;
                }
            }
            at = value.raw_node().next();
        }
        found
    }

    /// Whether this string's value is `key`.
    #[inline]
    pub fn is_key(self, key: &str) -> bool {
        let node = self.raw_node();
        // Most names differ in length; one with escapes may be longer than what it says.
        let (start, end) = (node.start as usize, node.end as usize);
        match node.kind() {
            Kind::String { escaped: false } if end - start == key.len() + 2 => {
                self.document.text.as_bytes()[start + 1..end - 1] == *key.as_bytes()
            }
            Kind::String { escaped: true } => self.as_str().is_some_and(|text| text == key),
            _ => false,
        }
    }

    /// The value at an RFC 6901 pointer below this one.
    pub fn at(self, pointer: &str) -> Option<Value<'d>> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| {
            let token = token.replace("~1", "/").replace("~0", "~");
            match value.kind() {
                Kind::Object => value.get(&token),
                Kind::Array => value.items().nth(token.parse().ok()?),
                _ => None,
            }
        })
    }

    /// Its RFC 6901 pointer from the root; a key has the pointer of its member.
    pub fn pointer(self) -> String {
        let mut pointer = String::new();
        let mut container = self.document.root();
        while container.node < self.node && self.node < container.raw_node().next() {
            let holds = |value: &Value<'_>| self.node < value.raw_node().next();
            let step = match container.kind() {
                Kind::Object => container.entries().find(|(_, value)| holds(value)).map(|(key, value)| {
                    (key.as_str().unwrap_or_default().replace('~', "~0").replace('/', "~1"), value)
                }),
                _ => container
                    .items()
                    .enumerate()
                    .find(|(_, value)| holds(value))
                    .map(|(at, value)| (at.to_string(), value)),
            };
            let Some((token, value)) = step else { break };
            pointer = pointer + "/" + &token;
            container = value;
        }
        pointer
    }

    /// A copy for libraries that work on `serde_json` values.
    ///
    /// A number beyond 64 bits becomes the nearest double; one beyond the doubles, the largest.
    pub fn to_serde(self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self.kind() {
            Kind::Null => Json::Null,
            Kind::Bool(value) => Json::Bool(value),
            Kind::Number => number(self.raw()),
            Kind::String { .. } => Json::String(self.as_str().unwrap_or_default().into_owned()),
            Kind::Array => Json::Array(self.items().map(Value::to_serde).collect()),
            Kind::Object => Json::Object(
                self.entries()
                    .map(|(key, value)| (key.as_str().unwrap_or_default().into_owned(), value.to_serde()))
                    .collect(),
            ),
        }
    }
}

/// The nodes right inside a container.
#[derive(Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Value<'d>;

    #[inline]
    fn next(&mut self) -> Option<Value<'d>> {
        (self.at < self.end).then(|| {
            let child = Value { document: self.document, node: self.at };
            self.at = child.raw_node().next();
            child
        })
    }
}

pub(super) fn number(text: &str) -> serde_json::Value {
    if let Ok(small) = text.parse::<u64>() {
        return small.into();
    }
    // Only a double keeps the sign of `-0`.
    if let Some(negative) = text.parse::<i64>().ok().filter(|negative| *negative < 0) {
        return negative.into();
    }
    text.parse::<f64>().unwrap_or(0.0).clamp(f64::MIN, f64::MAX).into()
}
