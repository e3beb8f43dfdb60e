//! Moving through time: the playhead, A, playing, and going to a moment by its words.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{keys, moving, notify};
use crate::contracts::event::DossierPayload;
use crate::dossier::timeline::Cursor;
use crate::session::Moment;
use crate::text::show;
use crate::tui::command::Command;
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Layer, Log, Model, View};

/// The longest words for a moment.
const LONGEST: usize = 80;

/// Carries a command about time out.
pub(super) fn obey(model: &mut Model, command: Command) {
    match command {
        Command::Step(forward) => seek(model, |log| {
            let here = log.position();
            Some(if forward { here + 1 } else { here.saturating_sub(1) })
        }),
        Command::Milestone(forward) => milestone(model, forward),
        Command::Play => {
            let now = model.now;
            if let Some(log) = model.log_mut() {
                log.play(now);
            }
        }
        Command::Timeline => model.timeline_focused = !model.timeline_focused && model.log().is_some(),
        Command::Mark => {
            if let Some(log) = model.log_mut() {
                log.mark = if log.mark.is_some() { None } else { Some(held(log)) };
                log.refresh();
            }
        }
        Command::Blame => blame(model),
        Command::Jump if model.log().is_some() => model.layer = Some(Layer::Moment(String::new())),
        _ => {}
    }
}

/// The playhead as a moment that stays where it is while the log grows.
fn held(log: &Log) -> Cursor {
    match (log.playhead, log.session.timeline().order().last()) {
        (Cursor::Live, Some(last)) => Cursor::After(*last),
        (Cursor::Live, None) => Cursor::Start,
        (cursor, _) => cursor,
    }
}

/// Puts the playhead at the end, where it stays.
pub(super) fn go_live(model: &mut Model) {
    if let Some(log) = model.log_mut() {
        log.playing = None;
        log.playhead = Cursor::Live;
        for view in View::ALL.into_iter().filter(|view| view.follows()) {
            log.panes[view.index()].tail = true;
        }
        log.refresh();
    }
}

fn seek(model: &mut Model, to: impl FnOnce(&Log) -> Option<usize>) {
    let Some(log) = model.log_mut() else { return };
    log.playing = None;
    if let Some(position) = to(log) {
        log.seek(position);
        follow_playhead(model);
    }
}

fn milestone(model: &mut Model, forward: bool) {
    let found = model.log().and_then(|log| log.milestone(forward));
    match found {
        Some(position) => seek(model, |_| Some(position)),
        None if forward => go_live(model),
        None => seek(model, |_| Some(0)),
    }
}

/// Plays what is due by now.
pub(super) fn play_on(model: &mut Model) {
    let now = model.now;
    let moved = model.log_mut().is_some_and(|log| log.play_on(now));
    for log in &mut model.logs {
        log.play_on(now);
    }
    if moved {
        follow_playhead(model);
    }
}

/// The playhead has moved, and in the list of events the selection with it, also to the end.
fn follow_playhead(model: &mut Model) {
    let live = model.log().is_some_and(Log::is_live);
    if live && model.view == View::Events {
        moving::select(model, model.row_count().saturating_sub(1));
    }
    show_playhead(model);
}

/// In the list of events the selection is at the playhead.
pub(super) fn show_playhead(model: &mut Model) {
    let Some(log) = model.log().filter(|_| model.view == View::Events) else { return };
    let line = match log.playhead {
        Cursor::After(entry) => log.session.timeline().entry(entry).line,
        Cursor::Start => 0,
        Cursor::Live => return,
    };
    if let Some(row) = log.index_of(View::Events, u64::from(line)) {
        moving::select(model, row);
    }
}

/// The story of the artifact that the selection is about.
fn blame(model: &mut Model) {
    let path = model.log().and_then(|log| {
        let line = log.line_behind(model.view, model.selected()?)?;
        let crate::session::LineKind::Event(entry) = log.session.kind(line)? else { return None };
        match &*log.payload(entry)? {
            DossierPayload::ArtifactIndexed(payload) => Some(payload.artifact_id.path.clone()),
            DossierPayload::ArtifactMissing(payload) => Some(payload.expected_identity.path.clone()),
            DossierPayload::SnapshotComputed(_) | DossierPayload::ParityDriftDetected(_) => None,
        }
    });
    let row = path.and_then(|path| {
        let log = model.log_mut()?;
        log.list_for(View::Artifacts);
        let number = log.session.timeline().history(log.mission()?).path_number(&path)?;
        log.index_of(View::Artifacts, u64::from(number))
    });
    let Some(row) = row else {
        return notify(
            model,
            Ink::of(Role::Attention, "no artifact of that path is present at the playhead"),
        );
    };
    keys::go_to(model, View::Artifacts, row);
    let pane = model.pane_mut();
    pane.in_detail = true;
    pane.zoomed = true;
}

/// A key while words for a moment are being typed.
pub(super) fn type_moment(model: &mut Model, key: KeyEvent, mut words: String) {
    model.layer = None;
    match key.code {
        KeyCode::Esc => return,
        KeyCode::Enter => return jump(model, &words),
        KeyCode::Backspace if words.pop().is_none() => return,
        KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => words.clear(),
        KeyCode::Char(letter)
            if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
                && words.len() < LONGEST =>
        {
            words.push(letter);
        }
        _ => {}
    }
    model.layer = Some(Layer::Moment(words));
}

/// Pasted text goes where words are being typed, on one line; elsewhere it means nothing.
pub(super) fn paste(model: &mut Model, text: &str) {
    let Some(Layer::Moment(words)) = &mut model.layer else { return };
    let text = text.trim();
    let room = LONGEST.saturating_sub(words.len());
    words.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(room));
}

fn jump(model: &mut Model, words: &str) {
    let Some(log) = model.log() else { return };
    let cursor = words.parse::<Moment>().and_then(|moment| log.session.cursor_at(&moment, log.mission()));
    match cursor {
        Ok(cursor) => seek(model, |log| Some(log.position_of(cursor))),
        Err(error) => notify(model, Ink::of(Role::Attention, show(error.to_string()))),
    }
}

/// Keys while the timeline has the focus; false for those it has no use for.
pub(super) fn timeline_key(model: &mut Model, key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Left | KeyCode::Char('h' | 'k') | KeyCode::Up => obey(model, Command::Step(false)),
        KeyCode::Right | KeyCode::Char('l' | 'j') | KeyCode::Down => obey(model, Command::Step(true)),
        KeyCode::Home | KeyCode::Char('g') => seek(model, |_| Some(0)),
        KeyCode::End | KeyCode::Char('G') => go_live(model),
        KeyCode::Esc => model.timeline_focused = false,
        _ => return false,
    }
    true
}
