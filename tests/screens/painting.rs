//! Whatever stood there before, a terminal shows the screen that was painted last.

use dossier::text::show;
use dossier::tui::ink::{Ink, Role};
use dossier::tui::screen::{Frame, Panel, Row, Screen};
use dossier::tui::theme::Theme;
use proptest::prelude::*;
use ratatui::layout::Rect;

use crate::kit::OnTerminal;

const SIZE: (u16, u16) = (24, 9);

const ROLES: [Role; 5] = [Role::Plain, Role::Dim, Role::Accent, Role::Bad, Role::New];

/// A line; with some characters that are not one column wide, if there may be such.
fn ink(any_width: bool) -> impl Strategy<Value = Ink> {
    let other = u32::from(any_width);
    let text = prop_oneof![
        4 => "[ ab│·-]{0,8}",
        other => "[a漢é\u{301}\u{1b}]{0,6}",
        other => Just("👩‍🚀 x".to_owned()),
        other => Just("a❤️b❤️".to_owned()),
    ];
    prop::collection::vec((text, 0..ROLES.len()), 0..4).prop_map(|pieces| {
        pieces.iter().fold(Ink::new(), |ink, (text, role)| ink.role(ROLES[*role], show(text)))
    })
}

fn panel(place: (u16, u16, u16, u16), any_width: bool) -> impl Strategy<Value = Panel> {
    let (x, y, width, height) = place;
    let ink = move || ink(any_width);
    let rows = prop::collection::vec((ink(), any::<bool>()), 0..6);
    (any::<bool>(), ink(), ink(), any::<bool>(), rows, 0..3_usize).prop_map(
        move |(is_box, title, note, focused, rows, more)| Panel {
            area: Rect { x, y, width, height },
            frame: if is_box { Frame::Box } else { Frame::Rule },
            title,
            note,
            focused,
            rows: rows.into_iter().map(|(ink, selected)| Row { ink, selected }).collect(),
            more,
        },
    )
}

/// Where panels are: few ways, so that the next screen often has its panels in the places of the last one. In the last
/// two they lie over each other, or beyond the edge.
const LAYOUTS: [&[(u16, u16, u16, u16)]; 5] = [
    &[],
    &[(0, 1, 24, 3)],
    &[(0, 1, 12, 7), (12, 1, 12, 7)],
    &[(0, 1, 12, 7), (3, 2, 9, 2)],
    &[(20, 0, 9, 12)],
];

fn screen() -> impl Strategy<Value = Screen> {
    (0..LAYOUTS.len()).prop_flat_map(|layout| {
        let any_width = layout < 3;
        let lines = prop::collection::vec((prop::sample::select(vec![0, 8]), ink(any_width)), 0..3);
        let panels: Vec<_> = LAYOUTS[layout].iter().map(|place| panel(*place, any_width)).collect();
        let overlay = prop_oneof![4 => Just(None), 1 => panel((3, 2, 15, 4), true).prop_map(Some)];
        (lines, panels, overlay).prop_map(|(lines, panels, overlay)| Screen { lines, panels, overlay })
    })
}

fn is_laid_out(panels: &[Panel], places: &[(u16, u16, u16, u16)]) -> bool {
    let areas = panels.iter().map(|panel| (panel.area.x, panel.area.y, panel.area.width, panel.area.height));
    areas.eq(places.iter().copied())
}

/// The next screen: often the last one with only some of its words, its selection or what lies over it changed.
fn next(last: Screen, fresh: Screen, keeps: u8) -> Screen {
    let Screen { lines, mut panels, overlay } = last;
    let mut others = fresh.panels.clone().into_iter();
    match keeps {
        0 => return fresh,
        1 => panels.iter_mut().for_each(|panel| panel.focused = !panel.focused),
        2 => panels.iter_mut().flat_map(|panel| &mut panel.rows).for_each(|row| row.selected = !row.selected),
        // Where panels lie over each other there may be no wide characters.
        _ if !LAYOUTS[..3].iter().any(|places| is_laid_out(&panels, places)) => return fresh,
        _ => {
            for panel in &mut panels {
                let Some(other) = others.next() else { break };
                (panel.rows, panel.more) = (other.rows, other.more);
                if keeps.is_multiple_of(2) {
                    (panel.title, panel.note) = (other.title, other.note);
                }
            }
        }
    }
    let overlay = if keeps > 4 { fresh.overlay } else { overlay };
    Screen { lines, panels, overlay }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_screen_painted_over_others_is_that_screen(
        first in screen(),
        more in prop::collection::vec((screen(), 0..8_u8), 1..6),
    ) {
        let mut terminal = OnTerminal::new(SIZE, Theme::terminal());
        let mut screen = first;
        for (fresh, keeps) in more {
            let mut alone = OnTerminal::new(SIZE, Theme::terminal());
            terminal.paint(screen.clone());
            alone.paint(screen.clone());
            prop_assert_eq!(terminal.seen(), alone.seen());
            prop_assert_eq!(terminal.paint(screen.clone()), 0, "nothing is written twice");
            screen = next(screen, fresh, keeps);
        }
    }
}
