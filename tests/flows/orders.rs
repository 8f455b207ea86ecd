//! Payments by a code that the terminal shows: every end, happy or not, and a restart between any two steps.

use std::time::Duration;

use keytill::{
    domain::{Kind, State, Wallet},
    flow::{CannotStart, CardSource, OrderRules, Setup, Storage, TradeOrder, World},
    orders::{Answer, Ask, Open, Payment, Refusal, Trouble, What},
    sim::world::gateway::OrderDesk,
};

use super::support::*;

/// A code that fits the smallest screen.
pub const CODE: &str = "HTTPS://PAY.EXAMPLE/P/ABCDEFGHJKLM";
const SUPERVISOR: &str = "123456E";

pub fn open() -> Result<Answer, Trouble> {
    Ok(Answer::Open(Open { code: CODE.into(), left: Duration::from_secs(180) }))
}

pub fn payment(number: &str) -> Payment {
    // 2026-01-22 14:06:40 in China.
    Payment { number: number.parse().unwrap(), wallet: Some(Wallet::WeChat), at: 1_769_062_000 }
}

pub fn paid() -> Result<Answer, Trouble> {
    Ok(Answer::Paid(payment("G00000000001")))
}

pub fn silent() -> Result<Answer, Trouble> {
    Err(Trouble::Silent("no answer within 6 s".into()))
}

fn state(till: &Till, stan: u32) -> State {
    till.disk.book.find(txn(1, stan)).unwrap().state
}

/// Up to the code on the screen.
fn shown() -> Till {
    let mut till = Till::ready();
    till.keys("1 8 9 1234E").gateway(open());
    till
}

/// A sale of 12.34 by a code, paid, read and left.
pub fn sold() -> Till {
    let mut till = shown();
    till.seconds(3).gateway(paid()).keys("EC");
    till.forget()
}

#[test]
fn the_record_is_durable_before_the_gateway_hears_of_it_and_the_end_before_it_is_told() {
    let mut till = Till::ready();
    till.hold_disk();
    till.keys("1 8 9 1234E");
    assert!(till.order_asked.is_none());
    till.release_disk();
    assert!(matches!(till.order_question(), What::Create { seconds: 180, .. }));
    assert_eq!(till.order_asked.as_ref().unwrap().1.amount, amount(1234));
    till.must_show(&["Opening the order", "Step 2 of 2"]);
    till.gateway(open()).must_show(&["12.34", "Scan to pay", "180 s left"]);
    // It is asked about every three seconds.
    till.seconds(2);
    assert!(till.order_asked.is_none());
    till.seconds(1);
    assert_eq!(till.order_question(), &What::Query);
    till.gateway(open()).seconds(3).hold_disk();
    till.gateway(paid()).must_not_show(&["APPROVED"]);
    till.release_disk();
    till.must_show(&["APPROVED", "12.34", "Give the goods"]);
    let record = till.disk.book.find(txn(1, 2)).unwrap();
    assert_eq!((record.state, record.extra.wallet), (State::Approved, Some(Wallet::WeChat)));
    assert_eq!(record.host.as_ref().unwrap().time.as_ref().unwrap().time, "140640");
    let slip = format!("{:?}", till.printed[0].receipt);
    assert!(slip.contains("微信支付") && slip.contains("G00000000001"), "{slip}");
    assert!(slip.contains(record.extra.order.as_ref().unwrap().number.as_str()), "{slip}");
    till.keys("E").must_show(&["Transactions"]);
}

#[test]
fn nobody_pays_and_only_the_gateway_s_word_makes_it_not_paid() {
    let mut till = shown();
    for _ in 0..60 {
        till.seconds(3);
        if !matches!(till.order_question(), What::Query) {
            break;
        }
        till.gateway(open());
    }
    assert_eq!(till.order_question(), &What::Close);
    till.must_show(&["Closing the order"]).must_not_show(&["NOT PAID"]);
    till.gateway(Ok(Answer::Closed)).must_show(&["NOT PAID", "Nobody paid in time", "You may charge again"]);
    assert_eq!(state(&till, 2), State::Declined);
}

