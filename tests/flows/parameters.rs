//! Parameters that are set on the box: types, ranges, who changed what, and when they hold.

use keytill::{
    domain::{Currency, Fact, Parameter, parameter::Takes},
    flow::{BadParameter, value_of},
};
use proptest::prelude::*;

use super::support::*;

/// 99 before the list of parameters.
fn technician() -> Till {
    let mut till = Till::on();
    till.sign_in("99").keys("4 v").must_show(&["Parameters", "Sign-out after 10 min"]);
    till
}

#[test]
fn a_value_is_set_recorded_and_holds_at_once_and_after_a_restart() {
    let mut till = technician();
    till.keys("3").must_show(&["Time for the card", "60 s", "10 - 600", "How long a card is waited for"]);
    till.keys("E 90E").must_show(&["90 s", "File", "60 s", "99", "60 s > 90 s"]);
    assert_eq!(till.model.terminal.setup.limits.card.as_secs(), 90);
    let fact = Fact::ParameterSet { name: Parameter::CardSeconds, from: 60, to: Some(90), by: operator("99") };
    assert!(till.disk.facts().any(|known| *known == fact));
    till.restart(Cut::Lost);
    assert_eq!(till.model.terminal.setup.limits.card.as_secs(), 90);
    till.sign_in("01").keys("1 1 1234E").must_show(&["90 s"]);
    // Back to what the file says.
    till.keys("C E C C").sign_in("99").keys("4 v 3 D").must_show(&["90 s > File"]);
    assert_eq!(till.model.terminal.setup.limits.card.as_secs(), 60);
    till.must_not_show(&["reset"]);
}

#[test]
fn bad_values_are_refused_with_their_range() {
    let mut till = technician();
    for (keys, typed, said) in [
        ("3", "9E", "Possible: 10 - 600"),
        ("3", "601E", "Possible: 10 - 600"),
        ("3", "E", "Possible: 10 - 600"),
        ("3", "12345", "No more digits fit"),
        ("1", "0E", "Possible: 1 - 120"),
        ("8", "2400E", "Possible: 00:00 - 23:59"),
        ("8", "1260E", "Possible: 00:00 - 23:59"),
        ("8", "123E", "Possible: 00:00 - 23:59"),
        ("9", "49E", "The warning must come before the settlement"),
    ] {
        till.keys(keys).keys("E").keys(typed).must_show(&[said]);
        till.keys("C C");
    }
    assert!(till.model.terminal.book.parameters.is_empty());
    // A time that is none means never.
    till.keys("8 E 2330E").must_show(&["23:30"]);
    till.keys("E E").must_show(&["23:30 > never"]);
}

#[test]
fn the_open_batch_stands_against_some_of_them() {
    let mut till = Till::ready();
    till.sold(1234).keys("C").sign_in("99").keys("4 v 0 0 9").must_show(&["Currency", "settle first"]);
    till.keys("E 4").must_show(&["The open batch forbids it: settle first"]);
    assert!(till.model.terminal.book.parameters.is_empty());
    // With an empty batch it is taken, and holds from the next start on.
    let mut till = technician();
    till.keys("0 0 9 E 4").must_show(&["USD", "Takes effect at the next start"]);
    assert_eq!(till.model.terminal.setup.currency, Currency::Cny);
    till.restart(Cut::Lost);
    assert_eq!(till.model.terminal.setup.currency, Currency::Usd);
}

#[test]
fn what_the_host_sent_goes_first_and_the_page_says_so() {
    let mut till = technician();
    till.keys("0 9").must_show(&["Tips up to"]).must_not_show(&["The host's value"]);
    let mut data = keytill::domain::HostData::default();
    data.parameters.insert("19".into(), "10".into());
    till.model.terminal.book.host_data = data;
    till.keys("E 20E").must_show(&["20 %", "The host's value takes precedence"]);
    assert_eq!(till.model.terminal.tip_percent(), 10);
}

#[test]
fn only_who_may_sets_parameters() {
    let mut till = Till::on();
    till.sign_in("00").keys("4").must_show(&["administrator 99 only"]);
    let fact = till.model.terminal.parameter_fact(Parameter::CardSeconds, Some(90), operator("99"));
    assert!(fact.is_ok());
}

proptest! {
    /// Every value in its range is taken, obeyed, and obeyed after a restart; every other is refused.
    #[test]
    fn every_value_in_range_is_obeyed(index in 0..Parameter::ALL.len(), value in any::<u64>(), within in any::<bool>()) {
        let name = Parameter::ALL[index];
        let (start, end) = (*name.range().start(), *name.range().end());
        let value = if within { start + value % (end - start + 1) } else { value };
        let mut till = Till::on();
        let terminal = &till.model.terminal;
        let fact = terminal.parameter_fact(name, Some(value), operator("99"));
        let hours = matches!(name, Parameter::WarnHours | Parameter::ForceHours);
        if !name.range().contains(&value) {
            prop_assert_eq!(fact, Err(BadParameter::Range(name)));
            return Ok(());
        }
        if hours && fact == Err(BadParameter::WarnAfterForce) {
            return Ok(());
        }
        till.model.terminal.record(till.now(), vec![fact.unwrap()], &mut Vec::new());
        till.disk.book.apply(NOON, &Fact::ParameterSet { name, from: 0, to: Some(value), by: operator("99") }).unwrap();
        till.restart(Cut::Lost);
        prop_assert_eq!(value_of(&till.model.terminal.setup, name), value);
        prop_assert_eq!(till.model.terminal.parameter(name), value);
        prop_assert!(!till.model.terminal.waits_for_start(name) || name.takes() == Takes::AtOnce);
    }
}
