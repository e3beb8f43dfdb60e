//! What `y` puts into the clipboard.

use std::borrow::Cow;
use std::path::Path;

use crate::contracts::event::DossierPayload;
use crate::dossier::timeline::Cursor;
use crate::tui::command::Copy;
use crate::tui::model::{Log, Model, Target, View};
use crate::tui::tree::REST;

/// The text of a choice for what is selected; `None` where there is no such thing.
pub fn copied(model: &Model, what: Copy) -> Option<String> {
    if model.view == View::Fixtures {
        return model.fixtures.copied(model.selected()?, what);
    }
    let log = model.log()?;
    if what == Copy::CommandLine {
        return Some(command_line(model, log));
    }
    let index = model.selected()?;
    let line = log.line_behind(model.view, index)?;
    match what {
        Copy::Json => log.session.bytes(line).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        Copy::Location => {
            let column = match model.view {
                View::Problems => log.finding(log.problems().get(index)?).map(|f| f.column()),
                _ => None,
            };
            let place = format!("{}:{}", log.name, line + 1);
            Some(column.map_or(place.clone(), |column| format!("{place}:{column}")))
        }
        Copy::Value | Copy::Pointer if model.view == View::Events => {
            let rows = super::tree_rows(model);
            let pointer = &rows.get(model.pane().tree_row)?.pointer;
            if pointer == REST {
                return None;
            }
            if what == Copy::Pointer {
                return Some(pointer.clone());
            }
            let bytes = log.session.bytes(line)?;
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            let document = crate::json::Document::parse(str::from_utf8(bytes).ok()?).ok()?;
            document.root().at(pointer).map(|value| value.raw().to_owned())
        }
        Copy::Pointer if model.view == View::Problems => {
            log.finding(log.problems().get(index)?).map(|finding| finding.violation.pointer)
        }
        Copy::Value if model.view == View::Problems => {
            log.finding(log.problems().get(index)?).map(|finding| finding.violation.found)
        }
        Copy::Pointer => path(log, line),
        Copy::Hash => hash(log, line),
        Copy::Value | Copy::CommandLine => None,
    }
}

fn payload(log: &Log, line: u32) -> Option<Cow<'_, DossierPayload>> {
    match log.session.kind(line)? {
        crate::session::LineKind::Event(entry) => log.payload(entry),
        _ => None,
    }
}

fn path(log: &Log, line: u32) -> Option<String> {
    match &*payload(log, line)? {
        DossierPayload::ArtifactIndexed(payload) => Some(payload.artifact_id.path.clone()),
        DossierPayload::ArtifactMissing(payload) => Some(payload.expected_identity.path.clone()),
        DossierPayload::SnapshotComputed(_) | DossierPayload::ParityDriftDetected(_) => None,
    }
}

fn hash(log: &Log, line: u32) -> Option<String> {
    match &*payload(log, line)? {
        DossierPayload::ArtifactIndexed(payload) => Some(payload.content_ref.hash.clone()),
        DossierPayload::SnapshotComputed(payload) => Some(payload.snapshot_hash.clone()),
        DossierPayload::ParityDriftDetected(payload) => Some(payload.actual_hash.clone()),
        DossierPayload::ArtifactMissing(_) => None,
    }
}

/// The command that answers headless what the view shows.
fn command_line(model: &Model, log: &Log) -> String {
    if model.view == View::Artifacts
        && model.pane().in_detail
        && let Some(blame) = model.selected().and_then(|index| blame(log, index))
    {
        return blame;
    }
    let on_disk = model.view == View::Artifacts || model.view == View::Drift && log.target == Target::Disk;
    if let (true, Some(disk)) = (on_disk, &log.disk) {
        return verify(log, &disk.root);
    }
    let command = match model.view {
        View::Problems => return format!("dossier validate{} {}", contract(log), quoted(&log.name)),
        View::Snapshots | View::Drift => "parity",
        _ => "replay",
    };
    let namespace = namespace(log);
    let other = log.other.as_ref().filter(|_| model.view == View::Drift && log.target == Target::Other);
    let against = other.map_or(String::new(), |other| format!(" --against {}", quoted(&other.name)));
    if let (Some(mark), "replay") = (log.mark, command) {
        let name = |cursor| quoted(&format!("{}@{}", log.name, moment(log, cursor)));
        return format!("dossier diff{} {} {}", contract(log), name(mark), name(log.playhead));
    }
    let at = at(log);
    format!("dossier {command}{}{namespace}{at}{against} {}", contract(log), quoted(&log.name))
}

fn contract(log: &Log) -> String {
    match log.session.mode() {
        crate::contracts::edition::ContractMode::Auto => String::new(),
        exact => format!(" --contract {exact}"),
    }
}

/// The option that names the mission of a mixed log.
fn namespace(log: &Log) -> String {
    match log.missions().len() {
        0 | 1 => String::new(),
        _ => format!(" --namespace {}", log.chosen + 1),
    }
}

/// The option that names the playhead.
fn at(log: &Log) -> String {
    match log.playhead {
        Cursor::Live => String::new(),
        cursor => format!(" --at {}", moment(log, cursor)),
    }
}

/// A cursor in the words of `--at`.
fn moment(log: &Log, cursor: Cursor) -> String {
    match cursor {
        Cursor::Live => "head".to_owned(),
        Cursor::Start => "start".to_owned(),
        Cursor::After(entry) => log.session.timeline().entry(entry).event_id().to_string(),
    }
}

/// The command that tells the history of the artifact of a row.
fn blame(log: &Log, index: usize) -> Option<String> {
    let (path, ..) = *log.lists().artifacts.get(index)?;
    let path = log.session.timeline().history(log.mission()?).path_name(path);
    let namespace = namespace(log);
    let at = at(log);
    let (name, options) = (quoted(&log.name), format!("{at}{}{namespace}", contract(log)));
    Some(match path.starts_with('-') {
        true => format!("dossier blame{options} {name} -- {}", recorded(path)),
        false => format!("dossier blame {name} {}{options}", recorded(path)),
    })
}

/// A path of the log as a shell takes it. What must not reach a terminal is escaped: it could end a paste and go on
/// with a command of its own.
fn recorded(path: &str) -> String {
    if crate::text::show(path).as_str() == path {
        return if path.starts_with('-') {
            format!("'{}'", path.replace('\'', r"'\''"))
        } else {
            quoted(path)
        };
    }
    let escaped = path.bytes().map(|byte| match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    });
    format!("$'{}'", escaped.collect::<String>())
}

/// The command that holds the same files against the same records.
fn verify(log: &Log, root: &Path) -> String {
    let namespace = namespace(log);
    let at = at(log);
    let (name, root) = (quoted(&log.name), quoted(&root.to_string_lossy()));
    format!("dossier verify {name} --root {root}{at}{}{namespace}", contract(log))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(safe) && !word.starts_with('-') {
        return word.to_owned();
    }
    let dashed = if word.starts_with('-') { "./" } else { "" };
    format!("'{dashed}{}'", word.replace('\'', r"'\''"))
}
