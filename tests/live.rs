//! The real program on a log that is appended to, cut, replaced, taken away and brought back.
//!
//! Each scenario runs twice: with the system's hints, and with `--poll`. What must not be seen by the program
//! while it happens, happens while the program is stopped.
#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "other suites use the rest")]
#[path = "support/pty.rs"]
mod kit;

#[path = "live/appends.rs"]
mod appends;
#[path = "live/names.rs"]
mod names;
#[path = "live/replaced.rs"]
mod replaced;
#[path = "live/rewrites.rs"]
mod rewrites;
#[path = "live/scene.rs"]
mod scene;
#[path = "live/watcher.rs"]
mod watcher;
