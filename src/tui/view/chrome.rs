//! Header, tabs and footer.

use crate::contracts::edition::ContractMode;
use crate::source::{FollowStatus, RestartReason};
use crate::text::{Shown, ago, bytes, cut_middle, show, thousands};
use crate::tui::command::Copy;
use crate::tui::geometry::ONE_PANE;
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{DiskState, Layer, Log, Model, Origin, Reading, View};

/// How long the header tells that a log was reloaded, and why, in microseconds.
const RELOAD_TOLD: i64 = 60_000_000;

/// The one line of a screen too small for anything else.
pub(super) fn one_line(model: &Model) -> Ink {
    let Some(log) = model.log() else { return Ink::from("dossier  no log open") };
    let totals = log.totals();
    let (role, word) = super::overview::parity(log);
    Ink::of(role, word)
        .plain(" ")
        .role(Role::Attention, Shown::from(log.open_missing()).then("!"))
        .plain(" ")
        .role(Role::Bad, Shown::from(log.problems().len()).then("x"))
        .plain(" ")
        .plain(totals.events)
        .plain(" ")
        .with(pill(model, log, false))
}

/// Who and what, and how fresh.
pub(super) fn header(model: &Model, width: usize) -> Ink {
    let Some(log) = model.log() else {
        return Ink::of(Role::Strong, " dossier").dim("  no log open  ");
    };
    let name = std::path::Path::new(&log.name)
        .file_name()
        .map_or_else(|| show(&log.name), |name| crate::text::show_path(std::path::Path::new(name)));
    let (wide, reload) = (width >= 100, reload(model, log));
    let room = if log.reloads.0 > 0 { width / 7 } else { width / 5 };
    let mut right = Ink::new();
    if wide || reload.is_none() {
        right = right.dim(cut_middle(&name, room.max(12))).plain("  ");
    }
    if width >= 110 && reload.is_none() {
        right = right.dim(bytes(log.progress.0)).plain("  ");
    }
    if let Some(words) = reload {
        right = right.role(Role::Attention, words).plain("  ");
    }
    if log.reloads.0 > 0 {
        right = right.dim("reloads: ").plain(log.reloads.0).plain("  ");
    }
    let right = right.with(pill(model, log, width >= 60)).plain(" ");
    let brand = Ink::of(Role::Accent, if width >= 100 { " dossier  " } else { " " });
    let full = brand.clone().with(mission(log, true));
    let left = if full.width() + right.width() < width { full } else { brand.with(mission(log, false)) };
    left.spread(right, width)
}

/// What happened to the log, for a while after it was reloaded.
fn reload(model: &Model, log: &Log) -> Option<&'static str> {
    let recent = model.now - log.reloaded < RELOAD_TOLD;
    log.reloads.1.filter(|_| recent).map(RestartReason::words)
}

/// The mission, with what tells it apart where there is room.
fn mission(log: &Log, full: bool) -> Ink {
    let Some(id) = log.mission() else {
        return Ink::of(
            Role::Dim,
            if log.reading == Reading::Loading { "reading" } else { "no mission named" },
        );
    };
    let namespace = log.session.timeline().history(id).namespace();
    let ink = Ink::of(Role::Strong, show(&namespace.mission_slug));
    let ink = match log.missions().len() {
        0 | 1 => ink,
        several => ink.plain(" ").role(
            Role::Attention,
            Shown::from(log.chosen + 1).then(" of ").then(several).then(" missions (])"),
        ),
    };
    let between = Shown::fixed(" · ");
    let mut ink = ink.plain("   ").dim(show(&namespace.target_branch));
    if full {
        ink = ink
            .dim(between.clone())
            .dim(show(&namespace.mission_type))
            .dim(between.clone())
            .dim("manifest ")
            .dim(show(&namespace.manifest_version));
    }
    match log.session.mode() {
        ContractMode::Auto => ink,
        exact => ink.dim(between).dim("contract ").dim(show(exact.to_string())),
    }
}

