//! Another file under the same name: rotated, saved anew, behind another link.

use std::fs;
use std::os::unix::fs::symlink;

use crate::kit::indexed;
use crate::scene::{How, Scene, append, both_ways, replace, text, wait_for};

both_ways!(
    renamed_and_created_at_once,
    renamed_and_created_later,
    renamed_and_created_empty,
    rotated_ten_times,
    renamed_and_written_on,
    deleted_and_created_with_equal_size,
    deleted_and_created_larger,
    saved_anew_larger_smaller_and_equal,
    saved_anew_forty_times,
    link_to_another_file,
    hard_link_to_another_file,
    directory_of_links,
);

fn renamed_and_created_at_once(how: How) {
    let mut scene = Scene::on(how, 0..10);
    fs::rename(&scene.path, scene.other("events.1")).unwrap();
    fs::write(&scene.path, text(10..13)).unwrap();
    scene.says("replaced: reloaded");
    scene.goes_on_showing(10..13);
}

fn renamed_and_created_later(how: How) {
    let mut scene = Scene::on(how, 0..10);
    fs::rename(&scene.path, scene.other("events.1")).unwrap();
    scene.says("file missing");
    scene.shows(0..10);
    fs::write(&scene.path, text(10..13)).unwrap();
    scene.says("replaced: reloaded");
    scene.goes_on_showing(10..13);
    scene.is_followed();
}

fn renamed_and_created_empty(how: How) {
    let mut scene = Scene::on(how, 0..10);
    fs::rename(&scene.path, scene.other("events.1")).unwrap();
    fs::write(&scene.path, "").unwrap();
    scene.says("replaced: reloaded");
    scene.append(&text(10..13));
    scene.goes_on_showing(10..13);
}

fn rotated_ten_times(how: How) {
    let mut scene = Scene::on(how, 0..3);
    for round in 1..=10 {
        fs::rename(&scene.path, scene.other(&format!("events.{round}"))).unwrap();
        fs::write(&scene.path, text(round * 10..round * 10 + 3)).unwrap();
    }
    scene.goes_on_showing(100..103);
}

fn renamed_and_written_on(how: How) {
    let mut scene = Scene::on(how, 0..5);
    let old = scene.other("events.1");
    fs::rename(&scene.path, &old).unwrap();
    scene.says("file missing");
    append(&old, text(5..7).as_bytes());
    scene.shows(0..7);
    // And what comes between the last look and the new file.
    scene.unseen(|| {
        append(&old, indexed(7).as_bytes());
        fs::write(&scene.path, text(20..22)).unwrap();
    });
    scene.shows(20..22);
    scene.session.press("5A");
    wait_for(&mut scene, "this log before it was replaced");
    // Eight lines were there before, and two are now.
    wait_for(&mut scene, "10 paths differ");
    wait_for(&mut scene, "live/7.md");
}

fn deleted_and_created_with_equal_size(how: How) {
    let mut scene = Scene::on(how, 10..20);
    for round in 2..5 {
        // Nobody else holds the file, so its number would be free for the next.
        fs::remove_file(&scene.path).unwrap();
        fs::write(&scene.path, text(round * 10..round * 10 + 10)).unwrap();
        scene.shows(round * 10..round * 10 + 10);
    }
    scene.goes_on_showing(40..50);
}

fn deleted_and_created_larger(how: How) {
    let mut scene = Scene::on(how, 10..15);
    scene.unseen(|| {
        for start in [20, 30, 40] {
            fs::remove_file(&scene.path).unwrap();
            fs::write(&scene.path, text(start..start + 9)).unwrap();
        }
    });
    scene.says("replaced: reloaded");
    scene.goes_on_showing(40..49);
}

fn saved_anew_larger_smaller_and_equal(how: How) {
    let mut scene = Scene::on(how, 10..20);
    for lines in [20..35, 40..45, 50..55, 60..65] {
        let times = fs::metadata(&scene.path).unwrap().modified().unwrap();
        let aside = scene.other("aside");
        fs::write(&aside, text(lines.clone())).unwrap();
        // As if nothing had happened.
        fs::File::options().write(true).open(&aside).unwrap().set_modified(times).unwrap();
        fs::rename(&aside, &scene.path).unwrap();
        scene.shows(lines);
    }
    scene.says("reloads: 4");
    scene.goes_on_showing(60..65);
}

fn saved_anew_forty_times(how: How) {
    let mut scene = Scene::on(how, 10..13);
    for round in 1..=40 {
        replace(&scene.path, &text(round * 10..round * 10 + 1 + round % 5));
    }
    scene.goes_on_showing(400..401);
}

fn link_to_another_file(how: How) {
    let mut scene = Scene::at(how, "events.jsonl", |path| {
        fs::write(path.with_extension("one"), text(0..5)).unwrap();
        symlink(path.with_extension("one"), path).unwrap();
    });
    scene.shows(0..5);
    let two = scene.other("two");
    fs::write(&two, text(10..14)).unwrap();
    let link = scene.other("link");
    symlink(&two, &link).unwrap();
    fs::rename(link, &scene.path).unwrap();
    scene.shows(10..14);
    append(&two, indexed(14).as_bytes());
    scene.goes_on_showing(10..15);
}

fn hard_link_to_another_file(how: How) {
    let mut scene = Scene::on(how, 0..5);
    let two = scene.other("two");
    fs::write(&two, text(10..14)).unwrap();
    let link = scene.other("link");
    fs::hard_link(&two, &link).unwrap();
    fs::rename(link, &scene.path).unwrap();
    scene.shows(10..14);
    append(&two, indexed(14).as_bytes());
    scene.goes_on_showing(10..15);
}

/// As container volumes are brought up to date: the name leads through `..data` to a dated folder.
fn directory_of_links(how: How) {
    let fill = |folder: &std::path::Path, name: &str, lines| {
        let dated = folder.join(name);
        fs::create_dir(&dated).unwrap();
        fs::write(dated.join("events.jsonl"), text(lines)).unwrap();
        let link = folder.join("..tmp");
        symlink(name, &link).unwrap();
        fs::rename(link, folder.join("..data")).unwrap();
    };
    let mut scene = Scene::at(how, "events.jsonl", |path| {
        fill(path.parent().unwrap(), "..2026_1", 0..5);
        symlink("..data/events.jsonl", path).unwrap();
    });
    scene.shows(0..5);
    for (name, lines) in [("..2026_2", 10..14), ("..2026_3", 20..24)] {
        fill(scene.path.parent().unwrap(), name, lines.clone());
        scene.shows(lines);
    }
    scene.goes_on_showing(20..24);
}
