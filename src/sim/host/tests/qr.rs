use super::*;
use crate::sim::CODES;

fn sale(terminal: &Terminal, stan: u32, code: &str) -> Message {
    let mut request = terminal.trade("0200", ("000000", "00", "22"), stan, 500);
    request.set_text(22, "032").set_text(59, &format!("A3{:03}{code}", code.len()));
    request
}

fn query(terminal: &Terminal, stan: u32, original: u32) -> Message {
    let mut request = terminal.trade("0200", ("670000", "00", "01"), stan, 500);
    request.set_text(61, &format!("000001{original:06}"));
    request
}

fn back(terminal: &Terminal, mti: &'static str, kind: &str, stan: u32, fen: u64, voucher: &str) -> Message {
    let mut request = terminal.trade(mti, ("200000", "00", kind), stan, fen);
    let original = if kind == "23" { "000001000002".to_owned() } else { format!("{:012}0122", 0) };
    request.set_text(22, "032").set_text(37, &terminal.entry(2).rrn).set_text(61, &original);
    request.set_text(59, &format!("A4{:03}{voucher}", voucher.len()));
    request
}

#[test]
fn a_code_pays_once_and_is_voided() {
    let mut terminal = Terminal::ready();
    let wechat = "134567890123456789";
    let answer = terminal.ask(&sale(&terminal, 2, wechat));
    assert_eq!(
        answer.fields().collect::<Vec<_>>(),
        [3, 4, 11, 12, 13, 15, 25, 32, 37, 39, 41, 42, 44, 49, 59, 60, 63, 64]
    );
    let voucher = answer.text(59).unwrap().strip_prefix("A4020").unwrap().to_owned();
    assert_eq!(voucher.len(), 20);
    assert_eq!(terminal.code(&sale(&terminal, 3, wechat)), "12", "a code is used once");
    assert_eq!(terminal.code(&sale(&terminal, 4, "994567890123456789")), "14");
    assert_eq!(terminal.code(&back(&terminal, "0200", "23", 5, 500, "00000000000000000000")), "25");
    assert_eq!(terminal.code(&back(&terminal, "0200", "23", 6, 400, &voucher)), "64");
    let void = back(&terminal, "0200", "23", 7, 500, &voucher);
    let answer = terminal.ask(&void);
    assert_eq!((answer.text(39), answer.text(59)), (Some("00"), void.text(59)));
    assert_eq!(terminal.state(2), Some(BookState::Voided));
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 500), credit: sum(1, 500) });
    assert_eq!(terminal.code(&terminal.reversal_of(&void)), "00");
    assert_eq!(terminal.state(2), Some(BookState::Approved));
}

#[test]
fn a_code_is_refunded_in_parts_and_a_sale_reversed() {
    let mut terminal = Terminal::ready();
    let answer = terminal.ask(&sale(&terminal, 2, "2812345678901234"));
    let voucher = answer.text(59).unwrap()[5..].to_owned();
    assert_eq!(terminal.code(&back(&terminal, "0220", "25", 3, 200, &voucher)), "00");
    assert_eq!(terminal.code(&back(&terminal, "0220", "25", 4, 301, &voucher)), "61");
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 500), credit: sum(1, 200) });
    let other = sale(&terminal, 5, CODES[0].code);
    assert_eq!(terminal.code(&other), "00");
    assert_eq!(terminal.code(&terminal.reversal_of(&other)), "00");
    assert_eq!(terminal.code(&sale(&terminal, 6, CODES[0].code)), "00", "training codes pay again and again");
}

