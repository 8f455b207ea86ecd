//! Sales that are paid in parts: every way of every part, giving up, and a power cut between any two steps. What is certain
//! always sums to the total, or to nothing, before a bill is closed.

use keytill::{
    acquirer::{Answer, LinkFault},
    domain::{Amount, BillEnd, BillFact, Course, Fact, Kind, Original, Standing, State},
    flow::{CannotStart, Setup},
    orders::What,
    reader::Refusal,
};
use proptest::prelude::*;

use super::{
    orders::{open, paid},
    support::*,
};

/// A sale of 100.00 that is paid in parts, at the choice of ways.
fn bill(till: &mut Till) -> &mut Till {
    till.keys("1 8 8 10000E")
}

/// A part by card up to the wait for the host.
fn card_part<'a>(till: &'a mut Till, keys: &str) -> &'a mut Till {
    till.keys(&format!("1 {keys}E")).card(stripe()).authorised(stripe_with_pin())
}

/// A part by code up to the wait for the host.
fn code_part<'a>(till: &'a mut Till, keys: &str) -> &'a mut Till {
    till.keys(&format!("2 {keys}E 6228123456789012345E E"))
}

/// The money rules of bills, by what is durable: the parts never take more than the total, and an end is one that they give.
fn check(till: &Till) {
    let book = &till.disk.book;
    for open in &book.bills.open {
        let money = open.money(&book.transactions);
        let sum = [money.taken, money.not_known, money.left].into_iter().map(Amount::minor).sum::<u64>();
        assert_eq!(sum, open.total.minor(), "bill {}\n{}", open.no, till.story());
    }
    for (bill, end) in ended(till) {
        let taken = bill.payments(&book.transactions).filter(|(_, standing)| *standing == Standing::Taken);
        let sum: u64 = taken.map(|(part, _)| part.amount.minor()).sum();
        let not_known = bill.payments(&book.transactions).any(|(_, standing)| standing == Standing::NotKnown);
        assert!(!not_known, "bill {} ended with a part that is not known\n{}", bill.no, till.story());
        match end {
            BillEnd::Paid => assert_eq!(sum, bill.total.minor(), "{}", till.story()),
            BillEnd::GivenUp => assert_eq!(sum, 0, "{}", till.story()),
            BillEnd::Left(_) => {}
        }
    }
}

/// The bills of the journal that have ended, with their parts.
fn ended(till: &Till) -> Vec<(keytill::domain::Bill, BillEnd)> {
    let mut bills = Vec::new();
    let mut ends = Vec::new();
    for fact in till.disk.facts() {
        match fact {
            Fact::Bill(BillFact::Opened(bill)) => bills.push((**bill).clone()),
            Fact::Began(txn) => {
                if let Some(bill) = bills.iter_mut().find(|bill| Some(bill.no) == txn.extra.bill) {
                    bill.parts.push(txn.txn.stan);
                }
            }
            Fact::Bill(BillFact::Closed { bill, end }) => {
                let known = bills.iter().find(|known| known.no == *bill).cloned();
                ends.push((known.unwrap(), *end));
            }
            _ => {}
        }
    }
    ends
}

fn closed(till: &Till) -> Option<BillEnd> {
    ended(till).last().map(|(_, end)| *end)
}

/// A terminal that shows no codes.
fn without_gateway() -> Till {
    Till::ready_with(Setup { orders: None, ..setup() })
}

#[test]
fn a_code_that_the_terminal_shows_pays_a_part() {
    let mut till = Till::ready();
    bill(&mut till).keys("3 44444E").keys("E");
    till.must_show(&["Paid 50.00", "5 Show a code", "6 Leave it open"]);
    till.keys("5 E").gateway(open()).must_show(&["50.00", "Scan to pay"]);
    check(&till);
    till.seconds(3).gateway(paid()).must_show(&["Last part paid"]);
    assert_eq!(closed(&till), Some(BillEnd::Paid));
    check(&till);

    // Paid, and then the sale is given up: the gateway gives it back.
    let mut till = Till::ready();
    bill(&mut till).keys("5 3000E").gateway(open()).seconds(3).gateway(paid()).keys("E");
    till.must_show(&["Paid 30.00", "Left to pay 70.00"]);
    till.keys("C E 1").must_show(&["Giving the money back"]);
    assert!(matches!(till.order_question(), What::Refund { .. }), "{:?}", till.order_question());
}

