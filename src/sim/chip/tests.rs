//! A card's commands, one after the other and out of turn.

use proptest::prelude::*;

use super::*;
use crate::{
    domain::hex,
    emv::{self, Tag},
    sim::{CARDS, issuer},
};

fn card(place: usize) -> Card {
    let profile = Profile::of(&CARDS[place - 1]);
    let state = CardState::fresh(&profile);
    Card::new(profile, state).unwrap()
}

fn say(card: &mut Card, command: &str) -> (Vec<u8>, u16) {
    let mut answer = card.answer(&hex::decode(&command.replace(' ', "")).unwrap());
    let status = answer.split_off(answer.len() - 2);
    (answer, u16::from_be_bytes([status[0], status[1]]))
}

const SELECT: &str = "00A40400 08 A000000333010102 00";
const OPTIONS: &str = "80A80000 0B 8309 00 000000012345 0156 00";
/// Amount, other, country, TVR, currency, date, type, unpredictable number.
const GIVEN: &str = "000000012345 000000000000 0156 0000048000 0156 260122 00 01020304";

fn first(card: &mut Card) -> (u8, [u8; 8]) {
    assert_eq!(say(card, SELECT).1, 0x9000);
    assert_eq!(say(card, OPTIONS).1, 0x9000);
    let (data, status) = say(card, &format!("80AE8000 1D {GIVEN} 00"));
    assert_eq!(status, 0x9000);
    (data[2], data[5..13].try_into().unwrap())
}

/// The issuer's answer for this card, with this code.
fn response(card: &Card, cryptogram: [u8; 8], code: [u8; 2]) -> String {
    let made = card.keys.response(card.counter(), cryptogram, code);
    format!("00820000 0A {}{}", hex::encode(&made), hex::encode(&code))
}

#[test]
fn a_transaction_that_the_issuer_approves() {
    let mut card = card(1);
    let (information, cryptogram) = first(&mut card);
    assert_eq!((information, card.state().counter), (0x80, 1));
    let answer = response(&card, cryptogram, *b"00");
    assert_eq!(say(&mut card, &answer).1, 0x9000);
    let (data, status) = say(&mut card, &format!("80AE4000 1F 3030 {GIVEN} 00"));
    assert_eq!((data[2], status), (0x40, 0x9000));
    assert_eq!((card.state().issuer, card.state().last_online), (IssuerCheck::Right, 1));
    assert_eq!(say(&mut card, &format!("80AE4000 1F 3030 {GIVEN} 00")).1, 0x6985, "no third one");
}

#[test]
fn the_cryptogram_is_what_the_issuer_computes() {
    let mut card = card(1);
    assert_eq!(say(&mut card, SELECT).1, 0x9000);
    say(&mut card, OPTIONS);
    let (data, _) = say(&mut card, &format!("80AE8000 1D {GIVEN} 00"));
    let issuer_data = &data[13..];
    let all = hex::decode(&GIVEN.replace(' ', "")).unwrap();
    let part = |from: usize, to: usize| Some(&all[from..to]);
    let input = issuer::input(|tag| match tag {
        Tag::AMOUNT => part(0, 6),
        Tag::AMOUNT_OTHER => part(6, 12),
        Tag::COUNTRY => part(12, 14),
        Tag::TVR => part(14, 19),
        Tag::CURRENCY => part(19, 21),
        Tag::DATE => part(21, 24),
        Tag::TYPE => part(24, 25),
        Tag::UNPREDICTABLE => part(25, 29),
        Tag::AIP => Some(&[0x7C, 0x00]),
        Tag::ATC => Some(&[0x00, 0x01]),
        Tag::ISSUER_DATA => Some(issuer_data),
        _ => None,
    });
    let keys = CardKeys::training("6210948000000000707", 1).unwrap();
    assert_eq!(data[5..13], keys.cryptogram([0, 1], &input.unwrap()));
}

#[test]
fn a_wrong_response_of_the_issuer_is_remembered() {
    let mut card = card(1);
    first(&mut card);
    assert_eq!(say(&mut card, "00820000 0A 0011223344556677 3030").1, 0x6300);
    assert_eq!(say(&mut card, "00820000 0A 0011223344556677 3030").1, 0x6985, "it is taken once");
    let (data, _) = say(&mut card, &format!("80AE4000 1F 3030 {GIVEN} 00"));
    // Its results say that the issuer was not proved.
    assert_eq!(data[13 + 4] & 0x08, 0x08);
    assert_eq!(card.state().issuer, IssuerCheck::Wrong);
}

#[test]
fn a_card_declines_last_or_pays_alone_as_it_is_made() {
    let mut declining = card(10);
    let (_, cryptogram) = first(&mut declining);
    let answer = response(&declining, cryptogram, *b"00");
    say(&mut declining, &answer);
    assert_eq!(say(&mut declining, &format!("80AE4000 1F 3030 {GIVEN} 00")).0[2], 0x00);
    let mut cash = card(15);
    say(&mut cash, SELECT);
    say(&mut cash, OPTIONS);
    let before = cash.state().balance;
    assert_eq!(say(&mut cash, &format!("80AE4000 1D {GIVEN} 00")).0[2], 0x40);
    assert_eq!(cash.state().balance, before - 12_345);
    // Others ask.
    let mut plain = card(1);
    say(&mut plain, SELECT);
    say(&mut plain, OPTIONS);
    assert_eq!(say(&mut plain, &format!("80AE4000 1D {GIVEN} 00")).0[2], 0x80);
}

