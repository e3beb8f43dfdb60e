use proptest::prelude::*;

use super::*;

/// One thing that happens to a log, or a moment in which the reader has caught up with it.
#[derive(Debug, Clone)]
enum Act {
    Append(String),
    Truncate(u16),
    Write(String),
    Replace(String),
    Recreate(String),
    Rename(String),
    Edit(u16),
    Agree,
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec!["{\"a\":1}", "{\"b\":22}\n", "\n", "\r", "x", "{", "plain text\n"]),
        0..8,
    )
    .prop_map(|parts| parts.concat())
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => text().prop_map(Act::Append),
        1 => any::<u16>().prop_map(Act::Truncate),
        1 => text().prop_map(Act::Write),
        1 => text().prop_map(Act::Replace),
        1 => text().prop_map(Act::Recreate),
        1 => text().prop_map(Act::Rename),
        1 => any::<u16>().prop_map(Act::Edit),
        3 => Just(Act::Agree),
    ]
}

fn perform(rig: &mut Rig, act: &Act) {
    match act {
        Act::Append(text) => rig.append(text.as_bytes()),
        Act::Truncate(at) => {
            let file = fs::File::options().write(true).open(&rig.path).unwrap();
            let size = file.metadata().unwrap().len();
            file.set_len(u64::from(*at) % (size + 1)).unwrap();
        }
        Act::Write(text) => fs::write(&rig.path, text).unwrap(),
        Act::Replace(text) => {
            let new = rig.other("new");
            fs::write(&new, text).unwrap();
            fs::rename(new, &rig.path).unwrap();
        }
        Act::Recreate(text) => {
            fs::remove_file(&rig.path).unwrap();
            fs::write(&rig.path, text).unwrap();
        }
        Act::Rename(text) => {
            fs::rename(&rig.path, rig.other("old")).unwrap();
            fs::write(&rig.path, text).unwrap();
        }
        Act::Edit(at) => {
            let mut content = fs::read(&rig.path).unwrap();
            if !content.is_empty() {
                let at = usize::from(*at) % content.len();
                content[at] ^= 1;
                let mut file = fs::OpenOptions::new().write(true).open(&rig.path).unwrap();
                file.write_all(&content).unwrap();
            }
        }
        Act::Agree => rig.agree(),
    }
}

fn play(poll: Option<Duration>, acts: &[Act]) {
    let mut rig = Rig::new(poll, b"{\"first\":1}\n");
    for act in acts {
        perform(&mut rig, act);
    }
    rig.agree_and_go_on();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_feed_agrees_with_the_file_watched(acts in prop::collection::vec(act(), 1..12)) {
        play(None, &acts);
    }

    #[test]
    fn whatever_happens_the_feed_agrees_with_the_file_polled(acts in prop::collection::vec(act(), 1..12)) {
        play(Some(Duration::from_millis(2)), &acts);
    }
}
