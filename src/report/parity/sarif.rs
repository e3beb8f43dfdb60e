//! The answer as SARIF 2.1.0, for code scanning.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::Parity;
use super::json::level;
use crate::dossier::judge::Rule;
use crate::report::json::write_pretty;

/// Writes the answer.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, parity: &Parity<'_>) -> io::Result<()> {
    let uri = uri(parity.replay.name);
    let results: Vec<Value> = parity
        .judgement
        .facts
        .iter()
        .map(|fact| {
            let mut place = json!({ "artifactLocation": { "uri": uri } });
            if let Some(entry) = parity.event(fact) {
                place["region"] = json!({ "startLine": parity.session().timeline().entry(entry).line + 1 });
            }
            json!({
                "ruleId": fact.rule.name(),
                "ruleIndex": Rule::ALL.iter().position(|rule| *rule == fact.rule),
                "level": level(fact.weight),
                "message": { "text": parity.message(fact).as_str() },
                "locations": [{ "physicalLocation": place }],
            })
        })
        .collect();
    write_pretty(out, &log(&results, &json!({ "executionSuccessful": true })))
}

/// Writes the run of an answer that could not be had.
///
/// # Errors
/// Those of `out`.
pub fn write_failure(out: &mut impl Write, why: &str) -> io::Result<()> {
    let invocation = json!({
        "executionSuccessful": false,
        "toolExecutionNotifications": [{ "level": "error", "message": { "text": why } }],
    });
    write_pretty(out, &log(&[], &invocation))
}

fn log(results: &[Value], invocation: &Value) -> Value {
    let rules =
        Rule::ALL.map(|rule| json!({ "id": rule.name(), "shortDescription": { "text": rule.words() } }));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "dossier", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "invocations": [invocation],
            "results": results,
        }],
    })
}

/// A path as a URI reference: everything but letters, digits and a few marks as percent escapes.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(*byte));
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;
    use std::path::Path;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri(Path::new("a b/ü:1.jsonl")), "a%20b/%C3%BC%3A1.jsonl");
    }
}
