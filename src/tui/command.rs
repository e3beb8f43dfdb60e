//! What a key asks for, and which key asks for it. The help is made from the same table.

use crossterm::event::KeyCode::{self, Char};
use crossterm::event::{KeyEvent, KeyModifiers};

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
    /// Go on to the next thing the dossier is compared with.
    NextTarget,
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

/// Keys, what they do, and in which views.
pub struct Binding {
    /// The keys as the help writes them.
    pub keys: &'static str,
    /// What they do, in words.
    pub words: &'static str,
    /// Where in the help.
    pub group: Group,
    /// The views the help names it in; empty means all.
    pub views: &'static [View],
    /// Each key with its command.
    commands: &'static [(Chord, Command)],
}

/// A key, alone or with Control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chord {
    Key(KeyCode),
    Control(char),
}

use Chord::{Control, Key};
use Motion::{Down, End, HalfDown, HalfUp, PageDown, PageUp, Top, Up};

const LOGS: &[View] = &[
    View::Overview,
    View::Artifacts,
    View::Missing,
    View::Snapshots,
    View::Drift,
    View::Problems,
    View::Events,
];
const SOURCES: &[View] =
    &[View::Overview, View::Artifacts, View::Missing, View::Snapshots, View::Drift, View::Problems];

const fn binding(
    group: Group,
    keys: &'static str,
    words: &'static str,
    views: &'static [View],
    commands: &'static [(Chord, Command)],
) -> Binding {
    Binding { keys, words, group, views, commands }
}

