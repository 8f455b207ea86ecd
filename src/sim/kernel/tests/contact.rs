use super::*;
use crate::sim::chip::{IssuerCheck, Lock};

/// A trade with an online PIN, up to the first cryptogram.
fn online(bench: &mut Bench) -> Session {
    let mut session = bench.select(&trade(12_345));
    assert_eq!(session.pin(&trade(12_345)), WantedPin::Online);
    let first = session.first(bench, &trade(12_345), ASK, Pin::Online).unwrap();
    assert_eq!(first, (Decision::Online, Proved::Enough));
    session
}

#[test]
fn a_sale_that_the_issuer_approves() {
    let mut bench = Bench::contact(|_| {});
    let mut session = online(&mut bench);
    assert!(is_genuine(&session));
    assert_eq!((session.pan().as_str(), session.label()), ("6210948000000000707", &b"UnionPay Credit"[..]));
    assert_eq!(session.track2().unwrap(), "6210948000000000707D30122201234567");
    for (tag, value) in [
        (Tag::CID, "80"),
        (Tag::ATC, "0001"),
        (Tag::TVR, "0000048000"),
        (Tag::CVM_RESULTS, "420300"),
        (Tag::TSI, "E800"),
        (Tag::AIP, "7C00"),
        (Tag::AMOUNT, "000000012345"),
    ] {
        assert_eq!(text(&session, tag), value, "{tag}");
    }
    assert!(text(&session, Tag::ISSUER_DATA).starts_with("07010103A0000201"), "{}", text(&session, Tag::ISSUER_DATA));
    assert!(session.objects(&[Tag::PAN, Tag::TRACK2]).is_empty());

    let answer = response(&session, b"00");
    let second = session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap();
    assert_eq!(second, Second { approved: true, scripts: Vec::new() });
    assert!(is_genuine(&session));
    assert_eq!((text(&session, Tag::CID), text(&session, Tag::TSI)), ("40".into(), "F800".into()));
    assert_eq!((bench.card.state().last_online, bench.card.state().issuer), (1, IssuerCheck::Right));
    assert_eq!(session.second(&mut bench, Word::Approved, *b"00", &answer), Err(Trouble::OutOfTurn));
    // SELECT three times (found, no next one, for good), options, five records, signature, cryptogram, issuer, cryptogram.
    let sent = [0xA4, 0xA4, 0xA4, 0xA8, 0xB2, 0xB2, 0xB2, 0xB2, 0xB2, 0x88, 0xAE, 0x82, 0xAE];
    assert_eq!(bench.instructions(), sent);
}

#[test]
fn what_the_issuer_declines_the_card_declines() {
    let mut bench = Bench::contact(|_| {});
    let mut session = online(&mut bench);
    let answer = response(&session, b"51");
    let second = session.second(&mut bench, Word::Declined, *b"51", &answer).unwrap();
    assert!(!second.approved && is_genuine(&session));
    assert_eq!((text(&session, Tag::CID), bench.card.state().last_online), ("00".into(), 1));
}

#[test]
fn a_card_may_decline_what_the_issuer_has_approved() {
    let mut bench = Bench::contact(|profile| profile.declines_last = true);
    let mut session = online(&mut bench);
    let answer = response(&session, b"00");
    assert!(!session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap().approved);
}

/// The card goes along, as most do, and tells its issuer the next time.
#[test]
fn a_wrong_response_of_the_issuer_is_marked_by_terminal_and_card() {
    let mut bench = Bench::contact(|_| {});
    for changed in [2, 9, 10] {
        bench.again();
        let mut session = online(&mut bench);
        let mut answer = response(&session, b"00");
        answer[changed] ^= 1;
        assert!(session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap().approved);
        assert_eq!((text(&session, Tag::TVR), text(&session, Tag::TSI)), ("0000048040".into(), "F800".into()));
        assert!(is_genuine(&session), "the certificate is about the terminal's last results");
        assert_eq!(bench.card.state().issuer, IssuerCheck::Wrong);
    }
    bench.again();
    let session = online(&mut bench);
    assert_eq!(session.object(Tag::ISSUER_DATA).unwrap()[5], 0x08);
}

#[test]
fn a_card_may_want_its_issuers_proof() {
    for (right, approved) in [(true, true), (false, false)] {
        let mut bench = Bench::contact(|profile| profile.wants_proof = true);
        let mut session = online(&mut bench);
        let mut answer = response(&session, b"00");
        answer[2] ^= u8::from(!right);
        assert_eq!(session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap().approved, approved);
    }
    // None at all is no proof either.
    let mut bench = Bench::contact(|profile| profile.wants_proof = true);
    let mut session = online(&mut bench);
    assert!(!session.second(&mut bench, Word::Approved, *b"00", &[]).unwrap().approved);
}

