//! Each row of the table of code points, the scripts that must survive, and the properties that hold for any text.

mod properties;
mod words;

use std::path::Path;

use super::*;

/// The text with replacements in `[` `]`.
fn marked(shown: &Shown) -> String {
    shown
        .segments()
        .map(|(kind, text)| match kind {
            Kind::Plain => text.to_owned(),
            Kind::Replaced => format!("[{text}]"),
        })
        .collect()
}

fn assert_shown(text: &str, expected: &str) {
    assert_eq!(marked(&show(text)), expected, "{text:?}");
}

fn assert_survives(text: &str) {
    assert_shown(text, text);
    assert_eq!(show(text).as_str(), text);
}

#[test]
fn controls_become_their_pictures() {
    assert_shown("a\u{1b}[31mb", "a[␛][31mb");
    assert_shown("\0\u{7}\u{8}\u{1f}\u{7f}", "[␀␇␈␟␡]");
    assert_shown("a\tb", "a[␉]b");
    assert_shown("a\r\nb", "a[␍␊]b");
}

#[test]
fn c1_controls_are_named() {
    for c in '\u{80}'..='\u{9f}' {
        assert_shown(&format!("a{c}b"), &format!("a[<U+{:04X}>]b", u32::from(c)));
    }
    assert_eq!(marked(&show_bytes(b"\xc2\x9b31m")), "[<U+009B>]31m");
}

#[test]
fn treacherous_code_points_are_named() {
    let ranges = [
        ('\u{61c}', '\u{61c}'),
        ('\u{200e}', '\u{200f}'),
        ('\u{202a}', '\u{202e}'),
        ('\u{2066}', '\u{2069}'),
        ('\u{2028}', '\u{2029}'),
        ('\u{ad}', '\u{ad}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{200b}', '\u{200b}'),
        ('\u{2060}', '\u{2065}'),
        ('\u{206a}', '\u{206f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{fff9}', '\u{fffb}'),
        ('\u{115f}', '\u{1160}'),
        ('\u{3164}', '\u{3164}'),
        ('\u{ffa0}', '\u{ffa0}'),
        ('\u{17b4}', '\u{17b5}'),
        ('\u{1d173}', '\u{1d17a}'),
        ('\u{e0000}', '\u{e007f}'),
    ];
    for (first, last) in ranges {
        for c in first..=last {
            assert_shown(&format!("a{c}b"), &format!("a[<U+{:04X}>]b", u32::from(c)));
        }
    }
}

#[test]
fn code_points_without_an_agreed_look_are_named() {
    assert_shown("\u{fdd0}\u{fffe}\u{10ffff}", "[<U+FDD0><U+FFFE><U+10FFFF>]");
    assert_shown("\u{e000}", "[<U+E000>]");
    assert_shown("\u{f0000}", "[<U+F0000>]");
    assert_shown("\u{378}", "[<U+0378>]");
    assert_eq!(marked(&Shown::code_point(0xd800)), "[<U+D800>]");
}

#[test]
fn joiners_stay_where_they_are_needed() {
    // Persian "mikham", and a Devanagari half form.
    assert_survives("می\u{200c}خواهم");
    assert_survives("क्\u{200d}ष");
    // A hieroglyph variant of a CJK ideograph.
    assert_survives("葛\u{e0100}");
}

#[test]
fn joiners_elsewhere_are_named() {
    assert_shown("\u{200d}a", "[<U+200D>]a");
    assert_shown("1\u{200c}2", "1[<U+200C>]2");
    assert_shown("a\u{200c}\u{200c}b", "a\u{200c}[<U+200C>]b");
    assert_shown(" \u{fe0f}", " [<U+FE0F>]");
    assert_shown("a\u{fe00}\u{fe00}", "a\u{fe00}[<U+FE00>]");
    assert_shown("1\u{e0100}", "1[<U+E0100>]");
}

#[test]
fn chains_of_joined_emoji_end() {
    let chain = "👩\u{200d}".repeat(6);
    assert_shown(&chain, "👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩[<U+200D>]👩\u{200d}");
}

#[test]
fn marks_are_limited_to_eight_on_a_base() {
    let mark = "\u{301}";
    assert_survives(&format!("a{}", mark.repeat(8)));
    let kept = format!("a{}", mark.repeat(8));
    assert_shown(&format!("a{}b", mark.repeat(9)), &format!("{kept}[<+1 mark>]b"));
    assert_shown(&format!("a{}", mark.repeat(40)), &format!("{kept}[<+32 marks>]"));
    assert_shown(&format!("a{}\u{1b}", mark.repeat(10)), &format!("{kept}[<+2 marks>␛]"));
    // A joiner starts no new base.
    assert_shown(&format!("a{}\u{200d}{mark}", mark.repeat(8)), &format!("{kept}\u{200d}[<+1 mark>]"));
}

#[test]
fn what_would_take_no_column_is_named() {
    assert_shown("\u{301}a", "[<U+0301>]a");
    assert_shown("\u{1b}\u{301}", "[␛<U+0301>]");
    // A Hangul vowel without its consonant.
    assert_shown("a\u{1161}b", "a[<U+1161>]b");
}

