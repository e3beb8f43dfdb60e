//! Keys and pasted text from the terminal, on a thread of their own.
//!
//! Read here and not by crossterm, which waits inside a sequence that is never finished, and reads a terminal that
//! hung up for ever without a word (crossterm#793).

use crossterm::event::KeyEvent;

#[cfg(unix)]
mod decoder;
#[cfg(all(test, unix))]
mod tests;

/// What a person gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(KeyEvent),
    /// Text that was pasted: whatever it holds, it is text.
    Paste(String),
}

/// How many inputs may wait; what is typed beyond them waits in the terminal.
const WAITING: usize = 64;

#[cfg(unix)]
pub(super) use unix::start;

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, IsTerminal, Read};
    use std::os::fd::AsFd;
    use std::time::Duration;

    use crossbeam_channel::{Receiver, Sender, bounded};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    use super::decoder::Decoder;
    use super::{Input, WAITING};
    use crate::tui::terminal;

    /// How often a program in the background looks whether it may read again: trying would stop it.
    const BACKGROUND: Duration = Duration::from_millis(100);

    /// Starts reading. The channel ends when the terminal does.
    ///
    /// # Errors
    /// There is no terminal to read from, or no thread to be had.
    pub(in crate::tui) fn start() -> io::Result<Receiver<Input>> {
        let stdin = io::stdin();
        let terminal = match stdin.is_terminal() {
            true => File::from(stdin.as_fd().try_clone_to_owned()?),
            false => File::open("/dev/tty")?,
        };
        let (sender, receiver) = bounded(WAITING);
        std::thread::Builder::new().name("keys".to_owned()).spawn(move || read(&terminal, &sender))?;
        Ok(receiver)
    }

    fn read(mut terminal: &File, sender: &Sender<Input>) {
        let mut decoder = Decoder::default();
        let mut block = [0; 4096];
        loop {
            let inputs = match is_ready(terminal, decoder.patience()) {
                Err(Errno::INTR) => continue,
                Err(_) => return,
                Ok(false) => decoder.rest(),
                Ok(true) if !terminal::is_foreground() => {
                    std::thread::sleep(BACKGROUND);
                    continue;
                }
                Ok(true) => match terminal.read(&mut block) {
                    Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                    Ok(count @ 1..) => decoder.feed(&block[..count]),
                    Ok(0) | Err(_) => return,
                },
            };
            for input in inputs {
                if sender.send(input).is_err() {
                    return;
                }
            }
        }
    }

    /// Whether there is something to read before this time is over; without one, it is waited for.
    fn is_ready(terminal: &File, patience: Option<Duration>) -> Result<bool, Errno> {
        let limit = patience.and_then(|patience| Timespec::try_from(patience).ok());
        let ready = poll(&mut [PollFd::new(terminal, PollFlags::IN)], limit.as_ref())?;
        Ok(ready > 0)
    }
}

/// Starts reading. The channel ends when the terminal does.
///
/// # Errors
/// There is no thread to be had.
#[cfg(not(unix))]
pub(super) fn start() -> std::io::Result<crossbeam_channel::Receiver<Input>> {
    use crossterm::event::{Event, read};
    let (sender, receiver) = crossbeam_channel::bounded(WAITING);
    let work = move || {
        while let Ok(event) = read() {
            let sent = match event {
                Event::Key(key) if key.is_press() => sender.send(Input::Key(key)),
                Event::Paste(text) => sender.send(Input::Paste(text)),
                _ => Ok(()),
            };
            if sent.is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("keys".to_owned()).spawn(work)?;
    Ok(receiver)
}
