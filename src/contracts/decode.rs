//! From the bytes of a line to what the line is. Decoding never fails: a bad line is data.

use std::collections::BTreeSet;
use std::ops::Range;

use super::edition::{ContractMode, Edition};
use super::envelope::Envelope;
use super::event::{Core, DossierEventType, Event};
use super::fields::{Reading, quote};
use super::finding::{Effect, Finding, Violation};
use super::foreign::{ForeignRow, claims_envelope};
use super::record::RawLine;
use super::rule::Rule;
use crate::json::{Document, FlawKind, JsonError, JsonErrorKind, Kind, Value};

/// A line and everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// What the line is.
    pub content: Content,
    /// What is wrong with it, in the order of the text.
    pub findings: Vec<Finding>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// White space only.
    Blank,
    /// A dossier event with a usable envelope; its payload may still be bad.
    Event(Box<Event>),
    /// A row of another kind; never an error, never folded.
    Foreign(Box<ForeignRow>),
    /// Not JSON, not an object, or an envelope that fails; the findings say why.
    Rejected,
}

impl Content {
    /// What a finding on such a line means for the replay.
    fn effect(&self) -> Effect {
        match self {
            Self::Event(event) if event.payload.is_none() => Effect::Counted,
            Self::Event(_) => Effect::Folded,
            Self::Foreign(_) | Self::Blank => Effect::Ignored,
            Self::Rejected => Effect::Dropped,
        }
    }
}

/// Reads one line under `mode`. `first` is true for the first line of a log, where a byte order mark may
/// stand.
pub fn decode(line: RawLine<'_>, mode: ContractMode, first: bool) -> Decoded {
    let RawLine::Bytes(bytes) = line else {
        return rejected(Rule::TooLong, "at most 16 MiB", String::new(), 0..1);
    };
    let text = if first { without_mark(bytes) } else { bytes };
    let mark = bytes.len() - text.len();
    let mut decoded = decode_text(text, mode);
    for finding in &mut decoded.findings {
        finding.violation.span.start += mark;
        finding.violation.span.end += mark;
    }
    if mark > 0 {
        let effect = decoded.content.effect();
        let violation = violation(Rule::ByteOrderMark, "no byte order mark", String::new(), 0..mark);
        decoded.findings.insert(0, Finding { violation, effect });
    }
    decoded
}

/// The bytes of a log's first line without the byte order mark that may stand there.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Whether `bytes` are a complete JSON object, so that a last line without its end may be read already.
pub fn is_complete(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .ok()
        .and_then(|text| Document::parse(text).ok())
        .is_some_and(|document| document.root().kind() == Kind::Object)
}

pub(super) fn decode_text(bytes: &[u8], mode: ContractMode) -> Decoded {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let found = format!("byte 0x{:02X}", bytes[at]);
            return rejected(Rule::NotUtf8, "UTF-8", found, at..at + 1);
        }
    };
    if text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
        return Decoded { content: Content::Blank, findings: Vec::new() };
    }
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let rule = if error.kind == JsonErrorKind::TooDeep { Rule::TooDeep } else { Rule::NotJson };
            let (found, span) = culprit(text, &error);
            return rejected(rule, "a JSON object", found, span);
        }
    };
    let row = document.root();
    if row.kind() != Kind::Object {
        return rejected(Rule::NotAnObject, "a JSON object", row.kind().name().into(), row.span());
    }
    let kind =
        row.get("event_type").and_then(Value::as_str).and_then(|name| DossierEventType::from_name(&name));
    if !claims_envelope(row, kind.is_some()) {
        let content = Content::Foreign(Box::new(ForeignRow::read(row)));
        let (findings, more) = flaws(&document, &[], Effect::Ignored);
        return Decoded { content, findings: bounded(findings, more, Effect::Ignored) };
    }
    read_event(&document, kind, mode)
}

/// What stands where a text stops being JSON, and the bytes of it: a whole character, or the run of NUL bytes
/// that a crash or a hole in the file has left.
fn culprit(text: &str, error: &JsonError) -> (String, Range<usize>) {
    let at = text.floor_char_boundary(error.offset.min(text.len().saturating_sub(1)));
    let rest = &text[at..];
    let nul = rest.bytes().take_while(|&byte| byte == 0).count();
    match nul {
        0 => (error.kind.words().into(), at..at + rest.chars().next().map_or(1, char::len_utf8)),
        1 => ("a NUL byte".into(), at..at + 1),
        _ => (format!("{nul} NUL bytes"), at..at + nul),
    }
}

