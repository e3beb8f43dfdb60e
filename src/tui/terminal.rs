//! The terminal's life: entered once, restored by one guard, whatever ends the program.

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Cell;

/// The terminal as it is drawn to: one flush a frame.
///
/// Never dropped: what a terminal that failed did not take is not to be written once it has been given back.
pub(super) type Output = ManuallyDrop<CrosstermBackend<BufWriter<Stdout>>>;

/// Bytes held back until a frame is whole.
const BUFFER: usize = 64 * 1024;

/// Threads whose panics are told on the screen, which goes on; by their names.
const TOLD_ON_SCREEN: [&str; 2] = ["feed", "loader"];

/// Whether the terminal's modes are ours, and to be undone.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal in the program's hands; dropping it gives it back.
pub(super) struct Guard;

impl Guard {
    /// Takes the terminal over, and sees to it that a panic gives it back before it speaks.
    ///
    /// A panic of another thread ends the program, as half of it would be no program. A feed tells of its own
    /// panic, on a screen that goes on.
    pub(super) fn enter() -> io::Result<Self> {
        let earlier = std::panic::take_hook();
        let here = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            let thread = std::thread::current();
            let drawing = ENTERED.load(Ordering::SeqCst);
            if drawing && thread.name().is_some_and(|name| TOLD_ON_SCREEN.contains(&name)) {
                return;
            }
            restore();
            earlier(panic);
            if drawing && thread.id() != here {
                std::process::exit(super::run::PANICKED.into());
            }
        }));
        take_over()?;
        Ok(Self)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// The way to a terminal.
///
/// Neither its size nor its cursor is ever asked for while drawing: crossterm would start a program to learn the size of
/// a terminal that is gone, and the answer about the cursor would be read as keys.
pub(super) fn output() -> Output {
    ManuallyDrop::new(CrosstermBackend::new(BufWriter::with_capacity(BUFFER, io::stdout())))
}

/// Blanks the terminal. Frames write only what differs from a blank screen, so it has to be one, also where the terminal
/// keeps no second screen.
pub(super) fn clear() -> io::Result<()> {
    execute!(io::stdout(), Clear(ClearType::All))
}

/// Draws a frame: the cells that differ from the last one, in one piece and shown at once where the terminal can do that.
pub(super) fn draw(output: &mut Output, changes: &[(u16, u16, Cell)]) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    queue!(output, BeginSynchronizedUpdate)?;
    output.draw(changes.iter().map(|(column, row, cell)| (*column, *row, cell)))?;
    // The cursor was hidden for good, so there is nothing to say of it.
    queue!(output, EndSynchronizedUpdate)?;
    Write::flush(&mut **output)
}

/// Takes the terminal over, at the start and whenever its modes may have been changed meanwhile.
pub(super) fn take_over() -> io::Result<()> {
    // What crossterm remembers as raw would be left alone, whatever a shell has made of it.
    disable_raw_mode()?;
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Puts text into the terminal's clipboard.
pub(super) fn copy(text: &str) -> io::Result<()> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
}

/// Gives the terminal back for a while.
pub(super) fn leave() {
    restore();
}

/// Leaves the terminal as it is: it is in other hands.
pub(super) fn forget() {
    ENTERED.store(false, Ordering::SeqCst);
}

/// Undoes everything that was switched on; harmless when nothing was, and when called twice.
fn restore() {
    if ENTERED.load(Ordering::SeqCst) {
        // Nothing more can be done about a terminal that refuses to be restored.
        let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
        // Only now: whoever waits for a blocked terminal in here is overtaken by `abandon`.
        ENTERED.store(false, Ordering::SeqCst);
    }
}

#[cfg(unix)]
pub(super) use unix::{abandon, is_foreground, is_gone, size};

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::atomic::Ordering;

    use crossterm::cursor::Show;
    use crossterm::event::DisableBracketedPaste;
    use crossterm::execute;
    use crossterm::terminal::{LeaveAlternateScreen, disable_raw_mode};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::{Mode, OFlags};
    use rustix::termios::{QueueSelector, tcflush, tcgetpgrp, tcgetwinsize};

    use super::ENTERED;

    /// Gives the terminal back without waiting for it, for a program that ends whether or not that succeeds.
    pub(in crate::tui) fn abandon() {
        if !ENTERED.load(Ordering::SeqCst) {
            return;
        }
        // What is held back by a blocked terminal is thrown away, so that there may be room for these few bytes.
        let _ = tcflush(io::stdout(), QueueSelector::OFlush);
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        if let Ok(terminal) = rustix::fs::open("/dev/tty", flags, Mode::empty()) {
            let mut terminal = std::fs::File::from(terminal);
            let _ = execute!(terminal, DisableBracketedPaste, LeaveAlternateScreen, Show);
        }
        let _ = disable_raw_mode();
    }

    /// Columns and rows; those of the oldest terminals where it does not tell.
    pub(in crate::tui) fn size() -> (u16, u16) {
        tcgetwinsize(io::stdout()).map_or((80, 24), |size| (size.ws_col, size.ws_row))
    }

    /// Whether this program may use the terminal, as far as the system tells: a shell gives it to one job at a time.
    pub(in crate::tui) fn is_foreground() -> bool {
        tcgetpgrp(io::stdout()).map_or(true, |group| group == rustix::process::getpgrp())
    }

    /// Whether the terminal has hung up.
    pub(in crate::tui) fn is_gone() -> bool {
        let terminal = io::stdout();
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut watched, Some(&at_once)).is_ok()
            && watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR)
    }
}

/// Columns and rows; those of the oldest terminals where it does not tell.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "it starts no program here")]
pub(super) fn size() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

/// A terminal is no one else's here.
#[cfg(not(unix))]
pub(super) fn is_foreground() -> bool {
    true
}

#[cfg(not(unix))]
pub(super) fn is_gone() -> bool {
    false
}
