use super::*;

const GOOD: &str = "keytill-arrivals,1
merchant,999999999999999
days,2026-01-22,2026-01-23
currency,CNY
columns,terminal,batch,stan,rrn,day,side,amount,fee,arrival
row,12345678,000001,000001,140509000001,2026-01-22,in,10000,50,2026-01-23
row,12345678,000001,000002,140510000002,2026-01-23,out,3000,15,2026-01-26
deposit,12345678,2026-01-23,7000,0
end,2,10000,3000
";

fn changed(from: &str, to: &str) -> StatementError {
    assert!(GOOD.contains(from), "{from}");
    Statement::read(GOOD.replacen(from, to, 1).as_bytes()).unwrap_err()
}

#[test]
fn a_file_is_read() {
    let file = Statement::read(GOOD.as_bytes()).unwrap();
    assert_eq!((file.rows.len(), file.deposits.len()), (2, 1));
    let row = &file.rows[1];
    assert_eq!((row.line, row.direction, row.amount.minor(), row.fee.minor()), (7, Direction::Out, 3_000, 15));
    assert_eq!(file.deposits[0].card.minor(), 7_000);
    // A byte order mark, lines of another system, blank lines.
    let other = format!("\u{feff}{}\r\n\r\n", GOOD.replace('\n', "\r\n"));
    assert_eq!(Statement::read(other.as_bytes()).unwrap(), file);
}

#[test]
fn every_mistake_is_named_with_its_line() {
    for (from, to, line, part) in [
        ("keytill-arrivals,1", "keytill-arrivals,2", 1, "\"2\""),
        ("keytill-arrivals,1", "PK", 1, "PK"),
        ("merchant,999999999999999", "merchant,1", 2, "merchant number"),
        ("days,2026-01-22,2026-01-23", "days,2026-01-22", 3, "last day is missing"),
        ("days,2026-01-22,2026-01-23", "days,2026-01-22,2026-01-21", 3, "no span"),
        ("days,2026-01-22,2026-01-23", "days,2020-01-22,2026-01-23", 3, "no span"),
        ("currency,CNY", "currency,XXX", 4, "XXX"),
        ("fee,arrival", "fee,arrival,tip", 5, "\"tip\", which is not known"),
        (",amount,fee,", ",fee,amount,", 5, "columns must be"),
        ("in,10000", "in,-10000", 6, "-10000"),
        ("in,10000", "in,+10000", 6, "digits alone"),
        ("in,10000", "in,100.00", 6, "1234"),
        ("in,10000", "in,99999999999999999999", 6, "digits alone"),
        ("in,10000", "in,", 6, "digits alone"),
        ("10000,50", "10000,10001", 6, "more than the amount"),
        ("10000,50", "10000,-50", 6, "fee is"),
        ("2026-01-22,in", ",in", 6, "is no day"),
        ("2026-01-22,in", "2026-03-22,in", 6, "not among the days"),
        (",in,", ",up,", 6, "in or out"),
        ("000001,000001", "000001,000000", 6, "no stan"),
        (",2026-01-26", "", 7, "8 fields where 9"),
        (",2026-01-26", ",2026-13-26", 7, "arrival"),
        ("deposit,12345678", "gift,12345678", 8, "gift"),
        ("7000,0", "7000,-1", 8, "amount by code"),
    ] {
        let said = changed(from, to).to_string();
        assert!(said.starts_with(&format!("line {line}: ")) && said.contains(part), "{to}: {said}");
    }
    assert!(Statement::read(format!("{GOOD}row\n").as_bytes()).is_err());
}

#[test]
fn a_file_that_was_cut_off_is_never_a_short_day() {
    for cut in 0..GOOD.len() - 1 {
        assert!(Statement::read(&GOOD.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(changed("end,2,10000,3000\n", ""), StatementError::CutOff(8));
    let row = "row,12345678,000001,000002,140510000002,2026-01-23,out,3000,15,2026-01-26\n";
    assert!(matches!(changed(row, ""), StatementError::Sums { .. }));
    assert_eq!(changed(row, &GOOD[GOOD.find("row").unwrap()..][..74]), StatementError::Twice { line: 7, other: 6 });
}

#[test]
fn another_charset_is_named() {
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes[GOOD.find("999").unwrap()] = 0xb5;
    assert_eq!(Statement::read(&bytes), Err(StatementError::NoText(NoText::NotUtf8(2))));
    assert!(Statement::read(&[0xff; 40]).is_err() && Statement::read(b"").is_err());
}
