use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::Input;
use super::decoder::Decoder;

fn key(code: KeyCode) -> Input {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn letters(word: &str) -> Vec<Input> {
    word.chars().map(|letter| key(KeyCode::Char(letter))).collect()
}

/// What bytes mean that come at once, and after which nothing comes.
fn heard(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    let mut inputs = decoder.feed(bytes);
    inputs.extend(decoder.rest());
    inputs
}

#[test]
fn keys_are_told_by_their_sequences() {
    let table: &[(&str, KeyCode)] = &[
        ("\r", KeyCode::Enter),
        ("\t", KeyCode::Tab),
        ("\u{7f}", KeyCode::Backspace),
        ("\u{1b}", KeyCode::Esc),
        ("\u{1b}[A", KeyCode::Up),
        ("\u{1b}OB", KeyCode::Down),
        ("\u{1b}[C", KeyCode::Right),
        ("\u{1b}OD", KeyCode::Left),
        ("\u{1b}[H", KeyCode::Home),
        ("\u{1b}[7~", KeyCode::Home),
        ("\u{1b}[F", KeyCode::End),
        ("\u{1b}[4~", KeyCode::End),
        ("\u{1b}[3~", KeyCode::Delete),
        ("\u{1b}[5~", KeyCode::PageUp),
        ("\u{1b}[6~", KeyCode::PageDown),
        ("\u{1b}[Z", KeyCode::BackTab),
        ("\u{1b}OP", KeyCode::F(1)),
        ("\u{1b}[15~", KeyCode::F(5)),
        ("\u{1b}[24~", KeyCode::F(12)),
        ("ü", KeyCode::Char('ü')),
    ];
    for (bytes, code) in table {
        assert_eq!(heard(bytes.as_bytes()), [key(*code)], "{bytes:?}");
    }
    let held = |bytes: &[u8]| match &heard(bytes)[..] {
        [Input::Key(key)] => (key.code, key.modifiers),
        other => panic!("{other:?}"),
    };
    assert_eq!(held(b"\x03"), (KeyCode::Char('c'), KeyModifiers::CONTROL));
    assert_eq!(held(b"\x1a"), (KeyCode::Char('z'), KeyModifiers::CONTROL));
    assert_eq!(held(b"\x1b[1;5A"), (KeyCode::Up, KeyModifiers::CONTROL));
    assert_eq!(held(b"G"), (KeyCode::Char('G'), KeyModifiers::SHIFT));
}

#[test]
fn what_is_no_key_means_nothing() {
    for noise in [
        "\u{1b}[<0;5;5M",
        "\u{1b}[<0;5;5m",
        "\u{1b}[M !!",
        "\u{1b}[?1;2c",
        "\u{1b}[?2026;2$y",
        "\u{1b}[12;40R",
        "\u{1b}[I",
        "\u{1b}]11;rgb:0/0/0\u{7}",
        "\u{1b}]52;c;cQ==\u{1b}\\",
        "\u{1b}P1$r0m\u{1b}\\",
        "\u{1b}_q\u{1b}\\",
        "\u{9b}q",
    ] {
        let mut expected = letters("j");
        if noise.starts_with('\u{9b}') {
            // Only a terminal takes that for an introducer; what follows was typed.
            expected = letters("qj");
        }
        assert_eq!(heard(format!("{noise}j").as_bytes()), expected, "{noise:?}");
    }
}

#[test]
fn a_key_is_heard_however_its_bytes_come() {
    let mut decoder = Decoder::default();
    for byte in "\u{1b}[1;2".bytes() {
        assert_eq!(decoder.feed(&[byte]), []);
        assert!(decoder.patience().is_some());
    }
    assert_eq!(decoder.feed(b"A").len(), 1);
    assert_eq!(heard("\u{1b}q".as_bytes()), [vec![key(KeyCode::Esc)], letters("q")].concat());
    assert_eq!(heard("\u{1b}.".as_bytes()), [], "half of a sequence");
}

#[test]
fn what_stays_unfinished_is_let_go_of() {
    for half in ["\u{1b}[", "\u{1b}[?", "\u{1b}[1;", "\u{1b}]52;c;", "\u{1b}P", "\u{1b}_", "\u{1b}O", "ü"] {
        let bytes = if half == "ü" { &half.as_bytes()[..1] } else { half.as_bytes() };
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(bytes), [], "{half:?}");
        assert_eq!(decoder.rest(), [], "{half:?}");
        assert_eq!(decoder.patience(), None);
        assert_eq!(decoder.feed(b"q"), letters("q"), "{half:?}");
    }
}

#[test]
fn a_paste_is_text_and_never_keys() {
    let paste = |text: &str| vec![Input::Paste(text.to_owned())];
    let all = |text: &str| heard(format!("\u{1b}[200~{text}\u{1b}[201~").as_bytes());
    assert_eq!(all("q\rq\u{3}ü"), paste("q\rq\u{3}ü"));
    assert_eq!(all("\u{1b}[A\u{1b}q\u{1b}]0;t\u{7}\u{1b}[200~x"), paste("x"));
    let Some(Input::Paste(long)) = all(&"long ".repeat(1_000_000)).pop() else { panic!("no paste") };
    assert!(long.len() <= 4096);
    // It may pause, and it may never be finished.
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b[200~q"), []);
    assert!(decoder.patience() > Some(std::time::Duration::from_millis(100)));
    assert_eq!(decoder.feed(b"\r"), []);
    assert_eq!(decoder.rest(), paste("q\r"));
    assert_eq!(decoder.feed(b"q"), letters("q"));
}

proptest! {
    #[test]
    fn no_bytes_keep_a_later_key_from_being_heard(chunks in proptest::collection::vec(
        proptest::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b']'), Just(b'M')], 0..40),
        0..8,
    )) {
        let mut decoder = Decoder::default();
        for chunk in &chunks {
            decoder.feed(chunk);
        }
        decoder.rest();
        prop_assert_eq!(decoder.feed(b"q"), letters("q"));
    }

    #[test]
    fn it_does_not_matter_how_bytes_are_cut(
        bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b'~')], 0..60),
        cut in 0..60_usize,
    ) {
        let (first, second) = bytes.split_at(cut.min(bytes.len()));
        let mut decoder = Decoder::default();
        let mut inputs = decoder.feed(first);
        inputs.extend(decoder.feed(second));
        inputs.extend(decoder.rest());
        prop_assert_eq!(inputs, heard(&bytes));
    }
}