#[test]
fn the_operator_gives_it_up_and_it_is_closed_first() {
    let mut till = shown();
    till.keys("C");
    assert_eq!(till.order_question(), &What::Close);
    till.keys("C").must_show(&["Closing the order", "wait for the result"]);
    till.gateway(Ok(Answer::Closed)).must_show(&["NOT PAID", "Cancelled"]);
    // Also where the code had not come yet: it may have been opened.
    let mut till = Till::ready();
    till.keys("1 8 9 1234E C");
    assert!(matches!(till.order_question(), What::Create { .. }), "one question at a time");
    till.gateway(open());
    assert_eq!(till.order_question(), &What::Close);
    till.gateway(Ok(Answer::Closed)).must_show(&["NOT PAID", "Cancelled"]);
}

#[test]
fn paid_while_it_is_given_up_or_after_its_time_is_paid_and_told() {
    let mut till = shown();
    till.keys("C").gateway(paid());
    till.must_show(&["APPROVED", "Paid after it was cancelled", "Give the goods, or void it"]);
    assert_eq!(state(&till, 2), State::Approved);
    // The customer is paying when the time is over: that is waited for.
    let mut till = shown();
    till.keys("C").gateway(Ok(Answer::Paying)).must_show(&["The customer is paying"]);
    till.seconds(3).gateway(Ok(Answer::Paying)).seconds(40);
    till.gateway(paid()).must_show(&["APPROVED", "Paid after it was cancelled"]);
}

#[test]
fn an_unsigned_or_missing_answer_says_nothing() {
    let mut till = Till::ready();
    till.keys("1 8 9 1234E").gateway(silent()).must_show(&["does not answer, asking again"]);
    assert_eq!(state(&till, 2), State::Pending);
    till.seconds(2).gateway(open()).seconds(3).gateway(silent()).must_show(&["no answer"]);
    till.keys("C");
    for _ in 0..5 {
        till.seconds(2);
        if till.order_asked.is_some() {
            till.gateway(silent());
        }
    }
    till.seconds(15).must_show(&["NOT KNOWN - being asked", "Do not charge again; keep the goods"]);
    assert_eq!(state(&till, 2), State::Pending);
    // It is asked on in the background, and the end is told over the menu.
    till.keys("E").must_show(&["Transactions"]);
    till.gateway(silent()).seconds(10).gateway(paid());
    assert_eq!(state(&till, 2), State::Approved);
    till.must_show(&["How an order ended", "APPROVED", "Give the goods, or void it", "12.34"]);
    till.keys("C").must_show(&["How an order ended"]);
    till.seconds(1).keys("E").must_show(&["Transactions"]).must_not_show(&["How an order"]);
    assert!(till.disk.book.find(txn(1, 2)).unwrap().seen);
}

#[test]
fn what_is_left_and_not_paid_is_told_too() {
    let mut till = shown();
    till.keys("C").gateway(silent()).seconds(20).must_show(&["NOT KNOWN"]);
    till.gateway(Ok(Answer::Closed)).must_show(&["NOT PAID", "You may charge again"]);
    till.keys("E").must_not_show(&["How an order"]);
    let mut till = shown();
    till.keys("C").gateway(silent()).seconds(20).keys("E").gateway(Ok(Answer::Expired));
    till.must_show(&["How an order ended", "NOT PAID"]);
}

/// It comes over the menu while somebody types a sale ahead: that says of nothing that it has been read.
#[test]
fn what_is_typed_ahead_reads_no_order_away() {
    let mut till = shown();
    till.keys("C").gateway(silent()).seconds(20).keys("E").gateway(Ok(Answer::Closed));
    till.must_show(&["How an order ended"]);
    till.keys("E").must_show(&["Read it, then press the key once more"]);
    till.seconds(5).keys("11234E").must_show(&["How an order ended", "NOT PAID"]);
    assert!(!till.disk.book.find(txn(1, 2)).unwrap().seen);
    till.seconds(1).keys("E").must_not_show(&["How an order"]);
    assert!(till.disk.book.find(txn(1, 2)).unwrap().seen);
}

