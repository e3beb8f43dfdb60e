//! Numbers, sizes and ages in words.

use super::*;

#[test]
fn counts_take_their_noun() {
    let artifacts = |n: usize| count(n, "artifact", "artifacts").to_string();
    assert_eq!(artifacts(0), "0 artifacts");
    assert_eq!(artifacts(1), "1 artifact");
    assert_eq!(artifacts(2), "2 artifacts");
}

#[test]
fn digits_are_counted() {
    for n in [0, 1, 9, 10, 99, 100, 999, 1_000, 39_932, usize::MAX] {
        assert_eq!(digits(n), n.to_string().len());
    }
}

#[test]
fn thousands_are_grouped() {
    for (n, text) in [
        (0, "0"),
        (999, "999"),
        (1000, "1 000"),
        (14_210, "14 210"),
        (1_234_567, "1 234 567"),
        (u64::MAX, "18 446 744 073 709 551 615"),
    ] {
        assert_eq!(thousands(n).as_str(), text);
    }
}

#[test]
fn sizes_take_their_unit() {
    for (n, text) in [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (14_210, "14.2 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1_200_000, "1.2 MB"),
        (u64::MAX, "18.4 EB"),
    ] {
        assert_eq!(bytes(n).as_str(), text);
    }
}

#[test]
fn ages_take_their_units() {
    for (seconds, text) in [
        (0, "0s"),
        (2, "2s"),
        (59, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (3840, "1h 4m"),
        (86_399, "23h 59m"),
        (86_400, "1d"),
        (u64::MAX, "213503982334601d"),
    ] {
        assert_eq!(ago(seconds).as_str(), text);
    }
}
