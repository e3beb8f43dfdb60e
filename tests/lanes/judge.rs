//! Holds the fast lane against the strict one.

use dossier::contracts::brief::{Brief, Scopes, Sound};
use dossier::contracts::decode::{Content, decode};
use dossier::contracts::edition::{ContractMode, Edition};
use dossier::contracts::event::Event;
use dossier::contracts::lanes::Lanes;
use dossier::contracts::record::RawLine;
use dossier::contracts::schemas::{accepts_envelope, accepts_payload};
use dossier::contracts::validate::{EVENT, validate_text};

/// The modes a line can be read under.
pub(crate) const MODES: [ContractMode; 3] =
    [ContractMode::Auto, ContractMode::Exact(Edition::Two), ContractMode::Exact(Edition::Three)];

/// A fast lane with the namespaces it has met, under its judge.
pub(crate) struct Judged {
    mode: ContractMode,
    lanes: Lanes,
    scopes: Scopes,
}

impl Judged {
    pub(crate) fn new(mode: ContractMode) -> Self {
        Self { mode, lanes: Lanes::new(mode), scopes: Scopes::default() }
    }

    /// Forgets the namespaces, as a reader does between batches.
    pub(crate) fn next_batch(&mut self) {
        self.scopes = Scopes::default();
    }

    /// Whether the lane takes the line.
    ///
    /// # Errors
    /// How it differs from what the strict lane and both layers of validation say.
    pub(crate) fn takes(&mut self, line: &[u8]) -> Result<bool, String> {
        let Some(sound) = self.lanes.read(line, &mut self.scopes) else { return Ok(false) };
        let why = self.disagreement(line, &sound);
        why.map_or(Ok(true), |why| {
            Err(format!("{why}\nmode {}\n{sound:?}\n{}", self.mode, String::from_utf8_lossy(line)))
        })
    }

    fn disagreement(&self, line: &[u8], sound: &Sound<'_>) -> Option<String> {
        let decoded = decode(RawLine::Bytes(line), self.mode, false);
        if !decoded.findings.is_empty() {
            return Some(format!("the strict lane finds {:?}", decoded.findings));
        }
        let text = str::from_utf8(line).ok()?;
        match (sound, &decoded.content) {
            (Sound::Event(brief), Content::Event(event)) => {
                self.other_brief(brief, event).or_else(|| invalid(text, event.edition, Some(event)))
            }
            (Sound::Foreign { kind, group }, Content::Foreign(row)) => {
                let claims = row.kind == dossier::contracts::foreign::ForeignKind::Envelope;
                let edition = if self.mode == ContractMode::Exact(Edition::Two) {
                    Edition::Two
                } else {
                    Edition::Three
                };
                let same = *kind == row.kind && *group == row.group();
                let differs = (!same).then(|| format!("the strict lane has {row:?}"));
                differs.or_else(|| claims.then(|| invalid(text, edition, None)).flatten())
            }
            (_, content) => Some(format!("the strict lane has {content:?}")),
        }
    }

    fn other_brief(&self, brief: &Brief<'_>, event: &Event) -> Option<String> {
        let mut scopes = Scopes::default();
        let strict = Brief::of(event, &mut scopes);
        let namespace = |scopes: &Scopes, brief: &Brief<'_>| {
            brief.scope.and_then(|scope| scopes.known().get(scope as usize).cloned())
        };
        let same_scope = namespace(&self.scopes, brief) == namespace(&scopes, &strict);
        let same = Brief { scope: strict.scope, ..brief.clone() } == strict && same_scope;
        (!same).then(|| format!("the strict lane has {strict:?}"))
    }
}

/// What either layer of validation has against the line or its payload.
fn invalid(line: &str, edition: Edition, event: Option<&Event>) -> Option<String> {
    let document = dossier::json::Document::parse(line).ok()?;
    let payload = document.root().get("payload").map_or("{}", dossier::json::Value::raw);
    let row = document.root();
    let on_tape = |event: &Event| accepts_payload(row.get("payload").unwrap_or(row), event.kind);
    if edition == Edition::Three && !(accepts_envelope(row) && event.is_none_or(on_tape)) {
        return Some("the schema on the tape objects".into());
    }
    let texts = [(line, Some(EVENT)), (payload, event.map(|event| event.kind.name()))];
    texts.into_iter().find_map(|(text, kind)| {
        let (result, _) = validate_text(text, kind?, edition).ok()?;
        (!result.valid).then(|| format!("validation objects: {result:?}"))
    })
}
