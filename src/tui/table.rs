//! Columns: aligned like print, no rules between them.

use super::ink::{Ink, Role, spaces};
use crate::text::{Shown, cut_end, cut_middle, show};

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Exactly so many columns.
    Fixed(usize),
    /// What the others leave.
    Rest,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// How wide it is.
    pub width: Width,
    /// Whether its cells stand at the right.
    pub right: bool,
    /// Below this total width the column is left out.
    pub needs: usize,
}

impl Column {
    /// A column of fixed width.
    pub const fn fixed(heading: &'static str, width: usize) -> Self {
        Self { heading, width: Width::Fixed(width), right: false, needs: 0 }
    }

    /// A column of fixed width with its cells at the right, for numbers.
    pub const fn number(heading: &'static str, width: usize) -> Self {
        Self { heading, width: Width::Fixed(width), right: true, needs: 0 }
    }

    /// The column that takes what is left.
    pub const fn rest(heading: &'static str) -> Self {
        Self { heading, width: Width::Rest, right: false, needs: 0 }
    }

    /// The column of fixed width, at least so wide.
    pub fn at_least(self, least: usize) -> Self {
        let width = match self.width {
            Width::Fixed(width) => Width::Fixed(width.max(least)),
            Width::Rest => Width::Rest,
        };
        Self { width, ..self }
    }

    /// The column, shown only where the table is at least so wide.
    pub const fn from_width(self, needs: usize) -> Self {
        Self { needs, ..self }
    }
}

/// The columns of a table of a given width.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rest: usize,
    total: usize,
}

const GAP: usize = 2;

impl Table {
    /// Lays out `columns` in `total` columns of screen.
    pub fn new(columns: &[Column], total: usize) -> Self {
        let kept = |column: &Column| total >= column.needs;
        let shown = columns.iter().filter(|column| kept(column)).count();
        let fixed: usize = columns
            .iter()
            .filter(|column| kept(column))
            .map(|column| match column.width {
                Width::Fixed(width) => width,
                Width::Rest => 0,
            })
            .sum();
        let rest = total.saturating_sub(fixed + GAP * shown.saturating_sub(1));
        Self { columns: columns.to_vec(), rest, total }
    }

    /// The line of headings.
    pub fn headings(&self) -> Ink {
        self.row(self.columns.iter().map(|column| Ink::of(Role::Dim, column.heading)))
    }

    /// A row of cells, one for each column that was asked for, also for those left out.
    pub fn row(&self, cells: impl IntoIterator<Item = Ink>) -> Ink {
        // Two pieces for a cell, as a path has, and the space before the next.
        let mut ink = Ink::with_room(self.total, self.columns.len() * 3);
        let mut gap = 0;
        for (column, cell) in self.columns.iter().zip(cells) {
            if self.total < column.needs {
                continue;
            }
            let width = match column.width {
                Width::Fixed(width) => width,
                Width::Rest => self.rest,
            };
            let cell = cell.cut(width);
            let pad = width.saturating_sub(cell.width());
            let (before, after) = if column.right { (pad, 0) } else { (0, pad) };
            ink = ink.plain(spaces(gap + before)).with(cell);
            gap = after + GAP;
        }
        ink.plain(spaces(gap.saturating_sub(GAP)))
    }

    /// How wide the column that takes what is left is.
    pub fn rest_width(&self) -> usize {
        self.rest
    }
}

/// A path in `width` columns: folders dim, the name plain; folders are cut before the name is.
pub fn path_cell(path: &str, width: usize) -> Ink {
    let (folder, name) = path.rfind('/').map_or(("", path), |at| path.split_at(at + 1));
    let (folder, name) = (show(folder), show(name));
    if folder.width() + name.width() <= width {
        return Ink::of(Role::Dim, folder).plain(name);
    }
    match width.checked_sub(name.width() + 1) {
        Some(room @ 1..) if !folder.is_empty() => {
            Ink::of(Role::Dim, cut_end(&folder, room)).dim("/").plain(name)
        }
        _ if name.width() <= width => Ink::from(name),
        _ => Ink::from(cut_middle(&name, width)),
    }
}

/// A stranger's text in `width` columns, cut at the end.
pub fn text_cell(text: &str, width: usize) -> Shown {
    cut_end(&show(text), width)
}
