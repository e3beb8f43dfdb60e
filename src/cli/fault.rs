//! A fault of the program itself: told like everything else, and ended with a code of its own.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};

use super::say;
use crate::text::{Shown, cut_end, show};

/// How many columns of what a panic says are told: it may quote a log.
const TOLD: usize = 300;

/// Sees to it that panics are told in words fit for a terminal.
pub(super) fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let what = cut_end(&show(words(panic.payload())), TOLD);
        let place = panic.location().map_or(Shown::default(), |place| {
            Shown::fixed(", at ").then(show(place.file())).then(":").then(place.line())
        });
        say(&Shown::fixed("a fault of this program: ").then(what).then(place));
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            trace.to_string().lines().for_each(|line| say(&show(line)));
        }
    }));
}

fn words(payload: &dyn Any) -> &str {
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no words for it")
}