/// Every key that does something. What a key does and what the help says of it are one table.
pub const BINDINGS: &[Binding] = &[
    binding(
        Group::Go,
        "1 … 8",
        "go to a view",
        &[],
        &[
            (Key(Char('1')), Command::Show(View::Overview)),
            (Key(Char('2')), Command::Show(View::Artifacts)),
            (Key(Char('3')), Command::Show(View::Missing)),
            (Key(Char('4')), Command::Show(View::Snapshots)),
            (Key(Char('5')), Command::Show(View::Drift)),
            (Key(Char('6')), Command::Show(View::Problems)),
            (Key(Char('7')), Command::Show(View::Events)),
            (Key(Char('8')), Command::Show(View::Fixtures)),
        ],
    ),
    binding(Group::Go, "Enter", "open", &[], &[(Key(KeyCode::Enter), Command::Open)]),
    binding(Group::Go, "Esc", "back", &[], &[(Key(KeyCode::Esc), Command::Back)]),
    binding(
        Group::Go,
        "Tab",
        "other pane",
        &[],
        &[(Key(KeyCode::Tab), Command::OtherPane), (Key(KeyCode::BackTab), Command::OtherPane)],
    ),
    binding(
        Group::Go,
        "+ _",
        "zoom the pane, and back",
        &[],
        &[(Key(Char('+')), Command::Zoom), (Key(Char('_')), Command::Unzoom)],
    ),
    binding(
        Group::Go,
        "e E",
        "next, previous problem",
        &[],
        &[(Key(Char('e')), Command::NextProblem), (Key(Char('E')), Command::PreviousProblem)],
    ),
    binding(
        Group::Go,
        "u U",
        "next unseen event, mark all seen",
        &[],
        &[(Key(Char('u')), Command::NextUnseen), (Key(Char('U')), Command::MarkSeen)],
    ),
    binding(Group::Go, "]", "next mission of a mixed log", &[], &[(Key(Char(']')), Command::NextMission)]),
    binding(
        Group::Go,
        "q ^C",
        "close or quit, quit at once",
        &[],
        &[(Key(Char('q')), Command::Quit), (Control('c'), Command::QuitAtOnce)],
    ),
    binding(
        Group::Move,
        "j k ↓ ↑",
        "down, up",
        &[],
        &[
            (Key(Char('j')), Command::Move(Down)),
            (Key(KeyCode::Down), Command::Move(Down)),
            (Key(Char('k')), Command::Move(Up)),
            (Key(KeyCode::Up), Command::Move(Up)),
        ],
    ),
    binding(
        Group::Move,
        "g G Home End",
        "first, last",
        &[],
        &[
            (Key(Char('g')), Command::Move(Top)),
            (Key(KeyCode::Home), Command::Move(Top)),
            (Key(Char('G')), Command::Move(End)),
            (Key(KeyCode::End), Command::Move(End)),
        ],
    ),
    binding(
        Group::Move,
        "^d ^u",
        "half a page",
        &[],
        &[(Control('d'), Command::Move(HalfDown)), (Control('u'), Command::Move(HalfUp))],
    ),
    binding(
        Group::Move,
        "Space ^f ^b PgDn",
        "a page",
        &[],
        &[
            (Key(Char(' ')), Command::Move(PageDown)),
            (Control('f'), Command::Move(PageDown)),
            (Key(KeyCode::PageDown), Command::Move(PageDown)),
            (Control('b'), Command::Move(PageUp)),
            (Key(KeyCode::PageUp), Command::Move(PageUp)),
        ],
    ),
    binding(
        Group::Move,
        "h l ← →",
        "fold, unfold",
        &[View::Events],
        &[
            (Key(Char('h')), Command::Fold),
            (Key(KeyCode::Left), Command::Fold),
            (Key(Char('l')), Command::Unfold),
            (Key(KeyCode::Right), Command::Unfold),
        ],
    ),
    binding(
        Group::Time,
        ", .",
        "step one event back, on",
        LOGS,
        &[(Key(Char(',')), Command::Step(false)), (Key(Char('.')), Command::Step(true))],
    ),
    binding(
        Group::Time,
        "< >",
        "previous, next snapshot, drift, missing or rejected line",
        LOGS,
        &[(Key(Char('<')), Command::Milestone(false)), (Key(Char('>')), Command::Milestone(true))],
    ),
    binding(Group::Time, "p", "play from here, faster, stop", LOGS, &[(Key(Char('p')), Command::Play)]),
    binding(
        Group::Time,
        "t",
        "focus the timeline: h l step, g G ends",
        LOGS,
        &[(Key(Char('t')), Command::Timeline)],
    ),
    binding(
        Group::Time,
        "d",
        "set A here and compare with it, clear it",
        LOGS,
        &[(Key(Char('d')), Command::Mark)],
    ),
    binding(
        Group::Time,
        ":",
        "go to a line, 14:03, -5m, S4, D2, an event id",
        LOGS,
        &[(Key(Char(':')), Command::Jump)],
    ),
    binding(Group::Time, "F", "live: the end, and the newest row", LOGS, &[(Key(Char('F')), Command::Live)]),
    binding(
        Group::Do,
        "b",
        "the history of this artifact",
        &[View::Overview, View::Artifacts, View::Missing, View::Events],
        &[(Key(Char('b')), Command::Blame)],
    ),
    binding(
        Group::Do,
        "A",
        "compare with the log, the disk, another record",
        &[View::Drift],
        &[(Key(Char('A')), Command::NextTarget)],
    ),
    binding(
        Group::Do,
        "O",
        "order: file or contract",
        &[View::Events],
        &[(Key(Char('O')), Command::SwitchOrder)],
    ),
    binding(Group::Do, "r", "raw bytes", &[View::Events, View::Problems], &[(Key(Char('r')), Command::Raw)]),
    binding(Group::Do, "r", "run this fixture again", &[View::Fixtures], &[]),
    binding(Group::Do, "s", "sort", &[View::Artifacts], &[(Key(Char('s')), Command::Sort)]),
    binding(Group::Do, "o", "the event behind this row", SOURCES, &[(Key(Char('o')), Command::Origin)]),
    binding(Group::Do, "R", "read the log again", LOGS, &[(Key(Char('R')), Command::Again)]),
    binding(Group::Do, "R", "run all fixtures again", &[View::Fixtures], &[]),
    binding(Group::Do, "y", "copy …", &[], &[(Key(Char('y')), Command::CopyMenu)]),
    binding(Group::Do, "^Z", "to the background", &[], &[(Control('z'), Command::Suspend)]),
    binding(
        Group::Do,
        "? F1",
        "these keys",
        &[],
        &[(Key(Char('?')), Command::Help), (Key(KeyCode::F(1)), Command::Help)],
    ),
];

/// The command a key asks for.
pub fn command_of(key: KeyEvent) -> Option<Command> {
    let chord = match key.code {
        _ if key.modifiers.contains(KeyModifiers::ALT) => return None,
        Char(letter) if key.modifiers.contains(KeyModifiers::CONTROL) => Control(letter),
        code => Key(code),
    };
    let all = BINDINGS.iter().flat_map(|binding| binding.commands);
    all.into_iter().find(|(asked, _)| *asked == chord).map(|(_, command)| *command)
}
