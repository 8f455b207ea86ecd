use super::*;

#[test]
fn sign_off_can_wait_for_the_settlement() {
    let rules = Rules { sign_off_after_settlement: true, ..Rules::default() };
    let mut terminal = Terminal::new(HostConfig { rules, ..config() });
    terminal.sign_on("003");
    let mut sign_off = terminal.message("0820", "00", "002");
    sign_off.set_text(11, "000050");
    terminal.approved_sale(2, 100);
    assert_eq!(terminal.code(&sign_off), "95");
    assert_eq!(terminal.code(&terminal.reversal(2, 100)), "00");
    assert_eq!(terminal.code(&sign_off), "00");
}

#[test]
fn a_status_is_kept_and_repeated() {
    let mut terminal = Terminal::ready();
    let mut status = terminal.message("0820", "00", "362");
    status.set_bytes(62, b"0110211260");
    let answer = terminal.ask(&status);
    assert_eq!((answer.text(39), answer.bytes(62)), (Some("00"), Some(&b"0110211260"[..])));
    assert_eq!(terminal.host.books().status.as_deref(), Some("0110211260"));
}

#[test]
fn a_wrong_check_value_is_made_on_order() {
    let mut terminal = Terminal::new(config());
    terminal.host.faults().next(Fault::BadKcv);
    let echo = terminal.message("0820", "00", "301");
    assert_eq!(terminal.code(&echo), "00", "the fault waits for a sign-on");
    let mut request = terminal.message("0800", "00", "003");
    request.set_text(11, "000001").set_text(63, "01 ");
    let keys = terminal.ask(&request).bytes(62).unwrap().to_vec();
    let mac = unwrap(&keys[20..36]);
    assert_ne!(mac.check_value(4), keys[36..40]);
    for count in [1, 56, 84, 104] {
        terminal.host.faults().add(&format!("key-bytes:{count}").parse().unwrap());
        assert_eq!(terminal.ask(&request).bytes(62).map(<[u8]>::len), Some(count));
    }
}

/// Digit 6 of an answer's header.
fn order(terminal: &mut Terminal, request: &Message) -> u8 {
    let Reaction::Answer(frame) = terminal.react(request) else { panic!("no answer") };
    frame[7] & 15
}

#[test]
fn orders_are_shown_until_they_are_done() {
    let rules = Rules { orders: vec![4, 3, 2], ..Rules::default() };
    let mut terminal = Terminal::new(HostConfig { rules, ..config() });
    let mut sign_on = terminal.message("0800", "00", "003");
    sign_on.set_text(11, "000001");
    let echo = terminal.message("0820", "00", "301");
    assert_eq!(order(&mut terminal, &echo), 0);
    assert_eq!(order(&mut terminal, &sign_on), 4);
    assert_eq!(order(&mut terminal, &echo), 4);
    let end = terminal.message("0800", "00", "371");
    assert_eq!(order(&mut terminal, &end), 2, "the next one, and never a sign-on after a sign-on");
    let mut status = terminal.message("0820", "00", "362");
    status.set_bytes(62, b"011");
    assert_eq!(order(&mut terminal, &status), 0);
    terminal.host.faults().add(&"order:3@echo".parse().unwrap());
    assert_eq!(order(&mut terminal, &sign_on), 4, "signed on again, ordered again");
    assert_eq!(order(&mut terminal, &echo), 3);
    assert_eq!(order(&mut terminal, &echo), 4);
}

#[test]
fn a_script_notice_is_booked_once() {
    let mut terminal = Terminal::ready();
    let answer = terminal.approved_sale(2, 100);
    let (rrn, code) = (answer.text(37).unwrap().to_owned(), answer.text(38).unwrap().to_owned());
    let mut notice = terminal.trade("0620", ("000000", "00", "00"), 3, 100);
    with_number(&mut notice, by_place(1).unwrap());
    notice.set_text(22, "051").set_text(32, "00085500").set_text(37, &rrn).set_text(38, &code);
    notice.set_text(60, "0000000195150").set_text(61, "0000010000020122");
    notice.set_bytes(55, b"\x9F\x36\x02\x00\x4C\xDF\x31\x05\x20\x00\x00\x00\x01");
    let answer = terminal.ask(&notice);
    assert_eq!((answer.text(39), answer.bytes(55)), (Some("00"), Some(&b"\x9F\x36\x02\x00\x4C"[..])));
    assert_eq!(terminal.code(&notice), "00");
    let scripts = &terminal.host.books().scripts;
    assert_eq!((scripts.len(), scripts[0].original, scripts[0].results.as_str()), (1, (1, 2), "2000000001"));
    notice.set_text(37, "000000000000");
    assert_eq!(terminal.code(&notice), "25");
    notice.set_bytes(55, b"\x9F\x36\x02\x00\x4C");
    assert_eq!(terminal.code(&notice), "30", "a notice without results");
}

