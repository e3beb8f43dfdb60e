//! The contract's field tables, spellings and lines, each with the verdict that `contract.md` states.

pub(crate) mod kit;
mod lines;
mod spellings;
mod tables;
mod verdicts;
