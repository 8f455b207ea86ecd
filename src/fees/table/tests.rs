use super::*;
use crate::{domain::Share, fees::samples::TABLE};

/// The shipped table with one thing changed.
fn changed(from: &str, to: &str) -> Result<RateTable, TableError> {
    assert!(TABLE.contains(from), "{from}");
    read_table(TABLE.replacen(from, to, 1).as_bytes())
}

/// Another rate behind the shipped ones; the first debit rate ends with this.
fn with_debit(until: &str, rate: &str) -> Result<RateTable, TableError> {
    let ended = TABLE.replacen("rate = 5000", &format!("until = \"{until}\"\nrate = 5000"), 1);
    read_table(format!("{ended}\n[[rate]]\nproduct = \"debit\"\nrate = 4500\n{rate}\n").as_bytes())
}

#[test]
fn the_shipped_table_is_read() {
    let table = read_table(TABLE.as_bytes()).unwrap();
    let day = "2026-11-25".parse().unwrap();
    let debit = table.rate(Product::Debit, day).unwrap();
    assert_eq!((debit.rate.hundredths(), debit.cap.unwrap().minor()), (5_000, 2_000));
    assert_eq!(table.rate(Product::Qr, day).unwrap().rate.percent(), "0.38");
    assert_eq!(table.speed(day), Some(Speed::T1));
    assert_eq!(table.rate(Product::Debit, "2025-12-31".parse().unwrap()), None);
    let text = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<RateTable>(&text).unwrap(), table, "as the journal keeps it");
}

#[test]
fn a_later_rate_follows_the_day_after() {
    let table = with_debit("2026-11-30", "from = \"2026-12-01\"").unwrap();
    let rate = |day: &str| table.rate(Product::Debit, day.parse().unwrap()).unwrap().rate.hundredths();
    assert_eq!((rate("2026-11-30"), rate("2026-12-01")), (5_000, 4_500));
}

#[test]
fn gaps_and_overlaps_are_refused_with_both_lines() {
    let gap = with_debit("2026-11-30", "from = \"2026-12-03\"").unwrap_err().to_string();
    assert!(
        gap.contains("no debit from 2026-12-01 until 2026-12-03")
            && gap.contains(&format!("line {}", line_of("rate = 5000") - 1)),
        "{gap}"
    );
    for from in ["2026-11-30", "2026-05-05", "2026-01-01"] {
        let overlap = with_debit("2026-11-30", &format!("from = \"{from}\"")).unwrap_err();
        assert!(matches!(overlap, TableError::Overlap { what: "debit", .. }), "{overlap}");
    }
    let open = changed("[bins]", "[[arrival]]\nfrom = \"2026-05-01\"\nspeed = \"d+0\"\n[bins]").unwrap_err();
    assert!(matches!(open, TableError::Overlap { what: "arrival", .. }), "{open}");
    assert!(matches!(with_debit("2025-12-31", "from = \"2026-01-01\""), Err(TableError::Backwards { .. })));
}

/// The line on which this stands first.
fn line_of(part: &str) -> usize {
    source::line_of(TABLE, TABLE.find(part).unwrap())
}

#[test]
fn every_mistake_is_named_with_its_line() {
    for (from, to, part) in [
        ("from = \"2026-01-01\"", "from = \"2026-02-30\"", "2026-02-30"),
        ("from = \"2026-01-01\"", "from = \"heute\"", "heute"),
        ("rate = 6000", "rate = -1", "-1"),
        ("rate = 6000", "rate = 1000001", "hundredths of a basis point"),
        ("rate = 6000", "rate = 0.6", "0.6"),
        ("cap = 2000", "cap = -5", "-5"),
        ("cap = 2000", "cup = 2000", "unknown field `cup`"),
        ("product = \"credit\"", "product = \"gold\"", "gold"),
        ("rounding = \"half_up\"", "rounding = \"somehow\"", "somehow"),
        ("speed = \"t+1\"", "speed = \"t+9\"", "t+9"),
        ("[[rate]]", "[[rate", ""),
    ] {
        let said = changed(from, to).unwrap_err().to_string();
        assert!(said.starts_with(&format!("line {}: ", line_of(from))) && said.contains(part), "{to}: {said}");
    }
    let undated = changed("from = \"2026-01-01\"\n", "").unwrap_err().to_string();
    assert!(undated.starts_with(&format!("line {}: missing field `from`", line_of("[[rate]]"))), "{undated}");
    for (from, to, part) in [
        ("name = \"标准商户 2026\"", "name = \" \"", "name"),
        ("\"625\"", "\"62x\"", "62x"),
        ("\"625\"", "\"6258888\"", "6258888"),
        ("\"625\"", "\"621\"", "as credit and as debit"),
    ] {
        let said = changed(from, to).unwrap_err().to_string();
        assert!(said.contains(part), "{to}: {said}");
    }
    assert!(read_table(b"name = \"x\"\nrounding = \"up\"\nrefunds = \"kept\"\n").is_err());
}

#[test]
fn another_charset_and_endless_bytes_are_refused() {
    let (gbk, ..) = encoding_rs::GB18030.encode(TABLE);
    let said = read_table(&gbk).unwrap_err().to_string();
    assert!(said.starts_with(&format!("line {}: not UTF-8", line_of("name ="))) && said.contains("iconv"), "{said}");
    assert!(read_table(&vec![b'\n'; source::FILE_MAX + 1]).is_err());
    assert!(read_table(format!("\u{feff}{TABLE}").as_bytes()).is_ok());
    for cut in (0..TABLE.len()).step_by(7).filter(|cut| TABLE.is_char_boundary(*cut)) {
        let _ = read_table(&TABLE.as_bytes()[..cut]);
    }
}

#[test]
fn a_percentage_says_all_its_digits() {
    let percent = |hundredths| Share::try_from(hundredths).unwrap().percent();
    assert_eq!([6_000, 3_825, 38, 1_000_000, 0].map(percent), ["0.60", "0.3825", "0.0038", "100.00", "0.00"]);
}
