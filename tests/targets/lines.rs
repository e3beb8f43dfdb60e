//! Bytes, lines, and what becomes of each of them.

use std::io::{self, Read};
use std::sync::{Arc, PoisonError, RwLock};

use dossier::contracts::decode::{Content, Decoded, decode, is_complete};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::record::{LineStore, RawLine, Record, Span};
use dossier::json::{Document, FlawKind};
use dossier::report::place;
use dossier::report::{Replay, json};
use dossier::session::{Gatherer, Pending, Session};
use dossier::source::{LineCutter, Opened, SourceError, SourceSpec, open, read_all};

use serde_json::Value;

use super::Choices;

/// A log that can grow, read again by position.
#[derive(Default)]
struct Tape(RwLock<Vec<u8>>);

impl Tape {
    fn append(&self, bytes: &[u8]) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
    }
}

impl LineStore for Tape {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let bytes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let range = span.offset as usize..span.end() as usize;
        bytes.get(range).map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// How the program reads a source to its end, without its threads.
pub(super) fn read(opened: Opened, mode: ContractMode) -> Result<Session, SourceError> {
    let mut batches = Vec::new();
    let whole = read_all(opened, Gatherer::new(mode), is_complete, 1, |batch, _| batches.push(batch))?;
    let mut session = Session::new(mode, whole.store);
    for batch in batches {
        session.ingest(*batch);
    }
    session.set_pending(whole.pending.map(|rest| Pending { span: rest.span, bytes: rest.bytes }));
    session.finish();
    Ok(session)
}

pub(super) fn batch(log: &[u8], mode: ContractMode) -> Session {
    let spec = SourceSpec::Memory { name: "log".into(), bytes: log.into() };
    read(open(&spec, false).expect("memory opens"), mode).expect("memory reads")
}

/// Everything the program has to say about a log at its end.
pub(super) fn told(session: &Session) -> String {
    let replay = Replay::of("log".as_ref(), session, None).expect("every line is still there");
    let derived = replay.derived().expect("every line is still there");
    let mut out = Vec::new();
    json::write(&mut out, &replay, derived, 0).expect("memory takes it");
    String::from_utf8(out).expect("JSON is UTF-8")
}

pub(super) fn mode(choice: u8) -> ContractMode {
    match choice % 3 {
        0 => ContractMode::Auto,
        1 => ContractMode::Exact(Edition::Three),
        _ => ContractMode::Exact(Edition::Two),
    }
}

/// How the bytes were chunked never shows, every byte is in one line, and the limit is kept.
pub(super) fn line_cutter(data: &[u8]) {
    let mut choices = Choices(data);
    let limit = choices.below(64);
    let cuts: Vec<_> = (0..choices.below(16)).map(|_| choices.byte()).collect();
    let bytes = choices.0;
    let cut_at = |sizes: &mut dyn Iterator<Item = usize>| {
        let mut cutter = LineCutter::with_limit(limit);
        let mut lines: Vec<(Span, Option<Vec<u8>>)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (chunk, more) = rest.split_at(sizes.next().unwrap_or(rest.len()).min(rest.len()));
            rest = more;
            let pushed = cutter.push(chunk, |span, line| {
                lines.push((
                    span,
                    match line {
                        RawLine::Bytes(bytes) => Some(bytes.to_vec()),
                        RawLine::TooLong => None,
                    },
                ));
            });
            pushed.expect("nothing was settled");
            let held = cutter.pending().map_or(0, |(_, held)| held.len());
            assert!(held <= 64 * 1024 + limit + 1, "{held} bytes are held");
        }
        assert_eq!(cutter.position(), bytes.len() as u64);
        let pending = cutter.pending().map(|(span, held)| (span, held.len().min(limit)));
        (lines, pending)
    };
    let whole = cut_at(&mut std::iter::empty());
    assert_eq!(cut_at(&mut cuts.iter().map(|cut| usize::from(*cut).max(1))), whole);
    assert_eq!(cut_at(&mut std::iter::repeat(1)), whole);

    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let rest = lines.pop().unwrap_or_default();
    assert_eq!(whole.1.is_some(), !rest.is_empty());
    assert_eq!(whole.0.len(), lines.len());
    let mut offset = 0;
    for ((span, line), expected) in whole.0.iter().zip(lines) {
        let content = expected.strip_suffix(b"\r").unwrap_or(expected);
        assert_eq!(span.offset, offset);
        match line {
            Some(line) => assert_eq!((line.as_slice(), span.len as usize), (content, content.len())),
            None => assert_eq!(span.len as usize, limit + 1),
        }
        assert_eq!(line.is_none(), content.len() > limit);
        offset += expected.len() as u64 + 1;
    }
}