#[test]
fn part_cash_part_card_part_code_is_one_sale() {
    let mut till = without_gateway();
    bill(&mut till).must_show(&["Total 100.00", "Left to pay 100.00", "1 Card", "2 Customer's code", "3 Cash"]);
    assert!(till.disk.book.bills.is_empty(), "nothing is durable before the first part");
    // Forty in cash: less than what is left makes a part of it.
    till.keys("3 4444 E");
    till.must_show(&["APPROVED", "Part paid. 60.00 left to pay"]);
    till.must_not_show(&["Give the goods"]);
    till.keys("E");
    check(&till);
    till.keys("C").must_show(&["GIVE THIS SALE UP?"]);
    till.keys("C").must_show(&["Paid 40.00", "Left to pay 60.00", "000002 Cash sale 40.00 paid"]);
    card_part(&mut till, "5500").host(approved()).must_show(&["Part paid. 5.00 left to pay"]);
    till.keys("E");
    code_part(&mut till, "").host(approved()).must_show(&["Last part paid"]);
    assert_eq!(closed(&till), Some(BillEnd::Paid));
    till.keys("E").must_show(&["PAID IN FULL", "Give the goods and the receipts", "000004 Code payment 5.00 paid"]);
    check(&till);
    let names: Vec<_> = till.printed.iter().filter_map(|job| job.save_as.clone()).collect();
    assert!(names.iter().any(|name| name.ends_with("sale-0001")), "{names:?}");
    let said: Vec<&str> = till.said.iter().map(|said| said.line.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("left to pay") && said[1].contains("left to pay"), "{said:?}");
    assert_eq!(said[2], "collected, 100.00");
    till.keys("E").must_show(&["Transactions", "1 Sale"]);
    till.start_settling().unwrap();
}

