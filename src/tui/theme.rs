//! How roles look: the terminal's own colours, four meanings, one accent.

use ratatui::style::{Color, Modifier, Style};

use super::ink::Role;

/// A way to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colour: bool,
}

impl Theme {
    /// The default: the terminal's palette, no background but the selection's.
    pub fn terminal() -> Self {
        Self { colour: true }
    }

    /// Bold, dim and reverse only, for `NO_COLOR`.
    pub fn plain() -> Self {
        Self { colour: false }
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let style = match role {
            Role::Plain => Style::new(),
            Role::Dim => Style::new().add_modifier(Modifier::DIM),
            Role::Strong | Role::New => Style::new().add_modifier(Modifier::BOLD),
            Role::Accent | Role::Snapshot => Style::new().fg(Color::Cyan),
            Role::Good => Style::new().fg(Color::Green),
            Role::Attention => Style::new().fg(Color::Yellow),
            Role::Bad => Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
            Role::Indexed => Style::new().fg(Color::LightBlue),
        };
        if self.colour { style } else { Style { fg: None, bg: None, ..style } }
    }

    /// The style of what stands in for a character that must not reach the terminal.
    pub fn replaced(self) -> Style {
        Style::new().add_modifier(Modifier::DIM | Modifier::REVERSED)
    }

    /// The style of the selected row.
    pub fn selection(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}
