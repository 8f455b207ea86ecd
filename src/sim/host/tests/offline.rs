use super::*;

const VISA: &str = "4761739001010010";

fn ready() -> Terminal {
    let accounts = Account::training().into_iter().chain([visa()]).collect();
    let mut terminal = Terminal::new(HostConfig { accounts, ..config() });
    terminal.sign_on("003");
    terminal
}

/// An offline settlement (30), an adjustment (32) or a tip (34).
fn told(terminal: &Terminal, kind: &str, stan: u32, fen: u64, original: u32) -> Message {
    let mut request = terminal.trade("0220", ("000000", "00", kind), stan, fen);
    request.set_text(2, VISA).set_text(14, "3012").set_text(38, "778899").set_text(63, "VIS");
    request.set_text(61, &format!("{:06}{original:06}012201", terminal.batch));
    request
}

fn foreign(terminal: &Terminal) -> HostTotals {
    terminal.host.books().totals_of(1, CardClass::Foreign)
}

#[test]
fn an_offline_settlement_counts_once_with_its_last_amount() {
    let mut terminal = ready();
    let answer = terminal.ask(&told(&terminal, "30", 2, 1000, 0));
    assert_eq!((answer.text(39), answer.text(38)), (Some("00"), Some("778899")));
    assert!(answer.text(63).unwrap().starts_with("VIS"));
    assert_eq!(terminal.code(&told(&terminal, "30", 2, 1000, 0)), "94");
    assert_eq!(terminal.code(&told(&terminal, "32", 3, 900, 7)), "25");
    assert_eq!(terminal.code(&told(&terminal, "32", 4, 900, 2)), "00");
    assert_eq!(terminal.code(&told(&terminal, "32", 4, 900, 2)), "94");
    assert_eq!(terminal.code(&told(&terminal, "32", 5, 800, 2)), "25", "only once");
    assert_eq!(foreign(&terminal), HostTotals { debit: sum(1, 900), credit: Sum::default() });
    assert_eq!(terminal.host.books().totals_of(1, CardClass::Domestic), HostTotals::default());
    let mut bad = told(&terminal, "30", 6, 100, 0);
    bad.set_text(2, "4761739001010011");
    assert_eq!(terminal.code(&bad), "14", "the check digit");
    let mut swiped = told(&terminal, "30", 7, 100, 0);
    swiped.set_text(35, "4761739001010010=3012201");
    assert_eq!(terminal.code(&swiped), "30");
}

#[test]
fn a_tip_goes_on_a_foreign_sale_once_and_within_its_percentage() {
    let mut terminal = ready();
    let sale = |terminal: &Terminal, stan, pan: &str, pin: &str| {
        let mut request = terminal.sale(stan, 1000, by_place(8).unwrap(), "123456");
        [2, 14, 23, 55].into_iter().for_each(|field| request.remove(field));
        request.set_text(22, "021").set_text(35, &format!("{pan}=3012201"));
        request.set_bytes(52, &terminal.pin_block(pin, pan));
        request
    };
    let request = sale(&terminal, 2, VISA, "1234");
    let rrn = terminal.ask(&request).text(37).unwrap().to_owned();
    assert_eq!(terminal.code(&sale(&terminal, 3, by_place(8).unwrap().pan, "123456")), "00");
    let tip = |terminal: &Terminal, stan, total, tip: u64, original| {
        let mut request = told(terminal, "34", stan, total, original);
        request.set_text(48, &format!("{tip:012}"));
        request
    };
    let mut domestic = tip(&terminal, 4, 1100, 100, 3);
    with_number(&mut domestic, by_place(8).unwrap());
    let table = [
        (domestic, "57"),
        (tip(&terminal, 5, 1100, 101, 2), "64"),
        (tip(&terminal, 6, 1201, 201, 2), "61"),
        (tip(&terminal, 7, 1200, 200, 2), "00"),
        (tip(&terminal, 8, 1200, 200, 2), "25"),
    ];
    for (request, code) in table {
        assert_eq!(terminal.code(&request), code, "{request:?}");
    }
    assert_eq!(foreign(&terminal).debit, sum(1, 1200));
    let mut void = terminal.void(9, 1200, 2, &rrn);
    void.set_text(2, VISA);
    assert_eq!(terminal.code(&void), "25", "what has a tip is not voided");
}

#[test]
fn an_offline_sale_of_the_chip_needs_its_certificate() {
    let mut terminal = ready();
    let card = by_place(1).unwrap();
    let request = |terminal: &Terminal, stan, cid: u8, answer: &[u8]| {
        let mut request = terminal.trade("0200", ("000000", "00", "36"), stan, 700);
        with_number(&mut request, card);
        let mut data = chip(700);
        let at = data.windows(3).position(|three| three == [0x9F, 0x27, 0x01]).unwrap();
        data[at + 3] = cid;
        data.extend([&[0x8A, 2], answer].concat());
        request.set_text(22, "072").set_text(23, "001").set_text(63, "CUP").set_bytes(55, &data);
        request
    };
    assert_eq!(terminal.code(&request(&terminal, 2, 0x80, b"Y1")), "30", "a question is no certificate");
    assert_eq!(terminal.code(&request(&terminal, 3, 0x40, b"Z1")), "30", "declined is not approved");
    let answer = terminal.ask(&request(&terminal, 4, 0x40, b"Y1"));
    assert_eq!((answer.text(39), answer.has(38), answer.has(55)), (Some("00"), false, false));
    assert_eq!(terminal.code(&request(&terminal, 4, 0x40, b"Y1")), "94");
    assert_eq!(terminal.totals().debit, sum(1, 700));
    let mut refund = terminal.trade("0220", ("200000", "00", "27"), 5, 300);
    with_number(&mut refund, card);
    refund.set_text(22, "022").set_text(37, &terminal.entry(4).rrn).set_text(61, "0000010000040122");
    assert_eq!(terminal.code(&refund), "00");
    assert_eq!(terminal.totals().credit, sum(1, 300));
}
