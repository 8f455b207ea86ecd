//! A sale survives the line dropping at any byte of it, up or down, plain and under TLS: the real socket is cut after each, and
//! both books are compared each time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "link_host/certs.rs"]
mod certs;
#[path = "line/relay.rs"]
mod relay;
#[allow(dead_code, reason = "the bench uses the rest")]
#[path = "line/shop.rs"]
mod shop;
#[path = "support/mod.rs"]
mod support;

use certs::{Authority, Flaw, Manner};
use keytill::{domain::State, flow::Ending};
use relay::Cut;
use shop::Shop;

/// A batch takes so many sales, with a few to spare.
const OF_A_BATCH: usize = 900;

/// A sale on a line that is cut there; then what both books say of it.
fn sell_and_cut(shop: &mut Shop, cut: Cut, minor: u64) -> (Ending, State) {
    shop.relay.cut_at(Some(cut));
    let ending = shop.sell(minor);
    assert!(!shop.relay.waits(), "{cut:?} was not reached");
    shop.come_to_rest();
    let (txn, entry) = shop.newest();
    let when = format!("{cut:?}");
    assert_eq!(txn.amount.minor(), minor, "{when}: no record of it");
    match (ending, txn.state) {
        (Ending::Paid, State::Approved) => {}
        (Ending::NotPaid, State::NotSent | State::Declined) => {}
        // Once it was said that nobody knows, it is reversed, whatever the host had booked.
        (Ending::Unknown, State::Reversed) => {}
        other => panic!("{when}: {other:?}, {entry:?}\n{}", shop.till.story()),
    }
    shop.check_books(&when);
    (ending, txn.state)
}

/// How many bytes a sale has, up and down, on a line that stands.
fn measure(shop: &mut Shop) -> (usize, usize) {
    let before = (shop.traffic.up(), shop.traffic.down());
    assert_eq!(shop.sell(100), Ending::Paid);
    let of = |now: u64, before: u64| usize::try_from(now - before).unwrap();
    (of(shop.traffic.up(), before.0), of(shop.traffic.down(), before.1))
}

/// Each cut is one sale; a full batch is settled and the next one begun.
fn cut_everywhere(shop: &mut Shop, cuts: impl Iterator<Item = Cut>) -> Vec<(Cut, Ending, State)> {
    let mut seen = Vec::new();
    for (index, cut) in cuts.enumerate() {
        if index % OF_A_BATCH == OF_A_BATCH - 1 {
            shop.settle();
        }
        let (ending, state) = sell_and_cut(shop, cut, 1000 + index as u64);
        seen.push((cut, ending, state));
    }
    seen
}

#[test]
fn a_sale_survives_a_cut_at_any_byte() {
    let mut shop = Shop::open(None);
    shop.hold_chip();
    let (up, down) = measure(&mut shop);
    assert!(up > 200 && down > 100, "{up} up, {down} down");
    // What is counted is what passes: no byte more, and (below) no byte less.
    for cut in [Cut::Up(up), Cut::Down(down)] {
        shop.relay.cut_at(Some(cut));
        assert_eq!(shop.sell(100), Ending::Paid);
        assert!(shop.relay.waits());
    }
    let seen = cut_everywhere(&mut shop, (0..up).map(Cut::Up).chain((0..down).map(Cut::Down)));
    // As long as the host has not the whole question it books nothing; as long as the terminal has not the whole answer it says
    // that it does not know. Nothing is ever paid by half an answer.
    assert_eq!(seen.len(), up + down);
    assert!(seen.iter().all(|(_, ending, _)| *ending == Ending::Unknown), "{seen:?}");
    assert_eq!(shop.sell(100), Ending::Paid);
    shop.settle();
}

#[test]
fn under_tls_too() {
    let authority = Authority::new();
    let issued = authority.issue("host", Flaw::None);
    let ca = authority.ca();
    let mut shop = Shop::open(Some((certs::acceptor(&issued, Manner::default()), &ca)));
    let (up, down) = measure(&mut shop);
    let cuts = (0..up).step_by(5).map(Cut::Up).chain((0..down).step_by(5).map(Cut::Down));
    let seen = cut_everywhere(&mut shop, cuts);
    assert!(seen.iter().all(|(_, ending, _)| *ending == Ending::Unknown), "{seen:?}");
    assert_eq!(shop.sell(100), Ending::Paid);
}
