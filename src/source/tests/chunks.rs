use proptest::prelude::*;

use crate::source::audit::{Audit, BUDGET, PACE, PUT_OFF, SETTLES};
use crate::source::chunks::{CHUNK, Chunks};

fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n * 7 % 251) as u8).collect()
}

fn taken(content: &[u8], pieces: usize, size: usize) -> Chunks {
    let mut chunks = Chunks::new(size);
    content.chunks(pieces).for_each(|piece| chunks.advance(piece));
    chunks
}

/// Whether each chunk is found in `content`.
fn found(chunks: &Chunks, content: &[u8]) -> Vec<bool> {
    let part = |number| {
        let (offset, len) = chunks.place(number);
        let start = (offset as usize).min(content.len());
        &content[start..(start + len).min(content.len())]
    };
    (0..chunks.count()).map(|number| chunks.holds(number, part(number))).collect()
}

#[test]
fn what_was_taken_is_found_again_however_it_came() {
    let content = bytes(3 * CHUNK + 5000);
    for pieces in [4095, 4096, 4097, 70_001, CHUNK, CHUNK + 1, content.len()] {
        let chunks = taken(&content, pieces, CHUNK);
        assert_eq!(chunks.count(), 4);
        assert_eq!(found(&chunks, &content), [true; 4], "{pieces}");
    }
    assert_eq!(taken(&[], 1, CHUNK).count(), 0);
}

#[test]
fn one_bit_is_missed_nowhere() {
    let content = bytes(2 * CHUNK + 9000);
    let chunks = taken(&content, 100_000, CHUNK);
    for at in [0, 4095, 4096, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 8999] {
        let mut edited = content.clone();
        edited[at] ^= 1;
        let wanted: Vec<_> = (0..3).map(|chunk| chunk != at / CHUNK).collect();
        assert_eq!(found(&chunks, &edited), wanted, "{at}");
    }
}

proptest! {
    #[test]
    fn small_chunks_tell_each_edit(
        len in 1usize..200, pieces in 1usize..50, size in 1usize..40, at in any::<prop::sample::Index>(), with in any::<u8>()
    ) {
        let content = bytes(len);
        let chunks = taken(&content, pieces, size);
        let mut edited = content.clone();
        let at = at.index(len);
        edited[at] = with;
        let wanted: Vec<_> =
            (0..len.div_ceil(size)).map(|chunk| chunk != at / size || edited == content).collect();
        prop_assert_eq!(found(&chunks, &edited), wanted);
    }
}

/// Goes over `count` chunks at `now` as far as is allowed, and gives their numbers.
fn go_over(audit: &mut Audit, count: usize, now: i128) -> Vec<usize> {
    let due = audit.due(count, now);
    let go_on = |_| {
        let chunk = audit.next(count);
        audit.passed();
        chunk
    };
    (0..due).map(go_on).collect()
}

const NONE: [usize; 0] = [];
const START: i128 = 1_000 * SETTLES;

#[test]
fn a_file_that_changed_long_ago_is_left_alone() {
    let mut audit = Audit::new(START, START + SETTLES + 1);
    assert!(audit.is_settled());
    assert_eq!(go_over(&mut audit, 5, START + SETTLES + 1), NONE);
}

#[test]
fn passes_are_made_until_one_began_late_enough() {
    let mut audit = Audit::new(START, START);
    assert_eq!(go_over(&mut audit, 3, START), [0, 1, 2]);
    assert!(!audit.is_settled(), "another change may be on its way under the same times");
    assert_eq!(go_over(&mut audit, 3, START + PACE - 1), NONE, "it rests");
    assert_eq!(go_over(&mut audit, 3, START + PACE), [0, 1, 2]);
    assert_eq!(go_over(&mut audit, 3, START + SETTLES + PACE), [0, 1, 2]);
    assert!(audit.is_settled());
    audit.change(START + 2 * SETTLES, START + 2 * SETTLES, false);
    assert!(!audit.is_settled());
}

#[test]
fn a_long_file_is_gone_over_in_turns_even_while_it_changes() {
    let count = BUDGET * 3;
    let mut audit = Audit::new(START, START);
    let mut gone = Vec::new();
    for turn in 0..3 {
        let now = START + turn * PACE;
        audit.change(now, now, false);
        gone.extend(go_over(&mut audit, count, now));
    }
    assert_eq!(gone, (0..count).collect::<Vec<_>>());
}

#[test]
fn what_was_put_off_is_gone_over_without_rest() {
    let count = BUDGET * 3;
    let mut audit = Audit::new(START, START);
    assert_eq!(audit.due(count, START), BUDGET);
    audit.passed();
    assert_eq!(go_over(&mut audit, count, START + 1), (1..BUDGET).collect::<Vec<_>>());
    assert_eq!(go_over(&mut audit, count, START + 2), NONE);
}

#[test]
fn going_over_gives_way_to_lines_but_not_for_ever() {
    let mut audit = Audit::new(START, START);
    go_over(&mut audit, BUDGET * 3, START);
    assert!(!audit.is_overdue(START + PACE), "it is due, and can wait");
    assert!(audit.is_overdue(START + PACE + PUT_OFF));
    assert!(audit.is_overdue(START - 50 * SETTLES), "a clock that was set back puts nothing off");
    audit.change(START, START, true);
    assert!(audit.is_overdue(START), "an edit is looked for at once");
}

#[test]
fn an_edit_is_looked_for_without_rest_once() {
    let count = BUDGET + 1;
    let mut audit = Audit::new(START - SETTLES, START);
    audit.change(START, START, true);
    assert!(audit.is_urgent());
    assert_eq!(go_over(&mut audit, count, START).len(), BUDGET);
    assert_eq!(go_over(&mut audit, count, START + 1), [BUDGET]);
    assert!(!audit.is_urgent());
    assert_eq!(go_over(&mut audit, count, START + 2), NONE);
}

#[test]
fn a_clock_that_is_wrong_or_set_back_puts_nothing_off_for_ever() {
    // Times of another machine that lie ahead.
    let mut audit = Audit::new(START + 100 * SETTLES, START);
    go_over(&mut audit, 1, START + SETTLES + PACE);
    assert!(audit.is_settled());
    audit.change(START, START, false);
    go_over(&mut audit, 1, START);
    assert_eq!(go_over(&mut audit, 1, START - 50 * SETTLES), [0]);
}

#[test]
fn nothing_read_is_soon_settled() {
    let mut audit = Audit::new(START, START);
    assert_eq!(go_over(&mut audit, 0, START), NONE);
    assert!(!audit.is_settled());
    assert_eq!(go_over(&mut audit, 0, START + SETTLES + PACE), NONE);
    assert!(audit.is_settled());
}
