//! Batch uploads and what they say against the books.

use super::*;

fn stripe(stan: u32, pan: &str, fen: u64, class: &str) -> String {
    format!("{class}{stan:06}{pan:0>20}{fen:012}")
}

fn block(terminal: &Terminal, details: &[String]) -> Message {
    let mut upload = terminal.message("0320", "00", "201");
    upload.set_text(11, "000092").set_text(48, &format!("{:02}{}", details.len(), details.concat()));
    upload
}

/// A chip's detail, notice or load with field 62 of its form.
fn detail(terminal: &Terminal, code: &str, stan: u32, fen: u64, field_62: &str) -> Message {
    let mut upload = terminal.message("0320", "00", code);
    upload.set_text(2, by_place(1).unwrap().pan).set_text(4, &format!("{fen:012}")).set_text(11, &format!("{stan:06}"));
    upload.set_text(22, "051").set_bytes(55, &chip(fen)).set_bytes(62, field_62.as_bytes());
    upload
}

fn end(terminal: &Terminal, code: &str, count: u32) -> Message {
    let mut end = terminal.message("0320", "00", code);
    end.set_text(11, "000093").set_text(48, &format!("{count:04}"));
    end
}

/// Three sales: by chip, by tap, by stripe; compared, unequal.
fn compared(rules: Rules) -> Terminal {
    let mut terminal = Terminal::new(HostConfig { rules, ..config() });
    terminal.sign_on("003");
    terminal.approved_sale(2, 100);
    let mut tap = terminal.sale(3, 200, by_place(7).unwrap(), "123456");
    tap.set_text(22, "072").remove(52);
    let mut swipe = terminal.sale(4, 300, by_place(8).unwrap(), "123456");
    swipe.set_text(22, "021");
    [2, 14, 23, 55].into_iter().for_each(|field| swipe.remove(field));
    for request in [tap, swipe] {
        assert_eq!(terminal.code(&request), "00");
    }
    terminal.ask(&terminal.settlement(&"0".repeat(62)));
    terminal
}

fn differences(terminal: &Terminal) -> Vec<String> {
    terminal.host.books().uploads(1).differences
}

#[test]
fn a_complete_upload_leaves_no_difference() {
    let mut terminal = compared(Rules { strict_end: true, ..Rules::default() });
    let swipe = stripe(4, by_place(8).unwrap().pan, 300, "00");
    let mut tap = detail(&terminal, "205", 3, 200, "610000000000000200156");
    tap.set_text(2, by_place(7).unwrap().pan).set_text(22, "072");
    for request in [block(&terminal, &[swipe]), detail(&terminal, "205", 2, 100, "610000000000000100156"), tap] {
        assert_eq!(terminal.code(&request), "00", "{request:?}");
    }
    assert_eq!(terminal.code(&end(&terminal, "202", 2)), "95", "three came up");
    assert_eq!(terminal.code(&end(&terminal, "207", 3)), "95", "totals were unequal");
    assert_eq!(terminal.host.books().batch, 1);
    let answer = terminal.ask(&end(&terminal, "202", 3));
    assert_eq!((answer.text(39), answer.text(48)), (Some("00"), Some("0003")));
    assert_eq!((terminal.host.books().batch, differences(&terminal)), (2, Vec::new()));
}

#[test]
fn what_does_not_fit_is_listed() {
    let mut terminal = compared(Rules::default());
    let declined = terminal.sale(5, 500, by_place(2).unwrap(), "123456");
    assert_eq!(terminal.code(&declined), "51");
    let (right, other) = (by_place(8).unwrap().pan, by_place(7).unwrap().pan);
    for details in [
        vec![stripe(4, right, 301, "00"), stripe(9, right, 1, "00")],
        vec![stripe(3, right, 200, "00"), stripe(5, by_place(2).unwrap().pan, 500, "00")],
        vec![stripe(2, by_place(1).unwrap().pan, 100, "01")],
    ] {
        assert_eq!(terminal.code(&block(&terminal, &details)), "00");
    }
    assert_ne!(right, other);
    assert_eq!(terminal.code(&end(&terminal, "207", 4)), "00");
    assert_eq!(
        differences(&terminal),
        [
            "sale 000004 came up with 301, the books say 300",
            "000009 came up and is not in the books",
            "sale 000003 came up for another card",
            "sale 000005 came up and is Declined in the books",
            "sale 000002 came up with card class 01",
            "the end says 4 details, 5 came up",
            "the end is 207, expected 202 after flags Some(\"21\")",
        ]
    );
}

#[test]
fn what_is_missing_is_listed() {
    let mut terminal = compared(Rules::default());
    assert_eq!(terminal.code(&end(&terminal, "202", 0)), "00");
    let missing = ["sale 000002 of 100", "sale 000003 of 200", "sale 000004 of 300"];
    assert_eq!(differences(&terminal), missing.map(|name| format!("{name} did not come up")));
}

