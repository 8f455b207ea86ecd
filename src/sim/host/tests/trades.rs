use super::*;
use crate::{
    domain::{Amount, hex},
    emv::{self, Tag},
    sim::issuer,
};

#[test]
fn an_approved_sale_has_the_fields_of_the_specification() {
    let mut terminal = Terminal::ready();
    let answer = terminal.approved_sale(2, 12_345);
    let fields = [2, 3, 4, 11, 12, 13, 14, 15, 23, 25, 32, 37, 38, 39, 41, 42, 44, 49, 53, 55, 60, 63, 64];
    assert_eq!(answer.fields().collect::<Vec<_>>(), fields);
    assert_eq!(answer.text(4), Some("000000012345"));
    assert_eq!((answer.text(32).map(str::len), answer.text(44).map(str::len)), (Some(8), Some(22)));
    assert!(answer.text(63).unwrap().starts_with("CUP "));
    let proof = emv::find(answer.bytes(55).unwrap(), Tag::ISSUER_AUTH).unwrap();
    assert_eq!((proof.len(), &proof[8..]), (10, &b"00"[..]));
    let entry = terminal.host.books().entry(1, 2).unwrap();
    assert_eq!(
        (entry.kind, entry.state, entry.pan.as_str()),
        (Trade::Sale, BookState::Approved, "621094*********0707")
    );
    assert_eq!(Some(entry.rrn.as_str()), answer.text(37));
}

#[test]
fn refusals_are_booked_as_such() {
    let mut terminal = Terminal::ready();
    let declined = terminal.sale(2, 100, by_place(2).unwrap(), "123456");
    let answer = terminal.ask(&declined);
    assert_eq!((answer.text(39), answer.has(38), answer.has(64)), (Some("51"), false, true));
    let wrong_pin = terminal.sale(3, 100, by_place(1).unwrap(), "000000");
    assert_eq!(terminal.code(&wrong_pin), "55");
    let mut no_pin = terminal.sale(4, 100, by_place(1).unwrap(), "123456");
    no_pin.remove(52);
    assert_eq!(terminal.code(&no_pin), "55");
    let mut strange_block = terminal.sale(5, 100, by_place(1).unwrap(), "123456");
    strange_block.set_bytes(52, &[1; 8]);
    assert_eq!(terminal.code(&strange_block), "99");
    let mut unknown = terminal.sale(6, 100, by_place(1).unwrap(), "123456");
    unknown.set_text(2, "6210940000000000000").set_text(35, "6210940000000000000=3012201");
    assert_eq!(terminal.code(&unknown), "14");
    let nothing = terminal.sale(7, 0, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&nothing), "13");
    for stan in 2..=7 {
        assert_eq!(terminal.state(stan), Some(BookState::Declined), "{stan}");
    }
    assert_eq!(terminal.totals(), HostTotals::default());
}

#[test]
fn taps_and_swipes_do_without_what_they_do_not_have() {
    let mut terminal = Terminal::ready();
    let mut tap = terminal.sale(2, 100, by_place(7).unwrap(), "123456");
    tap.set_text(22, "072").remove(52);
    assert_eq!(terminal.code(&tap), "00");
    let mut swipe = terminal.sale(3, 100, by_place(8).unwrap(), "123456");
    swipe.set_text(22, "021");
    [2, 14, 23, 55].into_iter().for_each(|field| swipe.remove(field));
    let answer = terminal.ask(&swipe);
    assert_eq!((answer.text(39), answer.text(2)), (Some("00"), Some(by_place(8).unwrap().pan)));
    assert!(!answer.has(55));
}

