//! Events that come late change the dossier as if they had come in time.

use dossier::dossier::state::MissionDossierState;
use dossier::dossier::timeline::Cursor;

use super::kit::Stage;
use super::made_up::{Dice, MadeUp};

const EVENTS: u32 = 5_000;
const LATE: u32 = 1_000;

fn state(stage: &Stage) -> MissionDossierState {
    let session = &stage.model.log().unwrap().session;
    session.timeline().state_at(Cursor::Live, session).unwrap()
}

fn joined(lines: impl IntoIterator<Item = String>) -> Vec<u8> {
    lines.into_iter().flat_map(|line| [line.into_bytes(), vec![b'\n']]).flatten().collect()
}

#[test]
fn a_thousand_late_events_leave_what_a_cold_reading_gives() {
    let (made_up, mut dice) = (MadeUp { paths: 50 }, Dice(5));
    let late: Vec<(u32, String)> = (0..LATE)
        .map(|nth| {
            let before = 1 + dice.below(u64::from(EVENTS) - 1) as u32;
            (before, made_up.late_line(EVENTS + nth, before))
        })
        .collect();
    let mut live = Stage::following("late.jsonl", &joined((0..EVENTS).map(|n| made_up.line(n))), (120, 40));
    let before = state(&live);
    live.append(&joined(late.iter().map(|(_, line)| line.clone())));
    assert_eq!(live.model.log().unwrap().session.late(), u64::from(LATE));

    let in_time = (0..EVENTS).flat_map(|number| {
        let due = late.iter().filter(move |(before, _)| *before == number).map(|(_, line)| line.clone());
        due.chain([made_up.line(number)])
    });
    let cold = Stage::following("late.jsonl", &joined(in_time), (120, 40));
    assert_ne!(state(&live), before);
    assert_eq!(state(&live), state(&cold));
}
