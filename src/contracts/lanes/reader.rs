//! One pass over a line by the shapes of its objects.

use super::cursor::Cursor;
use super::forms::{Forms, Met, Next};
use super::memory::{BEGIN, END, Memory};
use super::shapes::{
    AT, ENVELOPE, IDENTITY, LISTED, MARKS, NAMESPACE, OWN, ROLES, Read, STEP, SUPERSEDED, Shape, TO_LANE,
    demanded, with,
};
use crate::contracts::brief::{Brief, Change, ScopeId, Scopes, Sound};
use crate::contracts::edition::{ContractMode, Edition};
use crate::contracts::envelope::is_version;
use crate::contracts::event::DossierEventType;
use crate::contracts::fields::Closed;
use crate::contracts::foreign::ForeignKind;
use crate::contracts::ids::EventId;
use crate::contracts::payloads::DriftKind;
use crate::contracts::timestamp::Timestamp;
use crate::contracts::values::{ActorKind, ArtifactClass, HashAlgorithm, LocalNamespaceTuple};

/// A line being read, and what was kept of it so far.
#[derive(Debug)]
pub(super) struct Reader<'l, 'm> {
    cursor: Cursor<'l>,
    line_len: usize,
    pub(super) memory: &'m mut Memory,
    scopes: &'m mut Scopes,
    mode: ContractMode,
    edition: Edition,
    /// The line was refused for a name of the other edition, which `mode` would let it follow.
    pub(super) is_other_edition: bool,
    event_type: Option<&'l [u8]>,
    kind: Option<DossierEventType>,
    /// Where a payload is that came before its event's type.
    payload: Option<Cursor<'l>>,
    event_id: Option<EventId>,
    clock: Option<u64>,
    timestamp: Option<Timestamp>,
    scope: Option<ScopeId>,
    parts: [Option<&'l str>; 6],
    /// Which artifact is being read.
    role: usize,
    artifacts: [(Option<&'l str>, Option<ArtifactClass>); ROLES],
    /// The fields of the envelope.
    pub(super) seen: u64,
}

impl<'l, 'm> Reader<'l, 'm> {
    pub(super) fn new(
        line: &'l [u8],
        mode: ContractMode,
        edition: Edition,
        memory: &'m mut Memory,
        scopes: &'m mut Scopes,
    ) -> Self {
        Self {
            cursor: Cursor { rest: line },
            line_len: line.len(),
            memory,
            scopes,
            mode,
            edition,
            is_other_edition: false,
            event_type: None,
            kind: None,
            payload: None,
            event_id: None,
            clock: None,
            timestamp: None,
            scope: None,
            parts: [None; 6],
            role: OWN,
            artifacts: [(None, None); ROLES],
            seen: 0,
        }
    }

    /// The event that the line is, if it is sound and of one of these forms. With `NOTES` what is met is kept.
    pub(super) fn follow<const NOTES: bool>(&mut self, forms: &Forms) -> Option<Sound<'l>> {
        self.memory.forget();
        let mut at = 0;
        'places: loop {
            let (start, from) = (self.cursor.rest, self.place());
            for way in forms.ways(at) {
                let Some(rest) = start.strip_prefix(&*way.text) else { continue };
                self.cursor.rest = rest;
                match way.next {
                    Next::Value { like, place } => {
                        let start = self.place();
                        self.role = like.role.into();
                        if self.value(like.read).is_some() {
                            if NOTES {
                                let end = self.place();
                                self.memory.note(&way.held, from, like.at(start..end));
                            }
                            at = place;
                            continue 'places;
                        }
                    }
                    Next::End(end) if rest.is_empty() => {
                        if NOTES {
                            self.memory.note_end(&way.held, from, end.objects);
                        }
                        return self.event(end.kind, end.seen);
                    }
                    Next::End(_) => {}
                }
            }
            return None;
        }
    }

    /// What the line is, if it is sound.
    pub(super) fn line(&mut self) -> Option<Sound<'l>> {
        self.memory.forget();
        self.cursor.spaces();
        self.seen = self.fields(&ENVELOPE)?;
        let seen = self.seen;
        self.cursor.end()?;
        let Some(kind) = self.kind else { return self.foreign(seen) };
        if let Some(payload) = self.payload {
            self.cursor = payload;
            self.object(Shape::payload(kind))?;
        }
        self.event(kind, seen)
    }