#[test]
fn ordinary_writing_survives() {
    for text in [
        "plain ASCII, with ~ and `",
        "שלום עולם",
        "בְּרֵאשִׁית",
        "السلام عليكم",
        "مُحَمَّد",
        "日本語のテキスト 中文 한국어",
        "한국어",
        "ｶﾞｷﾞ",
        "हिन्दी தமிழ் ไทย",
        "Tiếng Việt",
        "👩\u{200d}🚀 👩🏽\u{200d}🚀 👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f}\u{200d}🔥 👁\u{fe0f}\u{200d}🗨\u{fe0f}",
        "👩🏽\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏿",
        "1\u{fe0f}\u{20e3} #\u{fe0f}\u{20e3}",
        "🇩🇪🇯🇵",
        "½ € → ✓ │",
    ] {
        assert_survives(text);
    }
}

#[test]
fn literal_notation_is_plain() {
    assert_survives("<U+202E> ␛ <FF> <+3 marks>");
    assert_shown("<U+202E>\u{202e}", "<U+202E>[<U+202E>]");
}

#[test]
fn bytes_that_are_not_utf8_are_named() {
    assert_eq!(marked(&show_bytes(b"a\xff\xfeb")), "a[<FF><FE>]b");
    assert_eq!(marked(&show_bytes(b"\xed\xa0\x80")), "[<ED><A0><80>]");
    assert_eq!(marked(&show_bytes("é\u{1b}".as_bytes())), "é[␛]");
    // The mark would otherwise be drawn into the `>`.
    assert_eq!(marked(&show_bytes(b"\xff\xcc\x81")), "[<FF><U+0301>]");
}

#[test]
fn paths_are_shown_as_bytes() {
    assert_eq!(marked(&show_path(Path::new("a/\u{202e}b\n"))), "a/[<U+202E>]b[␊]");
    #[cfg(unix)]
    {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(marked(&show_path(Path::new(OsStr::from_bytes(b"\xe9t\xe9")))), "[<E9>]t[<E9>]");
    }
}

#[test]
fn pieces_keep_their_replacements() {
    let mut shown = Shown::fixed("line ");
    assert!(!shown.is_empty() && Shown::default().is_empty());
    shown.push_number(7_usize);
    shown.push_fixed(": ");
    shown.push(show("\u{1b}x"));
    let tail = show("\u{0}");
    let shown = shown.then(" ").then(&tail).then(&tail);
    assert_eq!(marked(&shown), "line 7: [␛]x [␀␀]");
    assert_eq!(shown.to_string(), shown.as_str());

    let parts = || [show("a"), show("\t"), show("b")];
    assert_eq!(marked(&Shown::join(", ", parts())), "a, [␉], b");
    assert_eq!(marked(&Shown::concat(parts())), "a[␉]b");
    assert_eq!(Shown::join(", ", []), Shown::default());
}

#[test]
fn widths_are_columns() {
    assert_eq!(show("日本").width(), 4);
    assert_eq!(show("👩\u{200d}🚀").width(), 2);
    assert_eq!(show("ｶﾞ").width(), 2);
    // Lam and alef: one column as a whole string, two as they are drawn.
    assert_eq!(show("لا").width(), 2);
    assert_eq!(show("e\u{301}").width(), 1);
    assert_eq!(show("\u{202e}").width(), 8);
}

#[test]
fn the_end_is_cut() {
    let cut = |text: &str, width| cut_end(&show(text), width).to_string();
    assert_eq!(cut("abcdef", 6), "abcdef");
    assert_eq!(cut("abcdef", 5), "abcd…");
    assert_eq!(cut("abcdef", 1), "…");
    assert_eq!(cut("abcdef", 0), "");
    assert_eq!(cut("", 0), "");
    assert_eq!(cut("日本語", 5), "日本…");
    assert_eq!(cut("日本語", 4), "日…");
    assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    assert_eq!(cut("👩\u{200d}🚀👩\u{200d}🚀", 3), "👩\u{200d}🚀…");
}

#[test]
fn the_middle_is_cut() {
    let cut = |text: &str, width| cut_middle(&show(text), width).to_string();
    assert_eq!(cut("evidence/perf.md", 16), "evidence/perf.md");
    assert_eq!(cut("evidence/perf.md", 10), "evid…rf.md");
    assert_eq!(cut("evidence/perf.md", 9), "evid…f.md");
    assert_eq!(cut("evidence/perf.md", 2), "…d");
    assert_eq!(cut("evidence/perf.md", 1), "…");
    assert_eq!(cut("evidence/perf.md", 0), "");
    assert_eq!(cut("日本語日本語", 8), "日…本語");
}

#[test]
fn replacements_survive_cutting() {
    let shown = show("a\u{1b}bcd\u{0}e");
    assert_eq!(marked(&cut_end(&shown, 4)), "a[␛]b…");
    assert_eq!(marked(&cut_middle(&shown, 6)), "a[␛]…d[␀]e");
    assert_eq!(marked(&cut_end(&show("\u{202e}x"), 4)), "[<U+]…");
    assert_eq!(marked(&cut_middle(&show("x\u{202e}"), 4)), "x…[E>]");
}

