//! The fast lane: it takes clean logs whole, and nothing that the strict lane would not.

#[path = "lanes/judge.rs"]
mod judge;
#[path = "lanes/lines.rs"]
mod lines;
#[allow(dead_code, reason = "shared with other tests; only the real logs are needed here")]
mod support;

use dossier::contracts::again::{decode_payload, schema_accepts};
use dossier::contracts::brief::Scopes;
use dossier::contracts::decode::{Content, decode};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::event::DossierEventType;
use dossier::contracts::lanes::Lanes;
use dossier::contracts::record::RawLine;
use dossier::contracts::schemas::{accepts_envelope, accepts_payload, validator};
use dossier::json::{Document, Value};
use judge::{Judged, MODES};
use lines::{Dice, STYLES, event, mutant, seeds};

/// How many mutants are made here; the example `lanes-fuzz` makes as many as it is told.
const MUTANTS: usize = 30_000;
/// The namespaces are forgotten after so many lines.
const BATCH: usize = 500;

#[test]
fn what_it_takes_of_mutants_is_what_the_strict_lane_takes() {
    let seeds = seeds();
    for (nth, mode) in MODES.into_iter().enumerate() {
        let mut judged = Judged::new(mode);
        let mut dice = Dice(nth as u64);
        let mut taken = 0;
        for nth in 0..MUTANTS / MODES.len() {
            if nth % BATCH == 0 {
                judged.next_batch();
            }
            taken +=
                usize::from(judged.takes(&mutant(&seeds, &mut dice)).unwrap_or_else(|why| panic!("{why}")));
        }
        assert!(taken > MUTANTS / 200, "only {taken} mutants were taken under {mode}: they prove little");
    }
}

#[test]
fn a_schema_says_the_same_of_a_line_as_of_its_copy() {
    let seeds = seeds();
    let mut dice = Dice(4);
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..MUTANTS / 10 {
        let line = mutant(&seeds, &mut dice);
        let Some(document) = str::from_utf8(&line).ok().and_then(|text| Document::parse(text).ok()) else {
            continue;
        };
        if !document.flaws().is_empty() {
            continue;
        }
        let row = document.root();
        let same = |on_tape: bool, value: Value<'_>, schema: &str| {
            let on_copy = validator(schema).unwrap().is_valid(&value.to_serde());
            assert_eq!(on_tape, on_copy, "{schema}: {}", value.raw());
            on_tape
        };
        same(accepts_envelope(row), row, "event");
        let payload = row.get("payload").unwrap_or(row);
        for kind in DossierEventType::ALL {
            let taken = same(accepts_payload(payload, kind), payload, kind.schema_name());
            *(if taken { &mut accepted } else { &mut refused }) += 1;
        }
    }
    assert!(accepted > 100 && refused > 100, "{accepted} accepted, {refused} refused: they prove little");
}

/// Whether the line is an event with a good payload, which then is what it is read as again. The schema, too, says of it
/// what it says of the payload of the line read whole.
fn is_the_same_again(line: &[u8], mode: ContractMode) -> bool {
    let Content::Event(event) = decode(RawLine::Bytes(line), mode, false).content else { return false };
    let is_good = event.payload.is_some();
    let text = String::from_utf8_lossy(line);
    assert_eq!(decode_payload(line, mode), event.payload, "{mode}: {text}");
    let (document, none) = (Document::parse(&text).unwrap(), Document::empty_object());
    let payload = document.root().get("payload").unwrap_or(none.root());
    let judged = (event.edition == Edition::Three).then(|| accepts_payload(payload, event.kind));
    assert_eq!(schema_accepts(line, mode), judged, "{mode}: {text}");
    is_good
}

/// What a reader that is not strict takes for an object, or for one of a set of texts.
#[test]
fn a_payload_of_other_shapes_read_again_is_as_bad() {
    let mut dice = Dice(40);
    let log: Vec<_> = STYLES
        .iter()
        .flat_map(|style| (0..60).map(|nth| event(nth, *style, &mut dice)).collect::<Vec<_>>())
        .collect();
    let mut bad = 0;
    for line in &log {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(payload) = row["payload"].as_object().cloned() else { continue };
        let listed =
            |value: &serde_json::Value| value.as_object().map(|object| object.values().cloned().collect());
        let mut shapes: Vec<serde_json::Value> = listed(&row["payload"]).into_iter().collect();
        for (name, value) in &payload {
            let other =
                listed(value).unwrap_or_else(|| serde_json::json!({ value.as_str().unwrap_or("x"): null }));
            shapes.push({
                let mut payload = payload.clone();
                payload.insert(name.clone(), other);
                payload.into()
            });
            if let Some(inner) = value.as_object() {
                for (inner_name, value) in inner {
                    let mut inner = inner.clone();
                    inner.insert(
                        inner_name.clone(),
                        serde_json::json!({ value.as_str().unwrap_or("x"): null }),
                    );
                    let mut payload = payload.clone();
                    payload.insert(name.clone(), inner.into());
                    shapes.push(payload.into());
                }
            }
        }
        for shape in shapes {
            row["payload"] = shape;
            bad += usize::from(!is_the_same_again(row.to_string().as_bytes(), ContractMode::Auto));
        }
    }
    assert!(bad > 1000, "{bad} bad payloads prove little");
}

