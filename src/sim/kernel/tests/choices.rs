//! Which application, and how the holder proves who he is.

use super::*;
use crate::sim::chip::{self, Lock};

const DEBIT: [u8; 8] = [0xA0, 0, 0, 3, 0x33, 1, 1, 1];
const CREDIT: [u8; 8] = [0xA0, 0, 0, 3, 0x33, 1, 1, 2];
const OTHER: [u8; 7] = [0xA0, 0, 0, 0, 4, 0x10, 0x10];

fn on_card(aid: &[u8], priority: u8) -> chip::Application {
    chip::Application { aid: aid.to_vec(), label: "TEST".into(), priority }
}

fn in_tables(aid: &[u8], partial: bool) -> Application {
    Application { aid: aid.to_vec(), partial, ..Tables::training().applications[0].clone() }
}

fn chosen(interface: Interface, card: &[chip::Application], tables: &[Application]) -> Result<String, Trouble> {
    let mut profile = Profile::of(by_place(1).unwrap());
    profile.applications = card.to_vec();
    let mut bench = Bench::new(interface, profile);
    let tables = Tables { applications: tables.to_vec(), keys: Vec::new() };
    select(&mut bench, &tables, &Terminal::default(), &trade(1)).map(|session| text(&session, Tag::AID))
}

#[test]
fn unionpay_first_then_the_cards_own_order() {
    for interface in [Interface::Contact, Interface::Tap] {
        let chosen = |card: &[chip::Application], tables: &[Application]| chosen(interface, card, tables);
        let dual = [on_card(&OTHER, 1), on_card(&DEBIT, 2), on_card(&CREDIT, 3)];
        let all = [in_tables(&OTHER, false), in_tables(&CREDIT, false), in_tables(&DEBIT, false)];
        assert_eq!(chosen(&dual, &all), Ok(hex::encode(&DEBIT)));
        assert_eq!(chosen(&dual, &all[..1]), Ok(hex::encode(&OTHER)));
        let unnumbered = [on_card(&DEBIT, 0), on_card(&CREDIT, 15)];
        assert_eq!(chosen(&unnumbered, &all), Ok(hex::encode(&CREDIT)), "one without a priority comes last");
        // A name in part: every application that begins so, where the tables say so.
        assert_eq!(chosen(&dual[1..], &[in_tables(&CREDIT[..7], true)]), Ok(hex::encode(&DEBIT)));
        assert_eq!(chosen(&dual[1..], &[in_tables(&CREDIT[..7], false)]), Err(Trouble::NoApplication));
        assert_eq!(chosen(&dual[..1], &all[1..]), Err(Trouble::NoApplication));
    }
}

#[test]
fn what_is_blocked_is_told_apart() {
    let refusal = |lock| {
        let mut bench = Bench::contact(|profile| profile.lock = lock);
        select(&mut bench, &Tables::training(), &Terminal::default(), &trade(1)).err()
    };
    assert_eq!(refusal(Lock::Open), None);
    assert_eq!(refusal(Lock::Application), Some(Trouble::ApplicationBlocked));
    assert_eq!(refusal(Lock::Card), Some(Trouble::CardBlocked));
}

