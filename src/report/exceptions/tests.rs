use super::*;
use crate::domain::{Amount, Currency, Fact, Pan, TxnRef, ids};

const NOW: WallTime = WallTime(1_769_061_900_000);
const MINUTE: i64 = 60_000;

fn number(text: &str) -> OperatorNo {
    text.parse().unwrap()
}

fn txn(operator: &str, kind: Kind, state: State, minutes_ago: i64) -> Transaction {
    let txn = TxnRef { batch: ids::BatchNo::FIRST, stan: ids::Stan::FIRST };
    let (money, began) = ((Amount::from_minor(100).unwrap(), Currency::Cny), WallTime(NOW.0 - minutes_ago * MINUTE));
    Transaction {
        state,
        entry: Entry::Chip,
        pan: Pan::new("6228480000000001234").unwrap().masked(),
        ..Transaction::begun(txn, kind, money, number(operator), began)
    }
}

fn board() -> Exceptions {
    Exceptions::until(NOW, UtcOffset::default())
}

/// So many sales, hours apart, by each of two operators.
fn sold(each: u32) -> Exceptions {
    let mut board = board();
    for hour in 0..i64::from(each) {
        board.add(&txn("01", Kind::Sale, State::Approved, hour * 60));
        board.add(&txn("02", Kind::Sale, State::Approved, hour * 60 + 30));
    }
    board
}

#[test]
fn the_rate_of_one_stands_beside_that_of_the_others() {
    let mut board = sold(100);
    for hour in 0..4 {
        board.add(&txn("01", Kind::Void, State::Approved, 10_000 + hour * 60));
    }
    board.add(&txn("02", Kind::Void, State::Approved, 20_000));
    let of = |operator: &str| board.compare(number(operator), Measure::Voids);
    assert_eq!(of("01"), Compared { count: 4, rates: Some((40, 10)), stands_out: true });
    assert_eq!(of("02"), Compared { count: 1, rates: Some((10, 40)), stands_out: false });
    assert_eq!(board.standing_out(number("01")), [Measure::Voids]);
    assert_eq!(board.operators(), [number("01"), number("02")]);
}

#[test]
fn few_sales_are_too_few_to_compare() {
    let mut board = sold(FEW - 1);
    for hour in 0..9 {
        board.add(&txn("01", Kind::Refund, State::Approved, 10_000 + hour * 60));
    }
    let refunds = board.compare(number("01"), Measure::Refunds);
    assert_eq!(refunds, Compared { count: 9, rates: None, stands_out: false });
    // Enough of his own, and nobody beside him.
    let mut alone = super::tests::board();
    for hour in 0..100 {
        alone.add(&txn("01", Kind::Sale, State::Approved, hour * 60));
    }
    assert_eq!(alone.compare(number("01"), Measure::Refunds).rates, None);
}

#[test]
fn two_of_anything_do_not_stand_out() {
    let mut board = sold(50);
    for hour in 0..2 {
        board.add(&txn("01", Kind::Void, State::Approved, 10_000 + hour * 60));
    }
    assert!(!board.compare(number("01"), Measure::Voids).stands_out);
}

/// Newest first, as the ledger gives them.
#[test]
fn a_declined_card_that_comes_again_within_ten_minutes_is_a_retry() {
    let retried = |later: Transaction| {
        let mut board = board();
        board.add(&later);
        board.add(&txn("01", Kind::Sale, State::Declined, 20));
        board.compare(number("01"), Measure::Retried).count
    };
    assert_eq!(retried(txn("01", Kind::Sale, State::Approved, 11)), 1);
    assert_eq!(retried(txn("01", Kind::Sale, State::Declined, 10)), 1);
    assert_eq!(retried(txn("01", Kind::Sale, State::Approved, 9)), 0, "too late");
    assert_eq!(retried(txn("02", Kind::Sale, State::Approved, 11)), 0, "somebody else");
    let other = Pan::new("6225880000000009999").unwrap().masked();
    assert_eq!(retried(Transaction { pan: other, ..txn("01", Kind::Sale, State::Approved, 11) }), 0, "another card");
}

#[test]
fn each_measure_counts_its_own() {
    let rows = [
        (Kind::Void, State::Approved, Entry::Manual, Some(Measure::Voids)),
        (Kind::PreAuthVoid, State::Approved, Entry::Chip, Some(Measure::Voids)),
        (Kind::Refund, State::Approved, Entry::Chip, Some(Measure::Refunds)),
        (Kind::EcashRefund, State::Stored, Entry::Tap, Some(Measure::Refunds)),
        (Kind::PreAuth, State::Approved, Entry::Manual, Some(Measure::TypedCards)),
        (Kind::Sale, State::Declined, Entry::Chip, Some(Measure::Declined)),
        (Kind::Void, State::Reversed, Entry::Chip, None),
        (Kind::Refund, State::NotSent, Entry::Chip, None),
        (Kind::Tip, State::Approved, Entry::Manual, None),
        (Kind::Sale, State::Approved, Entry::Chip, None),
    ];
    for (kind, state, entry, counted) in rows {
        let mut board = board();
        board.add(&Transaction { entry, ..txn("01", kind, state, 5) });
        for measure in Measure::ALL {
            let count = board.compare(number("01"), measure).count;
            assert_eq!(count, u32::from(Some(measure) == counted), "{kind:?} {state:?} {entry:?}: {measure:?}");
        }
    }
}

#[test]
fn wrong_passwords_come_from_the_book() {
    let mut book = crate::domain::Book::default();
    let day = 24 * 60 * MINUTE;
    for at in [NOW.0, NOW.0 - day, NOW.0 - 29 * day, NOW.0 - 31 * day] {
        book.apply(WallTime(at), &Fact::GuessCounted { operator: number("07") }).unwrap();
    }
    let mut board = board();
    board.add_watched(&book.watch);
    assert_eq!(board.compare(number("07"), Measure::WrongPasswords).count, 3, "not that of a month ago");
}

#[test]
fn openings_of_the_drawer_come_from_the_book() {
    let mut book = crate::domain::Book::default();
    for at in [NOW.0, NOW.0 - 24 * 60 * MINUTE] {
        book.apply(WallTime(at), &Fact::DrawerOpened { by: number("07") }).unwrap();
    }
    let mut board = board();
    board.add_watched(&book.watch);
    assert_eq!(board.compare(number("07"), Measure::DrawerOpenings).count, 2);
    assert_eq!(board.compare(number("07"), Measure::WrongPasswords).count, 0);
    assert_eq!(board.operators(), [number("07")]);
}

/// What is kept does not grow with what is counted.
#[test]
fn memory_is_bounded() {
    let mut board = board();
    for index in 0..200_000_i64 {
        // All within ten minutes, which is the worst that can be remembered.
        let mut one = txn(&format!("{:02}", index % 100), Kind::Sale, State::Declined, 0);
        one.began = WallTime(NOW.0 - index);
        board.add(&one);
    }
    assert!(board.later.len() <= REMEMBERED && board.tallies.len() <= 100);
}
