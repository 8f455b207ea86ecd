//! Downloads and status: who asks for them, when they run, and what is made of what comes.

use std::time::Duration;

use keytill::{
    acquirer::{Answer, Request},
    domain::{BatchNo, Fact, download::BinList, hex},
    flow::{Chore, ChoreState, ChoreTrouble, Demand, Setup, Upkeep},
    reader::Presented,
};

use super::support::*;

/// A published key with its check value.
const KEY: &str = "9F0605A0000000659F220109DF05083230353031323331DF060101DF070101DF028180B72A8FEF5B27F2B550398FDCC256F714BAD497FF56094B7408328CB626AA6F0E6A9DF8388EB9887BC930170BCC1213E90FC070D52C8DCD0FF9E10FAD36801FE93FC998A721705091F18BC7C98241CADC15A2B9DA7FB963142C0AB640D5D0135E77EBAE95AF1B4FEFADCF9C012366BDDA0455C1564A68810D7127676D493890BDDF040103DF03144410C6D51C2F83ADFD92528FA6E38A32DF048D0A";

fn with_body(body: &[u8]) -> Answer {
    Answer { body: body.to_vec(), ..answer("00") }
}

fn tlv(flag: &str, tags: &str) -> Answer {
    with_body(&[flag.as_bytes(), &hex::decode(tags).unwrap()].concat())
}

/// At the menu, signed on, and the host answers nothing by itself.
fn held() -> Till {
    let mut till = Till::ready();
    till.hold_host();
    till
}

fn start(till: &mut Till, chore: Chore) {
    till.flow(|t, now, out| t.start_chore(chore, now, out));
}

fn state(till: &Till, chore: Chore) -> ChoreState {
    till.model.terminal.chores.state(chore)
}

#[test]
fn what_the_header_orders_is_done_after_the_trade() {
    let rows = [
        (1, Chore::Parameters, &["manage 360", "manage 361"][..]),
        (2, Chore::Status, &["manage 362"]),
        (4, Chore::CaKeys, &["manage 372"]),
        (5, Chore::Aids, &["manage 382"]),
        (6, Chore::Tms, &["manage 364", "manage 365"]),
        (7, Chore::Blacklist, &["manage 390", "manage 391"]),
    ];
    for (digit, chore, messages) in rows {
        let mut till = Till::ready();
        till.sell_chip(1234);
        till.host(with_order(approved(), digit));
        // The card has the last word first, and the verdict is shown.
        assert_eq!(state(&till, chore), ChoreState::Waiting, "{digit}");
        assert!(till.asked().iter().all(|asked| !asked.starts_with("manage")), "{digit}");
        till.reader(completed(true)).must_show(&["APPROVED"]);
        assert_eq!(till.asked(), messages, "{digit}");
        assert_eq!(state(&till, chore), ChoreState::Done, "{digit}");
    }
}

/// A supervisor asks for one, and sees what became of it.
#[test]
fn a_person_asks_for_a_download() {
    let mut till = Till::ready();
    till.keys("C").sign_in("00").hold_host().keys("2 8 1").must_show(&["Parameters  running, 2 left"]);
    assert_eq!(till.asked(), ["manage 360"]);
    till.keys("5").must_show(&["Card applications  waiting"]);
    till.host(answer("40")).must_show(&["Parameters  failed", "Parameters: 40 Function not supported"]);
    till.keys("C").must_not_show(&["failed"]);
}

/// The host orders it with every answer until it has heard of the end, and perhaps longer.
#[test]
fn an_order_is_carried_out_once() {
    let mut till = held();
    till.sell_stripe(1).host(with_order(approved(), 1));
    till.host(with_order(with_body(b"1245233"), 1)).host(with_order(answer("00"), 1));
    till.keys("EC").sell_stripe(2).host(with_order(approved(), 1));
    assert!(till.question.is_none(), "{}", till.story());
    assert_eq!(till.disk.book.host_data.parameters["12"], "45");
    // Much later it is believed again.
    till.keys("EC").release_host().seconds(700).hold_host();
    till.sign_in("01").sell_stripe(3).host(with_order(approved(), 1));
    assert!(till.question.is_some());
}

