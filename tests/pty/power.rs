//! kill -9 at chosen moments. It proves the logic of going on; what a power cut does to a disk is tested elsewhere.

use std::fs;

use keytill::sim::host::Books;

use crate::terminal::*;

#[test]
fn killed_while_the_host_is_asked_the_sale_is_reversed_by_itself() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 4, "Waiting for the bank");
    assert_eq!(states(folder.path()), ["pending"]);
    till.restart();
    till.see("Interrupted Sale: NOT KNOWN - being reversed");
    assert!(till.shows("12.34") && till.shows("Do not charge again"), "{}", till.screen());
    // Nobody signs in; it goes out all the same.
    till.see("Interrupted Sale: NOT PAID");
    till.see("Reversed: no money moved");
    till.see("Queue 0");
    let rows = export(folder.path());
    assert_eq!((rows.len(), rows[0].state.as_str()), (1, "reversed"));
    assert_eq!(rows[0].reversal_reason.as_deref(), Some("98"));
    assert_agree(folder.path());
    // It is told until somebody has signed in.
    till.restart();
    till.see("Interrupted Sale: NOT PAID");
    till.sign_in("01", "0000");
    till.restart();
    till.see("Type your two-digit number");
    assert!(!till.shows("Interrupted"), "{}", till.screen());
}

#[test]
fn killed_while_the_reversal_is_owed_it_is_sent_after_the_next_start() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 13, "NOT KNOWN - being reversed");
    assert_eq!(states(folder.path()), ["reversing"]);
    till.restart();
    // A sale waits for it, and is then made as usual.
    till.sign_in_to_sell();
    till.sell("500", 1, "APPROVED");
    assert_eq!(states(folder.path()), ["reversed", "approved"]);
    assert_agree(folder.path());
}

#[test]
fn killed_after_approved_the_next_start_says_that_it_was_paid() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "APPROVED");
    till.restart();
    till.see("Interrupted Sale: APPROVED");
    assert!(till.shows("12.34"), "{}", till.screen());
    assert_eq!(states(folder.path()), ["approved"]);
    till.sign_in_to_sell();
    // Its receipt can still be had.
    till.keys("4");
    till.see("Confirm for the last one");
    till.keys("Enter");
    till.see("Receipt printed");
    assert!(fs::read_to_string(folder.join("receipts.txt")).unwrap().contains("COPY"));
    assert_agree(folder.path());
}

#[test]
fn killed_in_the_middle_of_a_settlement_it_goes_on_and_closes_once() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    for amount in 0..4 {
        till.sell(&format!("{}", 100 + amount), 1, "APPROVED");
        till.leave();
    }
    let mut seen_middle = false;
    till.keys("5");
    till.see("Check the totals");
    till.keys("Enter");
    // At once, and again a little later each time, until it has come to its end.
    for pause in [0, 3, 6, 10, 15, 20, 30] {
        std::thread::sleep(std::time::Duration::from_millis(pause));
        till.kill9();
        let batch = Books::load(&folder.join("host-books.json")).unwrap().unwrap();
        seen_middle |= batch.uploads(1).settlements > 0 && batch.batch == 1;
        till.restart();
        till.see("Sign in");
    }
    till.see("Host OK");
    till.sign_in_to_sell();
    // A settlement that is still under way refuses sales until it is done.
    while !till.shows("Type the amount") {
        till.keys("1");
        till.see_one(&["Type the amount", "Settlement under way"]);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    till.keys("Esc");
    till.sell("77", 1, "APPROVED");
    let books = Books::load(&folder.join("host-books.json")).unwrap().unwrap();
    assert!(seen_middle, "no kill fell into the middle");
    assert_eq!(books.batch, 2, "closed once");
    assert_eq!(books.uploads(1).chip.len(), 4);
    assert_eq!(books.uploads(1).end_code.as_deref(), Some("202"));
    let slips = fs::read_to_string(folder.join("receipts.txt")).unwrap();
    assert!(slips.matches("SETTLEMENT").count() <= 1, "{slips}");
    assert_agree(folder.path());
}
