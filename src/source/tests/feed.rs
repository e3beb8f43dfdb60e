use std::io::{self, Read};
use std::sync::mpsc;

use super::*;
use crate::source::Opened;

fn listen(opened: Opened) -> Listener {
    Listener::to(start(opened, FeedOptions::default(), is_object, each()))
}

#[test]
fn memory_is_read_and_ends() {
    let bytes = numbered(0..10_000);
    let mut listener = listen(open(&memory(&bytes), true).unwrap());
    listener.until("the end", |listener| listener.ended);
    assert_eq!(listener.lines, read_spec(&memory(&bytes)).0);
    assert_eq!((listener.status(), listener.caught_up), (Some(FollowStatus::Static), 1));
    let line = &listener.lines[9_000];
    assert_eq!(listener.store.unwrap().read(line.span).unwrap(), line.content);
}

#[test]
fn a_million_empty_lines_come_in_bounded_batches() {
    let bytes = vec![b'\n'; 1_000_000];
    let mut listener = listen(open(&memory(&bytes), true).unwrap());
    listener.until("the end", |listener| listener.ended);
    assert_eq!(listener.lines.len(), bytes.len());
}

#[test]
fn a_file_that_is_not_followed_ends() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), b"{\"a\":1}\n{\"b\":").unwrap();
    let opened = open(&SourceSpec::File(file.path().to_path_buf()), false).unwrap();
    let options = FeedOptions { follow: false, ..FeedOptions::default() };
    let mut listener = Listener::to(start(opened, options, is_object, each()));
    listener.until("the end", |listener| listener.ended);
    assert_eq!(contents(&listener.lines), ["{\"a\":1}"]);
    assert_eq!(listener.pending.unwrap().bytes, b"{\"b\":");
}

#[test]
fn playback_gives_its_head_and_then_line_by_line() {
    let bytes = numbered(0..6);
    for (head, at_once) in [(0, 0), (4, 4), (6, 6), (100, 6)] {
        let spec = SourceSpec::Playback {
            name: "demo".to_owned(),
            bytes: bytes.as_slice().into(),
            head,
            pace: Duration::from_millis(1),
        };
        let mut listener = listen(open(&spec, true).unwrap());
        listener.until("the head", |listener| listener.caught_up == 1);
        assert_eq!(listener.lines.len(), at_once);
        assert_eq!(listener.status(), Some(FollowStatus::Playing));
        listener.until("the end", |listener| listener.ended);
        assert_eq!(listener.lines, read_spec(&memory(&bytes)).0);
        assert_eq!(listener.status(), Some(FollowStatus::Static));
    }
}

/// Gives what is sent, and ends with the sender.
struct Sent(mpsc::Receiver<Vec<u8>>);

impl Read for Sent {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(bytes) = self.0.recv() else {
            return Ok(0);
        };
        buffer[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

#[test]
fn a_stream_shows_what_came_and_settles_its_last_line_at_the_end() {
    let (send, receive) = mpsc::channel();
    let mut listener = listen(Opened::from_reader("stream", Sent(receive)));
    send.send(b"{\"a\":1}\n{\"b\":2}".to_vec()).unwrap();
    listener.until("the first line", |listener| listener.lines.len() == 1 && listener.caught_up == 1);
    listener.until("the rest", |listener| listener.pending.is_some());
    assert_eq!(listener.status(), Some(FollowStatus::Following));
    drop(send);
    listener.until("the end", |listener| listener.ended);
    assert_eq!(contents(&listener.lines), ["{\"a\":1}", "{\"b\":2}"]);
    assert_eq!((listener.pending, listener.statuses.last()), (None, Some(&FollowStatus::Static)));
    assert_eq!(listener.store.unwrap().read(listener.lines[1].span).unwrap(), b"{\"b\":2}");
}

#[test]
fn a_stream_with_an_endless_line_is_not_kept() {
    let reader = io::repeat(b'x').take(200 << 20).chain(b"\n{\"a\":1}\n".as_slice());
    let mut listener = listen(Opened::from_reader("stream", reader));
    listener.until("the end", |listener| listener.ended);
    assert_eq!(contents(&listener.lines), ["<too long>", "{\"a\":1}"]);
    let store = listener.store.unwrap();
    assert_eq!(store.read(listener.lines[1].span).unwrap(), b"{\"a\":1}");
    let inside = crate::contracts::record::Span { offset: 100 << 20, len: 1 };
    assert!(store.read(inside).is_err());
}

#[test]
fn dropping_a_feed_never_waits_for_a_blocked_stream() {
    let (send, receive) = mpsc::channel();
    let begun = Instant::now();
    drop(listen(Opened::from_reader("stream", Sent(receive))));
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(send);
}

#[test]
fn dropping_a_feed_stops_a_thread_that_waits_for_room() {
    let bytes = numbered(0..200_000);
    let (gone, still_there) = mpsc::channel::<()>();
    let held = move |line: RawLine<'_>| {
        let _ = &gone;
        decode(line)
    };
    let held = Each::new(held);
    let feed = start(open(&memory(&bytes), true).unwrap(), FeedOptions::default(), is_object, held);
    // The channel is full once a ninth message waits; the thread is then inside a send.
    let deadline = Instant::now() + DEADLINE;
    while !feed.messages().is_full() {
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
    drop(feed);
    assert_eq!(still_there.recv_timeout(DEADLINE), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn a_panic_is_told() {
    let picky = Each::new(|line: RawLine<'_>| match line {
        RawLine::Bytes(b"bad") => panic!("cannot take {}", "bad"),
        line => decode(line),
    });
    let feed =
        start(open(&memory(b"good\nbad\ngood\n"), true).unwrap(), FeedOptions::default(), is_object, picky);
    let mut listener = Listener::to(feed);
    listener.until("the failure", |listener| listener.failed.is_some());
    assert!(listener.failed.unwrap().ends_with("cannot take bad"));
}
