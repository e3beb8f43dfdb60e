//! The loop: input, feeds and the clock in, frames and effects out. The only I/O of the interface.

use std::io::{self};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, Select, bounded, never};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{Event as Input, KeyEventKind};
use crossterm::execute;
use crossterm::terminal::{Clear, ClearType};

use super::disk::{Folder, News, Worker};
use super::effect::Effect;
use super::ending;
use super::message::Message;
use super::model::{Fixtures, Log, LogId, Model, OtherRecord, View};
use super::screen::Painted;
use super::terminal::{self, Guard, Screen, screen};
use super::theme::Theme;
use super::update::{settle, update};
use super::view::view;
use crate::contracts::decode::is_complete;
use crate::contracts::edition::ContractMode;
use crate::contracts::record::{Gather, RawLine, Span};
use crate::session::{Batch, Gatherer};
use crate::source::{self, Feed, FeedOptions, Opened, SourceError, SourceSpec};
use crate::text::{Shown, show, show_path};

/// Frames are at least this far apart.
const FRAME: Duration = Duration::from_millis(8);
/// While batches keep coming, a frame is drawn at least this often.
const BUSY_FRAME: Duration = Duration::from_millis(33);
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);

/// What to open the interface on.
#[derive(Debug, Clone)]
pub enum Start {
    /// A log.
    Log(SourceSpec),
    /// The fixtures, with no log.
    Fixtures,
}

/// How the interface is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// The contract lines are read under.
    pub mode: ContractMode,
    /// How the source is followed.
    pub feed: FeedOptions,
    /// Where the log's artifacts are looked for.
    pub root: Option<Folder>,
    /// Another record to compare with.
    pub against: Option<OtherRecord>,
    /// How it looks.
    pub theme: Theme,
}

/// Why the interface ended other than by a person's wish.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The log cannot be opened; the terminal was not touched.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// A signal asked the program to end; its number.
    #[error("ended by signal {0}")]
    Signal(i32),
}

/// Opens the interface and stays until it is closed.
///
/// # Errors
/// A log that cannot be opened (before anything is drawn), a terminal that fails, or a signal.
pub fn run(start: Start, options: &Options) -> Result<(), RunError> {
    let first = match &start {
        Start::Log(spec) => Some(source::open(spec, options.feed.follow)?),
        Start::Fixtures => None,
    };
    let mut fixtures = Fixtures::embedded();
    fixtures.alone = first.is_none();
    let signals = ending::signals()?;
    let guard = Guard::enter()?;
    let screen = screen()?;
    let size = screen.size().map_or((80, 24), |size| (size.width, size.height));
    let mut model = Model::new(size, now(), fixtures);
    let mut feeds = Feeds { open: Vec::new(), options: options.clone() };
    let mut disk = None;
    if let (Some(opened), Start::Log(spec)) = (first, start) {
        let id = model.new_log_id();
        let mut log = Log::new(id, name_of(&spec), options.mode, model.now);
        log.disk = options.root.as_ref().map(Folder::unchecked);
        log.other.clone_from(&options.against);
        model.logs.push(log);
        disk =
            options.root.as_ref().map(|root| Worker::start(root).map(|worker| (id, worker))).transpose()?;
        feeds.start(id, spec, opened, options.mode);
    } else {
        model.view = View::Fixtures;
        model.fixtures.ensure_run();
    }
    Loop { model, feeds, disk, screen, _guard: guard, theme: options.theme, drawn: Instant::now() }
        .run(&input(), &signals)
}

