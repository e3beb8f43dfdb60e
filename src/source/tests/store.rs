use std::io;

use proptest::prelude::*;

use super::*;
use crate::contracts::record::Span;
use crate::source::store::{KeptBytes, MemoryStore};

const MIB: usize = 1024 * 1024;

#[test]
fn kept_bytes_are_found_across_segments() {
    let kept = KeptBytes::default();
    let content: Vec<u8> = (0..3 * MIB as u32).map(|n| (n % 253) as u8).collect();
    let mut offset = 0;
    for part in content.chunks(300_001) {
        kept.append(offset as u64, part);
        offset += part.len();
    }
    for (from, len) in
        [(0, 0), (0, 10), (MIB - 5, 10), (MIB, 1), (10, 2 * MIB), (3 * MIB - 1, 1), (3 * MIB, 0)]
    {
        let span = Span { offset: from as u64, len: len as u32 };
        assert!(kept.read(span).unwrap() == content[from..from + len], "{len} bytes at {from}");
    }
    let beyond = kept.read(Span { offset: 3 * MIB as u64 - 1, len: 2 });
    assert_eq!(beyond.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn what_was_left_out_is_said_to_be_missing() {
    let kept = KeptBytes::default();
    kept.append(0, b"abc");
    kept.append(10, b"xyz");
    assert_eq!(kept.read(Span { offset: 10, len: 3 }).unwrap(), b"xyz");
    for span in [Span { offset: 2, len: 2 }, Span { offset: 3, len: 1 }, Span { offset: 9, len: 2 }] {
        assert_eq!(kept.read(span).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}

proptest! {
    #[test]
    fn every_line_can_be_read_again(text in "[a-c\r\n{}]{0,60}") {
        let bytes = text.as_bytes();
        let path = tempfile::NamedTempFile::new().unwrap();
        fs::write(path.path(), bytes).unwrap();
        let stream = super::super::Opened::from_reader("stream", io::Cursor::new(bytes.to_vec()));
        let file = open(&SourceSpec::File(path.path().to_path_buf()), false).unwrap();
        for opened in [open(&memory(bytes), false).unwrap(), stream, file] {
            let mut lines = Vec::new();
            let whole = read_all(opened, each(), is_object, 1, |records, _| lines.extend(records)).unwrap();
            prop_assert_eq!(whole.bytes, bytes.len() as u64);
            for line in lines {
                prop_assert_eq!(whole.store.read(line.span).unwrap(), line.content);
            }
        }
    }
}

#[test]
fn a_span_outside_of_memory_is_an_error() {
    let store = MemoryStore(b"abc".as_slice().into());
    for span in [Span { offset: 1, len: 3 }, Span { offset: u64::MAX - 9, len: 2 }] {
        assert_eq!(store.read(span).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}

#[test]
fn lines_of_a_file_that_was_cut_are_read_from_what_was_kept_or_not_at_all() {
    use crate::source::files::System;
    use crate::source::followed::FollowedLines;
    let path = tempfile::NamedTempFile::new().unwrap();
    let content = vec![b'a'; 6 * MIB];
    fs::write(path.path(), &content).unwrap();
    let lines = FollowedLines::new(System, Arc::new(fs::File::open(path.path()).unwrap()));
    for (nth, part) in content.chunks(700_000).enumerate() {
        lines.keep(nth as u64 * 700_000, part);
    }
    let (early, late) = (Span { offset: 10, len: 20 }, Span { offset: 5 * MIB as u64, len: 20 });
    assert_eq!(lines.read(early).unwrap(), [b'a'; 20]);
    assert_eq!(lines.read(late).unwrap(), [b'a'; 20]);
    fs::write(path.path(), vec![b'b'; 6 * MIB]).unwrap();
    lines.void();
    assert_eq!(lines.read(early).unwrap(), [b'a'; 20], "what was kept is as it was");
    assert_eq!(lines.read(late).unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "never what is there now");
}
