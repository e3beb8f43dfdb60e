//! The loop: input, feeds and the clock in, frames and effects out. The only I/O of the interface.

mod error;
mod feeds;

use std::io;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, Select, never};

use super::disk::{Folder, News, Worker};
use super::effect::Effect;
use super::input::{self, Input};
use super::message::Message;
use super::model::{Fixtures, Log, LogId, Model, OtherRecord, View};
use super::screen::{self, Painted};
use super::signals::{self, HANG_UP, Signal};
use super::terminal::{self, Guard, Screen};
use super::theme::Theme;
use super::update::{settle, update};
use super::view::view;
use crate::contracts::edition::ContractMode;
use crate::session::Batch;
use crate::source::{self, FeedOptions, SourceError, SourceSpec};
pub use error::{RunError, failure};
use feeds::Feeds;

/// Frames are at least this far apart.
const FRAME: Duration = Duration::from_millis(8);
/// While batches keep coming, a frame is drawn at least this often.
const BUSY_FRAME: Duration = Duration::from_millis(33);
/// How many keys are obeyed before lines get their turn.
const MOST_KEYS: u8 = 16;
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// How often a program in the background looks whether the terminal is its own again.
const BACKGROUND_TICK: Duration = Duration::from_millis(100);

/// The code a program ends with after a panic: Rust's own.
pub const PANICKED: u8 = 101;

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
    /// Whether anything may be put into the terminal's clipboard.
    pub clipboard: bool,
    /// How it looks.
    pub theme: Theme,
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
    let signals = signals::signals().map_err(RunError::Start)?;
    let guard = Guard::enter()?;
    let size = terminal::size();
    let mut model = Model::new(size, now(), fixtures);
    model.clipboard = options.clipboard;
    let mut feeds = Feeds::new(options.feed);
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
    let keys = input::start().map_err(RunError::Start)?;
    let ended = Loop {
        model,
        feeds,
        disk,
        mode: options.mode,
        screen: terminal::screen(size)?,
        shown: None,
        away: false,
        keys_in_a_row: 0,
        _guard: guard,
        theme: options.theme,
        drawn: Instant::now(),
    }
    .run(&keys, &signals);
    match ended {
        // Whatever failed first: it failed because there is no terminal any more.
        Err(RunError::Terminal(_)) if terminal::is_gone() => Err(RunError::Signal(HANG_UP)),
        ended => ended,
    }
}

