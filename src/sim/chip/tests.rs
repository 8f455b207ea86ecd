//! The card by its commands alone: order, lengths, statuses, and that nothing it is sent harms it.

use proptest::prelude::*;

use super::*;
use crate::{domain::hex, sim::CARDS};

const SELECT: &str = "00A4040008A00000033301010200";
const OPTIONS: &str = "80A800000B830901000000012345015600";
const GENERATE: &str = "80AE80001D0000000123450000000000000156000004800001562611220001020304";

fn card(place: usize) -> Card {
    let profile = Profile::of(&CARDS[place - 1]);
    let state = CardState::fresh(&profile);
    Card::new(profile, state).unwrap()
}

fn send(card: &mut Card, command: &str) -> Vec<u8> {
    card.answer(&hex::decode(command).unwrap())
}

fn status(card: &mut Card, command: &str) -> String {
    let answer = send(card, command);
    hex::encode(&answer[answer.len() - 2..])
}

#[test]
fn commands_out_of_order_are_refused() {
    let mut card = card(1);
    for command in [OPTIONS, "00B2010C00", "8800000004", "0020008008241234FFFFFFFFFF", GENERATE, "80CA9F1700"] {
        assert!(matches!(status(&mut card, command).as_str(), "6985" | "6E00"), "{command}");
    }
    assert_eq!(status(&mut card, SELECT), "9000");
    assert_eq!(status(&mut card, GENERATE), "6985");
    assert_eq!(status(&mut card, OPTIONS), "9000");
    assert_eq!(status(&mut card, OPTIONS), "6985", "once for each selection");
    assert_eq!(status(&mut card, "00820000081122334455667788"), "6985", "before a cryptogram");
    assert_eq!(status(&mut card, GENERATE), "9000");
    assert_eq!(status(&mut card, GENERATE), "6985", "a second request");
    assert_eq!(status(&mut card, "008800000401020304"), "6985", "a signature after the cryptogram");
    assert_eq!(status(&mut card, "00820000081122334455667788"), "6300");
    assert_eq!(status(&mut card, "00820000081122334455667788"), "6985", "one try");
    let last = format!("80AE00001F3030{}", &GENERATE[10..]);
    assert_eq!((status(&mut card, &last).as_str(), status(&mut card, &last).as_str()), ("9000", "6985"));
}

#[test]
fn lengths_parameters_and_unknown_commands_have_their_statuses() {
    let mut card = card(1);
    for (command, expected) in [
        ("00A404", "6700"),
        ("00A4040005A000", "6700"),
        ("00A4040000A000000333", "6700"),
        ("00A4000008A000000333010102", "6A86"),
        ("00A404000E315041592E5359532E444446303100", "6A82"),
        ("00A404000E325041592E5359532E444446303100", "6A82"),
        ("00A4040004A0000003", "6A82"),
        ("00A4040007A0000003330101", "9000"),
        ("00A4040207A0000003330101", "6A82"),
        (SELECT, "9000"),
        ("80A8000002830000", "6700"),
        ("80A8000003840100", "6A80"),
        (OPTIONS, "9000"),
        ("00B2011400", "9000"),
        ("00B2031400", "6A83"),
        ("00B2011300", "6A86"),
        ("80CA9F3600", "9000"),
        ("80CA9F0000", "6A88"),
        ("00880000030102", "6700"),
        ("00880000020102", "6700"),
        ("0020008007241234FFFFFFFF", "6700"),
        ("0020008108241234FFFFFFFFFF", "6A86"),
        ("80AEC0001D", "6A86"),
        ("80AE80000100", "6700"),
        ("0084000000", "6D00"),
        ("90AE8000", "6E00"),
        ("84DA9F790A00000000500011223344", "6985"),
    ] {
        assert_eq!(status(&mut card, command), expected, "{command}");
    }
}

#[test]
fn counters_are_told() {
    let mut card = card(15);
    send(&mut card, SELECT);
    send(&mut card, OPTIONS);
    for (tag, value) in [("9F36", "020001"), ("9F13", "020000"), ("9F17", "0103"), ("9F79", "06000000100000")] {
        assert_eq!(hex::encode(&send(&mut card, &format!("80CA{tag}00"))), format!("{tag}{value}9000"));
    }
    assert_eq!(status(&mut card, "0020008008246543FFFFFFFFFF"), "63C2");
    assert_eq!(status(&mut card, "0020008008246543FFFFFFFFFF"), "63C1");
    assert_eq!(status(&mut card, "0020008008246543FFFFFFFFFF"), "63C0");
    assert_eq!(status(&mut card, "002000800826123456FFFFFFFF"), "6983");
}

#[test]
fn the_counter_ends_and_never_begins_again() {
    let profile = Profile::of(&CARDS[0]);
    let state = CardState { counter: u16::MAX - 1, ..CardState::fresh(&profile) };
    let mut card = Card::new(profile, state).unwrap();
    for expected in ["9000", "6985", "6985"] {
        send(&mut card, SELECT);
        assert_eq!(status(&mut card, OPTIONS), expected);
    }
    assert_eq!(card.state().counter, u16::MAX);
}

/// Commands that a card knows, with their data cut and changed; and any bytes at all.
fn commands() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        SELECT,
        OPTIONS,
        GENERATE,
        "00B2011400",
        "008800000401020304",
        "0020008008241234FFFFFFFFFF",
        "00820000081122334455667788",
        "84240000081122334455667788",
        "04DA9F790A00000000500011223344",
        "80CA9F7900",
    ];
    let known: Vec<Vec<u8>> = known.iter().map(|text| hex::decode(text).unwrap()).collect();
    let changed =
        (prop::sample::select(known), any::<Option<(prop::sample::Index, u8)>>()).prop_map(|(mut bytes, hit)| {
            if let Some((at, byte)) = hit {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        });
    prop_oneof![4 => changed, 1 => prop::collection::vec(any::<u8>(), 0..270)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Nothing that a card is sent makes it panic, moves its counter back, gives it money without its issuer's code or lets it
    /// answer with less than a status.
    #[test]
    fn random_commands(commands in prop::collection::vec(commands(), 1..60), tap in any::<bool>()) {
        let mut card = card(15);
        card.reset(if tap { Interface::Tap } else { Interface::Contact });
        let mut before = card.state().clone();
        for command in commands {
            let answer = card.answer(&command);
            prop_assert!((2..=258).contains(&answer.len()), "{}", answer.len());
            let after = card.state().clone();
            prop_assert!(after.counter >= before.counter && after.balance <= before.balance);
            before = after;
        }
    }
}
