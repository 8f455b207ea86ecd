use super::*;
use crate::sim::chip;

fn tapped(bench: &mut Bench, tables: &Tables, trade: &Trade) -> Result<Session, Trouble> {
    bench.again();
    select(bench, tables, &Terminal::default(), trade)
}

/// Tables with these limits of a tap.
fn limits(floor: u64, highest: u64) -> Tables {
    let mut tables = Tables::training();
    tables.applications[0].tap = Some(TapLimits { floor, highest, cvm: 0 });
    tables
}

#[test]
fn a_tap_asks_the_issuer_with_its_one_cryptogram() {
    let mut bench = Bench::new(Interface::Tap, Profile::of(by_place(7).unwrap()));
    for (capabilities, wanted, pin, results) in [
        (ALL, WantedPin::Online, Pin::Online, "420300"),
        (ALL, WantedPin::Online, Pin::Bypassed, "420301"),
        (NO_PIN, WantedPin::None, Pin::NotWanted, "1F0302"),
    ] {
        // The till decides about the PIN once it knows the card.
        let mut session = tapped(&mut bench, &Tables::training(), &trade(500)).unwrap();
        let now = Trade { capabilities, amount: 777, ..trade(500) };
        assert_eq!(session.pin(&now), wanted);
        assert_eq!(session.first(&mut bench, &now, ASK, pin).unwrap().0, Decision::Online);
        assert!(is_genuine(&session));
        assert_eq!(
            (text(&session, Tag::CVM_RESULTS).as_str(), text(&session, Tag::AMOUNT)),
            (results, "000000000500".into())
        );
        assert_eq!((text(&session, Tag::CID), text(&session, Tag::TVR)), ("80".into(), "0000000000".into()));
        assert_eq!(session.second(&mut bench, Word::Approved, *b"00", &[]), Err(Trouble::OutOfTurn));
    }
    assert_eq!(bench.card.state().counter, 3);
    assert!(!bench.instructions().contains(&0xAE));
}

#[test]
fn a_tap_with_electronic_cash_is_paid_when_its_signature_is_right() {
    let mut bench = Bench::purse(Interface::Tap);
    let tables = limits(10_000, 100_000);
    let mut session = tapped(&mut bench, &tables, &trade(9_999)).unwrap();
    assert_eq!(session.first(&mut bench, &trade(9_999), MAY_PAY, Pin::NotWanted).unwrap().0, Decision::Approved);
    assert!(is_genuine(&session));
    assert_eq!((text(&session, Tag::RESPONSE_CODE), bench.card.state().balance), ("5931".into(), 90_001));
    // From the floor limit on the issuer is asked, and so it is about what is no sale.
    for asks in [trade(10_000), Trade { kind: 0x31, ..trade(1) }] {
        let mut session = tapped(&mut bench, &tables, &asks).unwrap();
        assert_eq!(session.first(&mut bench, &asks, MAY_PAY, Pin::Online).unwrap().0, Decision::Online);
    }
    assert_eq!(tapped(&mut bench, &tables, &trade(100_000)).err(), Some(Trouble::OtherInterface));
    for (tables, bit) in [(Tables { keys: Vec::new(), ..tables.clone() }, 0), (tables, 1)] {
        bench.change = Box::new(move |command, answer| {
            if command[1] == 0xA8 {
                let last = answer.len() - 3;
                answer[last] ^= bit;
            }
        });
        let mut session = tapped(&mut bench, &tables, &trade(1)).unwrap();
        assert_eq!(session.first(&mut bench, &trade(1), MAY_PAY, Pin::NotWanted).unwrap().0, Decision::Declined);
        assert_eq!(text(&session, Tag::RESPONSE_CODE), "5A31");
    }
}

#[test]
fn an_expired_tap_does_not_pay_alone() {
    let mut profile = Profile::of(by_place(15).unwrap());
    profile.expiry = "2610".into();
    let mut bench = Bench::new(Interface::Tap, profile);
    let mut session = tapped(&mut bench, &limits(10_000, 100_000), &trade(1)).unwrap();
    assert_eq!(session.first(&mut bench, &trade(1), MAY_PAY, Pin::NotWanted).unwrap().0, Decision::Declined);
}

#[test]
fn a_telephone_wants_consent_first_and_then_no_pin() {
    let mut profile = Profile::of(by_place(7).unwrap());
    profile.phone = true;
    let mut bench = Bench::new(Interface::Tap, profile);
    for count in 1..=2 {
        assert_eq!(tapped(&mut bench, &Tables::training(), &trade(1)).err(), Some(Trouble::SeePhone));
        let mut session = tapped(&mut bench, &Tables::training(), &trade(1)).unwrap();
        assert_eq!(session.pin(&trade(1)), WantedPin::None);
        assert_eq!(session.first(&mut bench, &trade(1), ASK, Pin::NotWanted).unwrap().0, Decision::Online);
        assert_eq!((text(&session, Tag::new(0x9F6C)), bench.card.state().counter), ("0080".into(), count));
        assert!(is_genuine(&session));
    }
}

#[test]
fn what_cannot_be_tapped_is_not_in_the_directory_of_the_tables() {
    let mut bench = Bench::new(Interface::Tap, Profile::of(by_place(7).unwrap()));
    let mut tables = Tables::training();
    tables.applications[0].tap = None;
    assert_eq!(tapped(&mut bench, &tables, &trade(1)).err(), Some(Trouble::NoApplication));
    let mut profile = Profile::of(by_place(7).unwrap());
    profile.lock = chip::Lock::Card;
    let mut bench = Bench::new(Interface::Tap, profile);
    assert_eq!(tapped(&mut bench, &Tables::training(), &trade(1)).err(), Some(Trouble::CardBlocked));
}
