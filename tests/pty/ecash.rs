//! Payments with electronic cash: the card approves by itself where it may, and the host hears of it afterwards.

use std::path::Path;

use keytill::sim::host::Trade;

use crate::terminal::*;

/// The card of the tray that has electronic cash.
const PURSE: u8 = 15;

/// From the menu of transactions to where a card is wanted.
fn ask_for_cash(till: &mut Till, amount: &str) {
    till.keys("8");
    till.see("Electronic cash");
    till.keys("5");
    till.see("E-cash refund");
    till.keys("6");
    till.see("Type the amount");
    till.keys(amount);
    till.keys("Enter");
}

/// Kind, state and amount of every transaction.
fn ends(data: &Path) -> Vec<(String, String, u64)> {
    export(data).into_iter().map(|row| (row.kind, row.state, row.amount_minor)).collect()
}

fn end(kind: &str, amount: u64) -> (String, String, u64) {
    (kind.into(), "approved".into(), amount)
}

#[test]
fn electronic_cash_in_the_training_world() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    ask_for_cash(&mut till, "1234");
    till.see("Choose a training card");
    till.pick(PURSE);
    till.see("APPROVED");
    till.see("12.34");
    till.see("Queue 0");
    till.leave();
    // An ordinary sale with the same card is not offered to it.
    till.sell("500", PURSE, "APPROVED");
    assert_eq!(ends(folder.path()), [end("ecash_sale", 1234), end("sale", 500)]);
    assert_agree(folder.path());
}

/// Over the real driver and a serial line, with the limit that the host's applications set: 1000.00.
#[test]
fn electronic_cash_on_a_pad_that_is_told_the_limit() {
    let rig = Rig::new(&Plan { keys: key_in_pad(), ..Plan::default() });
    let mut till = rig.start();
    till.see("Host OK");
    till.sign_in_to_sell();
    till.see("Reader OK");
    for amount in ["99999", "100000"] {
        ask_for_cash(&mut till, amount);
        till.see("Insert, tap or swipe the card");
        rig.present(PURSE);
        till.see("APPROVED");
        till.see("Queue 0");
        till.leave();
    }
    let rows = export(&rig.data());
    assert_eq!(ends(&rig.data()), [end("ecash_sale", 99_999), end("sale", 100_000)]);
    let books = rig.host.snapshot();
    let told: Vec<Trade> = rows.iter().map(|row| books.entry(row.batch, row.stan).unwrap().kind).collect();
    assert_eq!(told, [Trade::EcashSale, Trade::Sale]);
    assert_agree_with(&rig.data(), &books);
}
