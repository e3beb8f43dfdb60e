//! Holds the fast lane against the strict one on as many mutants of log lines as it is told.
//!
//! ```text
//! cargo run --release --example lanes-fuzz -- 10000000 [SEED]
//! ```
//!
//! Prints how many mutants the lane took and every line on which the two disagree, and ends with an error if there is
//! one.

#[path = "../lanes/judge.rs"]
mod judge;
#[path = "../lanes/lines.rs"]
mod lines;

use std::process::ExitCode;
use std::thread;

use judge::{Judged, MODES};
use lines::{Dice, mutant, seeds};

/// The namespaces are forgotten after so many lines.
const BATCH: u64 = 1000;
/// So many disagreements are printed of each thread.
const MOST: usize = 5;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map_while(|number| number.parse::<u64>().ok());
    let Some(mutants) = numbers.next() else {
        eprintln!("usage: lanes-fuzz MUTANTS [SEED]");
        return ExitCode::from(2);
    };
    let seed = numbers.next().unwrap_or(1);
    let threads = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let runs: Vec<_> = (0..threads)
        .map(|nth| {
            let share = mutants / threads + u64::from(nth < mutants % threads);
            thread::spawn(move || run(share, seed << 32 | nth))
        })
        .collect();
    let (mut taken, mut wrong) = (0, 0);
    for run in runs {
        let Ok((of_thread, disagreements)) = run.join() else { return ExitCode::FAILURE };
        taken += of_thread;
        wrong += disagreements.len();
        disagreements.iter().take(MOST).for_each(|why| println!("{why}\n"));
    }
    println!("mutants {mutants}, taken {taken}, disagreements {wrong}");
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(mutants: u64, seed: u64) -> (u64, Vec<String>) {
    let seeds = seeds();
    let mut dice = Dice(seed);
    let mut judges = MODES.map(Judged::new);
    let mut taken = 0;
    let mut disagreements = Vec::new();
    for nth in 0..mutants {
        let judged = &mut judges[dice.below(MODES.len())];
        if nth % BATCH == 0 {
            judged.next_batch();
        }
        match judged.takes(&mutant(&seeds, &mut dice)) {
            Ok(took) => taken += u64::from(took),
            Err(why) => disagreements.push(why),
        }
    }
    (taken, disagreements)
}
