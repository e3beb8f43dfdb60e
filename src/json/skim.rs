//! Finds members of an object without a table of all its values: for a text that has been read as JSON before.

use memchr::{memchr, memchr2};

/// The texts of the members of those names; of a repeated one, the last.
///
/// `None` where a name is written with escapes, and for a text that is no object: reading it whole says more. Of a
/// text that is not JSON anything may be given, but never a panic.
pub fn skim<'t, const N: usize>(text: &'t str, names: [&str; N]) -> Option<[Option<&'t str>; N]> {
    let bytes = text.as_bytes();
    let mut found = [None; N];
    let mut at = space(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    at = space(bytes, at + 1);
    while bytes.get(at) == Some(&b'"') {
        let name = at + 1;
        at = string(bytes, at)?;
        let name = text.get(name..at - 1)?;
        if memchr(b'\\', name.as_bytes()).is_some() {
            return None;
        }
        at = space(bytes, at);
        let start = space(bytes, at + 1);
        at = value(bytes, start)?;
        if let Some(place) = names.iter().position(|wanted| *wanted == name) {
            found[place] = Some(text.get(start..at)?);
        }
        at = space(bytes, at);
        at = space(bytes, at + usize::from(bytes.get(at) == Some(&b',')));
    }
    Some(found)
}

fn space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Behind the string that begins at `at`.
fn string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Behind the value that begins at `at`.
fn value(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match bytes.get(at)? {
            b'"' => at = string(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            // A number or a word, a comma, a colon or white space.
            _ if depth > 0 => {
                at += 1;
                continue;
            }
            _ => {
                let end = bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b',' | b'}' | b' ' | b'\t' | b'\n' | b'\r'));
                return Some(at + end?);
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::skim;
    use crate::json::Document;
    use crate::json::tests::values;

    #[test]
    fn members_are_found_whatever_stands_around_them() {
        let text = r#" { "a" : {"b":"}","c":["]",{}]} ,"b":"x\"y", "n":-1.5e3,"a2":null,"b":[true] } "#;
        assert_eq!(
            skim(text, ["n", "a", "b", "c"]),
            Some([Some("-1.5e3"), Some(r#"{"b":"}","c":["]",{}]}"#), Some("[true]"), None])
        );
        assert_eq!(skim("{}", ["a"]), Some([None]));
        for other in ["[]", "", "{\"\\u0061\":1}", "{\"a", "{\"a\":{", "{\"a\":\"\\"] {
            assert_eq!(skim(other, ["a"]), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_reading_it_whole_finds(value in values(), pretty in any::<bool>()) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            let document = Document::parse(&text).unwrap();
            if let Some(found) = skim(&text, ["a", "b", "ca"]) {
                for (name, found) in ["a", "b", "ca"].into_iter().zip(found) {
                    prop_assert_eq!(found, document.root().get(name).map(crate::json::Value::raw));
                }
            } else {
                prop_assert!(!value.is_object());
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "[{}\\[\\]\":,a \\\\]{0,24}") {
            let _ = skim(&text, ["a"]);
        }
    }
}
