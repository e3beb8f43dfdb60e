//! What commands do.

use super::{moving, notify, travel};
use crate::text::{escape_json_for_terminal, show};
use crate::tui::command::{Command, Copy};
use crate::tui::effect::Effect;
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{FixtureRow, Layer, Log, LogId, Model, Need, Order, View};
use crate::tui::view;

/// How much goes to the clipboard at most, in bytes.
const MOST_COPIED: usize = 100_000;

/// Carries a command out.
pub(super) fn obey(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Show(view) => show_view(model, view),
        Command::Move(motion) => moving::go(model, motion),
        Command::Open => return open(model),
        Command::Back => return back(model),
        Command::OtherPane => {
            let pane = model.pane_mut();
            pane.in_detail = !pane.in_detail;
        }
        Command::Zoom => model.pane_mut().zoomed = true,
        Command::Unzoom => model.pane_mut().zoomed = false,
        Command::Fold => fold(model, true),
        Command::Unfold => fold(model, false),
        Command::NextProblem => step_problem(model, true),
        Command::PreviousProblem => step_problem(model, false),
        Command::NextUnseen => next_unseen(model),
        Command::MarkSeen => mark_seen(model),
        Command::Step(_)
        | Command::Milestone(_)
        | Command::Play
        | Command::Timeline
        | Command::Mark
        | Command::Blame
        | Command::Jump => travel::obey(model, command),
        Command::Live => travel::go_live(model),
        Command::NextTarget => {
            if let Some(log) = model.log_mut() {
                log.next_target();
            }
        }
        Command::SwitchOrder => switch_order(model),
        Command::Sort => sort(model),
        Command::Origin => origin(model),
        Command::Again => return again(model),
        Command::Raw if model.view == View::Fixtures => run_selected(model),
        Command::Raw => {
            let pane = model.pane_mut();
            pane.raw = !pane.raw;
            pane.detail_offset = 0;
        }
        Command::CopyMenu => model.layer = Some(Layer::Copy),
        Command::NextMission => next_mission(model),
        Command::Help => model.layer = Some(Layer::Help(0)),
        Command::Suspend => return vec![Effect::Suspend],
        Command::Quit => return quit(model),
        Command::QuitAtOnce => return vec![Effect::Quit],
    }
    moving::settle(model);
    Vec::new()
}

fn show_view(model: &mut Model, view: View) {
    if view == View::Fixtures {
        model.fixtures.ensure_run();
    }
    model.view = view;
    travel::show_playhead(model);
}

fn open(model: &mut Model) -> Vec<Effect> {
    match model.view {
        View::Overview => {
            if let Some(log) = model.log()
                && let Some(need) = model.selected().and_then(|index| log.needs().get(index).copied())
            {
                match need {
                    Need::Mixed => next_mission(model),
                    Need::Problem(nth) | Need::Flaw { first: nth, .. } => go_to(model, View::Problems, nth),
                    Need::Missing(nth) => go_to(model, View::Missing, nth),
                    Need::Drift(nth) => go_to(model, View::Drift, nth),
                    Need::Conflict(_) => origin(model),
                }
            }
            Vec::new()
        }
        View::Fixtures => open_stream(model),
        _ if view::has_tree(model) && model.pane().in_detail => {
            toggle_fold(model);
            Vec::new()
        }
        _ => {
            let pane = model.pane_mut();
            pane.in_detail = true;
            pane.zoomed = true;
            Vec::new()
        }
    }
}

pub(super) fn go_to(model: &mut Model, view: View, index: usize) {
    model.view = view;
    model.pane_mut().in_detail = false;
    moving::select(model, index);
}

