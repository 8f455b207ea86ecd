use super::*;
use crate::{
    domain::{Amount, Kind},
    emv::{self, Tag},
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
    assert_eq!((entry.kind, entry.state, entry.pan.as_str()), (Kind::Sale, BookState::Approved, "621094*********0707"));
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
    unknown.set_text(2, "6210940000000000000");
    assert_eq!(terminal.code(&unknown), "14");
    let nothing = terminal.sale(7, 0, by_place(1).unwrap(), "123456");
    assert_eq!(terminal.code(&nothing), "13");
    for stan in 2..=7 {
        assert_eq!(terminal.state(stan), Some(BookState::Declined), "{stan}");
    }
    assert_eq!(terminal.host.books().totals(1).debit().count, 0);
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
    assert_eq!((terminal.state(3), terminal.host.books().totals(1).debit().count), (None, 1));
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
    let totals = terminal.host.books().totals(1);
    assert_eq!((totals.debit().count, totals.credit().count), (1, 1));
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
    assert_eq!(terminal.host.books().totals(1).debit().amount, Amount::ZERO);
}
