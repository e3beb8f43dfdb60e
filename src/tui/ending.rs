//! What ends the program from outside: signals, and a terminal that is gone.

use std::io;

use crossbeam_channel::Receiver;

/// Signals that end the program, as a channel, so that the terminal is restored by the usual way out.
///
/// A loop that does not get there in time waits for a terminal that takes nothing, or no longer exists: then
/// the program ends without it.
#[cfg(unix)]
pub(super) fn signals() -> io::Result<Receiver<i32>> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    let (sender, receiver) = crossbeam_channel::bounded(4);
    let ending = sender.clone();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            unix::end(&sender, signal);
        }
    })?;
    std::thread::Builder::new().name("terminal".to_owned()).spawn(move || {
        if unix::is_gone() {
            unix::end(&ending, SIGHUP);
        }
    })?;
    Ok(receiver)
}

#[cfg(not(unix))]
pub(super) fn signals() -> io::Result<Receiver<i32>> {
    Ok(crossbeam_channel::never())
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::time::Duration;

    use crossbeam_channel::Sender;
    use rustix::event::{PollFd, PollFlags, poll};

    use crate::tui::terminal;

    /// How long the loop may take to end by itself.
    const GRACE: Duration = Duration::from_millis(600);

    /// Asks the loop to end, and ends the program if it does not.
    pub(super) fn end(loop_: &Sender<i32>, signal: i32) {
        let _ = loop_.try_send(signal);
        std::thread::sleep(GRACE);
        terminal::abandon();
        std::process::exit(128 + signal);
    }

    /// Waits until the terminal is gone; false where the system cannot tell.
    ///
    /// crossterm reads a terminal that hung up for ever and never says so (crossterm#793), so that the loop
    /// would not notice when no signal comes.
    pub(super) fn is_gone() -> bool {
        let terminal = io::stdout();
        loop {
            let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
            match poll(&mut watched, None) {
                Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => return true,
                Err(rustix::io::Errno::INTR) => {}
                _ => return false,
            }
        }
    }
}
