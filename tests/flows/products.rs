//! Products: who may change them, that nothing is shown before it is kept, and letters from digit keys under a clock.

use std::time::Duration;

use keytill::{
    app::{Event, SessionId},
    catalogue::{Catalogue, Edit, Price, Product, ProductNo, Record, Shelf},
    domain::{Amount, OperatorNo},
    keypad::Key,
};

use super::support::*;

fn no(number: i64) -> ProductNo {
    ProductNo::try_from(number).unwrap()
}

fn price(minor: u64) -> Price {
    Price::try_from(Amount::from_minor(minor).unwrap()).unwrap()
}

/// Signed in, with one product.
fn shop(operator: &str) -> Till {
    let mut till = Till::on();
    let milk = Product::new(no(1001), "纯牛奶".parse().unwrap(), price(350));
    till.send(Event::Catalogue(Shelf::Open(Box::new(Catalogue::of([Record::from(milk)])))));
    till.sign_in(operator);
    till.forget()
}

fn kept(till: &Till, number: i64) -> &Record {
    till.model.catalogue.get().unwrap().get(no(number)).unwrap()
}

#[test]
fn a_price_is_changed_and_remembered() {
    let mut till = shop("00");
    till.keys("2 9 4 1 266E 2 420E");
    assert_eq!(till.trace, ["keep product 1001"]);
    till.must_show(&["Saved"]);
    let record = kept(&till, 1001);
    assert_eq!((record.product.price, record.history.len()), (price(420), 1));
    assert_eq!((record.history[0].by, record.history[0].at), (Some(OperatorNo::SUPERVISOR), till.now().wall));
    till.keys("E 6").must_show(&["Price 3.50 > 4.20", "00"]);
}

#[test]
fn nothing_is_shown_as_saved_before_it_is_kept() {
    let mut till = shop("00");
    till.catalogue_broken = true;
    till.keys("2 9 4 1 E 2 420E").must_show(&["Not saved"]);
    assert_eq!(kept(&till, 1001).product.price, price(350));
    // The digits are still there, for another try.
    till.catalogue_broken = false;
    till.keys("E").must_show(&["Saved"]);
    assert_eq!(kept(&till, 1001).product.price, price(420));
}

#[test]
fn one_change_is_on_its_way_at_a_time() {
    let mut till = shop("00");
    till.keys("2 9 4 1 E").hold_catalogue().keys("5");
    assert_eq!(till.trace, ["keep product 1001"]);
    till.keys("5").must_show(&["please wait"]);
    till.keys("2 420E").must_show(&["please wait"]);
    assert_eq!(till.trace.len(), 1, "{:?}", till.trace);
    till.release_catalogue();
    till.keys("E").must_show(&["Saved"]);
    assert_eq!(kept(&till, 1001).history.len(), 2);
}

/// An answer that comes when another screen is shown says nothing there.
#[test]
fn an_answer_goes_to_no_other_question() {
    let mut till = shop("00");
    till.keys("2 9 4 1 E").hold_catalogue().keys("5 C C C 6 07E 2580E 2580");
    till.release_catalogue();
    assert!(!till.screen().contains("changed"), "{}", till.screen());
    assert_eq!(kept(&till, 1001).history.len(), 1);
}

#[test]
fn only_the_supervisor_changes_products() {
    let mut till = shop("99");
    till.keys("2 9 4").must_show(&["No right to: products"]);
    assert_eq!(till.trace, ["bell"]);
}

#[test]
fn a_product_is_added_question_by_question() {
    let mut till = shop("00");
    // Number 1 as offered, a barcode that CANCEL takes back, TEA, 12.50.
    till.keys("2 9 4 2 E 6921168509256E E").must_show(&["Type the name"]);
    till.keys("8 33 2 C E 8 33 2 E 1250E").must_show(&["Saved"]);
    let record = kept(&till, 1);
    let product = &record.product;
    assert_eq!((product.name.as_str(), product.initials.as_str(), product.price), ("TEA", "TEA", price(1250)));
    assert!(product.barcodes.is_empty() && record.history.is_empty());
    till.keys("E 1 832E").must_show(&["Product 1", "TEA"]);
}

#[test]
fn a_barcode_of_another_product_is_refused_at_once() {
    let mut till = shop("00");
    till.keys("2 9 4 2 E 2100001E 8E 100E").must_show(&["Saved"]);
    till.keys("E 2 E 2100001E").must_show(&["The barcode is of product 1"]);
    till.keys("DDDDDDD 6901234567890E").must_show(&["Not a barcode"]);
}

#[test]
fn a_letter_stands_after_a_second_and_the_screen_shows_it() {
    let mut till = shop("00");
    till.keys("2 9 4 1 E 1").key(Key::Digit(2)).must_show(&["[A] B  C  2"]);
    till.advance(Duration::from_millis(999));
    till.key(Key::Digit(2)).must_show(&["A [B] C  2", "B_"]);
    // Nobody presses a key: the program wakes up by itself and takes the candidates away.
    till.pass(Duration::from_secs(1));
    assert!(!till.screen().contains("[B]"), "{}", till.screen());
    till.key(Key::Digit(2)).must_show(&["BA_"]);
}

#[test]
fn the_shelf_says_why_it_is_closed() {
    let mut till = Till::on();
    till.sign_in("00");
    till.keys("2 9 4").must_show(&["loading"]);
    till.send(Event::Catalogue(Shelf::Closed)).keys("4").must_show(&["see the log"]);
    // And sales go on.
    till.keys("C C C").sign_in("01");
    till.keys("1 1").must_show(&["Type the amount"]);
}

#[test]
fn an_edit_of_a_catalogue_that_changed_is_planned_anew() {
    let mut till = shop("00");
    till.keys("2 9 4 1 E 3 5");
    let catalogue = till.model.catalogue.get().unwrap();
    let record = catalogue.plan(&Edit::Price(no(1001), price(1)), till.now().wall, None).unwrap();
    till.send(Event::ProductKept(SessionId::KEYPAD, Ok(Box::new(record))));
    till.keys("E");
    let product = &kept(&till, 1001).product;
    assert_eq!((product.price, product.stock.to_string().as_str()), (price(1), "5"));
}