    fn event(&self, kind: DossierEventType, seen: u64) -> Option<Sound<'l>> {
        let has = |demanded: u64| seen & demanded == demanded;
        if !has(ENVELOPE.required | demanded(self.edition))
            || (self.edition == Edition::Two && self.clock.is_none())
        {
            return None;
        }
        let artifact = || {
            let (path, class) = self.artifacts[OWN];
            path.zip(class)
        };
        let change = match kind {
            DossierEventType::ArtifactIndexed => {
                let (path, class) = artifact()?;
                Change::Indexed { path, class, supersedes: self.artifacts[SUPERSEDED].0 }
            }
            DossierEventType::ArtifactMissing => {
                let (path, class) = artifact()?;
                Change::Missing { path, class }
            }
            DossierEventType::SnapshotComputed => Change::Snapshot,
            DossierEventType::ParityDriftDetected => Change::Drift,
        };
        Some(Sound::Event(Brief {
            event_id: self.event_id?,
            clock: self.clock.map(Into::into),
            timestamp: self.timestamp?,
            kind,
            scope: Some(self.scope?),
            change: Some(change),
        }))
    }

    /// A row of another kind; a whole envelope only if both editions would have it, where either may be meant.
    fn foreign(&self, seen: u64) -> Option<Sound<'l>> {
        let has = |field: usize| seen & 1 << field != 0;
        let claims = seen & MARKS != 0;
        if claims {
            let demanded = match self.mode {
                ContractMode::Auto => demanded(Edition::Two) | demanded(Edition::Three),
                ContractMode::Exact(edition) => demanded(edition),
            };
            let demanded = demanded | ENVELOPE.required;
            let clocked = self.mode == ContractMode::Exact(Edition::Three) || self.clock.is_some();
            if seen & demanded != demanded || !clocked {
                return None;
            }
        }
        let kind = match (has(TO_LANE), claims) {
            (true, _) => ForeignKind::LaneTransition,
            (false, true) => ForeignKind::Envelope,
            (false, false) if has(AT) => ForeignKind::Decision,
            (false, false) => ForeignKind::Lifecycle,
        };
        let group = if has(TO_LANE) { kind.words() } else { str::from_utf8(self.event_type?).ok()? };
        Some(Sound::Foreign { kind, group })
    }

    /// Reads an object of this closed shape.
    fn object(&mut self, shape: &'static Shape) -> Option<()> {
        let seen = self.fields(shape)?;
        self.memory.objects |= 1 << shape.id;
        (seen & shape.required == shape.required).then_some(())
    }

    /// Reads an object of this shape; the set of the fields it has.
    fn fields(&mut self, shape: &'static Shape) -> Option<u64> {
        self.cursor.byte(b'{')?;
        let mut seen = 0;
        let mut place = BEGIN;
        loop {
            let field = self.next(shape, place)?;
            if field == END {
                return Some(seen);
            }
            seen = with(seen, field)?;
            self.member(shape, field)?;
            place = field + 1;
        }
    }

    /// Reads the value of a field, and notes where it is.
    fn member(&mut self, shape: &'static Shape, field: usize) -> Option<()> {
        let (read, is_nullable) =
            shape.fields.get(field).map_or((Read::Any, false), |field| (field.read, field.is_nullable()));
        if is_nullable && self.cursor.peek() == Some(b'n') {
            return self.cursor.word(b"null");
        }
        let (start, role, met) = (self.place(), self.role, self.memory.met.len());
        self.value(read)?;
        if !read.is_structure() {
            // Of a value that is read as one, those within are no matter.
            self.memory.met.truncate(met);
            self.memory.met.push(Met::new(read, role, (shape.id, field), start..self.place()));
        }
        Some(())
    }

    /// How much of the line has been read.
    fn place(&self) -> usize {
        self.line_len.wrapping_sub(self.cursor.rest.len())
    }

    /// The field whose value comes next, or [`END`].
    #[inline]
    fn next(&mut self, shape: &Shape, place: usize) -> Option<usize> {
        let Some((field, rest)) = self.memory.guess(shape.id, place, self.cursor.rest) else {
            return self.search(shape, place);
        };
        self.cursor.rest = rest;
        // Of the same text with a space more, this is the beginning.
        self.cursor.spaces();
        Some(field)
    }

    /// Takes apart what stands before the next value, and remembers it.
    #[cold]
    fn search(&mut self, shape: &Shape, place: usize) -> Option<usize> {
        let start = self.cursor;
        self.cursor.spaces();
        let field = if self.cursor.has(b'}') {
            END
        } else {
            if place != BEGIN {
                self.cursor.byte(b',')?;
                self.cursor.spaces();
            }
            let name = self.cursor.plain()?;
            self.cursor.spaces();
            self.cursor.byte(b':')?;
            self.cursor.spaces();
            match shape.find(name, self.edition) {
                Some(field) => field,
                None if shape.is_open => self.memory.stranger(shape.fields.len(), name)?,
                None => {
                    let other = shape.find(name, self.edition.other()).is_some();
                    self.is_other_edition = other && self.mode == ContractMode::Auto;
                    return None;
                }
            }
        };
        self.memory.learn(shape.id, place, self.cursor.since(start), field);
        Some(field)
    }

    #[expect(clippy::inline_always, reason = "a call took a tenth as long as reading the values does")]
    #[inline(always)]
    fn value(&mut self, read: Read) -> Option<()> {
        match read {
            Read::String => drop(self.cursor.string()?),
            Read::Text => return self.cursor.string()?.then_some(()),
            Read::Strings => self.cursor.items(|cursor| cursor.string().map(drop))?,
            Read::StringMap => self.cursor.members(|cursor| cursor.string().map(drop))?,
            Read::Natural => drop(self.cursor.natural()?),
            Read::Algorithm => drop(self.one_of::<HashAlgorithm>()?),
            Read::ActorKind => drop(self.one_of::<ActorKind>()?),
            Read::DriftKind => drop(self.one_of::<DriftKind>()?),
            Read::Id => self.checked(0, |text| EventId::parse_ascii(text).is_some())?,
            Read::Uuid => self.checked(1, |text| uuid::Uuid::try_parse_ascii(text).is_ok())?,
            Read::Version => self.checked(2, |text| str::from_utf8(text).is_ok_and(is_version))?,
            Read::Tier => return (self.cursor.natural()? <= 4).then_some(()),
            Read::Any => self.cursor.any()?,
            Read::EventId => self.event_id = Some(self.cursor.id()?),
            Read::EventType => {
                let name = self.cursor.plain().filter(|name| !name.is_empty())?;
                self.kind = DossierEventType::ALL.into_iter().find(|kind| kind.name().as_bytes() == name);
                self.event_type = Some(name);
            }
            Read::Clock => self.clock = Some(self.cursor.natural()?),
            Read::Timestamp => self.timestamp = Some(self.cursor.instant()?),
            Read::Payload => self.payload()?,
            Read::Namespace => self.scope = Some(self.namespace()?),
            Read::Part(part) => {
                self.parts[part] = Some(self.cursor.text().filter(|text| part == STEP || !text.is_empty())?);
            }
            Read::Artifact => return self.identity(OWN),
            Read::Superseded => return self.identity(SUPERSEDED),
            Read::Artifacts => {
                self.cursor.byte(b'[')?;
                return self.artifacts();
            }
            Read::Path => {
                self.artifacts[self.role].0 = Some(self.cursor.text().filter(|path| !path.is_empty())?);
            }
            Read::Class => self.artifacts[self.role].1 = Some(self.one_of()?),
            Read::Object(shape) => self.object(shape)?,
        }
        Some(())
    }

    fn payload(&mut self) -> Option<()> {
        match self.kind {
            Some(kind) => self.object(Shape::payload(kind)),
            // An envelope's payload is an object, whatever the event.
            None if self.cursor.peek() == Some(b'{') => {
                self.payload = Some(self.cursor);
                self.cursor.any()
            }
            None => None,
        }
    }

    fn namespace(&mut self) -> Option<ScopeId> {
        if let Some((scope, rest)) = self.scopes.spelt(self.cursor.rest, self.edition) {
            self.cursor.rest = rest;
            return Some(scope);
        }
        let start = self.cursor;
        self.parts = [None; 6];
        self.object(&NAMESPACE)?;
        let part = |at: usize| self.parts[at].map(str::to_owned);
        let namespace = LocalNamespaceTuple {
            project_uuid: part(0)?,
            mission_slug: part(1)?,
            target_branch: part(2)?,
            mission_type: part(3)?,
            manifest_version: part(4)?,
            step_id: part(STEP),
        };
        let scope = self.scopes.number(&namespace);
        self.scopes.spell(self.cursor.since(start), self.edition, scope);
        Some(scope)
    }

    fn identity(&mut self, role: usize) -> Option<()> {
        self.role = role;
        self.object(&IDENTITY)
    }

    /// The rest of a list of artifacts.
    fn artifacts(&mut self) -> Option<()> {
        self.cursor.spaces();
        if self.cursor.has(b']') {
            return Some(());
        }
        loop {
            self.identity(LISTED)?;
            self.cursor.spaces();
            if self.cursor.has(b']') {
                return Some(());
            }
            self.cursor.byte(b',')?;
            self.cursor.spaces();
        }
    }

    /// Steps over a string that `passes`, or that is the same as the last one that passed the check of this number.
    fn checked(&mut self, check: usize, passes: impl FnOnce(&[u8]) -> bool) -> Option<()> {
        if let Some(rest) = self.memory.passed(check, self.cursor.rest) {
            self.cursor.rest = rest;
            return Some(());
        }
        let start = self.cursor;
        if !passes(self.cursor.plain()?) {
            return None;
        }
        self.memory.pass(check, self.cursor.since(start));
        Some(())
    }

    fn one_of<T: Closed>(&mut self) -> Option<T> {
        let text = self.cursor.plain()?;
        T::MEMBERS.iter().find(|(name, _)| name.as_bytes() == text).map(|(_, member)| *member)
    }
}