/// A replay stream opens as a log; any other case opens its detail.
fn open_stream(model: &mut Model) -> Vec<Effect> {
    let row = model.selected().and_then(|index| model.fixtures.rows.get(index));
    let Some(FixtureRow::Case(nth)) = row else { return Vec::new() };
    if let Some(spec) = model.fixtures.stream(*nth) {
        let id = model.new_log_id();
        let name = spec.name().to_string_lossy().into_owned();
        model.logs.push(Log::new(id, name, crate::contracts::edition::ContractMode::Auto, model.now));
        model.view = View::Overview;
        return vec![Effect::Open(id, spec)];
    }
    let pane = model.pane_mut();
    pane.in_detail = true;
    pane.zoomed = true;
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Effect> {
    let pane = model.pane_mut();
    if pane.zoomed {
        pane.zoomed = false;
        pane.in_detail = false;
    } else if pane.in_detail {
        pane.in_detail = false;
    } else if model.is_opened_stream() && model.view != View::Fixtures {
        return close_log(model);
    }
    moving::settle(model);
    Vec::new()
}

/// Closes the log on top and goes back to where it was opened.
fn close_log(model: &mut Model) -> Vec<Effect> {
    let closed = model.logs.pop().map(|log| Effect::Close(log.id));
    model.view = View::Fixtures;
    moving::settle(model);
    closed.into_iter().collect()
}

fn quit(model: &mut Model) -> Vec<Effect> {
    if model.has_way_back() { back(model) } else { vec![Effect::Quit] }
}

fn fold(model: &mut Model, closing: bool) {
    if !view::has_tree(model) {
        return;
    }
    let rows = view::tree_rows(model);
    let row = model.pane().tree_row.min(rows.len().saturating_sub(1));
    let Some(current) = rows.get(row) else { return };
    if current.open.is_some_and(|open| open == closing) {
        toggle_fold(model);
    } else if closing && let Some(parent) = rows[..row].iter().rposition(|other| other.depth < current.depth)
    {
        model.pane_mut().tree_row = parent;
    }
}

fn toggle_fold(model: &mut Model) {
    let rows = view::tree_rows(model);
    let row = model.pane().tree_row.min(rows.len().saturating_sub(1));
    let Some(pointer) = rows.get(row).filter(|row| row.open.is_some()).map(|row| row.pointer.clone()) else {
        return;
    };
    let pane = model.pane_mut();
    if !pane.toggled.remove(&pointer) {
        pane.toggled.insert(pointer);
    }
}

fn step_problem(model: &mut Model, forward: bool) {
    let Some(log) = model.log() else { return };
    let problems = log.problems();
    if problems.is_empty() {
        return notify(model, Ink::of(Role::Good, "no problems: every line could be read"));
    }
    let last = problems.len() - 1;
    let target = match (model.view, model.selected()) {
        (View::Problems, Some(at)) if forward => (at + 1).min(last),
        (View::Problems, Some(at)) => at.saturating_sub(1),
        (view, Some(row)) => {
            let line = log.line_behind(view, row).unwrap_or(0);
            match forward {
                true => problems.iter().position(|problem| problem.line > line).unwrap_or(0),
                false => problems.iter().rposition(|problem| problem.line < line).unwrap_or(last),
            }
        }
        _ => 0,
    };
    // From the overview "what broke first" is the question, whatever is selected there.
    let target = if model.view == View::Overview && forward { 0 } else { target };
    go_to(model, View::Problems, target);
}

fn next_unseen(model: &mut Model) {
    let Some(log) = model.log() else { return };
    let first = log.seen as u32;
    if log.session.line_count() <= log.seen {
        return notify(model, Ink::of(Role::Dim, "nothing new since the last look"));
    }
    let at = match (model.view, model.selected().and_then(|row| log.line_behind(View::Events, row))) {
        (View::Events, Some(line)) if line >= first => line + 1,
        _ => first,
    };
    let row = log.session.row_of_line(at.min(log.session.line_count() as u32 - 1));
    if let Some(log) = model.log_mut() {
        log.order = Order::File;
    }
    go_to(model, View::Events, row);
}

fn mark_seen(model: &mut Model) {
    let now = model.now;
    if let Some(log) = model.log_mut() {
        log.seen = log.session.line_count();
        log.seen_at = now;
        notify(model, Ink::of(Role::Dim, "everything up to here counts as seen"));
    }
}

fn switch_order(model: &mut Model) {
    if model.view != View::Events {
        return;
    }
    let line = model.selected().and_then(|row| model.log()?.line_at(row));
    let Some(log) = model.log_mut() else { return };
    log.order = match log.order {
        Order::File => Order::Contract,
        Order::Contract => Order::File,
    };
    let row = line.and_then(|line| log.index_of(View::Events, u64::from(line)));
    if let Some(row) = row.filter(|_| !model.pane().tail) {
        moving::select(model, row);
    }
}

fn sort(model: &mut Model) {
    if model.view != View::Artifacts {
        return;
    }
    if let Some(log) = model.log_mut() {
        log.sort = log.sort.next();
        log.refresh();
    }
}

fn origin(model: &mut Model) {
    let row = model.selected();
    let line = row.and_then(|row| model.log()?.line_behind(model.view, row));
    let Some(line) = line.filter(|_| model.view != View::Events) else { return };
    if let Some(log) = model.log_mut() {
        log.order = Order::File;
        let row = log.session.row_of_line(line);
        go_to(model, View::Events, row);
    }
}

fn again(model: &mut Model) -> Vec<Effect> {
    if model.view == View::Fixtures {
        model.fixtures.run();
        let words = model.fixtures.summary();
        notify(model, words);
        return Vec::new();
    }
    let reopened: Option<LogId> = model.log().map(|log| log.id);
    reopened.map(Effect::Reopen).into_iter().collect()
}

/// Puts the selected case to the question again.
fn run_selected(model: &mut Model) {
    let Some(words) = model.selected().and_then(|row| model.fixtures.run_one(row)) else { return };
    notify(model, words);
}

fn next_mission(model: &mut Model) {
    let Some(log) = model.log_mut() else { return };
    let missions = log.missions().len();
    if missions > 1 {
        log.chosen = (log.chosen + 1) % missions;
        log.refresh();
    }
}

/// Copies what is selected; the notice says what went to the clipboard.
pub(super) fn copy(model: &mut Model, what: Copy) -> Vec<Effect> {
    if !model.clipboard {
        notify(model, Ink::of(Role::Attention, "not copied: the clipboard is off (--no-clipboard)"));
        return Vec::new();
    }
    let Some(text) = view::copied(model, what) else {
        notify(model, Ink::of(Role::Attention, "there is nothing of that kind to copy here"));
        return Vec::new();
    };
    if text.len() > MOST_COPIED {
        let size = crate::text::bytes(text.len() as u64);
        notify(
            model,
            Ink::of(Role::Attention, "not copied: ").plain(size).plain(" is more than a clipboard is sent"),
        );
        return Vec::new();
    }
    // Only what would be safe to print goes to a clipboard that may end in a terminal; JSON stays the same JSON.
    let safe = match what {
        Copy::Json | Copy::Value => escape_json_for_terminal(&text).into_owned(),
        _ => show(&text).as_str().to_owned(),
    };
    let lines = text.lines().count();
    let what = match lines {
        0 | 1 => crate::text::cut_end(&show(&text), 60),
        lines => crate::text::count(lines, "line", "lines"),
    };
    notify(model, Ink::of(Role::Dim, "copied ").plain(what));
    vec![Effect::Copy(safe)]
}
