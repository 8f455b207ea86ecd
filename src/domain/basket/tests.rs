use proptest::prelude::*;

use super::*;
use crate::domain::{BatchNo, Stan, TxnRef};

const WHO: OperatorNo = OperatorNo::SUPERVISOR;

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

fn line(no: u32, item: u32, price: u64, thousandths: u32) -> BasketLine {
    BasketLine {
        item: ItemNo::try_from(item).ok(),
        name: format!("item {item}"),
        unit: "kg".into(),
        quantity: Quantity::try_from(thousandths).unwrap(),
        ..BasketLine::open_amount(LineNo::try_from(no).unwrap(), amount(price))
    }
}

fn add(baskets: &mut Baskets, no: BasketNo, line: BasketLine) -> Result<(), BasketError> {
    baskets.change(WallTime(0), no, WHO, &BasketChange::LineAdded { line })
}

fn one() -> (Baskets, BasketNo) {
    let mut baskets = Baskets::default();
    let no = baskets.next;
    add(&mut baskets, no, line(1, 101, 350, 2000)).unwrap();
    add(&mut baskets, no, line(2, 102, 1990, 535)).unwrap();
    (baskets, no)
}

fn txn(stan: u32) -> PartRef {
    PartRef::Txn(TxnRef { batch: BatchNo::FIRST, stan: Stan::try_from(stan).unwrap() })
}

#[test]
fn halves_are_rounded_up_line_by_line() {
    // 19.90 a kg, 535 g: 10.6465.
    let (baskets, no) = one();
    let basket = baskets.get(no).unwrap();
    assert_eq!(basket.lines[1].gross(), Some(amount(1065)));
    assert_eq!(basket.total(), Some(amount(1765)));
    assert_eq!(line(1, 1, 1, 500).gross(), Some(amount(1)), "half a cent is one");
    assert_eq!(line(1, 1, 1, 499).gross(), Some(Amount::ZERO));
}

#[test]
fn what_is_more_than_an_amount_is_no_line_and_nothing_overflows() {
    let (mut baskets, no) = one();
    let before = baskets.clone();
    let most = line(3, 7, 999_999_999, 9_999_999);
    assert_eq!(add(&mut baskets, no, most), Err(BasketError::TooMuch));
    assert_eq!(baskets, before);
    let high =
        BasketChange::DiscountGiven { line: None, discount: Some(Discount::Amount(amount(1766))), approver: None };
    assert_eq!(baskets.change(WallTime(0), no, WHO, &high), Err(BasketError::DiscountTooHigh));
    assert_eq!(baskets, before);
}

#[test]
fn a_basket_is_changed_while_it_is_open_and_never_while_it_is_paid() {
    let (mut baskets, no) = one();
    baskets.pay(no, txn(1), amount(1765), PartState::Pending).unwrap();
    let strike = BasketChange::LineStruck { line: LineNo::FIRST, approver: None };
    assert_eq!(baskets.change(WallTime(0), no, WHO, &strike), Err(BasketError::NotOpen(no)));
    assert_eq!(baskets.pay(no, txn(2), amount(1), PartState::Pending), Err(BasketError::MoreThanDue(no)));
    baskets.note(no, txn(1), PartState::NotTaken);
    assert_eq!(baskets.get(no).unwrap().state, BasketState::Open, "declined: it goes on");
    baskets.change(WallTime(0), no, WHO, &strike).unwrap();
    baskets.pay(no, txn(3), amount(1065), PartState::Pending).unwrap();
    baskets.note(no, txn(3), PartState::Reversing);
    assert_eq!(baskets.get(no).unwrap().state, BasketState::Paying, "nobody knows yet");
    baskets.note(no, txn(3), PartState::Back);
    let back = baskets.get(no).unwrap();
    assert_eq!((back.state, back.word), (BasketState::Parked, Some(BasketWord::TakenBack)));
}

#[test]
fn it_is_closed_only_when_every_part_is_certain() {
    let (mut baskets, no) = one();
    baskets.pay(no, txn(1), amount(1000), PartState::Pending).unwrap();
    baskets.note(no, txn(1), PartState::Taken);
    assert_eq!(baskets.get(no).unwrap().due(), Some(amount(765)));
    baskets.pay(no, txn(2), amount(765), PartState::Pending).unwrap();
    assert_eq!(baskets.get(no).unwrap().as_paid(), None);
    baskets.note(no, txn(2), PartState::Taken);
    let paid = baskets.get(no).unwrap().as_paid().unwrap();
    assert_eq!((paid.total, paid.by.len()), (amount(1765), 2));
    let wrong = PaidBasket { total: amount(1764), ..paid.clone() };
    assert_eq!(baskets.close(&wrong), Err(BasketError::NotPaid(no)));
    baskets.close(&paid).unwrap();
    assert!(baskets.get(no).is_none() && baskets.closed(no).is_some());
    assert_eq!(baskets.close(&paid), Err(BasketError::NoBasket(no)), "once");
}

