//! Reading typed values out of JSON: every field, every violation, with its place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use smallvec::SmallVec;

use super::edition::Edition;
use super::finding::{MAX_QUOTE, Violation};
use super::natural::{Natural, NotNatural};
use super::rule::Rule;
use crate::json::{FlawKind, Kind, Value};

/// A type that can be read from a JSON object.
pub trait Model: Sized {
    /// Reads every field; `None` when any of them, or the object itself, breaks a rule.
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

/// A closed set of strings. Case matters and nothing is coerced.
pub trait Closed: Sized + Copy + 'static {
    /// Every member with its text.
    const MEMBERS: &'static [(&'static str, Self)];
}

/// A reading in progress: the edition it follows and what it has found.
#[derive(Debug)]
pub struct Reading {
    /// The edition whose names and tolerance apply.
    pub edition: Edition,
    /// Everything found so far, in the order of the fields.
    pub violations: Vec<Violation>,
    /// A value that no text or number can hold was read, so the line as a whole cannot be trusted.
    pub unreadable: bool,
    /// How many violations there are beyond those that are listed.
    pub left_out: usize,
    /// How many are listed.
    most: usize,
    /// How many of the violations are more than warnings.
    errors: usize,
}

impl Reading {
    /// A reading that has found nothing yet.
    pub fn new(edition: Edition) -> Self {
        Self::at_most(edition, usize::MAX)
    }

    /// The same, for a stranger's line: it lists so many violations and counts the rest, since a line holds millions.
    pub fn at_most(edition: Edition, most: usize) -> Self {
        Self { edition, violations: Vec::new(), unreadable: false, left_out: 0, most, errors: 0 }
    }

    /// Reads a model from `value`, whose RFC 6901 pointer is `at`.
    pub fn model<T: Model>(&mut self, value: Value<'_>, at: &str) -> Option<T> {
        object(self, &Path::Root(at), value)
    }

    fn report(&mut self, path: &Path<'_>, rule: Rule, expected: &str, found: &str, span: Range<usize>) {
        self.errors += usize::from(!rule.is_warning());
        if self.violations.len() >= self.most {
            // What the text itself is at fault for is counted with the flaws of the text.
            self.left_out += usize::from(!matches!(rule, Rule::LoneSurrogate | Rule::NumberRange));
            return;
        }
        self.violations.push(Violation {
            pointer: path.pointer(),
            rule,
            expected: expected.to_owned(),
            found: quote(found),
            span,
        });
    }
}

