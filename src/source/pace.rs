//! How long to wait between two looks. Pure.

use std::time::Duration;

/// How soon a file that just changed is looked at again without a hint.
const SHORTEST: Duration = Duration::from_millis(50);
/// How long a quiet file is left alone without a hint.
const LONGEST: Duration = Duration::from_millis(250);
/// How long one is left alone that has been quiet for [`LONG_QUIET`].
const SLOW: Duration = Duration::from_secs(1);
/// When a quiet file is looked at less often.
const LONG_QUIET: Duration = Duration::from_mins(1);
/// How soon a file that looks edited is looked at again.
const URGENT: Duration = Duration::from_millis(5);

/// The time between looks: short after news, longer the longer there is none.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    /// The interval asked for, if any.
    fixed: Option<Duration>,
    wait: Duration,
    quiet: Duration,
}

impl Pace {
    /// Of its own, or at a fixed interval.
    pub(super) fn new(fixed: Option<Duration>) -> Self {
        Self { fixed, wait: SHORTEST, quiet: Duration::ZERO }
    }

    /// How long to wait after a look.
    pub(super) fn after(&mut self, news: bool, urgent: bool) -> Duration {
        self.quiet = if news { Duration::ZERO } else { self.quiet + self.wait };
        let longest = if self.quiet < LONG_QUIET { LONGEST } else { SLOW };
        self.wait = if news { SHORTEST } else { (self.wait * 2).min(longest) };
        match self.fixed {
            _ if urgent => URGENT,
            Some(interval) => interval,
            None => self.wait,
        }
    }
}
