//! Whether a payment is one too many, in the running program: the guard over a kill -9, and the enquiry after a payment by code.

use keytill::sim::host::{BookState, Books};

use crate::terminal::*;

fn states(folder: &Folder) -> Vec<BookState> {
    let books = Books::load(&folder.join("host-books.json")).unwrap().unwrap();
    books.of_batch(1).map(|entry| entry.state).collect()
}

#[test]
fn the_same_sale_is_asked_about_even_after_the_program_was_killed() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in_to_sell();
    till.sell("1234", 8, "APPROVED");
    till.restart();
    till.sign_in_to_sell();
    till.sell("1234", 8, "CHARGED ALREADY?");
    till.see("Same card, done at");
    till.keys("Enter");
    till.see("to do it once more");
    till.keys("Esc");
    till.see("The earlier one stands");
    assert_eq!(states(&folder), [BookState::Approved]);
    till.leave();
    till.sell("1234", 8, "CHARGED ALREADY?");
    till.keys("1");
    till.see("APPROVED");
    assert_eq!(states(&folder), [BookState::Approved, BookState::Approved]);
    assert_agree(folder.path());
}

/// A payment by one of the training world's codes.
fn pay_by_code(till: &mut Till, code: &str) {
    till.sign_in_to_sell();
    till.keys("8");
    till.see("Code payment");
    till.keys("3");
    till.see("Type the amount");
    till.keys("1234 Enter");
    till.see("Scan or type");
    till.keys(&format!("{code} Enter"));
    till.see("confirm?");
    within_patience(|| {
        // A confirmation right behind another ENTER is taken for a bounce.
        till.keys("Enter");
        !till.shows("confirm?")
    });
    till.see("NOT KNOWN - asking the bank");
}

#[test]
fn a_payment_that_is_confirmed_late_is_asked_after_and_paid() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    pay_by_code(&mut till, "6220000000000000004");
    till.see("APPROVED");
    till.see("Receipt printed");
    assert_eq!(states(&folder), [BookState::Approved]);
    assert_agree(folder.path());
}

#[test]
fn a_payment_that_nobody_confirms_is_reversed_when_the_operator_has_waited_enough() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    pay_by_code(&mut till, "6220000000000000005");
    till.keys("Esc");
    till.see("NOT PAID");
    till.see("Reversed: no money moved");
    assert_eq!(states(&folder), [BookState::Reversed]);
    assert_agree(folder.path());
}