/// A list of methods, what the terminal can do, the PIN that is wanted, what became of it: results, bits, proof.
#[test]
fn each_method_has_its_results() {
    use Pin::{Bypassed, NotWanted};
    const OFFLINE: Pin = Pin::Offline(Tried::Right);
    const WRONG: Pin = Pin::Offline(Tried::Wrong(1));
    const BLOCKED: Pin = Pin::Offline(Tried::Blocked);
    let small = 0x06;
    let table: [(&[u8], _, _, _, _, _, _); 18] = [
        (&[0x42, 3, 0x1F, 3], ALL, WantedPin::Online, Pin::Online, "420300", "04", Proved::Enough),
        (&[0x42, 3, 0x1F, 3], ALL, WantedPin::Online, Bypassed, "420301", "88", Proved::Nothing),
        (&[0x42, 3, 0x1F, 3], NO_PIN, WantedPin::None, NotWanted, "1F0302", "00", Proved::Enough),
        (&[0x42, 3, 0x1E, 3], ALL, WantedPin::Online, Bypassed, "1E0300", "08", Proved::Sign),
        (&[0x02, 3, 0x1E, 3], ALL, WantedPin::Online, Bypassed, "020301", "88", Proved::Nothing),
        (&[0x02, 0, 0x1E, 3], NO_PIN, WantedPin::None, NotWanted, "020001", "90", Proved::Nothing),
        (&[0x42, 0, 0x1E, 3], NO_PIN, WantedPin::None, NotWanted, "1E0300", "10", Proved::Sign),
        (&[0x41, 3, 0x1E, 0], ALL, WantedPin::Offline, OFFLINE, "410302", "00", Proved::Enough),
        (&[0x41, 3, 0x1E, 0], ALL, WantedPin::Offline, WRONG, "1E0000", "00", Proved::Sign),
        (&[0x01, 3, 0x1E, 0], ALL, WantedPin::Offline, BLOCKED, "010301", "A0", Proved::Nothing),
        (&[0x1E, 3], ALL, WantedPin::None, NotWanted, "1E0300", "00", Proved::Sign),
        (&[0x00, 0, 0x1F, 0], ALL, WantedPin::None, NotWanted, "000001", "80", Proved::Nothing),
        // A method of the future, and one that this trade's amount does not want.
        (&[0x60, 0, 0x1E, 0], ALL, WantedPin::None, NotWanted, "1E0000", "40", Proved::Sign),
        (&[0x1F, small, 0x42, 3], ALL, WantedPin::Online, Pin::Online, "420300", "04", Proved::Enough),
        (&[0x42, 1, 0x42, 4], ALL, WantedPin::None, NotWanted, "3F0001", "80", Proved::Nothing),
        (&[0x42, 5, 0x1E, 2], ALL, WantedPin::None, NotWanted, "1E0200", "00", Proved::Sign),
        (&[0x42, 7, 0x1E, 9], ALL, WantedPin::Online, Pin::Online, "420700", "04", Proved::Enough),
        (&[], ALL, WantedPin::None, NotWanted, "3F0001", "80", Proved::Nothing),
    ];
    for (rules, capabilities, wanted, pin, results, bits, proof) in table {
        let amounts = [0, 0, 0x03, 0xE8, 0, 0, 0x03, 0xE8];
        let mut bench = Bench::contact(|profile| profile.cvm_list = [&amounts, rules].concat());
        // Ten times the amount X and Y of the list.
        let trade = Trade { capabilities, ..trade(10_000) };
        let mut session = bench.select(&trade);
        assert_eq!(session.pin(&trade), wanted, "{rules:02X?}");
        if rules.is_empty() {
            // A list of amounts alone is no list of ten bytes: nothing is performed, and nothing has failed.
            let (_, proved) = session.first(&mut bench, &trade, ASK, pin).unwrap();
            assert_eq!((proved, text(&session, Tag::CVM_RESULTS)), (Proved::Enough, "3F0000".into()));
            continue;
        }
        let (_, proved) = session.first(&mut bench, &trade, ASK, pin).unwrap();
        assert_eq!((proved, text(&session, Tag::CVM_RESULTS).as_str()), (proof, results), "{rules:02X?}");
        assert_eq!(text(&session, Tag::TVR)[4..6], *bits, "{rules:02X?}");
        assert!(is_genuine(&session));
    }
}

#[test]
fn a_card_without_a_list_wants_nothing() {
    let mut bench = Bench::contact(|profile| profile.aip = [0x6C, 0x00]);
    let mut session = bench.select(&trade(1));
    assert_eq!(session.pin(&trade(1)), WantedPin::None);
    session.first(&mut bench, &trade(1), ASK, Pin::NotWanted).unwrap();
    assert_eq!(text(&session, Tag::CVM_RESULTS), "3F0000");
}

#[test]
fn wrong_offline_pins_are_counted_until_the_card_takes_no_more() {
    let offline = |profile: &mut Profile| profile.cvm_list = hex::decode("000000000000000041031E03").unwrap();
    let mut bench = Bench::contact(offline);
    let mut session = bench.select(&trade(1));
    for (pin, answer) in [("000000", Tried::Wrong(2)), ("1234", Tried::Wrong(1)), ("123456", Tried::Right)] {
        assert_eq!(session.try_pin(&mut bench, pin), Ok(answer));
    }
    for left in [2, 1, 0] {
        // The count outlives the power.
        bench.again();
        session = bench.select(&trade(1));
        assert_eq!(session.try_pin(&mut bench, "654321"), Ok(Tried::Wrong(left)));
    }
    assert_eq!(session.try_pin(&mut bench, "123456"), Ok(Tried::Blocked), "the right one too");
    session.first(&mut bench, &trade(1), ASK, Pin::Offline(Tried::Blocked)).unwrap();
    assert_eq!(text(&session, Tag::TVR)[4..6], *"20");
    assert_eq!(session.object(Tag::ISSUER_DATA).unwrap()[4..6], [0xA6, 0x40]);
    assert!(matches!(session.try_pin(&mut bench, "not digits"), Err(Trouble::BadData(_))));
    // The issuer may give the tries back.
    let script = script(&session, Tag::SCRIPT_2, [0x84, 0x24, 0, 0], &[]);
    session.second(&mut bench, Word::Approved, *b"00", &script).unwrap();
    assert_eq!(bench.card.state().pin_tries, chip::PIN_TRIES);
}
