//! kill -9 at random moments over a run of sales: what was seen as approved is approved, and everything else is known.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use crate::terminal::*;

/// Tills beside each other, and how often each is killed unless KEYTILL_KILLS says otherwise.
const TILLS: u64 = 4;
const KILLS: u64 = 10;
/// How long the first sale takes, about.
const FIRST_SALE_MS: u64 = 80;
/// A kill comes within this time after the tray of the first sale was seen.
const WITHIN_MS: u64 = 1300;

/// Numbers that look random, from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// A sale that its operator has seen approved.
type Seen = BTreeSet<(u32, u64)>;

fn note_approved(till: &Till, amount: u64, seen: &mut Seen) {
    let screen = till.screen();
    if screen.contains("APPROVED") && !screen.contains("Interrupted") {
        // A screen may be cut off in the middle of being drawn; a sale counts with its number.
        let digits = screen.split("Voucher ").nth(1).and_then(|after| after.get(..6));
        seen.extend(digits.and_then(|digits| digits.parse().ok()).map(|voucher| (voucher, amount)));
    }
}

/// Sells until the program is gone, from the tray of a sale of 0.01 on. Any step may be the last.
fn sell_until_killed(till: &mut Till, dice: &mut Dice, seen: &mut Seen) {
    let mut amount = 1;
    loop {
        till.keys(["1", "7", "8"][dice.below(3) as usize]);
        let approved = till.sees("APPROVED");
        note_approved(till, amount, seen);
        if !approved {
            return;
        }
        till.keys("Esc");
        if !till.sees("Reprint receipt") {
            return;
        }
        till.keys("1");
        if !till.sees("Type the amount") {
            return;
        }
        amount = 100 + dice.below(90_000);
        till.keys(&format!("{amount} Enter"));
        if !till.sees("Choose a training card") {
            return;
        }
    }
}

/// After a restart: everything is known again, and what was seen is true.
fn check(folder: &Folder, seen: &Seen, told: &str) {
    assert_agree(folder.path());
    let rows = export(folder.path());
    for (voucher, amount) in seen {
        let row = rows.iter().find(|row| row.stan == *voucher).unwrap_or_else(|| panic!("{voucher} is lost, {told}"));
        assert_eq!((row.state.as_str(), row.amount_minor), ("approved", *amount), "{told}: {row:?}");
    }
}

/// One till. How many sales were seen to be approved, and how many kills fell into a sale.
fn run(number: u64, kills: u64) -> (usize, usize) {
    let folder = Folder::new();
    let mut dice = Dice(number + 1);
    let mut seen = Seen::new();
    let mut in_flight = 0;
    let mut till = Till::demo(&folder);
    for kill in 0..kills {
        let told = format!("till {number}, kill {kill}");
        till.sign_in_to_sell();
        // A card is asked for when no reversal is owed any more.
        till.ask_for_card("1");
        check(&folder, &seen, &told);
        // Half of the kills fall into the first sale, the others anywhere.
        let limit = if kill % 2 == 0 { FIRST_SALE_MS } else { WITHIN_MS };
        let moment = Instant::now() + Duration::from_millis(dice.below(limit));
        let pid = rustix::process::Pid::from_raw(i32::try_from(till.pid()).unwrap()).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(moment.saturating_duration_since(Instant::now()));
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            });
            sell_until_killed(&mut till, &mut dice, &mut seen);
        });
        till.kill9();
        in_flight += export(folder.path()).iter().filter(|row| row.state == "pending").count();
        till.restart();
    }
    till.sign_in_to_sell();
    till.ask_for_card("1");
    check(&folder, &seen, "at the end");
    till.keys("Esc");
    till.see("NOT PAID");
    (seen.len(), in_flight)
}

/// Kills of each till: KEYTILL_KILLS, or what a usual test run has time for.
fn kills() -> u64 {
    match std::env::var("KEYTILL_KILLS") {
        Ok(kills) => kills.parse().expect("KEYTILL_KILLS is how often each of the four tills is killed"),
        Err(_) => KILLS,
    }
}

#[test]
fn killed_at_random_moments_no_seen_sale_is_lost_or_doubled() {
    let kills = kills();
    let (seen, in_flight) = std::thread::scope(|scope| {
        let tills: Vec<_> = (0..TILLS).map(|number| scope.spawn(move || run(number, kills))).collect();
        let ends = tills.into_iter().map(|till| till.join().unwrap());
        ends.fold((0, 0), |sum, end| (sum.0 + end.0, sum.1 + end.1))
    });
    eprintln!("{} kills, {seen} sales seen approved, {in_flight} in the middle of a sale", TILLS * kills);
    assert!(seen > 0, "no sale was seen to be approved: the kills came too early to show anything");
}
