use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use rustix::fs::{CWD, FileType, Mode, mkfifoat, mknodat};
use tempfile::TempDir;

use crate::contracts::natural::Natural;
use crate::contracts::values::HashAlgorithm;
use crate::disk::{
    BadRecord, Cancelled, Change, Kind, MAX_FILE_BYTES, Outcome, Progress, Recorded, Refusal, Root,
    UnsafePath, check,
};

pub(super) const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
pub(super) const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ABC_512: &str = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                       2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
const ABC_MD5: &str = "900150983cd24fb0d6963f7d28e17f72";

/// A folder `root` with a file `abc`, beside a file `secret` that nothing may tell of; the secret is `abc` too.
pub(super) fn tree() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("root")).unwrap();
    fs::create_dir(dir.path().join("outside")).unwrap();
    for file in ["root/abc", "secret", "outside/abc"] {
        fs::write(dir.path().join(file), "abc").unwrap();
    }
    dir
}

pub(super) fn recorded(path: &str, hash: &str) -> Recorded {
    let algorithm = match hash.len() {
        128 => HashAlgorithm::Sha512,
        32 => HashAlgorithm::Md5,
        _ => HashAlgorithm::Sha256,
    };
    Recorded { path: path.into(), hash: hash.into(), algorithm, size_bytes: None }
}

pub(super) fn sized(path: &str, hash: &str, size: u64) -> Recorded {
    Recorded { size_bytes: Some(Natural::from(size)), ..recorded(path, hash) }
}

/// A root that asks the kernel, and one that walks by itself.
pub(super) fn roots(dir: &TempDir) -> [Root; 2] {
    let open = || Root::open(&dir.path().join("root")).unwrap();
    [open(), open().walking()]
}

