//! What to say where there is nothing to show: why, and which key helps.

use ratatui::layout::Rect;

use crate::source::FollowStatus;
use crate::text::{Shown, bytes, count, show, thousands};
use crate::tui::geometry::{body, is_wide};
use crate::tui::ink::{Ink, Role, spaces};
use crate::tui::model::{Log, Model, Reading, View};
use crate::tui::screen::{Frame, Panel, Row};

/// The whole body with a few centred lines.
fn centred(model: &Model, title: &'static str, lines: Vec<Ink>) -> Vec<Panel> {
    vec![centred_in(body(model.size, super::below(model)), model, title, lines)]
}

/// The same with the ledger below, where a log has lines and no dossier.
fn above_ledger(model: &Model, log: &Log, lines: Vec<Ink>) -> Vec<Panel> {
    let whole = body(model.size, super::below(model));
    let frame = if is_wide(model.size) { Frame::Box } else { Frame::Rule };
    let rows: Vec<Row> = super::overview::ledger_rows(log).into_iter().map(Row::from).collect();
    let height = (rows.len() as u16 + 2).min(whole.height / 2);
    let area = Rect { y: whole.bottom() - height, height, ..whole };
    let title = Ink::from("Every line accounted for");
    let ledger = Panel { area, frame, title, note: Ink::new(), focused: false, rows, more: 0 };
    let above = Rect { height: whole.height - height, ..whole };
    vec![centred_in(above, model, View::Overview.name(), lines), ledger]
}

fn centred_in(area: Rect, model: &Model, title: &'static str, lines: Vec<Ink>) -> Panel {
    let frame = if is_wide(model.size) { Frame::Box } else { Frame::Rule };
    let inside = Panel::inside(area, frame);
    let (height, width) = (usize::from(inside.height), usize::from(inside.width));
    let lines: Vec<Ink> = lines.into_iter().flat_map(|line| line.wrap(width.min(90), 0)).collect();
    let above = height.saturating_sub(lines.len()) * 2 / 5;
    let rows = (0..above).map(|_| Row::default()).chain(lines.into_iter().map(|line| {
        let left = width.saturating_sub(line.width()) / 2;
        Row::from(Ink::from(spaces(left)).with(line))
    }));
    Panel {
        area,
        frame,
        title: Ink::from(title),
        note: Ink::new(),
        focused: true,
        rows: rows.collect(),
        more: 0,
    }
}

/// No log is open.
pub(super) fn no_log(model: &Model) -> Vec<Panel> {
    let lines = vec![
        Ink::of(Role::Strong, "No log is open."),
        Ink::new(),
        Ink::from("dossier LOG").dim(" opens one; ").role(Role::Accent, "8").dim(" shows the fixtures."),
    ];
    centred(model, model.view.name(), lines)
}

/// A view of `log` with no rows.
pub(super) fn panel(model: &Model, log: &Log) -> Vec<Panel> {
    let title = model.view.name();
    if let Reading::Failed(words) = &log.reading {
        return centred(
            model,
            title,
            vec![
                Ink::of(Role::Bad, "The log cannot be read."),
                Ink::from(words.clone()),
                Ink::new(),
                Ink::of(Role::Accent, "R").dim(" tries again"),
            ],
        );
    }
    let ledger = log.session.ledger();
    if log.session.line_count() == 0 && model.view != View::Fixtures {
        return centred(model, title, nothing_read(log));
    }
    if log.reading == Reading::Loading {
        let read = count(log.session.line_count(), "line", "lines");
        return centred(
            model,
            title,
            vec![Ink::from("Nothing so far."), Ink::of(Role::Dim, read).dim(" read, and the log goes on.")],
        );
    }
    let folded = log.mission().is_some();
    let lines = match model.view {
        View::Problems => vec![
            Ink::of(Role::Good, "No problems."),
            Ink::of(Role::Dim, count(ledger.lines, "line", "lines"))
                .dim(" read, and every one of them could be."),
            unfinished(log),
        ],
        View::Overview if !folded => return above_ledger(model, log, no_dossier(log)),
        _ if !folded => no_dossier(log),
        View::Missing => vec![
            Ink::of(Role::Good, "Nothing is missing."),
            Ink::of(Role::Dim, "No event reports an expected artifact that was not there."),
        ],
        View::Snapshots => vec![
            Ink::from("No snapshot yet."),
            Ink::of(Role::Dim, count(log.totals().present(), "artifact", "artifacts"))
                .dim(" indexed; parity stays unknown until one is computed."),
        ],
        View::Drift => vec![
            Ink::of(Role::Good, "No drift recorded."),
            Ink::of(Role::Dim, "The contract calls the mission ")
                .plain(log.totals().parity().word())
                .dim("."),
            Ink::new(),
            super::target::switch(log),
        ],
        _ => vec![Ink::from("Nothing here yet.")],
    };
    centred(model, title, lines)
}