/// Cuts a quotation at a character border.
pub(crate) fn quote(text: &str) -> String {
    if text.len() <= MAX_QUOTE {
        return text.to_owned();
    }
    let mut end = MAX_QUOTE;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// Where a reading is: a chain of names, written out only when something is to be reported.
#[derive(Debug, Clone, Copy)]
pub enum Path<'p> {
    /// The pointer the reading started at.
    Root(&'p str),
    /// A member of an object.
    Field(&'p Path<'p>, &'p str),
    /// An element of an array.
    Item(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root(pointer) => (*pointer).to_owned(),
            Self::Field(parent, name) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(parent, index) => {
                let mut pointer = parent.pointer();
                let _ = write!(pointer, "/{index}");
                pointer
            }
        }
    }
}

type Read<T> = fn(&mut Reading, &Path<'_>, Value<'_>) -> Option<T>;

/// The fields of one JSON object, read one by one.
///
/// Every reader returns `None` after it has reported a violation, so a model reads all its fields first
/// and puts itself together with `?` afterwards: that is what makes violations complete.
#[derive(Debug)]
pub struct Fields<'r, 'd> {
    reading: &'r mut Reading,
    path: &'r Path<'r>,
    object: Value<'d>,
    known: SmallVec<[&'static str; 16]>,
}

impl Fields<'_, '_> {
    /// The edition in force.
    pub fn edition(&self) -> Edition {
        self.reading.edition
    }

    /// A required field read by `read`.
    pub fn required<T>(&mut self, name: &'static str, read: Read<T>) -> Option<T> {
        let key = self.know(name);
        let path = Path::Field(self.path, key);
        let Some(value) = self.object.get(key) else {
            let span = self.object.span();
            self.reading.report(&path, Rule::Missing, "a value", "", span.start..span.start + 1);
            return None;
        };
        read(self.reading, &path, value)
    }

    /// A field that may be absent or null.
    pub fn nullable<T>(&mut self, name: &'static str, read: Read<T>) -> Option<Option<T>> {
        let key = self.know(name);
        match self.object.get(key) {
            None => Some(None),
            Some(value) if value.is_null() => Some(None),
            Some(value) => read(self.reading, &Path::Field(self.path, key), value).map(Some),
        }
    }

    /// A field that may be absent but, when present, must hold a value.
    pub fn present<T>(&mut self, name: &'static str, read: Read<T>) -> Option<Option<T>> {
        let key = self.know(name);
        match self.object.get(key) {
            None => Some(None),
            Some(value) => read(self.reading, &Path::Field(self.path, key), value).map(Some),
        }
    }

    /// Ends a closed object: under edition 3 every field not read is a violation.
    pub fn end(&mut self) -> Option<()> {
        if self.edition().ignores_unknown_fields() {
            return Some(());
        }
        let before = self.reading.errors;
        for (key, value) in self.object.entries() {
            let name = key.as_str().unwrap_or_default();
            if !self.known.contains(&name.as_ref()) {
                let span = key.span().start..value.span().end;
                let path = Path::Field(self.path, &name);
                self.reading.report(&path, Rule::ExtraField, "no other field", value.raw(), span);
            }
        }
        (self.reading.errors == before).then_some(())
    }

    fn know(&mut self, name: &'static str) -> &'static str {
        let key = self.edition().key(name);
        self.known.push(key);
        key
    }
}

fn wrong_type<T>(reading: &mut Reading, path: &Path<'_>, value: Value<'_>, expected: &str) -> Option<T> {
    reading.report(path, Rule::WrongType, expected, value.kind().name(), value.span());
    None
}

fn flawed<T>(reading: &mut Reading, path: &Path<'_>, value: Value<'_>, kind: FlawKind) -> Option<T> {
    let rule = match kind {
        FlawKind::NumberRange => Rule::NumberRange,
        FlawKind::LoneSurrogate | FlawKind::RepeatedKey => Rule::LoneSurrogate,
    };
    reading.unreadable = true;
    reading.report(path, rule, "a value that exists", value.raw(), value.span());
    None
}

/// Any string.
pub fn string(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<String> {
    match value.as_str() {
        None => wrong_type(reading, path, value, "a string"),
        Some(_) if value.is_flawed() => flawed(reading, path, value, FlawKind::LoneSurrogate),
        Some(text) => Some(text.into_owned()),
    }
}

/// A string of at least one character.
pub fn text(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<String> {
    let text = string(reading, path, value)?;
    if text.is_empty() {
        reading.report(path, Rule::Empty, "at least one character", value.raw(), value.span());
        return None;
    }
    Some(text)
}

/// The same read by serde.
pub(crate) fn nonempty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Err(D::Error::custom("empty")) } else { Ok(text) }
}

/// A member of a closed set.
pub fn one_of<T: Closed>(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<T> {
    let member = match value.as_str() {
        Some(text) if !value.is_flawed() => T::MEMBERS.iter().find(|(name, _)| *name == text),
        _ => return string(reading, path, value).and(None),
    };
    if member.is_none() {
        let names: Vec<_> = T::MEMBERS.iter().map(|(name, _)| *name).collect();
        let expected = format!("one of {}", names.join(", "));
        reading.report(path, Rule::NotAllowed, &expected, value.raw(), value.span());
    }
    member.map(|(_, member)| *member)
}

/// The same read by serde, which would derive that a member may be written as an object too.
pub(crate) fn member<'de, T: Closed, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let member = T::MEMBERS.iter().find(|(name, _)| *name == text);
    member.map(|(_, member)| *member).ok_or_else(|| D::Error::custom("no member"))
}

/// A whole number >= 0.
pub fn natural(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<Natural> {
    if value.kind() != Kind::Number {
        return wrong_type(reading, path, value, "a whole number");
    }
    if value.is_flawed() {
        return flawed(reading, path, value, FlawKind::NumberRange);
    }
    let (rule, expected) = match Natural::parse(value.raw()) {
        Ok(number) => return Some(number),
        Err(NotNatural::Negative) => (Rule::BelowMinimum, "0 or more"),
        Err(NotNatural::NotWhole) => (Rule::NotWhole, "a whole number"),
    };
    reading.report(path, rule, expected, value.raw(), value.span());
    None
}

/// Another model.
pub fn object<T: Model>(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<T> {
    if value.kind() != Kind::Object {
        return wrong_type(reading, path, value, "an object");
    }
    let before = reading.errors;
    let model = T::read(&mut Fields { reading, path, object: value, known: SmallVec::new() });
    model.filter(|_| reading.errors == before)
}

/// A list of models.
pub fn list<T: Model>(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<Vec<T>> {
    each(reading, path, value, object::<T>)
}

/// A list of strings.
pub fn strings(reading: &mut Reading, path: &Path<'_>, value: Value<'_>) -> Option<Vec<String>> {
    each(reading, path, value, string)
}

fn each<T>(reading: &mut Reading, path: &Path<'_>, value: Value<'_>, read: Read<T>) -> Option<Vec<T>> {
    if value.kind() != Kind::Array {
        return wrong_type(reading, path, value, "a list");
    }
    let mut list = Some(Vec::new());
    for (at, item) in value.items().enumerate() {
        let read = read(reading, &Path::Item(path, at), item);
        // What is kept of a list that will be refused is memory for nothing.
        list = list.zip(read).map(|(mut list, item)| {
            list.push(item);
            list
        });
    }
    list
}

/// A map of strings; of a repeated key the last value counts.
pub fn string_map(
    reading: &mut Reading,
    path: &Path<'_>,
    value: Value<'_>,
) -> Option<BTreeMap<String, String>> {
    if value.kind() != Kind::Object {
        return wrong_type(reading, path, value, "an object of strings");
    }
    let last: BTreeMap<_, _> =
        value.entries().map(|(key, entry)| (key.as_str().unwrap_or_default(), (key, entry))).collect();
    let mut map = BTreeMap::new();
    let mut sound = true;
    for (name, (key, entry)) in last {
        let path = Path::Field(path, &name);
        if key.is_flawed() {
            sound = flawed::<()>(reading, &path, key, FlawKind::LoneSurrogate).is_some();
        }
        let read = string(reading, &path, entry);
        sound &= read.is_some();
        map.insert(name.to_string(), read.unwrap_or_default());
    }
    sound.then_some(map)
}

/// Reports `rule` for `value` unless `read` makes something of its text.
pub fn parsed<T>(
    reading: &mut Reading,
    path: &Path<'_>,
    value: Value<'_>,
    rule: Rule,
    expected: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let text = string(reading, path, value)?;
    let parsed = read(&text);
    if parsed.is_none() {
        reading.report(path, rule, expected, value.raw(), value.span());
    }
    parsed
}

/// Reports a rule that a value of the right type breaks; the caller decides whether it can still be used.
pub fn report(reading: &mut Reading, path: &Path<'_>, value: Value<'_>, rule: Rule, expected: &str) {
    reading.report(path, rule, expected, value.raw(), value.span());
}
