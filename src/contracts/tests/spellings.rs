//! How ids, times and whole numbers may be written (contract section 2).

use proptest::prelude::*;

use crate::contracts::ids::EventId;
use crate::contracts::natural::{Natural, NotNatural};
use crate::contracts::timestamp::Timestamp;

#[test]
fn ids_are_read_in_every_spelling_and_shown_in_one() {
    let uuid = "41f60be0-7cef-4aa3-aaed-cf4a4599a084";
    for (text, shown) in [
        ("01KK1G9NG092N1TSG8YW1D6HW9", "01KK1G9NG092N1TSG8YW1D6HW9"),
        ("01kk1g9ng092n1tsg8yw1d6hw9", "01KK1G9NG092N1TSG8YW1D6HW9"),
        ("ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"),
        ("00000000000000000000000000", "00000000000000000000000000"),
        (uuid, uuid),
        ("41F60BE0-7CEF-4AA3-AAED-CF4A4599A084", uuid),
        ("41f60BE07CEF4aa3aaedcf4a4599a084", uuid),
    ] {
        assert_eq!(EventId::parse(text).expect(text).to_string(), shown);
    }
    for text in [
        "",
        "01KK1G9NG092N1TSG8YW1D6HW",
        "01KK1G9NG092N1TSG8YW1D6HW99",
        "01KK1G9NG092N1TSG8YW1D6HWI",
        "01KK1G9NG092N1TSG8YW1D6HWL",
        "01KK1G9NG092N1TSG8YW1D6HWO",
        "01KK1G9NG092N1TSG8YW1D6HWU",
        "01KK1G9NG092N1TSG8YW1D6HW ",
        "01\u{212A}\u{212A}1G9NG092N1TSG8YW1",
        "41f60be07-cef-4aa3-aaed-cf4a4599a084",
        "41f60be0-7cef-4aa3-aaed-cf4a4599a08",
        "41f60be0-7cef-4aa3-aaed-cf4a4599a08g",
        "{41f60be0-7cef-4aa3-aaed-cf4a4599a0}",
        "------------------------------------",
    ] {
        assert!(EventId::parse(text).is_none(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ids_order_as_their_text_does(
        texts in prop::collection::vec("[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 2..12)
    ) {
        let mut ids: Vec<_> = texts.iter().map(|text| EventId::parse(text).unwrap()).collect();
        let mut texts = texts;
        ids.sort();
        texts.sort();
        let shown: Vec<_> = ids.iter().map(ToString::to_string).collect();
        prop_assert_eq!(shown, texts);
    }

    #[test]
    fn times_are_counted_as_the_calendar_does(
        seconds in -62_135_596_800_i64..253_402_300_799, micros in 0_i64..1_000_000, zone in -1439_i64..1440,
    ) {
        let instant = jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0)
            .saturating_add(jiff::SignedDuration::from_secs(seconds));
        let sign = if zone < 0 { '-' } else { '+' };
        let text = format!("{}.{micros:06}{sign}{:02}:{:02}", instant.strftime("%Y-%m-%dT%H:%M:%S"),
            zone.abs() / 60, zone.abs() % 60);
        let local = seconds * 1_000_000 + micros;
        let utc = local - zone * 60_000_000;
        let in_years = (-62_135_596_800_000_000..253_402_300_800_000_000).contains(&utc);
        let parsed = Timestamp::parse(&text);
        prop_assert_eq!(parsed.map(Timestamp::micros), in_years.then_some(utc), "{}", text);
        prop_assert_eq!(parsed.map(Timestamp::local_micros), in_years.then_some(local));
    }

    #[test]
    fn small_numbers_are_what_they_say(number: u64) {
        let natural = Natural::parse(&number.to_string()).unwrap();
        prop_assert_eq!(natural.as_u64(), Some(number));
        prop_assert_eq!(serde_json::to_string(&natural).unwrap(), number.to_string());
    }
}

const NOON: i64 = 1_772_798_400_000_000;

#[test]
fn times_are_read_as_the_contract_writes_them() {
    for (text, after_noon, zoned) in [
        ("2026-03-06T12:00:00Z", 0, true),
        ("2026-03-06t12:00:00z", 0, true),
        ("2026-03-06 12:00:00+00:00", 0, true),
        ("2026-03-06_12:00:00-00:00", 0, true),
        ("2026-03-06T12:00Z", 0, true),
        ("2026-03-06T17:30:00+0530", 0, true),
        ("2026-03-06T12:00:00", 0, false),
        ("2026-03-06T12:00", 0, false),
        ("2026-03-06", -12 * 3_600_000_000, false),
        ("2026-03-06T12:00:00.5Z", 500_000, true),
        ("2026-03-06T12:00:00,5Z", 500_000, true),
        ("2026-03-06T12:00:00.1234569Z", 123_456, true),
        ("2026-03-06T12:00:00.0000009999999999999Z", 0, true),
        ("2026-03-07T11:59:00+23:59", 0, true),
        ("2026-03-05T12:01:00-23:59", 0, true),
        ("2026-03-06T11:00:00\u{2212}01:00", 0, true),
    ] {
        let time = Timestamp::parse(text).expect(text);
        assert_eq!((time.micros() - NOON, time.has_zone()), (after_noon, zoned), "{text}");
    }
    for (text, shown) in [
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("0001-01-01T02:00:00+02:00", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999Z"),
        ("9999-12-31T23:59:59+02:00", "9999-12-31T21:59:59Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
    ] {
        assert_eq!(Timestamp::parse(text).expect(text).to_string(), shown);
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "yesterday",
        "2026-03-06T",
        "2026-03-06Z",
        "2026-03-06T12",
        "2026-03-06T12Z",
        "2026-03-06T24:00:00Z",
        "2026-03-06T12:60:00Z",
        "2026-03-06T12:00:60Z",
        "2026-03-06T12:00:00.Z",
        "2026-03-06T12:00:00.",
        "2026-03-06T12:00,5Z",
        "2026-03-06T12:00:00+05",
        "2026-03-06T12:00:00+5:00",
        "2026-03-06T12:00:00+24:00",
        "2026-03-06T12:00:00+05:60",
        "2026-03-06T12:00:00 Z",
        "2026-03-06T12:00:00Z ",
        " 2026-03-06T12:00:00Z",
        "2026-03-06T12:00:00ZZ",
        "2026-03-06X12:00:00Z",
        "20260306T120000Z",
        "2026-03-06T120000Z",
        "2026-W10-5",
        "2026-065",
        "2026-3-6",
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        "-2026-03-06T12:00:00Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-02:00",
        "２026-03-06",
        "1772798400",
    ] {
        assert!(Timestamp::parse(text).is_none(), "{text}");
    }
}

#[test]
fn whole_numbers_have_any_size_and_no_fraction() {
    let shown = |text: &str| Natural::parse(text).map(|natural| natural.to_string());
    for (text, value) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("3.0", "3"),
        ("1e3", "1000"),
        ("2E2", "200"),
        ("1e18", "1000000000000000000"),
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "18446744073709551616"),
        ("1000000000000000000000000000001", "1000000000000000000000000000001"),
    ] {
        assert_eq!(shown(text), Ok(value.into()), "{text}");
        assert_eq!(serde_json::to_string(&Natural::parse(text).unwrap()).unwrap(), value);
    }
    for (text, why) in [
        ("-1", NotNatural::Negative),
        ("-1.0", NotNatural::Negative),
        ("-1000000000000000000000000000000", NotNatural::Negative),
        ("1.5", NotNatural::NotWhole),
        ("1e-1", NotNatural::NotWhole),
        ("1e300", NotNatural::NotWhole),
        ("9223372036854775808.0", NotNatural::NotWhole),
    ] {
        assert_eq!(shown(text), Err(why), "{text}");
    }
    let ascending = [
        "0",
        "7",
        "18446744073709551615",
        "18446744073709551616",
        "20000000000000000000",
        "1000000000000000000000",
    ];
    let numbers: Vec<_> = ascending.iter().map(|text| Natural::parse(text).unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.windows(2).all(|pair| pair[0] != pair[1]));
}
