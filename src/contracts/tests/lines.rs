//! What lines are, what is found on them, and with which effect.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::kit::{AUTO, THREE, TWO, decoded, edition_two, envelope, event, indexed, payload};
use crate::contracts::decode::{Content, MAX_FINDINGS, decode, is_complete};
use crate::contracts::edition::{ContractMode, Edition};
use crate::contracts::event::DossierEventType;
use crate::contracts::finding::Effect;
use crate::contracts::foreign::ForeignKind;
use crate::contracts::record::RawLine;
use crate::contracts::rule::Rule;

type Found = Vec<(String, Rule, Effect)>;

fn found(mode: ContractMode, line: &str) -> (&'static str, Found) {
    let decoded = decoded(mode, line);
    let what = match &decoded.content {
        Content::Blank => "blank",
        Content::Foreign(_) => "foreign",
        Content::Rejected => "rejected",
        Content::Event(event) if event.payload.is_none() => "bad",
        Content::Event(_) => "event",
    };
    let findings = decoded.findings.into_iter();
    (what, findings.map(|f| (f.violation.pointer, f.violation.rule, f.effect)).collect())
}

fn one(pointer: &str, rule: Rule, effect: Effect) -> Found {
    vec![(pointer.to_owned(), rule, effect)]
}

fn with(field: &str, value: Value) -> String {
    let mut row = indexed(1, "a.md");
    row[field] = value;
    row.to_string()
}

#[test]
fn a_sound_event_is_read_under_its_own_edition() {
    let three = indexed(1, "a.md");
    assert_eq!(found(AUTO, &three.to_string()), ("event", vec![]));
    assert_eq!(found(THREE, &three.to_string()), ("event", vec![]));
    let two = edition_two(&three);
    assert_eq!(found(AUTO, &two.to_string()), ("event", vec![]));
    assert_eq!(found(TWO, &two.to_string()), ("event", vec![]));
    assert_eq!(event(AUTO, &two).edition, Edition::Two);
    assert_eq!(event(AUTO, &three).edition, Edition::Three);
    assert_eq!(event(AUTO, &two).payload, event(AUTO, &three).payload);
    assert_eq!(found(TWO, &three.to_string()).0, "bad");
    assert_eq!(found(THREE, &two.to_string()).0, "bad");
}

#[test]
fn an_envelope_flaw_that_leaves_the_event_usable_is_folded_in_auto_and_dropped_in_exact() {
    let cases = [
        ("build_id", json!(""), Rule::Empty),
        ("node_id", json!(""), Rule::Empty),
        ("node_id", json!(null), Rule::WrongType),
        ("aggregate_id", json!(5), Rule::WrongType),
        ("correlation_id", json!("x"), Rule::BadId),
        ("causation_id", json!("x"), Rule::BadId),
        ("project_uuid", json!("pantry"), Rule::BadUuid),
        ("schema_version", json!("3"), Rule::BadVersion),
        ("schema_version", json!(null), Rule::WrongType),
        ("data_tier", json!(5), Rule::AboveMaximum),
        ("data_tier", json!(-1), Rule::BelowMinimum),
        ("project_slug", json!([]), Rule::WrongType),
    ];
    for (field, value, rule) in cases {
        let line = with(field, value);
        let at = format!("/{field}");
        assert_eq!(found(AUTO, &line), ("event", one(&at, rule, Effect::Folded)), "{line}");
        assert_eq!(found(THREE, &line), ("rejected", one(&at, rule, Effect::Dropped)), "{line}");
    }
}