/// The end is on its way to the disk when somebody leaves: what was read is that it is not known.
#[test]
fn whoever_leaves_while_the_end_goes_to_the_disk_is_told_of_it() {
    let mut till = shown();
    till.keys("C").gateway(silent()).seconds(20).must_show(&["NOT KNOWN"]);
    till.hold_disk().gateway(Ok(Answer::Closed)).must_show(&["NOT KNOWN"]);
    till.keys("E").release_disk().must_show(&["How an order ended", "NOT PAID"]);
    assert_eq!(till.start_settling(), Err(CannotStart::OrderUntold));
    till.seconds(1).keys("E").must_not_show(&["How an order"]);
    // The same at the first screen after a restart.
    let mut till = shown();
    till.restart(Cut::Kept).must_show(&["NOT KNOWN"]);
    till.hold_disk().gateway(Ok(Answer::Closed)).must_show(&["NOT KNOWN"]);
    till.keys("01E0000E").release_disk().must_show(&["How an order ended", "NOT PAID"]);
}

#[test]
fn a_gateway_that_never_answers_leaves_it_to_a_person() {
    let mut till = shown();
    till.keys("C").gateway(silent()).seconds(20).keys("E C");
    for _ in 0..60 {
        till.seconds(60);
        if till.order_asked.is_some() {
            till.gateway(silent());
        }
    }
    assert_eq!(state(&till, 2), State::Unresolved);
    assert!(till.order_asked.is_none());
    assert_eq!(till.start_settling(), Err(CannotStart::Unresolved));
    till.sign_in("00").keys("2 3").must_show(&["Unresolved"]);
    till.keys("1").must_show(&["First ask the order gateway"]);
    till.keys("1");
    assert_eq!(state(&till, 2), State::Approved);
}

#[test]
fn nothing_is_settled_while_an_order_is_open() {
    let mut till = shown();
    till.keys("C").gateway(silent()).seconds(20).keys("E");
    assert_eq!(till.start_settling(), Err(CannotStart::OrderOpen));
    till.keys("5E").must_show(&["The end of an order is not known yet"]);
    // But there are sales meanwhile.
    till.keys("C C").sell_stripe(500).host(approved()).must_show(&["APPROVED"]);
}

#[test]
fn a_refused_order_is_not_paid() {
    let mut till = Till::ready();
    till.keys("1 8 9 1234E").gateway(Err(Trouble::Refused(Refusal::Amount)));
    till.must_show(&["NOT PAID", "does not take this amount"]);
    assert_eq!(state(&till, 2), State::Declined);
}

#[test]
fn a_record_that_cannot_be_kept_is_no_order() {
    let mut till = Till::ready();
    till.break_disk();
    till.keys("1 8 9 1234E").must_show(&["NOT PAID"]);
    assert!(till.order_asked.is_none());
    // And an answer that cannot be kept is not told as an end.
    let mut till = shown();
    till.seconds(3).break_disk();
    till.gateway(paid()).must_show(&["NOT KNOWN"]).must_not_show(&["APPROVED"]);
    // It is asked about again when the disk takes records again.
    till.disk.broken = false;
    till.room(Storage::Ready).keys("E").seconds(2);
    assert_eq!(*till.order_question(), What::Close);
    till.gateway(paid());
    assert_eq!(state(&till, 2), State::Approved);
}

#[test]
fn the_acquirer_s_line_goes_on_meanwhile() {
    let mut till = shown();
    till.effects();
    till.seconds(400);
    assert!(till.effects().iter().any(|effect| effect == "ask echo"), "the quiet line is still tested");
}

