//! What another side wrote down about a dossier: a saved reducer state, or a producer's snapshot file.
//!
//! Everything read here is a stranger's. A text that is meant to be one of the two forms and is not sound is
//! refused with the place; nothing is guessed from the rest of it.

use super::compare::{Content, Side};
use crate::json::{Document, Kind, Value};

/// A side as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What form it has.
    pub form: Form,
    /// Its present artifacts.
    pub side: Side,
    /// The hash it claims over them, as written.
    pub claim: Option<String>,
    /// The slug of its mission.
    pub mission: Option<String>,
}

/// The forms a side is written down in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A reducer state, alone or inside the object of a replay.
    State,
    /// A producer's `snapshot-latest.json`.
    Snapshot,
}

/// Why a text that has one of the forms cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {wanted}")]
pub struct Unsound {
    /// Where, as an RFC 6901 pointer; a stranger's text.
    pub pointer: String,
    /// What should be there.
    pub wanted: &'static str,
}

/// Reads `text`; `None` when it is neither form.
///
/// # Errors
/// [`Unsound`] when it is one of them with something wrong in it.
pub fn read(text: &str) -> Option<Result<Recorded, Unsound>> {
    let document = Document::parse(text).ok()?;
    let root = document.root();
    if root.kind() != Kind::Object {
        return None;
    }
    let read: fn(Value<'_>) -> Result<Recorded, Unsound> = if root.get("artifact_summaries").is_some() {
        snapshot
    } else if is_state(root) || root.get("state").is_some_and(is_state) {
        state
    } else {
        return None;
    };
    // A repeated key means one of two things, and which is a guess.
    Some(match document.flaws().first() {
        Some(flaw) => unsound(document.flawed(*flaw), "no repeated key and no value out of range"),
        None => read(root),
    })
}

fn is_state(value: Value<'_>) -> bool {
    ["artifacts", "parity_status", "event_count"].iter().all(|key| value.get(key).is_some())
}

fn state(root: Value<'_>) -> Result<Recorded, Unsound> {
    let state = if is_state(root) { root } else { member(root, "state")? };
    let artifacts = member(state, "artifacts")?;
    if artifacts.kind() != Kind::Object {
        return unsound(artifacts, "an object of artifacts by path");
    }
    let mut side = Side::new();
    for (path, artifact) in artifacts.entries() {
        let superseded = flag(member(artifact, "superseded")?)?;
        let content = member(artifact, "content_ref")?;
        let hash = text(member(content, "hash")?)?;
        let algorithm = text(member(content, "algorithm")?)?;
        if !superseded {
            side.insert(text(path)?, Content { hash: Some(hash), algorithm });
        }
    }
    let name = |key| state.get("namespace").and_then(|namespace| namespace.get(key)).and_then(Value::as_str);
    let mission = name("mission_slug").or_else(|| name("feature_slug")).map(std::borrow::Cow::into_owned);
    Ok(Recorded { form: Form::State, side, claim: None, mission })
}

fn snapshot(root: Value<'_>) -> Result<Recorded, Unsound> {
    let summaries = member(root, "artifact_summaries")?;
    if summaries.kind() != Kind::Array {
        return unsound(summaries, "a list of artifacts");
    }
    let mut side = Side::new();
    for summary in summaries.items() {
        if !flag(member(summary, "is_present")?)? {
            continue;
        }
        let path = member(summary, "relative_path")?;
        let hash = optional(summary, "content_hash_sha256")?;
        let content = Content { hash, algorithm: "sha256".to_owned() };
        if side.insert(text(path)?, content).is_some() {
            return unsound(path, "each path once");
        }
    }
    let claim = optional(root, "parity_hash_sha256")?;
    let name = |key| root.get(key).and_then(Value::as_str).map(std::borrow::Cow::into_owned);
    let mission = name("mission_slug").or_else(|| name("feature_slug"));
    Ok(Recorded { form: Form::Snapshot, side, claim, mission })
}

fn member<'d>(value: Value<'d>, key: &'static str) -> Result<Value<'d>, Unsound> {
    value.get(key).map_or_else(|| unsound(value, wanted(key)), Ok)
}

