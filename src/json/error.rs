//! Why a text is not JSON, and where.

use std::fmt;

/// A text that is not JSON: what is wrong and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Byte offset into the text, at most its length.
    pub offset: usize,
    /// What is wrong there.
    pub kind: JsonErrorKind,
}

/// The ways a text fails to be JSON (RFC 8259), plus the depth limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// The text ended inside a string.
    EndInString,
    /// The text ended where a value, key or closing bracket was due.
    EndOfText,
    /// A byte that cannot stand where a value is due.
    ExpectedValue,
    /// An object member must start with a string key.
    ExpectedKey,
    /// A key must be followed by a colon.
    ExpectedColon,
    /// Elements are separated by commas and end with the closing bracket.
    ExpectedCommaOrEnd,
    /// A raw control character (below U+0020) inside a string.
    ControlCharacter,
    /// A backslash followed by something that is no escape.
    BadEscape,
    /// A number that is not written as JSON writes numbers.
    BadNumber,
    /// Something follows the value.
    TrailingData,
    /// Nested deeper than [`super::MAX_DEPTH`].
    TooDeep,
}

impl JsonErrorKind {
    /// The sentence a person reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::EndInString => "the line ends inside a string",
            Self::EndOfText => "the line ends before the value is complete",
            Self::ExpectedValue => "a value was expected here",
            Self::ExpectedKey => "a key in double quotes was expected here",
            Self::ExpectedColon => "a colon was expected after the key",
            Self::ExpectedCommaOrEnd => "a comma or a closing bracket was expected here",
            Self::ControlCharacter => "a raw control character stands inside a string",
            Self::BadEscape => "this escape does not exist in JSON",
            Self::BadNumber => "this is not how JSON writes a number",
            Self::TrailingData => "something follows the value",
            Self::TooDeep => "nested deeper than 128 levels",
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.kind.words(), self.offset)
    }
}

impl std::error::Error for JsonError {}