#[test]
fn a_flaw_in_what_a_replay_needs_drops_the_line_in_every_mode() {
    let cases = [
        ("event_id", json!("x"), Rule::BadId),
        ("event_id", json!(null), Rule::WrongType),
        ("timestamp", json!("yesterday"), Rule::BadTime),
        ("timestamp", json!(1_772_798_400), Rule::WrongType),
        ("lamport_clock", json!(-1), Rule::BelowMinimum),
        ("lamport_clock", json!(1.5), Rule::NotWhole),
        ("lamport_clock", json!("3"), Rule::WrongType),
        ("payload", json!(null), Rule::WrongType),
        ("payload", json!([]), Rule::WrongType),
    ];
    for (field, value, rule) in cases {
        let line = with(field, value);
        for mode in [AUTO, THREE] {
            let expected = ("rejected", one(&format!("/{field}"), rule, Effect::Dropped));
            assert_eq!(found(mode, &line), expected, "{mode} {line}");
        }
    }
}

#[test]
fn a_bad_payload_is_counted_and_keeps_its_namespace() {
    let mut row = indexed(1, "a.md");
    row["payload"]["artifact_id"]["artifact_class"] = json!("other");
    row["payload"]["indexed_at"] = json!(5);
    let (what, findings) = found(AUTO, &row.to_string());
    assert_eq!(what, "bad");
    assert_eq!(findings.len(), 2, "every violation is reported");
    assert!(findings.iter().all(|finding| finding.2 == Effect::Counted));
    assert_eq!(event(AUTO, &row).namespace.unwrap().mission_slug, "m");
    row["payload"]["namespace"]["extra"] = json!(1);
    assert_eq!(event(AUTO, &row).namespace, None);
    row.as_object_mut().unwrap().remove("payload");
    assert_eq!(found(AUTO, &row.to_string()).0, "bad", "an absent payload is an empty one");
}

