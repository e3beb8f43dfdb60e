//! Every view on the demo mission, at the two sizes it is composed for.

use crate::kit::{SIZES, Stage, looks_like};
use crate::logs::DEMO;

fn demo(size: (u16, u16)) -> Stage {
    Stage::following("demo.jsonl", DEMO, size)
}

#[track_caller]
fn at_both_sizes(name: &str, script: &str) {
    for size in SIZES {
        looks_like(name, demo(size).keys(script));
    }
}

#[test]
fn overview() {
    at_both_sizes("overview", "1");
}

#[test]
fn artifacts() {
    at_both_sizes("artifacts", "2jj");
}

#[test]
fn missing() {
    at_both_sizes("missing", "3j");
}

#[test]
fn snapshots() {
    at_both_sizes("snapshots", "4");
}

#[test]
fn drift() {
    at_both_sizes("drift", "5");
}

#[test]
fn problems() {
    at_both_sizes("problems", "6");
}

#[test]
fn events() {
    at_both_sizes("events", "7");
}

#[test]
fn fixtures() {
    at_both_sizes("fixtures", "8");
}

#[test]
fn an_artifact_zoomed_to_its_story() {
    at_both_sizes("artifact_story", "2j<enter>");
}

#[test]
fn an_artifacts_detail_with_the_focus() {
    at_both_sizes("artifact_detail_focused", "2j<tab>jj");
}

#[test]
fn artifacts_by_path_and_by_class() {
    at_both_sizes("artifacts_by_path", "2sg");
    at_both_sizes("artifacts_by_class", "2ssg");
}

#[test]
fn an_event_as_a_tree_zoomed() {
    at_both_sizes("event_tree", "7gjjjj<enter>");
}

#[test]
fn an_event_with_a_fold_opened_and_one_closed() {
    at_both_sizes("event_tree_folds", "7gjjjj<tab>Gl");
}

#[test]
fn an_event_as_raw_bytes() {
    at_both_sizes("event_raw", "7gjjjj<tab>r");
}

#[test]
fn events_in_the_order_of_the_contract() {
    at_both_sizes("events_contract_order", "7O");
}

#[test]
fn a_fixture_that_is_refused_with_its_caret() {
    at_both_sizes("fixture_refused", "8jjjjjjjjjjjjjj");
}

#[test]
fn the_keys_of_where_you_are() {
    at_both_sizes("help_overview", "?");
    at_both_sizes("help_events", "7?");
}

#[test]
fn the_choices_of_what_to_copy() {
    at_both_sizes("copy_menu", "2y");
}
