//! The rules a line can break, each with one name everywhere: on screen, in JSON, in tests.

/// A rule of the contract, or of JSON itself, that something in a line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The line is longer than [`super::record::MAX_LINE_BYTES`].
    TooLong,
    /// The text is not JSON.
    NotJson,
    /// JSON nested deeper than [`crate::json::MAX_DEPTH`].
    TooDeep,
    /// The value is JSON but not an object.
    NotAnObject,
    /// The last line has no end and is not complete.
    Unfinished,
    /// A byte order mark at the start of the log; it is skipped.
    ByteOrderMark,
    /// The same key twice in one object; the last one counts.
    RepeatedKey,
    /// A string that no text can hold.
    LoneSurrogate,
    /// A number beyond the range of a double.
    NumberRange,
    /// A required field is absent.
    Missing,
    /// A field has another JSON type than the contract's.
    WrongType,
    /// A string that must not be empty is.
    Empty,
    /// A value outside a closed set.
    NotAllowed,
    /// A field the contract does not name.
    ExtraField,
    /// A number with a fraction where a whole one is due.
    NotWhole,
    /// A number below its minimum.
    BelowMinimum,
    /// A number above its maximum.
    AboveMaximum,
    /// Neither a ULID nor a UUID.
    BadId,
    /// Not a UUID.
    BadUuid,
    /// Not a time as the contract writes times, or outside years 1 to 9999.
    BadTime,
    /// A time without a zone: sorted as if it were UTC.
    NoZone,
    /// Not of the form `N.N.N`.
    BadVersion,
    /// The JSON Schema objects where the model did not.
    Schema,
    /// An id that another event with other content has; the contract's choice of the two counts.
    Conflict,
    /// The line has more findings than are listed; what is left out is graver than a warning only when
    /// everything listed is.
    TooManyFindings,
}

impl Rule {
    /// Every rule, in the order of declaration.
    pub const ALL: [Self; 26] = [
        Self::NotUtf8,
        Self::TooLong,
        Self::NotJson,
        Self::TooDeep,
        Self::NotAnObject,
        Self::Unfinished,
        Self::ByteOrderMark,
        Self::RepeatedKey,
        Self::LoneSurrogate,
        Self::NumberRange,
        Self::Missing,
        Self::WrongType,
        Self::Empty,
        Self::NotAllowed,
        Self::ExtraField,
        Self::NotWhole,
        Self::BelowMinimum,
        Self::AboveMaximum,
        Self::BadId,
        Self::BadUuid,
        Self::BadTime,
        Self::NoZone,
        Self::BadVersion,
        Self::Schema,
        Self::Conflict,
        Self::TooManyFindings,
    ];

    /// The stable name, in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not-utf8",
            Self::TooLong => "too-long",
            Self::NotJson => "not-json",
            Self::TooDeep => "too-deep",
            Self::NotAnObject => "not-an-object",
            Self::Unfinished => "unfinished-line",
            Self::ByteOrderMark => "byte-order-mark",
            Self::RepeatedKey => "repeated-key",
            Self::LoneSurrogate => "lone-surrogate",
            Self::NumberRange => "number-range",
            Self::Missing => "missing-field",
            Self::WrongType => "wrong-type",
            Self::Empty => "empty",
            Self::NotAllowed => "not-allowed",
            Self::ExtraField => "extra-field",
            Self::NotWhole => "not-whole",
            Self::BelowMinimum => "below-minimum",
            Self::AboveMaximum => "above-maximum",
            Self::BadId => "bad-id",
            Self::BadUuid => "bad-uuid",
            Self::BadTime => "bad-time",
            Self::NoZone => "no-zone",
            Self::BadVersion => "bad-version",
            Self::Schema => "schema",
            Self::Conflict => "conflict",
            Self::TooManyFindings => "too-many-findings",
        }
    }

    /// Whether the rule only warns: the line means the same with or without the flaw.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::ByteOrderMark | Self::RepeatedKey | Self::NoZone | Self::TooManyFindings)
    }
}
