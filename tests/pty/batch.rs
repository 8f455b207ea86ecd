//! Voids with a supervisor's approval, and the settlement of a batch.

use std::fs;

use keytill::sim::host::Books;

use crate::terminal::*;

#[test]
fn a_void_needs_the_supervisor_and_both_are_recorded() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "APPROVED");
    let sale = till.voucher();
    till.leave();
    till.ask_to_void(sale);
    till.keys("654321 Enter");
    till.see("Wrong number or password. Wait 1 s");
    assert_eq!(states(folder.path()), ["approved"]);
    // The second that a wrong password costs is not over before it is over, however often one asks.
    loop {
        till.keys("123456 Enter");
        if till.see_one(&["VOIDED", "or ask the supervisor", "VOIDED"]) == 0 {
            break;
        }
    }
    till.see("The money goes back to the card");
    till.see("Receipt printed");
    let rows = export(folder.path());
    let [original, void] = &rows[..] else { panic!("{rows:#?}") };
    assert_eq!((original.state.as_str(), void.state.as_str(), void.kind.as_str()), ("voided", "approved", "void"));
    assert_eq!((void.operator.as_str(), void.approver.as_deref()), ("01", Some("00")));
    assert_eq!((void.original_stan, void.amount_minor), (Some(sale), 1234));
    let slips = fs::read_to_string(folder.join("receipts.txt")).unwrap();
    assert!(slips.contains("APPROVED BY") && slips.contains("ORIGINAL VOUCHER"), "{slips}");
    assert_agree(folder.path());

    // What is voided cannot be voided again.
    till.leave();
    till.keys("2");
    till.see("Type the voucher number of the sale");
    till.keys(&format!("{sale} Enter"));
    till.see("This one cannot be voided");
    till.keys("Enter");
    till.see("This one cannot be voided");
    assert_eq!(export(folder.path()).len(), 2);
}

#[test]
fn a_batch_of_every_kind_is_settled_balanced_and_the_next_one_begins() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    let mut vouchers = Vec::new();
    for (amount, card) in [("100", 1), ("220", 7), ("330", 8), ("440", 1), ("550", 8)] {
        till.sell(amount, card, "APPROVED");
        vouchers.push(till.voucher());
        till.leave();
    }
    till.sell("9999", 2, "NOT PAID");
    till.leave();
    till.ask_to_void(vouchers[1]);
    till.keys("123456 Enter");
    till.see("VOIDED");
    till.leave();
    assert_agree(folder.path());

    till.keys("5");
    till.see("Check the totals");
    assert!(till.shows("16.40") && till.shows("2.20"), "{}", till.screen());
    till.keys("Enter");
    till.see("BALANCED - batch settled");
    till.see("Next batch 000002");
    till.see("Count 0");
    let slip_is_there = || fs::read_to_string(folder.join("receipts.txt")).is_ok_and(|s| s.contains("SETTLEMENT"));
    assert!(within_patience(slip_is_there), "no slip");
    let slips = fs::read_to_string(folder.join("receipts.txt")).unwrap();
    let slip = slips.rsplit("SETTLEMENT").next().unwrap();
    for part in ["000001", "BALANCED", "5 / 16.40", "1 / 2.20"] {
        assert!(slip.contains(part), "{part} is missing:\n{slip}");
    }
    assert!(!slip.contains("NOT BALANCED"), "{slip}");
    let books = Books::load(&folder.join("host-books.json")).unwrap().unwrap();
    assert_eq!((books.batch, books.uploads(1).settlements), (2, 1));
    assert_eq!(books.uploads(1).end_code.as_deref(), Some("207"));
    assert!(books.uploads(1).differences.is_empty(), "{:?}", books.uploads(1).differences);

    // The next batch is empty, sells, and its sale is its own.
    till.keys("Esc");
    till.see("Reprint receipt");
    till.sell("77", 1, "APPROVED");
    till.see("Count 1");
    assert_eq!(export(folder.path()).last().map(|row| row.batch), Some(2));
    assert_agree(folder.path());
}

#[test]
fn the_list_shows_the_batch_and_a_digit_opens_a_detail() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 1, "APPROVED");
    till.leave();
    till.sell("500", 2, "NOT PAID");
    till.leave();
    till.keys("3");
    till.see("Transaction list");
    till.see("12.34  approved");
    till.see("5.00  declined");
    till.keys("2");
    till.see("621094*********0707");
    till.see("print");
}
