//! What is appended: whole, in pieces, in floods; and what only looks like a change.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::kit::{LONG, PROGRAM, dossier, indexed};
use crate::scene::{How, Scene, append, appender, arguments, both_ways, replace, text, wait_for};

both_ways!(
    whole_lines,
    byte_by_byte,
    cut_inside_a_character,
    line_feed_later,
    touched_and_dated_back,
    appended_while_it_starts,
    truncated_while_it_loads,
    burst_and_rotation,
    stopped_meanwhile,
    long_line_in_parts,
    hole,
);

fn whole_lines(how: How) {
    let mut scene = Scene::on(how, 0..3);
    for number in 3..8 {
        scene.append(&indexed(number));
        scene.shows(0..=number);
    }
    scene.goes_on_showing(0..8);
    scene.was_never_reloaded();
}

fn byte_by_byte(how: How) {
    let mut scene = Scene::on(how, 0..2);
    for byte in text(2..4).bytes() {
        append(&scene.path, &[byte]);
    }
    scene.goes_on_showing(0..4);
    scene.was_never_reloaded();
}

fn cut_inside_a_character(how: How) {
    let mut scene = Scene::on(how, 0..2);
    let line = indexed(2).replace("live/2.md", "live/2.md/é€𝄞.md");
    let middle = line.find('€').unwrap();
    for (from, to) in [(0, middle + 1), (middle + 1, middle + 5), (middle + 5, line.len())] {
        append(&scene.path, &line.as_bytes()[from..to]);
        if to < line.len() {
            // It is known that more is to come, and nothing of it is called bad.
            scene.session.press("1");
            wait_for(&mut scene, "unfinished");
            wait_for(&mut scene, "Problems 0");
            scene.session.press("7");
        }
    }
    wait_for(&mut scene, "live/2.md/é€𝄞.md");
    scene.goes_on_showing(0..3);
}

fn line_feed_later(how: How) {
    let mut scene = Scene::on(how, 0..2);
    scene.append(indexed(2).trim_end());
    scene.shows(0..3);
    scene.append("\n");
    scene.append(&indexed(3));
    scene.shows(0..4);
    scene.goes_on_showing(0..4);
    scene.was_never_reloaded();
}

fn touched_and_dated_back(how: How) {
    let mut scene = Scene::on(how, 0..5);
    let file = appender(&scene.path);
    file.set_modified(SystemTime::now()).unwrap();
    scene.append(&indexed(5));
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    scene.shows(0..6);
    scene.append(&indexed(6));
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    scene.goes_on_showing(0..7);
    scene.was_never_reloaded();
}

fn appended_while_it_starts(how: How) {
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let mut writer = None;
    let mut scene = Scene::at(how, "events.jsonl", |path| {
        fs::write(path, "").unwrap();
        let path = path.to_path_buf();
        writer = Some(std::thread::spawn(move || {
            let mut number = 0;
            while stopped.recv_timeout(Duration::from_millis(1)).is_err() && number < 2_000 {
                append(&path, indexed(number).as_bytes());
                number += 1;
            }
            number
        }));
    });
    stop.send(()).unwrap();
    let count = writer.unwrap().join().unwrap();
    scene.session.press("7G");
    scene
        .session
        .wait("the last line", |screen| screen.contents().contains(&format!("live/{}.md", count - 1)));
    if count < 1000 {
        scene.shows(0..count);
    }
    scene.was_never_reloaded();
}

fn truncated_while_it_loads(how: How) {
    for delay in [0, 40, 80] {
        let make = |path: &Path| fs::write(path, text(0..4_000)).unwrap();
        let mut scene = Scene::by(how, "events.jsonl", make, |path| {
            let log = path.to_path_buf();
            std::thread::spawn(move || {
                std::thread::park_timeout(Duration::from_millis(delay));
                fs::write(log, text(7_000..7_003)).unwrap();
            });
            dossier(&arguments(how, path))
        });
        scene.shows(7_000..7_003);
        scene.goes_on_showing(7_000..7_003);
    }
}

