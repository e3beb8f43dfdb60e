//! The two editions of the contract and how one is chosen.

use std::fmt;

/// An edition of the contract (contract section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// Package 2.4 to 2.9: `feature_slug` and `mission_key`, unknown payload fields ignored, clock required.
    Two,
    /// Package 3.0 to today: `mission_slug` and `mission_type`, unknown payload fields forbidden.
    Three,
}

impl Edition {
    /// The key this edition writes for a field that edition 3 calls `name`.
    ///
    /// Only the two mission keys of namespaces and identities were renamed.
    pub fn key(self, name: &'static str) -> &'static str {
        match (self, name) {
            (Self::Two, "mission_slug") => "feature_slug",
            (Self::Two, "mission_type") => "mission_key",
            _ => name,
        }
    }

    /// The other edition.
    pub fn other(self) -> Self {
        match self {
            Self::Two => Self::Three,
            Self::Three => Self::Two,
        }
    }

    /// Whether a payload or value object may carry fields the contract does not name.
    pub fn ignores_unknown_fields(self) -> bool {
        self == Self::Two
    }
}

/// Which edition lines are read under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ContractMode {
    /// Each event by its own keys; envelope flaws that leave an event usable are reported, not fatal.
    #[default]
    Auto,
    /// Exactly this edition: results equal the package's, field by field.
    Exact(Edition),
}

impl ContractMode {
    /// The edition whose names are used when a state is written as JSON.
    pub fn output_edition(self) -> Edition {
        match self {
            Self::Auto => Edition::Three,
            Self::Exact(edition) => edition,
        }
    }

    /// The edition whose sort rule applies; `auto` folds both editions under edition 3's.
    pub fn order_edition(self) -> Edition {
        self.output_edition()
    }
}

impl fmt::Display for ContractMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Exact(Edition::Two) => "2",
            Self::Exact(Edition::Three) => "3",
        })
    }
}
