//! What a key asks for, and which key asks for it. The help is made from the same table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::model::View;

/// What a person wants done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Go to a view.
    Show(View),
    /// Move the selection or the text.
    Move(Motion),
    /// Open what is selected.
    Open,
    /// Close what is open.
    Back,
    /// Move the focus to the other pane.
    OtherPane,
    /// Give the focused pane the whole screen.
    Zoom,
    /// Give it back.
    Unzoom,
    /// Close a fold, or move to what holds it.
    Fold,
    /// Open a fold.
    Unfold,
    /// Go to the next problem.
    NextProblem,
    /// Go to the problem before.
    PreviousProblem,
    /// Go to the first event not seen yet.
    NextUnseen,
    /// Count everything as seen.
    MarkSeen,
    /// Go back to the newest and stay there.
    Live,
    /// Switch the order of events between the file's and the contract's.
    SwitchOrder,
    /// Switch the order of artifacts.
    Sort,
    /// Go to the event behind the selection.
    Origin,
    /// Read the log again, or run the fixtures again.
    Again,
    /// Switch the detail between reading and raw bytes.
    Raw,
    /// Choose what to copy.
    CopyMenu,
    /// Go to the next mission of a log that mixes several.
    NextMission,
    /// Show the keys.
    Help,
    /// Step one event.
    Step(bool),
    /// Go to the next (or previous) snapshot, drift, missing record or rejected line.
    Milestone(bool),
    /// Play the log from here, faster, or stop.
    Play,
    /// Move the focus to the timeline, or back.
    Timeline,
    /// Set A here, or clear it.
    Mark,
    /// The history of the selected artifact.
    Blame,
    /// Type a moment to go to.
    Jump,
    /// Put the program into the background.
    Suspend,
    /// Close what is on top, or end.
    Quit,
    /// End, whatever is open.
    QuitAtOnce,
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// To the first row.
    Top,
    /// To the last row.
    End,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
}

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// The line as JSON.
    Json,
    /// The value under the cursor.
    Value,
    /// The path, or the JSON pointer.
    Pointer,
    /// The hash.
    Hash,
    /// `file:line:column`.
    Location,
    /// The command line that gives the same answer.
    CommandLine,
}

impl Copy {
    /// Every choice with its key and its words.
    pub const CHOICES: [(char, Self, &'static str); 6] = [
        ('y', Self::Json, "JSON line"),
        ('v', Self::Value, "value"),
        ('p', Self::Pointer, "path or pointer"),
        ('h', Self::Hash, "hash"),
        ('l', Self::Location, "file:line"),
        ('c', Self::CommandLine, "command line"),
    ];

    /// The choice a key makes.
    pub fn of(key: char) -> Option<Self> {
        Self::CHOICES.iter().find(|(choice, _, _)| *choice == key).map(|(_, copy, _)| *copy)
    }
}

/// A group of keys in the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Getting around.
    Go,
    /// Moving within a pane.
    Move,
    /// Moving through time.
    Time,
    /// Doing something.
    Do,
}

/// Keys, what they do, and in which views; `None` means everywhere.
pub struct Binding {
    /// The keys as the help writes them.
    pub keys: &'static str,
    /// What they do, in words.
    pub words: &'static str,
    /// Where in the help.
    pub group: Group,
    /// The views it works in; empty means all.
    pub views: &'static [View],
}

const fn binding(group: Group, keys: &'static str, words: &'static str, views: &'static [View]) -> Binding {
    Binding { keys, words, group, views }
}

