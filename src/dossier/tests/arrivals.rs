//! The timeline gives what the reducer gives: for any order of arrival, any copies, at every moment.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;

use super::ways::{distinct, rows};
use crate::contracts::decode::{Content, Decoded};
use crate::contracts::edition::Edition;
use crate::contracts::event::Event;
use crate::contracts::record::Record;
use crate::contracts::tests::kit::{AUTO, Held, THREE, events, log_of, records, session};
use crate::contracts::values::LocalNamespaceTuple;
use crate::dossier::order::OrderKey;
use crate::dossier::reading::{missing_count, missing_stories, open_missing, open_stories};
use crate::dossier::reduce::reduce_mission_dossier;
use crate::dossier::state::MissionDossierState;
use crate::dossier::state_json::In;
use crate::dossier::timeline::{Cursor, EntryId, PathStory, Standing, StateError, Timeline};
use crate::session::Session;

type Answer = Result<String, (String, String)>;

/// The state with the order of its keys, or the two namespaces that clash.
fn json(state: &MissionDossierState) -> String {
    serde_json::to_string(&In(state, Edition::Three)).unwrap()
}

fn batch(events: &[Event]) -> Answer {
    let names = |error: crate::dossier::reduce::NamespaceMixedStreamError| {
        (format!("{:?}", error.expected), format!("{:?}", error.got))
    };
    reduce_mission_dossier(events).map(|state| json(&state)).map_err(names)
}

fn looked_up(session: &Session, cursor: Cursor) -> Answer {
    match session.timeline().state_at(cursor, session) {
        Ok(state) => Ok(json(&state)),
        Err(StateError::Mixed(error)) => Err((format!("{:?}", error.expected), format!("{:?}", error.got))),
        Err(gone) => panic!("{gone}"),
    }
}

/// The events that count, in contract order.
fn counted(session: &Session) -> Vec<Event> {
    session.timeline().order().iter().map(|entry| session.event_of(*entry).unwrap()).collect()
}

fn mission_of(event: &Event) -> Option<[&str; 5]> {
    event.namespace.as_ref().map(LocalNamespaceTuple::key)
}

/// What a session must answer at every moment, whatever it has read.
fn agrees_at_every_moment(session: &Session) -> Result<(), TestCaseError> {
    let events = counted(session);
    let keys: Vec<_> = events.iter().map(|event| OrderKey::of(event, Edition::Three)).collect();
    prop_assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]));
    prop_assert_eq!(looked_up(session, Cursor::Live), batch(&events));
    let timeline = session.timeline();
    for mission in timeline.namespaces() {
        let stories = missing_stories(timeline, mission, Cursor::Live);
        let open: Vec<_> = stories.iter().filter(|story| story.is_open).map(|story| story.path).collect();
        prop_assert_eq!(open_missing(timeline, mission, Cursor::Live), open.len());
        let missed = timeline.history(mission).missed();
        prop_assert!(missed.iter().all(|missed| missed.is_open() == open.contains(&missed.path())));
    }
    for (k, entry) in timeline.order().iter().enumerate() {
        let cursor = Cursor::After(*entry);
        prop_assert_eq!(timeline.position(*entry), k);
        let first = &events[..=k];
        prop_assert_eq!(looked_up(session, cursor), batch(first), "after {} events", k + 1);
        for mission in timeline.namespaces_at(cursor) {
            let key = timeline.history(mission).namespace().key();
            let alone = timeline.namespaces_at(cursor).len() == 1;
            let of = |event: &&Event| mission_of(event).map_or(alone, |own| own == key);
            let own: Vec<_> = first.iter().filter(of).cloned().collect();
            let state = timeline.mission_state_at(mission, cursor, session).unwrap();
            prop_assert_eq!(Ok(json(&state)), batch(&own));
            let totals = timeline.totals(mission, cursor);
            prop_assert_eq!(totals.artifacts, state.artifacts.len());
            prop_assert_eq!(
                totals.present(),
                state.artifacts.values().filter(|entry| !entry.superseded).count()
            );
            prop_assert_eq!(totals.missing, state.anomalies.len());
            prop_assert_eq!(totals.drifts, state.drift_history.len());
            prop_assert_eq!(totals.parity(), state.parity_status);
            prop_assert_eq!(totals.events, state.event_count);
        }
    }
    Ok(())
}

