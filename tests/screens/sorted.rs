//! Artifacts stay in their order while more come.

use dossier::contracts::values::ArtifactClass;
use dossier::tui::model::Sort;

use super::kit::Stage;
use super::made_up::MadeUp;

/// The artifacts of the list, each by its class and its path.
fn listed(stage: &Stage) -> Vec<(Option<&'static str>, String)> {
    let log = stage.model.log().unwrap();
    let timeline = log.session.timeline();
    let history = timeline.history(log.mission().unwrap());
    let artifact = |(path, write, _): &(u32, u32, bool)| {
        (timeline.entry(*write).class().map(ArtifactClass::as_str), history.path_name(*path).to_owned())
    };
    log.lists().artifacts.iter().map(artifact).collect()
}

#[test]
fn artifacts_that_come_take_their_places_by_name() {
    let made_up = MadeUp { paths: 900 };
    let lines = |numbers: std::ops::Range<u32>| -> Vec<u8> {
        numbers.flat_map(|number| format!("{}\n", made_up.line(number)).into_bytes()).collect()
    };
    let mut stage = Stage::following("log.jsonl", &lines(0..100), (120, 40));
    stage.keys("2s");
    for (sort, from) in [(Sort::Path, 100), (Sort::Class, 1_000)] {
        assert_eq!(stage.model.log().unwrap().sort, sort);
        let mut known = listed(&stage).len();
        // A few at once, and then more than are put in their places one by one.
        for more in [from..from + 3, from + 3..from + 400, from + 400..from + 401, from + 401..from + 460] {
            stage.append(&lines(more));
            let mut sorted = listed(&stage);
            assert!(sorted.len() >= known);
            known = sorted.len();
            match sort {
                Sort::Class => sorted.sort(),
                _ => sorted.sort_by(|one, other| one.1.cmp(&other.1)),
            }
            assert_eq!(listed(&stage), sorted, "{sort:?}");
        }
        assert_eq!(known, stage.model.log().unwrap().totals().artifacts);
        stage.keys("s");
    }
    assert_eq!(stage.model.log().unwrap().sort, Sort::Newest);
}
