use std::io::{self, Read};

use super::*;
use crate::source::{Opened, SourceError};

fn open_path(path: impl Into<PathBuf>, follow: bool) -> Result<Opened, SourceError> {
    open(&SourceSpec::File(path.into()), follow)
}

fn refusal(path: impl Into<PathBuf>) -> SourceError {
    let path = path.into();
    let error = open_path(path.clone(), false).err().unwrap();
    assert_eq!(error.path(), path);
    error
}

#[test]
fn a_dash_is_standard_input() {
    assert_eq!(SourceSpec::parse("-"), SourceSpec::Stdin);
    assert_eq!(SourceSpec::parse("./-"), SourceSpec::File("./-".into()));
    assert_eq!(SourceSpec::parse(""), SourceSpec::File("".into()));
}

#[test]
fn what_is_no_log_is_refused_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("no\x1b[31m such");
    let cases = [
        (missing, "there is no such file"),
        (PathBuf::new(), "there is no such file"),
        (directory.path().to_path_buf(), "it is a directory, not an event log"),
    ];
    for (path, words) in cases {
        assert_eq!(refusal(path).to_string(), words);
    }
}

#[cfg(unix)]
#[test]
fn devices_sockets_and_made_up_files_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(refusal("/dev/zero").to_string(), "it is a device, not a regular file");
    let socket = directory.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert_eq!(refusal(socket).to_string(), "it is a socket, not a regular file");
    let looping = directory.path().join("loop");
    std::os::unix::fs::symlink("loop", &looping).unwrap();
    assert!(matches!(refusal(looping), SourceError::Io { .. }));
    if Path::new("/proc/self/status").exists() {
        assert!(matches!(refusal("/proc/self/status"), SourceError::NotRegular { .. }));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_named_pipe_is_read_and_never_followed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    assert!(matches!(open_path(&path, true), Err(SourceError::NamedPipe { .. })));
    // Whoever comes first waits for the other.
    let to = path.clone();
    let writer = std::thread::spawn(move || append(&to, b"{\"a\":1}\n{\"b\":2}"));
    let opened = open_path(&path, false).unwrap();
    let mut lines = Vec::new();
    read_all(opened, each(), is_object, 1, |records, _| lines.extend(records)).unwrap();
    writer.join().unwrap();
    assert_eq!(contents(&lines), ["{\"a\":1}", "{\"b\":2}"]);
}

#[test]
fn a_snapshot_ends_where_the_file_ended_when_it_was_opened() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), b"one\ntwo").unwrap();
    let opened = open_path(file.path(), false).unwrap();
    assert_eq!(opened.size(), Some(7));
    append(file.path(), b" and more\nthree\n");
    let mut lines = Vec::new();
    let whole = read_all(opened, each(), is_object, 1, |records, _| lines.extend(records)).unwrap();
    assert_eq!(contents(&lines), ["one"]);
    assert_eq!(whole.pending.unwrap().bytes, b"two");
}

#[test]
fn a_file_cut_while_it_is_read_is_not_passed_off_as_whole() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), b"one\ntwo\n").unwrap();
    let opened = open_path(file.path(), false).unwrap();
    file.as_file().set_len(4).unwrap();
    let error = read_all(opened, each(), is_object, 1, |_, _| ()).err().unwrap();
    assert!(matches!(error, SourceError::Shrank { expected: 8, found: 4, .. }));
}

/// Gives `bytes` a few at a time, interrupted now and then, and fails at one call.
struct Faulty {
    bytes: io::Cursor<Vec<u8>>,
    calls: usize,
    fails_at: usize,
}

impl Read for Faulty {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.calls == self.fails_at {
            return Err(io::Error::other("the disk is gone"));
        }
        if self.calls.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let few = buffer.len().min(5);
        self.bytes.read(&mut buffer[..few])
    }
}

#[test]
fn a_failing_reader_gives_the_whole_or_an_error() {
    let bytes = numbered(0..4);
    let (wanted, _) = read_spec(&memory(&bytes));
    for fails_at in 1.. {
        let reader = Faulty { bytes: io::Cursor::new(bytes.clone()), calls: 0, fails_at };
        let mut lines = Vec::new();
        let result = read_all(Opened::from_reader("faulty", reader), each(), is_object, 1, |records, _| {
            lines.extend(records);
        });
        assert!(wanted.starts_with(&lines));
        match result {
            Err(SourceError::Io { offset, .. }) => assert!(offset.unwrap() <= bytes.len() as u64),
            Err(other) => panic!("{other}"),
            Ok(whole) => {
                assert_eq!((lines, whole.pending), (wanted, None));
                break;
            }
        }
    }
}

#[test]
fn line_ends_are_line_feeds_only() {
    let text = "\u{feff}{\"a\":1}\r\n\n \u{2028}\u{85}\u{b}\u{c}\rx\n{\"last\":1}";
    let (lines, pending) = read_spec(&memory(text.as_bytes()));
    assert_eq!(contents(&lines), ["\u{feff}{\"a\":1}", "", " \u{2028}\u{85}\u{b}\u{c}\rx", "{\"last\":1}"]);
    assert_eq!(pending, None);
}
