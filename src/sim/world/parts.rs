//! How the person at the keypad fills a basket, takes cash, and brings sales that are paid in parts to their end, whoever began them.

use std::time::Duration;

use super::{
    person::{Deed, Person, Task},
    setting,
    shop::Shop,
};

/// What stands on every screen when nothing new is begun.
const FULL: &str = "STORAGE NEARLY FULL";
/// How often in a hundred a sale of which something is paid is given up.
const GIVEN_UP: u64 = 8;
/// How often in a hundred the next part is all that is left.
const THE_REST: u64 = 50;
/// How often in a hundred a part is in cash.
const IN_CASH: u64 = 40;
/// How often in a hundred one that is not is paid by a code that the terminal shows.
const BY_SHOWN_CODE: u64 = 25;

/// The keys that this screen wants; none where it is another one.
pub(super) fn keys(title: &str, text: &str, task: Option<&Task>, shop: &mut Shop) -> Option<String> {
    let has = |words: &str| text.contains(words);
    let asked = match title {
        "Sale in parts" if has("Type the amount") || has("IS THIS AMOUNT RIGHT?") => return None,
        "Sale in parts" => return Some(pay_screen(text, task, shop)),
        _ if title.starts_with("Pay basket") && !has("How much of it") && !has("1:100 2:50") && !has("IS THIS") => {
            return Some(pay_screen(text, task, shop));
        }
        "Sales not finished" if matches!(task, Some(Task::Settle(_))) => "1".into(),
        // The batch is not settled before they are over.
        "Transactions" if matches!(task, Some(Task::Settle(_))) && !shop.store.book().bills.open.is_empty() => {
            "88".into()
        }
        // Nothing new is taken any more: back to the choice, where the sale is given up.
        _ if has("How much of it this way?") && has(FULL) => "C".into(),
        _ if has("1:100 2:50") && has(FULL) => "C".into(),
        // Something else has been paid of it since.
        _ if has("1:100 2:50") && has("no longer fits the sale") => "C".into(),
        _ if has("How much of it this way?") => part(text, task, shop),
        _ if has("IS THIS CHANGE RIGHT?") => "C".into(),
        _ if has("1:100 2:50") && has("Still to give") => ["7E", "1E", "2E"][index(shop, 3)].into(),
        _ if has("1:100 2:50") => "E".into(),
        // Somebody has gone to typing by mistake.
        _ if has("Type what the customer gives") => "D".into(),
        _ => return None,
    };
    Some(asked)
}

fn index(shop: &mut Shop, below: u64) -> usize {
    usize::try_from(shop.chance.below(below)).unwrap_or(0)
}

/// At the choice of ways, at the question whether to give up, and at the end.
fn pay_screen(text: &str, task: Option<&Task>, shop: &mut Shop) -> String {
    let has = |words: &str| text.contains(words);
    let mine = matches!(task, Some(Task::Trade(Deed::Parts(_) | Deed::Basket(_))));
    if has("PAID IN FULL") || has("GIVEN UP") || has("ENDED") || has("GIVE THIS SALE UP?") {
        return "E".into();
    }
    // Who may not sell, or has to wait for a part that is not known, leaves it for later.
    if has("Operator 00") || has("Operator 99") {
        return "C".into();
    }
    if has("Not known:") || has("(wait)") {
        let later = if has("Being given up") { "4" } else { "6" };
        return if mine { String::new() } else { later.into() };
    }
    if has("Being given up") {
        return "1".into();
    }
    if has(FULL) {
        return "C".into();
    }
    let paid = !has("Paid 0.00");
    if mine && paid && shop.chance.percent(GIVEN_UP) {
        return "C".into();
    }
    // Whoever finds it takes the rest in cash: that customer's card is gone.
    if !mine || shop.chance.percent(IN_CASH) {
        return "3".into();
    }
    // By card, or with the telephone: a code that is scanned from the screen.
    if shop.chance.percent(BY_SHOWN_CODE) { "5".into() } else { "1".into() }
}

/// How much of it by card.
fn part(text: &str, task: Option<&Task>, shop: &mut Shop) -> String {
    let whole = task.and_then(|task| match task {
        Task::Trade(Deed::Parts(fen)) => Some(*fen),
        _ => None,
    });
    match whole {
        _ if text.contains("No more than") => "C".into(),
        Some(fen) if !shop.chance.percent(THE_REST) => format!("{}E", 1 + shop.chance.below(fen)),
        _ => "E".into(),
    }
}

impl Person {
    /// Before a locked screen: the password of whoever left it.
    pub(super) fn unlock(&mut self, text: &str) -> Duration {
        let who = setting::PEOPLE.iter().find(|(number, _)| text.contains(&format!("Password of {number}")));
        let Some((_, password)) = who else { return self.type_in("C") };
        self.asked_to_wait(text).unwrap_or_else(|| self.type_in(&format!("{password}E")))
    }

    /// Before a basket: the goods are typed, then they are paid.
    pub(super) fn fill(&mut self, goods: &str, text: &str) -> Duration {
        if self.leaving {
            self.task = None;
            return self.type_in("C");
        }
        let empty = text.contains(" 0 lines") && !self.filled;
        self.filled |= empty;
        self.type_in(if empty { goods } else { "E" })
    }
}
