use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn next(text: &str) -> Arrival {
    Calendar::default().arrival(day(text), Speed::T1)
}

#[test]
fn t_plus_1_passes_over_holidays_and_uses_working_weekends() {
    for (from, to) in [
        ("2026-01-21", "2026-01-22"),
        // Friday to Monday; Friday to a working Saturday before the Spring Festival; over the festival.
        ("2026-01-23", "2026-01-26"),
        ("2026-02-13", "2026-02-14"),
        ("2026-02-14", "2026-02-24"),
        ("2026-09-30", "2026-10-08"),
        ("2026-10-09", "2026-10-10"),
        ("2026-05-08", "2026-05-09"),
    ] {
        assert_eq!(next(from), Arrival::On(day(to)), "{from}");
    }
}

#[test]
fn a_year_without_its_arrangement_is_not_certain() {
    assert_eq!(next("2026-12-31"), Arrival::Provisional(day("2027-01-04")));
    assert_eq!(next("2027-02-04"), Arrival::Provisional(day("2027-02-09")));
    assert_eq!(next("2027-12-31"), Arrival::NotKnown);
    assert_eq!(next("1999-01-01"), Arrival::NotKnown);
    let calendar = Calendar::default();
    assert_eq!(calendar.arrival(day("2030-01-01"), Speed::D0), Arrival::On(day("2030-01-01")));
    assert_eq!(calendar.arrival(day("2026-10-01"), Speed::D1), Arrival::On(day("2026-10-02")));
}

#[test]
fn every_day_of_the_shipped_years_has_a_later_arrival() {
    let calendar = Calendar::read(SHIPPED.as_bytes()).unwrap();
    for days in 0..720 {
        let from = day("2026-01-01").plus(days);
        let arrival = calendar.arrival(from, Speed::T1).day().unwrap();
        assert!(from < arrival && from.until(arrival) <= 10, "{from}: {arrival}");
    }
}

#[test]
fn mistakes_are_named() {
    for (from, to, part) in [
        ("\"2026-01-04\",", "\"2026-01-05\",", "2026-01-05"),
        ("\"2026-01-04\",", "\"2027-01-03\",", "another year"),
        ("\"2026-01-04\",", "\"2026-01-03\",", "2026-01-03"),
        ("until = \"2026-01-03\"", "until = \"2025-12-03\"", "span"),
        ("until = \"2026-04-06\"", "until = \"2026-05-02\"", "two holidays"),
        ("until = \"2026-01-03\"", "until = \"2026-01-33\"", "line 11"),
        ("status = \"published\"", "status = \"rumoured\"", "line 8"),
        ("year = 2027", "year = 2026", "twice"),
        ("name = \"元旦\", from", "frm", "line 11"),
    ] {
        assert!(SHIPPED.contains(from), "{from}");
        let said = Calendar::read(SHIPPED.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
        assert!(said.contains(part), "{to}: {said}");
    }
    assert!(matches!(Calendar::read(b""), Err(CalendarError::Years(0))));
    let (gbk, ..) = encoding_rs::GB18030.encode(SHIPPED);
    assert!(matches!(Calendar::read(&gbk), Err(CalendarError::NoText(NoText::NotUtf8(_)))));
}
