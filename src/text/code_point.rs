//! What a code point may do to a terminal or to a reader's eye.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};

/// How a code point is treated when text is made fit for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Shown as it is: a space, digit, symbol or punctuation.
    Symbol,
    /// Shown as it is; `0-9`, `#` and `*` may also start a keycap emoji.
    Keycap,
    /// Shown as it is; a joiner or selector may follow.
    Letter,
    /// Shown as it is; a joiner or selector may follow.
    Emoji,
    /// A combining mark: takes part in its base, and only so many of them.
    Mark,
    /// Visible by itself but drawn into the cell group before it: emoji skin tones, halfwidth sound marks.
    Attached {
        /// Whether it leaves an emoji behind it, that is, whether it is a skin tone.
        emoji: bool,
    },
    /// U+200C or U+200D: legitimate between letters and between emoji, invisible elsewhere.
    Joiner,
    /// A variation selector: legitimate after a letter or emoji, invisible elsewhere.
    Selector,
    /// A control character with a picture of its own.
    Control(char),
    /// Never shown itself: `<U+XXXX>` stands for it.
    Hidden,
}

/// The class of `c`.
pub(super) fn classify(c: char) -> Class {
    match c {
        '0'..='9' | '#' | '*' => Class::Keycap,
        'a'..='z' | 'A'..='Z' => Class::Letter,
        ' '..='~' => Class::Symbol,
        '\0'..='\x1f' | '\x7f' => picture(c).map_or(Class::Hidden, Class::Control),
        _ if is_joiner(c) => Class::Joiner,
        _ if is_selector(c) => Class::Selector,
        _ if is_treacherous(c) => Class::Hidden,
        // Both extend the grapheme before them in UAX #29 without being marks.
        '\u{ff9e}' | '\u{ff9f}' => Class::Attached { emoji: false },
        '\u{1f3fb}'..='\u{1f3ff}' => Class::Attached { emoji: true },
        _ => by_category(c),
    }
}

/// The class of a code point no row of the table names, from its general category.
fn by_category(c: char) -> Class {
    match c.general_category() {
        GeneralCategory::Unassigned
        | GeneralCategory::PrivateUse
        | GeneralCategory::Surrogate
        | GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => return Class::Hidden,
        _ => {}
    }
    match c.general_category_group() {
        GeneralCategoryGroup::Letter => Class::Letter,
        GeneralCategoryGroup::Mark => Class::Mark,
        _ if c.is_emoji_char() => Class::Emoji,
        _ => Class::Symbol,
    }
}

/// The control picture for a C0 control or DEL, from the block U+2400 made for this.
fn picture(c: char) -> Option<char> {
    match u32::from(c) {
        n @ 0..=0x1f => char::from_u32(0x2400 + n),
        0x7f => Some('\u{2421}'),
        _ => None,
    }
}

/// U+200C and U+200D, which Indic scripts, Persian and emoji need.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The variation selectors, Mongolian's own among them.
pub(super) fn is_selector(c: char) -> bool {
    matches!(
        c,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}'
    )
}

/// Whether `c` misleads in every context: it reorders, breaks or hides text, is a C1 control or never a character.
///
/// Joiners and selectors are not among them.
pub(super) fn is_treacherous(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}') || is_bidi(c) || is_invisible(c) || is_noncharacter(c)
}

/// The bidirectional controls (Trojan Source, CVE-2021-42574).
fn is_bidi(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Line and paragraph separators, and characters that draw nothing.
fn is_invisible(c: char) -> bool {
    let listed = matches!(
        c,
        '\u{2028}' | '\u{2029}'
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}'
            // The combining grapheme joiner joins nothing a reader could see.
            | '\u{34f}'
            // Some of these are unassigned, and default ignorable all the same.
            | '\u{2060}'..='\u{2065}' | '\u{fff0}'..='\u{fff8}'
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}'
    );
    listed || c.general_category() == GeneralCategory::Format && !is_joiner(c) && !spans_digits(c)
}

/// The only format characters that draw anything: signs that span the digits or letters after them.
fn spans_digits(c: char) -> bool {
    let arabic = matches!(c, '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{890}' | '\u{891}' | '\u{8e2}');
    let syriac = c == '\u{70f}';
    let kaithi = matches!(c, '\u{110bd}' | '\u{110cd}');
    arabic || syriac || kaithi
}

/// The code points Unicode promises never to make characters.
fn is_noncharacter(c: char) -> bool {
    let n = u32::from(c);
    (0xfdd0..=0xfdef).contains(&n) || n & 0xfffe == 0xfffe
}
