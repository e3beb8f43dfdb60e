use crate::source::fingerprint::{Consumed, FileId, Stamp, WINDOW};
use crate::source::follow::{Decision, RestartReason, Seen, Unavailable, decide};

const APPENDED: Decision = Decision::Appended;
const UNCHANGED: Decision = Decision::Unchanged;
const TRUNCATED: Decision = Decision::Restart(RestartReason::Truncated);
const REPLACED: Decision = Decision::Restart(RestartReason::Replaced);
const REWRITTEN: Decision = Decision::Restart(RestartReason::Rewritten);

fn stamp(inode: u64, size: usize, time: i128) -> Stamp {
    Stamp { id: FileId { device: 1, inode }, size: size as u64, modified: time, changed: time }
}

fn window(content: &[u8], from: usize, len: usize) -> Vec<u8> {
    let from = from.min(content.len());
    content[from..(from + len).min(content.len())].to_vec()
}

fn see(consumed: &Consumed, stamp: Stamp, content: &[u8]) -> Seen {
    let head = window(content, 0, consumed.head.len());
    let tail = window(content, consumed.tail_offset() as usize, consumed.tail.len());
    Seen::File { stamp, head, tail }
}

fn edited(content: &[u8], at: usize) -> Vec<u8> {
    let mut content = content.to_vec();
    content[at] ^= 1;
    content
}

#[test]
fn what_each_change_is_called() {
    let content: Vec<u8> = (0..40_000_u32).map(|n| (n % 251) as u8).collect();
    let longer = [content.as_slice(), b"and more"].concat();
    let mut consumed = Consumed::nothing(stamp(1, content.len(), 10));
    consumed.advance(&content);
    let (size, middle, last) = (content.len(), 20_000, content.len() - 1);
    let cases: Vec<(&str, Stamp, Vec<u8>, Decision)> = vec![
        ("nothing happened", stamp(1, size, 10), content.clone(), UNCHANGED),
        ("appended", stamp(1, longer.len(), 11), longer.clone(), APPENDED),
        ("appended, time set back", stamp(1, longer.len(), 2), longer.clone(), APPENDED),
        ("appended, same time", stamp(1, longer.len(), 10), longer.clone(), APPENDED),
        ("emptied", stamp(1, 0, 11), Vec::new(), TRUNCATED),
        ("cut in the middle", stamp(1, middle, 11), content[..middle].to_vec(), TRUNCATED),
        ("cut, grown to the same size", stamp(1, size, 11), vec![b'x'; size], REWRITTEN),
        ("cut, grown larger", stamp(1, size + 9, 11), vec![b'x'; size + 9], REWRITTEN),
        ("cut, grown larger, same start", stamp(1, longer.len(), 11), edited(&longer, last), REWRITTEN),
        ("cut, grown larger, other start", stamp(1, longer.len(), 11), edited(&longer, 0), REWRITTEN),
        ("edited in the middle, same size", stamp(1, size, 11), edited(&content, middle), Decision::Touched),
        ("edited at the end, all times equal", stamp(1, size, 10), edited(&content, last), REWRITTEN),
        ("touched", stamp(1, size, 11), content.clone(), Decision::Touched),
        ("cut after its length was asked for", stamp(1, size, 11), content[..middle].to_vec(), TRUNCATED),
        ("replaced, same content", stamp(2, size, 10), content.clone(), REPLACED),
        ("replaced, larger", stamp(2, longer.len(), 11), longer, REPLACED),
        ("replaced, empty", stamp(2, 0, 11), Vec::new(), REPLACED),
    ];
    for (what, stamp, content, wanted) in cases {
        assert_eq!(decide(&consumed, &see(&consumed, stamp, &content)), wanted, "{what}");
    }
    for (seen, why) in [
        (Seen::Missing, Unavailable::Missing),
        (Seen::NotRegular, Unavailable::NotRegular),
        (Seen::Unreadable, Unavailable::Unreadable),
    ] {
        assert_eq!(decide(&consumed, &seen), Decision::Unavailable(why));
    }
}

#[test]
fn nothing_read_is_nothing_lost() {
    let consumed = Consumed::nothing(stamp(1, 0, 10));
    assert_eq!(decide(&consumed, &see(&consumed, stamp(1, 0, 11), b"")), UNCHANGED);
    assert_eq!(decide(&consumed, &see(&consumed, stamp(1, 3, 11), b"abc")), APPENDED);
    assert_eq!(decide(&consumed, &see(&consumed, stamp(2, 0, 11), b"")), REPLACED);
}

#[test]
fn a_reading_that_stopped_short_goes_on() {
    let mut consumed = Consumed::nothing(stamp(1, 6, 10));
    consumed.advance(b"abc");
    assert_eq!(decide(&consumed, &see(&consumed, stamp(1, 6, 10), b"abcdef")), APPENDED);
    assert_eq!(decide(&consumed, &see(&consumed, stamp(1, 3, 11), b"abc")), UNCHANGED);
    assert_eq!(decide(&consumed, &see(&consumed, stamp(1, 2, 11), b"ab")), TRUNCATED);
}

#[test]
fn windows_are_the_ends_of_what_was_read() {
    let content: Vec<u8> = (0..20_000_u32).map(|n| (n % 249) as u8).collect();
    for step in [1, 7, 1000, WINDOW - 1, WINDOW, WINDOW + 1, content.len()] {
        let mut consumed = Consumed::nothing(stamp(1, content.len(), 10));
        for part in content.chunks(step) {
            consumed.advance(part);
            let read = consumed.offset as usize;
            assert_eq!(consumed.head, content[..read.min(WINDOW)]);
            assert_eq!(consumed.tail, content[read.saturating_sub(WINDOW)..read]);
        }
    }
}