#[test]
fn the_receipt_of_the_whole_has_every_part_and_the_change() {
    let mut till = without_gateway();
    bill(&mut till);
    card_part(&mut till, "6000").host(approved()).keys("E");
    till.keys("3 2E").must_show(&["CHANGE 10.00", "Last part paid"]);
    let receipt = &till.printed.last().unwrap().receipt;
    let text = format!("{:?}", receipt.lines);
    for words in ["RECEIPT OF THE SALE", "0001", "100.00", "60.00", "40.00", "50.00", "10.00"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    till.keys("E").must_show(&["PAID IN FULL", "CHANGE 10.00"]);
}

#[test]
fn a_part_that_is_not_known_keeps_the_sale_open() {
    let mut till = without_gateway();
    bill(&mut till);
    till.keys("3 2 E E");
    card_part(&mut till, "").hold_host().fault(no_answer()).must_show(&["NOT KNOWN"]);
    till.keys("E").must_show(&["Not known: 50.00. Do not charge again", "(wait)"]);
    assert_eq!(closed(&till), None);
    till.keys("1").must_show(&["wait: a part is not known"]);
    // Meanwhile others can pay.
    till.keys("5").must_show(&["Transactions"]);
    till.keys("8 7 1 500E 7 E").must_show(&["APPROVED"]);
    till.keys("E");
    assert_eq!(till.start_settling(), Err(CannotStart::BillOpen));
    till.seconds(5).host(answer("00"));
    check(&till);
    till.keys("8 8").must_show(&["Sales not finished", "100.00, paid 50.00", "Another sale, paid in parts"]);
    till.keys("1").must_show(&["Paid 50.00", "Left to pay 50.00"]);
    till.keys("3 2 E").must_show(&["Last part paid"]);
    assert_eq!(closed(&till), Some(BillEnd::Paid));
    check(&till);
}

#[test]
fn giving_up_takes_the_parts_back_newest_first() {
    let mut till = without_gateway();
    bill(&mut till);
    till.keys("3 2 E E");
    card_part(&mut till, "2000").host(approved()).keys("E");
    code_part(&mut till, "1000").host(approved()).keys("E");
    till.keys("C").must_show(&["GIVE THIS SALE UP?", "Paid 80.00", "the newest first"]);
    till.keys("E").must_show(&["Being given up by 01", "Take back: Code payment 10.00", "Carry on with the sale"]);
    till.keys("1").host(approved()).must_show(&["VOIDED"]);
    till.keys("E").must_show(&["Take back: Card 20.00"]);
    till.keys("1").host(approved()).must_show(&["VOIDED"]);
    till.keys("E").must_show(&["Take back: Cash sale 50.00"]);
    till.keys("1").must_show(&["VOIDED", "Give the money back from the drawer"]);
    assert_eq!(closed(&till), Some(BillEnd::GivenUp));
    till.keys("E").must_show(&["GIVEN UP - nothing is kept", "Keep the goods"]);
    check(&till);
    till.keys("E").must_show(&["Transactions"]);
    let voids = till.disk.book.transactions.values().filter(|t| t.kind == Kind::Void);
    let by: Vec<_> = voids.map(|t| (t.operator, t.approver)).collect();
    assert_eq!(by, [(operator("01"), None); 3], "who did it is recorded, and nobody had to approve");
    assert!(!till.said.iter().any(|said| said.line == "collected, 100.00"));
}

#[test]
fn a_sale_of_which_nothing_was_paid_is_dropped_without_a_question() {
    let mut till = without_gateway();
    bill(&mut till).keys("C").must_show(&["Transactions"]);
    assert_eq!(till.disk.facts().filter(|fact| matches!(fact, Fact::Bill(_))).count(), 0);
    bill(till.keys("C"));
    card_part(&mut till, "").host(answer("51")).must_show(&["NOT PAID"]);
    till.keys("E").must_show(&["Left to pay 100.00", "not paid"]);
    till.keys("C").must_show(&["Transactions"]);
    assert_eq!(closed(&till), Some(BillEnd::GivenUp));
    check(&till);
    // Where the power goes before anybody does that, it ends by itself: it holds up no settlement.
    bill(till.keys("C"));
    card_part(&mut till, "").host(answer("51"));
    assert_eq!(till.disk.book.bills.open.len(), 1);
    till.restart(Cut::Lost);
    assert!(till.disk.book.bills.open.is_empty(), "{}", till.story());
    check(&till);
}

#[test]
fn a_refused_taking_back_can_be_tried_again_or_the_sale_goes_on() {
    let mut till = without_gateway();
    bill(&mut till);
    card_part(&mut till, "4000").host(approved()).keys("E");
    till.keys("C E 1").host(answer("05")).must_show(&["NOT VOIDED"]);
    till.keys("E").must_show(&["Take back: Card 40.00"]);
    // Not by an operator: only who finds out what became of transactions may leave it so.
    till.keys("3").must_show(&["No right to"]);
    till.keys("2").must_show(&["Paid 40.00", "Left to pay 60.00"]);
    till.keys("3 1 E").must_show(&["CHANGE 40.00", "Last part paid"]);
    assert_eq!(closed(&till), Some(BillEnd::Paid));
    check(&till);
}

#[test]
fn what_cannot_be_taken_back_is_left_to_who_may() {
    let mut till = without_gateway();
    bill(&mut till);
    card_part(&mut till, "4000").host(approved()).keys("E");
    till.keys("C E 1").host(answer("05")).keys("E");
    till.restart(Cut::Lost).sign_in("00").must_show(&["Being given up by 01"]);
    till.keys("3").must_show(&["ENDED - parts are still paid", "Give what is still paid back by hand"]);
    assert_eq!(closed(&till), Some(BillEnd::Left(operator("00"))));
    till.keys("E").must_show(&["Mode"]);
    till.start_settling().unwrap();
}

#[test]
fn a_taking_back_that_is_refused_again_and_again_is_ended_by_who_may() {
    let mut till = without_gateway();
    bill(&mut till);
    card_part(&mut till, "4000").host(approved()).keys("E C E");
    for _ in 1..keytill::domain::bill::PARTS_MAX {
        till.keys("1").host(answer("25")).keys("E");
    }
    till.keys("1").must_show(&["Tried too often - the supervisor ends it"]);
    till.restart(Cut::Lost).sign_in("00").must_show(&["Being given up by 01"]);
    till.keys("3").must_show(&["ENDED - parts are still paid"]);
}

#[test]
fn a_taking_back_that_is_not_known_is_waited_for() {
    let mut till = without_gateway();
    bill(&mut till);
    card_part(&mut till, "4000").host(approved()).keys("E");
    till.keys("C E 1").hold_host().fault(no_answer()).must_show(&["NOT KNOWN"]);
    till.keys("E").must_show(&["(wait)"]);
    till.keys("1").must_show(&["wait: a part is not known"]);
    assert_eq!(closed(&till), None);
    // The void is reversed: the part is paid as before, and is taken back again.
    till.seconds(5).host(answer("00")).must_show(&["Take back: Card 40.00"]);
    till.keys("1").host(approved()).keys("E").must_show(&["GIVEN UP"]);
    assert_eq!(closed(&till), Some(BillEnd::GivenUp));
    check(&till);
}

#[test]
fn whoever_signs_in_after_a_cut_sees_the_sale_first() {
    for (who, sells) in [("02", true), ("00", false), ("99", false)] {
        let mut till = without_gateway();
        bill(&mut till);
        till.keys("3 2 E E");
        till.restart(Cut::Lost).sign_in(who).must_show(&["Total 100.00", "Paid 50.00", "Left to pay 50.00"]);
        if sells {
            till.keys("3 2 E E").must_show(&["PAID IN FULL"]);
            till.keys("E").must_show(&["Mode"]);
        } else {
            till.keys("3").must_show(&["No right to"]);
            till.keys("C").must_show(&["Mode", "Sales not finished: 1"]);
        }
        check(&till);
    }
}

#[test]
fn nobody_is_signed_out_with_a_sale_in_hand() {
    let idle = std::time::Duration::from_secs(60).into();
    let mut till = Till::ready_with(Setup { idle, orders: None, ..setup() });
    bill(&mut till);
    till.keys("3 2 E E").seconds(70).must_show(&["Locked"]);
    till.keys("0000E").must_show(&["Left to pay 50.00"]);
    // A signal loses nothing either.
    till.signal(keytill::app::Signal::Terminate);
    assert!(till.quit && till.disk.book.bills.open.len() == 1);
}

#[test]
fn a_part_is_no_more_than_what_is_left_and_its_total_is_asked_about() {
    let mut till = without_gateway();
    till.keys("1 8 8 1000001E").must_show(&["IS THIS AMOUNT RIGHT?"]);
    till.keys("v").must_show(&["Total 10,000.01"]);
    till.keys("1 1000002E").must_show(&["No more than 10,000.01 is left"]);
    till.keys("CCC").must_show(&["Transactions"]);
    // Behind the screens' back it does not go either.
    let mut till = without_gateway();
    bill(&mut till);
    let no = till.disk.book.bills.next();
    let extra = keytill::domain::Extra { bill: Some(no), ..Default::default() };
    let order = keytill::flow::TradeOrder::new(Kind::Sale, amount(10_001), operator("01")).with_extra(extra.clone());
    assert_eq!(till.start_order(order), Err(CannotStart::NotOfBill));
    let other = keytill::domain::Extra { bill: Some(no.next()), ..extra };
    let order = keytill::flow::TradeOrder::new(Kind::Sale, amount(1), operator("01")).with_extra(other);
    assert_eq!(till.start_order(order), Err(CannotStart::NotOfBill));
}

#[test]
fn a_void_of_an_open_sale_s_part_belongs_to_it_and_takes_approval() {
    let mut till = without_gateway();
    bill(&mut till);
    till.keys("3 2 E E 3 3 E E 5").must_show(&["Transactions"]);
    till.keys("2 3E E").must_show(&["Approval"]);
    till.keys("123456E").must_show(&["VOIDED"]);
    till.keys("E 8 8 1").must_show(&["Left to pay 50.00", "000003 Cash sale 20.00 taken back"]);
    check(&till);
}

#[test]
fn a_part_of_an_open_sale_goes_back_with_it_and_is_not_refunded() {
    let mut till = without_gateway();
    bill(&mut till);
    card_part(&mut till, "4000").host(approved()).keys("E 5").must_show(&["Transactions"]);
    let (rrn, date) = ("000000000017".parse().ok(), "0122".parse().ok());
    let refund = || keytill::flow::TradeOrder {
        original: Some(Original { rrn: rrn.clone(), date: date.clone(), ..Original::default() }),
        approver: Some(operator("00")),
        ..keytill::flow::TradeOrder::new(Kind::Refund, amount(1000), operator("01"))
    };
    assert_eq!(till.start_order(refund()), Err(CannotStart::BillOpen));
    // The host would not void a part of which something has been refunded.
    till.keys("8 8 1 3 7 E E").must_show(&["PAID IN FULL"]);
    till.keys("E");
    assert_eq!(till.start_order(refund()), Ok(()));
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Paid,
    Declined,
    Unknown,
    CardPulled,
}

/// A step of a person, or the power going.
#[derive(Clone, Copy, Debug)]
enum Step {
    Card(u16, Fate),
    Code(u16, Fate),
    Cash(u8),
    GiveUp,
    TakeUp,
    Back(Fate),
    Cut(bool),
    Wait,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![4 => Just(Fate::Paid), 1 => Just(Fate::Declined), 2 => Just(Fate::Unknown), 1 => Just(Fate::CardPulled)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1u16..6000, fate()).prop_map(|(amount, fate)| Step::Card(amount, fate)),
        2 => (1u16..6000, fate()).prop_map(|(amount, fate)| Step::Code(amount, fate)),
        2 => (1u8..=7).prop_map(Step::Cash),
        1 => Just(Step::GiveUp),
        1 => Just(Step::TakeUp),
        2 => fate().prop_map(Step::Back),
        1 => any::<bool>().prop_map(Step::Cut),
        1 => Just(Step::Wait),
    ]
}

