//! Decides when what was read is gone over again, to find edits that no stamp and no window shows. Pure.

/// How long after a change the file may still be changing under the same times, in nanoseconds: two seconds is
/// the grain of the coarsest clock of a file system.
pub const SETTLES: i128 = 2_000_000_000;
/// How many chunks are gone over in [`PACE`] at most, so that following costs next to nothing.
pub const BUDGET: usize = 8;
/// How long it takes until as many may be gone over again, in nanoseconds.
pub const PACE: i128 = 250_000_000;
/// For how long it may be put off in favour of lines that have come, in nanoseconds.
pub const PUT_OFF: i128 = 3 * PACE;

/// Going over what was read after the file has changed, in passes, until one has begun so late that no change
/// can have come after it unseen.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The last change, as far as is known.
    since: i128,
    /// Whether a late enough pass has found everything as it was.
    settled: bool,
    /// When the pass that is being made began, and how many chunks it has left.
    pass: Option<(i128, usize)>,
    /// The chunk to go over next. A pass goes on where the one before was given up, so that a file that is
    /// always written to is gone over all the same.
    next: usize,
    /// When there is room for [`BUDGET`] chunks again.
    due: i128,
    /// How many chunks there is room for until then.
    room: usize,
    /// The file looks edited: no rest in the first pass.
    urgent: bool,
}

impl Audit {
    /// Of a file that has changed at `changed`, and is read from its start `now`.
    pub fn new(changed: i128, now: i128) -> Self {
        let since = changed.min(now);
        Self { since, settled: since + SETTLES < now, pass: None, next: 0, due: now, room: 0, urgent: false }
    }

    /// The file has changed; `urgent` if it looks edited rather than appended to.
    pub fn change(&mut self, changed: i128, now: i128, urgent: bool) {
        self.since = changed.min(now);
        self.settled = false;
        self.pass = None;
        self.urgent |= urgent;
    }

    /// Whether nothing more is to be gone over until the file changes again.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// Whether the next look should come soon.
    pub fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// Whether to go over some has been put off for so long that nothing may come before it.
    pub fn is_overdue(&self, now: i128) -> bool {
        self.urgent || !(self.due - PACE..self.due + PUT_OFF).contains(&now)
    }

    /// How many of the `count` chunks are to be gone over now, beginning with [`Audit::next`].
    pub fn due(&mut self, count: usize, now: i128) -> usize {
        // A clock that was set back must not put this off for ever.
        let is_early = (self.due - PACE..self.due).contains(&now);
        if !is_early || self.urgent {
            (self.due, self.room) = (now + PACE, BUDGET);
        }
        if self.settled || self.room == 0 {
            return 0;
        }
        let (_, left) = *self.pass.get_or_insert((now, count));
        if left == 0 {
            self.end_pass();
        }
        left.min(self.room)
    }

    /// The chunk to go over next, of `count`.
    pub fn next(&self, count: usize) -> usize {
        self.next % count.max(1)
    }

    /// That chunk is as it was.
    pub fn passed(&mut self) {
        self.next += 1;
        self.room = self.room.saturating_sub(1);
        if let Some((_, left)) = &mut self.pass {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.end_pass();
            }
        }
    }

    fn end_pass(&mut self) {
        if let Some((began, _)) = self.pass.take() {
            self.room = 0;
            self.urgent = false;
            self.settled = self.since + SETTLES < began;
        }
    }
}
