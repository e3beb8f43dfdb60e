use super::*;

/// Runs each scenario with the system's hints and by polling alone.
macro_rules! both_ways {
    ($($scenario:ident),* $(,)?) => {
        mod watched {
            $(#[test] fn $scenario() { super::$scenario(None); })*
        }
        mod polled {
            $(#[test] fn $scenario() { super::$scenario(Some(std::time::Duration::from_millis(5))); })*
        }
    };
}

both_ways!(
    append_whole,
    append_byte_by_byte,
    whole_line_without_its_line_feed,
    line_that_goes_on_after_all,
    start_empty,
    truncate,
    truncate_and_grow_smaller,
    truncate_and_grow_larger,
    truncate_and_grow_larger_with_the_same_start,
    copy_and_truncate_with_a_stale_writer,
    rename_and_create,
    rename_and_wait,
    delete_and_create,
    replace_with_equal_size,
    replace_many_times,
    edit_in_place,
    touch,
    burst,
    missing_and_back,
    directory_in_its_place,
    unreadable_for_a_while,
    directory_made_anew,
    link_to_another_file,
    line_too_long,
);

type Poll = Option<Duration>;

fn append_whole(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..3));
    for n in 3..20 {
        rig.append(&numbered(n..n + 1));
        rig.agree();
    }
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, []);
}

fn append_byte_by_byte(poll: Poll) {
    let mut rig = Rig::new(poll, b"");
    for byte in "{\"é\":\"€\"}\r\n{\"b\":2}\nplain\r\n".bytes() {
        rig.append(&[byte]);
        rig.agree();
    }
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, []);
}

fn whole_line_without_its_line_feed(poll: Poll) {
    let mut rig = Rig::new(poll, b"{\"a\":1}\n");
    rig.append(b"{\"b\":2}");
    rig.listener.until("the line", |listener| listener.lines.len() == 2);
    rig.append(b"\n");
    rig.append(b"{\"c\":");
    rig.listener.until("the rest", |listener| listener.pending.is_some());
    rig.append(b"3}\n");
    rig.agree();
    assert_eq!(contents(&rig.listener.lines), ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
    assert_eq!(rig.listener.reasons, []);
}

fn line_that_goes_on_after_all(poll: Poll) {
    let mut rig = Rig::new(poll, b"{\"a\":1}\n{\"b\":2}");
    assert_eq!(rig.listener.lines.len(), 2);
    rig.append(b" trailing\n");
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, [RestartReason::Rewritten]);
}

fn start_empty(poll: Poll) {
    let mut rig = Rig::new(poll, b"");
    rig.append(&numbered(0..2));
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, []);
}

fn truncate(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..50));
    fs::File::create(&rig.path).unwrap();
    rig.agree();
    assert_eq!(rig.listener.reasons, [RestartReason::Truncated]);
    rig.agree_and_go_on();
}

fn truncate_and_grow_smaller(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..50));
    fs::write(&rig.path, numbered(100..110)).unwrap();
    rig.agree_and_go_on();
}

fn truncate_and_grow_larger(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..50));
    fs::write(&rig.path, numbered(100..200)).unwrap();
    rig.agree_and_go_on();
    assert!(!rig.listener.reasons.is_empty());
}

fn truncate_and_grow_larger_with_the_same_start(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..1000));
    fs::write(&rig.path, [numbered(0..300), numbered(5000..6000)].concat()).unwrap();
    rig.agree_and_go_on();
    assert!(!rig.listener.reasons.is_empty());
}

fn copy_and_truncate_with_a_stale_writer(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..50));
    let mut writer = fs::OpenOptions::new().write(true).open(&rig.path).unwrap();
    std::io::Seek::seek(&mut writer, std::io::SeekFrom::End(0)).unwrap();
    fs::copy(&rig.path, rig.other("events.1")).unwrap();
    fs::File::create(&rig.path).unwrap();
    // The writer's place lies beyond the new end, so the file begins with a hole.
    writer.write_all(b"{\"late\":1}\n{\"late\":2}\n").unwrap();
    rig.agree_and_go_on();
    assert_eq!(rig.listener.lines[1].content, b"{\"late\":2}");
}

fn rename_and_create(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..5));
    let (old, new) = (rig.other("events.1"), rig.other("new"));
    fs::write(&new, numbered(100..120)).unwrap();
    fs::rename(&rig.path, &old).unwrap();
    append(&old, &numbered(5..8));
    fs::rename(&new, &rig.path).unwrap();
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, [RestartReason::Replaced]);
    let last = read_spec(&SourceSpec::File(old)).0;
    assert_eq!(rig.listener.voided, [last], "the old file is read to its end first");
}

fn rename_and_wait(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..5));
    fs::rename(&rig.path, rig.other("events.1")).unwrap();
    rig.listener.until("missing", |listener| listener.status() == Some(FollowStatus::Missing));
    assert_eq!(rig.listener.lines.len(), 5, "what was read stays");
    fs::write(&rig.path, b"").unwrap();
    rig.agree();
    rig.append(&numbered(50..53));
    rig.agree_and_go_on();
}

fn delete_and_create(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(10..20));
    for round in 2..6 {
        fs::remove_file(&rig.path).unwrap();
        fs::write(&rig.path, numbered(round * 10..round * 10 + 10)).unwrap();
        rig.agree();
    }
    rig.agree_and_go_on();
}

