//! Rates, arrivals and the deposit.

use keytill::{
    domain::{Amount, Lang},
    fees::{Deposit, Terms, read_table},
    flow::Setup,
};

use super::{Scene, on_with, signed_in};
use crate::support::*;

const TABLE: &str = include_str!("../../packaging/rates.toml");

pub const SCENES: &[Scene] = &[
    Scene::new("money_menu_nothing", |lang| with(signed_in(lang, "00"), "2 9 2")),
    Scene::new("money_menu", |lang| with(office(lang, None), "")),
    Scene::new("rates_first", |lang| {
        let mut till = on_with(with_fees(TABLE), lang);
        till.sign_in("01");
        till
    })
    .scrolls("the rows scroll"),
    Scene::new("rates_changed", |lang| {
        changed(lang, &TABLE.replacen("rate = 6000", "rate = 5500", 1).replacen("cap = 2000", "cap = 1800", 1))
    })
    .scrolls("the rows scroll"),
    Scene::new("rates_to_come", |lang| {
        let ended = TABLE.replacen("rate = 3800", "until = \"2026-02-28\"\nrate = 3800", 1);
        let next = "[[rate]]\nproduct = \"qr\"\nfrom = \"2026-03-01\"\nrate = 3000\n";
        changed(lang, &ended.replacen("[[arrival]]", &format!("{next}[[arrival]]"), 1))
    })
    .scrolls("the rows scroll"),
    Scene::new("rates_changed_elsewhere", |lang| changed(lang, &TABLE.replacen("\"628\", ", "", 1)))
        .scrolls("the rows scroll"),
    Scene::new("rates_known", |lang| with(office(lang, None), "1")).scrolls("the rows scroll"),
    Scene::new("detail_fee", |lang| with(sold(lang), "1 3 1")).scrolls("the rows scroll"),
    Scene::new("totals_fees", |lang| {
        let mut till = sold(lang);
        till.keys("C").sign_in("00");
        with(till, "2 1")
    }),
    Scene::new("arrivals_no_file", |lang| with(office(lang, None), "2")),
    Scene::new("arrivals_even", |lang| {
        with(office(lang, Some(file("2,in,10000,50,2026-01-23", "end,1,10000,0"))), "2")
    }),
    Scene::new("arrivals_uneven", |lang| {
        with(office(lang, Some(file("2,in,9000,45,2026-01-26", "end,1,9000,0"))), "2")
    })
    .scrolls("the rows scroll"),
    Scene::new("arrivals_cut_off", |lang| with(office(lang, Some(file("2,in,9000,45,2026-01-26", ""))), "2"))
        .scrolls("the reason is long"),
    Scene::new("deposit_no_word", |lang| with(office(lang, None), "3")),
    Scene::new("deposit_same", |lang| {
        let deposit = "2,in,10000,50,2026-01-23\ndeposit,99999906,2026-01-22,10000,0";
        with(office(lang, Some(file(deposit, "end,1,10000,0"))), "3")
    }),
    Scene::new("deposit_differs", |lang| {
        let deposit = "2,in,10000,50,2026-01-23\ndeposit,99999906,2026-01-22,9000,0";
        with(office(lang, Some(file(deposit, "end,1,10000,0"))), "3")
    }),
];

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}

fn terms(table: &str) -> Terms {
    let amount = |minor| Amount::from_minor(minor).unwrap();
    let deposit = Deposit {
        amount: amount(29_900),
        card_target: amount(500_000),
        qr_target: amount(100_000),
        from: "2026-01-01".parse().unwrap(),
        days: 90,
    };
    Terms { table: Some(read_table(table.as_bytes()).unwrap()), deposit: Some(deposit), ..Terms::default() }
}

fn with_fees(table: &str) -> Setup {
    Setup { fees: terms(table), ..setup() }
}

/// Somebody has confirmed the shipped rates; the next start brings others.
fn changed(lang: Lang, table: &str) -> Till {
    let mut till = on_with(with_fees(TABLE), lang);
    till.sign_in("01").keys("E");
    till.set_up(with_fees(table)).restart(Cut::Kept).sign_in("01");
    till
}

/// A payment by a debit card, and the rates confirmed.
fn sold(lang: Lang) -> Till {
    let mut till = on_with(with_fees(TABLE), lang);
    till.sign_in("01").keys("E").sold_stripe(10_000);
    till
}

/// At the menu of money, with this settlement file.
fn office(lang: Lang, file: Option<String>) -> Till {
    let mut till = sold(lang);
    till.disk.statement = file.map(|text| Ok(text.into_bytes()));
    till.keys("C").sign_in("00").keys("2 9 2");
    till
}

/// A settlement file of the day.
fn file(row: &str, end: &str) -> String {
    let (stan, rest) = row.split_once(',').unwrap();
    format!(
        "keytill-arrivals,1\nmerchant,123456789012345\ndays,2026-01-22,2026-01-22\ncurrency,CNY\n\
         columns,terminal,batch,stan,rrn,day,side,amount,fee,arrival\n\
         row,99999906,000001,00000{stan},0,2026-01-22,{rest}\n{end}\n"
    )
}
