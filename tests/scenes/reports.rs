//! Reports, charts and the search.

use keytill::{
    app::{Event, SessionId},
    domain::{Entry, Kind, Lang, State, Transaction, WallTime},
};

use super::{Scene, on, settle::day};
use crate::support::*;

const BARS: &str = "bars are as high and lines as long as there is room";

pub const SCENES: &[Scene] = &[
    Scene::new("shop", |lang| with(office(month(lang)), "2 9")),
    Scene::new("reports", |lang| with(office(month(lang)), "2 9 1")),
    Scene::new("reports_settled", |lang| with(office(settled(lang)), "2 9 1")),
    Scene::new("report_x", |lang| with(office(day(lang)), "2 9 1 1")).scrolls("the rows scroll"),
    Scene::new("report_x_more", |lang| with(office(day(lang)), "2 9 1 1 VV")).scrolls("the rows scroll"),
    Scene::new("report_x_printed", |lang| with(office(day(lang)), "2 9 1 1 E")).scrolls("the rows scroll"),
    Scene::new("report_x_too_large", |lang| {
        let mut till = office(on(lang));
        for stan in [1, 2] {
            let txn = Transaction { amount: keytill::domain::Amount::MAX, ..record(stan, Kind::Sale, Entry::Chip) };
            till.model.terminal.book.apply(NOON, &keytill::domain::Fact::Began(Box::new(txn))).unwrap();
        }
        with(till, "2 9 1 1")
    }),
    Scene::new("report_z", |lang| with(office(settled(lang)), "2 9 1 2")).scrolls("the rows scroll"),
    Scene::new("chart_hours", |lang| with(office(busy(lang)), "2 9 1 3")).scrolls(BARS),
    Scene::new("chart_hours_empty", |lang| with(office(on(lang)), "2 9 1 3")),
    Scene::new("chart_ways", |lang| with(office(busy(lang)), "2 9 1 4")).scrolls(BARS),
    Scene::new("chart_month", |lang| with(office(month(lang)), "2 9 1 5")).scrolls(BARS),
    Scene::new("chart_month_failed", |lang| {
        let mut till = office(month(lang));
        till.keys("2 9 1 5").send(Event::Surveyed(SessionId::KEYPAD, None));
        till
    }),
    Scene::new("search", |lang| with(office(month(lang)), "6")),
    Scene::new("search_operator", |lang| with(found(lang), "6 5 20260122E")),
    Scene::new("search_amount", |lang| with(office(month(lang)), "6 3 1234")),
    Scene::new("search_rrn", |lang| with(office(month(lang)), "6 2 0000000000172^")),
    Scene::new("search_date_wrong", |lang| with(office(month(lang)), "6 5 20260230E")),
    Scene::new("search_found", |lang| with(office(month(lang)), "6 8")),
    Scene::new("search_found_older", |lang| with(office(month(lang)), "6 8 0")),
    Scene::new("search_nothing", |lang| with(office(month(lang)), "6 3 77E 8")),
    Scene::new("search_failed", |lang| {
        let mut till = office(month(lang));
        till.hold_disk().keys("6 8");
        let all = Box::new(keytill::domain::Search::default());
        till.send(Event::Searched(SessionId::KEYPAD, all, None, None));
        till
    }),
    Scene::new("search_detail_old", |lang| with(office(month(lang)), "6 8 0 1 E")).scrolls("the rows scroll"),
];

/// The supervisor at the choice of modes, on whatever screen somebody else was.
fn office(mut till: Till) -> Till {
    if till.model.sessions[&SessionId::KEYPAD].operator.is_some() {
        till.keys("C C");
    }
    till.sign_in("00");
    till
}

fn found(lang: Lang) -> Till {
    let mut till = month(lang);
    till.sign_in("01");
    till
}

/// The day was settled.
fn settled(lang: Lang) -> Till {
    let mut till = day(lang);
    till.keys("5 E E");
    till
}

const HOUR: i64 = 3_600_000;

/// An open batch with sales at many hours, in all ways.
fn busy(lang: Lang) -> Till {
    let mut book = book();
    let entries = [Entry::Chip, Entry::Tap, Entry::Swipe, Entry::Manual, Entry::Code, Entry::Tap, Entry::Chip];
    for stan in 1..60 {
        let later = i64::from(stan % 13) * HOUR - 5 * HOUR;
        let amount = amount(u64::from(stan * stan % 17 + 1) * 1_234);
        let entry = entries[stan as usize % entries.len()];
        let txn = Transaction { began: WallTime(NOON.0 + later), amount, ..record(stan, Kind::Sale, entry) };
        book.apply(NOON, &keytill::domain::Fact::Began(Box::new(txn))).unwrap();
    }
    let mut till = Till::new(setup(), book, lang, (53, 20));
    till.start();
    till
}

/// Batches of the last weeks, and nothing in the open one.
fn month(lang: Lang) -> Till {
    let mut till = on(lang);
    for stan in 1..90 {
        let earlier = i64::from(stan / 3) * 24 * HOUR;
        let state = if stan % 7 == 0 { State::Voided } else { State::Approved };
        let amount = amount(u64::from(stan * 37 % 101 + 1) * 1_000);
        let began = WallTime(NOON.0 - earlier - i64::from(stan));
        let txn = Transaction { began, state, amount, ..record(stan, Kind::Sale, Entry::Chip) };
        till.disk.settled.push(Transaction { txn: txn_of_old(stan), ..txn });
    }
    till
}

fn txn_of_old(stan: u32) -> keytill::domain::TxnRef {
    txn(900 - stan / 3, stan)
}

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}