pub(super) fn outcome(root: &Root, recorded: &Recorded) -> Outcome {
    check(root, recorded, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

/// The outcome, which is the same either way of opening.
fn both(dir: &TempDir, recorded: &Recorded) -> Outcome {
    let [asking, walking] = roots(dir).map(|root| outcome(&root, recorded));
    assert_eq!(asking, walking, "{}", recorded.path);
    asking
}

#[test]
fn a_file_is_the_recorded_one_or_changed() {
    let dir = tree();
    let root = dir.path().join("root");
    fs::write(root.join("empty"), "").unwrap();
    fs::create_dir_all(root.join("a/b")).unwrap();
    fs::write(root.join("a/b/c"), "abc").unwrap();
    for same in [
        recorded("abc", ABC),
        recorded("abc", &ABC.to_uppercase()),
        recorded("abc", ABC_512),
        recorded("abc", ABC_MD5),
        sized("abc", ABC, 3),
        sized("a/b/c", ABC, 3),
        recorded("empty", NOTHING),
        sized("empty", NOTHING, 0),
    ] {
        assert_eq!(both(&dir, &same), Outcome::Same, "{}", same.path);
        assert_eq!(same.is_weak(), same.hash.len() == 32);
    }
    let other = recorded("abc", NOTHING);
    assert_eq!(both(&dir, &other), Outcome::Changed(Change::Content { found: ABC.into() }));
    let longer = sized("abc", ABC, 4);
    assert_eq!(both(&dir, &longer), Outcome::Changed(Change::Size { found: 3 }));
    let endless =
        Recorded { size_bytes: Natural::parse("99999999999999999999999").ok(), ..recorded("abc", ABC) };
    assert_eq!(both(&dir, &endless), Outcome::Changed(Change::Size { found: 3 }));
}

#[test]
fn what_is_not_there_is_gone() {
    let dir = tree();
    for path in ["nothing", "no/such/folder", "abc/below-a-file", "ABC"] {
        assert_eq!(both(&dir, &recorded(path, ABC)), Outcome::Gone, "{path}");
    }
}

#[test]
fn a_work_package_is_never_called_changed() {
    let dir = tree();
    let tasks = dir.path().join("root/tasks");
    fs::create_dir_all(tasks.join("WP01")).unwrap();
    fs::write(tasks.join("WP01.md"), "abc").unwrap();
    fs::write(tasks.join("WP01/review.md"), "abc").unwrap();
    assert_eq!(both(&dir, &sized("tasks/WP01.md", NOTHING, 3)), Outcome::NotByteComparable);
    assert_eq!(both(&dir, &sized("tasks/WP01.md", NOTHING, 4)), Outcome::NotByteComparable);
    assert_eq!(both(&dir, &sized("tasks/WP01.md", ABC, 3)), Outcome::Same);
    assert_eq!(both(&dir, &recorded("tasks/WP02.md", ABC)), Outcome::Gone);
    assert_eq!(both(&dir, &recorded("tasks/WP01/review.md", NOTHING)).kind(), Kind::Changed);
}

#[test]
fn a_hash_is_compared_whole_or_not_at_all() {
    let dir = tree();
    let length = |found| BadRecord::Length { expected: 64, found };
    for (hash, fault) in [
        (&ABC[..10], length(10)),
        (&ABC[..63], length(63)),
        ("", length(0)),
        (&format!("{ABC}0"), length(65)),
        (&format!(" {ABC}"), BadRecord::NotHex),
        (&format!("sha256:{ABC}"), BadRecord::NotHex),
        (&ABC.replace('b', "g"), BadRecord::NotHex),
        (&ABC.replace('b', "é"), BadRecord::NotHex),
    ] {
        assert_eq!(both(&dir, &recorded("abc", hash)), Outcome::BadRecord(fault), "{hash}");
    }
    let crossed = Recorded { algorithm: HashAlgorithm::Sha512, ..recorded("abc", ABC) };
    let fault = BadRecord::Length { expected: 128, found: 64 };
    assert_eq!(both(&dir, &crossed), Outcome::BadRecord(fault));
}

#[test]
fn no_link_is_followed_and_nothing_is_told_of_its_target() {
    let dir = tree();
    let root = dir.path().join("root");
    let link = |target: &str, name: &str| symlink(target, root.join(name)).unwrap();
    link("../secret", "to-file");
    link("../outside", "to-folder");
    link("to-file", "chain");
    link("loop-b", "loop-a");
    link("loop-a", "loop-b");
    link("nowhere", "dangling");
    link("abc", "inside");
    link("/proc/self/root", "magic");
    link(".", "here");
    for path in [
        "to-file",
        "to-folder",
        "to-folder/abc",
        "chain",
        "loop-a",
        "loop-a/x",
        "dangling",
        "inside",
        "magic/etc/passwd",
        "here/abc",
    ] {
        for hash in [ABC, NOTHING] {
            assert_eq!(both(&dir, &recorded(path, hash)), Outcome::Refused(Refusal::Link), "{path}");
        }
    }
    for (path, fault) in [("../secret", UnsafePath::DotDot), ("a/../../secret", UnsafePath::DotDot)] {
        assert_eq!(both(&dir, &recorded(path, ABC)), Outcome::Refused(Refusal::Path(fault)));
    }
    let absolute = dir.path().join("root/abc");
    let absolute = both(&dir, &recorded(absolute.to_str().unwrap(), ABC));
    assert_eq!(absolute, Outcome::Refused(Refusal::Path(UnsafePath::Absolute)));
}

/// The kernel itself is asked what was opened.
#[cfg(target_os = "linux")]
#[test]
fn nothing_that_is_refused_is_even_opened() {
    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};
    let dir = tree();
    let (top, root) = (dir.path(), dir.path().join("root"));
    mkfifoat(CWD, root.join("pipe"), Mode::RUSR | Mode::WUSR).unwrap();
    symlink("../secret", root.join("link")).unwrap();
    symlink("../outside", root.join("link-folder")).unwrap();
    let canary = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
    for watched in [top.join("secret"), top.join("outside"), root.join("pipe")] {
        add_watch(&canary, watched, WatchFlags::OPEN).unwrap();
    }
    let outside = top.join("secret");
    for path in [
        "../secret",
        "link",
        "link-folder/abc",
        "link-folder",
        "pipe",
        outside.to_str().unwrap(),
        "abc/../../secret",
    ] {
        assert_eq!(both(&dir, &recorded(path, ABC)).kind(), Kind::Refused, "{path}");
    }
    let mut buffer = [std::mem::MaybeUninit::uninit(); 4096];
    let mut opened = Reader::new(&canary, &mut buffer);
    assert!(matches!(opened.next(), Err(rustix::io::Errno::AGAIN)), "something was opened");
    fs::read(top.join("secret")).unwrap();
    assert!(opened.next().is_ok(), "the canary lives");
}

#[test]
fn what_is_no_file_is_refused_and_never_waited_for() {
    let dir = tree();
    let root = dir.path().join("root");
    fs::create_dir(root.join("folder")).unwrap();
    mkfifoat(CWD, root.join("pipe"), Mode::RUSR | Mode::WUSR).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    for (path, refusal) in
        [("folder", Refusal::Directory), ("pipe", Refusal::Pipe), ("socket", Refusal::Socket)]
    {
        assert_eq!(both(&dir, &recorded(path, ABC)), Outcome::Refused(refusal), "{path}");
    }
    // Only the superuser makes devices.
    let (zero, rw) = (rustix::fs::makedev(1, 5), Mode::RUSR | Mode::WUSR);
    if mknodat(CWD, root.join("zero"), FileType::CharacterDevice, rw, zero).is_ok() {
        assert_eq!(both(&dir, &recorded("zero", ABC)), Outcome::Refused(Refusal::Device));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_only_exists_while_it_is_read_is_never_the_recorded_one() {
    let root = Root::open(Path::new("/proc")).unwrap();
    assert_eq!(outcome(&root, &recorded("version", NOTHING)), Outcome::ChangedWhileReading);
}

#[test]
fn a_file_of_another_size_is_not_read() {
    let dir = tree();
    let huge = fs::File::create(dir.path().join("root/huge")).unwrap();
    huge.set_len(64 << 30).unwrap();
    let mut told = 0;
    let outcome =
        check(&roots(&dir)[0], &sized("huge", ABC, 12), &AtomicBool::new(false), &mut |_| told += 1);
    assert_eq!(outcome, Ok(Outcome::Changed(Change::Size { found: 64 << 30 })));
    assert_eq!(told, 0);
}

#[test]
fn the_largest_file_that_is_hashed_has_a_tebibyte() {
    let dir = tree();
    let huge = fs::File::create(dir.path().join("root/huge")).unwrap();
    let called_off = AtomicBool::new(true);
    for (size, read) in [(MAX_FILE_BYTES - 1, true), (MAX_FILE_BYTES, true), (MAX_FILE_BYTES + 1, false)] {
        if huge.set_len(size).is_err() {
            println!("skipped: the file system has no files of {size} bytes");
            return;
        }
        let outcome = check(&roots(&dir)[0], &sized("huge", ABC, size), &called_off, &mut |_| {});
        let too_large = Ok(Outcome::Unreadable("it is larger than 1 TiB".into()));
        assert_eq!(outcome, if read { Err(Cancelled) } else { too_large }, "{size}");
    }
}

#[test]
fn hashing_tells_how_far_it_is_and_can_be_called_off() {
    let dir = tree();
    let large = fs::File::create(dir.path().join("root/large")).unwrap();
    large.set_len(1_000_000).unwrap();
    let [root, _] = roots(&dir);
    let cancel = AtomicBool::new(false);
    let mut told: Vec<Progress> = Vec::new();
    let outcome = check(&root, &recorded("large", NOTHING), &cancel, &mut |at| told.push(at)).unwrap();
    assert_eq!(outcome.kind(), Kind::Changed);
    assert!(told.windows(2).all(|pair| pair[0].done < pair[1].done && pair[1].done - pair[0].done <= 65_536));
    assert_eq!(told.last(), Some(&Progress { done: 1_000_000, of: 1_000_000 }));

    let mut pieces = 0;
    let outcome = check(&root, &recorded("large", NOTHING), &cancel, &mut |_| {
        pieces += 1;
        cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!((outcome, pieces), (Err(Cancelled), 1));
}

#[test]
fn what_may_not_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tree();
    let abc = dir.path().join("root/abc");
    fs::set_permissions(&abc, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&abc).is_ok() {
        println!("skipped: nothing is forbidden to the superuser");
        return;
    }
    let outcome = both(&dir, &recorded("abc", ABC));
    assert!(matches!(&outcome, Outcome::Unreadable(words) if words.contains("ermission")), "{outcome:?}");
}

fn shared<T: Send + Sync>(_: &T) {}

#[test]
fn a_root_is_a_folder() {
    let dir = tree();
    assert!(Root::open(&dir.path().join("nothing")).is_err());
    assert!(Root::open(&dir.path().join("secret")).is_err());
    // The user may name it through a link.
    symlink("root", dir.path().join("link")).unwrap();
    let root = Root::open(&dir.path().join("link")).unwrap();
    assert_eq!(outcome(&root, &recorded("abc", ABC)), Outcome::Same);
    shared(&root);
}

#[test]
fn the_counted_kinds_are_in_order_and_have_names() {
    assert!(Kind::ALL.is_sorted());
    let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Kind::ALL.len());
}

#[test]
fn a_glance_tells_what_a_check_would_meet_and_opens_nothing() {
    use crate::disk::Glance;
    let dir = tree();
    let path = dir.path().join("root");
    std::os::unix::fs::symlink("../outside", path.join("way")).unwrap();
    std::os::unix::fs::symlink("../secret", path.join("link")).unwrap();
    for root in [Root::open(&path).unwrap(), Root::open(&path).unwrap().walking()] {
        let at = |name: &str| Glance::at(&root, name);
        assert_eq!(at("abc"), at("abc"));
        assert_ne!(at("abc"), at("nothing"));
        // Nothing beyond the root shows, whatever becomes of it.
        let before = (at("way/abc"), at("../secret"));
        assert_eq!(before.0, at("way/nothing"));
        fs::write(dir.path().join("outside/abc"), "other").unwrap();
        fs::write(dir.path().join("secret"), "other").unwrap();
        assert_eq!((at("way/abc"), at("../secret")), before);
        let link = at("link");
        fs::write(dir.path().join("secret"), "longer than that").unwrap();
        assert_eq!(at("link"), link);
        let before = at("abc");
        fs::write(path.join("abc"), "abcd").unwrap();
        assert_ne!(at("abc"), before);
        fs::write(path.join("abc"), "abc").unwrap();
    }
}