fn replace(rig: &Rig, content: &[u8]) {
    let new = rig.other("events.new");
    fs::write(&new, content).unwrap();
    let times = fs::metadata(&rig.path).unwrap().modified().unwrap();
    fs::File::options().write(true).open(&new).unwrap().set_modified(times).unwrap();
    fs::rename(&new, &rig.path).unwrap();
}

fn replace_with_equal_size(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(10..20));
    for start in [20, 30] {
        replace(&rig, &numbered(start..start + 10));
        rig.agree();
    }
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, [RestartReason::Replaced; 2]);
}

fn replace_many_times(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..3));
    for round in 0..40 {
        replace(&rig, &numbered(round * 10..round * 10 + round % 7));
    }
    rig.agree_and_go_on();
}

fn edit_in_place(poll: Poll) {
    // Small enough to lie in the remembered bytes, and far too large for that.
    for lines in [10, 2000] {
        let mut rig = Rig::new(poll, &numbered(0..lines));
        let mut content = fs::read(&rig.path).unwrap();
        let middle = content.len() / 2;
        content[middle] = b'#';
        // Changes within one tick of the clock leave equal times; only the content tells them apart,
        // and in the middle of a large file nothing is remembered of it.
        let before = fs::metadata(&rig.path).unwrap().modified().unwrap();
        let deadline = Instant::now() + DEADLINE;
        loop {
            let mut file = fs::OpenOptions::new().write(true).open(&rig.path).unwrap();
            file.write_all(&content).unwrap();
            drop(file);
            if lines == 10 || fs::metadata(&rig.path).unwrap().modified().unwrap() > before {
                break;
            }
            assert!(Instant::now() < deadline);
        }
        rig.agree_and_go_on();
    }
}

fn touch(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..10));
    let file = fs::File::options().write(true).open(&rig.path).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, [], "nothing of it has changed");
}

fn burst(poll: Poll) {
    let mut rig = Rig::new(poll, b"");
    let path = rig.path.clone();
    let writer = std::thread::spawn(move || {
        for start in (0..100_000).step_by(100) {
            append(&path, &numbered(start..start + 100));
        }
    });
    rig.listener.until("the last line", |listener| listener.lines.len() == 100_000);
    writer.join().unwrap();
    rig.agree_and_go_on();
    assert_eq!(rig.listener.reasons, []);
}

fn missing_and_back(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..10));
    let away = rig.other("away");
    fs::rename(&rig.path, &away).unwrap();
    rig.listener.until("missing", |listener| listener.status() == Some(FollowStatus::Missing));
    fs::rename(&away, &rig.path).unwrap();
    rig.agree_and_go_on();
}

fn directory_in_its_place(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..10));
    fs::remove_file(&rig.path).unwrap();
    fs::create_dir(&rig.path).unwrap();
    rig.listener.until("no file", |listener| listener.status() == Some(FollowStatus::NotRegular));
    fs::remove_dir(&rig.path).unwrap();
    fs::write(&rig.path, numbered(10..20)).unwrap();
    rig.agree_and_go_on();
}

fn unreadable_for_a_while(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..10));
    fs::rename(&rig.path, rig.other("away")).unwrap();
    // Permissions do not stop everyone who runs tests; a link to itself does.
    std::os::unix::fs::symlink(&rig.path, &rig.path).unwrap();
    rig.listener.until("unreadable", |listener| listener.status() == Some(FollowStatus::Unreadable));
    fs::rename(rig.other("away"), &rig.path).unwrap();
    rig.agree_and_go_on();
}

fn directory_made_anew(poll: Poll) {
    let directory = tempfile::tempdir().unwrap();
    let parent = directory.path().join("parent");
    let path = parent.join("events.jsonl");
    fs::create_dir(&parent).unwrap();
    fs::write(&path, numbered(0..3)).unwrap();
    let opened = open(&SourceSpec::File(path.clone()), true).unwrap();
    let options = FeedOptions { poll, ..FeedOptions::default() };
    let listener = Listener::to(start(opened, options, is_object, each()));
    let mut rig = Rig { directory, path, poll, listener };
    rig.agree();
    fs::remove_dir_all(&parent).unwrap();
    rig.listener.until("missing", |listener| listener.status() == Some(FollowStatus::Missing));
    fs::create_dir(&parent).unwrap();
    fs::write(&rig.path, numbered(5..9)).unwrap();
    rig.agree_and_go_on();
}

fn link_to_another_file(poll: Poll) {
    let mut rig = Rig::new(poll, b"");
    let (one, two) = (rig.other("one"), rig.other("two"));
    fs::write(&one, numbered(0..5)).unwrap();
    fs::write(&two, numbered(5..12)).unwrap();
    for target in [one, two] {
        let link = rig.other("link");
        std::os::unix::fs::symlink(target, &link).unwrap();
        fs::rename(&link, &rig.path).unwrap();
        rig.agree();
    }
    rig.agree_and_go_on();
}

fn line_too_long(poll: Poll) {
    let mut rig = Rig::new(poll, &numbered(0..2));
    let file = fs::File::options().write(true).open(&rig.path).unwrap();
    // A hole reads as a line of zeros.
    file.set_len(40 << 20).unwrap();
    rig.listener
        .until("the rest", |listener| listener.pending.as_ref().is_some_and(|line| line.span.len > 16 << 20));
    rig.append(b"\n{\"after\":1}\n");
    rig.listener.until("the line after", |listener| listener.lines.len() == 4);
    assert_eq!(rig.listener.lines[2].content, b"<too long>");
    assert_eq!(rig.listener.lines[3].content, b"{\"after\":1}");
}
