//! The terminal's life: entered once, restored by one guard, whatever ends the program.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// The terminal as it is drawn to: one flush a frame.
pub(super) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Bytes held back until a frame is whole.
const BUFFER: usize = 64 * 1024;

static ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal in the program's hands; dropping it gives it back.
pub(super) struct Guard;

impl Guard {
    /// Takes the terminal over, and sees to it that a panic gives it back before it speaks.
    pub(super) fn enter() -> io::Result<Self> {
        let earlier = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            earlier(panic);
        }));
        take_over()?;
        Ok(Self)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
        // Whoever prints a panic from now on no longer stands in front of our screen.
        drop(std::panic::take_hook());
    }
}

/// A terminal to draw on.
pub(super) fn screen() -> io::Result<Screen> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(BUFFER, io::stdout())))
}

/// Takes the terminal over, at the start and after a while in the background.
pub(super) fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Gives the terminal back for a while.
pub(super) fn leave() {
    restore();
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
