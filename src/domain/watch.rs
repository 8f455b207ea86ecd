//! What is watched at this terminal: wrong passwords, those that count against a number and those that count against the terminal;
//! and how many of them, and openings of the cash drawer without a sale, there were on each of the last days.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Day, OperatorNo, UtcOffset, WallTime};

/// How many there were on a day (UTC), by number; [`DAYS`] at most.
type Days = BTreeMap<Day, BTreeMap<OperatorNo, u32>>;

/// So many days are kept.
const DAYS: usize = 31;

/// From so many wrong passwords on, whatever the numbers, the terminal takes nobody but 00 for a while.
pub const TERMINAL_LOCK_AT: u32 = 10;

/// Wrong passwords, of numbers that exist and of those that do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// What each number has on its account; 100 numbers at most.
    #[serde(default)]
    guesses: BTreeMap<OperatorNo, Guesses>,
    /// Wrong passwords.
    #[serde(default)]
    days: Days,
    /// Openings of the cash drawer without a sale.
    #[serde(default, skip_serializing_if = "Days::is_empty")]
    drawer: Days,
}

/// Wrong passwords for one number since its last right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Guesses {
    /// All of them: the number's own delay grows with them.
    in_a_row: u8,
    /// Those that count against the terminal: none of before its last release, and none of 00.
    against: u8,
}

impl Watch {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Watch::default()
    }

    /// Wrong passwords for this number since its last right one.
    pub fn in_a_row(&self, operator: OperatorNo) -> u8 {
        self.guesses.get(&operator).map_or(0, |guesses| guesses.in_a_row)
    }

    /// The numbers with wrong passwords since their last right one, and how many.
    pub fn guessed(&self) -> impl Iterator<Item = (OperatorNo, u8)> + '_ {
        self.guesses.iter().map(|(operator, guesses)| (*operator, guesses.in_a_row))
    }

    /// How many wrong passwords count against the terminal.
    pub fn against_terminal(&self) -> u32 {
        self.guesses.values().map(|guesses| u32::from(guesses.against)).sum()
    }

    /// How many wrong passwords a number had within the days that are kept, from this day (UTC) on.
    pub fn wrong_since(&self, first: Day, operator: OperatorNo) -> u32 {
        since(&self.days, first, operator)
    }

    /// How often a number opened the cash drawer without a sale, from this day (UTC) on.
    pub fn opened_since(&self, first: Day, operator: OperatorNo) -> u32 {
        since(&self.drawer, first, operator)
    }

    /// The numbers that had a wrong password, or opened the cash drawer, within the days that are kept.
    pub fn numbers(&self) -> impl Iterator<Item = OperatorNo> + '_ {
        self.days.values().chain(self.drawer.values()).flat_map(|counts| counts.keys().copied())
    }

    /// The cash drawer was opened without a sale.
    pub(super) fn open_drawer(&mut self, at: WallTime, operator: OperatorNo) {
        note(&mut self.drawer, at, operator);
    }

    /// One more wrong password.
    pub(super) fn count(&mut self, at: WallTime, operator: OperatorNo) {
        let guesses = self.guesses.entry(operator).or_default();
        guesses.in_a_row = guesses.in_a_row.saturating_add(1);
        if operator != OperatorNo::SUPERVISOR {
            guesses.against = guesses.against.saturating_add(1);
        }
        note(&mut self.days, at, operator);
    }

    /// A right password, or a release of this number: its wrong ones were slips of the finger.
    pub(super) fn forgive(&mut self, operator: OperatorNo) {
        self.guesses.remove(&operator);
    }

    /// 00 has looked after the terminal.
    pub(super) fn release_terminal(&mut self) {
        self.guesses.values_mut().for_each(|guesses| guesses.against = 0);
    }
}

fn since(days: &Days, first: Day, operator: OperatorNo) -> u32 {
    let days = days.range(first..);
    days.filter_map(|(_, counts)| counts.get(&operator)).fold(0, |sum, count| sum.saturating_add(*count))
}

/// One more on the day of this moment. The oldest day goes where there are too many.
fn note(days: &mut Days, at: WallTime, operator: OperatorNo) {
    let count = days.entry(at.day(UtcOffset(0))).or_default().entry(operator).or_default();
    *count = count.saturating_add(1);
    while days.len() > DAYS {
        days.pop_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn number(n: u8) -> OperatorNo {
        format!("{n:02}").parse().unwrap()
    }

    #[test]
    fn a_right_password_takes_back_its_own_slips_alone() {
        let mut watch = Watch::default();
        for n in [1, 1, 2, 55, 0] {
            watch.count(WallTime(0), number(n));
        }
        assert_eq!((watch.against_terminal(), watch.in_a_row(number(0))), (4, 1), "00 counts for itself alone");
        watch.forgive(number(1));
        assert_eq!(watch.against_terminal(), 2);
        watch.release_terminal();
        assert_eq!((watch.against_terminal(), watch.in_a_row(number(55))), (0, 1), "the number's own delay stays");
    }

    #[test]
    fn it_stays_small_whatever_the_clock_does() {
        let mut watch = Watch::default();
        for day in 0..500 {
            for n in 0..100 {
                watch.count(WallTime(if day % 7 == 0 { i64::MAX - day } else { day * DAY }), number(n));
            }
        }
        assert!(watch.days.len() <= DAYS && watch.guesses.len() == 100);
        assert!(serde_json::to_string(&watch).unwrap().len() < 64_000);
        let read: Watch = serde_json::from_str(&serde_json::to_string(&watch).unwrap()).unwrap();
        assert_eq!(read, watch);
    }
}
