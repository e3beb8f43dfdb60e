//! [`Value`] as the `jsonschema` crate reads it, so that a line need not be copied to be validated.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};

use super::document::{Document, Kind, Value};

/// The representation of JSON that a [`Document`] is. Every member of an object is looked at, also one that a later
/// of the same name takes the place of.
#[derive(Debug)]
pub struct Tape;

impl Json for Tape {
    type Node<'a> = Value<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Value<'_>) -> T) -> T {
        let text = serde_json::Value::from(string).to_string();
        let document = Document::parse(&text).unwrap_or_else(|_| Document::empty_object());
        f(document.root())
    }
}

impl<'a> Node<'a, Tape> for Value<'a> {
    type Object = Self;
    type Array = Self;
    type Number = Number<'a>;

    fn as_object(&self) -> Option<Self> {
        (self.kind() == Kind::Object).then_some(*self)
    }

    fn as_array(&self) -> Option<Self> {
        (self.kind() == Kind::Array).then_some(*self)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.as_str()
    }

    fn as_number(&self) -> Option<Number<'a>> {
        (self.kind() == Kind::Number).then(|| Number(self.raw()))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        (*self).kind() == Kind::Null
    }

    fn json_type(&self) -> JsonType {
        match self.kind() {
            Kind::Null => JsonType::Null,
            Kind::Bool(_) => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String { .. } => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }

    fn string_length_within(&self, min: u64, max: u64) -> Option<bool> {
        let text = self.as_str()?;
        let bytes = text.len() as u64;
        // A character has one to four bytes.
        if bytes < min || bytes.div_ceil(4) > max {
            return Some(false);
        }
        let surely = bytes.div_ceil(4) >= min && bytes <= max;
        Some(surely || (min..=max).contains(&(text.chars().count() as u64)))
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (self.as_str(), expected) {
            (Some(text), serde_json::Value::String(expected)) => *text == **expected,
            (Some(_), _) | (None, serde_json::Value::String(_)) => false,
            (None, _) => jsonschema::json::cmp::equal(&self.to_serde(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(self.to_serde())
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let (address, node) = Value::identity(*self);
        Some(NodeIdentity::tagged(address, node))
    }
}

impl<'a> Object<'a, Tape> for Value<'a> {
    type Node = Self;
    type MemberName = Cow<'a, str>;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        self.entries().count()
    }

    fn get(&self, key: &String) -> Option<Self> {
        Value::get(*self, key)
    }

    fn members(&self) -> Members<'a> {
        Members(self.children(true))
    }
}

impl<'a> Array<'a, Tape> for Value<'a> {
    type Node = Self;
    type ElementsIter = super::document::Children<'a>;

    fn len(&self) -> usize {
        self.items().count()
    }

    fn elements(&self) -> Self::ElementsIter {
        self.children(true)
    }
}

/// The members of an object with their names decoded.
#[derive(Debug)]
pub struct Members<'a>(super::document::Children<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.0.next()?.as_str()?, self.0.next()?))
    }
}

/// A number as it is written.
#[derive(Debug)]
pub struct Number<'a>(&'a str);

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        self.0.into()
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        match super::document::number(self.0) {
            serde_json::Value::Number(number) => Cow::Owned(number),
            _ => Cow::Owned(0.into()),
        }
    }

    fn is_integer(&self) -> bool {
        self.is_written_as_integer() || is_whole(self.0)
    }
}

/// Whether a number written with a fraction or an exponent is whole all the same.
fn is_whole(number: &str) -> bool {
    number.parse::<f64>().is_ok_and(|value| value.fract() == 0.0)
}