#[test]
fn lines_break_after_spaces_and_keep_what_is_replaced() {
    let lines =
        |text: &str, width, first| show(text).wrap(width, first).iter().map(marked).collect::<Vec<_>>();
    assert_eq!(lines("one two three", 8, 8), ["one two ", "three"]);
    assert_eq!(lines("one two three", 7, 7), ["one two", "three"]);
    assert_eq!(lines("one two three", 7, 2), ["", "one two", "three"]);
    assert_eq!(lines("one two three", 9, 4), ["one ", "two three"]);
    assert_eq!(lines("abcdefgh", 3, 3), ["abc", "def", "gh"]);
    assert_eq!(lines("abcdefgh", 3, 1), ["a", "bcd", "efg", "h"]);
    assert_eq!(lines("a\tb <U+202E>\u{202e}c", 6, 6), ["a[␉]b <U", "+202E>", "[<U+202]", "[E>]c"]);
    assert_eq!(lines("", 3, 3), [""]);
    assert_eq!(lines("a    b", 2, 2), ["a ", "b"]);
}

#[test]
fn a_word_of_several_pieces_stays_whole_and_its_styles_apart() {
    let pieces = [(show("see fi"), 1_u8), (show("le"), 2), (show(", now"), 1)];
    let lines = wrap_segments(&pieces, 7, 2);
    let told: Vec<Vec<_>> =
        lines.iter().map(|line| line.iter().map(|(text, style)| (text.as_str(), *style)).collect()).collect();
    assert_eq!(
        told,
        [vec![("see ", 1)], vec![("  ", 0), ("fi", 1), ("le", 2), (",", 1)], vec![("  ", 0), ("now", 1)]]
    );
}

#[test]
fn a_very_long_text_is_broken_in_no_time() {
    let text = "\u{202e}a ".repeat(100_000);
    let shown = show(&text);
    assert_eq!(Shown::concat(shown.chunks(7)), shown);
    assert_eq!(shown.wrap(10, 10).len(), 100_000);
    let word = show("\u{202e}".repeat(100_000));
    assert_eq!(word.wrap(8, 8).len(), 100_000);
}

#[test]
fn the_programs_own_words_are_fit_for_a_terminal() {
    fn read(dir: &Path) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path);
            } else {
                for line in std::fs::read_to_string(&path).unwrap().lines() {
                    assert_eq!(show(line).as_str(), line, "{}", path.display());
                }
            }
        }
    }
    for room in ["cli", "report", "tui", "dossier", "contracts", "session", "source", "conformance"] {
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room));
    }
}

#[test]
fn hashes_are_shortened() {
    let short = |hash: &str| short_hash(hash).to_string();
    let digits = format!("abc3{}d333", "0".repeat(56));
    assert_eq!(short(&format!("sha256:{digits}")), "abc3..d333");
    assert_eq!(short(&digits), "abc3..d333");
    assert_eq!(short("0123456789"), "0123456789");
    assert_eq!(short("0123456789a"), "0123..789a");
    assert_eq!(short("md5:abcd"), "abcd");
    assert_eq!(short(""), "");
    assert_eq!(short("sha256:"), "sha256:");
    // Not a hash: nothing is taken off its start.
    assert_eq!(short("note:not a digest"), "note..gest");
    assert_eq!(marked(&short_hash("\u{1b}bc3\u{1b}0000000d33")), "[␛]bc3..0d33");
}

#[test]
fn json_is_escaped_where_it_must_be() {
    use std::borrow::Cow;
    assert!(matches!(escape_json_for_terminal("{\"a\": \"שלום é 日 👩\\n\"}\n"), Cow::Borrowed(_)));
    assert_eq!(
        escape_json_for_terminal("\"\u{7f}\u{9b}\u{202e}\u{2028}\u{200b}\u{200d}\u{fe0f}\u{feff}\""),
        r#""\u007f\u009b\u202e\u2028\u200b\u200d\ufe0f\ufeff""#
    );
    assert_eq!(
        escape_json_for_terminal("\"\u{e0041}\u{1fffe}\u{ffff}\""),
        r#""\udb40\udc41\ud83f\udffe\uffff""#
    );
}

#[test]
fn json_written_in_any_pieces_is_escaped_as_a_whole() {
    let text = "\"plain \u{9b}שלום\u{202e}\u{e0041} \u{7f}\"".repeat(9000);
    for piece in [1, 3, 64 * 1024 - 1, text.len()] {
        let mut out = Vec::new();
        let mut safe = JsonForTerminal::new(&mut out);
        for part in text.as_bytes().chunks(piece) {
            std::io::Write::write_all(&mut safe, part).expect("memory takes everything");
        }
        safe.finish().expect("the text is whole");
        assert!(out == escape_json_for_terminal(&text).as_bytes(), "pieces of {piece}");
    }
    let mut cut = JsonForTerminal::new(Vec::new());
    std::io::Write::write_all(&mut cut, b"\"\xd7").expect("it may go on");
    assert!(cut.finish().is_err());
}
