//! A model on a stage: logs go in as bytes, people as key scripts, and the screen comes out as text.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dossier::contracts::edition::ContractMode;
use dossier::contracts::record::{Gather, LineStore, RawLine, Span};
use dossier::session::{Batch, Gatherer};
use dossier::source::{self, FeedMessage, FollowStatus, PendingLine, SourceSpec};
use dossier::tui::effect::Effect;
use dossier::tui::message::Message;
use dossier::tui::model::{Fixtures, Log, LogId, Model, View};
use dossier::tui::screen::{Canvas, Screen};
use dossier::tui::theme::Theme;
use dossier::tui::update::{settle, update};
use dossier::tui::view::view;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// 2026-03-17 12:00:00 UTC in microseconds: every clock of these tests stands here.
pub(crate) const NOON: i64 = 1_773_748_800_000_000;

/// The two sizes every view is composed for.
pub(crate) const SIZES: [(u16, u16); 2] = [(120, 40), (80, 24)];

/// A log that can grow, read again by position.
#[derive(Default)]
pub(crate) struct Tape(RwLock<Vec<u8>>);

impl LineStore for Tape {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let bytes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let range = span.offset as usize..span.end() as usize;
        bytes.get(range).map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

pub(crate) struct Stage {
    pub(crate) model: Model,
    pub(crate) tape: Arc<Tape>,
    /// What the last message wanted done outside.
    pub(crate) effects: Vec<Effect>,
    id: LogId,
    terminal: RefCell<Option<OnTerminal>>,
}

/// A terminal on which one screen after the other is painted.
pub(crate) struct OnTerminal {
    of: ((u16, u16), Theme),
    canvas: Canvas,
    cells: Buffer,
}

impl OnTerminal {
    pub(crate) fn new(size: (u16, u16), theme: Theme) -> Self {
        let cells = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        Self { of: (size, theme), canvas: Canvas::new(size, theme), cells }
    }

    /// Paints a screen over the one before; how many cells that took.
    pub(crate) fn paint(&mut self, screen: Screen) -> usize {
        let changes = self.canvas.paint(screen);
        // The last cell, and where the cursor was after it. To one that follows it is not moved.
        let mut last = None;
        for (column, y, cell) in changes {
            let x = match last {
                Some((before, row, cursor)) if (before + 1, row) == (*column, *y) => cursor,
                _ => *column,
            };
            last = Some((*column, *y, x + columns(cell)));
            // As terminals do: what is written over half of a wide character blanks the other half.
            let blank = |cells: &mut Buffer, x| cells.cell_mut((x, *y)).map_or((), Cell::reset);
            let is_wide = |cells: &Buffer, x| cells.cell((x, *y)).is_some_and(|cell| columns(cell) > 1);
            if x.checked_sub(1).is_some_and(|before| is_wide(&self.cells, before)) {
                blank(&mut self.cells, x - 1);
            }
            if is_wide(&self.cells, x) || columns(cell) > 1 {
                blank(&mut self.cells, x + 1);
            }
            self.cells[(x, *y)] = cell.clone();
        }
        changes.len()
    }

    /// The cells that a person sees: none is behind a wide character.
    pub(crate) fn seen(&self) -> Vec<&Cell> {
        self.cells.area().rows().flat_map(|row| row_of(&self.cells, row.y)).collect()
    }
}

impl Stage {
    /// The interface before any log: the fixtures alone.
    pub(crate) fn fixtures(size: (u16, u16)) -> Self {
        let mut model = Model::new(size, NOON, Fixtures::embedded());
        model.fixtures.alone = true;
        model.view = View::Fixtures;
        model.fixtures.ensure_run();
        Self { model, tape: Arc::default(), effects: Vec::new(), id: 0, terminal: RefCell::default() }
    }

    /// A log of which nothing has been told yet.
    pub(crate) fn opening(name: &str, size: (u16, u16)) -> Self {
        let mut model = Model::new(size, NOON, Fixtures::embedded());
        let id = model.new_log_id();
        model.logs.push(Log::new(id, name.to_owned(), ContractMode::Auto, NOON));
        Self { model, tape: Arc::default(), effects: Vec::new(), id, terminal: RefCell::default() }
    }

    /// A log that has been read and is being followed.
    pub(crate) fn following(name: &str, log: &[u8], size: (u16, u16)) -> Self {
        let mut stage = Self::opening(name, size);
        stage.started(Some(log.len() as u64));
        stage.feed(FeedMessage::Status(FollowStatus::Following));
        stage.append(log);
        stage.feed(FeedMessage::CaughtUp);
        settle(&mut stage.model);
        stage
    }

    /// What stands at the start of the log is shown before it is read.
    pub(crate) fn first_look(&mut self, log: &[u8]) {
        let spec = SourceSpec::Memory { name: "log".to_owned(), bytes: log.into() };
        let opened = source::open(&spec, false).unwrap();
        let first = source::first_look(&opened, Gatherer::new(ContractMode::Auto)).unwrap();
        self.send(Message::FirstLook(self.id, first));
        settle(&mut self.model);
    }

    /// Reading begins.
    pub(crate) fn started(&mut self, size: Option<u64>) {
        self.tape = Arc::default();
        let store: Arc<dyn LineStore> = Arc::clone(&self.tape) as _;
        self.feed(FeedMessage::Started { store, size });
    }