/// The name of a source for people; sanitised where it is shown.
fn name_of(spec: &SourceSpec) -> String {
    spec.name().to_string_lossy().into_owned()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

struct Loop {
    model: Model,
    feeds: Feeds,
    /// Who looks at files, for which log.
    disk: Option<(LogId, Worker)>,
    /// The contract logs are read under when they do not say.
    mode: ContractMode,
    screen: Screen,
    /// What stands on it; nothing is drawn while that stays the same.
    shown: Option<screen::Screen>,
    /// The terminal is in other hands, and not to be touched.
    away: bool,
    keys_in_a_row: u8,
    /// Given back when the loop ends, however it does.
    _guard: Guard,
    theme: Theme,
    drawn: Instant,
}

/// What woke the loop.
enum Woken {
    Input(Input),
    InputGone,
    Feed(LogId, Box<source::FeedMessage<Box<Batch>>>),
    FeedGone(LogId),
    Disk(LogId, News),
    DiskGone,
    Signal(Signal),
    Time,
}

impl Loop {
    fn run(mut self, input: &Receiver<Input>, signals: &Receiver<Signal>) -> Result<(), RunError> {
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
                Woken::Input(given) => {
                    let message = match given {
                        Input::Key(key) => Message::Key(key),
                        Input::Paste(text) => Message::Paste(text),
                    };
                    let effects = update(&mut self.model, message);
                    if self.perform(effects)? {
                        return Ok(());
                    }
                    dirty = true;
                    // Keys that wait are obeyed before they are shown.
                    if self.drawn.elapsed() < BUSY_FRAME && !input.is_empty() {
                        continue;
                    }
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
                Woken::Signal(signal) => {
                    self.obey(signal)?;
                    dirty = true;
                }
                Woken::InputGone => return Err(RunError::Terminal(io::ErrorKind::UnexpectedEof.into())),
                Woken::Time => {}
            }
            if self.away && terminal::is_foreground() {
                self.come_back()?;
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

    fn wait(&mut self, input: &Receiver<Input>, signals: &Receiver<Signal>, wait: Duration) -> Woken {
        // First what ends the program, then keys: a flood of lines must not keep a person waiting. Nor must a flood
        // of keys keep lines from being read.
        if let Ok(signal) = signals.try_recv() {
            return Woken::Signal(signal);
        }
        self.keys_in_a_row = (self.keys_in_a_row + 1) % MOST_KEYS;
        if self.keys_in_a_row > 0
            && let Ok(input) = input.try_recv()
        {
            return Woken::Input(input);
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
            0 => ready.recv(input).map_or(Woken::InputGone, Woken::Input),
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
        log.map_or(self.mode, |log| log.session.mode())
    }

    /// How often the clock matters: more while a log is being played, or read for what is to be checked.
    fn tick(&self) -> Duration {
        let busy = |log: &Log| log.playing.is_some() || log.is_reading_records();
        if self.away {
            return BACKGROUND_TICK;
        }
        if self.model.logs.iter().any(busy) { BUSY_FRAME } else { TICK }
    }

    /// Draws what has changed; nothing while someone else has the terminal.
    fn draw(&mut self) -> io::Result<()> {
        test_panic("ui");
        self.drawn = Instant::now();
        let shown = view(&self.model);
        if self.away || self.shown.as_ref() == Some(&shown) {
            return Ok(());
        }
        let theme = self.theme;
        self.screen.draw(|frame| frame.render_widget(Painted(&shown, theme), frame.area()))?;
        self.shown = Some(shown);
        Ok(())
    }

    /// Carries effects out; true when the program is to end.
    fn perform(&mut self, effects: Vec<Effect>) -> Result<bool, RunError> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(true),
                Effect::Suspend => signals::ask_to_stop()?,
                Effect::Copy(text) => terminal::copy(&text)?,
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

    fn obey(&mut self, signal: Signal) -> Result<(), RunError> {
        match signal {
            Signal::End(number) => return Err(RunError::Signal(number)),
            Signal::Stop => {
                terminal::leave();
                self.away = true;
                // What goes on after this is told by its own signal.
                signals::stop()?;
            }
            Signal::Continue => self.come_back()?,
            // Also to the size it had: a terminal that was smaller in between has lost what it showed.
            Signal::Resize => self.start_afresh()?,
        }
        Ok(())
    }

    /// Takes the terminal again if it may; otherwise leaves it to whoever has it.
    fn come_back(&mut self) -> io::Result<()> {
        self.away = !terminal::is_foreground();
        if self.away {
            terminal::forget();
            return Ok(());
        }
        terminal::take_over()?;
        self.start_afresh()
    }

    /// Begins on a blank screen of the terminal's size, of which nothing is known.
    fn start_afresh(&mut self) -> io::Result<()> {
        let (columns, rows) = terminal::size();
        update(&mut self.model, Message::Resize(columns, rows));
        if !self.away {
            self.screen = terminal::screen((columns, rows))?;
            self.shown = None;
        }
        Ok(())
    }
}

/// In debug builds a test may ask for a panic, to see the terminal restored (`faults.md` section 7).
fn test_panic(place: &str) {
    let asked = || std::env::var_os("DOSSIER_TEST_PANIC").is_some_and(|wanted| wanted == place);
    assert!(!(cfg!(debug_assertions) && asked()), "asked to panic in {place}");
}
