use std::ffi::OsStr;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::bounded;
use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, Flag};

use super::fake::{Fake, Follower, LOG};
use super::*;
use crate::source::watch::{Watch, concerns};

#[test]
fn without_a_watch_there_are_no_hints() {
    let mut watch = Watch::new(Path::new("/no such directory/events.jsonl"));
    assert!(!watch.is_alive());
    watch.renew();
    assert!(!watch.is_alive());
    assert!(watch.hints().try_recv().is_err_and(|error| error.is_empty()));
}

/// A watcher that is moved by hand.
#[derive(Debug)]
struct ByHand {
    allowed: Arc<AtomicBool>,
}

impl notify::Watcher for ByHand {
    fn new<F: notify::EventHandler>(_: F, _: notify::Config) -> notify::Result<Self> {
        Err(notify::Error::generic("made by hand"))
    }

    fn watch(&mut self, _: &Path, _: notify::RecursiveMode) -> notify::Result<()> {
        match self.allowed.load(Ordering::SeqCst) {
            true => Ok(()),
            // What Linux says when a person has used up all watches.
            false => Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)),
        }
    }

    fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
        Ok(())
    }

    fn kind() -> notify::WatcherKind {
        notify::WatcherKind::NullWatcher
    }
}

#[test]
fn a_watcher_that_ends_leaves_polling_and_nothing_else() {
    let (tell, hints) = bounded(1);
    let allowed = Arc::new(AtomicBool::new(true));
    let watcher = ByHand { allowed: Arc::clone(&allowed) };
    let watch = Watch::with(Box::new(watcher), Path::new(LOG), hints);
    let files = Fake::new(Duration::from_millis(4));
    files.disk().put(LOG, b"{\"a\":1}\n");
    let mut follower = Follower::watching(&files, watch);
    assert_eq!(follower.listener.status(), Some(FollowStatus::Following));
    tell.send(()).unwrap();
    follower.wait();
    follower.look();
    assert_eq!(follower.listener.status(), Some(FollowStatus::Following));
    drop(tell);
    follower.wait();
    follower.look();
    assert_eq!(follower.listener.statuses, [FollowStatus::Following, FollowStatus::Polling]);
    files.disk().change(LOG, |bytes| bytes.extend(b"{\"b\":2}\n"));
    follower.wait();
    follower.look();
    assert_eq!(follower.agrees(), Ok(()));
}

#[test]
fn a_watch_that_cannot_be_set_is_tried_again_when_the_file_is_back() {
    let (_tell, hints) = bounded(1);
    let allowed = Arc::new(AtomicBool::new(false));
    let watcher = ByHand { allowed: Arc::clone(&allowed) };
    let watch = Watch::with(Box::new(watcher), Path::new(LOG), hints);
    let files = Fake::new(Duration::from_millis(4));
    files.disk().put(LOG, b"{\"a\":1}\n");
    let mut follower = Follower::watching(&files, watch);
    assert_eq!(follower.listener.status(), Some(FollowStatus::Polling));
    files.disk().delete(LOG);
    follower.look();
    assert_eq!(follower.listener.status(), Some(FollowStatus::Missing));
    allowed.store(true, Ordering::SeqCst);
    files.disk().put(LOG, b"{\"b\":2}\n");
    follower.settle();
    assert_eq!(follower.listener.status(), Some(FollowStatus::Following));
}

#[test]
fn an_overflown_queue_and_an_error_mean_look_and_others_files_do_not() {
    let name = Some(OsStr::new("log"));
    let event = |kind, path: Option<&str>| {
        let event = notify::Event::new(kind);
        path.map_or(event.clone(), |path| event.add_path(path.into()))
    };
    let created = EventKind::Create(CreateKind::File);
    let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
    let opened = EventKind::Access(AccessKind::Open(AccessMode::Read));
    assert!(concerns(&event(EventKind::Other, None).set_flag(Flag::Rescan), name));
    assert!(concerns(&event(EventKind::Other, Some("/d/else")).set_flag(Flag::Rescan), name));
    assert!(concerns(&event(created, Some("/d/log")), name));
    assert!(concerns(&event(closed, Some("/d/log")), name));
    assert!(!concerns(&event(created, Some("/d/else")), name));
    assert!(!concerns(&event(opened, Some("/d/log")), name), "our own looking");
}

#[test]
fn a_watch_on_a_plain_name_looks_in_the_working_directory() {
    assert!(Watch::new(Path::new("Cargo.toml")).is_alive());
}
