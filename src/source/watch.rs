//! Asks the system to tell when a file may have changed. What it tells is never more than "look again".

use std::ffi::{OsStr, OsString};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crossbeam_channel::{Receiver, Sender, bounded, never};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};

/// A watch on the directory that holds a file.
///
/// The directory, since a watch on the file ends with the file. Hints may be missing (network file
/// systems, links, a full queue) or too many; whoever follows must look at intervals all the same.
pub(super) struct Watch {
    watcher: Option<Box<dyn Watcher + Send>>,
    /// Whether the directory is watched at the moment.
    is_set: bool,
    directory: PathBuf,
    hints: Receiver<()>,
}

impl Watch {
    /// Watches for changes of `path`.
    pub(super) fn new(path: &Path) -> Self {
        // A channel of one is all the debouncing it takes: a hint that waits stands for all others.
        let (tell, hints) = bounded(1);
        let name = path.file_name().map(OsStr::to_os_string);
        let watcher = notify::recommended_watcher(move |event| take(&event, name.as_ref(), &tell));
        match watcher {
            Ok(watcher) => Self::with(Box::new(watcher), path, hints),
            Err(_) => Self::none(),
        }
    }

    /// Watches by means of `watcher`, whose hints arrive at `hints`.
    pub(super) fn with(watcher: Box<dyn Watcher + Send>, path: &Path, hints: Receiver<()>) -> Self {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let mut watch = Self { watcher: Some(watcher), is_set: false, directory, hints };
        watch.renew();
        watch
    }

    /// No watch at all.
    pub(super) fn none() -> Self {
        Self { watcher: None, is_set: false, directory: PathBuf::new(), hints: never() }
    }

    /// Whether the system tells of changes.
    pub(super) fn is_alive(&self) -> bool {
        self.is_set
    }

    /// Where the hints arrive.
    pub(super) fn hints(&self) -> &Receiver<()> {
        &self.hints
    }

    /// Sets the watch again: the directory may have been made anew.
    pub(super) fn renew(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        // It panics when its own thread is not there, be it that the system had none to give.
        let watching = catch_unwind(AssertUnwindSafe(|| {
            let _ = watcher.unwatch(&self.directory);
            watcher.watch(&self.directory, RecursiveMode::NonRecursive).is_ok()
        }));
        match watching {
            Ok(is_set) => self.is_set = is_set,
            Err(_) => self.give_up(),
        }
    }

    /// Goes without hints from now on.
    pub(super) fn give_up(&mut self) {
        let watcher = self.watcher.take();
        // For the same reason as above.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(watcher)));
        self.is_set = false;
        self.hints = never();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// Passes on what may be about the file called `name`.
fn take(event: &notify::Result<Event>, name: Option<&OsString>, tell: &Sender<()>) {
    if event.as_ref().map_or(true, |event| concerns(event, name.map(OsString::as_os_str))) {
        let _ = tell.try_send(());
    }
}

/// Whether `event` may be about the file called `name`.
pub(super) fn concerns(event: &Event, name: Option<&OsStr>) -> bool {
    match event.kind {
        // Our own looking opens and closes the file.
        EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write) => false,
        // An overflown queue names no path.
        _ if event.need_rescan() || event.paths.is_empty() => true,
        _ => event.paths.iter().any(|path| path.file_name() == name),
    }
}
