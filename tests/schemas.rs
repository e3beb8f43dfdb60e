//! The committed schema files are those that the types generate, and the check tells when they are not.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use dossier::contracts::schemas;

/// `BLESS=1 cargo test --test schemas` writes the files.
#[test]
fn committed_schemas_are_generated_from_the_types() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, generated) in schemas::generate() {
        let path = folder.join(format!("{name}{}", schemas::SCHEMA_FILE_SUFFIX));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &generated).expect("the schema is written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(committed, generated, "{name}: run BLESS=1 cargo test --test schemas");
    }
}

fn schemas_command(arguments: &[&str], dir: &Path) -> Output {
    let mut command = Command::cargo_bin("dossier").expect("the program is built");
    command.arg("schemas").args(arguments).arg("--dir").arg(dir).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// A folder with all schemas as they should be.
fn generated() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let output = schemas_command(&["generate"], dir.path());
    assert!(output.status.success());
    assert_eq!(said(&output).lines().count(), 9);
    dir
}

#[test]
fn the_committed_folder_passes_the_check() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for arguments in [&["check"][..], &["generate", "--check"]] {
        let output = schemas_command(arguments, &folder);
        assert_eq!(said(&output), "All 9 schemas are up to date.\n");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn what_was_generated_passes_the_check() {
    let dir = generated();
    assert_eq!(schemas_command(&["check"], dir.path()).status.code(), Some(0));
}

#[test]
fn a_missing_file_is_drift() {
    let dir = generated();
    std::fs::remove_file(dir.path().join("event.schema.json")).expect("it was there");
    let output = schemas_command(&["check"], dir.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("missing: ") && said(&output).contains("event.schema.json"));
    assert!(!said(&output).contains("up to date.\n"));
}

#[test]
fn a_missing_folder_lacks_all_files() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = schemas_command(&["check"], &dir.path().join("schemas"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said(&output).lines().filter(|line| line.starts_with("missing: ")).count(), 9);
}

#[test]
fn an_orphaned_file_is_drift() {
    let dir = generated();
    std::fs::write(dir.path().join("old_thing.schema.json"), "{}").expect("it is written");
    std::fs::write(dir.path().join("README.md"), "no schema").expect("it is written");
    let output = schemas_command(&["check"], dir.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("orphaned: ") && said(&output).contains("old_thing.schema.json"));
    assert!(!said(&output).contains("README.md"));
}

#[test]
fn a_drifted_file_is_named_with_its_difference() {
    let dir = generated();
    let path = dir.path().join("artifact_identity.schema.json");
    let text = std::fs::read_to_string(&path).expect("it was generated");
    std::fs::write(&path, text.replace("\"evidence\"", "\"proof\u{1b}[31m\"")).expect("it is written");
    let output = schemas_command(&["check"], dir.path());
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("drifted: ") && said.contains("artifact_identity.schema.json"), "{said}");
    assert!(said.contains("- ") && said.contains("\"proof␛[31m\""), "{said}");
    assert!(said.contains("+ ") && said.contains("\"evidence\""), "{said}");
}
