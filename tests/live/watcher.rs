//! The system's hints: none to be had, too many, and about others.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::kit::indexed;
use crate::names::{as_nobody, open_to_all};
use crate::scene::{AS_NOBODY, How, Scene, nobody_can_run_it, replace, text};

/// Set for the helper that takes all there is to be had.
const HELPER: &str = "DOSSIER_TEST_TAKES_ALL_WATCHES";

/// Not a test: when it is asked to be, this is the helper of the next one.
#[test]
fn helper_that_takes_all_watches() {
    if std::env::var_os(HELPER).is_none() {
        return;
    }
    let mut held = Vec::new();
    while let Ok(watcher) = notify::recommended_watcher(|_| {}) {
        held.push(watcher);
    }
    println!("\nholds {}", held.len());
    std::io::stdout().flush().unwrap();
    // Until whoever started it is done.
    let _ = std::io::stdin().read_line(&mut String::new());
}

#[test]
fn without_a_watch_to_be_had_it_is_looked_for() {
    if !nobody_can_run_it() {
        return;
    }
    let itself = std::env::current_exe().unwrap();
    let mut helper = Command::new(AS_NOBODY[0])
        .args(&AS_NOBODY[1..])
        .arg(itself)
        .args(["--exact", "watcher::helper_that_takes_all_watches", "--nocapture"])
        .env(HELPER, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(helper.stdout.take().unwrap()).lines();
    let held = told.find_map(|line| line.unwrap().strip_prefix("holds ").map(str::to_owned)).unwrap();
    assert_ne!(held, "0");
    // It says that it polls, which it was not asked to.
    let how = How::Polled;
    let make = |path: &std::path::Path| open_to_all(path, 0..5);
    let mut scene = Scene::by(how, "events.jsonl", make, |path| as_nobody(How::Watched, path));
    scene.shows(0..5);
    scene.append(&indexed(5));
    scene.shows(0..6);
    fs::rename(&scene.path, scene.other("events.1")).unwrap();
    scene.says("file missing");
    replace(&scene.path, &text(10..14));
    scene.goes_on_showing(10..14);
    scene.is_followed();
    drop(helper.stdin.take());
    helper.wait().unwrap();
}

#[test]
fn a_queue_that_overflows_hides_nothing() {
    let mut scene = Scene::on(How::Watched, 0..5);
    scene.unseen(|| {
        // Three events each; the queue holds 16,384.
        let flood = |range: std::ops::Range<u32>| {
            for number in range {
                let other = scene.other(&number.to_string());
                fs::write(&other, "").unwrap();
                fs::remove_file(other).unwrap();
            }
        };
        flood(0..6_000);
        scene.append(&indexed(5));
        flood(6_000..8_000);
    });
    scene.shows(0..6);
    scene.goes_on_showing(0..6);
    scene.was_never_reloaded();
}

#[test]
fn what_happens_to_other_files_costs_little_and_changes_nothing() {
    let mut scene = Scene::on(How::Watched, 0..5);
    scene.shows(0..5);
    let (began, before) = (Instant::now(), scene.worked());
    for number in 0..2_000 {
        fs::write(scene.other(&number.to_string()), "something else").unwrap();
        // As fast as a build writes its files, not as fast as the machine can.
        std::thread::park_timeout(Duration::from_millis(2));
    }
    let (took, worked) = (began.elapsed(), scene.worked().saturating_sub(before));
    println!("2000 other files in {took:?}: {worked:?} of work");
    assert!(worked < took / 20, "{worked:?} of {took:?}");
    scene.shows(0..5);
    scene.was_never_reloaded();
}

#[test]
fn a_quiet_log_costs_next_to_nothing() {
    let mut scenes = [How::Watched, How::Polled].map(|how| Scene::on(how, 0..3_000));
    for scene in &mut scenes {
        scene.append(&indexed(3_000));
        scene.session.wait("the line", |screen| screen.contents().contains("live/3000.md"));
    }
    let (began, before) = (Instant::now(), scenes.each_ref().map(Scene::worked));
    while began.elapsed() < Duration::from_secs(5) {
        std::thread::park_timeout(Duration::from_millis(100));
    }
    let took = began.elapsed();
    for (scene, before) in scenes.iter().zip(before) {
        let worked = scene.worked().saturating_sub(before);
        println!("quiet for {took:?}: {worked:?} of work");
        assert!(worked < took / 50, "{worked:?} of {took:?}");
    }
}
