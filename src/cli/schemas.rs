//! `dossier schemas`: the JSON Schemas inside the program, and a folder that should hold the same.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;

use super::args::SchemasCommand;
use super::exit::{Exit, Failure};
use super::line_diff::{Change, changes};
use crate::contracts::schemas::{SCHEMA_FILE_SUFFIX, SCHEMA_NAMES, generate, schema_text};
use crate::text::{Shown, cut_end, show, show_path};

/// How many changed lines of a drifted file are shown, and how wide.
const SHOWN_CHANGES: usize = 40;
const SHOWN_WIDTH: usize = 160;

pub(super) fn run(out: &mut impl Write, command: &SchemasCommand) -> Result<Exit, Failure> {
    match command {
        SchemasCommand::List => SCHEMA_NAMES.iter().try_for_each(|name| writeln!(out, "{name}"))?,
        SchemasCommand::Show { name } => out.write_all(schema_text(name)?.as_bytes())?,
        SchemasCommand::Generate { dir, check: false } => return write(out, dir),
        SchemasCommand::Generate { dir, check: true } | SchemasCommand::Check { dir } => {
            return check(out, dir);
        }
    }
    Ok(Exit::Good)
}

#[expect(clippy::disallowed_methods, reason = "this is the command that writes, where it is told to")]
fn write(out: &mut impl Write, dir: &Path) -> Result<Exit, Failure> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |cause| Failure::File { operation: "write", path, cause }
    };
    std::fs::create_dir_all(dir).map_err(failed(dir))?;
    for (name, text) in generate() {
        let path = dir.join(format!("{name}{SCHEMA_FILE_SUFFIX}"));
        std::fs::write(&path, text).map_err(failed(&path))?;
        writeln!(out, "{}", show_path(&path))?;
    }
    Ok(Exit::Good)
}

/// Names each missing, drifted and orphaned file and shows the difference.
fn check(out: &mut impl Write, dir: &Path) -> Result<Exit, Failure> {
    let mut found = files(dir)?;
    let mut sound = true;
    for (name, text) in generate() {
        let file = format!("{name}{SCHEMA_FILE_SUFFIX}");
        match found.remove(OsStr::new(&file)) {
            None => writeln!(out, "missing: {}", show_path(&dir.join(&file)))?,
            Some(committed) if committed == text.as_bytes() => continue,
            Some(committed) => {
                writeln!(out, "drifted: {}", show_path(&dir.join(&file)))?;
                difference(out, &String::from_utf8_lossy(&committed), &text)?;
            }
        }
        sound = false;
    }
    for file in found.keys() {
        writeln!(out, "orphaned: {}", show_path(&dir.join(file)))?;
        sound = false;
    }
    if !sound {
        writeln!(out, "The schemas are not up to date: dossier schemas generate --dir {}", show_path(dir))?;
        return Ok(Exit::Bad);
    }
    writeln!(out, "All {} schemas are up to date.", SCHEMA_NAMES.len())?;
    Ok(Exit::Good)
}

/// The JSON files of a folder by name; none where there is no folder.
fn files(dir: &Path) -> Result<BTreeMap<std::ffi::OsString, Vec<u8>>, Failure> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |cause| Failure::File { operation: "read", path, cause }
    };
    let entries = match std::fs::read_dir(dir) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        entries => entries.map_err(failed(dir))?,
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(failed(dir))?.path();
        if path.extension() != Some(OsStr::new("json")) || !path.is_file() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_owned();
        files.insert(name, std::fs::read(&path).map_err(failed(&path))?);
    }
    Ok(files)
}

fn difference(out: &mut impl Write, committed: &str, generated: &str) -> io::Result<()> {
    let changes = changes(committed, generated);
    for change in changes.iter().take(SHOWN_CHANGES) {
        let (sign, number, line) = match change {
            Change::Removed(number, line) => ("-", number, line),
            Change::Added(number, line) => ("+", number, line),
        };
        writeln!(out, "  {number:>4} {sign} {}", cut_end(&show(*line), SHOWN_WIDTH))?;
    }
    if changes.is_empty() {
        return writeln!(out, "  {}", Shown::fixed("only line endings, or bytes that are not UTF-8, differ"));
    }
    match changes.len().saturating_sub(SHOWN_CHANGES) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more changed lines"),
    }
}