/// A line is JSON for us as it is for `serde_json`, but for what we find fault with; findings stand inside of it.
pub(super) fn parse_line(data: &[u8]) {
    let mut choices = Choices(data);
    let (mode, first) = (mode(choices.byte()), choices.byte() % 2 == 1);
    let line: Vec<u8> = choices.0.iter().copied().filter(|byte| *byte != b'\n').collect();
    let decoded = decode(RawLine::Bytes(&line), mode, first);
    for finding in &decoded.findings {
        assert!(finding.violation.span.end <= line.len().max(1), "{finding:?} in {} bytes", line.len());
        assert!(finding.column() >= 1 && finding.violation.span.start <= finding.violation.span.end);
        assert!(!finding.violation.message().is_empty());
    }
    if decoded.content == Content::Rejected {
        assert!(!decoded.findings.is_empty(), "a line is never refused without a word");
    }
    let padded = [b" \t".as_slice(), &line, b" \r\t "].concat();
    let again = decode(RawLine::Bytes(&padded), mode, false);
    let marked = first && line.starts_with(b"\xEF\xBB\xBF");
    if !marked {
        assert_eq!(again.content, decoded.content, "white space around a line means nothing");
        let rules = |decoded: &Decoded| decoded.findings.iter().map(|f| f.violation.rule).collect::<Vec<_>>();
        assert_eq!(rules(&again), rules(&decoded));
    }
    let Ok(text) = str::from_utf8(&line) else {
        assert!(matches!(decoded.content, Content::Rejected));
        return;
    };
    match (Document::parse(text), serde_json::from_str::<Value>(text)) {
        (Ok(document), Ok(value)) => {
            assert!(document.flaws().iter().all(|flaw| flaw.kind != FlawKind::LoneSurrogate));
            assert!(alike(&document.root().to_serde(), &value), "{text}");
        }
        (Ok(document), Err(error)) => {
            // Their limit of depth is one less than ours, and their range of numbers ends a little sooner.
            let known = error.to_string();
            let known = known.starts_with("recursion limit") || known.starts_with("number out of range");
            assert!(known || !document.flaws().is_empty(), "{error}");
        }
        (Err(error), theirs) => {
            assert!(error.offset <= text.len());
            assert!(theirs.is_err(), "{error}");
            assert!(!matches!(decoded.content, Content::Event(_) | Content::Foreign(_)) || marked);
        }
    }
}

/// Whether two readings are the same; `serde_json` reads long fractions to the last digit but one.
fn alike(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) if a != b => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= a.abs().max(b.abs()) * 1e-15 || (a - b).abs() <= 1e-320,
            _ => false,
        },
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|theirs| alike(value, theirs)))
        }
        _ => ours == theirs,
    }
}

/// Every line is accounted for, and every finding has its line.
pub(super) fn accounting(data: &[u8]) {
    let mut choices = Choices(data);
    let mode = mode(choices.byte());
    let log = choices.0;
    let session = batch(log, mode);
    let ledger = session.ledger();
    let sum = ledger.folded
        + ledger.bad_payload
        + ledger.duplicate
        + ledger.foreign
        + ledger.rejected
        + ledger.blank
        + ledger.pending;
    assert_eq!(sum, ledger.lines);
    let ends = log.split(|byte| *byte == b'\n').count() - 1;
    assert_eq!(ledger.lines as usize, ends + usize::from(!log.is_empty() && !log.ends_with(b"\n")));
    let (mut findings, mut refused) = (0, 0);
    let visited: Result<(), std::convert::Infallible> = place::visit(&session, |place| {
        assert!((1..=ledger.lines as usize).contains(&place.line));
        assert!(place.finding.violation.span.end <= place.bytes.len().max(1));
        findings += 1;
        refused = place.line;
        Ok(())
    });
    assert!(visited.is_ok());
    assert_eq!(findings, place::count(&session));
    assert!(refused > 0 || ledger.rejected + ledger.pending == 0, "a refused line has a finding");
    assert_eq!(told(&session), told(&batch(log, mode)), "two readings say the same");
}

/// After every chunk, what was read so far is what a fresh reading of those bytes gives.
pub(super) fn incremental_vs_batch(data: &[u8]) {
    let mut choices = Choices(data);
    let mode = mode(choices.byte());
    let cuts: Vec<_> = (0..=choices.below(6)).map(|_| choices.below(65536)).collect();
    let log = choices.0;
    let tape = Arc::new(Tape::default());
    let mut session = Session::new(mode, Arc::clone(&tape) as Arc<dyn LineStore>);
    let mut cutter = LineCutter::new();
    let mut first = true;
    let mut rest = log;
    for cut in cuts.into_iter().chain([usize::MAX]) {
        let (chunk, more) = rest.split_at(cut.min(rest.len()));
        rest = more;
        tape.append(chunk);
        let mut records = Vec::new();
        let pushed = cutter.push(chunk, |span, line| {
            records.push(Record { span, content: decode(line, mode, std::mem::take(&mut first)) });
        });
        pushed.expect("nothing was settled");
        session.ingest_records(records);
        let read = &log[..log.len() - rest.len()];
        let whole = read.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let fresh = batch(&read[..whole], mode);
        assert_eq!(session.ledger(), fresh.ledger());
        assert_eq!(told(&session), told(&fresh));
    }
}

/// A reader that gives little at a time, is interrupted, and fails in the end when told to.
struct Unsteady {
    bytes: Vec<u8>,
    at: usize,
    calls: usize,
    fails_at: usize,
    most: usize,
}

impl Read for Unsteady {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.calls == self.fails_at {
            return Err(io::Error::other("the disk is gone"));
        }
        if self.calls.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = self.most.min(buffer.len()).min(self.bytes.len() - self.at);
        buffer[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// However a reader falters, the answer is the whole or an error: for a fault at every call until none is met.
pub(super) fn io_faults(data: &[u8]) {
    let mut choices = Choices(data);
    let mode = mode(choices.byte());
    let most = 1 + choices.below(256);
    let log = choices.some(4096);
    // A source that cannot be read again keeps its bytes; the answers are then the same.
    let expected = told(&batch(log, mode));
    let most = most.max(log.len() / 16);
    for fails_at in 1.. {
        let reader = Unsteady { bytes: log.to_vec(), at: 0, calls: 0, fails_at, most };
        match read(Opened::from_reader("log", reader), mode) {
            // Refused whole by its first bytes, whatever comes after them.
            Err(SourceError::Compressed { .. } | SourceError::NotUtf8 { .. }) => break,
            Err(error) => assert!(error.to_string().contains("the disk is gone"), "{error}"),
            Ok(session) => {
                assert_eq!(told(&session), expected);
                // The call that would have failed was never made.
                assert!(fails_at > log.len().div_ceil(most));
                break;
            }
        }
    }
}
