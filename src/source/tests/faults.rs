//! A call to the system that goes wrong: at every place, and for a while.

use std::io::{self, Read};

use super::fake::{Fake, Fault, Follower, LOG};
use super::*;
use crate::source::{Opened, SourceError};

const FAULTS: [Fault; 3] = [Fault::Error, Fault::Short, Fault::Interrupted];

/// Follows a log through appends, an edit, a truncation and a replacement, and checks after each look that
/// what is said to be followed is the file as it is.
fn follow(files: &Fake) -> Follower {
    files.disk().put(LOG, &numbered(0..4));
    files.disk().pass(Duration::from_mins(1));
    let mut follower = Follower::begin(files);
    let check = |follower: &mut Follower, step: &str| {
        for _ in 0..12 {
            follower.look();
            files.disk().pass(Duration::from_millis(250));
            if follower.listener.status() == Some(FollowStatus::Polling) {
                assert!(follower.listener.is_whole, "{step}: a part is followed as if it were all");
            }
        }
        if follower.listener.status() == Some(FollowStatus::Unreadable) {
            // It was the last look that went wrong.
            follower.look();
        }
        assert_eq!(follower.agrees(), Ok(()), "{step}");
    };
    check(&mut follower, "begun");
    files.disk().change(LOG, |bytes| bytes.extend(numbered(4..6)));
    check(&mut follower, "appended");
    files.disk().change(LOG, |bytes| bytes.extend(b"{\"whole\":1}"));
    check(&mut follower, "whole without its ending");
    files.disk().change(LOG, |bytes| bytes.extend(b"and more\n"));
    check(&mut follower, "went on");
    files.disk().change(LOG, |bytes| bytes[40] ^= 1);
    check(&mut follower, "edited");
    files.disk().change(LOG, |bytes| bytes.truncate(50));
    check(&mut follower, "truncated");
    files.disk().rename(LOG, "old");
    check(&mut follower, "renamed");
    files.disk().change("old", |bytes| bytes.extend(b"\n{\"late\":1}\n"));
    files.disk().put(LOG, &numbered(50..60));
    check(&mut follower, "replaced");
    follower
}

#[test]
fn each_call_of_the_follower_may_fail_once() {
    for fault in FAULTS {
        let mut nth = 1;
        loop {
            let files = Fake::new(Duration::from_millis(4));
            files.disk().fail(nth..nth + 1, fault);
            follow(&files);
            if files.disk().calls() < nth {
                break;
            }
            nth += 1;
        }
        assert!(nth > 200, "{fault:?}: only {nth} calls");
    }
}

#[test]
fn a_disk_that_fails_for_a_while_is_said_so_and_tried_again() {
    let files = Fake::new(Duration::from_millis(4));
    let mut follower = follow(&files);
    files.disk().change(LOG, |bytes| bytes.extend(numbered(60..70)));
    files.disk().fail(0..usize::MAX, Fault::Error);
    let before = follower.listener.lines.len();
    for _ in 0..5 {
        follower.look();
        assert_eq!(follower.listener.status(), Some(FollowStatus::Unreadable));
    }
    assert_eq!(follower.listener.lines.len(), before, "what was read stays");
    files.disk().heal();
    follower.settle();
    assert_eq!(follower.agrees(), Ok(()));
}

#[test]
fn a_first_read_that_fails_in_the_middle_is_not_the_whole() {
    let files = Fake::new(Duration::from_millis(4));
    files.disk().put(LOG, &numbered(0..10));
    files.disk().fail(4..usize::MAX, Fault::Error);
    let mut follower = Follower::begin(&files);
    follower.look();
    assert_eq!(follower.listener.status(), Some(FollowStatus::Unreadable));
    assert_eq!(follower.listener.caught_up, 0);
    files.disk().heal();
    follower.settle();
    assert_eq!(follower.agrees(), Ok(()));
    assert_eq!(follower.listener.reasons, [], "it goes on where it failed");
}

/// A reader that gives a few bytes at a time, and goes wrong at one call.
struct Faulty {
    bytes: io::Cursor<Vec<u8>>,
    call: usize,
    at: usize,
    fault: Fault,
}

impl Read for Faulty {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.call += 1;
        let most = buffer.len().min(100);
        match self.fault {
            _ if self.call != self.at => self.bytes.read(&mut buffer[..most]),
            Fault::Error => Err(io::Error::other("injected")),
            Fault::Short => self.bytes.read(&mut buffer[..1]),
            Fault::Interrupted => Err(io::ErrorKind::Interrupted.into()),
        }
    }
}

#[test]
fn each_call_of_a_reading_may_fail() {
    let bytes = numbered(0..40);
    let calls = bytes.len().div_ceil(100) + 1;
    let (wanted, _) = read_spec(&memory(&bytes));
    for fault in FAULTS {
        for at in 1..=calls + 1 {
            let faulty = || Faulty { bytes: io::Cursor::new(bytes.clone()), call: 0, at, fault };
            let mut lines = Vec::new();
            let opened = Opened::from_reader("faulty", faulty());
            let read = read_all(opened, each(), is_object, 1, |records, _| lines.extend(records));
            let options = FeedOptions { follow: false, ..FeedOptions::default() };
            let feed = start(Opened::from_reader("faulty", faulty()), options, is_object, each());
            let mut listener = Listener::to(feed);
            listener.until("the end", |listener| listener.ended || listener.failed.is_some());
            if fault == Fault::Error && at <= calls {
                let Err(SourceError::Io { offset, .. }) = read else { panic!("a part is passed off as all") };
                let before = ((at - 1) * 100).min(bytes.len()) as u64;
                assert_eq!(offset, Some(before));
                assert!(!listener.ended);
                assert!(listener.failed.unwrap().contains("injected"));
            } else {
                assert_eq!(read.unwrap().bytes, bytes.len() as u64);
                assert_eq!(lines, wanted, "{fault:?} at {at}");
                assert_eq!((listener.lines, listener.failed), (wanted.clone(), None));
            }
        }
    }
}
