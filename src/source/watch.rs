//! Asks the system to tell when a file may have changed. What it tells is never more than "look again".

use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crossbeam_channel::{Receiver, bounded, never};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// A watch on the directory that holds a file.
///
/// The directory, since a watch on the file ends with the file. Hints may be missing (network file
/// systems, links, a full queue) or too many; whoever follows must look at intervals all the same.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    directory: PathBuf,
    hints: Receiver<()>,
}

impl Watch {
    /// Watches for changes of `path`.
    pub(super) fn new(path: &Path) -> Self {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        // A channel of one is all the debouncing it takes: a hint that waits stands for all others.
        let (tell, hints) = bounded(1);
        let name = path.file_name().map(OsStr::to_os_string);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, |event| concerns(event, name.as_deref())) {
                let _ = tell.try_send(());
            }
        });
        let mut watch = Self { watcher: watcher.ok(), directory, hints };
        watch.renew();
        watch
    }

    /// No watch at all.
    pub(super) fn none() -> Self {
        Self { watcher: None, directory: PathBuf::new(), hints: never() }
    }

    /// Whether the system tells of changes.
    pub(super) fn is_alive(&self) -> bool {
        self.watcher.is_some()
    }

    /// Where the hints arrive.
    pub(super) fn hints(&self) -> &Receiver<()> {
        &self.hints
    }

    /// Sets the watch again: the directory may have been made anew.
    pub(super) fn renew(&mut self) {
        let Some(watcher) = &mut self.watcher else {
            return self.give_up();
        };
        // It panics when its own thread is not there, be it that the system had none to give.
        let watching = catch_unwind(AssertUnwindSafe(|| {
            let _ = watcher.unwatch(&self.directory);
            watcher.watch(&self.directory, RecursiveMode::NonRecursive).is_ok()
        }));
        if !watching.unwrap_or(false) {
            self.give_up();
        }
    }

    /// Goes without hints from now on.
    pub(super) fn give_up(&mut self) {
        let watcher = self.watcher.take();
        // For the same reason as above.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(watcher)));
        self.hints = never();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// Whether `event` may be about the file called `name`.
fn concerns(event: &Event, name: Option<&OsStr>) -> bool {
    match event.kind {
        // Our own looking opens and closes the file.
        EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write) => false,
        // An overflown queue names no path.
        _ if event.need_rescan() || event.paths.is_empty() => true,
        _ => event.paths.iter().any(|path| path.file_name() == name),
    }
}
