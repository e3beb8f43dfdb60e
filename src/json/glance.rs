//! Finds members of the outermost object by their names alone: for a text that has been read as JSON before.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2_iter};

/// The name of a member that is looked for.
#[derive(Debug)]
pub struct Name(Finder<'static>);

impl Name {
    /// A name as it is written: `quoted` has its quotes.
    pub fn new(quoted: &'static str) -> Self {
        Self(Finder::new(quoted))
    }

    /// The text from this member's value on.
    fn value<'t>(&self, text: &'t str) -> Option<&'t str> {
        let bytes = text.as_bytes();
        let start = self.0.find(bytes)?;
        let end = start + self.0.needle().len();
        let is_outermost = memchr2_iter(b'{', b'[', &bytes[..start]).count() == 1;
        let is_only = self.0.find(&bytes[end..]).is_none();
        let after = text.get(end..).filter(|_| is_outermost && is_only)?;
        Some(after.trim_start_matches(SPACE).strip_prefix(':')?.trim_start_matches(SPACE))
    }
}

const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The text from each member's value on.
///
/// `None` where a glance does not tell: where a name stands twice or not at all, or where something is written with
/// escapes, or nested before it. Of a text that is no object anything may be given, but never a panic.
pub fn glance<'t, const N: usize>(text: &'t str, names: [&Name; N]) -> Option<[&'t str; N]> {
    if memchr(b'\\', text.as_bytes()).is_some() {
        return None;
    }
    let mut found = [""; N];
    for (found, name) in found.iter_mut().zip(names) {
        *found = name.value(text)?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Document;
    use crate::json::tests::values;

    #[test]
    fn a_name_that_is_a_value_or_nested_or_written_twice_is_left_to_others() {
        let a = Name::new("\"a\"");
        assert_eq!(glance(r#"{"b":"{x", "a" : [1]}"#, [&a]), None, "a brace in a text may be one that opens");
        assert_eq!(glance(r#"{"b":"x", "a" : [1]}"#, [&a]), Some(["[1]}"]));
        for other in [
            r#"{"b":"a"}"#,
            r#"{"b":"a","a":1}"#,
            r#"{"b":{"a":1}}"#,
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"b":{"a":2}}"#,
            r#"{"\"a":1}"#,
            r#"{"a":"\n"}"#,
            "{}",
            "",
        ] {
            assert_eq!(glance(other, [&a]), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_it_finds_is_what_reading_it_whole_finds(value in values(), pretty in any::<bool>()) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            let names = ["\"a\"", "\"b\""].map(Name::new);
            if let Some([a, b]) = glance(&text, [&names[0], &names[1]]) {
                let document = Document::parse(&text).unwrap();
                for (name, found) in ["a", "b"].into_iter().zip([a, b]) {
                    prop_assert!(found.starts_with(document.root().get(name).unwrap().raw()));
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "[{}\\[\\]\":,aä \\\\]{0,24}") {
            let name = Name::new("\"a\"");
            let _ = glance(&text, [&name]);
        }
    }
}
