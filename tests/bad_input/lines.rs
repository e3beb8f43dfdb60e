//! Each form of a bad line: counted, shown with its column, and nothing else is changed.

use std::fmt::Write as _;

use serde_json::Value;

use crate::forms::{Form, all};
use crate::kit::{assert_accounted, good, log_of, replay, state_and_count, validate};
use crate::screen::Stage;

/// The line after which a form is put in.
const BEFORE: usize = 3;

fn with(form: &Form) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = good().into_iter().map(Vec::from).collect();
    lines.insert(BEFORE, form.line.clone());
    log_of(&lines)
}

/// The rule and the column of each finding, all of which must be on the form's own line.
fn findings(report: &Value) -> Vec<(String, usize)> {
    let findings = report["findings"].as_array().expect("a list");
    let mut found: Vec<_> = findings
        .iter()
        .map(|finding| {
            assert_eq!(finding["line"], BEFORE + 1, "{finding}");
            assert_ne!(finding["message"], "", "{finding}");
            let column = finding["column"].as_u64().expect("a number") as usize;
            (finding["rule"].as_str().expect("a name").to_owned(), column)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn there_is_a_form_for_every_way_of_being_bad() {
    let forms = all();
    assert!(forms.len() >= 100, "only {} forms", forms.len());
    let mut names: Vec<_> = forms.iter().map(|form| form.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), forms.len(), "each has a name of its own");
}

#[test]
fn a_bad_line_is_counted_shown_with_its_column_and_changes_nothing_else() {
    let (sound, _) = replay(&log_of(&good()));
    let (state, count) = state_and_count(&sound);
    let mut wrong = String::new();
    for form in all() {
        let log = with(&form);
        let mut expected: Vec<_> =
            form.findings.iter().map(|(rule, at)| ((*rule).to_owned(), at.column(&form.line))).collect();
        expected.sort();

        let (report, exit) = replay(&log);
        assert_accounted(&report["ledger"]);
        let counted = report["ledger"][form.fate].as_u64().expect("a number");
        let before = sound["ledger"][form.fate].as_u64().expect("a number");
        let bad_payload = u64::from(form.fate == "bad_payload");
        let replayed = exit == 0
            && counted == before + 1
            && report["ledger"]["lines"] == good().len() + 1
            && findings(&report) == expected
            && state_and_count(&report) == (state.clone(), count + bad_payload);

        let (checked, verdict) = validate(&log);
        let validated = verdict == i32::from(!expected.is_empty())
            && findings(&checked) == expected
            && checked["ledger"] == report["ledger"];
        if !replayed || !validated {
            let _ = writeln!(
                wrong,
                "{}: expected {} {expected:?}, found {} {} in {}, exits {exit} {verdict}",
                form.name, form.fate, report["ledger"], report["findings"], report["state"],
            );
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn a_bad_line_is_a_row_among_the_problems_on_the_screen() {
    for form in all() {
        let log = with(&form);
        let mut stage = Stage::following("log.jsonl", &log, (120, 40));
        // Which of two events with one id counts is no matter of a line by itself: the overview tells it.
        let (conflicts, of_line): (Vec<_>, Vec<_>) =
            form.findings.iter().partition(|(rule, _)| *rule == "conflict");
        if !conflicts.is_empty() {
            stage.shows("same event id as").shows("other content");
        }
        stage.keys("6").shows(&format!("Problems {}", of_line.len()));
        for (rule, at) in of_line {
            let place = format!("log.jsonl:{}:{}  {rule}", BEFORE + 1, at.column(&form.line));
            assert!(stage.text().contains(&place), "{}: no {place:?} in\n{}", form.name, stage.text());
        }
        // The rest of the log is there all the same.
        stage.keys("2").shows("spec.md").shows("plan.md");
        stage.keys("7").shows("  S1  ").shows("  D1  ");
    }
}

#[test]
fn a_run_of_nul_bytes_is_told_by_its_length() {
    let log = [good()[0].as_bytes(), b"\n", &[0; 4096], b"\n"].concat();
    let (checked, _) = validate(&log);
    assert_eq!(checked["findings"][0]["message"], "not JSON: 4096 NUL bytes");
    Stage::following("log.jsonl", &log, (120, 40)).keys("6").shows("4096 NUL bytes");
}