#[test]
fn findings_name_column_and_pointer_in_the_order_of_the_text() {
    let line = with("build_id", json!("")).replace(r#""indexed_at":"1""#, r#""indexed_at":1"#);
    let findings = decoded(AUTO, &line).findings;
    assert_eq!(findings.len(), 2);
    assert!(findings.is_sorted_by_key(super::super::finding::Finding::column));
    for finding in findings {
        let quoted = &line[finding.violation.span.clone()];
        assert!(matches!(quoted, "\"\"" | "1"), "{quoted}");
        assert_eq!(finding.effect, Effect::Counted);
    }
}

#[test]
fn a_time_without_zone_is_a_warning() {
    let line = with("timestamp", json!("2026-03-06T12:00:00"));
    for mode in [AUTO, THREE] {
        assert_eq!(found(mode, &line), ("event", one("/timestamp", Rule::NoZone, Effect::Folded)));
    }
}

#[test]
fn a_clock_may_be_left_out_in_edition_three_only() {
    let mut row = indexed(1, "a.md");
    row["lamport_clock"] = Value::Null;
    let two = edition_two(&row);
    assert_eq!(found(THREE, &row.to_string()), ("event", vec![]));
    assert_eq!(found(TWO, &two.to_string()).0, "rejected");
    assert_eq!(found(AUTO, &two.to_string()).0, "event", "usable all the same");
    row.as_object_mut().unwrap().remove("lamport_clock");
    assert_eq!(event(THREE, &row).lamport_clock, None);
}

#[test]
fn rows_of_other_kinds_are_foreign_and_nothing_is_dropped() {
    let rows = [
        (
            json!({"event_id": "x", "at": "t", "wp_id": "WP01", "from_lane": "planned", "to_lane": "doing"}),
            ForeignKind::LaneTransition,
            "planned → doing",
        ),
        (
            json!({"kind": "annotation", "at": "t", "wp_id": "WP01", "delta": {}}),
            ForeignKind::Annotation,
            "annotation",
        ),
        (
            json!({"aggregate_type": "Mission", "event_type": "WPCreated", "payload": {"wp_id": "WP01"}, "timestamp": "t"}),
            ForeignKind::Lifecycle,
            "WPCreated",
        ),
        (
            json!({"type": "Started", "timestamp": "t", "mission": "m", "payload": {"wp_id": "WP01"}}),
            ForeignKind::Typed,
            "Started",
        ),
        (
            json!({"event_id": "x", "at": "t", "event_type": "DecisionPointOpened", "payload": {"wp_id": "WP01"}}),
            ForeignKind::Decision,
            "DecisionPointOpened",
        ),
        (json!({"anything": 1, "at": "t", "wp_id": "WP01"}), ForeignKind::Unknown, "object"),
    ];
    for (row, kind, label) in rows {
        for mode in [AUTO, TWO, THREE] {
            let decoded = decoded(mode, &row.to_string());
            assert!(decoded.findings.is_empty(), "{row}");
            let Content::Foreign(read) = decoded.content else { panic!("{row}") };
            assert_eq!((read.kind, read.label.as_str()), (kind, label));
            assert_eq!((read.at.as_deref(), read.subject.as_deref()), (Some("t"), Some("WP01")));
        }
    }
    let mut other = envelope(1, DossierEventType::ArtifactIndexed, &json!({"actor": "ann"}));
    other["event_type"] = json!("WPStatusChanged");
    let decoded = decoded(THREE, &other.to_string());
    let Content::Foreign(row) = decoded.content else { panic!() };
    assert_eq!((row.kind, row.actor.as_deref()), (ForeignKind::Envelope, Some("ann")));
    other["build_id"] = json!("");
    assert_eq!(found(AUTO, &other.to_string()), ("foreign", one("/build_id", Rule::Empty, Effect::Ignored)));
    assert_eq!(found(THREE, &other.to_string()).0, "rejected", "it claims to be an envelope and fails");
    for claim in [json!({"event_type": 5}), json!({"event_type": ""}), json!({"lamport_clock": 1})] {
        assert_eq!(found(AUTO, &claim.to_string()).0, "rejected", "{claim}");
    }
}

#[test]
fn a_line_that_is_no_object_is_rejected_with_its_rule() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let cases = [
        ("{\"a\":".to_owned(), Rule::NotJson),
        ("not json".to_owned(), Rule::NotJson),
        ("{\"a\":\"\0\"}".to_owned(), Rule::NotJson),
        ("\0".to_owned(), Rule::NotJson),
        ("\u{feff}{}".to_owned(), Rule::NotJson),
        ("[]".to_owned(), Rule::NotAnObject),
        ("5".to_owned(), Rule::NotAnObject),
        ("null".to_owned(), Rule::NotAnObject),
        (deep(129), Rule::TooDeep),
        (deep(128), Rule::NotAnObject),
    ];
    for (line, rule) in cases {
        assert_eq!(found(AUTO, &line), ("rejected", one("", rule, Effect::Dropped)), "{line}");
    }
    for blank in ["", " ", "\t \r"] {
        assert_eq!(found(AUTO, blank), ("blank", vec![]));
    }
    let bad = decode(RawLine::Bytes(b"{\"a\":\"\xff\"}"), AUTO, false);
    assert_eq!(
        (bad.findings[0].violation.rule, bad.findings[0].violation.span.clone()),
        (Rule::NotUtf8, 6..7)
    );
    let long = decode(RawLine::TooLong, AUTO, true);
    assert_eq!((long.content, long.findings[0].violation.rule), (Content::Rejected, Rule::TooLong));
}

#[test]
fn a_byte_order_mark_may_stand_before_the_first_line_only() {
    for (line, effect) in [
        (indexed(1, "a.md").to_string(), Effect::Folded),
        ("{}".into(), Effect::Ignored),
        ("[".into(), Effect::Dropped),
    ] {
        let bytes = format!("\u{feff}{line}");
        let first = decode(RawLine::Bytes(bytes.as_bytes()), AUTO, true);
        assert_eq!(
            (first.findings[0].violation.rule, first.findings[0].effect),
            (Rule::ByteOrderMark, effect)
        );
        let later = decode(RawLine::Bytes(bytes.as_bytes()), AUTO, false);
        assert_eq!(later.content, Content::Rejected);
    }
}

