//! Whole numbers from zero up, of any size.

use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number >= 0 as the contract allows it: also beyond 64 bits, never rounded (contract section 2).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Natural(Repr);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(u64),
    /// Decimal digits without leading zeros, more than 64 bits.
    Big(Box<str>),
}

/// Why a JSON number is not a [`Natural`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNatural {
    /// It has a fraction, or is written with an exponent beyond 64 bits.
    NotWhole,
    /// It is below zero.
    Negative,
}

impl Natural {
    /// Reads the text of a JSON number. A zero fraction is whole (`3.0`), as is `1e3`.
    ///
    /// # Errors
    /// [`NotNatural`] for fractions, negative numbers, and for fraction or exponent forms of 2^63 and more,
    /// which the package's models refuse.
    pub fn parse(number: &str) -> Result<Self, NotNatural> {
        if let Ok(small) = number.parse::<u64>() {
            return Ok(small.into());
        }
        let digits = number.strip_prefix('-').unwrap_or(number);
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return match digits {
                "0" => Ok(0.into()),
                _ if number.starts_with('-') => Err(NotNatural::Negative),
                _ => Ok(Self(Repr::Big(digits.into()))),
            };
        }
        let value: f64 = number.parse().map_err(|_| NotNatural::NotWhole)?;
        match value {
            whole if whole.fract() != 0.0 || whole.abs() >= 9_223_372_036_854_775_808.0 => {
                Err(NotNatural::NotWhole)
            }
            below if below < 0.0 => Err(NotNatural::Negative),
            whole => Ok((whole as u64).into()),
        }
    }

    /// The value when it fits 64 bits.
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Repr::Small(small) => Some(small),
            Repr::Big(_) => None,
        }
    }
}

impl From<u64> for Natural {
    fn from(small: u64) -> Self {
        Self(Repr::Small(small))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => a.cmp(b),
            (Repr::Small(_), Repr::Big(_)) => Ordering::Less,
            (Repr::Big(_), Repr::Small(_)) => Ordering::Greater,
            (Repr::Big(a), Repr::Big(b)) => (a.len(), a).cmp(&(b.len(), b)),
        }
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(small) => small.fmt(f),
            Repr::Big(digits) => f.write_str(digits),
        }
    }
}

impl Serialize for Natural {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Small(small) => serializer.serialize_u64(*small),
            Repr::Big(digits) => serde_json::value::RawValue::from_string(digits.to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
        }
    }
}

/// Numbers of 64 bits written in digits alone: the others are read as [`Natural::parse`] reads them.
impl<'de> Deserialize<'de> for Natural {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer).map(Self::from)
    }
}

impl JsonSchema for Natural {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Natural".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0 })
    }
}
