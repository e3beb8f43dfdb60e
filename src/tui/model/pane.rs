//! Where a person is in a view.

use std::collections::BTreeSet;

/// The state of a view's list and detail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pane {
    /// What the selected row is pinned by, so that it survives new rows, sorting and a resize.
    pub selected: Option<u64>,
    /// Where that row was last, for when it is gone.
    pub index: usize,
    /// The first visible row.
    pub offset: usize,
    /// Whether the selection stays with the newest row.
    pub tail: bool,
    /// How many rows there were when it stopped doing so.
    pub rows_then: usize,
    /// Whether keys go to the detail.
    pub in_detail: bool,
    /// Whether the focused pane has the whole screen.
    pub zoomed: bool,
    /// The first visible row of the detail.
    pub detail_offset: usize,
    /// The row of the detail's tree that the cursor is on.
    pub tree_row: usize,
    /// Pointers whose fold differs from what it starts as.
    pub toggled: BTreeSet<String>,
    /// Whether the detail shows raw bytes.
    pub raw: bool,
}

impl Pane {
    /// A pane that stays with the newest row.
    pub fn following() -> Self {
        Self { tail: true, ..Self::default() }
    }

    /// Starts the detail afresh for another row.
    pub fn reset_detail(&mut self) {
        self.detail_offset = 0;
        self.tree_row = 0;
        self.toggled.clear();
    }
}
