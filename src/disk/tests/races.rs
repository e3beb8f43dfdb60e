use std::fs::{self, OpenOptions};
use std::io::{Seek, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use super::files::{ABC, NOTHING, outcome, recorded, roots, sized, tree};
use crate::disk::tests::let_the_clock_tick;
use crate::disk::{Kind, Outcome, check};

/// Rounds of checking while names are swapped.
const ROUNDS: usize = 3000;

/// Checks a file of a few pieces, to which `change` happens once its first piece is read.
fn while_reading(change: impl Fn(&Path)) -> Outcome {
    let dir = tree();
    let path = dir.path().join("root/large");
    fs::write(&path, vec![b'x'; 300_000]).unwrap();
    // Written long ago, so that the clock's grain does not matter.
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    let_the_clock_tick(dir.path());
    let mut first = true;
    let outcome =
        check(&roots(&dir)[0], &sized("large", NOTHING, 300_000), &AtomicBool::new(false), &mut |_| {
            if std::mem::take(&mut first) {
                change(&path);
            }
        });
    outcome.unwrap()
}

#[test]
fn a_file_that_is_written_to_meanwhile_is_not_judged() {
    let append =
        |path: &Path| OpenOptions::new().append(true).open(path).unwrap().write_all(b"more").unwrap();
    let truncate = |path: &Path| OpenOptions::new().write(true).open(path).unwrap().set_len(10).unwrap();
    let rewrite = |path: &Path| {
        let mut file = OpenOptions::new().write(true).open(path).unwrap();
        file.seek(std::io::SeekFrom::Start(299_999)).unwrap();
        file.write_all(b"y").unwrap();
    };
    let replace = |path: &Path| {
        let other = path.with_file_name("other");
        fs::write(&other, vec![b'z'; 300_000]).unwrap();
        fs::rename(other, path).unwrap();
    };
    // The time of writing is set back; that of any change cannot be.
    let backdate = |path: &Path| {
        rewrite(path);
        let file = OpenOptions::new().write(true).open(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    };
    assert_eq!(while_reading(append), Outcome::ChangedWhileReading);
    assert_eq!(while_reading(truncate), Outcome::ChangedWhileReading);
    assert_eq!(while_reading(rewrite), Outcome::ChangedWhileReading);
    assert_eq!(while_reading(replace), Outcome::ChangedWhileReading);
    assert_eq!(while_reading(backdate), Outcome::ChangedWhileReading);
    assert!(matches!(while_reading(|_| {}), Outcome::Changed(_)));
}

/// Swaps a file and a folder for links to the outside and back while they are checked: whatever is found, it is
/// never what lies outside, whose hash is the recorded one.
#[cfg(target_os = "linux")]
#[test]
fn nothing_outside_is_read_however_names_are_swapped() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let dir = tree();
    let root = dir.path().join("root");
    fs::create_dir(root.join("folder")).unwrap();
    for name in ["file", "folder/abc"] {
        fs::write(root.join(name), "inside").unwrap();
    }
    symlink("../secret", root.join("file-link")).unwrap();
    symlink("../outside", root.join("folder-link")).unwrap();
    let swap = |a: &str, b: &str| renameat_with(CWD, root.join(a), CWD, root.join(b), RenameFlags::EXCHANGE);
    if swap("file", "file-link").is_err() {
        println!("skipped: the file system swaps no names");
        return;
    }
    let done = AtomicBool::new(false);
    let limit = Instant::now() + Duration::from_secs(20);
    let mut kinds = std::collections::BTreeMap::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                swap("file", "file-link").unwrap();
                swap("folder", "folder-link").unwrap();
            }
        });
        for root in roots(&dir) {
            for _ in 0..ROUNDS {
                for path in ["file", "folder/abc"] {
                    let outcome = outcome(&root, &recorded(path, ABC));
                    *kinds.entry(outcome.kind()).or_insert(0) += 1;
                    // No assertion here: a panic would leave the other thread running.
                    if outcome == Outcome::Same || Instant::now() > limit {
                        break;
                    }
                }
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    let expected = [Kind::Changed, Kind::Gone, Kind::ChangedWhileReading, Kind::Refused];
    assert!(kinds.keys().all(|kind| expected.contains(kind)), "{kinds:?}");
    assert!(kinds.contains_key(&Kind::Changed) && kinds.contains_key(&Kind::Refused), "{kinds:?}");
}
