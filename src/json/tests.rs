use proptest::prelude::*;

use super::{Document, FlawKind, JsonErrorKind, Kind, MAX_DEPTH};

/// JSON of any shape, with names and texts that mislead whoever only looks at their letters.
pub(super) fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[a-c{}\\[\\]\":, \\\\]{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map("[a-c]{1,2}", inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn why(text: &str) -> (usize, JsonErrorKind) {
    let error = Document::parse(text).expect_err(text);
    (error.offset, error.kind)
}

fn flaws(text: &str) -> Vec<(FlawKind, String)> {
    let document = Document::parse(text).expect(text);
    document.flaws().iter().map(|&flaw| (flaw.kind, document.flawed(flaw).raw().to_owned())).collect()
}

#[test]
fn every_value_knows_its_place() {
    let document = Document::parse(r#" {"a": [1, {"b": "x"}], "c": null} "#).unwrap();
    let inner = document.root().at("/a/1/b").unwrap();
    assert_eq!(inner.raw(), "\"x\"");
    assert_eq!(inner.span(), 17..20);
    assert_eq!(document.root().get("c").unwrap().kind(), Kind::Null);
    assert!(document.root().at("/a/2").is_none());
}

#[test]
fn refusals_name_the_byte() {
    use JsonErrorKind as Why;
    assert_eq!(why(""), (0, Why::EndOfText));
    assert_eq!(why(r#"{"a":1,}"#), (7, Why::ExpectedKey));
    assert_eq!(why("[1,]"), (3, Why::ExpectedValue));
    assert_eq!(why(r#"{"a" 1}"#), (5, Why::ExpectedColon));
    assert_eq!(why("[1 2]"), (3, Why::ExpectedCommaOrEnd));
    assert_eq!(why("01"), (0, Why::BadNumber));
    assert_eq!(why("+1"), (0, Why::ExpectedValue));
    assert_eq!(why("1."), (2, Why::EndOfText));
    assert_eq!(why("NaN"), (0, Why::ExpectedValue));
    assert_eq!(why("nul"), (3, Why::EndOfText));
    assert_eq!(why("\"a\nb\""), (2, Why::ControlCharacter));
    assert_eq!(why(r#""a\x""#), (2, Why::BadEscape));
    assert_eq!(why(r#""abc"#), (4, Why::EndInString));
    assert_eq!(why(r#""\u12"#), (5, Why::EndInString));
    assert_eq!(why("1 2"), (2, Why::TrailingData));
    assert_eq!(why("{} // no"), (3, Why::TrailingData));
    assert_eq!(why("'a'"), (0, Why::ExpectedValue));
}

#[test]
fn depth_is_bounded_exactly() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Document::parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(why(&nested(MAX_DEPTH + 1)), (MAX_DEPTH, JsonErrorKind::TooDeep));
    assert_eq!(why(&"[".repeat(1_000_000)).1, JsonErrorKind::TooDeep);
}

#[test]
fn flaws_are_kept_not_swallowed() {
    assert_eq!(flaws(r#"{"a":1,"\u0061":2}"#), [(FlawKind::RepeatedKey, r#""\u0061""#.into())]);
    assert_eq!(flaws(r#"["\ud800", "\ud83d\ude00"]"#), [(FlawKind::LoneSurrogate, r#""\ud800""#.into())]);
    assert_eq!(flaws("[1e400, 1e-400, 1e308]"), [(FlawKind::NumberRange, "1e400".into())]);
    let many: Vec<_> = (0..100).map(|n| format!("\"k{}\":0", n % 99)).collect();
    assert_eq!(flaws(&format!("{{{}}}", many.join(","))), [(FlawKind::RepeatedKey, "\"k0\"".into())]);
}

#[test]
fn the_last_of_a_repeated_key_counts() {
    let document = Document::parse(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(document.root().get("a").unwrap().raw(), "2");
}

#[test]
fn strings_decode() {
    let document = Document::parse(r#""\u00e9\n\ud83d\ude00\/\u0000\ud800x""#).unwrap();
    assert_eq!(document.root().as_str().unwrap(), "é\n😀/\u{0}\u{FFFD}x");
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Into::into),
        ".*".prop_map(serde_json::Value::String),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(".*", inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn agrees_with_serde_json_on_what_it_writes(value in json()) {
        let text = value.to_string();
        let document = Document::parse(&text).unwrap();
        prop_assert_eq!(document.root().to_serde(), value);
        prop_assert!(document.flaws().is_empty());
    }

    #[test]
    fn accepts_nothing_that_serde_json_refuses(text in r#"[\[\]{}",:0-9eE.+\-\\u \ttruefalsn]{0,24}"#) {
        let ours = Document::parse(&text);
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match (&ours, &theirs) {
            (Ok(document), Err(_)) => prop_assert!(!document.flaws().is_empty(), "{}", text),
            (Err(error), Ok(_)) => prop_assert!(false, "refused {}: {}", text, error),
            _ => {}
        }
        if let Err(error) = ours {
            prop_assert!(error.offset <= text.len());
        }
    }
}