#[test]
fn a_response_that_never_came_is_told_the_next_time() {
    let mut bench = Bench::contact(|_| {});
    let mut session = online(&mut bench);
    assert!(session.second(&mut bench, Word::Approved, *b"00", &[]).unwrap().approved);
    bench.again();
    assert_eq!(online(&mut bench).object(Tag::ISSUER_DATA).unwrap()[5], 0x04);
    bench.again();
    assert_eq!(online(&mut bench).object(Tag::ISSUER_DATA).unwrap()[5], 0x84, "and one that was not finished");
}

#[test]
fn scripts_run_before_and_after_the_last_word() {
    let mut bench = Bench::contact(|_| {});
    let mut session = online(&mut bench);
    let before = script(&session, Tag::SCRIPT_1, [0x84, 0x24, 0, 0], &[]);
    let after = script(&session, Tag::SCRIPT_2, [0x04, 0xDA, 0x9F, 0x79], &[0, 0, 0, 0, 0x50, 0]);
    let answer = [response(&session, b"00"), after, before].concat();
    let second = session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap();
    assert_eq!(second.scripts, [[0x20, 0, 0, 0, 1]; 2]);
    assert_eq!((text(&session, Tag::TVR), text(&session, Tag::TSI)), ("0000048000".into(), "FC00".into()));
    assert_eq!((bench.card.state().balance, bench.card.state().script_commands), (5000, 2));
    assert_eq!(bench.instructions()[10..], [0xAE, 0x82, 0x24, 0xAE, 0xDA]);
    bench.again();
    assert_eq!(online(&mut bench).object(Tag::ISSUER_DATA).unwrap()[6], 0x22, "two commands, and a signature");
}

#[test]
fn a_script_with_a_wrong_code_changes_nothing() {
    let mut bench = Bench::contact(|_| {});
    for (template, bits) in [(Tag::SCRIPT_1, "0000048020"), (Tag::SCRIPT_2, "0000048010")] {
        bench.again();
        let mut session = online(&mut bench);
        let mut wrong = script(&session, template, [0x04, 0xDA, 0x9F, 0x79], &[0, 0, 0, 0, 0x50, 0]);
        *wrong.last_mut().unwrap() ^= 1;
        let answer = [response(&session, b"00"), wrong].concat();
        let second = session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap();
        assert_eq!((second.approved, second.scripts), (true, vec![[0x11, 0, 0, 0, 1]]));
        assert_eq!(text(&session, Tag::TVR), bits);
        assert!(bench.card.state().balance == 0 && bench.card.state().script_failed);
    }
}

#[test]
fn a_script_may_block_the_application_for_good() {
    let mut bench = Bench::contact(|_| {});
    let mut session = online(&mut bench);
    let answer = [response(&session, b"00"), script(&session, Tag::SCRIPT_2, [0x84, 0x1E, 0, 0], &[])].concat();
    assert!(session.second(&mut bench, Word::Approved, *b"00", &answer).unwrap().approved);
    bench.again();
    let refused = select(&mut bench, &Tables::training(), &Terminal::default(), &trade(1)).err();
    assert_eq!((refused, bench.card.state().lock), (Some(Trouble::ApplicationBlocked), Lock::Application));
}

#[test]
fn without_a_host_the_default_codes_decide_and_then_the_card() {
    let mut bench = Bench::contact(|_| {});
    let mut session = online(&mut bench);
    assert!(!session.second(&mut bench, Word::NoHost, [0; 2], &[]).unwrap().approved);
    assert_eq!((text(&session, Tag::RESPONSE_CODE), text(&session, Tag::CID)), ("5A33".into(), "00".into()));
    // Below the floor limit nothing speaks against it: the card with electronic cash pays, another one does not.
    for (mut bench, approves) in [(Bench::purse(Interface::Contact), true), (Bench::contact(|_| {}), false)] {
        let no_pin = Trade { capabilities: NO_PIN, ..trade(12_345) };
        let mut session = bench.select(&no_pin);
        let limits = Limits { must_ask: true, ..MAY_PAY };
        assert_eq!(session.first(&mut bench, &no_pin, limits, Pin::NotWanted).unwrap().0, Decision::Online);
        assert_eq!(session.second(&mut bench, Word::NoHost, [0; 2], &[]).unwrap().approved, approves);
        assert_eq!(text(&session, Tag::RESPONSE_CODE), "5933");
        assert_eq!(session.object(Tag::ISSUER_DATA).unwrap()[4] & 0x01, 0x01, "could not go online");
    }
}