/// The state of the reading in one word, and how it is followed where there is room for that.
pub(super) fn pill(model: &Model, log: &Log, room: bool) -> Ink {
    match (&log.reading, log.status) {
        (Reading::Failed(_), _) => return Ink::of(Role::Bad, "FAILED"),
        (_, status) if status.is_away() => {
            return Ink::of(Role::Bad, "LOST ").plain(status.words());
        }
        (Reading::Loading, _) => return loading(model, log),
        _ => {}
    }
    let total = log.session.timeline().order().len();
    if !log.is_live() {
        let at = Shown::fixed("AT #")
            .then(thousands(log.position() as u64))
            .then(" of ")
            .then(thousands(total as u64));
        return Ink::of(Role::Accent, at);
    }
    let pane = &log.panes[model.view.index()];
    if model.view.follows() && !pane.tail {
        let unseen = log.row_count(model.view).saturating_sub(pane.rows_then);
        return Ink::of(Role::Attention, Shown::fixed("PAUSED +").then(unseen));
    }
    match log.status {
        FollowStatus::Static => Ink::of(Role::Dim, "FILE"),
        status => {
            let how = if room { Shown::fixed(status.words()).then(" ") } else { Shown::default() };
            let idle = (model.now - log.last_news).max(0).unsigned_abs() / 1_000_000;
            Ink::of(Role::Good, "LIVE ").dim(how).dim(ago(idle))
        }
    }
}

/// A bar with rate and time left.
fn loading(model: &Model, log: &Log) -> Ink {
    let (read, total) = log.progress;
    let micros = (model.now - log.began).max(1).unsigned_abs();
    let rate = (u128::from(read) * 1_000_000 / u128::from(micros)) as u64;
    let Some(total) = total.filter(|total| *total > 0) else {
        return Ink::of(Role::Accent, "READING ").dim(bytes(read));
    };
    let bar = super::parts::bar(read.min(total) as usize, total as usize, 12);
    if !matches!(log.origin, Origin::Reading) {
        // Reading has not begun, so there is no rate yet.
        return Ink::of(Role::Accent, bar).to_column(13).dim("of ").dim(bytes(total));
    }
    let left = total.saturating_sub(read).checked_div(rate.max(1)).unwrap_or(0);
    Ink::of(Role::Accent, bar).to_column(13).dim(bytes(rate)).dim("/s ").dim(ago(left)).dim(" left")
}

/// The views with their counts and alarm marks.
pub(super) fn tabs(model: &Model, width: usize) -> Ink {
    // A long log has long counts, for which the names make room.
    let named = Some(tabs_of(model, true)).filter(|tabs| width >= 110 && tabs.width() <= width);
    named.unwrap_or_else(|| tabs_of(model, false))
}

fn tabs_of(model: &Model, long: bool) -> Ink {
    let marks_only = model.size.0 < ONE_PANE + 16;
    let mut ink = Ink::from(" ");
    for (nth, view) in View::ALL.into_iter().enumerate() {
        let here = view == model.view;
        let name = if long { view.name() } else { view.short_name() };
        let number = Shown::from(nth + 1).then(if long { " " } else { "" });
        let mut tab = Ink::new();
        if !marks_only || here {
            tab = tab.role(if here { Role::Strong } else { Role::Plain }, number.then(name));
        } else {
            tab = tab.plain(Shown::from(nth + 1));
        }
        if let Some((count, mark)) = model.log().and_then(|log| tally(log, view)) {
            if !marks_only {
                tab = tab.dim(" ").dim(super::parts::compact(count));
            }
            if let Some((role, mark)) = mark {
                tab = tab.role(role, mark);
            }
        }
        ink = match here {
            true => ink.role(Role::Accent, "[").with(tab).role(Role::Accent, "]"),
            false if long => ink.plain(" ").with(tab).plain(" "),
            false => ink.with(tab),
        };
        ink = ink.plain(" ");
    }
    ink
}