#[test]
fn a_wrong_mac_is_answered_a0_and_not_booked() {
    let mut terminal = Terminal::ready();
    let request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    let mut frame = terminal.sealed(&request);
    let amount_at = 11 + 2 + 8 + 11 + 3 + 5;
    frame[amount_at] ^= 0x01;
    let Reaction::Answer(answer) = terminal.host.answer(&frame, NOW) else { panic!("no answer") };
    let answer = open(&answer);
    assert_eq!((answer.text(39), answer.has(64)), (Some("A0"), false));
    let mut bare = request.clone();
    bare.remove(64);
    assert_eq!(terminal.code(&bare), "A0");
    assert_eq!(terminal.state(2), None);
    let mut before_sign_on = Terminal::new(config());
    before_sign_on.mac = Key::new(&[1; 16]);
    assert_eq!(before_sign_on.code(&before_sign_on.reversal(2, 100)), "A0");
}

#[test]
fn duplicates_wrong_batches_and_strangers_are_refused() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 100);
    let again = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&again), "94");
    let mut other_batch = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    other_batch.set_text(60, "22000007000");
    assert_eq!(terminal.code(&other_batch), "77");
    let mut stranger = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    stranger.set_text(41, "99999907");
    assert_eq!(terminal.code(&stranger), "97");
    let mut shop = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    shop.set_text(42, "001430170119998");
    assert_eq!(terminal.code(&shop), "03");
    assert_eq!((terminal.state(3), terminal.totals().debit.count), (None, 1));
}

#[test]
fn a_void_needs_its_original() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 100).text(37).unwrap().to_owned();
    for (request, code) in [
        (terminal.void(3, 100, 9, &rrn), "25"),
        (terminal.void(4, 100, 2, "000000000000"), "25"),
        (terminal.void(5, 99, 2, &rrn), "64"),
        (terminal.void(6, 100, 2, &rrn), "00"),
        (terminal.void(7, 100, 2, &rrn), "25"),
    ] {
        assert_eq!(terminal.code(&request), code, "{request:?}");
    }
    assert_eq!((terminal.state(2), terminal.state(6)), (Some(BookState::Voided), Some(BookState::Approved)));
    let totals = terminal.totals();
    assert_eq!((totals.debit.count, totals.credit.count), (1, 1));
    // The void is taken back: the sale stands again.
    let mut reversal = terminal.reversal(6, 100);
    reversal.set_text(3, "200000").set_text(60, "23000001").set_text(61, "000001000002");
    assert_eq!(terminal.code(&reversal), "00");
    assert_eq!((terminal.state(2), terminal.state(6)), (Some(BookState::Approved), Some(BookState::Reversed)));
}

#[test]
fn a_reversal_is_taken_as_often_as_it_comes() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 100);
    assert_eq!(terminal.code(&terminal.reversal(3, 100)), "25");
    assert_eq!(terminal.code(&terminal.reversal(2, 101)), "64");
    assert_eq!(terminal.state(2), Some(BookState::Approved));
    let answer = terminal.ask(&terminal.reversal(2, 100));
    assert_eq!((answer.text(39), answer.has(64), answer.has(22)), (Some("00"), true, false));
    assert_eq!(terminal.code(&terminal.reversal(2, 100)), "00");
    assert_eq!(terminal.state(2), Some(BookState::Reversed));
    assert_eq!(terminal.host.books().entry(1, 2).unwrap().reversals, 2);
    assert_eq!(terminal.totals().debit.amount, Amount::ZERO);
}

#[test]
fn a_balance_says_what_is_left() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 12_345);
    let mut request = terminal.trade("0200", ("310000", "00", "01"), 3, 0);
    request.remove(4);
    with_chip(&mut request, &terminal, by_place(1).unwrap());
    let answer = terminal.ask(&request);
    let left = format!("1002156C{:012}", 9_999_999_999u64 - 12_345);
    assert_eq!((answer.text(39), answer.text(54)), (Some("00"), Some(left.as_str())));
    assert!(!answer.has(4) && !answer.has(15) && !answer.has(38), "{answer:?}");
    assert_eq!(terminal.code(&terminal.reversal_of(&request)), "30", "a balance is not reversed");
}