#[test]
fn notices_loads_and_trades_come_up_in_their_forms() {
    let mut terminal = compared(Rules::default());
    let mut trade = terminal.sale(4, 300, by_place(8).unwrap(), "123456");
    trade = {
        let mut notice = terminal.message("0320", "22", "000");
        for field in [3, 4, 11, 22, 25, 35, 49] {
            notice.set_text(field, trade.text(field).unwrap());
        }
        notice
    };
    let table = [
        (detail(&terminal, "206", 2, 100, "71000500000000010015621X"), "30"),
        (detail(&terminal, "206", 2, 100, "71000500000000010015622"), "00"),
        (detail(&terminal, "205", 2, 100, "610000000000000101156"), "30"),
        (detail(&terminal, "209", 2, 100, "51"), "00"),
        (detail(&terminal, "299", 2, 100, "51"), "40"),
        (trade.clone(), "00"),
        (trade, "00"),
    ];
    for (request, code) in table {
        assert_eq!(terminal.code(&request), code, "{request:?}");
    }
    assert_eq!(terminal.host.books().uploads(1).notices, 3, "each once");
    let mut signed = terminal.message("0320", "22", "000");
    signed.set_text(3, "000000").set_text(4, "000000000300").set_text(11, "000004").set_text(22, "021");
    signed.set_text(25, "00").set_bytes(64, &[0; 8]);
    assert_eq!(terminal.code(&signed), "30", "a trade comes up without field 64");
}

#[test]
fn details_before_the_settlement_come_where_they_may() {
    for (early, code) in [(false, "95"), (true, "00")] {
        let mut terminal =
            Terminal::new(HostConfig { rules: Rules { early_details: early, ..Rules::default() }, ..config() });
        terminal.sign_on("003");
        terminal.approved_sale(2, 100);
        let chip = detail(&terminal, "203", 2, 100, "610000000000000100156");
        assert_eq!(terminal.code(&chip), code);
        assert_eq!(terminal.code(&end(&terminal, "207", 1)), "95", "an end needs a settlement before it");
        let totals = format!("{:012}{:03}{:016}{:031}", 100, 1, 0, 0);
        terminal.ask(&terminal.settlement(&totals));
        assert_eq!(terminal.code(&end(&terminal, "207", 1)), "00");
        assert_eq!(differences(&terminal).is_empty(), early);
    }
}

#[test]
fn totals_of_31_digits_and_of_foreign_cards() {
    let accounts = Account::training().into_iter().chain([visa()]).collect();
    let rules = Rules { settlement_has_code: true, ..Rules::default() };
    let mut terminal = Terminal::new(HostConfig { accounts, rules, ..config() });
    terminal.sign_on("003");
    terminal.approved_sale(2, 100);
    let home = format!("{:012}{:03}{:016}", 100, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&home));
    assert_eq!((answer.text(39), answer.text(48).map(|text| (text.len(), &text[30..]))), (Some("00"), Some((31, "1"))));
    let pan = "4761739001010010";
    let mut foreign = terminal.sale(3, 300, by_place(8).unwrap(), "123456");
    [2, 14, 23, 55].into_iter().for_each(|field| foreign.remove(field));
    foreign.set_text(22, "021").set_text(35, &format!("{pan}=3012201"));
    foreign.set_bytes(52, &terminal.pin_block("1234", pan));
    assert!(terminal.ask(&foreign).text(63).unwrap().starts_with("VIS"));
    let answer = terminal.ask(&terminal.settlement(&home));
    assert_eq!(answer.text(48).map(|text| &text[30..]), Some("2"), "31 digits cannot tell of foreign cards");
    let abroad = format!("{:012}{:03}{:016}", 300, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&(home.clone() + &abroad)));
    assert_eq!(answer.text(48).map(|text| (&text[30..31], &text[61..])), Some(("1", "1")));
    let answer = terminal.ask(&terminal.settlement(&(abroad + &home)));
    assert_eq!(answer.text(48).map(|text| (&text[30..31], &text[61..])), Some(("2", "2")));
    let mut other_batch = terminal.settlement(&"0".repeat(62));
    other_batch.set_text(60, "00000009201");
    assert_eq!(terminal.code(&other_batch), "77");
}

#[test]
fn only_the_unequal_half_is_wanted() {
    let accounts = Account::training().into_iter().chain([visa()]).collect();
    let mut terminal = Terminal::new(HostConfig { accounts, ..config() });
    terminal.sign_on("003");
    terminal.approved_sale(2, 100);
    let pan = visa().pan;
    let mut foreign = terminal.sale(3, 300, by_place(8).unwrap(), "123456");
    [2, 14, 23, 55].into_iter().for_each(|field| foreign.remove(field));
    foreign.set_text(22, "021").set_text(35, &format!("{pan}=3012201"));
    foreign.set_bytes(52, &terminal.pin_block("1234", &pan));
    assert_eq!(terminal.code(&foreign), "00");
    let abroad = format!("{:012}{:03}{:016}", 300, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&("0".repeat(31) + &abroad)));
    assert_eq!(answer.text(48).map(|text| (&text[30..31], &text[61..])), Some(("2", "1")));
    assert_eq!(terminal.code(&end(&terminal, "202", 0)), "00");
    assert_eq!(differences(&terminal), ["sale 000002 of 100 did not come up"]);
}