#[test]
fn electronic_cash_pays_alone_while_it_lasts() {
    let mut bench = Bench::purse(Interface::Contact);
    for (amount, decision, left) in
        [(60_000, Decision::Approved, 40_000), (40_001, Decision::Online, 40_000), (40_000, Decision::Approved, 0)]
    {
        bench.again();
        let trade = Trade { capabilities: NO_PIN, ..trade(amount) };
        let mut session = bench.select(&trade);
        assert_eq!(session.first(&mut bench, &trade, MAY_PAY, Pin::NotWanted).unwrap().0, decision);
        assert!(is_genuine(&session));
        assert_eq!((text(&session, Tag::TVR), bench.card.state().balance), ("0000000000".into(), left));
        if decision == Decision::Approved {
            assert_eq!(text(&session, Tag::RESPONSE_CODE), "5931");
        }
    }
    for kind in [0x60, 0x31, 0x03] {
        bench.again();
        let load = Trade { kind, capabilities: NO_PIN, ..trade(0) };
        let mut session = bench.select(&load);
        assert_eq!(
            session.first(&mut bench, &load, MAY_PAY, Pin::NotWanted).unwrap().0,
            Decision::Online,
            "{kind:02X}"
        );
    }
}

#[test]
fn what_its_usage_control_forbids_is_declined_at_once() {
    let mut bench = Bench::contact(|profile| profile.usage = [0xC3, 0x00]);
    let mut session = bench.select(&trade(1));
    let first = session.first(&mut bench, &trade(1), ASK, Pin::Online).unwrap();
    assert_eq!((first.0, text(&session, Tag::CID)), (Decision::Declined, "00".into()));
    assert_eq!((text(&session, Tag::TVR), text(&session, Tag::RESPONSE_CODE)), ("0010048000".into(), "5A31".into()));
    assert!(is_genuine(&session));
    assert_eq!(session.second(&mut bench, Word::Approved, *b"00", &[]), Err(Trouble::OutOfTurn));
}

#[test]
fn an_expired_card_asks_its_issuer() {
    let mut bench = Bench::contact(|profile| profile.expiry = "2610".into());
    let mut session = bench.select(&trade(1));
    assert_eq!(session.first(&mut bench, &trade(1), MAY_PAY, Pin::Online).unwrap().0, Decision::Online);
    assert_eq!(text(&session, Tag::TVR)[2..4], *"40");
}

#[test]
fn a_signature_that_cannot_be_checked_is_marked() {
    let results = |tables: &Tables, change: Change| {
        let mut bench = Bench::contact(|_| {});
        bench.change = change;
        let no_pin = Trade { capabilities: NO_PIN, ..trade(1) };
        let mut session = select(&mut bench, tables, &Terminal::default(), &no_pin).unwrap();
        assert_eq!(session.first(&mut bench, &no_pin, MAY_PAY, Pin::NotWanted).unwrap().0, Decision::Online);
        text(&session, Tag::TVR)
    };
    let training = Tables::training;
    let nothing = || -> Change { Box::new(|_, _| {}) };
    assert_eq!(results(&training(), nothing()), "0000000000");
    assert_eq!(results(&Tables { keys: Vec::new(), ..training() }, nothing()), "0800000000", "no key");
    let mut other_index = training();
    other_index.keys[0].index = 2;
    assert_eq!(results(&other_index, nothing()), "0800000000");
    let mut other_key = training();
    other_key.keys[0].modulus[100] ^= 1;
    assert_eq!(results(&other_key, nothing()), "0800000000");
    // One bit in the issuer's certificate, the card's, the static data (the usage control), the card's signature.
    for (header, at) in [([0xB2, 1, 0x1C], 100), ([0xB2, 2, 0x1C], 120), ([0xB2, 1, 0x14], 43), ([0x88, 0, 0], 60)] {
        let change = move |command: &[u8], answer: &mut Vec<u8>| {
            if command[1..4] == header {
                answer[at] ^= 0x02;
            }
        };
        assert_eq!(results(&training(), Box::new(change)), "0800000000", "{header:?}");
    }
    // Without its certificate the card has told too little.
    let change = |command: &[u8], answer: &mut Vec<u8>| {
        if command[1..4] == [0xB2, 2, 0x1C] {
            *answer = vec![0x70, 0x00, 0x90, 0x00];
        }
    };
    assert_eq!(results(&training(), Box::new(change)), "2800000000");
}
