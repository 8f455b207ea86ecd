//! What is counted, and where.

use keytill::{
    domain::{Figures, Kind, KindTotals, Sides, State, Totals, Transaction, WallTime, Way},
    report::{DAYS, Month, SumTooLarge, count},
};
use proptest::prelude::*;
use serde_json::json;

use crate::{AFTERNOON, CHINA, amount, sale};

const STATES: [&str; 9] =
    ["pending", "approved", "declined", "not_sent", "reversing", "reversed", "voided", "unresolved", "stored"];
const ENTRIES: [&str; 6] = ["chip", "tap", "swipe", "fallback", "manual", "code"];
const SCHEMES: [&str; 5] = ["CUP", "VIS", "", "MCC", "000"];

fn any_transaction() -> impl Strategy<Value = Transaction> {
    let what = (0..Kind::ALL.len(), 0..STATES.len(), 0..ENTRIES.len(), 0..SCHEMES.len());
    let how = (1..99_999_999u64, 1..99u8, -90_000_000..90_000_000i64, proptest::option::of(1..99_999_999u64));
    (what, how).prop_map(|((kind, state, entry, scheme), (minor, operator, later, adjusted))| {
        let mut row = json!({
            "kind": Kind::ALL[kind], "state": STATES[state], "entry": ENTRIES[entry], "operator": format!("{operator:02}"),
            "began": AFTERNOON.0 + later, "host": { "code": "00", "scheme": SCHEMES[scheme] },
        });
        if let Some(adjusted) = adjusted {
            row["extra"] = json!({ "adjusted": adjusted });
        }
        sale(1, minor, row)
    })
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a Sides>) -> Sides {
    rows.into_iter().fold(Sides::default(), |sum, one| sum.checked_add(*one).unwrap())
}

proptest! {
    /// However they are told apart, all transactions that moved money are there once: each table adds up to what the batch is
    /// settled with, and the outcomes to all that there were.
    #[test]
    fn every_table_agrees_with_the_totals_of_the_batch(all in proptest::collection::vec(any_transaction(), 0..60)) {
        let figures = count(&all, CHINA).unwrap();
        let totals = Totals::of(&all);
        let both = Sides { debit: totals.debit(), credit: totals.credit() };
        prop_assert_eq!(&figures.totals, &totals);
        prop_assert_eq!(figures.sides(), both);
        prop_assert_eq!(sum(figures.operators.values()), both);
        prop_assert_eq!(sum(&figures.hours), both);
        prop_assert_eq!(sum(figures.ways.values()), both);
        prop_assert_eq!(sum(figures.schemes.values()), both);
        let counted: u32 = figures.states.values().map(|one| one.count).sum();
        prop_assert_eq!(counted as usize, all.len());
        // What the journal keeps is what was counted.
        let text = serde_json::to_string(&figures).unwrap();
        prop_assert_eq!(serde_json::from_str::<Figures>(&text).unwrap(), figures);
    }

    /// Thirty days, counted in whatever pieces, have what a report of each day has.
    #[test]
    fn a_month_has_the_sums_of_its_days(all in proptest::collection::vec(any_transaction(), 0..40)) {
        let mut month = Month::until(AFTERNOON, CHINA);
        all.iter().try_for_each(|txn| month.add(txn)).unwrap();
        prop_assert_eq!(month.days().count(), DAYS);
        for (day, sides) in month.days() {
            let of_day = all.iter().filter(|txn| txn.began.day(CHINA) == day);
            prop_assert_eq!(count(of_day, CHINA).unwrap().sides(), sides, "{}", day);
        }
    }
}

