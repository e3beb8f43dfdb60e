//! What is kept of a finding; the finding itself is made again from its line.

use super::Session;
use crate::contracts::finding::{Effect, Finding};
use crate::contracts::rule::Rule;

/// A finding by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 0.
    pub line: u32,
    /// Which of the line's findings, from 0.
    pub nth: u32,
    /// The rule that is broken.
    pub rule: Rule,
    /// What follows for the replay.
    pub effect: Effect,
}

impl Problem {
    pub(super) fn of(line: u32, nth: u32, finding: &Finding) -> Self {
        Self { line, nth, rule: finding.violation.rule, effect: finding.effect }
    }

    /// The finding itself; `None` when its line can no longer be read.
    pub fn finding(&self, session: &Session) -> Option<Finding> {
        session.decoded(self.line)?.findings.into_iter().nth(self.nth as usize)
    }
}
