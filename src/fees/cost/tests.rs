use proptest::prelude::*;

use super::*;
use crate::{
    domain::HostTime,
    fees::{
        read_table,
        samples::{TABLE, calendar, of_card, record, table},
    },
};

const ROUNDINGS: [Rounding; 4] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Up, Rounding::Down];

fn amount(minor: u64) -> Amount {
    Amount::from_minor(minor).unwrap()
}

fn share(hundredths: u32) -> Share {
    Share::try_from(hundredths).unwrap()
}

fn cost_of(table: &RateTable, txn: &Transaction) -> Cost {
    cost(table, &calendar(), txn, UtcOffset::default())
}

fn fee(table: &RateTable, txn: &Transaction) -> (Product, u64, u64) {
    match cost_of(table, txn) {
        Cost::Known(fee) => (fee.product, fee.fee.minor(), fee.net.minor()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_rounding_does_what_its_name_says() {
    // 0.50 % of 1.00, 3.00, 3.01 and 2.99: 0.5, 1.5, 1.505 and 1.495 minor units.
    for (rounding, expected) in [
        (Rounding::HalfUp, [1, 2, 2, 1]),
        (Rounding::HalfEven, [0, 2, 2, 1]),
        (Rounding::Up, [1, 2, 2, 2]),
        (Rounding::Down, [0, 1, 1, 1]),
    ] {
        let fees = [100, 300, 301, 299].map(|minor| fee_of(amount(minor), share(5_000), None, rounding).minor());
        assert_eq!(fees, expected, "{rounding:?}");
    }
}

proptest! {
    #[test]
    fn a_fee_is_never_more_than_amount_or_cap(
        minor in 0..=Amount::MAX.minor(), rate in 0..=Share::WHOLE, cap in proptest::option::of(0..10_000u64), which in 0..4usize,
    ) {
        let fee = fee_of(amount(minor), share(rate), cap.map(amount), ROUNDINGS[which]).minor();
        prop_assert!(fee <= minor && fee <= cap.unwrap_or(u64::MAX));
        // By integers alone: less than one minor unit from the exact share, where there is no cap.
        if cap.is_none() {
            let exact = u128::from(minor) * u128::from(rate);
            prop_assert!((u128::from(fee) * 1_000_000).abs_diff(exact) < 1_000_000);
        }
    }

    #[test]
    fn more_costs_no_less(
        minor in 0..=1_000_000_000u64, more in 0..1_000_000u64, rate in 0..=Share::WHOLE, rise in 0..1_000u32,
        cap in proptest::option::of(0..10_000u64), which in 0..4usize,
    ) {
        let of = |minor, rate: u32| fee_of(amount(minor), share(rate.min(Share::WHOLE)), cap.map(amount), ROUNDINGS[which]);
        prop_assert!(of(minor, rate) <= of(minor + more, rate));
        prop_assert!(of(minor, rate) <= of(minor, rate + rise));
    }

    #[test]
    fn fee_and_net_are_the_amount(minor in 0..=Amount::MAX.minor(), bin in "(622848|622575|621700|625001)") {
        let (_, fee, net) = fee(&table(), &of_card(1, minor, &bin));
        prop_assert_eq!(fee + net, minor);
    }
}

#[test]
fn cards_and_codes_have_their_own_rates() {
    let table = table();
    assert_eq!(fee(&table, &of_card(1, 10_000, "625001")), (Product::Credit, 60, 9_940));
    assert_eq!(fee(&table, &of_card(1, 10_000, "622848")), (Product::Debit, 50, 9_950));
    assert_eq!(fee(&table, &of_card(1, 99_999_900, "622848")), (Product::Debit, 2_000, 99_997_900));
    let code = Transaction { entry: Entry::Code, ..record(1, 10_000) };
    assert_eq!(fee(&table, &code), (Product::Qr, 38, 9_962));
    // The longest entry that fits: 621 is debit, 621094 credit.
    assert_eq!(fee(&table, &of_card(1, 10_000, "621094")).0, Product::Credit);
    assert_eq!(fee(&table, &of_card(1, 10_000, "621095")).0, Product::Debit);
    let instalment = Transaction { kind: Kind::Instalment, ..of_card(1, 10_000, "622000") };
    assert_eq!(fee(&table, &instalment).0, Product::Credit);
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let table = table();
    let unknown = of_card(1, 10_000, "622000");
    assert_eq!(card_type(&table, &unknown), CardType::NotKnown);
    assert_eq!(cost_of(&table, &unknown), Cost::NotKnown(Unknown::CardType));
    let mut foreign = record(1, 10_000);
    foreign.extra.scheme = Some("VIS".into());
    assert_eq!(cost_of(&table, &foreign), Cost::NotKnown(Unknown::NoRate));
    let load = Transaction { kind: Kind::LoadOther, ..record(1, 10_000) };
    assert_eq!(cost_of(&table, &load), Cost::NotKnown(Unknown::Load));
    for state in [State::Pending, State::Reversing, State::Unresolved] {
        assert_eq!(cost_of(&table, &Transaction { state, ..record(1, 10_000) }), Cost::NotKnown(Unknown::Outcome));
    }
    let early = Transaction { began: crate::domain::WallTime(1_700_000_000_000), ..record(1, 10_000) };
    assert_eq!(cost_of(&table, &early), Cost::NotKnown(Unknown::NoRate));
}

#[test]
fn what_moves_no_money_costs_nothing() {
    let table = table();
    for state in [State::Declined, State::NotSent, State::Reversed, State::Voided] {
        assert_eq!(cost_of(&table, &Transaction { state, ..record(1, 10_000) }), Cost::Nothing, "{state:?}");
    }
    for kind in [Kind::Void, Kind::PreAuth, Kind::Balance, Kind::CompletionVoid, Kind::Tip] {
        assert_eq!(cost_of(&table, &Transaction { kind, ..record(1, 10_000) }), Cost::Nothing, "{kind:?}");
    }
}

#[test]
fn a_refund_goes_out_with_or_without_its_fee() {
    let refund = Transaction { kind: Kind::Refund, ..record(1, 10_000) };
    let Cost::Known(returned) = cost_of(&table(), &refund) else { panic!() };
    assert_eq!((returned.signed_fee(), returned.signed_net()), (-50, -9_950));
    let kept = read_table(TABLE.replace("\"returned\"\n", "\"kept\"\n").as_bytes()).unwrap();
    let Cost::Known(kept) = cost_of(&kept, &refund) else { panic!() };
    assert_eq!((kept.signed_fee(), kept.signed_net()), (0, -10_000));
}

#[test]
fn instant_arrival_costs_extra_and_comes_today() {
    let instant = read_table(TABLE.replace("speed = \"t+1\"", "speed = \"d+0\"").as_bytes()).unwrap();
    let Cost::Known(fee) = cost_of(&instant, &record(1, 10_000)) else { panic!() };
    assert_eq!((fee.fee.minor(), fee.arrival), (55, Arrival::On("2026-01-22".parse().unwrap())));
    let mut without = instant;
    without.rates.retain(|rate| rate.product != Product::Instant);
    assert_eq!(cost_of(&without, &record(1, 10_000)), Cost::NotKnown(Unknown::NoRate));
}

#[test]
fn an_adjusted_sale_costs_by_its_new_amount() {
    let mut sale = record(1, 10_000);
    sale.extra.adjusted = Some(amount(20_000));
    assert_eq!(fee(&table(), &sale), (Product::Debit, 100, 19_900));
}

#[test]
fn the_host_says_on_which_side_of_midnight() {
    let mut late = record(1, 100);
    late.host = Some(crate::domain::HostResult {
        code: "00".parse().unwrap(),
        rrn: None,
        auth_code: None,
        time: Some(HostTime { date: "0123".into(), time: "000001".into() }),
        acquirer: None,
        settlement_date: None,
        institutions: None,
        scheme: None,
        texts: Vec::new(),
    });
    let day = |txn: &Transaction| trade_day(txn, UtcOffset::default()).to_string();
    assert_eq!(day(&late), "2026-01-23");
    // A host's clock that is months off is not believed.
    late.host.as_mut().unwrap().time.as_mut().unwrap().date = "0601".into();
    assert_eq!(day(&late), "2026-01-22");
}
