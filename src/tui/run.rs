//! The loop: input, feeds and the clock in, frames and effects out. The only I/O of the interface.

mod error;
mod feeds;
mod pace;
mod woken;

use std::io;
use std::mem;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::Receiver;

use super::disk::{Folder, Worker};
use super::effect::Effect;
use super::input::{self, Input};
use super::message::Message;
use super::model::{Fixtures, Log, LogId, Model, OtherRecord, View};
use super::screen::Canvas;
use super::signals::{self, HANG_UP, Signal};
use super::terminal::{self, Guard, Output};
use super::theme::Theme;
use super::update::{arrange, update};
use super::view::view;
use crate::contracts::edition::ContractMode;
use crate::session::Gatherer;
use crate::source::{self, FeedOptions, Opened, SourceError, SourceSpec};
pub use error::{RunError, failure};
use feeds::Feeds;
use pace::{BUSY_FRAME, FRAME};
use woken::Woken;

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
    let opened = match &start {
        Start::Log(spec) => Some(source::open(spec, options.feed.follow)?),
        Start::Fixtures => None,
    };
    let mut fixtures = Fixtures::embedded();
    fixtures.alone = opened.is_none();
    let signals = signals::signals().map_err(RunError::Start)?;
    let guard = Guard::enter()?;
    let size = terminal::size();
    let mut model = Model::new(size, now(), fixtures);
    model.clipboard = options.clipboard;
    let mut first = None;
    if let (Some(opened), Start::Log(spec)) = (opened, start) {
        let id = model.new_log_id();
        let mut log = Log::new(id, name_of(&spec), options.mode, model.now);
        log.disk = options.root.as_ref().map(Folder::unchecked);
        log.other.clone_from(&options.against);
        model.logs.push(log);
        if let Some(first) = source::first_look(&opened, Gatherer::new(options.mode)) {
            update(&mut model, Message::FirstLook(id, first));
        }
        first = Some((id, spec, opened));
    } else {
        model.view = View::Fixtures;
        model.fixtures.ensure_run();
    }
    terminal::clear()?;
    let mut running = Loop {
        model,
        feeds: Feeds::new(options.feed),
        disk: None,
        mode: options.mode,
        output: terminal::output(),
        canvas: Canvas::new(size, options.theme),
        away: false,
        keys_in_a_row: 0,
        pressed: Instant::now(),
        is_arranged: false,
        _guard: guard,
        theme: options.theme,
        rested: Instant::now(),
        drawn: Instant::now(),
        due: None,
    };
    let ended = running.begin(first, options.root.as_ref()).and_then(|keys| running.run(&keys, &signals));
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
    output: Output,
    /// What stands on it.
    canvas: Canvas,
    /// The terminal is in other hands, and not to be touched.
    away: bool,
    keys_in_a_row: u8,
    /// When the last key came.
    pressed: Instant,
    /// Whether nothing has come since everything was brought up to date.
    is_arranged: bool,
    /// Given back when the loop ends, however it does.
    _guard: Guard,
    theme: Theme,
    /// When there may be work again while lines pour in.
    rested: Instant,
    /// When the last frame was drawn.
    drawn: Instant,
    /// When the next one is to be; `None` while nothing has changed.
    due: Option<Instant>,
}

impl Loop {
    /// Shows what there is, and only then starts the threads that bring more.
    fn begin(
        &mut self,
        first: Option<(LogId, SourceSpec, Opened)>,
        root: Option<&Folder>,
    ) -> Result<Receiver<Input>, RunError> {
        self.frame()?;
        if let Some((id, spec, opened)) = first {
            self.disk = root.map(|root| Worker::start(root).map(|worker| (id, worker))).transpose()?;
            self.feeds.start(id, spec, opened, self.mode);
        }
        input::start().map_err(RunError::Start)
    }

