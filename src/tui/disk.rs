//! Looks at files, on a thread of its own: each that is wanted once, and again whenever it looks touched.
//!
//! ```text
//! Effect::CheckDisk -> Worker::check -> Jobs -> disk::check -> News -> Message::Disk
//!                                        ^ a Glance at each, twice a second
//! ```
//!
//! The thread owns everything it works with. A new list reaches it between two pieces of a file; only a file that
//! is no longer wanted is given up.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded, unbounded};

use super::model::DiskState;
use crate::disk::{Glance, Outcome, Progress, Recorded, Root, check};

/// How often files are glanced at. With very many, a tenth of the time is spent on it.
const GLANCE: Duration = Duration::from_millis(500);
/// How often the progress of one file is told.
const TELL: Duration = Duration::from_millis(100);

/// A folder to look for files in.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    root: Arc<Root>,
}

impl Folder {
    /// The folder `root`, opened by the name `path`.
    pub fn new(path: PathBuf, root: Root) -> Self {
        Self { path, root: Arc::new(root) }
    }

    /// What is known of its files before anything has been looked at.
    pub fn unchecked(&self) -> DiskState {
        DiskState::new(self.path.clone())
    }
}

/// What a look at a file told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It was touched, so what was found no longer holds.
    Again(Recorded),
    /// It is being hashed.
    Hashing(Recorded, Progress),
    /// It was held against its record.
    Checked(Recorded, Outcome),
}

/// The thread that looks; it ends soon after this is dropped.
#[derive(Debug)]
pub struct Worker {
    orders: Sender<Vec<Recorded>>,
    news: Receiver<News>,
}

impl Worker {
    /// Starts looking in a folder.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(folder: &Folder) -> io::Result<Self> {
        let (orders, incoming) = unbounded();
        let (outgoing, news) = bounded(64);
        let root = Arc::clone(&folder.root);
        let work = move || Looker { root, orders: incoming, news: outgoing, jobs: Jobs::default() }.work();
        std::thread::Builder::new().name("disk".to_owned()).spawn(work)?;
        Ok(Self { orders, news })
    }

    /// Looks after these files from now on, and no others.
    pub fn check(&self, files: Vec<Recorded>) {
        // A thread that is gone is noticed by its silence.
        let _ = self.orders.send(files);
    }

    /// What it tells.
    pub fn news(&self) -> &Receiver<News> {
        &self.news
    }
}

/// The files that are looked after, by path, each as it looked when it was checked last.
#[derive(Debug, Default)]
struct Jobs(BTreeMap<String, (Recorded, Option<Glance>)>);

impl Jobs {
    /// Looks after these and no others; what was checked stays so while the same is recorded of it.
    fn replace(&mut self, files: Vec<Recorded>) {
        let mut before = std::mem::take(&mut self.0);
        let keep = |recorded: Recorded| {
            let known = before.remove(&recorded.path).filter(|(known, _)| *known == recorded);
            (recorded.path.clone(), (recorded, known.and_then(|(_, glance)| glance)))
        };
        self.0 = files.into_iter().map(keep).collect();
    }

    /// A file that has not been checked yet.
    fn next(&self) -> Option<Recorded> {
        self.0.values().find(|(_, glance)| glance.is_none()).map(|(recorded, _)| recorded.clone())
    }

    /// A file was checked, and looked like this before.
    fn checked(&mut self, recorded: &Recorded, glance: Glance) {
        if let Some((_, known)) = self.0.get_mut(&recorded.path).filter(|(known, _)| known == recorded) {
            *known = Some(glance);
        }
    }

    /// Takes a look at everything that was checked, and gives back what has to be once more.
    fn touched(&mut self, look: impl Fn(&str) -> Glance) -> Vec<Recorded> {
        let mut touched = Vec::new();
        for (path, (recorded, known)) in &mut self.0 {
            if known.take_if(|known| *known != look(path)).is_some() {
                touched.push(recorded.clone());
            }
        }
        touched
    }
}

/// Nobody listens any more.
struct Gone;

struct Looker {
    root: Arc<Root>,
    orders: Receiver<Vec<Recorded>>,
    news: Sender<News>,
    jobs: Jobs,
}

impl Looker {
    fn work(mut self) {
        let mut glance_at = Instant::now() + GLANCE;
        while self.turn(&mut glance_at).is_ok() {}
    }

    /// One order, one file, or one look at all of them.
    fn turn(&mut self, glance_at: &mut Instant) -> Result<(), Gone> {
        if *glance_at <= Instant::now() {
            let began = Instant::now();
            for recorded in self.jobs.touched(|path| Glance::at(&self.root, path)) {
                self.tell(News::Again(recorded))?;
            }
            *glance_at = Instant::now() + GLANCE.max(began.elapsed() * 9);
        }
        let next = self.jobs.next();
        let wait =
            if next.is_some() { Duration::ZERO } else { glance_at.saturating_duration_since(Instant::now()) };
        match self.orders.recv_timeout(wait) {
            Ok(files) => self.jobs.replace(files),
            Err(RecvTimeoutError::Timeout) => next.map_or(Ok(()), |recorded| self.check(recorded))?,
            Err(RecvTimeoutError::Disconnected) => return Err(Gone),
        }
        Ok(())
    }

    fn check(&mut self, recorded: Recorded) -> Result<(), Gone> {
        // Before it is read: whoever writes to it meanwhile is noticed by the next look.
        let glance = Glance::at(&self.root, &recorded.path);
        let cancel = AtomicBool::new(false);
        let mut gone = false;
        let mut told = Instant::now();
        let (orders, news, jobs) = (&self.orders, &self.news, &mut self.jobs);
        let outcome = check(&self.root, &recorded, &cancel, &mut |progress| {
            match orders.try_recv() {
                Ok(files) => {
                    cancel.store(!files.contains(&recorded), Ordering::Relaxed);
                    jobs.replace(files);
                }
                Err(TryRecvError::Disconnected) => {
                    gone = true;
                    cancel.store(true, Ordering::Relaxed);
                }
                Err(TryRecvError::Empty) => {}
            }
            if told.elapsed() >= TELL {
                told = Instant::now();
                // Where nobody keeps up with it, progress is not worth waiting for.
                let _ = news.try_send(News::Hashing(recorded.clone(), progress));
            }
        });
        if gone {
            return Err(Gone);
        }
        // Called off: it is not wanted any more, or wanted again and still to be checked.
        let Ok(outcome) = outcome else { return Ok(()) };
        self.jobs.checked(&recorded, glance);
        self.tell(News::Checked(recorded, outcome))
    }

    fn tell(&self, news: News) -> Result<(), Gone> {
        self.news.send(news).map_err(|_| Gone)
    }
}

#[cfg(test)]
mod tests;