#[test]
fn an_account_can_be_empty_and_a_limit_passed() {
    let account = Account { balance: Amount::from_minor(500).unwrap(), ..Account::from(by_place(1).unwrap()) };
    let rules = Rules { sale_limit: Amount::from_minor(400).unwrap(), ..Rules::default() };
    let mut terminal = Terminal::new(HostConfig { accounts: vec![account], rules, ..config() });
    terminal.sign_on("003");
    for (stan, fen, code) in [(2, 401, "61"), (3, 300, "00"), (4, 201, "51"), (5, 200, "00"), (6, 1, "51")] {
        let request = terminal.sale(stan, fen, by_place(1).unwrap(), "123456");
        assert_eq!(terminal.code(&request), code, "{fen}");
    }
    // What is taken back can be spent again.
    assert_eq!(terminal.code(&terminal.reversal(3, 300)), "00");
    let request = terminal.sale(7, 300, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&request), "00");
}

#[test]
fn an_instalment_sale_says_its_first_rate() {
    let mut terminal = Terminal::ready();
    let mut request = terminal.sale(2, 1000, by_place(1).unwrap(), "123456");
    request.set_text(25, "64");
    assert_eq!(terminal.code(&request), "30", "without the number of rates");
    request.set_text(11, "000003").set_bytes(62, format!("03{:30}", "").as_bytes());
    let answer = terminal.ask(&request);
    let rates = answer.bytes(62).unwrap();
    assert_eq!((rates.len(), &rates[..15]), (77, &b"000000000334156"[..]));
    assert_eq!(terminal.entry(3).kind, Trade::Instalment);
    let rrn = answer.text(37).unwrap().to_owned();
    let mut void = terminal.void(4, 1000, 3, &rrn);
    void.set_text(25, "64");
    assert_eq!(terminal.code(&void), "00");
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 1000), credit: sum(1, 1000) });
}

fn refund(terminal: &Terminal, stan: u32, fen: u64, rrn: &str, date: &str) -> Message {
    let mut request = terminal.trade("0220", ("200000", "00", "25"), stan, fen);
    request.set_text(22, "022").set_text(35, &format!("{}=3012201", by_place(1).unwrap().pan)).set_text(37, rrn);
    request.set_text(61, &format!("{:012}{date}", 0)).set_text(63, "000");
    request
}

#[test]
fn refunds_need_their_sale_and_never_pass_it() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 1000).text(37).unwrap().to_owned();
    let mut by_hand = refund(&terminal, 3, 100, &rrn, "0122");
    by_hand.set_text(22, "012").set_text(2, by_place(1).unwrap().pan).remove(35);
    let mut other_card = refund(&terminal, 4, 100, &rrn, "0122");
    other_card.set_text(35, &format!("{}=3012201", by_place(8).unwrap().pan));
    let mut no_rrn = refund(&terminal, 5, 100, &rrn, "0122");
    no_rrn.remove(37);
    let table = [
        (by_hand, "30"),
        (other_card, "25"),
        (no_rrn, "30"),
        (refund(&terminal, 6, 100, "000000000000", "0122"), "25"),
        (refund(&terminal, 7, 100, &rrn, "0121"), "25"),
        (refund(&terminal, 8, 0, &rrn, "0122"), "13"),
        (refund(&terminal, 9, 1001, &rrn, "0122"), "61"),
        (refund(&terminal, 10, 600, &rrn, "0122"), "00"),
        (refund(&terminal, 11, 401, &rrn, "0122"), "61"),
        (refund(&terminal, 12, 400, &rrn, "0122"), "00"),
        (refund(&terminal, 13, 1, &rrn, "0122"), "61"),
    ];
    for (request, code) in table {
        assert_eq!(terminal.code(&request), code, "{request:?}");
    }
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 1000), credit: sum(2, 1000) });
    assert_eq!(terminal.code(&terminal.void(14, 1000, 2, &rrn)), "25", "what was refunded is not voided");
    assert_eq!(terminal.code(&terminal.reversal(2, 1000)), "21", "nor reversed");
    // A refund that is said again is acknowledged as known and not booked again; with another amount it is not.
    assert_eq!(terminal.code(&refund(&terminal, 12, 400, &rrn, "0122")), "94");
    assert_eq!(terminal.code(&refund(&terminal, 12, 399, &rrn, "0122")), "64");
    assert_eq!(terminal.code(&refund(&terminal, 11, 401, &rrn, "0122")), "61", "as refused as before");
    assert_eq!(terminal.totals().credit, sum(2, 1000));
}