fn outcome(fate: Fate) -> Result<Answer, LinkFault> {
    match fate {
        Fate::Paid | Fate::CardPulled => Ok(approved()),
        Fate::Declined => Ok(answer("51")),
        Fate::Unknown => Err(no_answer()),
    }
}

/// Back to the sale, whatever is shown: verdicts are read, questions left.
fn to_bill(till: &mut Till) {
    for _ in 0..6 {
        if till.session().top().holds_bill().is_some() {
            return;
        }
        if till.model.terminal.trade.is_some() {
            till.keys("E");
        } else {
            till.keys("C");
        }
    }
}

/// The host answers what it was asked, if it was.
fn answered(till: &mut Till, fate: Fate) {
    if matches!(till.question, Some(keytill::acquirer::Request::Financial(_))) {
        till.host_says(outcome(fate));
    }
    till.keys("E");
}

fn take_step(till: &mut Till, step: Step) {
    match step {
        Step::Card(amount, fate) => {
            till.keys(&format!("1 {amount}E"));
            if till.order.is_none() {
                return;
            }
            if matches!(fate, Fate::CardPulled) {
                till.refuse(Refusal::CardRemoved).keys("E");
                return;
            }
            till.card(stripe()).authorised(stripe_with_pin());
            answered(till, fate);
        }
        Step::Code(amount, fate) => {
            till.keys(&format!("2 {amount}E 6228123456789012345E E"));
            answered(till, fate);
        }
        Step::Cash(note) => {
            till.keys(&format!("3 {note} E"));
            till.keys("E");
        }
        Step::GiveUp => {
            till.keys("C E");
        }
        Step::TakeUp => {
            let giving_up = till.disk.book.bills.open.iter().any(|bill| bill.course != Course::Taking);
            if giving_up {
                till.keys("2");
            }
        }
        Step::Back(fate) => {
            let giving_up = till.disk.book.bills.open.iter().any(|bill| bill.course != Course::Taking);
            if giving_up {
                till.keys("1");
                answered(till, fate);
            }
        }
        Step::Cut(kept) => {
            till.restart(if kept { Cut::Kept } else { Cut::Lost }).sign_in("01");
        }
        Step::Wait => {
            till.seconds(90);
        }
    }
}

