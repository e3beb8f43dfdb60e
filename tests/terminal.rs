//! The real program on a real terminal: a pseudo terminal with an emulator behind it.
#![cfg(unix)]

#[path = "terminal/hostile.rs"]
mod hostile;
#[path = "terminal/input.rs"]
mod input;
#[path = "support/pty.rs"]
mod kit;
#[path = "terminal/life.rs"]
mod life;
#[path = "terminal/live.rs"]
mod live;
#[path = "terminal/quiet.rs"]
mod quiet;
#[path = "terminal/signals.rs"]
mod signals;
#[path = "terminal/stops.rs"]
mod stops;
