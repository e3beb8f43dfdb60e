//! The real follower on a file system in memory, whatever happens there.

use proptest::prelude::*;

use super::fake::{Fake, Follower, LOG};
use super::*;

const OLD: &str = "old";

/// One thing that happens to a log, or a moment in which it is looked at.
#[derive(Debug, Clone)]
enum Act {
    Append(String),
    AppendByteByByte(String),
    Truncate(u16),
    Overwrite(String),
    SameSize(u16),
    EditAndAppend(u16, String),
    Replace(String),
    RenameAway,
    RenameBack,
    AppendToOld(String),
    Delete,
    Create(String),
    Other,
    Readable(bool),
    Touch,
    Backdate,
    WriteMeanwhile(usize, String),
    Wait(u16),
    Look,
}

fn text() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["{\"a\":1}", "{\"b\":22}\n", "\n", "\r", "x", "{", "plain text\n"]);
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => text().prop_map(Act::Append),
        1 => text().prop_map(Act::AppendByteByByte),
        1 => any::<u16>().prop_map(Act::Truncate),
        1 => text().prop_map(Act::Overwrite),
        2 => any::<u16>().prop_map(Act::SameSize),
        2 => (any::<u16>(), text()).prop_map(|(at, text)| Act::EditAndAppend(at, text)),
        1 => text().prop_map(Act::Replace),
        1 => Just(Act::RenameAway),
        1 => Just(Act::RenameBack),
        1 => text().prop_map(Act::AppendToOld),
        1 => Just(Act::Delete),
        2 => text().prop_map(Act::Create),
        1 => Just(Act::Other),
        1 => any::<bool>().prop_map(Act::Readable),
        1 => Just(Act::Touch),
        1 => Just(Act::Backdate),
        2 => (0usize..12, text()).prop_map(|(calls, text)| Act::WriteMeanwhile(calls, text)),
        3 => (0u16..400).prop_map(Act::Wait),
        8 => Just(Act::Look),
    ]
}

fn perform(follower: &mut Follower, act: &Act) {
    let files = follower.files.clone();
    let mut disk = files.disk();
    match act {
        Act::Append(text) => disk.change(LOG, |bytes| bytes.extend(text.as_bytes())),
        Act::AppendByteByByte(text) => {
            drop(disk);
            for byte in text.bytes() {
                files.disk().change(LOG, |bytes| bytes.push(byte));
                follower.look();
            }
        }
        Act::Truncate(at) => disk.change(LOG, |bytes| bytes.truncate(usize::from(*at) % (bytes.len() + 1))),
        Act::Overwrite(text) => disk.change(LOG, |bytes| *bytes = text.as_bytes().to_vec()),
        Act::SameSize(at) => disk.change(LOG, |bytes| edit(bytes, *at)),
        Act::EditAndAppend(at, text) => disk.change(LOG, |bytes| {
            edit(bytes, *at);
            bytes.extend(text.as_bytes());
        }),
        Act::Replace(text) => disk.put(LOG, text.as_bytes()),
        Act::RenameAway => disk.rename(LOG, OLD),
        Act::RenameBack => disk.rename(OLD, LOG),
        Act::AppendToOld(text) => disk.change(OLD, |bytes| bytes.extend(text.as_bytes())),
        Act::Delete => disk.delete(LOG),
        Act::Create(text) => {
            if disk.bytes(LOG).is_none() {
                disk.put(LOG, text.as_bytes());
            }
        }
        Act::Other => disk.put_other(LOG),
        Act::Readable(readable) => disk.set_readable(LOG, *readable),
        Act::Touch => disk.change(LOG, |_| {}),
        Act::Backdate => disk.set_modified(LOG, 1),
        Act::WriteMeanwhile(calls, text) => disk.change_after(*calls, text.as_bytes()),
        Act::Wait(milliseconds) => disk.pass(Duration::from_millis(u64::from(*milliseconds))),
        Act::Look => {
            drop(disk);
            follower.look();
        }
    }
}

