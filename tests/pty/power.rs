//! kill -9 at chosen moments. It proves the logic of going on; what a power cut does to a disk is tested elsewhere.

use std::fs;

use crate::terminal::*;

#[test]
fn killed_while_the_host_is_asked_the_sale_is_reversed_by_itself() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 4, "Waiting for the bank");
    assert_eq!(states(folder.path()), ["pending"]);
    till.restart();
    // It says "NOT KNOWN, reversing" until the host has acknowledged, which takes milliseconds here, although nobody
    // has signed in.
    till.see("12.34");
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
    till.keys("Ctrl-C");
    till.ended();
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
    till.see("Enter for the last one");
    till.keys("Enter");
    till.see("Receipt printed");
    assert!(fs::read_to_string(folder.join("receipts.txt")).unwrap().contains("DUPLICATE"));
    assert_agree(folder.path());
}