    fn run(&mut self, input: &Receiver<Input>, signals: &Receiver<Signal>) -> Result<(), RunError> {
        let mut ticked = Instant::now();
        let mut is_clock_alone = false;
        loop {
            let wait = match self.due {
                Some(due) => due.saturating_duration_since(Instant::now()),
                None => self.tick().saturating_sub(ticked.elapsed()),
            };
            match self.wait(input, signals, wait) {
                Woken::Input(given) => {
                    let message = match given {
                        Input::Key(key) => Message::Key(key),
                        Input::Paste(text) => Message::Paste(text),
                    };
                    self.model.now = now();
                    self.pressed = Instant::now();
                    let effects = self.take_in(message);
                    if self.perform(effects)? {
                        return Ok(());
                    }
                    // Keys that wait are obeyed before they are shown.
                    self.draw_after(if input.is_empty() { Duration::ZERO } else { BUSY_FRAME });
                }
                Woken::Feed(id, message) => {
                    self.model.now = now();
                    let effects = self.take_in(Message::Feed(id, *message));
                    self.perform(effects)?;
                    self.draw_after(self.pace());
                }
                Woken::FeedGone(id) => self.feeds.gone(id),
                Woken::Disk(id, news) => {
                    self.take_in(Message::Disk(id, news));
                    self.draw_after(FRAME);
                }
                Woken::DiskGone => self.disk = None,
                Woken::Signal(signal) => {
                    self.obey(signal)?;
                    self.draw_after(FRAME);
                }
                Woken::InputGone => return Err(RunError::Terminal(io::ErrorKind::UnexpectedEof.into())),
                Woken::Time => {}
            }
            if self.away && terminal::is_foreground() {
                self.come_back()?;
                self.draw_after(Duration::ZERO);
            }
            if ticked.elapsed() >= self.tick() {
                ticked = Instant::now();
                self.take_in(Message::Tick(now()));
                is_clock_alone = self.due.is_none();
                self.draw_after(FRAME);
            }
            if self.due.is_some_and(|due| due <= Instant::now()) {
                let drawn = self.drawn;
                self.frame()?;
                if mem::take(&mut is_clock_alone) {
                    // A line that comes right after the clock was brought up to date is not to wait for that.
                    self.drawn = drawn;
                }
                if input.is_empty() && self.feeds.is_quiet() {
                    self.work(input)?;
                }
                if self.model.is_working() {
                    self.draw_after(self.pace());
                }
            }
        }
    }

    /// Takes a message in and says what is to be done outside.
    fn take_in(&mut self, message: Message) -> Vec<Effect> {
        // After a key everything is brought up to date at once, as the next key may come before a frame.
        self.is_arranged = matches!(message, Message::Key(_));
        update(&mut self.model, message)
    }

    /// Brings what is on the screen up to date.
    fn frame(&mut self) -> Result<(), RunError> {
        self.due = None;
        self.model.now = now();
        if !mem::take(&mut self.is_arranged) {
            let effects = arrange(&mut self.model);
            self.perform(effects)?;
        }
        Ok(self.draw()?)
    }

    /// The contract a log is read under: feeds and sessions must not differ in it.
    fn mode_of(&self, id: LogId) -> ContractMode {
        let log = self.model.logs.iter().find(|log| log.id == id);
        log.map_or(self.mode, |log| log.session.mode())
    }

    /// Draws what has changed; nothing while someone else has the terminal.
    fn draw(&mut self) -> io::Result<()> {
        test_panic("ui");
        self.drawn = Instant::now();
        if self.away {
            return Ok(());
        }
        terminal::draw(&mut self.output, self.canvas.paint(view(&self.model)))
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
            self.take_in(Message::Failed(words));
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
        self.take_in(Message::Resize(columns, rows));
        if !self.away {
            terminal::clear()?;
            self.canvas = Canvas::new((columns, rows), self.theme);
        }
        Ok(())
    }
}

/// In debug builds a test may ask for a panic, to see the terminal restored.
fn test_panic(place: &str) {
    let asked = || std::env::var_os("DOSSIER_TEST_PANIC").is_some_and(|wanted| wanted == place);
    assert!(!(cfg!(debug_assertions) && asked()), "asked to panic in {place}");
}