/// The count of a view and its alarm.
fn tally(log: &Log, view: View) -> Option<(usize, Option<(Role, &'static str)>)> {
    let alarm = |count: usize, role: Role, mark: &'static str| (count > 0).then_some((role, mark));
    let totals = log.totals();
    Some(match view {
        View::Artifacts => {
            let alarms = log.disk.as_ref().map_or(0, DiskState::alarms);
            (totals.present(), alarm(alarms, Role::Bad, "x"))
        }
        View::Missing => (log.open_missing(), alarm(log.open_missing(), Role::Attention, "!")),
        View::Snapshots => (totals.snapshots, None),
        View::Drift => (totals.drifts, alarm(totals.drifts, Role::Bad, "!")),
        View::Problems => {
            let count = log.problems().len();
            (count, alarm(count, Role::Bad, "x"))
        }
        View::Events => (log.session.row_count(), None),
        View::Overview | View::Fixtures => return None,
    })
}

/// The keys that do something here.
pub(super) fn footer(model: &Model, width: usize) -> Ink {
    if model.layer == Some(Layer::Copy) {
        let choices = Copy::CHOICES.into_iter().map(|(key, _, words)| hint_of(show(key.to_string()), words));
        return join(Ink::of(Role::Strong, " copy  "), choices)
            .spread(Ink::of(Role::Dim, "any other key: nothing "), width);
    }
    if let Some(Layer::Moment(words)) = &model.layer {
        let hint = "a line, 14:03, -5m, S4, D2, an event id, start, head   Esc cancels ";
        let prompt = Ink::of(Role::Accent, " :").plain(show(words)).role(Role::Accent, "▏");
        return prompt.spread(Ink::of(Role::Dim, hint), width);
    }
    if let Some(notice) = &model.notice {
        return Ink::from(" ").with(notice.ink.clone()).cut(width);
    }
    if model.timeline_focused {
        let hints = [
            ("h l", "step"),
            ("< >", "milestone"),
            ("p", "play"),
            ("d", "set A"),
            (":", "go to"),
            ("F", "live"),
            ("Esc", "done"),
        ];
        return join(Ink::from(" "), hints.map(|(key, words)| hint(key, words))).cut(width);
    }
    let right =
        join(Ink::new(), [hint("?", "keys"), hint("q", if model.has_way_back() { "back" } else { "quit" })])
            .plain(" ");
    let left = hints(model).into_iter().map(|(key, words)| hint(key, words));
    let room = width.saturating_sub(right.width() + 2);
    let mut ink = Ink::from(" ");
    for next in left {
        if ink.width() + next.width() + 3 > room {
            break;
        }
        ink = ink.with(next).plain("   ");
    }
    ink.spread(right, width)
}

fn hints(model: &Model) -> Vec<(&'static str, &'static str)> {
    let pane = model.pane();
    if pane.in_detail {
        let mut hints = vec![("Esc", "back"), ("j k", "move")];
        if super::has_tree(model) {
            hints.push(("h l", "fold"));
        }
        hints.push(("Tab", "list"));
        if matches!(model.view, View::Events | View::Problems) {
            hints.push(("r", "raw"));
        }
        hints.push(("y", "copy"));
        return hints;
    }
    if model.row_count() == 0 {
        return vec![("1…8", "views"), ("R", "read again")];
    }
    match model.view {
        View::Overview => vec![
            ("Enter", "open"),
            ("1…8", "views"),
            ("e", "first problem"),
            ("u", "next unseen"),
            ("U", "mark seen"),
            ("y", "copy"),
        ],
        View::Artifacts => {
            vec![("Enter", "story"), ("o", "event"), ("s", "sort"), ("Tab", "other pane"), ("y", "copy")]
        }
        View::Drift => {
            vec![("Enter", "detail"), ("A", "against"), ("o", "event"), ("d", "set A"), ("y", "copy")]
        }
        View::Missing | View::Snapshots => {
            vec![("Enter", "detail"), ("o", "event"), ("Tab", "other pane"), ("y", "copy")]
        }
        View::Problems => {
            vec![("e E", "next, previous"), ("Enter", "detail"), ("o", "event"), ("r", "raw"), ("y", "copy")]
        }
        View::Events => vec![
            ("Enter", "tree"),
            ("O", "order"),
            ("F", "newest"),
            ("e", "next problem"),
            ("r", "raw"),
            ("y", "copy"),
        ],
        View::Fixtures => {
            vec![("Enter", "open"), ("r", "run it"), ("R", "run all"), ("Tab", "other pane"), ("y", "copy")]
        }
    }
}

fn hint(key: &'static str, words: &'static str) -> Ink {
    hint_of(Shown::fixed(key), words)
}

fn hint_of(key: Shown, words: &'static str) -> Ink {
    Ink::of(Role::Accent, key).dim(" ").dim(words)
}

fn join(start: Ink, inks: impl IntoIterator<Item = Ink>) -> Ink {
    let gap = |line: &Ink| if line.width() > 1 { "   " } else { "" };
    inks.into_iter().fold(start, |line, ink| {
        let between = gap(&line);
        line.plain(between).with(ink)
    })
}
