//! What is opened: names and kinds of sources.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Stdio;

use rustix::fs::{CWD, FileType, Mode, mkfifoat, mknodat};
use tempfile::TempDir;

use crate::kit::{as_nobody, code, dossier, ends, err, out, project, run};

/// Commands that read a log.
const READERS: [&[&str]; 6] =
    [&["replay"], &["validate"], &["parity"], &["verify", "--root", "."], &["diff", "good.jsonl"], &[]];

fn log() -> Vec<u8> {
    fs::read(project().join("fixtures/logs/supersedes.jsonl")).expect("it is there")
}

fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("good.jsonl"), log()).expect("it is written");
    dir
}

/// Each command refuses the source with one sentence that has these words, and answers nothing.
#[track_caller]
fn refused(folder: &Path, source: impl AsRef<OsStr>, words: &str) {
    for command in READERS {
        let mut arguments: Vec<OsString> = command.iter().map(OsString::from).collect();
        arguments.push(source.as_ref().to_os_string());
        let output = run(folder, &arguments);
        let said = err(&output);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(!said.contains(char::from(0x1b)) && !said.contains("panicked"), "{said}");
    }
}

#[test]
fn what_is_no_log_is_refused_in_one_sentence() {
    let dir = folder();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("two")).expect("a folder");
    for name in ["two/a.jsonl", "two/b.jsonl"] {
        fs::write(at(name), log()).expect("it is written");
    }
    std::os::unix::fs::symlink("loop", at("loop")).expect("a link");
    std::os::unix::fs::symlink("nowhere", at("dangling")).expect("a link");
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("a socket");
    refused(dir.path(), "missing.jsonl", "missing.jsonl: there is no such file");
    refused(dir.path(), "dangling", "there is no such file");
    refused(dir.path(), "good.jsonl/x", "good.jsonl/x: ");
    refused(dir.path(), "two", "");
    refused(dir.path(), "loop", "loop: cannot open it");
    refused(dir.path(), "", "\"\": ");
    refused(dir.path(), "socket", "a socket, not a regular file");
    refused(dir.path(), "/dev/zero", "a device, not a regular file");
    refused(dir.path(), "/dev/null", "a device, not a regular file");
    refused(dir.path(), "n".repeat(5000), "cannot open it");
    if Path::new("/proc/self/maps").exists() {
        refused(dir.path(), "/proc/self/maps", "only exists while it is read");
    }
    let device = rustix::fs::makedev(7, 0);
    if mknodat(CWD, at("block"), FileType::BlockDevice, Mode::RUSR | Mode::WUSR, device).is_ok() {
        refused(dir.path(), "block", "a device, not a regular file");
    }
}

#[test]
fn what_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder();
    let secret = dir.path().join("secret.jsonl");
    fs::write(&secret, log()).expect("it is written");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("permissions");
    let Some(output) = as_nobody(dir.path(), &["replay", "secret.jsonl"]) else { return };
    assert_eq!((code(&output), out(&output)), (2, String::new()));
    assert!(err(&output).contains("secret.jsonl: permission to read it is denied"), "{}", err(&output));
    let open = as_nobody(dir.path(), &["replay", "good.jsonl"]).expect("as before");
    assert_eq!(code(&open), 0, "{}", err(&open));
}

#[test]
fn any_name_can_be_opened_and_none_reaches_the_terminal_as_it_is() {
    let dir = folder();
    let escapes: &[(&[u8], &str)] = &[
        (b"a\x1b[31mb.jsonl", "a␛[31mb.jsonl"),
        (b"a\nb.jsonl", "a␊b.jsonl"),
        (b"a\rb.jsonl", "a␍b.jsonl"),
        ("a\u{202e}b.jsonl".as_bytes(), "a<U+202E>b.jsonl"),
        ("a\u{9b}31m.jsonl".as_bytes(), "a<U+009B>31m.jsonl"),
        (b"\xff\xfe.jsonl", "<FF><FE>.jsonl"),
        ("a b ü 文.jsonl".as_bytes(), "a b ü 文.jsonl"),
        (b"./-rf.jsonl", "./-rf.jsonl"),
    ];
    for (name, shown) in escapes {
        let name = OsStr::from_bytes(name);
        let missing = run(dir.path(), &[OsStr::new("validate"), name]);
        assert_eq!(code(&missing), 2);
        assert_eq!(err(&missing), format!("dossier: {shown}: there is no such file\n"));
        fs::write(dir.path().join(name), log()).expect("it is written");
        let output = run(dir.path(), &[OsStr::new("validate"), name]);
        assert_eq!(code(&output), 0);
        assert!(err(&output).starts_with(&format!("dossier: {shown}: no findings")), "{}", err(&output));
        let json = run(dir.path(), &[OsStr::new("replay"), name, OsStr::new("--json")]);
        assert_eq!(code(&json), 0);
        assert!(json.stdout.iter().all(|byte| *byte == b'\n' || !byte.is_ascii_control()));
    }
    // A name that looks like an option is one, unless it is said to be none.
    assert_eq!(code(&run(dir.path(), &["validate", "-rf.jsonl"])), 2);
    assert_eq!(code(&run(dir.path(), &["validate", "--", "-rf.jsonl"])), 0);
}

