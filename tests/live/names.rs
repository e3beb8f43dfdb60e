//! A name that for a while belongs to nothing, or to something that is no log.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::kit::{PROGRAM, indexed, shell};
use crate::scene::{AS_NOBODY, How, Scene, arguments, both_ways, nobody_can_run_it, text};

both_ways!(
    gone_and_back,
    parent_renamed_and_made_anew,
    parent_deleted_and_made_anew,
    directory_for_a_while,
    pipe_for_a_while,
    unreadable_for_a_while,
    file_system_taken_away,
);

fn gone_and_back(how: How) {
    let mut scene = Scene::on(how, 0..5);
    let away = scene.other("away");
    fs::rename(&scene.path, &away).unwrap();
    scene.says("LOST file missing");
    fs::rename(&away, &scene.path).unwrap();
    scene.is_followed();
    scene.goes_on_showing(0..5);
    scene.was_never_reloaded();
}

fn in_a_folder(how: How) -> Scene {
    let scene = Scene::at(how, "folder/events.jsonl", |path| {
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(path, text(0..5)).unwrap();
    });
    assert!(scene.path.exists());
    scene
}

fn parent_renamed_and_made_anew(how: How) {
    let mut scene = in_a_folder(how);
    let folder = scene.path.parent().unwrap().to_path_buf();
    fs::rename(&folder, scene.other("elsewhere")).unwrap();
    scene.says("file missing");
    fs::create_dir(&folder).unwrap();
    fs::write(&scene.path, text(10..14)).unwrap();
    scene.is_followed();
    scene.goes_on_showing(10..14);
}

fn parent_deleted_and_made_anew(how: How) {
    let mut scene = in_a_folder(how);
    let folder = scene.path.parent().unwrap().to_path_buf();
    fs::remove_dir_all(&folder).unwrap();
    scene.says("file missing");
    scene.shows(0..5);
    fs::create_dir(&folder).unwrap();
    fs::write(&scene.path, text(10..14)).unwrap();
    scene.is_followed();
    scene.goes_on_showing(10..14);
}

fn directory_for_a_while(how: How) {
    let mut scene = Scene::on(how, 0..5);
    fs::remove_file(&scene.path).unwrap();
    fs::create_dir(&scene.path).unwrap();
    scene.says("not a regular file");
    fs::remove_dir(&scene.path).unwrap();
    fs::write(&scene.path, text(10..14)).unwrap();
    scene.is_followed();
    scene.goes_on_showing(10..14);
}

fn pipe_for_a_while(how: How) {
    let mut scene = Scene::on(how, 0..5);
    fs::remove_file(&scene.path).unwrap();
    assert!(Command::new("mkfifo").arg(&scene.path).status().unwrap().success());
    scene.says("not a regular file");
    scene.session.press("1");
    scene.session.wait("keys that work", |screen| screen.contents().contains("[1 Overview]"));
    scene.session.press("7");
    fs::remove_file(&scene.path).unwrap();
    fs::write(&scene.path, text(10..14)).unwrap();
    scene.is_followed();
    scene.goes_on_showing(10..14);
}

/// The program as somebody who may not read everything.
pub(crate) fn as_nobody(how: How, path: &Path) -> CommandBuilder {
    let mut command = shell(&["-c", "exec \"$@\"", "sh"]);
    command.args(AS_NOBODY);
    command.arg(PROGRAM);
    command.args(arguments(how, path));
    command
}

/// Lets everybody into the folder of a log.
pub(crate) fn open_to_all(path: &Path, lines: std::ops::Range<u64>) {
    fs::set_permissions(path.parent().unwrap(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(path, text(lines)).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
}

fn unreadable_for_a_while(how: How) {
    if !nobody_can_run_it() {
        return;
    }
    let mut scene =
        Scene::by(how, "events.jsonl", |path| open_to_all(path, 0..5), |path| as_nobody(how, path));
    scene.shows(0..5);
    let mode = |mode| fs::set_permissions(&scene.path, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o000);
    scene.session.wait("word of it", |screen| screen.contents().contains("LOST unreadable"));
    mode(0o644);
    scene.is_followed();
    scene.goes_on_showing(0..5);
    scene.was_never_reloaded();
}

/// Mounts, fills and takes away a file system of its own, where nobody else sees it.
fn file_system_taken_away(how: How) {
    let can = Command::new("unshare").args(["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        println!("skipped: nothing can be mounted here");
        return;
    }
    let command = |path: &Path| {
        let seed = path.parent().unwrap().with_extension("seed");
        fs::write(&seed, text(0..5)).unwrap();
        let script = concat!(
            "mount -t tmpfs -o size=64k none \"${2%/*}\" && cat \"$1\" > \"$2\" && ",
            "shift && exec \"$0\" \"$@\""
        );
        let mut command = shell(&["-c", "exec unshare -m /bin/sh -c \"$@\"", "sh", script, PROGRAM]);
        command.args([&seed, path]);
        command.args(arguments(how, path).into_iter().filter(|argument| argument.starts_with("--")));
        command
    };
    let mut scene =
        Scene::by(how, "disk/events.jsonl", |path| fs::create_dir(path.parent().unwrap()).unwrap(), command);
    scene.shows(0..5);
    let path = scene.path.to_str().unwrap().to_owned();
    let pid = scene.session.pid().to_string();
    let inside = |script: &str| {
        let script = format!("set -e; log={path}; disk={}; {script}", path.rsplit_once('/').unwrap().0);
        Command::new("nsenter").args(["-t", &pid, "-m", "/bin/sh", "-c", &script]).output().unwrap()
    };
    // Full: a line that has no room for its end is no violation, and goes on once there is room.
    let seed = scene.other("more");
    fs::write(&seed, indexed(5)).unwrap();
    let half = indexed(5).len() / 2;
    inside(&format!("head -c {half} {} >> $log; ! head -c 1000000 /dev/zero > $disk/filler", seed.display()));
    scene.session.press("1");
    scene.session.wait("the part", |screen| screen.contents().contains("unfinished"));
    scene.session.press("7");
    let rest = inside(&format!("rm $disk/filler; tail -c +{} {} >> $log", half + 1, seed.display()));
    assert!(rest.status.success(), "{rest:?}");
    scene.shows(0..6);
    // Read-only changes nothing for who reads.
    assert!(inside("mount -o remount,ro $disk").status.success());
    scene.shows(0..6);
    // Taken away, although the program holds the file.
    assert!(inside("umount -l $disk").status.success());
    scene.says("file missing");
    scene.shows(0..6);
    fs::write(&seed, text(20..23)).unwrap();
    let again = inside(&format!("mount -t tmpfs none $disk; cat {} > $log", seed.display()));
    assert!(again.status.success(), "{again:?}");
    scene.shows(20..23);
    scene.is_followed();
}