#[test]
fn a_sale_of_an_earlier_batch_can_be_refunded() {
    let mut terminal = Terminal::ready();
    let rrn = terminal.approved_sale(2, 1000).text(37).unwrap().to_owned();
    let totals = format!("{:012}{:03}{:016}{:031}", 1000, 1, 0, 0);
    terminal.ask(&terminal.settlement(&totals));
    let mut end = terminal.message("0320", "00", "207");
    end.set_text(11, "000091").set_text(48, "0000");
    terminal.ask(&end);
    terminal.batch = 2;
    assert_eq!(terminal.code(&refund(&terminal, 3, 1000, &rrn, "0122")), "00");
    assert_eq!(terminal.totals(), HostTotals { debit: Sum::default(), credit: sum(1, 1000) });
}

#[test]
fn the_holder_is_looked_at() {
    let mut terminal = Terminal::ready();
    let mut other_expiry = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    other_expiry.set_text(14, "2912");
    assert_eq!(terminal.code(&other_expiry), "54");
    let mut block_of_other_form = terminal.sale(3, 100, by_place(1).unwrap(), "123456");
    block_of_other_form.set_text(53, "1600000000000000");
    assert_eq!(terminal.code(&block_of_other_form), "99");
    let mut single_length = terminal.sale(4, 100, by_place(1).unwrap(), "123456");
    single_length.set_text(53, "2000000000000000");
    assert_eq!(terminal.code(&single_length), "30");
    let mut without_pan = terminal.sale(5, 100, by_place(1).unwrap(), "123456");
    let clear = *b"\x06\x12\x34\x56\xFF\xFF\xFF\xFF";
    without_pan.set_text(53, "1600000000000000").set_bytes(52, &terminal.pin.as_ref().unwrap().encrypt(clear));
    assert_eq!(terminal.code(&without_pan), "00");
    let account = Account { expiry: "2512".into(), ..Account::from(by_place(1).unwrap()) };
    let mut old = Terminal::new(HostConfig { accounts: vec![account], ..config() });
    old.sign_on("003");
    let mut request = old.sale(2, 100, by_place(1).unwrap(), "123456");
    request.set_text(14, "2512").set_text(35, &format!("{}=2512201", by_place(1).unwrap().pan));
    assert_eq!(old.code(&request), "54");
}

#[test]
fn single_length_keys_and_an_encrypted_track() {
    let mut terminal = Terminal::new(config());
    terminal.sign_on("001");
    let mut request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    request.set_text(53, "2000000000000000");
    assert_eq!(terminal.code(&request), "00");

    terminal.sign_on("004");
    let mut request = terminal.sale(3, 100, by_place(8).unwrap(), "123456");
    [2, 14, 23, 55].into_iter().for_each(|field| request.remove(field));
    request.set_text(22, "021").set_text(53, "2610000000000000");
    // 19 digits, separator, 17 digits: 37 nibbles and one to fill, 19 bytes; bytes 10 to 17 are encrypted.
    let clear = format!("{}D30122010000000001230", by_place(8).unwrap().pan);
    let mut packed = crate::domain::hex::decode(&clear[..38]).unwrap();
    let block: [u8; 8] = packed[10..18].try_into().unwrap();
    packed[10..18].copy_from_slice(&terminal.track.as_ref().unwrap().encrypt(block));
    let text = crate::domain::hex::encode(&packed).replacen('D', "=", 1);
    request.set_text(35, &text[..37]);
    let answer = terminal.ask(&request);
    assert_eq!((answer.text(39), answer.text(2)), (Some("00"), Some(by_place(8).unwrap().pan)));
    terminal.sign_on("003");
    request.set_text(11, "000004").set_bytes(52, &terminal.pin_block("123456", by_place(8).unwrap().pan));
    assert_eq!(terminal.code(&request), "30", "no track key was given out");
}

