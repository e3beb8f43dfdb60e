use super::*;
use crate::contracts::edition::Edition;

fn corpus(fixtures: &str, files: &[(&str, &str)]) -> Result<Corpus, FixtureError> {
    let manifest = format!(r#"{{"version":"3.0.0","fixtures":[{fixtures}]}}"#);
    Corpus::new(&manifest, |path| {
        let file = files.iter().find(|(known, _)| *known == path);
        file.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "it is not there".to_owned())
    })
}

fn embedded() -> &'static Corpus {
    Corpus::embedded().expect("the embedded corpus is sound")
}

#[test]
fn the_embedded_corpus_is_as_expected() {
    let results: Vec<_> = embedded()
        .entries()
        .iter()
        .map(|entry| run(embedded(), entry, Edition::Three).expect("a known kind"))
        .collect();
    assert_eq!(results.len(), 16);
    for result in &results {
        assert!(result.passed, "{result:#?}");
    }
    let invalid = results.iter().filter(|result| result.got == Verdict::Invalid);
    assert!(invalid.clone().all(|result| !result.violations.is_empty()));
    assert_eq!(invalid.count(), 3);
}

#[test]
fn edition_two_refuses_the_names_of_edition_three() {
    let entry = embedded().entry("dossier-snapshot-computed-clean").expect("it exists");
    let result = run(embedded(), entry, Edition::Two).expect("a known kind");
    assert_eq!((result.got, result.passed), (Verdict::Invalid, false));
    assert!(result.schema_check_skipped);
}

#[test]
fn every_category_is_known_by_name_and_no_other() {
    for category in CATEGORIES {
        load_fixtures(category).expect("a known category");
    }
    let error = load_fixtures("dosier").expect_err("an unknown category");
    for category in CATEGORIES {
        assert!(error.to_string().contains(category), "{error}");
    }
}

#[test]
fn streams_and_outputs_are_no_cases() {
    let cases = load_fixtures("dossier").expect("a known category");
    assert_eq!(cases.len(), 13);
    assert_eq!(cases.iter().filter(|case| case.expected == Expectation::Invalid).count(), 3);
}

#[test]
fn a_stream_is_loaded_by_its_id_only() {
    assert_eq!(load_replay_stream("dossier-replay-happy-path").expect("a stream").len(), 6);
    assert_eq!(load_replay_stream("dossier-replay-drift-scenario").expect("a stream").len(), 5);
    let case = load_replay_stream("dossier-artifact-indexed-valid").expect_err("a case");
    assert!(matches!(case, FixtureError::NotAStream { .. }));
    assert!(matches!(load_replay_stream("nothing"), Err(FixtureError::UnknownId { .. })));
}

#[test]
fn an_unknown_fixture_type_is_an_error() {
    let entry = r#"{"id":"a","path":"dossier/a.json","event_type":"Event","expected_result":"valid","fixture_type":"replay_steam"}"#;
    let corpus = corpus(entry, &[("dossier/a.json", "{}")]).expect("a sound manifest");
    let error = corpus.cases("dossier").expect_err("a type nobody knows");
    assert!(error.to_string().contains("replay_steam"), "{error}");
    assert!(run(&corpus, &corpus.entries()[0], Edition::Three).is_err());
}

#[test]
fn no_path_leads_out_of_the_corpus() {
    for path in
        ["../a.json", "dossier/../../a.json", "/etc/passwd", "dossier//a", "c:/a", "a\\\\b/c", "a.json"]
    {
        let entry = format!(r#"{{"id":"a","path":"{path}","event_type":"Event","expected_result":"valid"}}"#);
        let refused = corpus(&entry, &[]).expect_err("a path that leads out");
        assert!(matches!(refused, FixtureError::BadPath { .. }), "{path}: {refused}");
    }
}

#[test]
fn what_cannot_be_judged_never_passes() {
    let entry = |id: &str, kind: &str, expected: &str| {
        format!(
            r#"{{"id":"{id}","path":"dossier/{id}","event_type":"{kind}","expected_result":"{expected}"}}"#
        )
    };
    let fixtures = [
        entry("strange-type", "WPStatusChanged", "invalid"),
        entry("no-json", "MissionDossierArtifactIndexed", "invalid"),
    ];
    let files = [("dossier/strange-type", "{}"), ("dossier/no-json", "{")];
    let corpus = corpus(&fixtures.join(","), &files).expect("a sound manifest");
    for entry in corpus.entries() {
        let result = run(&corpus, entry, Edition::Three).expect("a known kind");
        assert_eq!((result.got, result.passed), (Verdict::Unjudged, false));
        assert!(result.reason.is_some());
    }
}

#[test]
fn a_golden_state_that_differs_says_where() {
    let text = |id: &str| embedded().text(embedded().entry(id).expect("it exists"));
    let stream = text("dossier-replay-happy-path");
    let golden = text("dossier-canonical-output-snapshot").replace(r#""clean""#, r#""drifted""#);
    let fixtures = r#"
        {"id":"stream","path":"dossier/s.jsonl","event_type":"Event","expected_result":"valid","fixture_type":"replay_stream"},
        {"id":"golden","path":"dossier/g.json","event_type":"Event","expected_result":"valid","fixture_type":"reducer_output"}"#;
    let corpus = corpus(fixtures, &[("dossier/s.jsonl", stream), ("dossier/g.json", &golden)]);
    let corpus = corpus.expect("a sound manifest");
    let result =
        run(&corpus, corpus.entry("golden").expect("it exists"), Edition::Three).expect("a known kind");
    assert!(!result.passed);
    let golden = result.golden.expect("a difference");
    assert_eq!((golden.stream.as_str(), golden.count), ("stream", 1));
    assert_eq!(golden.differences[0].pointer, "/parity_status");
    assert_eq!(golden.differences[0].expected, Some("drifted".into()));
    assert_eq!(golden.differences[0].got, Some("clean".into()));
}