fn wanted(key: &'static str) -> &'static str {
    match key {
        "superseded" => "an artifact with \"superseded\"",
        "content_ref" => "an artifact with \"content_ref\"",
        "hash" => "a content reference with \"hash\"",
        "algorithm" => "a content reference with \"algorithm\"",
        "is_present" => "a summary with \"is_present\"",
        "relative_path" => "a summary with \"relative_path\"",
        _ => "a member that is not there",
    }
}

fn text(value: Value<'_>) -> Result<String, Unsound> {
    match value.as_str() {
        Some(text) if !text.is_empty() => Ok(text.into_owned()),
        _ => unsound(value, "a text that is not empty"),
    }
}

/// A text, or nothing where it is absent, null or empty.
fn optional(value: Value<'_>, key: &str) -> Result<Option<String>, Unsound> {
    match value.get(key) {
        None => Ok(None),
        Some(found) if found.is_null() || found.as_str().is_some_and(|text| text.is_empty()) => Ok(None),
        Some(found) => text(found).map(Some),
    }
}

fn flag(value: Value<'_>) -> Result<bool, Unsound> {
    match value.kind() {
        Kind::Bool(flag) => Ok(flag),
        _ => unsound(value, "true or false"),
    }
}

fn unsound<T>(value: Value<'_>, wanted: &'static str) -> Result<T, Unsound> {
    Err(Unsound { pointer: value.pointer(), wanted })
}

#[cfg(test)]
mod tests {
    use super::{Form, read};

    const STATE: &str = r#"{"namespace":{"mission_slug":"m"},"artifacts":{
        "a.md":{"content_ref":{"hash":"11","algorithm":"sha256"},"superseded":false},
        "b.md":{"content_ref":{"hash":"22","algorithm":"md5"},"superseded":true}},
        "parity_status":"clean","event_count":2}"#;
    const SNAPSHOT: &str = r#"{"mission_slug":"m","parity_hash_sha256":"ab","artifact_summaries":[
        {"relative_path":"a.md","content_hash_sha256":"11","is_present":true},
        {"relative_path":"gone.md","content_hash_sha256":null,"is_present":false},
        {"relative_path":"dark.md","content_hash_sha256":null,"is_present":true}]}"#;

    #[test]
    fn both_forms_give_their_present_artifacts() {
        let replay = format!("{{\"schema\":\"dossier.replay/1\",\"state\":{STATE}}}");
        for text in [STATE, &replay] {
            let state = read(text).unwrap().unwrap();
            assert_eq!((state.form, state.mission.as_deref()), (Form::State, Some("m")));
            assert_eq!(state.side.keys().collect::<Vec<_>>(), ["a.md"]);
        }
        let snapshot = read(SNAPSHOT).unwrap().unwrap();
        assert_eq!((snapshot.form, snapshot.claim.as_deref()), (Form::Snapshot, Some("ab")));
        assert_eq!(snapshot.side.keys().collect::<Vec<_>>(), ["a.md", "dark.md"]);
        assert_eq!(snapshot.side["dark.md"].hash, None);
    }

    #[test]
    fn other_texts_are_neither() {
        for text in ["", "[]", "{}", "{\"event_type\":\"x\"}\n{}", "{\"state\":null}", "{\"artifacts\":{}}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_sound_is_refused_with_its_place() {
        for (text, pointer) in [
            (STATE.replace("\"11\"", "\"\""), "/artifacts/a.md/content_ref/hash"),
            (STATE.replace("\"superseded\":true", "\"superseded\":1"), "/artifacts/b.md/superseded"),
            (STATE.replace("b.md", "a.md"), "/artifacts/a.md"),
            (
                SNAPSHOT.replace("\"gone.md\"", "7").replace("false", "true"),
                "/artifact_summaries/1/relative_path",
            ),
            (SNAPSHOT.replace("dark.md", "a.md"), "/artifact_summaries/2/relative_path"),
            (SNAPSHOT.replacen("\"is_present\":true", "\"x\":1", 1), "/artifact_summaries/0"),
            (r#"{"artifact_summaries":{}}"#.to_owned(), "/artifact_summaries"),
        ] {
            assert_eq!(read(&text).unwrap().unwrap_err().pointer, pointer, "{text}");
        }
    }
}
