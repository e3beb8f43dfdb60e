//! The forms a bad line has, and what each of them is.

use serde_json::{Value, json};

use crate::kit::{indexed, snapshot};

/// Where a finding points: the column of its first byte, from 1.
pub(crate) enum At {
    Column(usize),
    /// Where these bytes first stand in the line.
    First(&'static [u8]),
    /// The first byte after these.
    After(&'static [u8]),
}

use At::{After, Column, First};

impl At {
    pub(crate) fn column(&self, line: &[u8]) -> usize {
        let find = |bytes: &[u8]| line.windows(bytes.len()).position(|part| part == bytes);
        match self {
            Column(column) => *column,
            First(bytes) => find(bytes).expect("they stand there") + 1,
            After(bytes) => find(bytes).expect("they stand there") + bytes.len() + 1,
        }
    }
}

/// A line, what it counts as, and what is found on it.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) line: Vec<u8>,
    pub(crate) fate: &'static str,
    pub(crate) findings: Vec<(&'static str, At)>,
}

fn form(
    name: &'static str,
    line: impl Into<Vec<u8>>,
    fate: &'static str,
    findings: impl IntoIterator<Item = (&'static str, At)>,
) -> Form {
    Form { name, line: line.into(), fate, findings: findings.into_iter().collect() }
}

fn blank(name: &'static str, line: &str) -> Form {
    form(name, line, "blank", [])
}

fn rejected(name: &'static str, line: impl Into<Vec<u8>>, rule: &'static str, at: At) -> Form {
    form(name, line, "rejected", [(rule, at)])
}

fn foreign(name: &'static str, line: impl Into<Vec<u8>>) -> Form {
    form(name, line, "foreign", [])
}

fn noted(name: &'static str, line: impl Into<Vec<u8>>, rule: &'static str, at: At) -> Form {
    form(name, line, "foreign", [(rule, at)])
}

/// A sound event with one field of its envelope changed; no value takes the field away.
fn envelope(field: &str, value: Option<Value>) -> String {
    change(indexed(90, "other.md"), "", field, value)
}

/// A sound event with one field of its payload changed, below `at`.
fn payload(at: &str, field: &str, value: Option<Value>) -> String {
    change(indexed(90, "other.md"), &format!("/payload{at}"), field, value)
}

pub(crate) fn change(mut row: Value, at: &str, field: &str, value: Option<Value>) -> String {
    let object = row.pointer_mut(at).and_then(Value::as_object_mut).expect("an object");
    match value {
        Some(value) => object.insert(field.to_owned(), value),
        None => object.remove(field),
    };
    row.to_string()
}

/// A sound event with one piece of its text replaced.
fn replaced(old: &str, new: &[u8]) -> Vec<u8> {
    let row = indexed(90, "other.md").to_string();
    let (before, after) = row.split_once(old).unwrap_or_else(|| panic!("{old} in {row}"));
    [before.as_bytes(), new, after.as_bytes()].concat()
}

/// Every form. None of these lines may change the state of the log it stands in.
pub(crate) fn all() -> Vec<Form> {
    [white_space(), bytes(), syntax(), values(), events()].into_iter().flatten().collect()
}

/// L2, L3, L6, L7.
fn white_space() -> Vec<Form> {
    let good = snapshot(91).to_string();
    vec![
        blank("L2 empty", ""),
        blank("L2 space", " "),
        blank("L2 tab", "\t"),
        blank("L2 carriage return and more", " \t\r \r"),
        rejected("L3 no-break space", "\u{a0}", "not-json", Column(1)),
        rejected("L3 vertical tab", "\x0b", "not-json", Column(1)),
        rejected("L3 form feed", " \x0c", "not-json", Column(2)),
        rejected("L3 line separator", "\u{2028}", "not-json", Column(1)),
        rejected("L3 ideographic space", "\u{3000}", "not-json", Column(1)),
        rejected("L3 zero width space", "\u{200b}{}", "not-json", Column(1)),
        rejected(
            "L6 carriage return between two",
            format!("{good}\r{good}"),
            "not-json",
            Column(good.len() + 2),
        ),
        rejected("L7 byte order mark later on", format!("\u{feff}{good}"), "not-json", Column(1)),
    ]
}

/// L8 to L12.
fn bytes() -> Vec<Form> {
    let wide: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let good = snapshot(91).to_string();
    let after_nul = [b"\0\0\0\0", good.as_bytes()].concat();
    vec![
        rejected("L8 UTF-16 without its mark", wide.clone(), "not-json", Column(2)),
        rejected("L8 UTF-16", [b"\xff\xfe", &wide[..]].concat(), "not-utf8", Column(1)),
        rejected("L8 UTF-32", b"\xff\xfe\0\0{\0\0\0}\0\0\0".to_vec(), "not-utf8", Column(1)),
        rejected("L9 NUL in a string", replaced("other.md", b"ot\0her.md"), "not-json", First(b"\0")),
        rejected("L9 NUL between tokens", b"{\"a\":\0 1}".to_vec(), "not-json", Column(6)),
        rejected("L9 NUL at the end", b"{}\0".to_vec(), "not-json", Column(3)),
        rejected("L9 a block of NUL", vec![0; 4096], "not-json", Column(1)),
        rejected("L9 a hole before an event", after_nul, "not-json", Column(1)),
        rejected("L10 in a known value", replaced("other.md", b"oth\xffer.md"), "not-utf8", First(b"\xff")),
        rejected("L10 in an unknown value", b"{\"note\":\"\xc3(\"}".to_vec(), "not-utf8", Column(10)),
        rejected("L10 in a key", b"{\"no\xfete\":1}".to_vec(), "not-utf8", Column(5)),
        rejected("L10 outside of strings", b"{\"a\":1}\x80".to_vec(), "not-utf8", Column(8)),
        rejected("L10 a sequence cut off", b"{\"a\":\"\xe2\x82".to_vec(), "not-utf8", Column(7)),
        rejected("L10 overlong", b"{\"a\":\"\xc0\x80\"}".to_vec(), "not-utf8", Column(7)),
        rejected("L10 a surrogate as bytes", b"{\"a\":\"\xed\xa0\x80\"}".to_vec(), "not-utf8", Column(7)),
        rejected("L10 beyond Unicode", b"{\"a\":\"\xf5\x80\x80\x80\"}".to_vec(), "not-utf8", Column(7)),
        rejected("L11 escape in a string", replaced("other.md", b"\x1b[31m"), "not-json", First(b"\x1b")),
        rejected("L11 tab in a string", "{\"a\":\"b\tc\"}", "not-json", Column(8)),
        rejected("L11 carriage return in a string", "{\"a\":\"b\rc\"}", "not-json", Column(8)),
        rejected("L12 vertical tab in a string", "{\"a\":\"b\x0bc\"}", "not-json", Column(8)),
        foreign("L12 line and paragraph separator in a string", "{\"a\":\"b\u{2028}c\u{2029}d\u{85}e\"}"),
        foreign("J10 noncharacters and private use", "{\"a\":\"\u{fdd0}\u{ffff}\u{e000}\u{10ffff}\u{378}\"}"),
    ]
}

/// J1, J3, J9, L17: what is no JSON, or no object.
fn syntax() -> Vec<Form> {
    let not_json = |name, line: &str, column| rejected(name, line, "not-json", Column(column));
    let no_object = |name, line: &str| rejected(name, line, "not-an-object", Column(1));
    vec![
        not_json("J1 comma before the end", r#"{"a":1,}"#, 8),
        not_json("J1 comma before a bracket", r#"{"a":[1,]}"#, 9),
        not_json("J1 two commas", r#"{"a":1,,"b":2}"#, 8),
        not_json("J1 comma first", r#"{,"a":1}"#, 2),
        not_json("J1 comma left out", r#"{"a":1 "b":2}"#, 8),
        not_json("J1 colon left out", r#"{"a" 1}"#, 6),
        not_json("J1 a comment", r#"{"a":1} // b"#, 9),
        not_json("J1 a comment within", r#"{/* b */"a":1}"#, 2),
        not_json("J1 NaN", r#"{"a":NaN}"#, 6),
        not_json("J1 Infinity", r#"{"a":Infinity}"#, 6),
        not_json("J1 minus Infinity", r#"{"a":-Infinity}"#, 7),
        not_json("J1 zero in front", r#"{"a":01}"#, 6),
        not_json("J1 plus in front", r#"{"a":+1}"#, 6),
        not_json("J1 no digit in front", r#"{"a":.5}"#, 6),
        not_json("J1 no digit behind", r#"{"a":5.}"#, 8),
        not_json("J1 no exponent", r#"{"a":5e}"#, 8),
        not_json("J1 hexadecimal", r#"{"a":0x1F}"#, 7),
        not_json("J1 single quotes", "{'a':1}", 2),
        not_json("J1 a key without quotes", "{a:1}", 2),
        not_json("J1 two values", r#"{"a":1} {"b":2}"#, 9),
        not_json("J1 garbage behind", r#"{"a":1}]"#, 8),
        not_json("J1 never closed", r#"{"a":{"b":1}"#, 12),
        not_json("J1 closed by another", r#"{"a":[1}]"#, 8),
        not_json("J1 a string without end", r#"{"a":"b"#, 7),
        not_json("J1 an escape that is none", r#"{"a":"\x41"}"#, 7),
        not_json("J1 an escape cut short", r#"{"a":"\u12"}"#, 7),
        not_json("J1 True", r#"{"a":True}"#, 6),
        not_json("J1 words", "exported by hand on Saturday", 1),
        not_json("L17 HTML", "<!DOCTYPE html><html>", 1),
        rejected("J3 nested too deep", "[".repeat(129), "too-deep", Column(129)),
        rejected("J3 nested far too deep", r#"{"a":"#.repeat(100_000), "too-deep", Column(128 * 5 + 1)),
        no_object("J9 null", "null"),
        no_object("J9 a number", "-0.5e1"),
        no_object("J9 a string", r#""MissionDossierSnapshotComputed""#),
        no_object("J9 a list", "[1,2,3]"),
        no_object("J9 a truth value", "true"),
    ]
}

/// J4 to J7: legal JSON that careless readers take for something else.
fn values() -> Vec<Form> {
    let huge = format!(r#"{{"a":{}}}"#, "9".repeat(10_000));
    vec![
        noted("J4 a key twice", r#"{"a":1,"a":2}"#, "repeated-key", Column(8)),
        noted("J4 a key twice, once escaped", r#"{"id":1,"\u0069d":2}"#, "repeated-key", Column(9)),
        noted("J4 a key twice within", r#"{"a":[{"b":1,"b":1}]}"#, "repeated-key", Column(14)),
        noted("J5 beyond any number, unread", r#"{"a":1e999}"#, "number-range", Column(6)),
        noted("J5 beyond any number below zero", r#"{"a":[-1.5e400]}"#, "number-range", Column(7)),
        rejected(
            "J5 beyond any number, read",
            replaced(r#""lamport_clock":90"#, br#""lamport_clock":1e999"#),
            "number-range",
            First(b"1e999"),
        ),
        foreign("J5 beyond 64 bits", r#"{"a":18446744073709551616,"b":-9223372036854775809}"#),
        foreign("J5 next to nothing", r#"{"a":1e-400,"b":-0}"#),
        foreign("J5 ten thousand digits", huge),
        noted("J6 half a pair, unread", r#"{"a":"\ud800"}"#, "lone-surrogate", Column(6)),
        noted("J6 the other half", r#"{"a":"b\udc00"}"#, "lone-surrogate", Column(6)),
        noted("J6 the halves turned about", r#"{"a":"\udc00\ud800"}"#, "lone-surrogate", Column(6)),
        noted("J6 half a pair in a key", r#"{"\ud800":1}"#, "lone-surrogate", Column(2)),
        rejected(
            "J6 half a pair, read",
            replaced("other.md", br"\ud800.md"),
            "lone-surrogate",
            First(br#""\ud800"#),
        ),
        foreign("J7 NUL in a text", r#"{"a":"\u0000"}"#),
    ]
}

/// E1, E2, E3, E6: objects that claim to be events.
fn events() -> Vec<Form> {
    let bad = |name, line: String, rule, at| form(name, line, "bad_payload", [(rule, at)]);
    let time = |text: &str| envelope("timestamp", Some(json!(text)));
    let kind = First(b"{\"aggregate_id\"");
    vec![
        rejected("E1 no id", envelope("event_id", None), "missing-field", kind),
        rejected(
            "E1 an id that is none",
            envelope("event_id", Some(json!("x"))),
            "bad-id",
            After(b"\"event_id\":"),
        ),
        rejected("E1 no time", envelope("timestamp", None), "missing-field", Column(1)),
        rejected(
            "E1 a clock that is text",
            envelope("lamport_clock", Some(json!("3"))),
            "wrong-type",
            After(b"\"lamport_clock\":"),
        ),
        rejected(
            "E1 a clock below zero",
            envelope("lamport_clock", Some(json!(-1))),
            "below-minimum",
            After(b"\"lamport_clock\":"),
        ),
        rejected(
            "E1 a clock with a fraction",
            envelope("lamport_clock", Some(json!(1.5))),
            "not-whole",
            After(b"\"lamport_clock\":"),
        ),
        rejected(
            "E1 a payload that is no object",
            envelope("payload", Some(json!([]))),
            "wrong-type",
            After(b"\"payload\":"),
        ),
        rejected(
            "E1 an empty event type",
            envelope("event_type", Some(json!(""))),
            "empty",
            After(b"\"event_type\":"),
        ),
        bad("E1 no content", payload("", "content_ref", None), "missing-field", After(b"\"payload\":")),
        bad(
            "E1 a class that is none",
            payload("/artifact_id", "artifact_class", Some(json!("other"))),
            "not-allowed",
            After(b"\"artifact_class\":"),
        ),
        bad(
            "E1 an empty path",
            payload("/artifact_id", "path", Some(json!(""))),
            "empty",
            After(b"\"path\":"),
        ),
        bad("E1 a field too many", payload("", "extra", Some(json!(1))), "extra-field", First(b"\"extra\":")),
        bad(
            "E1 a size that is text",
            payload("/content_ref", "size_bytes", Some(json!("1"))),
            "wrong-type",
            After(b"\"size_bytes\":"),
        ),
        bad(
            "E1 a size below zero",
            payload("/content_ref", "size_bytes", Some(json!(-1))),
            "below-minimum",
            After(b"\"size_bytes\":"),
        ),
        rejected("E2 a leap second", time("2026-06-30T23:59:60Z"), "bad-time", After(b"\"timestamp\":")),
        rejected("E2 the year 0", time("0000-01-01T00:00:00Z"), "bad-time", After(b"\"timestamp\":")),
        rejected("E2 the year 10000", time("10000-01-01T00:00:00Z"), "bad-time", After(b"\"timestamp\":")),
        rejected(
            "E2 out of the years by its zone",
            time("9999-12-31T23:59:59-01:00"),
            "bad-time",
            After(b"\"timestamp\":"),
        ),
        rejected(
            "E2 an impossible zone",
            time("2026-03-06T12:00:00+99:99"),
            "bad-time",
            After(b"\"timestamp\":"),
        ),
        rejected(
            "E2 a day that never was",
            time("2026-02-30T12:00:00Z"),
            "bad-time",
            After(b"\"timestamp\":"),
        ),
        rejected(
            "E2 digits of another script",
            time("２０２６-03-06T12:00:00Z"),
            "bad-time",
            After(b"\"timestamp\":"),
        ),
        form("E3 an event again", indexed(2, "plan.md").to_string(), "duplicate", []),
        form(
            "E3 an id again, with a flaw",
            indexed(2, "plan.md").to_string().replacen("{\"", "{\"note\":1,\"note\":1,\"", 1),
            "duplicate",
            [("repeated-key", Column(11)), ("conflict", After(b"\"event_id\":"))],
        ),
        form(
            "E3 an id again, with other content",
            change(indexed(2, "plan.md"), "/payload", "indexed_at", Some(json!("later"))),
            "duplicate",
            [("conflict", After(b"\"event_id\":"))],
        ),
        foreign(
            "E6 an event of another family",
            change(indexed(92, "x"), "", "event_type", Some(json!("WPCreated"))),
        ),
        foreign("E6 an object of no known form", r#"{"hello":{"world":[null]}}"#),
    ]
}
