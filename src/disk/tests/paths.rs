use std::path::{Component, Path};

use proptest::prelude::*;

use crate::disk::path::{MAX_NAME_BYTES, MAX_PATH_BYTES};
use crate::disk::{RecordedPath, UnsafePath, is_work_package};

#[test]
fn what_would_have_to_be_cleaned_is_refused() {
    use UnsafePath::{
        Absolute, Backslash, Colon, Control, Device, Dot, DotDot, Drive, DroppedEnd, Empty, EmptyName, Home,
        LongName, Scheme, Share, TooLong, TrailingSlash,
    };
    let long = "a".repeat(5000);
    let long_name = format!("a/{}/b", "n".repeat(MAX_NAME_BYTES + 1));
    let table: &[(&str, UnsafePath)] = &[
        ("", Empty),
        (&long, TooLong),
        ("a\0b", Control),
        ("a\nb", Control),
        ("a\u{1b}[31m", Control),
        ("a\u{7f}", Control),
        ("a\u{9b}31m", Control),
        ("//server/share", Share),
        ("\\\\server\\share", Share),
        ("\\\\?\\C:\\x", Share),
        ("a\\b", Backslash),
        ("..\\x", Backslash),
        ("/etc/passwd", Absolute),
        ("/", Absolute),
        ("~", Home),
        ("~root/x", Home),
        ("C:/x", Drive),
        ("c:x", Drive),
        ("x:stream", Drive),
        ("file:///etc/passwd", Scheme),
        ("https://example.org/a", Scheme),
        ("file:x", Colon),
        ("spec.md:stream", Colon),
        ("a/b:c", Colon),
        ("a/", TrailingSlash),
        ("a//", TrailingSlash),
        ("a//b", EmptyName),
        (".", Dot),
        ("./a", Dot),
        ("a/./b", Dot),
        ("a/.", Dot),
        ("..", DotDot),
        ("../x", DotDot),
        ("a/../x", DotDot),
        ("a/../../x", DotDot),
        ("a/..", DotDot),
        (&long_name, LongName),
        ("CON", Device),
        ("a/con/b", Device),
        ("nul.txt", Device),
        ("AUX .md", Device),
        ("prn", Device),
        ("COM1", Device),
        ("lpt9.tar.gz", Device),
        ("com¹.x", Device),
        ("conin$", Device),
        ("...", DroppedEnd),
        ("a.", DroppedEnd),
        ("a /b", DroppedEnd),
        ("a/b ", DroppedEnd),
    ];
    for (path, fault) in table {
        assert_eq!(RecordedPath::check(path), Err(*fault), "{path:?}");
    }
    for fault in UnsafePath::ALL {
        assert!(table.iter().any(|(_, tried)| *tried == fault), "{fault:?} is not tried");
        assert!(!fault.words().is_empty() && fault.to_string() == fault.words());
    }
}

#[test]
fn what_names_a_file_is_taken_as_it_is() {
    let name = "n".repeat(MAX_NAME_BYTES);
    let most = format!("{}bc", "a/".repeat(MAX_PATH_BYTES / 2 - 1));
    assert_eq!(most.len(), MAX_PATH_BYTES);
    for path in [
        "spec.md",
        "tasks/WP01-a.md",
        ".kittify/..hidden",
        "a b/c",
        " a",
        "a..b/...c",
        "-rf",
        "*",
        "naïve/Ωmega.md",
        "COM/LPT10/CONSOLE/com¼",
        "a~",
        "שלום/עולם.md",
        &name,
        &most,
    ] {
        assert_eq!(RecordedPath::check(path).as_ref().map(RecordedPath::as_str), Ok(path));
    }
    assert_eq!(RecordedPath::check(&format!("{most}x")), Err(UnsafePath::TooLong));
}

#[test]
fn a_work_package_lies_in_tasks_itself() {
    for path in ["tasks/WP01.md", "tasks/WP01-a-b.md", "tasks/WP.md"] {
        assert!(is_work_package(path), "{path}");
    }
    for path in
        ["tasks/WP08-a/review.md", "tasks/README.md", "tasks/wp01.md", "a/tasks/WP01.md", "tasks/WP01", ""]
    {
        assert!(!is_work_package(path), "{path}");
    }
}

proptest! {
    #[test]
    fn what_is_taken_stays_beneath_its_root(
        path in prop_oneof![
            "(\\PC|\\.|/|\\\\|:|~|\u{0}| ){0,40}",
            proptest::collection::vec("(\\.{1,3}|[a-z]{0,3}|con|C:|~|nul\\.x)", 1..6).prop_map(|names| names.join("/")),
        ],
    ) {
        if let Ok(path) = RecordedPath::check(&path) {
            let root = Path::new("/root/of/all");
            let joined = root.join(path.as_path());
            let rest = joined.strip_prefix(root);
            prop_assert_eq!(rest, Ok(path.as_path()));
            let names: Vec<_> = path.as_path().components().collect();
            prop_assert!(names.iter().all(|name| matches!(name, Component::Normal(_))));
            prop_assert_eq!(names.len(), path.names().count());
            prop_assert_eq!(joined.components().count(), root.components().count() + names.len());
        }
    }
}