#[test]
fn parked_split_and_merged_lines_are_all_there() {
    let (mut baskets, no) = one();
    let total = baskets.get(no).unwrap().total().unwrap();
    let into = baskets.next;
    let split = |lines: Vec<LineNo>| BasketChange::Split { lines, into };
    let (one, two) = (LineNo::FIRST, LineNo::FIRST.next());
    assert_eq!(baskets.change(WallTime(0), no, WHO, &split(vec![one, two])), Err(BasketError::NothingLeft));
    assert_eq!(baskets.change(WallTime(0), no, WHO, &split(Vec::new())), Err(BasketError::NothingLeft));
    baskets.change(WallTime(0), no, WHO, &split(vec![two])).unwrap();
    let sum = baskets.get(no).unwrap().total().unwrap().checked_add(baskets.get(into).unwrap().total().unwrap());
    assert_eq!((sum, baskets.parked().count()), (Some(total), 1));
    baskets.change(WallTime(0), no, WHO, &BasketChange::Merged { from: into }).unwrap();
    assert_eq!((baskets.get(no).unwrap().total(), baskets.get(into)), (Some(total), None));
    baskets.change(WallTime(0), no, WHO, &BasketChange::Parked).unwrap();
    let other = baskets.next;
    assert!(other > into, "no number is used twice");
    add(&mut baskets, other, line(1, 1, 1, 1000)).unwrap();
    assert_eq!(baskets.change(WallTime(0), no, WHO, &BasketChange::Recalled), Err(BasketError::OpenAlready(other)));
}

#[test]
fn the_limits_are_kept() {
    let mut baskets = Baskets::default();
    for _ in 0..LIVE_MAX {
        let no = baskets.next;
        add(&mut baskets, no, line(1, 1, 100, 1000)).unwrap();
        baskets.change(WallTime(0), no, WHO, &BasketChange::Parked).unwrap();
    }
    let no = baskets.next;
    assert_eq!(add(&mut baskets, no, line(1, 1, 100, 1000)), Err(BasketError::TooManyBaskets));
    let first = BasketNo::FIRST;
    baskets.change(WallTime(0), first, WHO, &BasketChange::Recalled).unwrap();
    for no in 2..=LINES_MAX as u32 {
        add(&mut baskets, first, line(no, 1, 1, 1000)).unwrap();
    }
    assert_eq!(add(&mut baskets, first, line(LINES_MAX as u32 + 1, 1, 1, 1000)), Err(BasketError::TooManyLines));
}

fn any_discount() -> impl Strategy<Value = Option<Discount>> {
    let percent = (1u8..=100).prop_map(|n| Some(Discount::Percent(Percent::try_from(n).unwrap())));
    prop_oneof![Just(None), percent, (0u64..5000).prop_map(|n| Some(Discount::Amount(amount(n))))]
}

proptest! {
    #[test]
    fn what_is_sold_adds_up_to_the_total(
        lines in proptest::collection::vec((1u64..100_000, 1u32..20_000, any_discount()), 1..20),
        discount in any_discount(),
    ) {
        let given = |discount: Option<Discount>| discount.map(|discount| GivenDiscount { discount, by: WHO, approver: None });
        let mut basket = Basket::new(BasketNo::FIRST, WallTime(0), WHO);
        for (no, (price, quantity, discount)) in (1..).zip(lines) {
            basket.lines.push(BasketLine { discount: given(discount), ..line(no, no, price, quantity) });
        }
        basket.discount = given(discount);
        if let Some(total) = basket.total() {
            let sold = basket.sold().unwrap();
            let sum = sold.iter().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.amount));
            prop_assert_eq!(sum, Some(total));
            let within = sold.iter().zip(&basket.lines).all(|(sold, line)| Some(sold.amount) <= line.net());
            prop_assert!(within, "no line brings more than it costs");
        }
    }

    #[test]
    fn a_basket_reads_back(price in 1u64..100_000, quantity in 1u32..20_000, discount in any_discount()) {
        let (mut baskets, no) = one();
        let _ = add(&mut baskets, no, line(3, 9, price, quantity));
        let _ = baskets.change(WallTime(0), no, WHO, &BasketChange::DiscountGiven { line: None, discount, approver: None });
        let text = serde_json::to_string(&baskets).unwrap();
        prop_assert_eq!(serde_json::from_str::<Baskets>(&text).unwrap(), baskets);
    }
}