#[test]
fn fields_are_missed_and_surplus_is_seen() {
    let mut terminal = Terminal::ready();
    for field in [3, 4, 11, 22, 25, 49, 2, 55] {
        let mut request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
        request.remove(field);
        let code = terminal.code(&request);
        let expected = if matches!(field, 3 | 25) { "40" } else { "30" };
        assert_eq!(code, expected, "without field {field}");
    }
    let mut incomplete = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    incomplete.set_bytes(55, &chip(100)[..40]);
    assert_eq!(terminal.code(&incomplete), "30", "chip data with a part missing");
    incomplete.set_bytes(55, &chip(101));
    assert_eq!(terminal.code(&incomplete), "30", "chip data about another amount");
    let mut two_cards = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    two_cards.set_text(35, &format!("{}=3012201", by_place(8).unwrap().pan));
    assert_eq!(terminal.code(&two_cards), "30");
    let mut quiet_pin = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    quiet_pin.set_text(22, "052");
    assert_eq!(terminal.code(&quiet_pin), "30", "a PIN that field 22 denies");
    let mut void = terminal.void(2, 100, 1, "000000000000");
    void.set_bytes(55, &chip(100));
    assert_eq!(terminal.code(&void), "30", "chip data in a void");
    assert_eq!(terminal.state(2), None);

    terminal.approved_sale(2, 100);
    for field in [26, 35, 37, 52] {
        let mut reversal = terminal.reversal(2, 100);
        match field {
            26 => reversal.set_text(26, "12"),
            35 => reversal.set_text(35, "6210948000000000707=3012201"),
            37 => reversal.set_text(37, "000000000000"),
            _ => reversal.set_bytes(52, &[0; 8]),
        };
        assert_eq!(terminal.code(&reversal), "30", "a reversal with field {field}");
    }
    let mut reversal = terminal.reversal(2, 100);
    reversal.set_text(39, "00");
    assert_eq!(terminal.code(&reversal), "30", "no reason for a reversal");
    let mut other_kind = terminal.reversal(2, 100);
    other_kind.set_text(3, "030000").set_text(25, "06").set_text(60, "1000000100050");
    assert_eq!(terminal.code(&other_kind), "30", "a reversal under another name");
    assert_eq!(terminal.state(2), Some(BookState::Approved));
}

#[test]
fn loads_and_the_void_of_one() {
    let mut terminal = Terminal::ready();
    let card = by_place(1).unwrap();
    for (stan, code, kind) in [(2, "600000", "45"), (3, "620000", "47"), (4, "630000", "46")] {
        let mut request = terminal.trade("0200", (code, "91", kind), stan, 100);
        with_chip(&mut request, &terminal, card);
        let answer = terminal.ask(&request);
        assert_eq!(answer.text(39), Some("00"), "{kind}");
        let script = emv::find(answer.bytes(55).unwrap(), Tag::COMMAND).unwrap();
        assert_eq!((script.len(), &script[..5]), (15, &[0x04, 0xDA, 0x9F, 0x79, 0x0A][..]));
        if stan == 2 {
            assert_eq!(terminal.code(&terminal.reversal_of(&request)), "00");
        }
    }
    assert_eq!(terminal.totals(), HostTotals { debit: sum(1, 100), credit: sum(1, 100) });
    let rrn = terminal.entry(4).rrn;
    let mut void = terminal.trade("0200", ("170000", "91", "51"), 5, 100);
    with_number(&mut void, card);
    void.set_text(37, &rrn).set_text(61, "000001000004");
    assert_eq!(terminal.code(&void), "00");
    assert_eq!(terminal.state(4), Some(BookState::Voided));
}