#[test]
fn training_codes_do_what_they_say() {
    let mut terminal = Terminal::ready();
    assert_eq!(terminal.code(&sale(&terminal, 2, CODES[1].code)), "51");
    assert_eq!(terminal.react(&sale(&terminal, 3, CODES[2].code)), Reaction::Silence);
    assert_eq!(terminal.state(3), Some(BookState::Approved));
    // Paid after the second question.
    assert_eq!(terminal.code(&sale(&terminal, 4, CODES[3].code)), "09");
    assert_eq!(terminal.state(4), Some(BookState::InProgress));
    assert_eq!(terminal.totals().debit.count, 1, "what is not paid does not count");
    assert_eq!(terminal.code(&query(&terminal, 5, 4)), "09");
    let answer = terminal.ask(&query(&terminal, 6, 4));
    assert_eq!((answer.text(39), answer.text(37)), (Some("00"), Some(terminal.entry(4).rrn.as_str())));
    assert!(answer.text(59).unwrap().starts_with("A4020"));
    assert_eq!(terminal.totals().debit.count, 2);
    // Never paid: asked in vain, then reversed.
    let never = sale(&terminal, 7, CODES[4].code);
    assert_eq!(terminal.code(&never), "09");
    for stan in 8..20 {
        assert_eq!(terminal.code(&query(&terminal, stan, 7)), "09");
    }
    assert_eq!(terminal.code(&terminal.reversal_of(&never)), "00");
    assert_eq!(terminal.code(&query(&terminal, 20, 7)), "25");
    assert_eq!(terminal.code(&query(&terminal, 21, 99)), "25");
    // What was reversed while in progress is not paid by asking.
    let slow = sale(&terminal, 23, CODES[3].code);
    assert_eq!(terminal.code(&slow), "09");
    assert_eq!(terminal.code(&terminal.reversal_of(&slow)), "00");
    for stan in 24..28 {
        assert_eq!(terminal.code(&query(&terminal, stan, 23)), "25");
    }
    assert_eq!(terminal.state(23), Some(BookState::Reversed));
    let mut last = query(&terminal, 28, 0);
    last.set_text(3, "690000").remove(61);
    assert_eq!(terminal.code(&last), "25", "the last one was reversed");
}

#[test]
fn a_description_of_the_terminal_before_the_code_is_passed_over() {
    let mut terminal = Terminal::ready();
    let code = CODES[0].code;
    for (stan, description) in [(2, "A2080102040203SN"), (3, "A200802040203"), (4, "")] {
        let mut request = sale(&terminal, stan, code);
        request.set_text(59, &format!("{description}A3{:03}{code}", code.len()));
        let expected = if stan == 2 { "30" } else { "00" };
        assert_eq!(terminal.code(&request), expected, "{description}");
    }
    let mut two_digits = sale(&terminal, 5, code);
    two_digits.set_text(59, &format!("A20801020402A3{:03}{code}", code.len()));
    assert_eq!(terminal.code(&two_digits), "00");
}

#[test]
fn one_acquirer_has_processing_codes_of_its_own() {
    let mut terminal = Terminal::ready();
    let mut sale = terminal.trade("0200", ("450000", "01", "22"), 2, 500);
    sale.set_text(22, "001").set_bytes(62, b"134567890123456789");
    let answer = terminal.ask(&sale);
    assert_eq!((answer.text(39), terminal.entry(2).kind), (Some("00"), Trade::QrSale));
    let code = answer.text(38).unwrap().to_owned();
    let mut void = terminal.trade("0200", ("680000", "01", "23"), 3, 500);
    void.set_text(22, "001").set_text(61, "000001000002").set_text(38, "000000");
    assert_eq!(terminal.code(&void), "25");
    void.set_text(11, "000004").set_text(38, &code);
    assert_eq!(terminal.code(&void), "00");
    assert_eq!(terminal.code(&terminal.reversal_of(&void)), "00");
    let mut refund = terminal.trade("0220", ("200000", "00", "25"), 5, 200);
    refund.set_text(22, "032").set_text(37, &terminal.entry(2).rrn).set_text(47, "TXNWAY=TX01").set_text(63, "000");
    refund.set_text(61, &format!("{:012}0122", 0));
    assert_eq!(terminal.code(&refund), "00");
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 500), credit: sum(1, 200) });
}
