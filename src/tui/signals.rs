//! What comes from outside besides keys: signals, and a terminal that is gone.

use std::io;

use crossbeam_channel::Receiver;

/// The number of the signal that a terminal sends when it goes; a terminal that is gone ends the program as if it
/// had been sent.
pub(super) const HANG_UP: i32 = 1;

/// What a signal asks of the loop.
#[cfg_attr(not(unix), expect(dead_code, reason = "there are no such signals"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End, with the code of the signal of this number.
    End(i32),
    /// Give the terminal back and stop.
    Stop,
    /// The program runs again after a stop, which it may not have seen coming.
    Continue,
    /// The terminal may have another size.
    Resize,
}

/// Signals as a channel, so that the terminal is restored by the usual way out.
///
/// A loop that does not end in time waits for a terminal that takes nothing, or no longer exists: then the program
/// ends without it.
///
/// # Errors
/// The system gives no thread, or no handler.
#[cfg(unix)]
pub(super) fn signals() -> io::Result<Receiver<Signal>> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
    let handled = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];
    let mut signals = signal_hook::iterator::Signals::new(handled)?;
    let (sender, receiver) = crossbeam_channel::bounded(16);
    let hung_up = sender.clone();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for number in signals.forever() {
            match number {
                // One is enough, however many there are: the loop asks for the size when it gets to it.
                SIGWINCH if !sender.is_empty() => {}
                SIGWINCH => drop(sender.try_send(Signal::Resize)),
                SIGTSTP => drop(sender.try_send(Signal::Stop)),
                SIGCONT => drop(sender.try_send(Signal::Continue)),
                number => unix::end(&sender, number),
            }
        }
    })?;
    std::thread::Builder::new().name("terminal".to_owned()).spawn(move || {
        if unix::hangs_up() {
            unix::end(&hung_up, HANG_UP);
        }
    })?;
    Ok(receiver)
}

#[cfg(not(unix))]
pub(super) fn signals() -> io::Result<Receiver<Signal>> {
    Ok(crossbeam_channel::never())
}

/// Stops the whole process group, as the terminal does for the key when it is left to it: a program that waits for
/// this one, such as a script, has to stop with it.
#[cfg(unix)]
pub(super) fn ask_to_stop() -> io::Result<()> {
    use rustix::process::{Signal, kill_current_process_group};
    Ok(kill_current_process_group(Signal::TSTP)?)
}

/// Stops this process until it is continued, also where nobody does job control.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
}

/// There are no such stops here.
#[cfg(not(unix))]
pub(super) fn ask_to_stop() -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::time::Duration;

    use crossbeam_channel::Sender;
    use rustix::event::{PollFd, PollFlags, poll};

    use super::Signal;
    use crate::tui::terminal;

    /// How long the loop may take to end by itself.
    const GRACE: Duration = Duration::from_millis(600);

    /// Asks the loop to end, and ends the program if it does not.
    pub(super) fn end(loop_: &Sender<Signal>, number: i32) {
        let _ = loop_.try_send(Signal::End(number));
        std::thread::sleep(GRACE);
        terminal::abandon();
        std::process::exit(128 + number);
    }

    /// Waits until the terminal hangs up; false where the system cannot tell.
    ///
    /// A loop that is held by something else would not notice, and nobody need send a signal.
    pub(super) fn hangs_up() -> bool {
        let terminal = std::io::stdout();
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
