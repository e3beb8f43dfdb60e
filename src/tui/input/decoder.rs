//! From the bytes a terminal sends to keys and pasted text: a function of the bytes and of the gaps between them.
//!
//! What is no key, such as reports of the mouse and answers of the terminal, gives nothing; what stays unfinished
//! is let go of after a while, so that nothing can keep later keys from being heard.

use std::mem::take;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use vte::{Params, Parser, Perform};

use super::Input;

/// How long the rest of a sequence may take; after that an escape was the key of that name.
const SEQUENCE: Duration = Duration::from_millis(50);
/// How long a paste may pause: its rest must not be taken for keys, nor keys for the rest of one that has no end.
const PASTE: Duration = Duration::from_millis(500);
/// How much of a paste is kept, in bytes: no prompt takes as much.
const MOST_PASTED: usize = 4096;

/// Takes bytes in and gives what they mean.
#[derive(Default)]
pub(super) struct Decoder {
    parser: Parser,
    heard: Heard,
    /// Whether bytes came since the last rest, so that something may be unfinished.
    moved: bool,
    /// Whether the last of them was an escape.
    escape: bool,
}

impl Decoder {
    /// Takes the next bytes in.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        self.parser.advance(&mut self.heard, bytes);
        self.moved |= !bytes.is_empty();
        if let Some(last) = bytes.last() {
            self.escape = *last == 0x1b;
        }
        take(&mut self.heard.inputs)
    }

    /// How long to wait for more before [`Decoder::rest`]; for ever when nothing is unfinished.
    pub(super) fn patience(&self) -> Option<Duration> {
        match (self.moved, &self.heard.pasted) {
            (false, _) => None,
            (true, None) => Some(SEQUENCE),
            (true, Some(_)) => Some(PASTE),
        }
    }

    /// Nothing came for that long: a paste is over, an escape was a key, and any other beginning was none.
    pub(super) fn rest(&mut self) -> Vec<Input> {
        if let Some(text) = self.heard.pasted.take() {
            self.heard.inputs.push(Input::Paste(text));
        } else if self.escape {
            self.heard.key(KeyCode::Esc, KeyModifiers::NONE);
        }
        let inputs = take(&mut self.heard.inputs);
        *self = Self::default();
        inputs
    }
}

/// What has been heard so far.
#[derive(Default)]
struct Heard {
    inputs: Vec<Input>,
    /// The text of a paste that is not over.
    pasted: Option<String>,
    /// The next character belongs to `ESC O`.
    shifted: bool,
    /// How many characters belong to an old mouse report.
    mouse: u8,
}

impl Heard {
    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.inputs.push(Input::Key(KeyEvent::new(code, modifiers)));
    }

    fn letter(&mut self, letter: char) {
        let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        self.key(KeyCode::Char(letter), shift);
    }

    fn paste(&mut self, letter: char) -> bool {
        let Some(text) = &mut self.pasted else { return false };
        if text.len() < MOST_PASTED {
            text.push(letter);
        }
        true
    }
}

impl Perform for Heard {
    fn print(&mut self, letter: char) {
        if self.mouse > 0 {
            self.mouse -= 1;
            return;
        }
        if self.paste(letter) {
            return;
        }
        if take(&mut self.shifted)
            && let Some(code) = by_letter(letter)
        {
            return self.key(code, KeyModifiers::NONE);
        }
        match letter {
            '\u{7f}' => self.key(KeyCode::Backspace, KeyModifiers::NONE),
            // Stands for bytes that are no UTF-8.
            '\u{fffd}' => {}
            letter => self.letter(letter),
        }
    }

    fn execute(&mut self, byte: u8) {
        if byte >= 0x80 || self.paste(char::from(byte)) {
            return;
        }
        match byte {
            b'\r' => self.key(KeyCode::Enter, KeyModifiers::NONE),
            b'\t' => self.key(KeyCode::Tab, KeyModifiers::NONE),
            0 => self.key(KeyCode::Char(' '), KeyModifiers::CONTROL),
            1..=0x1a => self.key(KeyCode::Char(char::from(byte + 0x60)), KeyModifiers::CONTROL),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignored: bool, action: char) {
        // What has a private marker is an answer or a report.
        if !intermediates.is_empty() || ignored {
            return;
        }
        let mut params = params.iter().map(|param| param.first().copied().unwrap_or(0));
        let (first, second) = (params.next().unwrap_or(0), params.next());
        match (action, first) {
            ('~', 200) => return self.pasted = Some(self.pasted.take().unwrap_or_default()),
            ('~', 201) => {
                let text = self.pasted.take();
                return self.inputs.extend(text.map(Input::Paste));
            }
            _ if self.pasted.is_some() => return,
            ('M', 0) => return self.mouse = 3,
            _ => {}
        }
        let code = match action {
            '~' => by_number(first),
            'Z' => Some(KeyCode::BackTab),
            // Where the cursor stands, in rows and columns.
            'R' => None,
            letter => by_letter(letter),
        };
        if let Some(code) = code {
            self.key(code, modifiers(second));
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _: bool, byte: u8) {
        match byte {
            // It ends a string.
            b'\\' => {}
            _ if self.pasted.is_some() => {}
            b'O' if intermediates.is_empty() => self.shifted = true,
            // Escape and a key, one soon after the other; nothing asks for Alt.
            byte => {
                self.key(KeyCode::Esc, KeyModifiers::NONE);
                for letter in intermediates.iter().chain([&byte]) {
                    self.print(char::from(*letter));
                }
            }
        }
    }
}

fn by_letter(letter: char) -> Option<KeyCode> {
    Some(match letter {
        'A' => KeyCode::Up,
        'B' => KeyCode::Down,
        'C' => KeyCode::Right,
        'D' => KeyCode::Left,
        'F' => KeyCode::End,
        'H' => KeyCode::Home,
        'P'..='S' => KeyCode::F(letter as u8 - b'O'),
        _ => return None,
    })
}

fn by_number(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number as u8 - 10),
        17..=21 => KeyCode::F(number as u8 - 11),
        23 | 24 => KeyCode::F(number as u8 - 12),
        _ => return None,
    })
}

/// Shift, Alt and Control as a sequence tells them: one more than the sum of their bits.
fn modifiers(told: Option<u16>) -> KeyModifiers {
    let bits = told.unwrap_or(1).saturating_sub(1);
    let held = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    held.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier).collect()
}