fn edit(bytes: &mut [u8], at: u16) {
    if !bytes.is_empty() {
        bytes[usize::from(at) % bytes.len()] ^= 1;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_a_last_look_the_state_is_that_of_the_file_as_it_is(
        first in text(), acts in prop::collection::vec(act(), 0..24), grain in prop::sample::select(vec![1u64, 4_000, 1_000_000])
    ) {
        let files = Fake::new(Duration::from_micros(grain));
        files.disk().put(LOG, first.as_bytes());
        if let Some(Act::WriteMeanwhile(calls, text)) = acts.first() {
            files.disk().change_after(*calls, text.as_bytes());
        }
        let mut follower = Follower::begin(&files);
        for act in &acts {
            perform(&mut follower, act);
        }
        follower.look();
        files.disk().calm();
        follower.settle();
        prop_assert_eq!(follower.agrees(), Ok(()));
        // And it goes on: nothing was only a moment on the way to something else.
        files.disk().change(LOG, |bytes| bytes.extend(b"\n{\"last\":1}\n"));
        follower.look();
        prop_assert_eq!(follower.agrees(), Ok(()));
    }
}

/// A log with a middle that no window shows.
fn long() -> Vec<u8> {
    b"{\"a\":1}\n".repeat(20)
}

fn begun() -> (Fake, Follower) {
    let files = Fake::new(Duration::from_millis(4));
    files.disk().put(LOG, &long());
    files.disk().pass(Duration::from_mins(1));
    let follower = Follower::begin(&files);
    (files, follower)
}

#[test]
fn an_edit_that_comes_with_an_append_is_found() {
    let (files, mut follower) = begun();
    files.disk().change(LOG, |bytes| {
        bytes[83] = b'b';
        bytes.extend(b"{\"last\":1}\n");
    });
    follower.look();
    follower.settle();
    assert_eq!(follower.agrees(), Ok(()));
    assert_eq!(follower.listener.reasons, [RestartReason::Rewritten]);
}

#[test]
fn what_was_only_touched_is_not_read_again() {
    let (files, mut follower) = begun();
    files.disk().change(LOG, |_| {});
    follower.settle();
    files.disk().set_modified(LOG, 5);
    follower.settle();
    files.disk().set_readable(LOG, false);
    follower.look();
    assert_eq!(follower.listener.status(), Some(FollowStatus::Unreadable));
    files.disk().set_readable(LOG, true);
    follower.settle();
    assert_eq!(follower.agrees(), Ok(()));
    assert_eq!(follower.listener.reasons, []);
}

#[test]
fn a_renamed_log_is_read_to_its_end_first() {
    let (files, mut follower) = begun();
    files.disk().rename(LOG, OLD);
    follower.look();
    assert_eq!(follower.listener.status(), Some(FollowStatus::Missing));
    files.disk().change(OLD, |bytes| bytes.extend(b"{\"late\":1}\n"));
    follower.look();
    assert_eq!(follower.listener.lines.len(), 21, "while nothing has its name");
    files.disk().change(OLD, |bytes| bytes.extend(b"{\"late\":2}\n"));
    files.disk().put(LOG, b"{\"new\":1}\n");
    follower.settle();
    assert_eq!(follower.agrees(), Ok(()));
    assert_eq!(follower.listener.reasons, [RestartReason::Replaced]);
    assert_eq!(contents(&follower.listener.voided[0])[20..], ["{\"late\":1}", "{\"late\":2}"]);
}

#[test]
fn a_settled_file_costs_one_call_a_look() {
    let (files, mut follower) = begun();
    follower.settle();
    let before = files.disk().calls();
    for _ in 0..10 {
        follower.look();
    }
    assert_eq!(files.disk().calls() - before, 10);
}

#[test]
fn what_was_read_before_a_rewrite_can_be_read_again() {
    let (files, mut follower) = begun();
    let before = follower.listener.store.clone().unwrap();
    let line = follower.listener.lines[7].clone();
    files.disk().change(LOG, |bytes| *bytes = b"x\n".repeat(100));
    follower.settle();
    assert_eq!(follower.agrees(), Ok(()));
    assert_eq!(before.read(line.span).unwrap(), line.content);
    let after = follower.listener.store.clone().unwrap();
    assert_ne!(after.read(line.span).unwrap(), line.content);
}
