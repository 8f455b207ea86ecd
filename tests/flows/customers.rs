//! Customers: consent first, nothing told before it is kept, links to sales with what became of them, and erasure.

use keytill::{
    app::{Event, SessionId},
    catalogue::Shelf,
    customers::{CONSENT_WORDS, Consent, Customer, Customers, Mobile},
    domain::{Lang, OperatorNo},
    keypad::Key,
};

use super::support::*;

const ZHANG: &str = "13800138000";

fn mobile(digits: &str) -> Mobile {
    digits.parse().unwrap()
}

/// Signed in, with one customer.
fn shop(operator: &str) -> Till {
    let mut till = Till::on();
    let consent = Consent { at: NOON, words: CONSENT_WORDS, lang: Lang::ZhCn, by: OperatorNo::SUPERVISOR };
    let zhang = Customer::new(mobile(ZHANG), "张三".parse().unwrap(), consent);
    till.send(Event::Customers(Shelf::Open(Box::new(Customers::of([zhang])))));
    till.sign_in(operator);
    till.forget()
}

fn kept<'a>(till: &'a Till, digits: &str) -> Option<&'a Customer> {
    till.model.customers.get().unwrap().get(&mobile(digits))
}

#[test]
fn nobody_is_kept_without_consent() {
    let mut till = shop("01");
    till.keys("8 2 13912345678E 52E").must_show(&["Read out", "Do you agree?"]);
    assert_eq!(kept(&till, "13912345678"), None);
    // Any other key, and the way back, are no consent.
    till.keys("1 0 D C C C");
    assert!(till.effects().iter().all(|effect| effect == "bell") && kept(&till, "13912345678").is_none());
    till.keys("2 13912345678E 52E E").must_show(&["Saved"]);
    let added = kept(&till, "13912345678").unwrap();
    let by: OperatorNo = "01".parse().unwrap();
    assert_eq!((&added.consent.by, added.consent.words, added.consent.lang), (&by, CONSENT_WORDS, Lang::En));
    assert_eq!(added.consent.at, till.now().wall);
}

#[test]
fn a_chinese_name_comes_from_the_input_method_of_the_console() {
    let mut till = shop("01");
    till.keys("8 2").send(Event::Written(SessionId::KEYPAD, '李')).must_show(&["This key does nothing here"]);
    till.keys("13912345678E");
    for sign in "李四".chars() {
        till.send(Event::Written(SessionId::KEYPAD, sign));
    }
    till.must_show(&["李四_"]);
    till.keys("E").send(Event::Written(SessionId::KEYPAD, '五'));
    till.keys("E").must_show(&["Saved"]);
    let added = kept(&till, "13912345678").unwrap();
    assert_eq!((added.name.as_str(), added.initials.as_str()), ("李四", "LS"));
    // And is found by its initials on digits.
    till.keys("E 1 57").must_show(&["李四"]);
}

/// The words that customers agreed to stay what they were: whoever changes them raises [`CONSENT_WORDS`].
#[test]
fn the_words_of_a_version_do_not_change() {
    let words = |file: &str| {
        let text = std::fs::read_to_string(file).unwrap();
        let line = text.lines().find(|line| line.starts_with("customer-consent-words = ")).unwrap().to_owned();
        crc32c::crc32c(line.as_bytes())
    };
    let now = (CONSENT_WORDS, words("src/i18n/zh-CN.ftl"), words("src/i18n/en.ftl"));
    assert_eq!(
        now,
        (1, 315_335_513, 3_530_542_498),
        "raise CONSENT_WORDS, and keep the old words in docs/customers.md"
    );
}

#[test]
fn one_push_of_enter_is_no_consent_and_erases_nobody() {
    let mut till = shop("01");
    till.keys("8 2 13912345678E 52");
    till.key(Key::Enter).key(Key::Enter).must_show(&["Do you agree?"]);
    assert_eq!(kept(&till, "13912345678"), None);
    till.keys("C C C C 8 1 97E vv");
    till.advance(std::time::Duration::from_secs(1));
    till.key(Key::Enter).key(Key::Enter).must_show(&["cannot be undone"]);
    assert!(kept(&till, ZHANG).is_some());
}

#[test]
fn nothing_is_told_before_it_is_kept() {
    let mut till = shop("01");
    till.hold_catalogue().keys("8 2 13912345678E 52E E").must_show(&["Saving"]).must_not_show(&["Saved"]);
    // The screen that waits hears of it under its help, too.
    till.keys("E M").must_show(&["Help"]).must_not_show(&["Saved"]);
    till.release_catalogue().keys("C").must_show(&["Saved"]);
    till.catalogue_broken = true;
    till.keys("E 1 97E 3E").must_show(&["Not erased"]).must_not_show(&["Erased."]);
    assert!(kept(&till, ZHANG).is_some());
    till.catalogue_broken = false;
    till.keys("E").must_show(&["Erased"]);
    assert_eq!(kept(&till, ZHANG), None);
    till.keys("E").must_show(&["No such customer"]);
}

#[test]
fn a_sale_is_linked_once_and_a_void_is_told() {
    let mut till = shop("01");
    till.keys("8 1 97E 1").must_show(&["no sale to link"]);
    till.keys("C C C").sold_stripe(1234).sold_stripe(500);
    till.keys("8 1 97E 1").must_show(&["5.00"]);
    till.keys("v").must_show(&["12.34"]);
    till.keys("E").must_show(&["Saved"]);
    let sale = &kept(&till, ZHANG).unwrap().purchases[0];
    assert_eq!((sale.amount.minor(), sale.txn.stan), (1234, till.record(2).txn.stan));
    // The linked one is not offered again.
    till.keys("E 1").must_show(&["5.00"]);
    till.keys("v").must_show(&["5.00"]).must_not_show(&["12.34"]);
    till.keys("C 2").must_show(&["12.34 approved"]);
    till.keys("C C C C 1 2 2E").must_show(&["12.34"]);
    till.keys("E 123456E").host(approved()).must_show(&["VOIDED"]);
    till.keys("E C 8 1 97E 2").must_show(&["12.34 voided"]).must_not_show(&["approved"]);
}

#[test]
fn operators_link_their_own_sales_and_who_sees_others_any() {
    let mut till = shop("01");
    till.sold_stripe(1234).keys("C").sign_in("02");
    till.keys("8 1 97E 1").must_show(&["no sale to link"]);
    till.keys("C C C C").sign_in("00");
    till.keys("8 1 97E 1").must_show(&["12.34"]);
}

#[test]
fn it_takes_the_right_and_the_file() {
    let mut till = shop("99");
    till.keys("8").must_show(&["No right to: customers"]);
    let mut till = Till::on();
    till.sign_in("01").keys("8").must_show(&["loading"]);
    till.send(Event::Customers(Shelf::Closed)).keys("8").must_show(&["not usable, see the log"]);
}

#[test]
fn numbers_are_masked_in_lists_and_in_what_is_told_of_effects() {
    let mut till = shop("01");
    till.keys("8 1 8000").must_show(&["138****8000"]).must_not_show(&[ZHANG]);
    till.keys("E").must_show(&["138****8000"]).must_not_show(&[ZHANG]);
    till.keys("3 E");
    let told = format!("{:?} {:?}", till.trace, till.model.sessions[&SessionId::KEYPAD]);
    assert!(told.contains("138****8000") && !told.contains(ZHANG), "{told}");
}
