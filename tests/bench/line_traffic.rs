//! How many bytes a sign-on, sales and settlements of 10, 100 and 990 have on the host's line, up and down, and how long the settlements
//! take: the terminal's core and its real link on a real socket, plain and under TLS. Counted are the bytes that TCP carries, without its
//! own headers.
//! `cargo run --release --example line_traffic`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../link_host/certs.rs"]
mod certs;
#[allow(dead_code, reason = "a test cuts the line")]
#[path = "../line/relay.rs"]
mod relay;
#[allow(dead_code, reason = "a test compares the books")]
#[path = "../line/shop.rs"]
mod shop;
#[path = "../support/mod.rs"]
mod support;

use std::time::Instant;

use certs::{Authority, Flaw, Manner};
use keytill::flow::Ending;
use shop::Shop;

/// Sales of the batches that are settled; two of the first one are counted on their own.
const BATCHES: [u64; 3] = [100, 10, 990];

fn main() {
    let authority = Authority::new();
    let issued = authority.issue("host", Flaw::None);
    let ca = authority.ca();
    report("plain", Shop::open(None));
    report("TLS 1.3", Shop::open(Some((certs::acceptor(&issued, Manner::default()), &ca))));
    let old = Manner { versions: certs::ONLY_12, ..Manner::default() };
    report("TLS 1.2", Shop::open(Some((certs::acceptor(&issued, old), &ca))));
}

/// One line for each of them; what is under TLS has its handshake in the first.
fn report(line: &str, mut shop: Shop) {
    let tell = |what: &str, (up, down): (u64, u64)| println!("{line:8}  {what:50} {up:6} up  {down:6} down");
    tell("connection and sign-on after the start", (shop.traffic.up(), shop.traffic.down()));
    tell("sign-on on an open connection", bytes(&mut shop, Shop::sign_on));
    tell("sale by stripe and PIN", bytes(&mut shop, |shop| assert_eq!(shop.sell(1234), Ending::Paid)));
    shop.hold_chip();
    tell("sale by chip and PIN", bytes(&mut shop, |shop| assert_eq!(shop.sell(1234), Ending::Paid)));
    let mut sold = 2;
    for batch in BATCHES {
        for minor in sold..batch {
            assert_eq!(shop.sell(1000 + minor), Ending::Paid);
        }
        let began = Instant::now();
        let bytes = bytes(&mut shop, Shop::settle);
        tell(&format!("settlement of {batch} with their details, {:.0?}", began.elapsed()), bytes);
        sold = 0;
    }
}

fn bytes(shop: &mut Shop, of: impl FnOnce(&mut Shop)) -> (u64, u64) {
    let before = (shop.traffic.up(), shop.traffic.down());
    of(shop);
    (shop.traffic.up() - before.0, shop.traffic.down() - before.1)
}