#[test]
fn a_void_and_refunds_go_through_the_gateway_and_add_up() {
    let mut till = sold();
    till.keys("1 2 2E E").keys(SUPERVISOR);
    let (_, ask) = till.order_asked.clone().unwrap();
    assert!(matches!(&ask.what, What::Refund { refund } if *refund != ask.order), "{ask:?}");
    till.gateway(Ok(Answer::Refunded(payment("G00000000002")))).must_show(&["VOIDED", "goes back to the wallet"]);
    assert_eq!((state(&till, 2), state(&till, 3)), (State::Voided, State::Approved));

    let mut till = sold();
    till.keys("1 8 6 2E").must_show(&["Is this the one?", "12.34"]);
    till.keys("E 1235E").must_show(&["The original was 12.34"]);
    till.keys("DDDD 1000E").must_show(&["G00000000001", "WeChat Pay", "confirm?"]);
    till.keys("E").keys(SUPERVISOR);
    let (_, ask) = till.order_asked.clone().unwrap();
    assert_eq!(ask.amount, amount(1000));
    till.gateway(Ok(Answer::Refunding)).seconds(3);
    assert_eq!(till.order_asked.clone().unwrap().1, ask, "the same refund is asked again");
    till.gateway(Ok(Answer::Refunded(payment("G00000000002")))).must_show(&["REFUNDED", "10.00"]);
    till.keys("E C");
    // What has gone back is counted, over settlements and restarts.
    till.start_settling().unwrap();
    till.seconds(5).restart(Cut::Kept).sign_in("01");
    let slip = txn(1, 2).slip_code(&setup().terminal);
    till.keys(&format!("1 8 6 {slip}E")).must_show(&["Is this the one?", "12.34", "G00000000001"]);
    till.keys("E 235E").must_show(&["Only 2.34 of it can still go back"]);
    till.keys("DDD 234E E");
    till.keys(SUPERVISOR).gateway(Ok(Answer::Refunded(payment("G00000000003"))));
    till.must_show(&["REFUNDED", "2.34"]);
}

#[test]
fn no_more_than_the_rest_goes_back_and_a_part_forbids_the_void() {
    let mut till = sold();
    till.keys("1 8 6 2E E 1000E E").keys(SUPERVISOR);
    till.gateway(Ok(Answer::Refunded(payment("G00000000002")))).keys("E C");
    till.keys("1 8 6 2E E 235E").must_show(&["Only 2.34 of it can still go back"]);
    till.keys("CCCC 2 2E E").must_show(&["annot be voided"]);
    // One that is on its way counts as well.
    let mut till = sold();
    till.keys("1 8 6 2E E 1000E E").keys(SUPERVISOR).gateway(silent()).seconds(40).keys("E C");
    till.keys("1 8 6 2E E 235E").must_show(&["Only 2.34 of it can still go back"]);
}

#[test]
fn a_refund_without_an_answer_is_asked_until_it_is_known() {
    let mut till = sold();
    till.keys("1 8 6 2E E 1000E E").keys(SUPERVISOR).gateway(silent()).seconds(2);
    till.gateway(silent()).seconds(40).must_show(&["NOT KNOWN - being asked", "Do not refund again"]);
    let asked = till.order_asked.clone().unwrap().1;
    till.restart(Cut::Kept);
    assert_eq!(till.order_asked.clone().unwrap().1, asked, "the same number, so that it happens once");
    till.gateway(Err(Trouble::Refused(Refusal::Declined)));
    assert_eq!(state(&till, 3), State::Declined);
    till.must_show(&["NOT REFUNDED"]);
}

#[test]
fn without_a_gateway_nothing_is_offered() {
    let mut till = Till::ready_with(Setup { orders: None, ..setup() });
    till.keys("1 8").must_show(&["(no order gateway"]);
    till.keys("9").must_not_show(&["Type the amount"]);
    let order = TradeOrder::new(Kind::Sale, amount(100), "01".parse().unwrap()).with_card(CardSource::ShownCode);
    assert_eq!(till.start_order(order), Err(CannotStart::NoGateway));
}

#[test]
fn in_training_the_operator_is_the_customer() {
    let mut till = Till::ready_with(Setup { world: World::Training, ..setup() });
    till.keys("1 8 9 1234E").gateway(open()).must_show(&["1 pay", "2 pay late"]);
    till.keys("1 2");
    assert_eq!(till.paid.len(), 2);
    assert_eq!(till.paid[0].0, CODE);
    // Nobody pays for real by a key.
    let mut till = shown();
    till.keys("1");
    assert!(till.paid.is_empty());
}