fn nothing_read(log: &Log) -> Vec<Ink> {
    let name = Ink::of(Role::Strong, show(&log.name));
    if log.reading == Reading::Loading {
        return vec![Ink::from("Reading ").with(name).plain(" …")];
    }
    let last = match log.status {
        FollowStatus::Static => Ink::of(Role::Dim, "It is empty and will not change."),
        _ => Ink::of(Role::Dim, "Waiting for it to grow."),
    };
    let pending = log.session.pending().map(|pending| {
        Ink::of(Role::Dim, "A first line has begun: ")
            .dim(count(pending.span.len, "byte", "bytes"))
            .dim(" so far.")
    });
    let mut lines =
        vec![name.plain(Shown::fixed("  0 lines, ").then(bytes(log.progress.0))), Ink::new(), last];
    lines.extend(pending);
    lines.extend([Ink::new(), Ink::of(Role::Accent, "q").dim(" quits")]);
    lines
}

/// A word about a last line that has no end yet.
fn unfinished(log: &Log) -> Ink {
    match log.session.pending() {
        Some(pending) => Ink::of(Role::Attention, "The last line is unfinished: ")
            .plain(count(pending.span.len, "byte", "bytes"))
            .plain(" so far."),
        None => Ink::new(),
    }
}

/// A log with lines but no dossier: says what it seems to be.
fn no_dossier(log: &Log) -> Vec<Ink> {
    let ledger = log.session.ledger();
    let mut groups: Vec<_> = log.session.foreign_groups().iter().collect();
    groups.sort_by(|a, b| b.1.cmp(a.1));
    let named = groups.iter().take(4).map(|(name, number)| show(*name).then(" ").then(thousands(**number)));
    let mut lines = vec![
        Ink::of(Role::Strong, count(ledger.lines, "line", "lines"))
            .plain(Shown::fixed(", ").then(ledger.event_count()).then(" dossier events")),
        Ink::new(),
    ];
    if ledger.foreign > 0 {
        lines.push(Ink::from(Shown::join(", ", named)));
        lines.push(Ink::new());
        lines.push(kind_of_log(log));
        lines.push(Ink::of(
            Role::Dim,
            "Dossier events are the four MissionDossier… types; this log holds none of them.",
        ));
    }
    if ledger.rejected > 0 {
        let words = count(ledger.rejected, "line", "lines").then(" could not be read");
        lines.push(Ink::of(Role::Bad, words).plain("  ").role(Role::Accent, "6").dim(" shows why"));
    }
    if ledger.bad_payload > 0 {
        let words =
            count(ledger.bad_payload, "dossier event names", "dossier events name").then(" no mission");
        lines.push(Ink::of(Role::Bad, words).plain("  ").role(Role::Accent, "6").dim(" shows why"));
    }
    lines.extend([Ink::new(), Ink::of(Role::Accent, "7").dim(" shows every line")]);
    lines
}

/// What a log of foreign rows seems to be.
fn kind_of_log(log: &Log) -> Ink {
    use crate::contracts::foreign::ForeignKind as Kind;
    use crate::session::LineKind;
    let sample =
        (0..log.session.line_count().min(200) as u32).filter_map(|line| match log.session.kind(line) {
            Some(LineKind::Foreign(kind)) => Some(kind),
            _ => None,
        });
    let mut diary = 0;
    let mut other = 0;
    for kind in sample {
        match kind {
            Kind::LaneTransition | Kind::Annotation | Kind::Lifecycle | Kind::Decision => diary += 1,
            Kind::Typed | Kind::Envelope | Kind::Unknown => other += 1,
        }
    }
    Ink::from(match diary >= other {
        true => "This looks like a mission's status diary: work packages moving from lane to lane.",
        false => "This looks like a log of mission events of other families.",
    })
}
