use super::*;

#[test]
fn sign_on_gives_keys_in_each_known_form() {
    let mut setup = config();
    setup.terminals[0].batch = 42;
    let mut terminal = Terminal::new(setup);
    for (code, length) in [("001", 24), ("003", 40), ("004", 60)] {
        let answer = terminal.sign_on(code);
        assert_eq!(answer.fields().collect::<Vec<_>>(), [11, 12, 13, 32, 37, 39, 41, 42, 60, 62]);
        assert_eq!(answer.bytes(62).unwrap().len(), length);
        assert_eq!(answer.text(60), Some(format!("00000042{code}").as_str()));
        assert_eq!((answer.text(12), answer.text(13)), (Some("140509"), Some("0122")));
        terminal.approved_sale(length as u32, 100);
    }
    let mut short = Terminal::new(HostConfig { mac_key: MacKeyForm::SingleAndZeros, ..config() });
    short.sign_on("003");
    short.approved_sale(2, 100);
}

#[test]
fn an_equal_settlement_ends_in_a_new_batch() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 12_345).text(37).unwrap().to_owned();
    terminal.approved_sale(3, 1);
    assert_eq!(terminal.code(&terminal.void(4, 12_345, 2, &rrn)), "00");
    let totals = format!("{:012}{:03}{:012}{:03}0{:031}", 12_346, 2, 12_345, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&totals));
    assert_eq!(answer.fields().collect::<Vec<_>>(), [11, 12, 13, 15, 32, 37, 41, 42, 48, 49, 60, 63]);
    let expected = format!("{:012}{:03}{:012}{:03}1{:030}1", 12_346, 2, 12_345, 1, 0);
    assert_eq!(answer.text(48), Some(expected.as_str()));

    let mut chip = terminal.message("0320", "00", "203");
    chip.set_text(2, by_place(1).unwrap().pan).set_text(4, "000000000001").set_text(11, "000003");
    chip.set_text(22, "051").set_bytes(55, &super::chip(1)).set_bytes(62, b"610000000000000001156");
    assert_eq!(terminal.code(&chip), "00");
    assert_eq!(terminal.code(&chip), "00");
    let mut end = terminal.message("0320", "00", "207");
    end.set_text(11, "000091").set_text(48, "0001");
    assert_eq!(terminal.code(&end), "00");
    assert_eq!(terminal.code(&end), "00", "an end said again is heard again");
    let books = terminal.host.books();
    let uploads = books.uploads(1);
    assert_eq!((books.batch, uploads.chip.len(), uploads.end_count), (2, 1, Some(1)));
    assert_eq!(uploads.end_code.as_deref(), Some("207"));
    assert_eq!(uploads.differences, ["sale 000002 of 12345 did not come up"]);
    let late = terminal.sale(5, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&late), "77");
    assert_eq!(terminal.code(&terminal.reversal(3, 1)), "21", "what is settled is not reversed");
}

#[test]
fn an_unequal_settlement_takes_the_details() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 100);
    let answer = terminal.ask(&terminal.settlement(&"0".repeat(62)));
    let ours = format!("{:012}{:03}{:012}{:03}2{:030}1", 100, 1, 0, 0, 0);
    assert_eq!(answer.text(48), Some(ours.as_str()));
    let foreign = format!("{:012}{:03}{:016}{:012}{:03}{:016}", 100, 1, 0, 5, 1, 0);
    let answer = terminal.ask(&terminal.settlement(&foreign));
    assert_eq!(answer.text(48).map(|t| (&t[30..31], &t[61..])), Some(("1", "2")));
    assert_eq!(terminal.code(&terminal.settlement("123")), "30");

    let detail = |stan: u32| format!("00{stan:06}{:0>20}{:012}", by_place(1).unwrap().pan, 100);
    let mut upload = terminal.message("0320", "00", "201");
    upload.set_text(11, "000092").set_text(48, &format!("02{}{}", detail(2), detail(7)));
    assert_eq!(terminal.code(&upload), "00");
    upload.set_text(48, &format!("03{}", detail(2)));
    assert_eq!(terminal.code(&upload), "30");
    assert_eq!(terminal.host.books().uploads(1).stripe.into_iter().collect::<Vec<_>>(), [2, 7]);

    let mut ordered = Terminal::ready();
    ordered.host.faults().unbalance();
    let answer = ordered.ask(&ordered.settlement(&"0".repeat(62)));
    assert_eq!(answer.text(48).map(|t| &t[30..31]), Some("2"));
}

#[test]
fn echo_and_sign_off() {
    let mut terminal = Terminal::ready();
    let answer = terminal.ask(&terminal.message("0820", "00", "301"));
    assert_eq!(answer.fields().collect::<Vec<_>>(), [12, 13, 39, 41, 42, 60]);
    let mut sign_off = terminal.message("0820", "00", "002");
    sign_off.set_text(11, "000050");
    assert_eq!(terminal.code(&sign_off), "00");
    let request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&request), "A0");
    assert_eq!(terminal.code(&terminal.message("0820", "00", "777")), "40");
}