#[test]
fn orders_are_in_no_total_of_the_acquirer_and_in_every_report() {
    let mut till = sold();
    till.sold_stripe(500);
    let book = &till.model.terminal.book;
    assert_eq!((book.totals().debit().count, book.totals().debit().amount), (1, amount(500)));
    let figures = keytill::report::count(book.transactions.values(), setup().offset).unwrap();
    assert_eq!(figures.sides().debit.amount, amount(1734));
    assert_eq!(figures.outside.debit.amount, amount(1234));
    assert_eq!(figures.ways[&keytill::domain::Way::ShownCode].debit.count, 1);
    assert_eq!(figures.schemes["WeChat"].debit.count, 1);
    till.keys("1 5").must_show(&["1 x  5.00"]).must_not_show(&["17.34", "12.34"]);
}

/// What the gateway was asked is answered by the training gateway's core.
struct Both {
    till: Till,
    desk: OrderDesk,
    /// Questions until the power goes.
    cut_in: Option<usize>,
    /// The text of the code that was shown.
    code: Option<String>,
}

impl Both {
    fn new(cut_in: Option<usize>) -> Both {
        let till = Till::ready_with(Setup {
            orders: Some(OrderRules { seconds: 30, give_up: Duration::from_secs(600) }),
            ..setup()
        });
        let desk = OrderDesk::new(setup().merchant, setup().terminal).unwrap();
        Both { till, desk, cut_in, code: None }
    }

    /// Lets the gateway answer what is asked, with a power cut before or after one of its answers.
    fn answer(&mut self) {
        let Some((_, ask)) = self.till.order_asked.clone() else { return };
        let answer = self.hear(&ask);
        self.cut_in = self.cut_in.and_then(|left| left.checked_sub(1));
        if self.cut_in == Some(0) {
            self.cut_in = None;
            self.till.restart(Cut::Kept);
            return;
        }
        self.till.gateway(answer);
    }

    fn hear(&mut self, ask: &Ask) -> Result<Answer, Trouble> {
        let answer = self.desk.ask(ask, self.till.now().wall.0, self.till.now().wall.0);
        if let Ok(Answer::Open(open)) = &answer {
            self.code = Some(open.code.clone());
        }
        answer
    }

    fn run(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.answer();
            self.till.seconds(1);
        }
    }
}

#[test]
fn a_restart_between_any_two_steps_leaves_both_books_the_same() {
    for customer in ["pays", "pays late", "never pays"] {
        for cut_in in 1..=8 {
            let mut both = Both::new(Some(cut_in));
            both.till.keys("1 8 9 1234E");
            both.run(4);
            if let Some(code) = both.code.clone() {
                let now = both.till.now().wall.0;
                let done = match customer {
                    "pays" => both.desk.gateway.pay(&code, "ecny", now).is_ok(),
                    "pays late" => both.desk.gateway.pay_late(&code, "ecny", now, 5_000).is_ok(),
                    _ => false,
                };
                // A restart closes the order, so that the customer may come too late.
                assert!(done || customer == "never pays" || cut_in <= 2, "{customer} {cut_in}");
            }
            both.run(120);
            let now = both.till.now().wall.0;
            let entries = both.desk.entries(now);
            let record = both.till.disk.book.find(txn(1, 2)).unwrap();
            let number = record.extra.order.as_ref().unwrap().number.as_str().to_owned();
            let entry = entries.iter().find(|entry| entry.order == number).unwrap();
            let expected = match entry.state {
                keytill::sim::gateway::State::Paid => State::Approved,
                keytill::sim::gateway::State::Ended => State::Declined,
                keytill::sim::gateway::State::Open => panic!("left open: {customer} {cut_in}"),
            };
            assert_eq!(record.state, expected, "{customer}, cut {cut_in}");
            assert_eq!((entries.len(), record.kind), (1, Kind::Sale));
        }
    }
}
