//! Rates in the journal: told until somebody confirms them, and what screens make of them.

use keytill::{
    domain::{Fact, Lang, RateTable},
    fees::{Terms, read_table},
    flow::Setup,
};

use super::support::*;

const TABLE: &str = include_str!("../../packaging/rates.toml");

fn table(text: &str) -> RateTable {
    read_table(text.as_bytes()).unwrap()
}

fn with(table: Option<RateTable>) -> Setup {
    Setup { fees: Terms { table, ..Terms::default() }, ..setup() }
}

fn on(setup: Setup) -> Till {
    let mut till = Till::new(setup, book(), Lang::En, (53, 20));
    till.start();
    till
}

/// The facts of rates in the journal, in order.
fn facts(till: &Till) -> Vec<String> {
    let word = |fact: &Fact| match fact {
        Fact::RatesSet { table } => Some(format!("set {}", table.rates[0].rate.hundredths())),
        Fact::RatesConfirmed { by } => Some(format!("confirmed by {by}")),
        _ => None,
    };
    till.disk.facts().filter_map(word).collect()
}

fn screen(till: &Till) -> String {
    picture(&till.model, (53, 20))
}

#[test]
fn rates_are_recorded_once_and_told_until_somebody_confirms_them() {
    let mut till = on(with(Some(table(TABLE))));
    till.sign_in("01");
    assert!(screen(&till).contains("These rates are new"), "{}", screen(&till));
    // Later: the choice of modes, and at the next sign-in, of whomever, the rates again.
    till.keys("CC").sign_in("02");
    assert!(screen(&till).contains("These rates are new"));
    till.keys("E");
    assert!(!screen(&till).contains("Contract"));
    assert_eq!(facts(&till), ["set 6000", "confirmed by 02"]);
    till.restart(Cut::Kept).sign_in("01");
    assert!(!screen(&till).contains("Contract"), "{}", screen(&till));
    assert_eq!(facts(&till), ["set 6000", "confirmed by 02"], "the same table is no news");
}

#[test]
fn a_changed_rate_is_told_with_what_it_was() {
    let mut till = on(with(Some(table(TABLE))));
    till.sign_in("01").keys("E");
    till.set_up(with(Some(table(&TABLE.replacen("rate = 6000", "rate = 5500", 1))))).restart(Cut::Kept).sign_in("01");
    assert!(screen(&till).contains("0.55 %") && screen(&till).contains("was 0.60 %"), "{}", screen(&till));
    // A power cut before somebody has confirmed changes nothing of that.
    till.restart(Cut::Lost).sign_in("02");
    assert!(screen(&till).contains("0.55 %") && screen(&till).contains("was 0.60 %"), "{}", screen(&till));
    till.keys("E");
    assert_eq!(facts(&till), ["set 6000", "confirmed by 01", "set 5500", "confirmed by 02"]);
}

#[test]
fn a_change_that_no_row_shows_is_told_all_the_same() {
    let mut till = on(with(Some(table(TABLE))));
    till.sign_in("01").keys("E");
    till.set_up(with(Some(table(&TABLE.replacen("\"628\", ", "", 1))))).restart(Cut::Kept).sign_in("01");
    assert!(screen(&till).contains("The change affects past days"), "{}", screen(&till));
}

#[test]
fn without_a_file_the_rates_of_the_journal_stay() {
    let mut till = on(with(Some(table(TABLE))));
    till.sign_in("01").keys("E").sold_stripe(10_000);
    till.set_up(with(None)).restart(Cut::Kept).sign_in("01");
    till.keys("1 3 1");
    let seen = screen(&till);
    for part in ["Fee", "0.50", "Net", "99.50", "Arrives", "2026-01-23"] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    assert_eq!(facts(&till).len(), 2);
}

#[test]
fn a_terminal_without_rates_says_nothing_of_fees() {
    let mut till = on(with(None));
    till.sign_in("01").sold_stripe(10_000).keys("1 3 1");
    assert!(!screen(&till).contains("Fee"), "{}", screen(&till));
    assert!(facts(&till).is_empty());
}