#[test]
fn what_can_be_no_log_as_a_whole_is_refused_by_its_first_bytes() {
    let dir = folder();
    let text = String::from_utf8(log()).expect("text");
    let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
    };
    let sources = [
        ("marked-little", wide(b"\xff\xfe", u16::to_le_bytes), "looks like UTF-16"),
        ("marked-big", wide(b"\xfe\xff", u16::to_be_bytes), "looks like UTF-16"),
        ("little", wide(b"", u16::to_le_bytes), "looks like UTF-16"),
        ("big", wide(b"", u16::to_be_bytes), "looks like UTF-16"),
        ("utf-32", text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(), "looks like UTF-32"),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(), "compressed (gzip)"),
        ("zstd", b"\x28\xb5\x2f\xfd\x04\0\x01\0\0".to_vec(), "compressed (zstd)"),
        ("xz", b"\xfd7zXZ\0\0\x04".to_vec(), "compressed (xz)"),
        ("bzip2", b"BZh91AY&SY\0".to_vec(), "compressed (bzip2)"),
        ("zip", b"PK\x03\x04\x14\0".to_vec(), "compressed (zip)"),
    ];
    for (name, bytes, words) in &sources {
        fs::write(dir.path().join(name), bytes).expect("it is written");
        refused(dir.path(), name, words);
        let mut command = dossier(dir.path(), &["replay", "-"]);
        command.stdin(fs::File::open(dir.path().join(name)).expect("it is there"));
        let output = ends(&mut command);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{name}");
        assert!(err(&output).contains(words), "{name}: {}", err(&output));
    }
    // What only looks a little like it is read line by line.
    for bytes in [&b"\x1f"[..], b"BZh", b"PK", b"\0\0\0\0", b"{\0\"a\":1}\n", b"\xef\xbb\xbf{}\n"] {
        fs::write(dir.path().join("like"), bytes).expect("it is written");
        assert_eq!(code(&run(dir.path(), &["validate", "like"])), 1, "{bytes:?}");
        assert_eq!(code(&run(dir.path(), &["replay", "like"])), 0, "{bytes:?}");
    }
}

#[test]
fn binary_data_is_findings_and_never_raw_bytes() {
    let dir = folder();
    let mut bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    bytes.insert(0, 0x7f);
    fs::write(dir.path().join("binary"), bytes).expect("it is written");
    fs::write(dir.path().join("page"), "<!doctype html>\n<title>\u{1b}[31m</title>\n")
        .expect("it is written");
    fs::write(dir.path().join("document"), "{\n  \"a\": [\n    1\n  ]\n}\n").expect("it is written");
    for name in ["binary", "page", "document"] {
        for format in ["text", "json"] {
            let output = run(dir.path(), &["validate", name, "--format", format]);
            assert_eq!(code(&output), 1, "{name}");
            let said = [output.stdout, output.stderr].concat();
            assert!(said.iter().all(|byte| *byte == b'\n' || !byte.is_ascii_control()), "{name}");
        }
    }
}

#[test]
fn a_named_pipe_is_read_to_its_end_and_waited_for_only_a_while() {
    let dir = folder();
    mkfifoat(CWD, dir.path().join("pipe"), Mode::RUSR | Mode::WUSR).expect("a pipe");
    let output = run(dir.path(), &["replay", "pipe"]);
    assert_eq!((code(&output), out(&output)), (2, String::new()));
    assert!(err(&output).contains("a named pipe that nobody writes to"), "{}", err(&output));

    let path = dir.path().join("pipe");
    let writer = std::thread::spawn(move || {
        // Opens once there is a reader, and writes in pieces that end nowhere in particular.
        let mut pipe = fs::OpenOptions::new().write(true).open(path).expect("a reader");
        log()
            .chunks(777)
            .try_for_each(|piece| std::io::Write::write_all(&mut pipe, piece))
            .expect("it reads");
    });
    let piped = run(dir.path(), &["replay", "pipe"]);
    writer.join().expect("it wrote");
    assert_eq!((code(&piped), out(&piped)), (0, out(&run(dir.path(), &["replay", "good.jsonl"]))));
}

#[test]
fn a_source_that_fails_while_it_is_read_is_no_answer() {
    let dir = folder();
    // A folder can be standard input, and cannot be read.
    for format in ["text", "json", "contract"] {
        let mut command = dossier(dir.path(), &["replay", "-", "--format", format]);
        command.stdin(Stdio::from(fs::File::open(dir.path()).expect("it is there")));
        let output = ends(&mut command);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("standard input: cannot read it after 0 bytes"), "{}", err(&output));
        assert_eq!(out(&output).is_empty(), format != "json");
        assert!(!out(&output).contains("lamport"));
    }
}