    /// Lines arrive; what follows the last line feed is pending.
    pub(crate) fn append(&mut self, more: &[u8]) {
        let (batch, pending, read) = self.write(more);
        self.feed(FeedMessage::Batch { batch: Some(batch), read, total: Some(read) });
        if let Some(pending) = pending {
            self.feed(FeedMessage::Pending(Some(pending)));
        }
        settle(&mut self.model);
    }

    /// Puts lines on the tape and cuts them, without telling anyone.
    pub(crate) fn write(&mut self, more: &[u8]) -> (Box<Batch>, Option<PendingLine>, u64) {
        let mut bytes = self.tape.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut offset = bytes.len() as u64;
        bytes.extend_from_slice(more);
        let mut gatherer = Gatherer::new(ContractMode::Auto);
        let mut pending = None;
        for line in more.split_inclusive(|byte| *byte == b'\n') {
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let span = Span { offset, len: text.len() as u32 };
            if line.ends_with(b"\n") {
                gatherer.line(span, RawLine::Bytes(text));
            } else {
                pending = Some(PendingLine { span, bytes: text.to_vec() });
            }
            offset += line.len() as u64;
        }
        (gatherer.take(), pending, offset)
    }

    pub(crate) fn feed(&mut self, message: FeedMessage<Box<Batch>>) {
        self.send(Message::Feed(self.id, message));
    }

    /// One message, and its effects carried out as far as the stage has what they need.
    pub(crate) fn send(&mut self, message: Message) {
        self.effects = update(&mut self.model, message);
        let opened = self.effects.iter().find_map(|effect| match effect {
            Effect::Open(id, SourceSpec::Memory { bytes, .. }) => Some((*id, Arc::clone(bytes))),
            _ => None,
        });
        if let Some((id, bytes)) = opened {
            let (mut other, effects) = (id, std::mem::take(&mut self.effects));
            let tape = Arc::clone(&self.tape);
            std::mem::swap(&mut self.id, &mut other);
            self.started(Some(bytes.len() as u64));
            self.append(&bytes);
            self.feed(FeedMessage::CaughtUp);
            self.feed(FeedMessage::Status(FollowStatus::Static));
            settle(&mut self.model);
            (self.id, self.tape, self.effects) = (other, tape, effects);
        }
    }

    /// Types a script: letters as they are, other keys as `<enter>`, `<esc>`, `<c-d>`.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for key in keys_of(script) {
            self.send(Message::Key(key));
        }
        settle(&mut self.model);
        self
    }

    /// The screen in cells, which are the same whatever stood there before.
    pub(crate) fn buffer(&self, theme: Theme) -> Buffer {
        let of = (self.model.size, theme);
        let mut alone = OnTerminal::new(of.0, of.1);
        alone.paint(view(&self.model));
        let mut terminal = self.terminal.borrow_mut();
        let terminal = match &mut *terminal {
            Some(terminal) if terminal.of == of => terminal,
            none => none.insert(OnTerminal::new(of.0, of.1)),
        };
        terminal.paint(view(&self.model));
        assert!(terminal.seen() == alone.seen(), "painted over the last one:\n{}", text_of(&terminal.cells));
        alone.cells
    }

    /// The screen as a person reads it.
    pub(crate) fn text(&self) -> String {
        text_of(&self.buffer(Theme::terminal()))
    }

    #[track_caller]
    pub(crate) fn shows(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(words), "{words:?} is not on the screen:\n{text}");
        self
    }

    #[track_caller]
    pub(crate) fn hides(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(words), "{words:?} is on the screen:\n{text}");
        self
    }
}

/// How many columns a cell takes.
fn columns(cell: &Cell) -> u16 {
    unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1) as u16
}

/// The cells of a row that are seen: none is behind a wide character.
fn row_of(buffer: &Buffer, y: u16) -> impl Iterator<Item = &Cell> {
    let mut x = buffer.area().left();
    std::iter::from_fn(move || {
        let cell = (x < buffer.area().right()).then(|| &buffer[(x, y)])?;
        x += columns(cell);
        Some(cell)
    })
}

/// The text of a buffer, trailing spaces trimmed; the cell behind a wide character is not a space.
pub(crate) fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.area().rows() {
        let line: String = row_of(buffer, row.y).map(Cell::symbol).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub(crate) fn keys_of(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        if let Some((key, after)) = named.and_then(|(name, after)| Some((key_named(name)?, after))) {
            keys.push(key);
            rest = after;
        } else {
            keys.push(KeyEvent::from(KeyCode::Char(first)));
            rest = &rest[first.len_utf8()..];
        }
    }
    keys
}

/// The key of a name; `<` and `>` around anything else are keys themselves.
fn key_named(name: &str) -> Option<KeyEvent> {
    if let Some(letter) = name.strip_prefix("c-").and_then(|rest| rest.chars().next()) {
        return Some(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
    }
    Some(KeyEvent::from(match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "f1" => KeyCode::F(1),
        _ => return None,
    }))
}

/// Compares a screen with the one that was looked at and kept.
#[track_caller]
pub(crate) fn looks_like(name: &str, stage: &Stage) {
    let (columns, rows) = stage.model.size;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = stage.text();
    settings.bind(|| insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), text));
}
