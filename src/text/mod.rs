//! Text that may reach a terminal, and the small wordings made of it.
//!
//! A log's author controls every byte of the log, its file name and often its artifacts; ratatui passes bidi overrides,
//! invisible characters and tags on to the terminal. So there is one type, [`Shown`], that widgets and printers
//! take, and untrusted text becomes one only through [`show`], [`show_bytes`] and [`show_path`].

mod code_point;
mod cut;
mod json;
mod shown;
mod words;
mod wrap;
mod writer;

pub use cut::{cut_end, cut_middle, cut_start, short_hash};
pub use json::{JsonForTerminal, escape_json_for_terminal};
pub use shown::{Kind, Number, Shown, is_simple};
pub use words::{ago, bytes, count, digits, thousands};
pub use wrap::wrap_segments;
pub use writer::{show, show_bytes, show_path};

#[cfg(test)]
mod tests;