/// What reads once reads to the end there was, says so if that is gone, and is ended by no signal.
#[test]
fn read_once_while_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.jsonl");
    let whole = text(0..2_000);
    for (delay, appends) in
        [(0, true), (0, false), (5, false), (20, false), (50, false), (100, false), (30, true)]
    {
        fs::write(&path, &whole).unwrap();
        let mut reading = Command::new(PROGRAM);
        reading.arg("validate").arg(&path).stdout(Stdio::piped()).stderr(Stdio::piped());
        let reading = reading.spawn().unwrap();
        std::thread::park_timeout(Duration::from_millis(delay));
        if appends {
            append(&path, text(2_000..2_100).as_bytes());
        } else {
            fs::write(&path, &whole[..100]).unwrap();
        }
        let output = reading.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => assert!(words.contains("no findings in "), "{words}"),
            Some(2) if !appends => assert!(words.contains("it became shorter while it was read"), "{words}"),
            // It was cut before it was opened: a last line that is not whole.
            Some(1) if !appends => {}
            code => panic!("{code:?} after {delay} ms: {words}"),
        }
    }
}

fn burst_and_rotation(how: How) {
    const LINES: u64 = 20_000;
    let mut scene = Scene::on(how, 0..2);
    let path = scene.path.clone();
    let writer = std::thread::spawn(move || {
        for start in (2..LINES).step_by(500) {
            append(&path, text(start..start + 500).as_bytes());
        }
        fs::rename(&path, path.with_extension("1")).unwrap();
        append(&path.with_extension("1"), text(LINES..LINES + 10).as_bytes());
        fs::write(&path, text(50_000..50_500)).unwrap();
        append(&path, text(50_500..50_510).as_bytes());
    });
    writer.join().unwrap();
    scene.session.wait("the new file", |screen| screen.contents().contains("Events 510 "));
    scene.session.wait("its last line", |screen| screen.contents().contains("live/50509.md"));
    scene.says("replaced: reloaded");
    assert!(scene.peak() < 200 * 1024, "{} KiB", scene.peak());
}

fn stopped_meanwhile(how: How) {
    const LINES: u64 = 30_000;
    let mut scene = Scene::on(how, 0..2);
    scene.unseen(|| append(&scene.path, text(2..LINES).as_bytes()));
    scene.session.wait("the last line", |screen| {
        let text = screen.contents();
        text.contains("Events 30 000") && text.contains(&format!("live/{}.md", LINES - 1))
    });
    assert!(scene.peak() < 200 * 1024, "{} KiB", scene.peak());
    append(&scene.path, text(LINES..2 * LINES).as_bytes());
    scene.session.press("q");
    assert_eq!(scene.session.ends(LONG), 0, "q works while lines pour in");
}

fn long_line_in_parts(how: How) {
    let mut scene = Scene::on(how, 0..2);
    let part = vec![b'x'; 4 << 20];
    for _ in 0..10 {
        append(&scene.path, &part);
    }
    scene.append("\n");
    scene.append(&indexed(2));
    scene.session.wait("the line after", |screen| {
        let text = screen.contents();
        text.contains("Events 4 ") && text.contains("live/2.md") && text.contains("Problems 1x")
    });
    assert!(scene.peak() < 128 * 1024, "{} KiB", scene.peak());
}

fn hole(how: How) {
    let mut scene = Scene::on(how, 0..2);
    // One step, so that the hole never is the end of the log.
    scene.unseen(|| {
        let file = appender(&scene.path);
        file.set_len(file.metadata().unwrap().len() + (1 << 30)).unwrap();
        append(&scene.path, format!("\n{}", indexed(2)).as_bytes());
    });
    scene.session.wait_within(LONG * 3, "the line after the hole", |screen| {
        let text = screen.contents();
        text.contains("Events 4 ") && text.contains("live/2.md") && text.contains("Problems 1x")
    });
    assert!(scene.peak() < 128 * 1024, "{} KiB", scene.peak());
    replace(&scene.path, &text(0..3));
    scene.goes_on_showing(0..3);
}
