//! The committed schema files are those that the types generate.

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
