//! Baskets under random keys, outcomes, slow disks and power cuts: the ledger never refuses a step, and what was sold is what was paid.

use std::time::Duration;

use keytill::{
    acquirer::Request,
    domain::{Amount, BasketState, State, Transaction},
    flow::{Setup, Storage},
    keypad::Key,
    reader::{Order, Refusal, Report},
};
use proptest::{prelude::*, sample::select};

use super::{basket::goods, support::*};

#[derive(Clone, Debug)]
enum Step {
    /// Keys as people press them on a basket, wherever they are.
    Keys(&'static str),
    /// To the basket, whatever is shown.
    Home,
    /// Reader and host go one step on; the host with this answer.
    GoOn(Fate),
    Slow,
    Quick,
    Pass(u64),
    Cut(bool),
    /// The last sale is voided.
    Void,
    Settle,
}

#[derive(Clone, Copy, Debug)]
enum Fate {
    Approves,
    Declines,
    Silent,
}

const KEYS: [&str; 28] = [
    "1001E",
    "2M1002E",
    "1003E 535E",
    "1004E",
    "D E",
    "^D E",
    "M 5",
    "M 6 1",
    "M 6 2",
    "M 7 1 3",
    "M 8 1",
    "M 9 E",
    "M 1 10E 123456E",
    "M 2 v 100E 123456E",
    "M 3 3E",
    "M 4 500E",
    "E 1",
    "C",
    "E",
    // Paid by one way, in parts, given up, taken back, left for later.
    "E 1E",
    "E 3 7E",
    "E 1 200E",
    "3 5 E",
    "3 7 E",
    "1E",
    "C E",
    "1",
    "5",
];

fn step() -> impl Strategy<Value = Step> {
    let fate = || select(vec![Fate::Approves, Fate::Approves, Fate::Declines, Fate::Silent]);
    prop_oneof![
        12 => select(KEYS.to_vec()).prop_map(Step::Keys),
        6 => Just(Step::Home),
        16 => fate().prop_map(Step::GoOn),
        1 => Just(Step::Slow),
        2 => Just(Step::Quick),
        2 => (1u64..90).prop_map(Step::Pass),
        1 => any::<bool>().prop_map(Step::Cut),
        1 => Just(Step::Void),
        1 => Just(Step::Settle),
    ]
}

fn home(till: &mut Till) {
    for _ in 0..12 {
        // A sale of which something is paid is left for later: by 5, or by 4 where it is being given up.
        if till.session().top().holds_bill().is_some() {
            till.keys("C C 5 4 C");
        }
        match (till.session().operator, till.session().stack.len()) {
            (None, 1) => drop(till.sign_in("01")),
            (Some(_), 1) => {
                till.keys("9");
                return;
            }
            _ => drop(till.key(Key::Cancel)),
        }
    }
}

fn go_on(till: &mut Till, fate: Fate) {
    match &till.order {
        Some(Order::Begin(_)) => {
            till.card(chip());
            return;
        }
        Some(Order::Authorise(_)) => {
            till.authorised(with_pin());
            return;
        }
        Some(Order::Complete(_)) => {
            till.reader(completed(true));
            return;
        }
        Some(_) => {
            till.reader(Report::Refused(Refusal::Cancelled));
            return;
        }
        None => {}
    }
    match (&till.question, fate) {
        (None, _) => {}
        (Some(Request::Financial(_)), Fate::Approves) => drop(till.host(approved())),
        (Some(_), Fate::Approves) => drop(till.host(answer("00"))),
        (Some(Request::Financial(_)), Fate::Declines) => drop(till.host(answer("51"))),
        (Some(_), Fate::Declines | Fate::Silent) => drop(till.fault(no_answer())),
    }
}

fn take(till: &mut Till, step: &Step) {
    match step {
        Step::Keys(keys) => drop(till.keys(keys)),
        Step::Home => home(till),
        Step::GoOn(fate) => go_on(till, *fate),
        Step::Slow => drop(till.hold_disk()),
        Step::Quick => drop(till.release_disk()),
        Step::Pass(seconds) => drop(till.pass(Duration::from_secs(*seconds))),
        Step::Cut(kept) => {
            till.restart(if *kept { Cut::Kept } else { Cut::Lost });
            till.send(goods());
        }
        Step::Void => {
            let last = till.model.terminal.book.transactions.values().rev().find(|txn| txn.can_be_voided());
            if let Some(stan) = last.map(|txn| txn.txn.stan) {
                home(till);
                till.keys(&format!("C 1 2 {stan}E E 123456E"));
            }
        }
        Step::Settle => {
            let _ = till.start_settling();
        }
    }
}

/// Everything that has begun comes to its end.
fn calm(till: &mut Till) {
    till.release_disk();
    for _ in 0..60 {
        go_on(till, Fate::Approves);
        till.pass(Duration::from_secs(2));
    }
    home(till);
}

fn check(till: &Till) {
    let book = &till.model.terminal.book;
    assert_eq!(till.model.terminal.storage, Storage::Ready);
    assert_eq!((&book.baskets, &book.goods), (&till.disk.book.baskets, &till.disk.book.goods), "{}", till.story());
    for basket in book.baskets.live() {
        let paying = basket.state == BasketState::Paying;
        assert!(basket.total().is_some(), "{basket:?}");
        assert_eq!(paying, basket.has_money(), "{basket:?}\n{}", till.story());
    }
    let sold = book.goods.by_item().unwrap();
    let sold = sold.values().try_fold(Amount::ZERO, |sum, one| sum.checked_add(one.amount)).unwrap();
    // What is paid of baskets that are over; a basket of which one part was voided later is still sold as a whole.
    let of_closed = |txn: &&Transaction| txn.basket.is_some_and(|no| book.baskets.get(no).is_none());
    let mut paid = book.transactions.values().filter(of_closed).filter(|txn| txn.state == State::Approved);
    let paid = paid.try_fold(Amount::ZERO, |sum, txn| sum.checked_add(txn.amount)).unwrap();
    let voided = book.transactions.values().filter(of_closed).any(|txn| txn.state == State::Voided);
    assert!(if voided { paid <= sold } else { paid == sold }, "{paid:?} {sold:?}\n{}", till.story());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_sold_is_what_was_paid_whatever_happens(steps in proptest::collection::vec(step(), 1..80)) {
        let mut till = Till::ready_with(Setup { orders: None, ..setup() });
        till.send(goods());
        till.keys("9");
        for step in &steps {
            take(&mut till, step);
        }
        calm(&mut till);
        check(&till);
    }
}
