//! Small wordings: counts, sizes and ages.

use super::shown::{Number, Shown};

/// `n` and the noun that goes with it: `1 artifact`, `2 artifacts`, `0 artifacts`.
pub fn count(n: impl Number, one: &'static str, many: &'static str) -> Shown {
    let mut shown = Shown::default();
    shown.push_number(n);
    shown.then(" ").then(if n.value() == 1 { one } else { many })
}

/// `n` in groups of three digits with spaces between: `14 210`.
pub fn thousands(n: u64) -> Shown {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    own(&text)
}

/// How many digits `n` is written with.
pub fn digits(n: usize) -> usize {
    n.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// A size in the largest decimal unit (1 kB is 1000 bytes), to a tenth: `999 B`, `1.2 MB`.
pub fn bytes(n: u64) -> Shown {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if n < 1000 {
        return Shown::from(n).then(" B");
    }
    let mut per_tenth: u64 = 100;
    let mut name = "kB";
    for unit in UNITS {
        name = unit;
        // A size that rounds up to 1000.0 goes by the next unit.
        if rounded(n, per_tenth) < 10_000 {
            break;
        }
        per_tenth *= 1000;
    }
    let tenths = rounded(n, per_tenth);
    own(&format!("{}.{} {name}", tenths / 10, tenths % 10))
}

/// An age of whole seconds in its one or two largest units: `2s`, `3m`, `1h 4m`, `1d`.
pub fn ago(seconds: u64) -> Shown {
    let minutes = seconds / 60;
    let hours = minutes / 60;
    match (hours / 24, hours, minutes) {
        (0, 0, 0) => Shown::from(seconds).then("s"),
        (0, 0, m) => Shown::from(m).then("m"),
        (0, h, m) if m % 60 == 0 => Shown::from(h).then("h"),
        (0, h, m) => Shown::from(h).then("h ").then(m % 60).then("m"),
        (d, ..) => Shown::from(d).then("d"),
    }
}

/// `n / unit` to the nearest whole, half up.
fn rounded(n: u64, unit: u64) -> u64 {
    n / unit + u64::from(n % unit >= unit / 2)
}

/// Text made here of digits, spaces and unit names.
fn own(text: &str) -> Shown {
    let mut shown = Shown::default();
    shown.push_plain(text);
    shown
}