/// What the counters of a session must be, counted anew.
fn counts_anew(session: &Session, rows: &[Value]) -> Result<(), TestCaseError> {
    let ledger = session.ledger();
    prop_assert!(ledger.closes());
    prop_assert_eq!(ledger.lines, rows.len() as u64);
    let timeline = session.timeline();
    let folded = |entry: &EntryId| timeline.entry(*entry).standing() == Standing::Folded;
    let bad = timeline.order().iter().filter(|entry| !folded(entry)).count();
    prop_assert_eq!(timeline.bad_payloads(), bad);
    let mut conflicting = 0;
    for (entry, meta) in (0..).zip(timeline.entries()) {
        if meta.standing() == Standing::Duplicate {
            let (original, same) = timeline.original_of(entry).unwrap();
            prop_assert!(timeline.key(original) <= timeline.key(entry));
            prop_assert_eq!(timeline.entry(original).event_id(), meta.event_id());
            let says_the_same = rows[timeline.entry(original).line as usize] == rows[meta.line as usize];
            prop_assert_eq!(same, says_the_same);
            conflicting += usize::from(!says_the_same);
        }
    }
    prop_assert_eq!(timeline.conflicting(), conflicting);
    prop_assert_eq!(ledger.event_count() as usize, timeline.order().len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn a_log_with_copies_is_the_same_at_once_and_looked_up(rows in rows(1)) {
        let log = log_of(&rows);
        let session = session(THREE, &log);
        prop_assert_eq!(looked_up(&session, Cursor::Live), batch(&events(THREE, &log)));
        agrees_at_every_moment(&session)?;
        counts_anew(&session, &rows)?;
    }

    #[test]
    fn a_log_of_several_missions_keeps_them_apart(rows in rows(3)) {
        let log = log_of(&rows);
        let session = session(AUTO, &log);
        prop_assert_eq!(looked_up(&session, Cursor::Live), batch(&events(AUTO, &log)));
        agrees_at_every_moment(&session)?;
        counts_anew(&session, &rows)?;
    }

    #[test]
    fn the_order_of_arrival_and_repeated_lines_change_nothing(
        rows in distinct(2),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        places in prop::collection::vec(any::<prop::sample::Index>(), 30),
    ) {
        let expected = batch(&events(THREE, &log_of(&rows)));
        let mut shuffled = rows.clone();
        if !rows.is_empty() {
            shuffled.extend(again.iter().map(|at| rows[at.index(rows.len())].clone()));
            for (at, place) in (0..shuffled.len()).zip(&places) {
                let other = place.index(shuffled.len());
                shuffled.swap(at, other);
            }
        }
        let session = session(THREE, &log_of(&shuffled));
        prop_assert_eq!(looked_up(&session, Cursor::Live), expected);
        prop_assert_eq!(session.timeline().duplicates(), shuffled.len() - rows.len());
        prop_assert_eq!(session.timeline().conflicting(), 0);
        agrees_at_every_moment(&session)?;
        counts_anew(&session, &shuffled)?;
    }

    #[test]
    fn chunks_change_nothing_and_every_chunk_leaves_a_true_state(rows in rows(2), sizes in prop::collection::vec(1..5_usize, 1..6)) {
        let log = log_of(&rows);
        let mut session = Session::new(THREE, Arc::new(Held(log.clone())));
        let mut rest: Vec<Record<Decoded>> = records(THREE, &log);
        let mut seen = Vec::new();
        for size in sizes.into_iter().cycle() {
            let chunk: Vec<_> = rest.drain(..size.min(rest.len())).collect();
            seen.extend(chunk.iter().filter_map(|record| match &record.content.content {
                Content::Event(event) => Some((**event).clone()),
                _ => None,
            }));
            session.ingest_records(chunk);
            prop_assert_eq!(looked_up(&session, Cursor::Live), batch(&seen));
            // What was made for these moments is kept for those after the next chunk.
            agrees_at_every_moment(&session)?;
            prop_assert!(session.ledger().closes());
            if rest.is_empty() {
                break;
            }
        }
    }

    #[test]
    fn lines_read_at_once_meet_what_they_meet_one_by_one(rows in rows(2)) {
        let log = log_of(&rows);
        let mut single = Session::new(THREE, Arc::new(Held(log.clone())));
        for record in records(THREE, &log) {
            single.ingest_records([record]);
        }
        let whole = session(THREE, &log);
        let fates = |session: &Session| (0..rows.len() as u32).map(|line| session.fate(line)).collect::<Vec<_>>();
        prop_assert_eq!(fates(&whole), fates(&single));
        prop_assert_eq!((whole.ledger(), whole.late()), (single.ledger(), single.late()));
        let (whole, single) = (whole.timeline(), single.timeline());
        prop_assert_eq!(whole.order(), single.order());
        for mission in single.namespaces() {
            let lists = |timeline: &Timeline| {
                let history = timeline.history(mission);
                let paths = (0..).zip(history.paths());
                let of_path = |(path, story): (u32, &PathStory)| {
                    [story.writes(), history.missing_at(path), history.superseded_by(path)].map(<[_]>::to_vec)
                };
                let mut lists: Vec<_> = paths.flat_map(of_path).collect();
                let others = [timeline.order_of(mission), history.missing(), history.snapshots(), history.drifts(), history.bad()];
                lists.extend(others.map(<[_]>::to_vec));
                lists
            };
            prop_assert_eq!(lists(whole), lists(single));
        }
    }

    #[test]
    fn missing_stories_hold_every_record_once_and_are_open_until_indexed(rows in distinct(1)) {
        let session = session(THREE, &log_of(&rows));
        let timeline = session.timeline();
        for mission in timeline.namespaces() {
            for cursor in timeline.order().iter().map(|entry| Cursor::After(*entry)).chain([Cursor::Live]) {
                let stories = missing_stories(timeline, mission, cursor);
                let told = stories.iter().flat_map(|story| {
                    let records = story.records(timeline, mission, cursor);
                    assert_eq!((story.first, story.last), (records[0], records[story.count - 1]));
                    records
                });
                let mut told: Vec<_> = told.copied().collect();
                told.sort_unstable();
                let mut all = timeline.upto(timeline.history(mission).missing(), cursor).to_vec();
                all.sort_unstable();
                prop_assert_eq!(told, all);
                let open = stories.iter().filter(|story| story.is_open).count();
                prop_assert_eq!(open, open_missing(timeline, mission, cursor));
                prop_assert_eq!(stories.len(), missing_count(timeline, mission, cursor));
                prop_assert!(stories.is_sorted_by_key(|story| (!story.is_open, timeline.key(story.first))));
                prop_assert_eq!(&stories[..open], open_stories(timeline, mission, cursor).collect::<Vec<_>>());
                for story in stories {
                    let last = &story.last;
                    prop_assert_eq!(timeline.entry(*last).path(), Some(story.path));
                    let writes = timeline.history(mission).paths()[story.path as usize].writes();
                    let later = timeline.upto(writes, cursor).iter().copied()
                        .find(|write| timeline.key(*write) > timeline.key(*last));
                    prop_assert_eq!(story.is_open, later.is_none());
                    prop_assert_eq!(story.indexed_later(timeline, mission), later);
                }
            }
        }
    }
}
