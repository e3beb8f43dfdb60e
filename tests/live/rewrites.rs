//! The same file with other bytes: cut, grown again, edited.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};

use crate::kit::indexed;
use crate::scene::{How, Scene, appender, both_ways, text, wait_for};

both_ways!(
    truncated_then_appended,
    regrown_smaller_unseen,
    regrown_equal_unseen,
    regrown_larger_unseen,
    regrown_larger_with_the_same_start,
    cut_in_the_middle_and_rewritten,
    edited_in_place,
    edited_in_the_middle_of_a_long_log,
    edited_in_the_middle_and_appended,
    copied_and_truncated,
    copied_and_truncated_with_a_stale_writer,
    compared_with_what_was_there_before,
);

fn truncated_then_appended(how: How) {
    let mut scene = Scene::on(how, 0..10);
    File::create(&scene.path).unwrap();
    scene.says("truncated: reloaded");
    scene.says("reloads: 1");
    scene.append(&text(20..23));
    scene.goes_on_showing(20..23);
    scene.is_followed();
}

/// Writes the log anew while the program does not look.
fn regrown(how: How, before: std::ops::Range<u64>, after: std::ops::Range<u64>, words: &str) {
    let mut scene = Scene::on(how, before.clone());
    scene.shows(before);
    scene.unseen(|| fs::write(&scene.path, text(after.clone())).unwrap());
    scene.says(words);
    scene.goes_on_showing(after);
}

fn regrown_smaller_unseen(how: How) {
    regrown(how, 10..20, 20..25, "truncated: reloaded");
}

fn regrown_equal_unseen(how: How) {
    regrown(how, 10..20, 30..40, "rewritten: reloaded");
}

fn regrown_larger_unseen(how: How) {
    regrown(how, 10..20, 30..55, "rewritten: reloaded");
}

fn regrown_larger_with_the_same_start(how: How) {
    let mut scene = Scene::on(how, 0..30);
    scene.shows(0..30);
    let start = text(0..12);
    assert!(start.len() > 8 * 1024);
    scene.unseen(|| fs::write(&scene.path, start + &text(50..90)).unwrap());
    scene.says("rewritten: reloaded");
    scene.goes_on_showing((0..12).chain(50..90));
}

fn cut_in_the_middle_and_rewritten(how: How) {
    let mut scene = Scene::on(how, 0..20);
    let cut = text(0..11).len() as u64;
    OpenOptions::new().write(true).open(&scene.path).unwrap().set_len(cut).unwrap();
    scene.append(&text(40..52));
    scene.goes_on_showing((0..11).chain(40..52));
}

/// Overwrites the line of one number with that of another, of the same length.
fn edit(scene: &Scene, first: u64, line: u64, other: u64) {
    let mut file = OpenOptions::new().write(true).open(&scene.path).unwrap();
    file.seek(SeekFrom::Start(text(first..line).len() as u64)).unwrap();
    let (old, new) = (indexed(line), indexed(other));
    assert_eq!(old.len(), new.len());
    file.write_all(new.as_bytes()).unwrap();
}

fn edited_in_place(how: How) {
    let mut scene = Scene::on(how, 10..20);
    scene.shows(10..20);
    edit(&scene, 10, 15, 55);
    scene.says("rewritten: reloaded");
    scene.goes_on_showing((10..15).chain([55]).chain(16..20));
}

fn edited_in_the_middle_of_a_long_log(how: How) {
    let mut scene = Scene::on(how, 1000..3000);
    wait_for(&mut scene, "live/2999.md");
    edit(&scene, 1000, 2000, 5555);
    scene.says("rewritten: reloaded");
    scene.session.press("2");
    wait_for(&mut scene, "Artifacts 2000");
    scene.session.press("7");
    scene.append(&indexed(3000));
    scene.session.wait("the line after", |screen| screen.contents().contains("live/3000.md"));
}

fn edited_in_the_middle_and_appended(how: How) {
    let mut scene = Scene::on(how, 100..140);
    scene.shows(100..140);
    scene.unseen(|| {
        edit(&scene, 100, 120, 555);
        scene.append(&text(140..142));
    });
    scene.says("rewritten: reloaded");
    scene.goes_on_showing((100..120).chain([555]).chain(121..142));
}

fn copied_and_truncated(how: How) {
    let mut scene = Scene::on(how, 0..10);
    let mut writer = appender(&scene.path);
    scene.unseen(|| {
        fs::copy(&scene.path, scene.other("events.1")).unwrap();
        writer.set_len(0).unwrap();
        writer.write_all(text(10..14).as_bytes()).unwrap();
    });
    scene.says("truncated: reloaded");
    scene.shows(10..14);
    writer.write_all(indexed(14).as_bytes()).unwrap();
    scene.goes_on_showing(10..15);
}

fn copied_and_truncated_with_a_stale_writer(how: How) {
    let mut scene = Scene::on(how, 0..10);
    let mut writer = OpenOptions::new().write(true).open(&scene.path).unwrap();
    writer.seek(SeekFrom::End(0)).unwrap();
    fs::copy(&scene.path, scene.other("events.1")).unwrap();
    File::create(&scene.path).unwrap();
    // What comes next stands behind a hole, which makes one bad line of it.
    writer.write_all(text(10..13).as_bytes()).unwrap();
    scene.session.wait("the hole and two lines", |screen| {
        let text = screen.contents();
        text.contains("Events 3 ") && text.contains("live/12.md") && text.contains("Problems 1x")
    });
    writer.write_all(indexed(13).as_bytes()).unwrap();
    scene.session.wait("the line after", |screen| {
        let text = screen.contents();
        text.contains("Events 4 ") && text.contains("live/13.md") && text.contains("Problems 1x")
    });
}

fn compared_with_what_was_there_before(how: How) {
    let mut scene = Scene::on(how, 0..6);
    scene.shows(0..6);
    scene.unseen(|| fs::write(&scene.path, text(2..4) + &text(8..9)).unwrap());
    scene.says("reloads: 1");
    wait_for(&mut scene, "A in Drift");
    scene.session.press("5A");
    wait_for(&mut scene, "[before the reload]");
    wait_for(&mut scene, "this log before it was truncated");
    wait_for(&mut scene, "5 paths differ, 2 the same");
    scene.session.wait("four paths gone and one new", |screen| {
        let text = screen.contents();
        (text.matches("only before").count(), text.matches("only now").count()) == (4, 1)
    });
}