#[test]
fn flaws_of_the_text_are_found_in_fields_that_are_read_and_in_those_that_are_not() {
    let line = indexed(1, "a.md").to_string();
    let repeated = line.replacen('{', r#"{"node_id":"x","#, 1);
    assert_eq!(found(AUTO, &repeated), ("event", one("/node_id", Rule::RepeatedKey, Effect::Folded)));
    let ignored = line.replacen('{', r#"{"other":["\ud800",1e400],"#, 1);
    let (what, findings) = found(AUTO, &ignored);
    assert_eq!(what, "event");
    assert_eq!(findings[0], ("/other/0".into(), Rule::LoneSurrogate, Effect::Folded));
    assert_eq!(findings[1], ("/other/1".into(), Rule::NumberRange, Effect::Folded));
    let read = line.replace(r#""indexed_at":"1""#, r#""indexed_at":"\udc00""#);
    assert_ne!(read, line);
    let at = "/payload/indexed_at";
    assert_eq!(found(AUTO, &read), ("rejected", one(at, Rule::LoneSurrogate, Effect::Dropped)));
    assert_eq!(found(THREE, &read), ("bad", one(at, Rule::LoneSurrogate, Effect::Counted)));
    let clock = line.replace(r#""lamport_clock":1"#, r#""lamport_clock":1e400"#);
    assert_eq!(found(AUTO, &clock), ("rejected", one("/lamport_clock", Rule::NumberRange, Effect::Dropped)));
    let node = line.replace(r#""node_id":"n""#, r#""node_id":"\ud800""#);
    assert_eq!(found(AUTO, &node), ("rejected", one("/node_id", Rule::LoneSurrogate, Effect::Dropped)));
}

#[test]
fn a_line_with_very_many_flaws_is_read_in_no_time_and_names_the_first() {
    let many = format!("{{{}\"b\":0}}", "\"a\":\"\\ud800\",".repeat(20_000));
    let findings = decoded(AUTO, &many).findings;
    assert_eq!(findings.len(), 101);
    let last = &findings[100].violation;
    assert_eq!((last.rule, last.found.as_str()), (Rule::TooManyFindings, "39899"));
    let mut payload = payload(DossierEventType::ArtifactIndexed, "a.md", "1");
    payload["provenance"] = json!({"source_event_ids": "LIST"});
    let list = format!("[{}\"x\"]", "\"\\ud800\",".repeat(20_000));
    let line =
        envelope(1, DossierEventType::ArtifactIndexed, &payload).to_string().replace("\"LIST\"", &list);
    let findings = decoded(THREE, &line).findings;
    assert_eq!(findings.len(), MAX_FINDINGS + 1);
    assert_eq!(findings[MAX_FINDINGS].violation.found, "19000");
}

#[test]
fn a_last_line_may_be_read_when_it_is_a_whole_object() {
    for (text, whole) in
        [("{}", true), (" {} ", true), ("{", false), ("[]", false), ("", false), ("5", false)]
    {
        assert_eq!(is_complete(text.as_bytes()), whole, "{text}");
    }
    assert!(!is_complete(b"{\"a\":\"\xff\"}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_decoded_and_every_finding_stands_in_them(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..60),
            r#"[{}\[\]",:a0-9eE.\\u \-]{0,40}"#.prop_map(String::into_bytes),
            (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| {
                let mut line = indexed(1, "é.md").to_string().into_bytes();
                let at = at.index(line.len());
                line[at] = byte;
                line
            }),
        ],
        first: bool,
    ) {
        for mode in [AUTO, TWO, THREE] {
            let decoded = decode(RawLine::Bytes(&bytes), mode, first);
            prop_assert!(decoded.content != Content::Rejected || !decoded.findings.is_empty());
            for finding in &decoded.findings {
                let span = &finding.violation.span;
                prop_assert!(span.start <= span.end && span.end <= bytes.len(), "{:?}", finding);
                prop_assert!(!finding.violation.message().is_empty());
            }
        }
    }
}
