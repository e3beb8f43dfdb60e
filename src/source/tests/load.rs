use proptest::prelude::*;

use super::super::lines::LineCutter;
use super::super::outlet::Interrupt;
use super::*;
use crate::contracts::record::Span;
use crate::source::chunks::{CHUNK, Chunks};
use crate::source::files::System;
use crate::source::load::{BLOCK_BYTES, load};

/// What several threads make of a file: the lines, how many bytes were handed on, and what is left over.
fn shared(bytes: &[u8], threads: usize) -> (Lines, u64, Option<(Span, Vec<u8>)>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let chunks = Chunks::new(CHUNK);
    let (mut lines, mut told) = (Vec::new(), 0);
    let reached = load(
        (&System, &fs::File::open(file.path()).unwrap()),
        bytes.len() as u64,
        (threads, || ()),
        (&each(), Some(&chunks)),
        |batch, read| {
            assert!(read >= told, "progress goes on");
            told = read;
            lines.extend(batch.unwrap_or_default());
            Ok(())
        },
    );
    let (cutter, reached) = reached.ok().flatten().unwrap();
    let window = &bytes[..bytes.len().min(4096)];
    assert!(window.starts_with(&reached.head) && reached.head.len() == window.len().min(told as usize));
    assert!(bytes[..told as usize].ends_with(&reached.tail));
    assert_eq!(reached.tail.len(), reached.head.len(), "as much of the end as of the start");
    let digests = reached.chunks.unwrap();
    assert_eq!(digests.count(), bytes.len().div_ceil(CHUNK));
    for (number, chunk) in bytes.chunks(CHUNK).enumerate() {
        assert!(digests.holds(number, chunk));
    }
    (lines, told, cutter.pending().map(|(span, bytes)| (span, bytes.to_vec())))
}

/// What one thread makes of the same bytes.
fn alone(bytes: &[u8]) -> (Lines, u64, Option<(Span, Vec<u8>)>) {
    let mut cutter = LineCutter::new();
    let mut lines = Vec::new();
    let went_on = cutter.push(bytes, |span, line| lines.push(Record { span, content: decode(line) }));
    assert_eq!(went_on, Ok(()));
    (lines, bytes.len() as u64, cutter.pending().map(|(span, bytes)| (span, bytes.to_vec())))
}

const BLOCK: usize = BLOCK_BYTES as usize;

#[test]
fn a_line_that_ends_at_before_or_behind_the_end_of_a_block_is_read_once() {
    for end in [BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 17] {
        let mut bytes = vec![b'a'; 3 * BLOCK + 5];
        for at in [100, end, 3 * BLOCK] {
            bytes[at] = b'\n';
        }
        for threads in [1, 2, 3] {
            assert!(shared(&bytes, threads) == alone(&bytes), "a line feed at {end}, {threads} threads");
        }
    }
}

#[test]
fn a_line_longer_than_is_held_is_skipped_by_whoever_meets_its_start() {
    let mut bytes = vec![b'x'; 17 * 1024 * 1024];
    bytes[5] = b'\n';
    bytes.extend(b"\nnext\nrest");
    assert!(shared(&bytes, 2) == alone(&bytes));
}

#[test]
fn a_file_that_became_shorter_is_read_as_far_as_it_goes() {
    let bytes = numbered(0..150_000);
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &bytes).unwrap();
    let size = bytes.len() as u64 * 2;
    let mut lines: Lines = Vec::new();
    let reached = load(
        (&System, &fs::File::open(file.path()).unwrap()),
        size,
        (2, || ()),
        (&each(), None),
        |batch, _| {
            lines.extend(batch.unwrap_or_default());
            Ok(())
        },
    );
    let position = reached.ok().flatten().unwrap().1.offset;
    assert!(position <= bytes.len() as u64 && position + 2 * BLOCK_BYTES > bytes.len() as u64);
    assert!(lines == alone(&bytes[..position as usize]).0);
}

#[test]
fn whoever_listens_no_more_ends_it() {
    let bytes = numbered(0..200_000);
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &bytes).unwrap();
    let file = fs::File::open(file.path()).unwrap();
    let stopped = load((&System, &file), bytes.len() as u64, (3, || ()), (&each(), None), |_, _| {
        Err(Interrupt::Stopped)
    });
    assert!(matches!(stopped, Err(Interrupt::Stopped)));
}

#[test]
#[should_panic(expected = "cannot take it")]
fn a_panic_of_a_loader_is_not_waited_for() {
    let mut bytes = numbered(0..200_000);
    let middle = bytes.len() / 2;
    bytes[middle..middle + 5].copy_from_slice(b"\nbad\n");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &bytes).unwrap();
    let picky = Each::new(|line: RawLine<'_>| assert!(line != RawLine::Bytes(b"bad"), "cannot take it"));
    let file = fs::File::open(file.path()).unwrap();
    let _ = load((&System, &file), bytes.len() as u64, (2, || ()), (&picky, None), |_, _| Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_threads_read_what_one_reads(
        lengths in prop::collection::vec(prop_oneof![9 => 0..3_000_usize, 1 => 0..3 * BLOCK], 1..40),
        copies in 1..60_usize,
        threads in 1..5_usize,
        open in any::<bool>(),
    ) {
        let mut bytes = Vec::new();
        for length in lengths.iter().cycle().take(lengths.len() * copies) {
            bytes.resize(bytes.len() + length, b'x');
            bytes.extend(b"\r\n");
            if bytes.len() > 6 * BLOCK {
                break;
            }
        }
        if open {
            bytes.extend(b"open");
        }
        prop_assert!(shared(&bytes, threads) == alone(&bytes));
    }
}
