//! What the flows make of what a reader can do, and what the reader is given.

use keytill::{
    domain::{Aid, Download, Fact, Lang, download::BinList},
    flow::ReaderStatus,
    reader::{Capabilities, DeviceInfo, Loaded, Order, PinEntry, PinPolicy, Report},
};

use super::support::*;

/// A reader that can do only what is said here.
fn only(capabilities: Capabilities) -> Till {
    let mut till = Till::ready();
    till.reader(Report::Up(DeviceInfo { capabilities, ..DeviceInfo::default() }));
    till.forget()
}

#[test]
fn only_the_ways_that_the_reader_has_are_asked_for() {
    let all = Capabilities { contact: true, contactless: true, stripe: true, ..Capabilities::default() };
    for (can, asked) in [
        (all.clone(), "Insert, tap or swipe the card"),
        (Capabilities { stripe: false, ..all.clone() }, "Insert or tap the card"),
        (Capabilities { contactless: false, ..all.clone() }, "Insert or swipe the card"),
        (Capabilities { contact: false, ..all.clone() }, "Tap or swipe the card"),
        (Capabilities { contact: false, stripe: false, ..all.clone() }, "Tap the card"),
        (Capabilities { contactless: false, stripe: false, ..all.clone() }, "Insert the card"),
        (Capabilities { contactless: false, contact: false, ..all }, "Swipe the card"),
        // One that does not say may have all of them.
        (Capabilities::default(), "Insert, tap or swipe the card"),
    ] {
        only(can).sell(1234).must_show(&[asked]);
    }
}

#[test]
fn a_reader_without_keypad_is_asked_for_no_pin() {
    let can = Capabilities { contact: true, pin: PinEntry::None, ..Capabilities::default() };
    let mut till = only(can);
    till.sell(1234).card(chip()).must_show(&["Reading the card"]);
    assert!(matches!(&till.order, Some(Order::Authorise(order)) if order.pin == PinPolicy::Skip));
}

#[test]
fn a_tap_is_told_from_the_start_whether_it_needs_a_pin() {
    for (amount, expected) in [(1234, PinPolicy::Skip), (500_000, PinPolicy::Ask)] {
        let mut till = Till::ready();
        till.sell(amount);
        assert!(matches!(&till.order, Some(Order::Begin(begin)) if begin.tap_pin == expected), "{amount}");
    }
}

/// It was only read, so nothing but the pad's own prompt tells its holder to take it out.
#[test]
fn a_chip_that_is_refused_before_its_pin_is_let_go() {
    let listed = Download::Bins { list: BinList::Blacklist, entries: vec!["622848".into()] };
    for (card, effects) in [(chip(), &["read let the card go"][..]), (tap(), &[]), (stripe(), &[])] {
        let mut till = Till::ready();
        till.flow(|t, now, out| t.record(now, vec![Fact::HostData(Box::new(listed.clone()))], out));
        till.sell(1234);
        let mut till = till.forget();
        till.card(card).must_show(&["NOT PAID"]);
        assert_eq!(till.effects(), effects);
        if !effects.is_empty() {
            till.keys("C").sell(1234).must_show(&["Take the last card out first"]);
            till.seconds(30).must_show(&["NOT PAID", "The last card was not taken out"]);
            till.keys("C").sell(1234).reader(Report::Released).must_show(&["Insert, tap or swipe"]);
        }
    }
}

#[test]
fn what_the_host_sends_down_goes_to_the_reader_when_it_comes_and_with_each_new_reader() {
    let tags = "9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000";
    let application = |aid: &str| Download::Aid { aid: Aid { aid: aid.into(), tags: tags.into() } };
    let mut till = Till::ready();
    assert!(till.tables.is_empty(), "there is nothing to give");
    till.flow(|t, now, out| t.record(now, vec![Fact::HostData(Box::new(application("A000000333010101")))], out));
    till.reader(reader_up());
    assert_eq!(till.tables.len(), 1);
    assert_eq!(till.tables[0].terminal.merchant, "123456789012345");
    till.reader(reader_up());
    assert_eq!(till.tables[0].version(), till.tables[1].version());
    till.reader(Report::Tables(Ok(Loaded::Anew(1))));
    assert_eq!(till.model.terminal.tables_refused, None);
    till.reader(Report::Tables(Err("no room".into())));
    assert_eq!(till.model.terminal.tables_refused.as_deref(), Some("no room"));
}

/// What the system says of a device is English; a Chinese screen says it in its own words.
#[test]
fn a_reader_that_is_gone_is_gone_in_chinese() {
    let mut till = Till::new(setup(), book(), Lang::ZhCn, (80, 24));
    till.start().sign_in("99").unplug_reader().keys("4").must_show(&["技术维护", "读卡器"]);
    let ReaderStatus::Down(reason) = &till.model.terminal.reader else { panic!("the reader is there") };
    till.must_not_show(&[reason.as_str()]).must_show(&["读卡器      未连接"]);
}