/// The name of a source for people; sanitised where it is shown.
fn name_of(spec: &SourceSpec) -> String {
    spec.name().to_string_lossy().into_owned()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// The feeds of the open logs. A log whose feed has told all it can stays open, and may be read again.
struct Feeds {
    open: Vec<(LogId, SourceSpec, Option<Feed<Batch>>)>,
    options: Options,
}

impl Feeds {
    fn start(&mut self, id: LogId, spec: SourceSpec, opened: Opened, mode: ContractMode) {
        let feed = source::start(opened, self.options.feed, is_complete, Watched(Gatherer::new(mode)));
        self.open.push((id, spec, Some(feed)));
    }

    fn close(&mut self, id: LogId) {
        self.open.retain(|(other, _, _)| *other != id);
    }

    /// Lets go of a feed that has told all it can.
    fn gone(&mut self, id: LogId) {
        for (_, _, feed) in self.open.iter_mut().filter(|(other, _, _)| *other == id) {
            *feed = None;
        }
    }

    fn open(&mut self, id: LogId, spec: SourceSpec, mode: ContractMode) -> Result<(), SourceError> {
        let opened = source::open(&spec, self.options.feed.follow)?;
        self.start(id, spec, opened, mode);
        Ok(())
    }

    /// Reads a log again. One that cannot be opened now keeps what it has, and goes on being looked for.
    fn reopen(&mut self, id: LogId, mode: ContractMode) -> Result<(), SourceError> {
        let spec = self.open.iter().find(|(other, _, _)| *other == id).map(|(_, spec, _)| spec.clone());
        // Standard input is read once: what it gave is all there is.
        let Some(spec) = spec.filter(|spec| *spec != SourceSpec::Stdin) else { return Ok(()) };
        let opened = source::open(&spec, self.options.feed.follow)?;
        self.close(id);
        self.start(id, spec, opened, mode);
        Ok(())
    }

    /// The feeds that may have more to tell.
    fn running(&self) -> impl Iterator<Item = (LogId, &Feed<Batch>)> {
        self.open.iter().filter_map(|(id, _, feed)| Some((*id, feed.as_ref()?)))
    }
}

struct Loop {
    model: Model,
    feeds: Feeds,
    /// Who looks at files, for which log.
    disk: Option<(LogId, Worker)>,
    screen: Screen,
    /// Given back when the loop ends, however it does.
    _guard: Guard,
    theme: Theme,
    drawn: Instant,
}

/// What woke the loop.
enum Woken {
    Input(Input),
    InputGone,
    Feed(LogId, Box<source::FeedMessage<Batch>>),
    FeedGone(LogId),
    Disk(LogId, News),
    DiskGone,
    Signal(i32),
    Time,
}

impl Loop {
    fn run(mut self, input: &Receiver<io::Result<Input>>, signals: &Receiver<i32>) -> Result<(), RunError> {
        self.draw()?;
        let mut dirty = false;
        let mut ticked = Instant::now();
        loop {
            let wait = if dirty {
                FRAME.saturating_sub(self.drawn.elapsed())
            } else {
                self.tick().saturating_sub(ticked.elapsed())
            };
            match self.wait(input, signals, wait) {
                Woken::Input(event) => {
                    if let Some(message) = message_of(&event) {
                        let effects = update(&mut self.model, message);
                        if self.perform(effects)? {
                            return Ok(());
                        }
                    }
                    dirty = true;
                }
                Woken::Feed(id, message) => {
                    self.model.now = now();
                    let effects = update(&mut self.model, Message::Feed(id, *message));
                    self.perform(effects)?;
                    dirty = true;
                    // Batches come faster than a person reads: take more in before the next frame.
                    if self.drawn.elapsed() < BUSY_FRAME && !self.feeds.is_quiet() && input.is_empty() {
                        continue;
                    }
                }
                Woken::FeedGone(id) => self.feeds.gone(id),
                Woken::Disk(id, news) => {
                    update(&mut self.model, Message::Disk(id, news));
                    dirty = true;
                }
                Woken::DiskGone => self.disk = None,
                Woken::Signal(number) => return Err(RunError::Signal(number)),
                Woken::InputGone => return Err(RunError::Terminal(io::ErrorKind::UnexpectedEof.into())),
                Woken::Time => {}
            }
            if ticked.elapsed() >= self.tick() {
                ticked = Instant::now();
                update(&mut self.model, Message::Tick(now()));
                dirty = true;
            }
            if dirty && self.drawn.elapsed() >= FRAME {
                let effects = settle(&mut self.model);
                self.perform(effects)?;
                self.draw()?;
                dirty = self.model.is_working();
            }
        }
    }

    fn wait(&self, input: &Receiver<io::Result<Input>>, signals: &Receiver<i32>, wait: Duration) -> Woken {
        // Keys first: a flood of lines must not keep a person waiting.
        match input.try_recv() {
            Ok(Ok(event)) => return Woken::Input(event),
            Ok(Err(_)) => return Woken::InputGone,
            Err(_) => {}
        }
        let mut select = Select::new();
        select.recv(input);
        select.recv(signals);
        let never = never();
        let (checked, disk) = match &self.disk {
            Some((id, worker)) => (*id, worker.news()),
            None => (LogId::default(), &never),
        };
        select.recv(disk);
        let running: Vec<_> = self.feeds.running().collect();
        for (_, feed) in &running {
            select.recv(feed.messages());
        }
        let Ok(ready) = select.select_timeout(wait) else { return Woken::Time };
        match ready.index() {
            0 => match ready.recv(input) {
                Ok(Ok(event)) => Woken::Input(event),
                _ => Woken::InputGone,
            },
            1 => ready.recv(signals).map_or(Woken::Time, Woken::Signal),
            2 => ready.recv(disk).map_or(Woken::DiskGone, |news| Woken::Disk(checked, news)),
            nth => {
                let (id, feed) = running[nth - 3];
                match ready.recv(feed.messages()) {
                    Ok(message) => Woken::Feed(id, Box::new(message)),
                    Err(_) => Woken::FeedGone(id),
                }
            }
        }
    }

    /// The contract a log is read under: feeds and sessions must not differ in it.
    fn mode_of(&self, id: LogId) -> ContractMode {
        let log = self.model.logs.iter().find(|log| log.id == id);
        log.map_or(self.feeds.options.mode, |log| log.session.mode())
    }

    /// How often the clock matters: more while a log is being played, or read for what is to be checked.
    fn tick(&self) -> Duration {
        let busy = |log: &Log| log.playing.is_some() || log.is_reading_records();
        if self.model.logs.iter().any(busy) { BUSY_FRAME } else { TICK }
    }

    fn draw(&mut self) -> io::Result<()> {
        test_panic("ui");
        let shown = view(&self.model);
        let theme = self.theme;
        self.screen.draw(|frame| frame.render_widget(Painted(&shown, theme), frame.area()))?;
        self.drawn = Instant::now();
        Ok(())
    }

    /// Carries effects out; true when the program is to end.
    fn perform(&mut self, effects: Vec<Effect>) -> Result<bool, RunError> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(true),
                Effect::Suspend => self.suspend()?,
                Effect::Copy(text) => {
                    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))?;
                }
                Effect::Open(id, spec) => {
                    let opened = self.feeds.open(id, spec, self.mode_of(id));
                    self.tell(opened);
                }
                Effect::CheckDisk(id, files) => {
                    if let Some((_, worker)) = self.disk.as_ref().filter(|(checked, _)| *checked == id) {
                        worker.check(files);
                    }
                }
                Effect::Close(id) => self.feeds.close(id),
                Effect::Reopen(id) => {
                    let opened = self.feeds.reopen(id, self.mode_of(id));
                    self.tell(opened);
                }
            }
        }
        Ok(false)
    }

    fn tell(&mut self, opened: Result<(), SourceError>) {
        if let Err(error) = opened {
            let words = failure(&error);
            update(&mut self.model, Message::Failed(words));
        }
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> Result<(), RunError> {
        terminal::leave();
        let stopped = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
        terminal::take_over()?;
        // A new screen is blank and is drawn whole. Clearing the old one would ask the terminal where its cursor
        // stands, and the answer would go to the thread that reads keys.
        self.screen = screen()?;
        execute!(io::stdout(), Clear(ClearType::All))?;
        self.draw()?;
        stopped.map_err(RunError::Terminal)
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> Result<(), RunError> {
        Ok(())
    }
}

impl Feeds {
    fn is_quiet(&self) -> bool {
        self.running().all(|(_, feed)| feed.messages().is_empty())
    }
}

/// What went wrong with a source, for a person.
pub fn failure(error: &SourceError) -> Shown {
    show_path(Path::new(error.path())).then(": ").then(show(&error.to_string()))
}

fn message_of(event: &Input) -> Option<Message> {
    match event {
        Input::Key(key) if key.kind == KeyEventKind::Press => Some(Message::Key(*key)),
        Input::Resize(columns, rows) => Some(Message::Resize(*columns, *rows)),
        _ => None,
    }
}

/// Keys and sizes, read on a thread of their own.
fn input() -> Receiver<io::Result<Input>> {
    let (sender, receiver) = bounded(64);
    std::thread::spawn(move || {
        loop {
            let event = crossterm::event::read();
            let gone = event.is_err();
            if sender.send(event).is_err() || gone {
                break;
            }
        }
    });
    receiver
}

/// Reads lines as [`Gatherer`] does, unless a test asks for a panic there.
struct Watched(Gatherer);

impl Gather for Watched {
    type Batch = Batch;

    fn line(&mut self, span: Span, line: RawLine<'_>) {
        test_panic("worker");
        self.0.line(span, line);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn take(&mut self) -> Batch {
        self.0.take()
    }

    fn fork(&self) -> Self {
        Self(self.0.fork())
    }
}

/// In debug builds a test may ask for a panic, to see the terminal restored (`faults.md` section 7).
fn test_panic(place: &str) {
    let asked = || std::env::var_os("DOSSIER_TEST_PANIC").is_some_and(|wanted| wanted == place);
    assert!(!(cfg!(debug_assertions) && asked()), "asked to panic in {place}");
}
