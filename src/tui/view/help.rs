//! The keys of where you are, over any view.

use ratatui::layout::Rect;

use crate::tui::command::{BINDINGS, Binding, Copy, Group};
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{Layer, Model};
use crate::tui::screen::{Frame, Panel, Row};

const WIDTH: u16 = 76;

/// The help, when it is open.
pub(super) fn overlay(model: &Model) -> Option<Panel> {
    let Some(Layer::Help(offset)) = model.layer.clone() else { return None };
    let rows = rows(model);
    let area = area(model, rows.len());
    let note = Ink::of(Role::Accent, "Esc").dim(" closes");
    let title = Ink::from("Keys in ").plain(model.view.name());
    let more = rows.len().saturating_sub(offset + usize::from(area.height.saturating_sub(2)));
    let visible = rows.into_iter().skip(offset).map(Row::from).collect();
    Some(Panel { area, frame: Frame::Box, title, note, focused: true, rows: visible, more })
}

/// How many rows the help has, and how many of them are visible.
pub fn help_rows(model: &Model) -> (usize, usize) {
    let rows = rows(model).len();
    (rows, usize::from(area(model, rows).height.saturating_sub(2)))
}

fn area(model: &Model, rows: usize) -> Rect {
    let (width, height) = model.size;
    let wide = WIDTH.min(width);
    let tall = u16::try_from(rows + 2).unwrap_or(height).min(height);
    Rect { x: (width - wide) / 2, y: (height - tall) / 2, width: wide, height: tall }
}

fn rows(model: &Model) -> Vec<Ink> {
    let here = |binding: &&Binding| binding.views.is_empty() || binding.views.contains(&model.view);
    let of = |group: Group| -> Vec<Ink> {
        BINDINGS
            .iter()
            .filter(here)
            .filter(|binding| binding.group == group)
            .map(|binding| Ink::of(Role::Accent, binding.keys).to_column(19).plain(binding.words))
            .collect()
    };
    let mut rows = vec![Ink::of(Role::Dim, "Go")];
    rows.extend(of(Group::Go));
    rows.extend([Ink::new(), Ink::of(Role::Dim, "Move")]);
    rows.extend(of(Group::Move));
    rows.extend([Ink::new(), Ink::of(Role::Dim, "Time")]);
    rows.extend(of(Group::Time));
    rows.extend([Ink::new(), Ink::of(Role::Dim, "Do")]);
    rows.extend(of(Group::Do));
    rows.extend([Ink::new(), Ink::of(Role::Dim, "Copy, after y")]);
    for (key, _, words) in Copy::CHOICES {
        rows.push(Ink::of(Role::Accent, crate::text::show(key.to_string())).to_column(19).plain(words));
    }
    rows.extend([Ink::new(), Ink::of(Role::Dim, "Glyphs")]);
    rows.push(
        Ink::of(Role::Indexed, "I")
            .plain(" indexed   ")
            .role(Role::Attention, "M")
            .plain(" missing   ")
            .role(Role::Snapshot, "S")
            .plain(" snapshot   ")
            .role(Role::Bad, "D")
            .plain(" drift   ")
            .dim(".")
            .plain(" foreign"),
    );
    rows.push(
        Ink::of(Role::Good, "+")
            .plain(" added   ")
            .role(Role::Attention, "~")
            .plain(" changed   ")
            .role(Role::Attention, "!")
            .plain(" missing   ")
            .role(Role::Bad, "x")
            .plain(" bad   ")
            .dim("=")
            .plain(" copy   ")
            .dim("≈")
            .plain(" our reading"),
    );
    rows
}