#[test]
fn a_payload_read_again_is_what_it_was() {
    let seeds = seeds();
    for (nth, mode) in MODES.into_iter().enumerate() {
        let mut dice = Dice(20 + nth as u64);
        let (mut good, mut bad) = (0, 0);
        for _ in 0..MUTANTS / MODES.len() {
            *(if is_the_same_again(&mutant(&seeds, &mut dice), mode) { &mut good } else { &mut bad }) += 1;
        }
        assert!(good > 100 && bad > 100, "{mode}: {good} good, {bad} bad: they prove little");
    }
    for style in STYLES {
        let mut dice = Dice(30);
        let mut good = 0;
        for nth in 0..60 {
            let line = event(nth, style, &mut dice);
            good += usize::from(is_the_same_again(line.as_bytes(), ContractMode::Auto));
            for _ in 0..200 {
                let mut bytes = line.clone().into_bytes();
                bytes[dice.below(line.len())] = *b"\"\\}0a Z-,:{n\x1f\x80".get(dice.below(14)).unwrap();
                is_the_same_again(&bytes, ContractMode::Auto);
            }
        }
        assert!(good > 30, "only {good} events of style {style:?}: they prove little");
    }
}

#[test]
fn it_takes_every_line_of_a_clean_log_of_each_style() {
    for style in STYLES {
        let mut judged = Judged::new(ContractMode::Auto);
        let mut dice = Dice(7);
        for nth in 0..400 {
            let line = event(nth, style, &mut dice);
            let taken = judged.takes(line.as_bytes()).unwrap_or_else(|why| panic!("{why}"));
            assert!(taken || nth == 0, "line {nth} of a log of style {style:?} was refused:\n{line}");
        }
    }
}

#[test]
fn it_takes_the_lines_of_mixed_logs() {
    let mut judged = Judged::new(ContractMode::Auto);
    let mut dice = Dice(8);
    for nth in 0..400 {
        let line = event(nth, STYLES[dice.below(STYLES.len())], &mut dice);
        assert_eq!(judged.takes(line.as_bytes()), Ok(true), "{line}");
    }
}

#[test]
fn it_takes_all_real_lines_in_which_nothing_is_found() {
    for log in support::corpus_logs("") {
        let mut judged = Judged::new(ContractMode::Auto);
        let text = std::fs::read(&log).unwrap();
        let lines: Vec<_> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let sound = lines
            .iter()
            .filter(|line| decode(RawLine::Bytes(line), ContractMode::Auto, false).findings.is_empty());
        let taken = sound.clone().filter(|line| judged.takes(line).unwrap_or_else(|why| panic!("{why}")));
        assert_eq!(taken.count(), sound.count(), "{}", log.display());
    }
}

#[test]
fn a_log_that_fills_its_memory_with_names_is_still_read() {
    let mut lanes = Lanes::new(ContractMode::Auto);
    let mut scopes = Scopes::default();
    let mut dice = Dice(9);
    let clean = event(0, STYLES[0], &mut dice);
    for nth in 0..1000 {
        let strange = clean.replacen('{', &format!("{{\"name {nth}\": 1, "), 1);
        let _ = lanes.read(strange.as_bytes(), &mut scopes);
    }
    assert!(lanes.read(clean.as_bytes(), &mut scopes).is_some());
}

#[test]
fn many_namespaces_keep_their_numbers() {
    let mut judged = Judged::new(ContractMode::Auto);
    let mut dice = Dice(10);
    let clean = event(0, STYLES[0], &mut dice);
    for round in 0..3 {
        for nth in 0..50 {
            let line = clean.replace("008-parity", &format!("{nth:03}-parity"));
            assert_eq!(judged.takes(line.as_bytes()), Ok(true), "round {round}, {line}");
        }
    }
}

#[test]
fn a_known_form_lets_nothing_through_that_the_strict_lane_would_not() {
    for style in STYLES {
        let mut judged = Judged::new(ContractMode::Auto);
        let mut dice = Dice(11);
        let log: Vec<_> = (0..60).map(|nth| event(nth, style, &mut dice)).collect();
        let mut taken = 0;
        for line in &log {
            judged.takes(line.as_bytes()).unwrap_or_else(|why| panic!("{why}"));
        }
        for line in &log[57..] {
            for at in 0..line.len() {
                let mut bytes = line.clone().into_bytes();
                bytes[at] = *b"\"\\}0a Z-,:\x1f\x80".get(dice.below(12)).unwrap();
                taken += usize::from(judged.takes(&bytes).unwrap_or_else(|why| panic!("{why}")));
            }
        }
        assert!(taken > 100, "only {taken} mutants of style {style:?} were taken: they prove little");
    }
}

#[test]
fn a_log_of_more_forms_than_are_kept_is_still_read() {
    let mut judged = Judged::new(ContractMode::Auto);
    let mut dice = Dice(12);
    for nth in 0..2000 {
        let line = event(nth, STYLES[0], &mut dice);
        let mut names = 0;
        let spaced: String = line
            .chars()
            .map(|char| {
                names += usize::from(char == ',');
                if char == ',' && nth >> (names % 11) & 1 == 1 { ", ".to_owned() } else { char.to_string() }
            })
            .collect();
        assert_eq!(judged.takes(spaced.as_bytes()), Ok(true), "{spaced}");
    }
}
