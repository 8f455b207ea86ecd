//! Answers about cards: how they are read, and what is not believed.

use zeroize::Zeroizing;

use super::{
    card::{chip_result, read},
    *,
};
use crate::{
    domain::{Amount, Currency},
    reader::CardTrouble,
};

const NUMBER: &str = "5A0A6210948000000000707F";
const TRACK: &str = "57116210948000000000707D30122201234567";
const CRYPTOGRAM: &str = "9F2608112233445566778 8 9F270180 9F0206000000012345";

fn order() -> Begin {
    Begin {
        amount: Amount::from_minor(12_345).unwrap(),
        currency: Currency::Cny,
        at: Civil { year: 2026, month: 11, day: 22, hour: 7, minute: 30, second: 0 },
        kind: 0,
        tap: TapOffer::Open,
        tap_pin: PinPolicy::Skip,
    }
}

/// An answer with this attribution and these objects.
fn answer(status: u8, attribution: u8, objects: &[&str]) -> Answer {
    let digits: String = objects.concat().split_whitespace().collect();
    let data = [&[attribution][..], &hex::decode(&digits).unwrap()].concat();
    Answer { command: 0x02, status, data: Zeroizing::new(data) }
}

fn entry(status: u8, attribution: u8, objects: &[&str]) -> Result<Entry, Refusal> {
    match read(&order(), &answer(status, attribution, objects)) {
        Ok(card) => Ok(card.entry),
        Err(Fault::Refused(refusal)) => Err(refusal),
        Err(Fault::Lost(reason)) => panic!("{reason}"),
    }
}

fn is_garbled<T: std::fmt::Debug>(result: Result<T, Refusal>) -> bool {
    matches!(result, Err(Refusal::Garbled(why)) if !why.contains("621094"))
}

const STRIPE: &str = "DFEE2323 3B363231303934383030303030303030303730373D33303132323031323334353637 3F";

#[test]
fn attribution_result_and_entry_mode_say_how_a_card_was_read() {
    for (status, attribution, objects, expected) in [
        (0x00, 0x00, vec!["DFEE25020010", "9F390105", NUMBER, TRACK], Ok(Entry::Chip)),
        (0x23, 0x01, vec!["9F390107", NUMBER, TRACK, CRYPTOGRAM], Ok(Entry::Tap)),
        (0x23, 0x21, vec![TRACK, CRYPTOGRAM], Ok(Entry::Tap)),
        (0x00, 0x08, vec!["DFEE25020011", "9F390190", STRIPE], Ok(Entry::Swipe)),
        (0x00, 0x09, vec!["9F390190", STRIPE], Ok(Entry::Swipe)),
        (0x00, 0x08, vec!["DFEE25020007", "9F390180", STRIPE], Ok(Entry::Fallback)),
        (0x00, 0x08, vec!["9F390180", STRIPE], Ok(Entry::Fallback)),
        // A stripe over the air.
        (0x00, 0x11, vec![TRACK], Err(Refusal::TapFailed)),
        (0x00, 0x01, vec!["9F390191", TRACK], Err(Refusal::TapFailed)),
        // What the chip has come to instead of being read.
        (0x00, 0x00, vec!["DFEE25023002"], Err(Refusal::ChipFailed)),
        (0x00, 0x00, vec!["DFEE25025005"], Err(Refusal::CardNotAccepted(CardTrouble::NoApplication))),
        (0x00, 0x00, vec!["DFEE25020012"], Err(Refusal::Cancelled)),
        (0x0A, 0x01, vec!["FFEE1F04256A8100"], Err(Refusal::CardNotAccepted(CardTrouble::Blocked))),
        (0x08, 0x00, vec![], Err(Refusal::Timeout)),
    ] {
        assert_eq!(entry(status, attribution, &objects), expected, "{status:02X} {attribution:02X} {objects:?}");
    }
}

#[test]
fn a_reader_that_says_two_things_is_not_believed() {
    for (attribution, objects) in [
        // A chip that has decided before it was asked to, whatever it decided.
        (0x00, vec!["DFEE25020000", "9F390105", NUMBER, TRACK]),
        (0x00, vec!["DFEE25020004", "9F390105", NUMBER, TRACK]),
        // A chip by its result and a stripe by its attribution, and the other way about.
        (0x08, vec!["DFEE25020010", "9F390105", NUMBER, TRACK]),
        (0x00, vec!["DFEE25020011", "9F390190", STRIPE]),
        (0x01, vec!["9F390105", NUMBER, TRACK]),
        // Two numbers, another sum, no number.
        (0x01, vec!["9F390107", "5A0A6210948000000001408F", TRACK]),
        (0x01, vec!["9F390107", NUMBER, TRACK, "9F0206000000012346"]),
        (0x01, vec!["9F390107", CRYPTOGRAM]),
        (0x00, vec!["DFEE250100"]),
    ] {
        assert!(is_garbled(entry(0x23, attribution, &objects)), "{attribution:02X} {objects:?}");
    }
    assert!(is_garbled(entry(0x00, 0x00, &[])));
}

#[test]
fn encrypted_cards_are_told_in_either_way() {
    // Lengths of its own form, and objects that are merely missing.
    for objects in [vec!["DFEE120A", "FFFFFFFFFFFFFFFFFFFF", "5AA1086228CCCCCCCC1117"], vec!["9F390107"]] {
        let Err(Refusal::Garbled(why)) = entry(0x23, 0xE3, &objects) else { panic!("taken") };
        assert!(why.contains("DUKPT"), "{why}");
    }
}

#[test]
fn a_chip_decides_by_its_result_alone() {
    let decided = |status, objects: &[&str]| match chip_result(&answer(status, 0x00, objects)) {
        Ok((outcome, _)) => Ok(outcome),
        Err(Fault::Refused(refusal)) => Err(refusal),
        Err(Fault::Lost(reason)) => panic!("{reason}"),
    };
    assert_eq!(decided(0x00, &["DFEE25020004", CRYPTOGRAM]), Ok(Outcome::GoOnline));
    assert_eq!(decided(0x00, &["DFEE25020002"]), Ok(Outcome::ApprovedOffline));
    assert_eq!(decided(0x00, &["DFEE25020003"]), Ok(Outcome::DeclinedOffline));
    assert_eq!(decided(0x0B, &[]), Err(Refusal::CardRemoved));
    assert_eq!(decided(0x00, &["DFEE25023005"]), Err(Refusal::CardRemoved));
    for silent in [vec![], vec!["9F270140"], vec!["DFEE25020010"], vec!["DFEE25029999"]] {
        assert!(is_garbled(decided(0x00, &silent)), "{silent:?}");
    }
}