#[test]
fn three_wrong_pins_block_the_pin_and_a_script_of_the_issuer_frees_it() {
    let mut card = card(1);
    say(&mut card, SELECT);
    say(&mut card, OPTIONS);
    for status in [0x63C2, 0x63C1, 0x6983, 0x6983] {
        assert_eq!(say(&mut card, "00200080 08 26000000FFFFFFFF").1, status);
    }
    assert_eq!(say(&mut card, "00200080 08 26123456FFFFFFFF").1, 0x6983, "the right one comes too late");
    assert_eq!(say(&mut card, "80CA9F17 00").0, [0x9F, 0x17, 1, 0]);
    let (data, _) = say(&mut card, &format!("80AE8000 1D {GIVEN} 00"));
    let cryptogram = data[5..13].try_into().unwrap();
    let header = [0x84, 0x24, 0x00, 0x00, 0x04];
    let code = card.keys.script_mac(card.counter(), cryptogram, header, &[]);
    assert_eq!(say(&mut card, "84240000 04 00000000").1, 0x6988, "not the issuer's");
    assert_eq!(say(&mut card, &format!("84240000 04 {}", hex::encode(&code[..4]))).1, 0x9000);
    assert_eq!((card.state().pin_tries, card.state().script_failed), (PIN_TRIES, true));
}

#[test]
fn a_blocked_application_is_selected_and_does_nothing() {
    let mut card = card(1);
    card.state.lock = Lock::Application;
    assert_eq!(say(&mut card, SELECT).1, 0x6283);
    assert_eq!(say(&mut card, OPTIONS).1, 0x6985);
    card.state.lock = Lock::Card;
    assert_eq!(say(&mut card, SELECT).1, 0x6A81);
}

#[test]
fn commands_out_of_turn_and_of_other_lengths_are_refused() {
    let mut card = card(1);
    for (command, status) in [
        ("80A80000 02 8300 00", 0x6985),
        ("00B2010C 00", 0x6985),
        (&format!("80AE8000 1D {GIVEN} 00"), 0x6985),
        ("00A40400 05 A000000999 00", 0x6A82),
        ("00A4", 0x6700),
        ("00A40400 05 A0", 0x6700),
        ("00FF0000", 0x6D00),
        ("C0A40400", 0x6E00),
    ] {
        assert_eq!(say(&mut card, command).1, status, "{command}");
    }
    say(&mut card, SELECT);
    assert_eq!(say(&mut card, "80A80000 02 8300 00").1, 0x6700);
    say(&mut card, OPTIONS);
    assert_eq!(say(&mut card, "00B2090C 00").1, 0x6A83);
    assert_eq!(say(&mut card, "80AE8000 01 00 00").1, 0x6700);
    assert_eq!(say(&mut card, "80CA9F99 00").1, 0x6A88);
}

#[test]
fn a_tap_answers_at_once_and_a_telephone_asks_its_owner_first() {
    let mut card = card(7);
    card.reset(Interface::Tap);
    let (directory, status) = say(&mut card, "00A40400 0E 325041592E5359532E4444463031 00");
    assert_eq!(status, 0x9000);
    assert!(emv::find(&directory, Tag::AID).is_some());
    say(&mut card, SELECT);
    let tap = format!("80A80000 23 8321 36800000 {GIVEN} 00");
    card.profile.phone = true;
    assert_eq!(say(&mut card, &tap).1, 0x6986);
    say(&mut card, SELECT);
    let (data, status) = say(&mut card, &tap);
    assert_eq!(status, 0x9000);
    assert_eq!(emv::find(&data, Tag::CID), Some(&[0x80][..]));
    assert_eq!(emv::find(&data, Tag::new(0x9F6C)), Some(&[0x00, 0x80][..]));
    assert_eq!(card.state().counter, 1);
}

proptest! {
    #[test]
    fn whatever_comes_is_answered_and_the_counter_never_goes_back(
        commands in proptest::collection::vec(
            prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..60),
                (any::<u8>(), any::<u8>(), proptest::collection::vec(any::<u8>(), 0..40)).prop_map(|(instruction, p, data)| {
                    [&[0x80, instruction, p, 0, data.len() as u8][..], &data].concat()
                }),
                Just(hex::decode(&SELECT.replace(' ', "")).unwrap()),
                Just(hex::decode(&OPTIONS.replace(' ', "")).unwrap()),
            ],
            0..30,
        ),
    ) {
        let mut card = card(1);
        let mut counter = 0;
        for command in commands {
            prop_assert!(card.answer(&command).len() >= 2);
            prop_assert!(card.state().counter >= counter);
            counter = card.state().counter;
        }
    }
}
