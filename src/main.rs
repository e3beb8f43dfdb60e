//! The `dossier` program.

fn main() {}