#[test]
fn a_signature_is_booked_with_its_transaction() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 100).text(37).unwrap().to_owned();
    let mut upload = terminal.message("0820", "07", "800");
    let slip = b"\xFF\x00\x04SHOP\xFF\x01\x04SALE\xFF\x02\x01\x01\xFF\x06\x07\x20\x26\x01\x22\x14\x05\x09\xFF\x0A\x03156\xFF\x70\x01\x01";
    upload.set_text(4, "000000000100").set_text(11, "000002").set_text(37, &rrn).set_bytes(55, slip);
    upload.set_bytes(62, &[0xAB; 700]);
    assert_eq!(terminal.code(&upload), "A0", "a signature needs a MAC");
    upload.set_bytes(64, &[0; 8]);
    let answer = terminal.ask(&upload);
    assert_eq!((answer.text(39), answer.has(64)), (Some("00"), true));
    assert_eq!(terminal.code(&upload), "00");
    assert_eq!(terminal.entry(2).signature.map(|signature| signature.bytes), Some(700));
    upload.set_text(4, "000000000101");
    assert_eq!(terminal.code(&upload), "25");
    upload.set_bytes(55, &slip[..slip.len() - 4]);
    assert_eq!(terminal.code(&upload), "30", "a slip without the number of copies");
}

#[test]
fn terminals_have_keys_and_books_of_their_own_and_cards_one_account() {
    let mut setup = config();
    let other = TerminalSetup::new(TMK, "T0000042".parse().unwrap(), "898310148160568".parse().unwrap());
    setup.terminals.push(other);
    let account = Account { balance: sum(1, 150).amount, ..Account::from(by_place(1).unwrap()) };
    let mut terminal = Terminal::new(HostConfig { accounts: vec![account], ..setup });
    terminal.sign_on("003");
    terminal.approved_sale(2, 100);
    let mut foreign_sign_on = terminal.message("0800", "00", "003");
    foreign_sign_on.set_text(11, "000001").set_text(41, "T0000042");
    assert_eq!(terminal.code(&foreign_sign_on), "03", "a terminal belongs to its merchant");
    foreign_sign_on.set_text(42, "898310148160568");
    let keys = terminal.ask(&foreign_sign_on).bytes(62).unwrap().to_vec();
    let mut sale = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    sale.set_text(41, "T0000042").set_text(42, "898310148160568");
    assert_eq!(terminal.code(&sale), "A0", "the other terminal's key");
    (terminal.pin, terminal.mac) = (Some(unwrap(&keys[..16])), Some(unwrap(&keys[20..36])));
    sale.set_bytes(52, &terminal.pin_block("123456", by_place(1).unwrap().pan));
    assert_eq!(terminal.code(&sale), "51", "the first terminal has spent it");
    assert_eq!(terminal.host.books_of("T0000042").unwrap().entry(1, 2).unwrap().state, BookState::Declined);
    assert_eq!(terminal.entry(2).state, BookState::Approved);
}

#[test]
fn other_ways_to_make_a_mac() {
    for method in [MacMethod::X99, MacMethod::X919] {
        let mut terminal = Terminal::new(HostConfig { mac: method, ..config() });
        terminal.method = method;
        terminal.sign_on("003");
        terminal.approved_sale(2, 100);
        terminal.method = MacMethod::UnionpayEcb;
        let request = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
        assert_eq!(terminal.code(&request), "A0", "{method:?}");
    }
}

#[test]
fn sm4_keys_and_macs_without_pins() {
    let mut terminal = Terminal::new(HostConfig { mac: MacMethod::Sm4, sm4_check_bytes: 8, ..config() });
    let mut request = terminal.message("0800", "00", "003");
    request.set_text(11, "000001");
    let keys = terminal.ask(&request).bytes(62).unwrap().to_vec();
    assert_eq!(keys.len(), 2 * (16 + 8));
    let mut block = sm4::cipher::Array(<[u8; 16]>::try_from(&keys[24..40]).unwrap());
    use sm4::cipher::{BlockCipherDecrypt, KeyInit};
    sm4::Sm4::new_from_slice(&TMK).unwrap().decrypt_block(&mut block);
    let mac = Key::of(crate::sim::host::crypto::Cipher::Sm4, &block.0);
    assert_eq!(mac.check_value(8), keys[40..48]);
    (terminal.mac, terminal.method) = (Some(mac), MacMethod::Sm4);
    terminal.pin = Key::new(&[1; 16]);
    let mut tap = terminal.sale(2, 100, by_place(7).unwrap(), "123456");
    tap.set_text(22, "072");
    [26, 52, 53].into_iter().for_each(|field| tap.remove(field));
    assert_eq!(terminal.code(&tap), "00");
    let with_pin = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&with_pin), "99");
}
