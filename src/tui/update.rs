//! How the model changes: one message at a time, with effects as data.

mod feed;
mod keys;
mod moving;
mod travel;

use super::command::{Command, Copy, command_of};
use super::effect::Effect;
use super::ink::Ink;
use super::message::Message;
use super::model::{Layer, Model, Notice, View};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// How long a notice stays, in microseconds.
const NOTICE_STAYS: i64 = 4_000_000;

/// Takes a message in and says what is to be done outside.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => {
            let mut effects = on_key(model, key);
            effects.extend(arrange(model));
            effects
        }
        Message::Paste(text) => {
            travel::paste(model, &text);
            Vec::new()
        }
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            moving::settle(model);
            Vec::new()
        }
        Message::Tick(now) => {
            model.now = now;
            model.notice.take_if(|notice| notice.until <= now);
            travel::play_on(model);
            Vec::new()
        }
        Message::FirstLook(id, first) => {
            feed::on_first_look(model, id, first);
            Vec::new()
        }
        Message::Feed(id, message) => {
            feed::on_feed(model, id, message);
            Vec::new()
        }
        Message::Disk(id, news) => {
            let log = model.logs.iter_mut().find(|log| log.id == id);
            if let Some(disk) = log.and_then(|log| log.disk.as_mut()) {
                disk.learn(news);
            }
            Vec::new()
        }
        Message::Failed(words) => {
            notify(model, Ink::new().role(super::ink::Role::Bad, words));
            Vec::new()
        }
    }
}

/// Brings everything up to date, however long that takes. Says what is to be done outside.
pub fn settle(model: &mut Model) -> Vec<Effect> {
    let effects = arrange(model);
    work(model);
    while model.is_checking() {
        work(model);
    }
    effects
}

/// Brings the lists up to date after a run of feed messages; cheaper than doing so after each.
/// Says what is to be done outside.
pub fn arrange(model: &mut Model) -> Vec<Effect> {
    let (view, now) = (model.view, model.now);
    for log in &mut model.logs {
        log.refresh_if_stale(view, now);
    }
    moving::settle(model);
    let wanted = super::view::wanted(model);
    let line = (model.view == View::Events).then(|| model.log()?.line_at(model.selected()?)).flatten();
    let toggled = model.pane().toggled.clone();
    let strip = super::view::strip_width(model);
    if let Some(log) = model.log_mut() {
        log.keep_strip(strip);
        match view {
            View::Artifacts => log.keep_naming(),
            View::Drift => log.compare_with_record(),
            _ => {}
        }
        log.keep(wanted);
        log.keep_tree(line, &toggled);
    }
    let logs = model.logs.iter_mut();
    logs.filter_map(|log| Some(Effect::CheckDisk(log.id, log.files_to_check()?))).collect()
}

/// Works out a part of what takes longer than a frame may, and is shown when it is known. Tells whether anything has
/// become known.
pub fn work(model: &mut Model) -> bool {
    let claims = super::view::wanted_claims(model);
    let drift = model.selected().filter(|_| model.view == View::Drift);
    let Some(log) = model.log_mut() else { return false };
    let checked = log.check_snapshots(claims);
    log.look_around(drift) || checked
}

fn on_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if !key.is_press() {
        return Vec::new();
    }
    match model.layer.clone() {
        _ if command_of(key) == Some(Command::QuitAtOnce) => vec![Effect::Quit],
        Some(Layer::Copy) => {
            model.layer = None;
            let chosen = match key.code {
                KeyCode::Char(letter) if !key.modifiers.contains(KeyModifiers::CONTROL) => Copy::of(letter),
                _ => None,
            };
            chosen.map_or_else(Vec::new, |what| keys::copy(model, what))
        }
        Some(Layer::Help(offset)) => on_help_key(model, key, offset),
        Some(Layer::Moment(words)) => {
            travel::type_moment(model, key, words);
            Vec::new()
        }
        None if model.timeline_focused && travel::timeline_key(model, key) => Vec::new(),
        None => command_of(key).map_or_else(Vec::new, |command| keys::obey(model, command)),
    }
}

fn on_help_key(model: &mut Model, key: KeyEvent, offset: usize) -> Vec<Effect> {
    match command_of(key) {
        Some(Command::Move(motion)) => {
            let (rows, visible) = super::view::help_rows(model);
            let last = rows.saturating_sub(visible);
            model.layer = Some(Layer::Help(moving::moved(offset.min(last), last + 1, visible, motion)));
        }
        Some(Command::Help | Command::Back | Command::Quit | Command::Open) => model.layer = None,
        _ => {}
    }
    Vec::new()
}

/// Shows a line in the footer for a while.
fn notify(model: &mut Model, ink: Ink) {
    model.notice = Some(Notice { ink, until: model.now + NOTICE_STAYS });
}
