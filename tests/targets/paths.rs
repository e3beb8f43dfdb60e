//! Paths from a log, and the files beneath a root.

use std::fs;
use std::path::{Component, Path};
use std::sync::atomic::AtomicBool;

use dossier::contracts::values::HashAlgorithm;
use dossier::disk::{Change, Outcome, Recorded, RecordedPath, Root, check};

use super::Choices;

/// What passes the check names something beneath any root, by plain names and nothing else.
pub(super) fn path_check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(path) = RecordedPath::check(text) else { return };
    assert_eq!(path.as_str(), text, "a path is refused, never cleaned");
    assert!(!text.is_empty() && text.len() <= 4096 && !text.contains(['\0', '\\', ':']));
    let root = Path::new("/x/root");
    let joined = root.join(path.as_path());
    assert!(joined.starts_with(root) && joined != root);
    let below = joined.strip_prefix(root).expect("it is beneath");
    assert!(below.components().all(|part| matches!(part, Component::Normal(_))));
    let names: Vec<_> = path.names().collect();
    assert_eq!(names.join("/"), text);
    assert_eq!(below.components().count(), names.len(), "nothing was dropped on the way");
    assert!(names.iter().all(|name| !name.is_empty() && *name != "." && *name != ".." && name.len() <= 255));
}

const SECRET: &str = "outside/secret";

/// Whatever lies beneath a root, no file outside of it is ever opened for a path from a log: its hash never shows.
pub(super) fn verify_fs(data: &[u8]) {
    let home = tempfile::tempdir().expect("a folder");
    let (root, outside) = (home.path().join("root"), home.path().join("outside"));
    fs::create_dir(&root).and_then(|()| fs::create_dir(&outside)).expect("a folder");
    fs::write(home.path().join(SECRET), b"what nobody may learn").expect("a file");
    let never = AtomicBool::new(false);
    let look = |root: &Path, path: &str, hash: &str| {
        let root = Root::open(root).expect("a folder");
        let recorded = Recorded {
            path: path.into(),
            hash: hash.into(),
            algorithm: HashAlgorithm::Sha256,
            size_bytes: None,
        };
        check(&root, &recorded, &never, &mut |_| {}).expect("nobody calls it off")
    };
    let Outcome::Changed(Change::Content { found: secret }) = look(home.path(), SECRET, &"0".repeat(64))
    else {
        panic!("the secret is a file like any other");
    };

    let mut choices = Choices(data);
    let mut names = Vec::new();
    for _ in 0..choices.below(8) {
        let (kind, name) = (choices.byte(), name(&mut choices));
        let place = root.join(&name);
        // Nothing is made outside of the root, nor written into what is there: a pipe would wait for its reader.
        if name.contains("..") || place.symlink_metadata().is_ok() {
            continue;
        }
        // What cannot be made, as a file in place of a folder, is not there.
        let _ = place.parent().map(fs::create_dir_all);
        let _ = match kind % 6 {
            0 => fs::write(&place, b"content"),
            1 => fs::create_dir_all(&place),
            2 => link(&home.path().join(SECRET), &place),
            3 => link(&outside, &place),
            4 => link(Path::new("../outside/secret"), &place),
            _ => pipe(&place),
        };
        names.push(name);
    }
    let wanted = (0..choices.below(6)).map(|_| {
        let base = names.get(choices.below(8)).cloned().unwrap_or_default();
        match choices.byte() % 6 {
            0 => base,
            1 => format!("{base}/secret"),
            2 => format!("{base}/../{SECRET}"),
            3 => format!("../{SECRET}"),
            4 => home.path().join(SECRET).to_string_lossy().into_owned(),
            _ => String::from_utf8_lossy(choices.some(12)).into_owned(),
        }
    });
    for path in wanted.collect::<Vec<_>>() {
        match look(&root, &path, &secret) {
            Outcome::Same => panic!("{path:?} led to the secret"),
            Outcome::Changed(Change::Content { found }) => assert_ne!(found, secret, "{path:?}"),
            _ => {}
        }
    }
}

/// A path of one to three names of few letters, so that they meet.
fn name(choices: &mut Choices<'_>) -> String {
    let parts = 1 + choices.below(3);
    let parts: Vec<_> =
        (0..parts).map(|_| ["a", "b", "c", "..", ".", "CON", "é", "a b"][choices.below(8)]).collect();
    parts.join("/")
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn pipe(at: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    Ok(mknodat(CWD, at, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?)
}

#[cfg(not(unix))]
fn pipe(_: &Path) -> std::io::Result<()> {
    Ok(())
}
