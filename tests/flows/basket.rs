//! Baskets: what is keyed in, what it takes, and that a basket is closed by its payment and by nothing else.

use keytill::{
    app::Event,
    catalogue::{Catalogue, Price, Product, ProductNo, Record, Shelf},
    domain::{Amount, Basket, BasketChange, BasketState, BasketWord, Discount, Fact, ItemNo, Lang, PartState, Percent},
    flow::{CannotChange, Setup},
};

use super::support::*;

fn product(number: i64, name: &str, minor: u64, unit: &str, code: &str) -> Record {
    let price = Price::try_from(Amount::from_minor(minor).unwrap()).unwrap();
    let product = Product {
        barcodes: code.split_whitespace().map(|code| code.parse().unwrap()).collect(),
        unit: unit.parse().unwrap(),
        ..Product::new(ProductNo::try_from(number).unwrap(), name.parse().unwrap(), price)
    };
    Record::from(product)
}

/// Water at 2.00, bread at 8.50, apples at 19.90 a kilogram.
pub fn goods() -> Event {
    let all = [
        product(1001, "Water", 200, "瓶", "6921168509256"),
        product(1002, "Bread", 850, "个", "2100001"),
        product(1003, "Apples", 1990, "kg", ""),
        product(1004, "Wine", 12_000, "瓶", ""),
    ];
    Event::Catalogue(Shelf::Open(Box::new(Catalogue::of(all))))
}

/// Operator 01 before an empty basket.
fn counter() -> Till {
    let mut till = Till::ready_with(Setup { orders: None, ..setup() });
    till.send(goods());
    till.keys("9");
    till.forget()
}

fn open(till: &Till) -> &Basket {
    till.model.terminal.book.baskets.open().expect("there is an open basket")
}

fn total(till: &Till) -> u64 {
    open(till).total().unwrap().minor()
}

fn facts(till: &Till) -> Vec<String> {
    till.trace.iter().filter(|line| line.contains("basket") || line.contains("goods")).cloned().collect()
}

#[test]
fn goods_come_in_by_number_barcode_and_initials_and_each_line_is_a_fact() {
    let mut till = counter();
    till.keys("1001E").must_show(&["Water", "x1", "2.00"]);
    till.keys("2M 1002E").must_show(&["Bread", "x2", "17.00"]);
    till.keys("6921168509256E 946E").must_show(&["Wine"]);
    assert_eq!(total(&till), 200 + 1700 + 200 + 12_000);
    assert_eq!(facts(&till).len(), 4, "{:?}", till.trace);
    till.restart(Cut::Kept);
    till.send(goods());
    assert_eq!((total(&till), open(&till).lines.len()), (14_100, 4));
}

#[test]
fn what_is_weighed_is_asked_for_its_weight_in_thousandths() {
    let mut till = counter();
    till.keys("1003E").must_show(&["Quantity", "Apples"]);
    till.keys("535").must_show(&["0.535 kg"]);
    till.keys("E").must_show(&["0.535kg", "10.65"]);
    till.keys("250M 1003E").must_show(&["0.25kg", "4.98"]);
    assert_eq!(total(&till), 1065 + 498);
}

#[test]
fn a_line_is_struck_after_a_question_and_stays_to_be_seen() {
    let mut till = counter();
    till.keys("1001E 1002E ^ D").must_show(&["Strike this line?", "Water"]);
    till.keys("E").must_show(&["struck", "8.50"]);
    assert_eq!((total(&till), open(&till).lines.len()), (850, 2));
    till.keys("D C").must_show(&["Bread"]);
    assert_eq!(total(&till), 850, "CANCEL strikes nothing");
}

#[test]
fn a_discount_takes_a_supervisor_and_both_are_recorded() {
    let mut till = counter();
    till.keys("1004E M 1 10").must_show(&["108.00"]);
    till.keys("E").must_show(&["approve", "Line discount"]);
    assert_eq!(total(&till), 12_000);
    till.keys("123456E").must_show(&["-10%", "108.00"]);
    let given = open(&till).lines[0].discount.clone().unwrap();
    assert_eq!((given.by.to_string(), given.approver.unwrap().to_string()), ("01".into(), "00".into()));
    // The same again with a wrong password changes nothing.
    till.keys("M 2 v 1000E 999999E").must_show(&["Wrong"]);
    assert_eq!(total(&till), 10_800);
    till.keys("C C C").must_show(&["108.00"]);
}

#[test]
fn parked_recalled_split_and_merged() {
    let mut till = counter();
    till.keys("1001E 1002E M 5").must_show(&["1 parked"]);
    till.keys("1004E M 8 1").must_show(&["Wine", "Water", "130.50"]);
    till.keys("M 7 2 4").must_show(&["Wine", "128.50"]);
    till.keys("M 6 1").must_show(&["Park, merge or drop"]);
    till.keys("C C M 5 M 6").must_show(&["128.50", "2.00"]);
    till.keys("1 M 9 E").must_show(&["1 parked"]);
}