#[test]
fn each_is_counted_as_what_it_is() {
    let all = [
        sale(1, 1000, json!({})),
        sale(2, 200, json!({ "state": "voided" })),
        sale(3, 200, json!({ "kind": "void" })),
        sale(4, 30, json!({ "kind": "refund", "operator": "02", "entry": "swipe" })),
        sale(5, 4, json!({ "state": "reversed" })),
        sale(6, 5, json!({ "state": "unresolved" })),
        sale(7, 6, json!({ "state": "declined" })),
        sale(8, 700, json!({ "kind": "offline", "state": "stored", "entry": "manual", "host": null })),
        sale(9, 9000, json!({ "kind": "pre_auth" })),
        sale(10, 50, json!({ "entry": "code", "extra": { "wallet": "we_chat" }, "host": { "code": "00" } })),
    ];
    let figures = count(&all, CHINA).unwrap();
    let of = |count, minor| KindTotals { count, amount: amount(minor) };
    assert_eq!(figures.sides(), Sides { debit: of(4, 1950), credit: of(2, 230) });
    assert_eq!(figures.states[&State::Voided], of(1, 200));
    assert_eq!(figures.states[&State::Reversed], of(1, 4));
    assert_eq!(figures.states[&State::Unresolved], of(1, 5));
    assert_eq!(figures.states[&State::Declined], of(1, 6));
    assert_eq!(figures.totals.kind(Kind::Refund), of(1, 30));
    assert_eq!(figures.totals.kind(Kind::PreAuth), of(1, 9000));
    assert_eq!(figures.ways[&Way::Stripe], Sides { credit: of(1, 30), ..Sides::default() });
    assert_eq!(figures.ways[&Way::Code].debit, of(1, 50));
    assert_eq!(figures.operators.keys().map(ToString::to_string).collect::<Vec<_>>(), ["01", "02"]);
    let names: Vec<_> = figures.schemes.keys().map(String::as_str).collect();
    assert_eq!(names, [Figures::NOT_NAMED, "CUP", "WeChat"]);
    assert_eq!(figures.hours[14], figures.sides());
}

#[test]
fn a_clock_that_was_set_back_counts_nothing_twice() {
    let hour = 3_600_000;
    // Two sales after two, then the clock goes back by an hour, and two more.
    let clocks = [0, 1, -hour, 1 - hour];
    let all: Vec<_> =
        clocks.iter().zip(1..).map(|(later, stan)| sale(stan, 100, json!({ "began": AFTERNOON.0 + later }))).collect();
    let figures = count(&all, CHINA).unwrap();
    assert_eq!(figures.sides().debit.count, 4);
    assert_eq!([13, 14, 15].map(|hour: usize| figures.hours[hour].debit.count), [2, 2, 0]);
    // Back over midnight: the day before has them, by the clock that their receipts have.
    let day = AFTERNOON.day(CHINA);
    let late = sale(5, 100, json!({ "began": day.start(CHINA).0 - 1 }));
    let mut month = Month::until(AFTERNOON, CHINA);
    all.iter().chain([&late]).try_for_each(|txn| month.add(txn)).unwrap();
    let counts: Vec<_> = month.days().map(|(_, sides)| sides.debit.count).collect();
    assert_eq!(counts[DAYS - 2..], [1, 4]);
    assert_eq!(counts[..DAYS - 2].iter().sum::<u32>(), 0);
    // What the clock says is tomorrow is not of these days.
    month.add(&sale(6, 100, json!({ "began": day.end(CHINA).0 }))).unwrap();
    month.add(&sale(7, 100, json!({ "began": WallTime(i64::MIN).0 }))).unwrap();
    assert_eq!(month.days().map(|(_, sides)| sides.debit.count).sum::<u32>(), 5);
}

#[test]
fn a_sum_that_cannot_be_said_is_no_report() {
    let most = 999_999_999_999;
    assert!(count([&sale(1, most, json!({}))], CHINA).is_ok());
    for kind in ["sale", "refund", "pre_auth"] {
        let all = [sale(1, most, json!({ "kind": kind })), sale(2, 1, json!({ "kind": kind }))];
        assert_eq!(count(&all, CHINA), Err(SumTooLarge), "{kind}");
    }
}

#[test]
fn schemes_have_a_limit() {
    let all: Vec<_> =
        (1..60).map(|n| sale(n, 1, json!({ "host": { "code": "00", "scheme": format!("S{n:02}\r=") } }))).collect();
    let figures = count(&all, CHINA).unwrap();
    assert_eq!(figures.schemes.len(), Figures::SCHEMES_MAX + 1);
    assert_eq!(figures.schemes[Figures::OTHERS].debit.count, 59 - 16);
    assert!(figures.schemes.keys().all(|name| name == "+" || name.bytes().all(|b| b.is_ascii_alphanumeric())));
}