/// Every key that does something, for the help.
pub const BINDINGS: &[Binding] = &[
    binding(Group::Go, "1 … 8", "go to a view", &[]),
    binding(Group::Go, "Enter", "open", &[]),
    binding(Group::Go, "Esc", "back", &[]),
    binding(Group::Go, "Tab", "other pane", &[]),
    binding(Group::Go, "+ _", "zoom the pane, and back", &[]),
    binding(Group::Go, "e E", "next, previous problem", &[]),
    binding(Group::Go, "u U", "next unseen event, mark all seen", &[]),
    binding(Group::Go, "]", "next mission of a mixed log", &[]),
    binding(Group::Go, "q ^C", "close or quit, quit at once", &[]),
    binding(Group::Move, "j k ↓ ↑", "down, up", &[]),
    binding(Group::Move, "g G Home End", "first, last", &[]),
    binding(Group::Move, "^d ^u", "half a page", &[]),
    binding(Group::Move, "Space PgDn PgUp", "a page", &[]),
    binding(Group::Move, "h l ← →", "fold, unfold", &[View::Events]),
    binding(Group::Time, ", .", "step one event back, on", &[]),
    binding(Group::Time, "< >", "previous, next snapshot, drift, missing or rejected line", &[]),
    binding(Group::Time, "p", "play from here, faster, stop", &[]),
    binding(Group::Time, "t", "focus the timeline: h l step, g G ends", &[]),
    binding(Group::Time, "d", "set A here and compare with it, clear it", &[]),
    binding(Group::Time, ":", "go to a line, 14:03, -5m, S4, D2, an event id", &[]),
    binding(Group::Time, "F", "live: the end, and the newest row", &[]),
    binding(Group::Do, "b", "the history of this artifact", &[View::Artifacts, View::Events, View::Missing]),
    binding(Group::Do, "O", "order: file or contract", &[View::Events]),
    binding(Group::Do, "r", "raw bytes", &[View::Events, View::Problems]),
    binding(Group::Do, "s", "sort", &[View::Artifacts]),
    binding(
        Group::Do,
        "o",
        "the event behind this row",
        &[View::Overview, View::Artifacts, View::Missing, View::Snapshots, View::Drift, View::Problems],
    ),
    binding(Group::Do, "R", "read the log again", &[]),
    binding(Group::Do, "R", "run the fixtures again", &[View::Fixtures]),
    binding(Group::Do, "y", "copy …", &[]),
    binding(Group::Do, "^Z", "to the background", &[]),
    binding(Group::Do, "? F1", "these keys", &[]),
];

/// The command a key asks for.
pub fn command_of(key: KeyEvent) -> Option<Command> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    Some(match key.code {
        KeyCode::Char(letter) if control => return control_command(letter),
        KeyCode::Char(letter) => return letter_command(letter),
        KeyCode::F(1) => Command::Help,
        KeyCode::Down => Command::Move(Motion::Down),
        KeyCode::Up => Command::Move(Motion::Up),
        KeyCode::Home => Command::Move(Motion::Top),
        KeyCode::End => Command::Move(Motion::End),
        KeyCode::PageDown => Command::Move(Motion::PageDown),
        KeyCode::PageUp => Command::Move(Motion::PageUp),
        KeyCode::Left => Command::Fold,
        KeyCode::Right => Command::Unfold,
        KeyCode::Enter => Command::Open,
        KeyCode::Esc => Command::Back,
        KeyCode::Tab | KeyCode::BackTab => Command::OtherPane,
        _ => return None,
    })
}

fn control_command(letter: char) -> Option<Command> {
    Some(match letter {
        'c' => Command::QuitAtOnce,
        'd' => Command::Move(Motion::HalfDown),
        'u' => Command::Move(Motion::HalfUp),
        'f' => Command::Move(Motion::PageDown),
        'b' => Command::Move(Motion::PageUp),
        'z' => Command::Suspend,
        _ => return None,
    })
}

fn letter_command(letter: char) -> Option<Command> {
    Some(match letter {
        '1'..='8' => Command::Show(View::ALL[letter as usize - '1' as usize]),
        'j' => Command::Move(Motion::Down),
        'k' => Command::Move(Motion::Up),
        'g' => Command::Move(Motion::Top),
        'G' => Command::Move(Motion::End),
        ' ' => Command::Move(Motion::PageDown),
        'h' => Command::Fold,
        'l' => Command::Unfold,
        '+' => Command::Zoom,
        '_' => Command::Unzoom,
        'e' => Command::NextProblem,
        'E' => Command::PreviousProblem,
        'u' => Command::NextUnseen,
        'U' => Command::MarkSeen,
        'F' => Command::Live,
        'O' => Command::SwitchOrder,
        's' => Command::Sort,
        'o' => Command::Origin,
        'R' => Command::Again,
        'r' => Command::Raw,
        'y' => Command::CopyMenu,
        ',' => Command::Step(false),
        '.' => Command::Step(true),
        '<' => Command::Milestone(false),
        '>' => Command::Milestone(true),
        'p' => Command::Play,
        't' => Command::Timeline,
        'd' => Command::Mark,
        'b' => Command::Blame,
        ':' => Command::Jump,
        ']' => Command::NextMission,
        '?' => Command::Help,
        'q' => Command::Quit,
        _ => return None,
    })
}
