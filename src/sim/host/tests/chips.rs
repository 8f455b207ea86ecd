//! Cryptograms: verified, answered, and the issuer's scripts.

use super::*;
use crate::{
    emv::{self, Tag},
    sim::{HostConduct, issuer::CardKeys},
};

const COUNTER: [u8; 2] = [0x00, 0x4C];

/// The cryptogram in a request of this card, and its keys.
fn asked(request: &Message, pan: &str) -> ([u8; 8], CardKeys) {
    let cryptogram = emv::find(request.bytes(55).unwrap(), Tag::CRYPTOGRAM).unwrap().try_into().unwrap();
    (cryptogram, CardKeys::training(pan, 1).unwrap())
}

fn with(conduct: HostConduct) -> Terminal {
    let account = Account { conduct, ..Account::from(by_place(1).unwrap()) };
    let mut terminal = Terminal::new(HostConfig { accounts: vec![account], ..config() });
    terminal.sign_on("003");
    terminal
}

/// The code and value of a script command, which must bear the right code.
fn is_right(command: &[u8], cryptogram: [u8; 8], keys: &CardKeys) -> bool {
    let (header, rest) = command.split_at(5);
    let (data, code) = rest.split_at(rest.len() - 4);
    keys.script_mac(COUNTER, cryptogram, header.try_into().unwrap(), data).starts_with(code)
}

#[test]
fn a_cryptogram_that_is_not_the_card_s_is_declined_and_told() {
    let mut terminal = Terminal::ready();
    let (seen, told) = std::sync::mpsc::channel();
    terminal.host.tell(Box::new(move |line| seen.send(line.why.clone()).unwrap()));
    let card = by_place(1).unwrap();
    let good = terminal.sale(2, 100, card, "123456");
    let objects = good.bytes(55).unwrap().to_vec();
    // A bit of the cryptogram, of the terminal's results, of the card's own; another card's; a form that nobody knows.
    let at = |tag: &[u8]| objects.windows(tag.len()).position(|window| window == tag).unwrap();
    let hits = [at(&[0x9F, 0x26]) + 5, at(&[0x95, 5]) + 3, at(&[0x9F, 0x10]) + 7, at(&[0x9F, 0x10]) + 5];
    for (stan, hit) in (3..).zip(hits) {
        let mut changed = objects.clone();
        changed[hit] ^= 0x10;
        let mut request = terminal.sale(stan, 100, card, "123456");
        request.set_bytes(55, &changed);
        assert_eq!(terminal.code(&request), "05", "byte {hit}");
        assert!(told.recv().unwrap().unwrap().contains("cryptogram"));
        assert_eq!(terminal.state(stan), Some(BookState::Declined));
    }
    let mut other = terminal.sale(9, 100, card, "123456");
    other.set_bytes(55, &chip_of(by_place(2).unwrap().pan, 100));
    assert_eq!(terminal.code(&other), "05");
    let mut other_sequence = terminal.sale(10, 100, card, "123456");
    other_sequence.set_text(23, "002");
    assert_eq!(terminal.code(&other_sequence), "05");
    assert_eq!(terminal.code(&good), "00");
}

#[test]
fn cards_that_are_not_verified_may_say_what_they_like() {
    let account = Account { verified: false, ..Account::from(by_place(1).unwrap()) };
    let mut terminal = Terminal::new(HostConfig { accounts: vec![account], ..config() });
    terminal.sign_on("003");
    let mut request = terminal.sale(2, 100, by_place(1).unwrap(), "123456");
    let objects = crate::domain::hex::encode(request.bytes(55).unwrap());
    let made_up = format!("9F26080102030405060708{}", &objects[22..]);
    request.set_bytes(55, &crate::domain::hex::decode(&made_up).unwrap());
    assert_eq!(terminal.code(&request), "00");
}

#[test]
fn the_response_is_about_the_cryptogram_and_the_code() {
    let card = by_place(1).unwrap();
    for (conduct, code, right) in [
        (HostConduct::Approve, "00", true),
        (HostConduct::Decline("51"), "51", true),
        (HostConduct::BadArpc, "00", false),
    ] {
        let mut terminal = with(conduct);
        let request = terminal.sale(2, 100, card, "123456");
        let answer = terminal.ask(&request);
        assert_eq!(answer.text(39), Some(code));
        let (cryptogram, keys) = asked(&request, card.pan);
        let two: [u8; 2] = code.as_bytes().try_into().unwrap();
        let expected = [&keys.response(COUNTER, cryptogram, two)[..], &two].concat();
        let told = emv::find(answer.bytes(55).unwrap(), Tag::ISSUER_AUTH).unwrap();
        assert_eq!(told == expected, right, "{conduct:?}");
    }
}

#[test]
fn scripts_come_with_approvals_alone_and_bear_their_codes() {
    let card = by_place(1).unwrap();
    for (conduct, right) in [(HostConduct::Scripts, true), (HostConduct::BadScript, false)] {
        let mut terminal = with(conduct);
        let request = terminal.sale(2, 100, card, "123456");
        let answer = terminal.ask(&request);
        let (cryptogram, keys) = asked(&request, card.pan);
        let command = |template| {
            let script = emv::find(answer.bytes(55).unwrap(), template).unwrap();
            emv::find(script, Tag::COMMAND).unwrap().to_vec()
        };
        assert!(is_right(&command(Tag::SCRIPT_1), cryptogram, &keys));
        assert_eq!(is_right(&command(Tag::SCRIPT_2), cryptogram, &keys), right);
        let declined = terminal.sale(3, 100, card, "000000");
        let answer = terminal.ask(&declined);
        assert_eq!((answer.text(39), emv::find(answer.bytes(55).unwrap(), Tag::SCRIPT_1)), (Some("55"), None));
    }
}

/// The card has 12.00 by its own data, and 5.00 more are loaded.
#[test]
fn a_load_writes_what_the_card_has_and_the_amount() {
    let card = by_place(1).unwrap();
    let mut terminal = Terminal::ready();
    let mut request = terminal.trade("0200", ("600000", "91", "45"), 2, 500);
    with_chip(&mut request, &terminal, card);
    let plain = crate::domain::hex::encode(request.bytes(55).unwrap());
    let told = plain.replace("9F100807010103A0000001", "9F101307010103A00000010A01000000120011223344");
    let objects = crate::sim::issuer::with_cryptogram(card.pan, 1, crate::domain::hex::decode(&told).unwrap());
    request.set_bytes(55, &objects);
    let answer = terminal.ask(&request);
    assert_eq!(answer.text(39), Some("00"));
    let command = emv::find(answer.bytes(55).unwrap(), Tag::COMMAND).unwrap().to_vec();
    assert_eq!(command[5..11], [0, 0, 0, 0, 0x17, 0x00]);
    let (cryptogram, keys) = asked(&request, card.pan);
    assert!(is_right(&command, cryptogram, &keys));
}