/// What is asked of the host by itself is answered, so that reversals come to their end.
fn heal(till: &mut Till) {
    for _ in 0..8 {
        till.seconds(70);
        if let Some(keytill::acquirer::Request::Reversal(_)) = &till.question {
            till.host(answer("00"));
        }
    }
}

/// Brings every sale that is open to its end, over another power cut.
fn finish(till: &mut Till) {
    heal(till);
    till.restart(Cut::Lost);
    heal(till);
    till.sign_in("01");
    let mut rounds = 0;
    while let Some(open) = till.disk.book.bills.open.first().cloned() {
        rounds += 1;
        assert!(rounds < 40, "it does not end\n{}\n{}", till.screen(), till.story());
        to_bill(till);
        match open.course {
            Course::Taking if open.money(&till.disk.book.transactions).left.is_zero() => heal(till),
            Course::Taking => take_step(till, Step::Cash(7)),
            Course::GivingUp(_) => {
                take_step(till, Step::Back(Fate::Paid));
                heal(till);
            }
        }
        check(till);
    }
}

/// Every order of a part by card, by code and in cash, with every outcome of the first two, given up after the last one or not,
/// and a power cut before each of them, or before none.
#[test]
fn every_order_of_parts_and_every_cut_between_them() {
    let fates = [Fate::Paid, Fate::Declined, Fate::Unknown];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for order in orders {
        for (card, code) in fates.into_iter().flat_map(|card| fates.map(|code| (card, code))) {
            let parts = [Step::Card(2_000, card), Step::Code(3_000, code), Step::Cash(3)];
            for (gives_up, cut_before) in [false, true].into_iter().flat_map(|up| (0..5).map(move |cut| (up, cut))) {
                let mut steps: Vec<Step> = order.map(|at| parts[at]).to_vec();
                steps.extend(gives_up.then_some(Step::GiveUp));
                let at = cut_before.min(steps.len());
                steps.insert(at, Step::Cut(cut_before % 2 == 0));
                play(&steps);
            }
        }
    }
}

