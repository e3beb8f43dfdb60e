//! The terminal's life: entered once, restored by one guard, whatever ends the program.

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// The terminal as it is drawn to: one flush a frame.
///
/// Never dropped: the guard restores the terminal, and ratatui's own way of showing the cursor again panics
/// when the terminal is gone and standard error with it.
pub(super) type Screen = ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>;

/// Bytes held back until a frame is whole.
const BUFFER: usize = 64 * 1024;

static ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal in the program's hands; dropping it gives it back.
pub(super) struct Guard;

impl Guard {
    /// Takes the terminal over, and sees to it that a panic gives it back before it speaks.
    ///
    /// A panic of another thread says nothing: its words would land on a screen that goes on. A feed tells of
    /// its own panic, and the loop ends when the keys or signals are gone.
    pub(super) fn enter() -> io::Result<Self> {
        let earlier = std::panic::take_hook();
        let here = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            let drawing = ENTERED.load(Ordering::SeqCst);
            if std::thread::current().id() == here || !drawing {
                restore();
                earlier(panic);
            }
        }));
        take_over()?;
        Ok(Self)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
        // Whoever prints a panic from now on no longer stands in front of our screen. While one is under way,
        // the hook cannot be changed: trying would abort the program.
        if !std::thread::panicking() {
            drop(std::panic::take_hook());
        }
    }
}

/// A terminal to draw on.
pub(super) fn screen() -> io::Result<Screen> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(BUFFER, io::stdout())))
        .map(ManuallyDrop::new)
}

/// Takes the terminal over, at the start and after a while in the background.
pub(super) fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    // Frames write only what differs from a blank screen, so it has to be one, also where the terminal keeps
    // no second screen.
    execute!(io::stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, Hide)
}

/// Gives the terminal back for a while.
pub(super) fn leave() {
    restore();
}

/// Gives the terminal back without waiting for it, for a program that ends whether or not that succeeds.
#[cfg(unix)]
pub(super) fn abandon() {
    use rustix::fs::{Mode, OFlags};
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    // What is held back by a blocked terminal is thrown away, so that there may be room for these few bytes.
    let _ = rustix::termios::tcflush(io::stdout(), rustix::termios::QueueSelector::OFlush);
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
    if let Ok(terminal) = rustix::fs::open("/dev/tty", flags, Mode::empty()) {
        let mut terminal = std::fs::File::from(terminal);
        let _ = execute!(terminal, DisableBracketedPaste, LeaveAlternateScreen, Show);
    }
    let _ = disable_raw_mode();
}

/// Undoes everything that was switched on; harmless when nothing was, and when called twice.
fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // Nothing more can be done about a terminal that refuses to be restored.
        let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
        let _ = io::stdout().flush();
    }
}