#[test]
fn a_remark_for_receipts_stands_in_its_block() {
    let rules = Rules { remark: "欢迎光临".into(), ..Rules::default() };
    let mut terminal = Terminal::new(HostConfig { rules, ..config() });
    terminal.sign_on("003");
    let answer = terminal.approved_sale(2, 100);
    let (remark, _, _) = encoding_rs::GBK.encode("欢迎光临");
    let field = answer.bytes(63).unwrap();
    assert_eq!((field.len(), &field[..3], &field[63..71], field[71]), (123, &b"CUP"[..], &remark[..], b' '));
}

#[test]
fn a_cryptogram_of_another_sale_or_card_is_declined() {
    let mut terminal = Terminal::ready();
    let card = by_place(1).unwrap();
    let another = by_place(2).unwrap();
    for (stan, wrong) in [(2, chip_objects(another.pan, 1, 100)), (3, chip_objects(card.pan, 2, 100))] {
        let mut request = terminal.sale(stan, 100, card, "123456");
        request.set_bytes(55, &wrong);
        assert_eq!(terminal.code(&request), "05");
    }
    // The right one of another amount, with this amount put in its place.
    let other_sum = hex::encode(&chip_objects(card.pan, 1, 100)).replace("9F0206000000000100", "9F0206000000000101");
    let mut request = terminal.sale(4, 101, card, "123456");
    request.set_bytes(55, &hex::decode(&other_sum).unwrap());
    assert_eq!(terminal.code(&request), "05");
    assert_eq!(terminal.code(&terminal.sale(5, 100, card, "123456")), "00");
}

/// What the host says to a card's chip.
fn said_to_chip(terminal: &mut Terminal, stan: u32, place: u8) -> Vec<u8> {
    let request = terminal.sale(stan, 100, by_place(place).unwrap(), "123456");
    let answer = terminal.ask(&request);
    assert_eq!(answer.text(39), Some("00"));
    answer.bytes(55).unwrap().to_vec()
}

#[test]
fn the_issuer_answers_the_cryptogram_and_sends_its_commands() {
    let mut terminal = Terminal::ready();
    let expected = |place: u8| {
        let card = by_place(place).unwrap();
        let cryptogram = issuer::expected(card.pan, 1, &chip_objects(card.pan, 1, 100)).unwrap();
        let keys = issuer::CardKeys::training(card.pan, 1).unwrap();
        (keys.response([0, 0x4C], cryptogram, *b"00"), keys, cryptogram)
    };
    let plain = said_to_chip(&mut terminal, 2, 1);
    assert_eq!(emv::find(&plain, Tag::ISSUER_AUTH), Some(&[&expected(1).0[..], b"00"].concat()[..]));
    assert!(emv::find(&plain, Tag::COMMAND).is_none());
    let scripted = said_to_chip(&mut terminal, 3, 20);
    let (_, keys, cryptogram) = expected(20);
    let code = keys.script_mac([0, 0x4C], cryptogram, [0x84, 0x24, 0, 0, 4], &[]);
    let before = emv::find(&scripted, Tag::SCRIPT_1).unwrap();
    assert_eq!(emv::find(before, Tag::COMMAND), Some(&[&[0x84, 0x24, 0, 0, 4], &code[..4]].concat()[..]));
    assert!(emv::find(&scripted, Tag::SCRIPT_2).is_some());
    assert_ne!(emv::find(&said_to_chip(&mut terminal, 4, 22), Tag::ISSUER_AUTH).map(|it| &it[..8]), Some(&expected(22).0[..]));
}