/// Plays the steps and brings the sale to its end.
fn play(steps: &[Step]) {
    let mut till = without_gateway();
    bill(&mut till);
    for step in steps {
        to_bill(&mut till);
        if till.session().top().holds_bill().is_some() {
            take_step(&mut till, *step);
        }
        check(&till);
    }
    finish(&mut till);
    let ends: Vec<BillEnd> = ended(&till).into_iter().map(|(_, end)| end).collect();
    assert!(ends.iter().all(|end| matches!(end, BillEnd::Paid | BillEnd::GivenUp)), "{steps:?}: {ends:?}");
}

/// A basket of two waters and a loaf, 12.50, at the choice of ways.
fn basket() -> Till {
    let mut till = without_gateway();
    till.send(super::basket::goods());
    till.keys("9 2M 1001E 1002E E").must_show(&["Pay basket 1", "Total 12.50", "Left to pay 12.50"]);
    till
}

#[test]
fn a_basket_whose_payment_was_taken_back_is_paid_another_way_at_once() {
    let mut till = basket();
    card_part(&mut till, "").fault(no_answer()).must_show(&["NOT KNOWN"]);
    till.seconds(5).must_show(&["NOT PAID", "Reversed"]);
    till.keys("E").must_show(&["Left to pay 12.50"]).must_not_show(&["Cash (wait)"]);
    till.keys("3 7 E").must_show(&["APPROVED", "12.50"]);
    assert_eq!(closed(&till), Some(BillEnd::Paid));
    check(&till);
}

