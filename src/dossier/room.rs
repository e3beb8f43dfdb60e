//! How much is worked out before somebody waits again.

/// How much may be done at once, in artifacts gone over (about 0.3 µs each).
#[derive(Debug)]
pub struct Room(usize);

impl Room {
    /// What reading a line costs.
    pub(super) const LINE: usize = 16;

    /// So much.
    pub fn new(artifacts: usize) -> Self {
        Self(artifacts)
    }

    /// As much as it takes.
    pub fn endless() -> Self {
        Self(usize::MAX)
    }

    /// Whether nothing more may be done.
    pub fn is_spent(&self) -> bool {
        self.0 == 0
    }

    /// Takes some of it, unless there is none. What has begun is finished: the last one may cost more than there is.
    pub(super) fn spend(&mut self, cost: usize) -> bool {
        let had = !self.is_spent();
        self.0 = self.0.saturating_sub(cost);
        had
    }
}
