//! The terminal interface: state → `update(model, message)` → effects → `view(model)` → screen.
//!
//! [`update`] is the only thing that changes the [`model`], [`view`] turns it into a [`screen`] of plain
//! data, and only [`run`] touches the terminal, the clock and the threads.

pub mod command;
pub mod disk;
pub mod effect;
pub mod geometry;
pub mod ink;
mod input;
pub mod message;
pub mod model;
pub mod run;
pub mod screen;
mod signals;
pub mod strip;
pub mod table;
mod terminal;
pub mod theme;
pub mod tree;
pub mod update;
pub mod view;
pub mod when;