#[test]
fn a_basket_is_paid_in_parts_and_closed_with_the_last() {
    let mut till = basket();
    till.keys("3 4 E").must_show(&["Part paid. 2.50 left to pay"]);
    till.keys("E 5").must_show(&["0 lines"]);
    assert!(!till.disk.facts().any(|fact| matches!(fact, Fact::BasketPaid(_))));
    // It can be neither changed nor parked nor dropped; another customer is served meanwhile.
    till.keys("M 6").must_show(&["being paid"]);
    till.keys("1").must_show(&["It is being paid"]);
    till.keys("C C 1001E E 3 7 E").must_show(&["Give the goods"]);
    till.keys("E").must_show(&["0 lines"]);
    till.keys("C 1 8 8 1").must_show(&["Pay basket 1", "Left to pay 2.50"]);
    card_part(&mut till, "").host(approved()).must_show(&["Last part paid"]);
    check(&till);
    let paid: Vec<u64> = till
        .disk
        .facts()
        .filter_map(|fact| match fact {
            Fact::BasketPaid(paid) => Some(paid.total.minor()),
            _ => None,
        })
        .collect();
    assert_eq!(paid, [200, 1250]);
    let text = format!("{:?}", till.printed.last().unwrap().receipt.lines);
    for words in ["Water x2", "Bread x1", "8.50", "12.50", "10.00"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_basket_that_is_given_up_waits_with_its_goods() {
    let mut till = basket();
    till.keys("3 4 E E C E 1").must_show(&["VOIDED"]);
    till.keys("E").must_show(&["GIVEN UP"]);
    till.keys("E M 6").must_show(&["not paid"]);
    till.keys("1").must_show(&["Bread", "12.50"]);
    check(&till);
    // And is paid by one key and ENTER after all: the verdict of the one payment is the end of the sale.
    till.keys("E 3 3 E").must_show(&["APPROVED", "CHANGE 7.50", "Give the goods, change"]);
    till.keys("E").must_show(&["0 lines"]);
    assert_eq!(closed(&till), Some(BillEnd::Paid));
    // A void of it later brings the goods back.
    let stan = till.disk.book.newest().unwrap().txn.stan;
    till.keys(&format!("C 1 2 {stan}E E 123456E")).must_show(&["VOIDED"]);
    assert!(till.disk.facts().any(|fact| matches!(fact, Fact::GoodsBack { .. })), "{}", till.story());
}

#[test]
fn a_basket_of_cash_alone_that_is_cut_off_is_paid_or_not_begun() {
    for (cut, paid) in [(Cut::Lost, false), (Cut::Kept, true)] {
        let mut till = basket();
        till.keys("3 3").hold_disk().keys("E");
        till.restart(cut);
        assert_eq!(till.disk.facts().any(|fact| matches!(fact, Fact::BasketPaid(_))), paid);
        assert_eq!(till.disk.book.bills.open.len(), 0, "{}", till.story());
        assert_eq!(till.disk.book.baskets.open().is_some(), !paid);
        check(&till);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Every order of parts, outcomes, giving up and power cuts: the rules hold after every step, and from wherever it stands the
    /// sale can be brought to an end.
    #[test]
    fn whatever_happens_a_sale_ends_paid_or_with_nothing_kept(steps in prop::collection::vec(step(), 1..14)) {
        let mut till = without_gateway();
        bill(&mut till);
        for step in steps {
            to_bill(&mut till);
            if till.session().top().holds_bill().is_none() {
                // It has ended, and another one begins.
                till.restart(Cut::Lost).sign_in("01");
                if till.session().top().holds_bill().is_some() {
                    continue;
                }
                bill(&mut till);
            }
            take_step(&mut till, step);
            check(&till);
        }
        finish(&mut till);
        for (bill, end) in ended(&till) {
            prop_assert!(matches!(end, BillEnd::Paid | BillEnd::GivenUp), "{bill:?}");
        }
        prop_assert!(till.disk.book.transactions.values().all(|t| t.state != State::Pending));
    }
}