#[test]
fn the_payment_closes_the_basket_in_its_own_commit() {
    let mut till = counter();
    till.keys("3M 1001E E").must_show(&["Pay basket 1", "1 Card"]);
    till.keys("1E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true));
    till.must_show(&["APPROVED", "6.00"]);
    let book = &till.model.terminal.book;
    assert!(book.baskets.live().is_empty());
    let txn = book.newest().unwrap();
    assert_eq!((txn.basket.unwrap().get(), txn.items.as_slice()), (1, &[ItemNo::try_from(1001).unwrap()][..]));
    let sold = book.goods.by_item().unwrap();
    let water = &sold[&ItemNo::try_from(1001).ok()];
    assert_eq!((water.quantity().as_str(), water.amount.minor()), ("3", 600));
    let line = till.trace.iter().find(|line| line.contains("basket 1 paid")).unwrap();
    assert!(line.contains("approved"), "one commit: {line}");
    till.keys("E").must_show(&["0 lines", "Scan, or type"]);
}

#[test]
fn a_basket_cannot_be_changed_while_nobody_knows_whether_it_is_paid() {
    let mut till = counter();
    till.keys("1001E E 1E").card(chip()).authorised(with_pin()).fault(no_answer());
    let paying = &till.model.terminal.book.baskets.live()[0];
    assert_eq!((paying.state, paying.parts[0].state), (BasketState::Paying, PartState::Reversing));
    till.keys("E 5 M 6").must_show(&["being paid"]);
    till.keys("1").must_show(&["It is being paid"]);
    // Another customer is served meanwhile.
    till.keys("C C 1002E").must_show(&["Bread"]);
    till.pass(std::time::Duration::from_secs(5));
    let back = till.model.terminal.book.baskets.parked().next().unwrap();
    assert_eq!((back.no.get(), back.word), (1, Some(BasketWord::TakenBack)));
    till.keys("M 5 M 6").must_show(&["not paid"]);
    till.keys("1").must_show(&["taken back: not paid", "Water"]);
}

#[test]
fn a_declined_payment_leaves_the_basket_open() {
    let mut till = counter();
    till.keys("1001E E 1E").card(chip()).authorised(with_pin()).host(answer("51")).reader(completed(false));
    assert_eq!(open(&till).state, BasketState::Open);
    till.keys("E").must_show(&["Pay basket 1", "not paid"]);
    till.keys("C").must_show(&["Water", "2.00"]);
    till.keys("E 1E")
        .card(chip())
        .authorised(with_pin())
        .host(approved())
        .reader(completed(true))
        .must_show(&["APPROVED"]);
}

#[test]
fn a_void_brings_the_goods_back() {
    let mut till = counter();
    till.keys("1001E E 1E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true));
    let stan = till.model.terminal.book.newest().unwrap().txn.stan;
    till.keys(&format!("E C 1 2 {stan}E E 123456E")).host(approved());
    let book = &till.model.terminal.book;
    assert!(book.goods.by_item().unwrap().is_empty(), "{:?}", till.trace);
    assert!(facts(&till).iter().any(|line| line.contains("goods of basket 1 back")));
}

#[test]
fn whoever_signs_out_parks_the_basket_and_the_next_one_takes_it_up() {
    let mut till = counter();
    till.keys("1001E C C").sign_in("02").keys("9").must_show(&["1 parked"]);
    till.keys("M 6 1").must_show(&["Water"]);
    assert_eq!(open(&till).operator.to_string(), "02");
}

#[test]
fn keys_that_come_before_the_disk_has_answered_make_no_contradiction() {
    let mut till = counter();
    till.hold_disk();
    till.keys("1001E 1002E 1004E");
    till.release_disk();
    assert_eq!((total(&till), open(&till).lines.len()), (13_050, 3));
    till.hold_disk();
    till.keys("M 5 1001E");
    till.release_disk();
    assert_eq!((open(&till).no.get(), total(&till)), (2, 200));
}

#[test]
fn every_key_of_a_basket_outlives_the_power() {
    for keys in ["1001E", "1001E 2M 1002E", "1001E 1002E DE", "1001E M5", "1001E 1002E M 7 1 3"] {
        let mut till = counter();
        till.keys(keys);
        let before = till.model.terminal.book.baskets.clone();
        till.restart(Cut::Kept);
        assert_eq!(till.model.terminal.book.baskets, before, "{keys}");
    }
}

#[test]
fn nothing_is_paid_that_is_not_in_the_basket() {
    let mut till = counter();
    till.keys("E").must_show(&["Nothing in the basket"]);
    till.keys("77777E").must_show(&["No product 77777"]);
    till.keys("C 134567890123456789E").must_show(&["payment code"]);
    assert!(till.model.terminal.book.baskets.is_unused());
    assert!(till.effects().iter().all(|effect| effect == "bell"));
}

#[test]
fn the_texts_are_there_in_chinese() {
    let mut till = Till::new(setup(), book(), Lang::ZhCn, (40, 15));
    till.start().send(goods());
    till.sign_in("01").keys("9 1001E").must_show(&["购物单 1", "收款"]);
    let paid = |fact: &Fact| matches!(fact, Fact::BasketPaid(_));
    assert!(!till.disk.facts().any(paid));
}

/// Lines are struck and discounts given by whoever has the right to, alone; everybody else needs somebody who has it too.
#[test]
fn what_is_taken_out_takes_the_right_to_it() {
    let roles = "operator = [\"sell\", \"discount\"]\nshift-leader = [\"approve\"]";
    let mut till = Till::ready_with(Setup { roles: toml::from_str(roles).unwrap(), ..setup() });
    till.send(goods());
    till.keys("9 2M1004E M 1 10E").must_show(&["-10%", "216.00"]);
    // Fewer pieces are as good as a line struck; more are not.
    till.keys("M 3 3E").must_show(&["x3"]);
    till.keys("M 3 1E").must_show(&["approve", "Quantity"]);
    till.keys("C C C D E").must_show(&["approve", "Strike a line"]);
    till.keys("123456E").must_show(&["struck"]);
}

/// Whatever a screen lets through, the core asks for the right.
#[test]
fn a_step_that_nobody_approved_is_not_taken() {
    let mut till = counter();
    till.keys("1004E");
    let (basket, now) = (open(&till).no, till.now());
    let discount = Some(Discount::Percent(Percent::try_from(10).unwrap()));
    for approver in [None, Some(operator("01")), Some(operator("99"))] {
        let change = BasketChange::DiscountGiven { line: None, discount, approver };
        let mut work = Vec::new();
        let refused = till.model.terminal.change_basket(basket, operator("01"), change, now, &mut work);
        assert!(matches!(refused, Err(CannotChange::Forbidden(_))), "{approver:?}: {refused:?}");
        assert!(work.is_empty());
    }
}

#[test]
fn the_stock_goes_down_with_what_is_paid_and_up_with_what_comes_back() {
    let stock = |till: &Till| {
        let no = ProductNo::try_from(1001).unwrap();
        i64::from(till.model.catalogue.get().unwrap().get(no).unwrap().product.stock)
    };
    let mut till = counter();
    till.keys("3M 1001E 2M 1001E");
    assert_eq!(stock(&till), 0, "what is in a basket is still there");
    till.keys("E 1E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true));
    assert_eq!(stock(&till), -5000);
    let record = till.model.catalogue.get().unwrap().get(ProductNo::try_from(1001).unwrap()).unwrap();
    assert!(record.history.is_empty(), "nobody has counted it");
    let stan = till.model.terminal.book.newest().unwrap().txn.stan;
    till.keys(&format!("E C 1 2 {stan}E E 123456E")).host(approved());
    assert_eq!(stock(&till), 0);
}

#[test]
fn what_was_sold_stands_by_product_in_both_reports_and_is_found() {
    let mut till = counter();
    till.keys("3M 1001E 1004E E 1E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true));
    till.keys("E 1002E E 1E").card(chip()).authorised(with_pin()).host(approved()).reader(completed(true));
    till.keys("E C C").sign_in("00");
    let figures = till.model.terminal.x_report().unwrap();
    let rows: Vec<_> = figures.products.iter().map(|(no, sold)| (no.unwrap().get(), sold.amount.minor())).collect();
    assert_eq!(rows, [(1004, 12_000), (1002, 850), (1001, 600)], "what brought most first");
    till.keys("2 9 1 1 vv").must_show(&["By product", "1004 Wine", "1001 Water", "3 / 6.00"]);
    till.keys("C C C C 6 7 1001E 8").must_show(&["126.00"]).must_not_show(&["8.50"]);
    till.keys("C C 2 4 E");
    let z = till.model.terminal.book.last_z.clone().unwrap();
    assert_eq!(z.figures.products, figures.products);
    assert!(till.model.terminal.book.goods.is_empty(), "the next batch begins with nothing sold");
}

#[test]
fn the_receipt_has_the_goods_and_so_has_its_duplicate() {
    let mut till = counter();
    till.keys("3M 1001E 535M 1003E E 1E");
    till.card(chip()).authorised(with_pin()).host(approved()).reader(completed(true));
    till.keys("E C 1 4 E");
    assert_eq!(till.printed.len(), 2, "{}", till.screen());
    for job in &till.printed {
        let text = format!("{:?}", job.receipt);
        for wanted in ["Water x3", "6.00", "Apples 0.535kg", "10.65", "合计(total)", "16.65"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
    }
}

#[test]
fn a_terminal_that_is_left_alone_with_goods_is_locked_and_not_signed_out() {
    let mut till = counter();
    till.keys("1001E C").seconds(2 * 3600).must_show(&["Locked"]);
    till.keys("0000E").must_show(&["9 Basket"]);
    till.keys("9").must_show(&["Water"]);
    till.keys("D E C").seconds(2 * 3600).must_show(&["Sign in"]);
}

/// A line that is still on its way to the disk is not on the screen yet; nobody pays without it.
#[test]
fn nothing_is_paid_while_a_line_is_on_its_way_to_the_disk() {
    let mut till = counter();
    till.keys("1001E").hold_disk().keys("1004E E").must_show(&["please wait"]);
    till.release_disk();
    till.keys("E").must_show(&["Left to pay 122.00"]);
    assert_eq!(total(&till), 12_200);
}