/// Reads a row that claims to be an envelope.
fn read_event(document: &Document<'_>, kind: Option<DossierEventType>, mode: ContractMode) -> Decoded {
    let row = document.root();
    let empty = Document::empty_object();
    let edition = edition_of(row.get("payload"), mode);
    let mut envelope = Reading::at_most(edition, MAX_FINDINGS);
    let core = match envelope.model::<Envelope>(row, "") {
        Some(strict) => Some(Core::from(strict)),
        None if mode == ContractMode::Auto && !envelope.unreadable => usable_core(row, edition),
        None => None,
    };
    let mut payload = Reading::at_most(edition, MAX_FINDINGS);
    let content = match (core, kind) {
        (None, _) => Content::Rejected,
        (Some(_), None) => Content::Foreign(Box::new(ForeignRow::read(row))),
        (Some(core), Some(kind)) => {
            let value = row.get("payload").unwrap_or_else(|| empty.root());
            let event = Event::read(core, kind, value, &mut payload);
            // The package counts a payload that no text can hold; people are better served by its refusal.
            if payload.unreadable && mode == ContractMode::Auto {
                Content::Rejected
            } else {
                Content::Event(Box::new(event))
            }
        }
    };
    let effect = content.effect();
    let found = [envelope.violations, payload.violations].concat();
    let (mut findings, more) = flaws(document, &found, effect);
    findings.extend(found.into_iter().map(|violation| Finding { violation, effect }));
    let more = more + envelope.left_out + payload.left_out;
    Decoded { content, findings: bounded(findings, more, effect) }
}

/// The core of an envelope that fails elsewhere: `auto` folds such an event and reports the flaw.
fn usable_core(row: Value<'_>, edition: Edition) -> Option<Core> {
    let typed = row.get("event_type").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
    let payload = row.get("payload").is_none_or(|payload| payload.kind() == Kind::Object);
    let mut reading = Reading::at_most(edition, 0);
    reading.model::<Core>(row, "").filter(|_| typed && payload)
}

/// The edition a payload is read under: in `auto` the one its own keys speak of, and 3 when they say nothing.
pub(super) fn edition_of(payload: Option<Value<'_>>, mode: ContractMode) -> Edition {
    if let ContractMode::Exact(edition) = mode {
        return edition;
    }
    let told = ["namespace", "artifact_id", "expected_identity"]
        .into_iter()
        .filter_map(|name| payload?.get(name))
        .find_map(|object| {
            let has = |name: &str| object.get(name).is_some();
            if has("mission_slug") || has("mission_type") {
                Some(Edition::Three)
            } else if has("feature_slug") || has("mission_key") {
                Some(Edition::Two)
            } else {
                None
            }
        });
    told.unwrap_or(Edition::Three)
}

/// How many findings of a line are listed; a last one says how many more there are.
pub const MAX_FINDINGS: usize = 1000;

/// How many flaws of its text a line names: each is looked up in all of it, and a hostile line has millions.
const MAX_FLAWS: usize = 100;

/// The flaws of the text that no field reader has reported, and how many more there are.
fn flaws(document: &Document<'_>, reported: &[Violation], effect: Effect) -> (Vec<Finding>, usize) {
    let reported: BTreeSet<_> =
        reported.iter().map(|violation| (violation.span.start, violation.rule)).collect();
    let reported = &reported;
    let new = |warnings: bool| {
        document.flaws().iter().filter_map(move |&flaw| {
            let rule = match flaw.kind {
                FlawKind::RepeatedKey => Rule::RepeatedKey,
                FlawKind::LoneSurrogate => Rule::LoneSurrogate,
                FlawKind::NumberRange => Rule::NumberRange,
            };
            let value = document.flawed(flaw);
            let is_new = rule.is_warning() == warnings && !reported.contains(&(value.span().start, rule));
            is_new.then_some((rule, value))
        })
    };
    let more = (new(false).count() + new(true).count()).saturating_sub(MAX_FLAWS);
    let named = new(false).chain(new(true)).take(MAX_FLAWS).map(|(rule, value)| {
        let mut violation = violation(rule, "a value that exists once", quote(value.raw()), value.span());
        violation.pointer = value.pointer();
        Finding { violation, effect }
    });
    (named.collect(), more)
}

/// The findings in the order of the text, and a last one for those that are too many. Warnings are left out first.
fn bounded(mut findings: Vec<Finding>, more: usize, effect: Effect) -> Vec<Finding> {
    let more = more + findings.len().saturating_sub(MAX_FINDINGS);
    if findings.len() > MAX_FINDINGS {
        findings.sort_by_key(|Finding { violation, .. }| (violation.rule.is_warning(), violation.span.start));
        findings.truncate(MAX_FINDINGS);
    }
    findings.sort_by_key(|finding| finding.violation.span.start);
    if more > 0 {
        let span = findings.last().map_or(0..1, |last| last.violation.span.clone());
        let violation = violation(Rule::TooManyFindings, "fewer findings", more.to_string(), span);
        findings.push(Finding { violation, effect });
    }
    findings
}

fn rejected(rule: Rule, expected: &str, found: String, span: Range<usize>) -> Decoded {
    let finding = Finding { violation: violation(rule, expected, found, span), effect: Effect::Dropped };
    Decoded { content: Content::Rejected, findings: vec![finding] }
}

fn violation(rule: Rule, expected: &str, found: String, span: Range<usize>) -> Violation {
    Violation { pointer: String::new(), rule, expected: expected.into(), found, span }
}
