//! What is wrong with a line, where, and what follows from it.

use std::ops::Range;

use super::rule::Rule;

/// One broken rule at one place of a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// RFC 6901 pointer to the value, or to where it should be.
    pub pointer: String,
    /// Which rule.
    pub rule: Rule,
    /// What the rule wants, in words.
    pub expected: String,
    /// What stands there, as written (cut at [`MAX_QUOTE`] bytes); empty when nothing does.
    pub found: String,
    /// The bytes of the text a caret points at.
    pub span: Range<usize>,
}

/// The longest quotation of a stranger's value in a finding, in bytes.
pub const MAX_QUOTE: usize = 200;

/// What a finding means for the replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The event changed the dossier all the same.
    Folded,
    /// The event counts in `event_count` and changes nothing else.
    Counted,
    /// The line takes no part in the replay.
    Dropped,
    /// The line is no dossier event; nothing depends on it.
    Ignored,
}

impl Effect {
    /// The words of screens and JSON.
    pub fn words(self) -> &'static str {
        match self {
            Self::Folded => "folded all the same",
            Self::Counted => "counted, not folded",
            Self::Dropped => "dropped",
            Self::Ignored => "not a dossier event, no effect",
        }
    }
}

/// A violation in a log line, with its effect on the replay.
///
/// The line's number belongs to whoever read it; a finding knows its place inside the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is broken and where; spans count bytes of the line from 0.
    pub violation: Violation,
    /// What follows.
    pub effect: Effect,
}

impl Finding {
    /// Column of the culprit's first byte, from 1.
    pub fn column(&self) -> usize {
        self.violation.span.start + 1
    }
}

impl Violation {
    /// The sentence a person reads; it quotes the log, so it is sanitised before it is shown.
    pub fn message(&self) -> String {
        let Self { found, expected, .. } = self;
        let field = self.field();
        match self.rule {
            Rule::NotUtf8 => format!("not UTF-8: {found}"),
            Rule::TooLong => "the line is longer than 16 MiB".into(),
            Rule::NotJson => format!("not JSON: {found}"),
            Rule::TooDeep => "nested deeper than 128 levels".into(),
            Rule::NotAnObject => format!("the line is {found}, not an object"),
            Rule::Unfinished => "the last line is cut off".into(),
            Rule::ByteOrderMark => "the log starts with a byte order mark, which is skipped".into(),
            Rule::RepeatedKey => format!("the key {found} is repeated; its last value counts"),
            Rule::LoneSurrogate => format!("{field} holds half a surrogate pair: no text has this value"),
            Rule::NumberRange => format!("{field}: {found} is beyond any number"),
            Rule::Missing => format!("{field} is missing"),
            Rule::WrongType => format!("{field} is {found}, not {expected}"),
            Rule::Empty => format!("{field} is empty"),
            Rule::NotAllowed => format!("{field}: {found} is not an allowed value"),
            Rule::ExtraField => format!("{field} is not a field of the contract"),
            Rule::NotWhole => format!("{field}: {found} is not a whole number"),
            Rule::BelowMinimum | Rule::AboveMaximum => format!("{field}: {found} is not {expected}"),
            Rule::BadId => format!("{field}: {found} is neither a ULID nor a UUID"),
            Rule::BadUuid => format!("{field}: {found} is not a UUID"),
            Rule::BadTime => format!("{field}: {found} is not a time"),
            Rule::NoZone => format!("{field}: {found} names no zone; it is sorted as if it were UTC"),
            Rule::BadVersion => format!("{field}: {found} is not a version N.N.N"),
            Rule::Schema => format!("{field}: {found}"),
            Rule::Conflict => {
                format!(
                    "{field}: {found} is the id of another event too, whose content differs and which counts"
                )
            }
            Rule::TooManyFindings => format!("the line has {found} more findings, which are not listed"),
        }
    }

    /// The last name of the pointer; the list's name for an element of a list.
    pub fn field(&self) -> String {
        let name = |token: &&str| token.parse::<usize>().is_err() && !token.is_empty();
        let token = self.pointer.rsplit('/').find(name).unwrap_or("the value");
        token.replace("~1", "/").replace("~0", "~")
    }

    /// What is known of how this flaw usually comes about.
    pub fn known_cause(&self) -> Option<&'static str> {
        match self.rule {
            Rule::NotAllowed if self.field() == "artifact_class" && self.found == "\"other\"" => {
                Some("\"other\" is a legacy value of the command line's; on the wire it becomes \"runtime\"")
            }
            Rule::ExtraField if self.pointer.contains("/last_known_ref/") => {
                Some("older command lines put a content hash into last_known_ref")
            }
            Rule::ExtraField if matches!(self.field().as_str(), "feature_slug" | "mission_key") => {
                Some("a key of edition 2: the log may want --contract 2 or auto")
            }
            Rule::ExtraField if matches!(self.field().as_str(), "artifact_class" | "manifest_version") => {
                Some("the class belongs into the identity, the manifest version into the namespace")
            }
            Rule::Empty if self.pointer == "/build_id" => {
                Some("command line 3.2.7 writes an empty build_id in every dossier event")
            }
            _ => None,
        }
    }
}