#[test]
fn a_sale_waits_for_one_message_of_a_download_at_most() {
    let mut till = held();
    start(&mut till, Chore::Contactless);
    till.sell_stripe(1234).host(with_body(b"1FF8058012000000050000")).must_show(&["Waiting"]);
    assert_eq!(till.asked().last().unwrap(), "sale 000002 12.34");
    till.host(approved());
    assert_eq!(till.asked(), ["manage 395"]);
    assert_eq!(till.model.terminal.tap_without_pin(), amount(50_000));
}

/// Twelve keys are listed in two parts; one is here already, one is here with another date, one is wrong, one is gone.
#[test]
fn keys_are_listed_fetched_checked_and_dropped() {
    let mut till = held();
    start(&mut till, Chore::CaKeys);
    let body = |till: &Till| match &till.question {
        Some(Request::Manage(m)) => (m.code, m.body.clone().map(|b| hex::encode(&b)).unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(&till), ("372", "313030".into()));
    till.host(tlv("2", "9F0605A0000000659F220109DF050420501231"));
    assert_eq!(body(&till), ("372", "313031".into()));
    till.host(tlv("3", "9F0605A0000003339F220103DF050420301231"));
    assert_eq!(body(&till), ("370", "9F0605A0000000659F220109".into()));
    assert_eq!(state(&till, Chore::CaKeys), ChoreState::Running { left: 3 });
    till.host(tlv("1", KEY));
    assert_eq!(body(&till), ("370", "9F0605A0000003339F220103".into()));
    // One byte of its modulus was changed on the way.
    let wrong = KEY.replace("A0000000659F220109", "A0000003339F220103");
    till.host(tlv("1", &wrong));
    assert_eq!(body(&till).0, "371");
    till.host(answer("00"));
    let names: Vec<String> = till.disk.book.host_data.ca_keys.iter().map(|k| k.name()).collect();
    assert_eq!(names, ["A00000006509"]);
    let ChoreState::Failed(ChoreTrouble::Data(why)) = state(&till, Chore::CaKeys) else { panic!() };
    assert!(why.contains("A00000033303") && why.contains("check value"), "{why}");

    // Again: the one that is here is not fetched; then the host lists another one only.
    start(&mut till, Chore::CaKeys);
    till.host(tlv("1", "9F0605A0000000659F220109DF050420501231"));
    assert_eq!(body(&till).0, "371");
    till.host(answer("00"));
    assert_eq!(state(&till, Chore::CaKeys), ChoreState::Done);
    start(&mut till, Chore::CaKeys);
    till.host(tlv("1", "9F0605A0000000659F220110DF050420501231")).host(with_body(b"0")).host(answer("00"));
    assert!(till.disk.book.host_data.ca_keys.is_empty());
}

#[test]
fn a_list_that_breaks_off_drops_nothing() {
    let mut till = held();
    start(&mut till, Chore::Aids);
    till.host(tlv("1", "9F0608A000000333010101"));
    till.host(tlv("1", "9F0608A000000333010101DF010100")).host(answer("00"));
    assert_eq!(till.disk.book.host_data.aids.len(), 1);
    start(&mut till, Chore::Aids);
    // "More to come", and then nothing more.
    till.host(tlv("2", "9F0608A000000333010102")).host(tlv("2", ""));
    till.host(with_body(b"0")).host(answer("00"));
    assert_eq!(till.disk.book.host_data.aids.len(), 1, "{}", till.story());
    assert!(matches!(state(&till, Chore::Aids), ChoreState::Failed(ChoreTrouble::Data(_))));
}

#[test]
fn lists_of_beginnings_count_once_they_are_whole() {
    let mut till = held();
    start(&mut till, Chore::Blacklist);
    till.host(with_body(b"206622848"));
    assert!(till.disk.book.host_data.bins.is_empty());
    till.host(with_body(b"306621700")).host(answer("00"));
    assert_eq!(till.disk.book.host_data.bins[&BinList::Blacklist], ["622848", "621700"]);
    // A card of the list is not taken, whenever the pad tells its number.
    till.release_host().sell(1234).card(stripe());
    till.must_show(&["NOT PAID"]);
    till.keys("E").sell(1234).card(Presented { pan: None, ..stripe() }).authorised(stripe_with_pin());
    till.must_show(&["NOT PAID"]);
    assert!(till.disk.book.transactions.is_empty());
}

#[test]
fn a_refused_part_ends_that_part_alone() {
    let mut till = held();
    start(&mut till, Chore::Contactless);
    till.host(answer("40"));
    assert_eq!(till.asked().last().unwrap(), "manage 396");
    till.host(with_body(b"106622848")).host(answer("00")).host(with_body(b"0")).host(answer("00"));
    let ChoreState::Failed(ChoreTrouble::Refused(code)) = state(&till, Chore::Contactless) else { panic!() };
    assert_eq!(code.as_str(), "40");
    assert_eq!(till.disk.book.host_data.bins[&BinList::NoPin], ["622848"]);
}

#[test]
fn it_is_tried_three_times_and_then_let_be() {
    let mut till = held();
    start(&mut till, Chore::Status);
    let begin = till.now().mono;
    let mut tries = Vec::new();
    for _ in 0..60 {
        if till.question.is_some() {
            tries.push((till.now().mono - begin).as_secs());
            till.fault(no_answer());
        }
        till.seconds(1);
    }
    assert_eq!(tries, [0, 1, 3]);
    assert!(matches!(state(&till, Chore::Status), ChoreState::Failed(ChoreTrouble::Line(_))));
}

#[test]
fn what_is_no_good_is_told_and_not_stored() {
    for (chore, body) in [
        (Chore::Parameters, &b"12"[..]),
        (Chore::Contactless, b"FF8058"),
        (Chore::Blacklist, b"1xx"),
        (Chore::CaKeys, b"\x01\x02"),
    ] {
        let mut till = held();
        start(&mut till, chore);
        till.host(with_body(body));
        till.friendly(3, Duration::ZERO);
        assert!(matches!(state(&till, chore), ChoreState::Failed(ChoreTrouble::Data(_))), "{chore:?}");
        assert_eq!(till.count(|f| matches!(f, Fact::HostData(_))), 0, "{chore:?}");
    }
}

#[test]
fn a_terminal_without_keys_fetches_them_after_its_first_sign_on() {
    let upkeep = Upkeep { first_downloads: Demand::Yes, ..Upkeep::default() };
    let mut till = Till::with_batch(Setup { upkeep, ..setup() }, []);
    till.host(signed_on(BatchNo::FIRST));
    till.host(tlv("1", "9F0605A0000000659F220109DF050420501231")).host(tlv("1", KEY)).host(answer("00"));
    till.host(answer("40"));
    assert_eq!(till.asked(), ["manage 372", "manage 370", "manage 371", "manage 382"]);
    // A second sign-on asks nothing more, and neither does one that has keys.
    till.release_host().sign_on_wanted();
    assert_eq!(till.asked(), ["sign-on"]);
    till.restart(Cut::Lost);
    assert_eq!(till.asked(), ["sign-on", "manage 382"]);
}

/// What came down before the power went is kept; the rest is wanted again by whoever wanted it.
#[test]
fn a_power_cut_keeps_what_has_come() {
    for cut in [Cut::Lost, Cut::Kept] {
        let mut till = held();
        start(&mut till, Chore::CaKeys);
        till.host(tlv("1", "9F0605A0000000659F220109DF050420501231")).hold_disk().host(tlv("1", KEY));
        till.restart(cut);
        assert_eq!(till.disk.book.host_data.ca_keys.len(), usize::from(cut == Cut::Kept));
        assert_eq!(state(&till, Chore::CaKeys), ChoreState::Idle);
    }
}

/// With half of the applications a reader would refuse good cards.
#[test]
fn a_reader_that_comes_in_the_middle_gets_the_tables_at_the_end() {
    let tags = "DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000";
    let application = |aid: &str| tlv("1", &format!("9F0608{aid}{tags}"));
    let mut till = held();
    start(&mut till, Chore::Aids);
    till.host(tlv("1", "9F0608A0000003330101019F0608A000000333010102"));
    till.host(application("A000000333010101"));
    assert_eq!(till.disk.book.host_data.aids.len(), 1);
    till.reader(reader_up());
    assert!(till.tables.is_empty(), "the other one is on its way");
    till.host(application("A000000333010102")).host(answer("00"));
    assert_eq!(state(&till, Chore::Aids), ChoreState::Done);
    let given: Vec<usize> = till.tables.iter().map(|tables| tables.applications.len()).collect();
    assert_eq!(given, [2]);
}
