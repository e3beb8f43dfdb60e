//! The program in a hostile world: what it is given to open, where its output goes, what its input holds, and what
//! lies on the disk it looks at.
#![cfg(unix)]

#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/hostile.rs"]
mod hostile;
#[path = "faults/kit.rs"]
mod kit;
#[path = "faults/opening.rs"]
mod opening;
#[path = "faults/output.rs"]
mod output;
#[path = "faults/system.rs"]
mod system;
