//! A log written to at 200,000 lines a second (RATE) for ten seconds (SECONDS): is every line taken in, how soon, and at
//! what cost in memory? Then the same with the whole program in a pseudo terminal, and a person at its keys.
//!
//! The lines are short for dossier events, some 600 bytes, so that it is they and not the disk that count. The writer
//! and all that reads share the machine, as they would.

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../support/pty.rs"]
mod pty;

mod log;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dossier::contracts::decode::is_complete;
use dossier::contracts::edition::ContractMode;
use dossier::session::{Gatherer, Session};
use dossier::source::{FeedMessage, FeedOptions, SourceSpec, open, start};
use log::MadeUp;

const MADE_UP: MadeUp = MadeUp { paths: 2_000 };
/// How often lines are written, all that are due at once.
const STEP: Duration = Duration::from_millis(1);
/// Where the writer's lines begin: those before are there from the start.
const FIRST: u32 = 10_000;
const MOST_WAIT: Duration = Duration::from_mins(1);

/// How many lines the log had, and when.
type Counts = Vec<(u32, Instant)>;

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Writes at `rate` lines a second up to `last`, and notes what was there when.
fn write(path: &Path, rate: u32, last: u32) -> Counts {
    let mut file = File::options().append(true).open(path).expect("the log is there");
    let (begun, mut next, mut counts) = (Instant::now(), FIRST, Counts::new());
    let mut text = String::new();
    while next < last {
        let due = FIRST + (begun.elapsed().as_secs_f64() * f64::from(rate)) as u32;
        text.clear();
        while next < due.min(last) {
            text.push_str(&MADE_UP.line(next));
            text.push('\n');
            next += 1;
        }
        counts.push((next, Instant::now()));
        file.write_all(text.as_bytes()).expect("it is written");
        thread::sleep(STEP);
    }
    counts
}

/// A log with its first lines, in a folder of its own: whoever else writes beside it would wake its reader.
fn begun() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.jsonl");
    let lines: String = (0..FIRST).map(|number| MADE_UP.line(number) + "\n").collect();
    fs::write(&path, lines).expect("it is written");
    (folder, path)
}

/// Bytes of memory a process has for itself.
fn memory(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// The value that so many of a hundred do not exceed, in milliseconds.
fn percentile(times: &mut [Duration], of_a_hundred: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len().saturating_sub(1)) * of_a_hundred / 100;
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

fn row(what: &str, goal: f64, result: f64) {
    let held = if result <= goal { "holds" } else { "MISSED" };
    println!("{what:<58} <= {goal:<9} {result:<9.2} {held}");
}

/// The feed and the session of the interface, without a screen.
fn in_memory(rate: u32, last: u32) {
    let (_folder, path) = begun();
    let spec = SourceSpec::File(path.clone());
    let options = FeedOptions { follow: true, ..FeedOptions::default() };
    let feed =
        start(open(&spec, true).expect("it opens"), options, is_complete, Gatherer::new(ContractMode::Auto));
    let mut session = None;
    let mut applied = Counts::new();
    let mut writer = None;
    let mut before = 0;
    let lines = |session: &Option<Session>| session.as_ref().map_or(0, Session::line_count) as u32;
    while lines(&session) < last {
        match feed.messages().recv_timeout(MOST_WAIT) {
            Ok(FeedMessage::Started { store, .. }) => {
                session = Some(Session::new(ContractMode::Auto, store));
            }
            Ok(FeedMessage::Batch { batch: Some(batch), .. }) => {
                session.as_mut().expect("it began").ingest(*batch);
                applied.push((lines(&session), Instant::now()));
            }
            Ok(FeedMessage::CaughtUp) => {
                before = memory("self");
                let path = path.clone();
                writer = Some(thread::spawn(move || write(&path, rate, last)));
            }
            Ok(_) => {}
            Err(error) => panic!("{} of {last} lines, then {error}", lines(&session)),
        }
    }
    let grown = memory("self").saturating_sub(before);
    let written = writer.map(|writer| writer.join().expect("it wrote")).unwrap_or_default();
    let session = session.expect("it began");
    assert!(session.ledger().closes() && session.ledger().folded == u64::from(last), "every line is told");
    let mut waits: Vec<Duration> = written
        .iter()
        .filter_map(|(count, at)| {
            let first = applied.partition_point(|(held, _)| held < count);
            applied.get(first).map(|(_, then)| then.saturating_duration_since(*at))
        })
        .collect();
    let seconds =
        written.last().zip(written.first()).map_or(1.0, |(last, first)| (last.1 - first.1).as_secs_f64());
    let reached = f64::from(last - FIRST) / seconds;
    println!("in memory: {} lines at {reached:.0} a second, none lost", last - FIRST);
    row("append to applied, p99, ms", 8.0, percentile(&mut waits, 99));
    println!("{:<58}    {:<9} {:<9.2}", "append to applied, p50, ms", "", percentile(&mut waits, 50));
    let events = f64::from(last - FIRST);
    row("bytes an event, 8 MiB apart", 80.0, (grown as f64 - 8_388_608.0) / events);
}

/// The program as people use it, after they have pressed `keys`.
fn on_a_screen(rate: u32, last: u32, keys: &str) {
    let (_folder, path) = begun();
    let mut program = pty::Session::on(&path);
    let id = program.pid();
    thread::sleep(Duration::from_secs(1));
    program.press(keys);
    let before = memory(&id.to_string());
    let done = Arc::new(Mutex::new(None));
    let writer = {
        let (path, done) = (path.clone(), Arc::clone(&done));
        thread::spawn(move || {
            write(&path, rate, last);
            *done.lock().expect("no panic") = Some(Instant::now());
        })
    };
    let is_open = |screen: &vt100::Screen| screen.contents().contains("Keys in");
    let mut waits = Vec::new();
    while done.lock().expect("no panic").is_none() {
        let pressed = Instant::now();
        program.press("?");
        program.wait("the keys", is_open);
        waits.push(pressed.elapsed());
        program.press("?");
        program.wait("no keys", |screen| !is_open(screen));
        thread::sleep(Duration::from_millis(20));
    }
    writer.join().expect("it wrote");
    let all = format!("Events{last}");
    program.press("7");
    program.wait("every line", |screen| screen.contents().replace(char::is_whitespace, "").contains(&all));
    let behind = done.lock().expect("no panic").map_or(Duration::MAX, |done| done.elapsed());
    let grown = memory(&id.to_string()).saturating_sub(before);
    println!(
        "on a screen after {keys}: {} lines, all of them shown {:.0} ms after the last",
        last - FIRST,
        behind.as_secs_f64() * 1e3
    );
    row("key to screen meanwhile, p99, ms", 8.0, percentile(&mut waits, 99));
    println!("{:<58}    {:<9} {:<9.2}", "key to screen meanwhile, p50, ms", "", percentile(&mut waits, 50));
    row("bytes an event, 8 MiB apart", 80.0, (grown as f64 - 8_388_608.0) / f64::from(last - FIRST));
}

fn main() {
    let (rate, seconds) = (number("RATE", 200_000), number("SECONDS", 10));
    let last = FIRST + rate * seconds;
    in_memory(rate, last);
    on_a_screen(rate, last, "1");
    // With an event selected, whose effect is looked up at its own moment.
    on_a_screen(rate, last, "7gjjjjjj");
}
