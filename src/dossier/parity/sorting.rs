//! Numbers that are sorted some at a time.

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::dossier::room::Room;

/// How many are sorted at once: in well under a millisecond.
const RUN: usize = 1_024;

/// Numbers on their way into an order. Sorted runs are merged two by two.
#[derive(Debug, Default)]
pub(super) struct Sorting {
    fresh: Vec<u32>,
    runs: VecDeque<Vec<u32>>,
    merging: Option<Merging>,
}

#[derive(Debug)]
struct Merging {
    left: Vec<u32>,
    right: Vec<u32>,
    /// How many of the left ones have been taken.
    taken: usize,
    merged: Vec<u32>,
}

impl Sorting {
    pub(super) fn push(&mut self, number: u32, order: impl Fn(u32, u32) -> Ordering) {
        self.fresh.push(number);
        if self.fresh.len() == RUN {
            self.end_run(order);
        }
    }

    fn end_run(&mut self, order: impl Fn(u32, u32) -> Ordering) {
        self.fresh.sort_unstable_by(|a, b| order(*a, *b));
        self.runs.push_back(std::mem::take(&mut self.fresh));
    }

    /// Sorts as many as there is room for, after the last one has been pushed. Tells whether all are in order.
    pub(super) fn go_on(&mut self, order: impl Fn(u32, u32) -> Ordering, room: &mut Room) -> bool {
        if !self.fresh.is_empty() {
            self.end_run(&order);
        }
        loop {
            let merging = match &mut self.merging {
                Some(merging) => merging,
                None if self.runs.len() < 2 => return true,
                none => {
                    let (left, right) = (self.runs.pop_front(), self.runs.pop_front());
                    let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
                    let merged = Vec::with_capacity(left.len() + right.len());
                    none.insert(Merging { left, right, taken: 0, merged })
                }
            };
            if !merging.go_on(&order, room) {
                return false;
            }
            self.runs.extend(self.merging.take().map(|merging| merging.merged));
        }
    }

    /// All of them, once they are in order.
    pub(super) fn sorted(&self) -> &[u32] {
        self.runs.front().map(Vec::as_slice).unwrap_or_default()
    }
}

impl Merging {
    fn go_on(&mut self, order: impl Fn(u32, u32) -> Ordering, room: &mut Room) -> bool {
        loop {
            let (left, right) = (self.left.get(self.taken), self.right.get(self.merged.len() - self.taken));
            let is_left = match (left, right) {
                (None, None) => return true,
                (Some(left), Some(right)) => order(*left, *right) == Ordering::Less,
                (left, _) => left.is_some(),
            };
            if !room.spend(1) {
                return false;
            }
            self.merged.extend(if is_left { left } else { right });
            self.taken += usize::from(is_left);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_pushed_is_sorted_in_steps_of_any_size(
            keys in proptest::collection::vec(any::<u16>(), 0..6 * RUN),
            room in 1..3_000_usize,
        ) {
            let order = |a: u32, b: u32| (keys[a as usize], a).cmp(&(keys[b as usize], b));
            let mut sorting = Sorting::default();
            for number in 0..keys.len() as u32 {
                sorting.push(number, order);
            }
            while !sorting.go_on(order, &mut Room::new(room)) {}
            let mut expected: Vec<u32> = (0..keys.len() as u32).collect();
            expected.sort_by(|a, b| order(*a, *b));
            prop_assert_eq!(sorting.sorted(), expected);
        }
    }
}
