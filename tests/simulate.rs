//! `keytill simulate` as CI runs it, with fewer seeds: days with each fault profile, and the promise that a seed repeats.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::process::{Command, Output};

use keytill::{
    domain::{Entry, Kind},
    sim::world::{Act, Faults, Plan, Ways, simulate},
};

fn plan(seed: u64, days: u32, customers: u64, faults: &str) -> Plan {
    Plan { seed, days, customers, ways: Ways::All, faults: Faults::named(faults).unwrap(), story: 200 }
}

/// Every seed ends with books that agree; says how many sales and faults there were.
fn seeds(seeds: std::ops::Range<u64>, faults: &str) -> (u64, u64) {
    let mut sum = (0, 0);
    for seed in seeds {
        let outcome = simulate(&plan(seed, 2, 50, faults))
            .unwrap_or_else(|f| panic!("{faults}, seed {seed}, day {}: {}\n{}", f.day, f.rule, f.story.join("\n")));
        sum = (sum.0 + outcome.sales, sum.1 + outcome.faults);
    }
    sum
}

fn keytill(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keytill")).arg("simulate").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn days_on_which_nothing_goes_wrong() {
    let (sales, faults) = seeds(1..4, "none");
    assert!(sales > 250 && faults == 0, "{sales} sales, {faults} faults");
}

#[test]
fn usual_days() {
    let (sales, faults) = seeds(1..7, "usual");
    assert!(sales > 300 && faults > 50, "{sales} sales, {faults} faults");
}

#[test]
fn harsh_days() {
    let (sales, faults) = seeds(1..9, "harsh");
    assert!(sales > 300 && faults > 500, "{sales} sales, {faults} faults");
}

#[test]
fn customers_do_everything_that_a_till_offers() {
    let tally = simulate(&plan(1, 3, 150, "none")).unwrap().tally;
    let kinds = [Kind::Sale, Kind::Instalment, Kind::Void, Kind::Refund, Kind::PreAuth, Kind::Completion];
    let entries = [Entry::Chip, Entry::Tap, Entry::Swipe, Entry::Code, Entry::ShownCode, Entry::Cash];
    let told = [Kind::CompletionAdvice, Kind::Offline, Kind::Adjust, Kind::Tip];
    let acts = kinds.into_iter().chain(told).map(Act::Trade).chain(entries.map(Act::Entry)).chain([
        Act::Signature,
        Act::Basket,
        Act::Parts,
    ]);
    let never: Vec<Act> = acts.filter(|act| tally.of(*act) == 0).collect();
    assert!(never.is_empty(), "nobody did {never:?}: {tally:?}");
}

#[test]
fn the_power_goes_and_goes() {
    let outcome = simulate(&plan(1, 2, 60, "cuts")).unwrap_or_else(|f| panic!("{}\n{}", f.rule, f.story.join("\n")));
    assert!(outcome.cuts > 40, "{} power cuts", outcome.cuts);
}

#[test]
fn the_same_seed_prints_the_same_last_line() {
    let line = || {
        let output = keytill(&["--seed", "7", "--days", "2", "--customers", "40", "--faults", "harsh"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).lines().last().unwrap().to_owned()
    };
    let first = line();
    assert_eq!(first, line());
    let (counts, digest) = first.split_once(", books agree, digest ").unwrap();
    assert!(counts.starts_with("seed 7: 2 days, ") && counts.ends_with(" faults"), "{first}");
    assert_eq!(digest.len(), 64);
}

#[test]
fn another_seed_gives_other_days() {
    let digest = |seed| simulate(&plan(seed, 1, 10, "none")).unwrap().digest;
    assert_ne!(digest(1), digest(2));
}

#[test]
fn a_profile_that_is_not_there_is_named() {
    let output = keytill(&["--seed", "1", "--faults", "ususal"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("ususal"), "{}", text(&output.stderr));
}
