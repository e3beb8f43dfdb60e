//! Lines that were decoded before, read again for their payloads alone: for less than decoding them costs.
//!
//! Whatever way is taken, the payload is the one that [`decode`](super::decode::decode) finds.

use std::sync::LazyLock;

use super::decode::{Content, decode_text, edition_of};
use super::edition::{ContractMode, Edition};
use super::event::{DossierEventType, DossierPayload};
use super::fields::Reading;
use super::schemas;
use crate::json::{Document, Name, Value, glance, skim};

static EVENT_TYPE: LazyLock<Name> = LazyLock::new(|| Name::new("\"event_type\""));
static PAYLOAD: LazyLock<Name> = LazyLock::new(|| Name::new("\"payload\""));

/// The payload of a dossier event.
///
/// `bytes` are those that were decoded, without a byte order mark. `None` for any other line, and where the payload
/// breaks the contract.
pub fn decode_payload(bytes: &[u8], mode: ContractMode) -> Option<DossierPayload> {
    let glance = glance_at(bytes);
    // The names of edition 3 are read for less, where nothing about the payload is unusual.
    if let Some((kind, payload)) = glance
        && mode != ContractMode::Exact(Edition::Two)
        && let Some(payload) = DossierPayload::beginning(payload, kind)
    {
        return Some(payload);
    }
    if let Some((kind, payload)) = payload_of(bytes, glance) {
        let edition = edition_of(Some(payload.root()), mode);
        return DossierPayload::read(kind, &mut Reading::new(edition), payload.root(), "");
    }
    match decode_text(bytes, mode).content {
        Content::Event(event) => event.payload,
        Content::Blank | Content::Foreign(_) | Content::Rejected => None,
    }
}

/// What a glance tells: an event's type, and the text that its payload begins.
type Glance<'l> = Option<(DossierEventType, &'l str)>;

fn glance_at(bytes: &[u8]) -> Glance<'_> {
    let [name, payload] = glance(str::from_utf8(bytes).ok()?, [&EVENT_TYPE, &PAYLOAD])?;
    let (name, _) = name.strip_prefix('"')?.split_once('"')?;
    Some((DossierEventType::from_name(name)?, payload))
}

/// Whether the JSON Schema accepts the payload of a dossier event; `None` for other lines, and for events of
/// edition 2, which the schemas are not of.
pub fn schema_accepts(bytes: &[u8], mode: ContractMode) -> Option<bool> {
    let judge = |payload: Value<'_>, kind| {
        (edition_of(Some(payload), mode) == Edition::Three).then(|| schemas::accepts_payload(payload, kind))
    };
    if let Some((kind, payload)) = payload_of(bytes, glance_at(bytes)) {
        return judge(payload.root(), kind);
    }
    let document = Document::parse(str::from_utf8(bytes).ok()?).ok()?;
    let kind = document.root().get("event_type").and_then(kind_of)?;
    let empty = Document::empty_object();
    judge(document.root().get("payload").unwrap_or_else(|| empty.root()), kind)
}

/// The payload read without the envelope around it; `None` where only reading the whole line tells.
fn payload_of<'l>(bytes: &'l [u8], glance: Glance<'l>) -> Option<(DossierEventType, Document<'l>)> {
    if let Some((kind, payload)) = glance {
        return Some((kind, Document::beginning(payload).ok()?));
    }
    let [name, payload] = skim(str::from_utf8(bytes).ok()?, ["event_type", "payload"])?;
    let kind = kind_of(Document::parse(name?).ok()?.root())?;
    Some((kind, Document::parse(payload?).ok()?))
}

fn kind_of(name: Value<'_>) -> Option<DossierEventType> {
    name.as_str().and_then(|name| DossierEventType::from_name(&name))
}
