//! Where two JSON values differ.

use serde::Serialize;
use serde_json::Value;

/// How many differences are listed one by one.
pub const MAX_DIFFERENCES: usize = 20;

/// One place at which a state differs from the golden one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// RFC 6901 pointer to the place.
    pub pointer: String,
    /// What the golden state has there; `None` when nothing.
    pub expected: Option<Value>,
    /// What came out there; `None` when nothing.
    pub got: Option<Value>,
}

/// All places at which a state differs from the golden one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoldenDiff {
    /// The stream whose state is compared.
    pub stream: String,
    /// How many places differ.
    pub count: usize,
    /// The first of them, at most [`MAX_DIFFERENCES`].
    pub differences: Vec<Difference>,
}

impl GoldenDiff {
    /// Compares what `stream` reduced to with the golden state.
    pub(super) fn between(stream: &str, expected: &Value, got: &Value) -> Self {
        let mut diff = Self { stream: stream.to_owned(), count: 0, differences: Vec::new() };
        diff.compare(&mut String::new(), Some(expected), Some(got));
        diff
    }

    fn compare(&mut self, pointer: &mut String, expected: Option<&Value>, got: Option<&Value>) {
        match (expected, got) {
            (Some(Value::Object(a)), Some(Value::Object(b))) => {
                let added = b.keys().filter(|key| !a.contains_key(*key));
                for key in a.keys().chain(added) {
                    let token = key.replace('~', "~0").replace('/', "~1");
                    self.step(pointer, &token, a.get(key), b.get(key));
                }
            }
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                for at in 0..a.len().max(b.len()) {
                    self.step(pointer, &at.to_string(), a.get(at), b.get(at));
                }
            }
            (a, b) if a == b => {}
            (a, b) => {
                self.count += 1;
                if self.differences.len() < MAX_DIFFERENCES {
                    let pointer = pointer.clone();
                    self.differences.push(Difference { pointer, expected: a.cloned(), got: b.cloned() });
                }
            }
        }
    }

    fn step(&mut self, pointer: &mut String, token: &str, expected: Option<&Value>, got: Option<&Value>) {
        let len = pointer.len();
        pointer.push('/');
        pointer.push_str(token);
        self.compare(pointer, expected, got);
        pointer.truncate(len);
    }
}
