//! A log in a folder of its own, and the program on it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::kit::{LONG, PROGRAM, Session, dossier, has, indexed, signal, until};

/// How the program learns of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Watched,
    Polled,
}

/// Runs each scenario with the system's hints and by looking alone.
macro_rules! both_ways {
    ($($scenario:ident),* $(,)?) => {
        mod watched {
            $(#[test] fn $scenario() { super::$scenario(crate::scene::How::Watched); })*
        }
        mod polled {
            $(#[test] fn $scenario() { super::$scenario(crate::scene::How::Polled); })*
        }
    };
}
pub(crate) use both_ways;

pub(crate) struct Scene {
    folder: TempDir,
    pub(crate) path: PathBuf,
    pub(crate) session: Session,
    how: How,
}

impl Scene {
    /// The program on a log of these lines, showing its events.
    pub(crate) fn on(how: How, lines: Range<u64>) -> Self {
        Self::at(how, "events.jsonl", |path| fs::write(path, text(lines)).unwrap())
    }

    /// The program on the log `name`, which `make` makes.
    pub(crate) fn at(how: How, name: &str, make: impl FnOnce(&Path)) -> Self {
        Self::by(how, name, make, |path| dossier(&arguments(how, path)))
    }

    /// The program as `command` starts it on the log `name`, which `make` makes.
    pub(crate) fn by(
        how: How,
        name: &str,
        make: impl FnOnce(&Path),
        command: impl FnOnce(&Path) -> CommandBuilder,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        make(&path);
        let session = Session::start(command(&path), 120, 40);
        let mut scene = Self { folder, path, session, how };
        scene.is_followed();
        scene.session.press("7");
        scene
    }

    /// Another name in the folder.
    pub(crate) fn other(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The header says that it is followed.
    #[track_caller]
    pub(crate) fn is_followed(&mut self) {
        let word = match self.how {
            How::Watched => "LIVE following",
            How::Polled => "LIVE polling",
        };
        self.session.wait(word, |screen| {
            // The words of a reload are told beside it.
            header(&screen.contents()).contains(word)
        });
    }

    /// The header says `words`.
    #[track_caller]
    pub(crate) fn says(&mut self, words: &str) {
        self.session.wait(words, |screen| header(&screen.contents()).contains(words));
    }

    /// The header says nothing of a reload.
    #[track_caller]
    pub(crate) fn was_never_reloaded(&self) {
        let text = self.session.text();
        assert!(!header(&text).contains("reload"), "{text}");
    }

    /// The list of events holds exactly the lines of these numbers, of which a screen's worth is looked at.
    #[track_caller]
    pub(crate) fn shows(&mut self, lines: impl IntoIterator<Item = u64>) {
        let lines: Vec<u64> = lines.into_iter().collect();
        let title = format!("Events {} ", lines.len());
        let last: Vec<String> =
            lines.iter().rev().take(20).map(|number| format!("live/{number}.md")).collect();
        self.session.wait(&format!("list of {title}with {last:?}"), |screen| {
            let text = screen.contents();
            let once = |path: &String| rows(&text).filter(|row| row.contains(path.as_str())).count() == 1;
            text.contains(&title) && last.iter().all(once)
        });
    }

    /// And it goes on: a line that is appended comes, and nothing else does.
    #[track_caller]
    pub(crate) fn goes_on_showing(&mut self, lines: impl IntoIterator<Item = u64>) {
        const LAST: u64 = 900_001;
        let lines: Vec<u64> = lines.into_iter().collect();
        self.shows(lines.iter().copied());
        self.append(&indexed(LAST));
        self.shows(lines.into_iter().chain([LAST]));
        wait_for(self, "Problems 0");
    }

    pub(crate) fn append(&self, text: &str) {
        append(&self.path, text.as_bytes());
    }

    /// Does something while the program is stopped, so that it sees only the result.
    pub(crate) fn unseen(&self, change: impl FnOnce()) {
        self.stop();
        change();
        self.go_on();
    }

    pub(crate) fn stop(&self) {
        let pid = self.session.pid();
        signal(pid, "STOP");
        until(LONG, "stop", || stat(pid).first().is_some_and(|state| state == "T"));
    }

    pub(crate) fn go_on(&self) {
        signal(self.session.pid(), "CONT");
    }

    /// The most memory it ever had, in KiB.
    pub(crate) fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.session.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// The time it has worked so far.
    pub(crate) fn worked(&self) -> Duration {
        let stat = stat(self.session.pid());
        let ticks: u64 = stat[11].parse::<u64>().unwrap() + stat[12].parse::<u64>().unwrap();
        // A hundred a second, on every Linux.
        Duration::from_millis(ticks * 10)
    }
}

/// What the system tells of a process, from its state on.
fn stat(pid: u32) -> Vec<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after = stat.rsplit_once(") ").unwrap().1;
    after.split(' ').map(str::to_owned).collect()
}

pub(crate) fn arguments(how: How, path: &Path) -> Vec<&str> {
    let path = path.to_str().unwrap();
    match how {
        How::Watched => vec![path],
        How::Polled => vec!["--poll=50", path],
    }
}

fn header(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The rows of the list, without the detail beside it.
fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("││").next().unwrap_or_default())
}

pub(crate) fn text(lines: Range<u64>) -> String {
    lines.map(indexed).collect()
}

pub(crate) fn append(path: &Path, bytes: &[u8]) {
    OpenOptions::new().append(true).open(path).unwrap().write_all(bytes).unwrap();
}

/// Writes a file aside and puts it in the place of another, as savers do.
pub(crate) fn replace(path: &Path, text: &str) {
    let aside = path.with_extension("new");
    fs::write(&aside, text).unwrap();
    fs::rename(aside, path).unwrap();
}

/// Opens a file as a writer that appends wherever its end is.
pub(crate) fn appender(path: &Path) -> File {
    OpenOptions::new().append(true).open(path).unwrap()
}

/// Somebody with no rights of their own.
pub(crate) const AS_NOBODY: [&str; 6] = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];

/// Whether the program can be run as somebody else, from where it lies; says so if not.
pub(crate) fn nobody_can_run_it() -> bool {
    let can = Command::new(AS_NOBODY[0]).args(&AS_NOBODY[1..]).args([PROGRAM, "--version"]).output();
    let can = can.is_ok_and(|output| output.status.success());
    if !can {
        println!("skipped: the program cannot be run as somebody else here");
    }
    can
}

/// A word that the screen must have, wherever.
#[track_caller]
pub(crate) fn wait_for(scene: &mut Scene, words: &str) {
    scene.session.wait(words, |screen| has(screen, words));
}
