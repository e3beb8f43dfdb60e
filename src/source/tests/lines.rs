use proptest::prelude::*;

use crate::contracts::record::{MAX_LINE_BYTES, RawLine, Span};
use crate::source::lines::{LineCutter, LineWentOn};

type Cut = Vec<(u64, u32, Option<Vec<u8>>)>;

fn collect(lines: &mut Cut) -> impl FnMut(Span, RawLine<'_>) {
    |span, line| {
        let content = match line {
            RawLine::Bytes(bytes) => Some(bytes.to_vec()),
            RawLine::TooLong => None,
        };
        lines.push((span.offset, span.len, content));
    }
}

fn chunks<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<usize> =
        cuts.iter().map(|cut| cut % (bytes.len() + 1)).chain([0, bytes.len()]).collect();
    cuts.sort_unstable();
    cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

/// The rule written down a second time, over the whole input.
fn expected(bytes: &[u8], limit: usize) -> (Cut, Option<(u64, usize)>) {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        let line = &bytes[start..at];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let content = (line.len() <= limit).then(|| line.to_vec());
        lines.push((start as u64, line.len().min(limit + 1) as u32, content));
        start = at + 1;
    }
    (lines, (start < bytes.len()).then_some((start as u64, bytes.len() - start)))
}

fn log() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(b"\n\n\r\rabc{}\xEF\xBB\xBF\0".to_vec()), 0..80)
}

proptest! {
    #[test]
    fn chunking_never_shows(bytes in log(), cuts in prop::collection::vec(any::<usize>(), 0..12), limit in 1usize..9) {
        let mut cutter = LineCutter::with_limit(limit);
        let mut lines = Vec::new();
        for chunk in chunks(&bytes, &cuts) {
            cutter.push(chunk, collect(&mut lines)).unwrap();
        }
        let (wanted, rest) = expected(&bytes, limit);
        prop_assert_eq!(lines, wanted);
        prop_assert_eq!(cutter.position(), bytes.len() as u64);
        let pending = cutter.pending().map(|(span, held)| (span.offset, span.len, held.to_vec()));
        let wanted = rest.map(|(start, len)| (start, len.min(limit + 1) as u32));
        prop_assert_eq!(pending.as_ref().map(|(start, len, _)| (*start, *len)), wanted);
        if let Some((start, _, held)) = pending {
            prop_assert!(bytes[start as usize..].starts_with(&held));
        }
    }

    #[test]
    fn every_byte_is_in_exactly_one_line(bytes in log(), cuts in prop::collection::vec(any::<usize>(), 0..12)) {
        let mut cutter = LineCutter::new();
        let mut lines = Vec::new();
        for chunk in chunks(&bytes, &cuts) {
            cutter.push(chunk, collect(&mut lines)).unwrap();
        }
        let mut rebuilt = Vec::new();
        for (offset, len, content) in lines {
            prop_assert_eq!(offset, rebuilt.len() as u64);
            rebuilt.extend(content.unwrap());
            prop_assert_eq!(offset + u64::from(len), rebuilt.len() as u64);
            let ending: &[u8] = if bytes[rebuilt.len()] == b'\r' { b"\r\n" } else { b"\n" };
            rebuilt.extend(ending);
        }
        rebuilt.extend(cutter.pending().map(|(_, held)| held.to_vec()).unwrap_or_default());
        prop_assert_eq!(rebuilt, bytes);
    }

    #[test]
    fn a_settled_line_is_right_or_taken_back(bytes in log(), cuts in prop::collection::vec(any::<usize>(), 0..12)) {
        let complete = |line: &[u8]| line.ends_with(b"}");
        let mut cutter = LineCutter::new();
        let mut lines = Vec::new();
        let mut went_on = false;
        for chunk in chunks(&bytes, &cuts) {
            went_on |= cutter.push(chunk, collect(&mut lines)) == Err(LineWentOn);
            if went_on {
                break;
            }
            cutter.settle(complete, collect(&mut lines));
        }
        if !went_on {
            let mut whole = LineCutter::new();
            let mut wanted = Vec::new();
            whole.push(&bytes, collect(&mut wanted)).unwrap();
            whole.settle(complete, collect(&mut wanted));
            prop_assert_eq!(lines, wanted);
            prop_assert_eq!(cutter.position(), bytes.len() as u64);
        }
    }
}

#[test]
fn the_limit_counts_content_only() {
    for (length, ending, fits) in
        [(7, "\n", true), (8, "\n", true), (8, "\r\n", true), (9, "\n", false), (9, "\r\n", false)]
    {
        let line = format!("{}{ending}", "x".repeat(length));
        for chunk in 1..=line.len() {
            let mut cutter = LineCutter::with_limit(8);
            let mut lines = Vec::new();
            for part in line.as_bytes().chunks(chunk) {
                cutter.push(part, collect(&mut lines)).unwrap();
            }
            cutter.push(b"next\n", collect(&mut lines)).unwrap();
            assert_eq!(lines[0].2.is_some(), fits, "{length} bytes and {ending:?}, in parts of {chunk}");
            assert_eq!(lines[0].1 as usize, length);
            assert_eq!(lines[1], (line.len() as u64, 4, Some(b"next".to_vec())));
        }
    }
}

#[test]
fn an_endless_line_is_counted_and_not_held() {
    let mut cutter = LineCutter::new();
    let mut lines = Vec::new();
    let block = vec![b'x'; 1024 * 1024];
    let blocks = 3000;
    for _ in 0..blocks {
        cutter.push(&block, collect(&mut lines)).unwrap();
    }
    let (span, held) = cutter.pending().unwrap();
    assert_eq!(span, Span { offset: 0, len: MAX_LINE_BYTES as u32 + 1 });
    assert!(held.len() <= 64 * 1024);
    assert!(cutter.is_skipping());
    cutter.push(b"\r\nnext\n", collect(&mut lines)).unwrap();
    let length = blocks as u64 * block.len() as u64;
    assert_eq!(lines, [(0, MAX_LINE_BYTES as u32 + 1, None), (length + 2, 4, Some(b"next".to_vec()))]);
}

#[test]
fn a_settled_line_takes_its_late_ending() {
    for ending in ["\n", "\r\n"] {
        let mut cutter = LineCutter::new();
        let mut lines = Vec::new();
        cutter.push(b"{}", collect(&mut lines)).unwrap();
        assert!(cutter.settle(|line| line == b"{}", collect(&mut lines)));
        assert_eq!(cutter.pending(), None);
        for byte in ending.as_bytes() {
            cutter.push(&[*byte], collect(&mut lines)).unwrap();
        }
        cutter.push(b"\nnext\n", collect(&mut lines)).unwrap();
        let after = 2 + ending.len() as u64;
        let wanted = [
            (0, 2, Some(b"{}".to_vec())),
            (after, 0, Some(Vec::new())),
            (after + 1, 4, Some(b"next".to_vec())),
        ];
        assert_eq!(lines, wanted);
    }
}

#[test]
fn an_unfinished_line_that_is_not_whole_stays_pending() {
    let mut cutter = LineCutter::new();
    cutter.push(b"{\"a\":", |_, _| panic!("no line")).unwrap();
    assert!(!cutter.settle(|line| line.ends_with(b"}"), |_, _| panic!("no line")));
    assert_eq!(cutter.pending(), Some((Span { offset: 0, len: 5 }, b"{\"a\":".as_slice())));
}
