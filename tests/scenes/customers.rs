//! Customers who agreed to be remembered.

use keytill::{
    app::Event,
    catalogue::Shelf,
    customers::{CONSENT_WORDS, Change, Consent, Customer, Customers, Purchase},
    domain::{Amount, BatchNo, Currency, Lang, OperatorNo, Stan, TxnRef, WallTime},
};

use super::{Scene, ready};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("customers_loading", |lang| with(ready(lang), "8")).scrolls("the reason of the last entry"),
    Scene::new("customers", |lang| with(shop(lang), "8")),
    Scene::new("customer_find", |lang| with(shop(lang), "8 1")),
    Scene::new("customer_find_last_four", |lang| with(shop(lang), "8 1 8000v")),
    Scene::new("customer_find_nothing", |lang| with(shop(lang), "8 1 0000")),
    Scene::new("customer_page", |lang| with(shop(lang), "8 1 97E")),
    Scene::new("customer_page_no_sale", |lang| with(without_sales(lang), "8 1 97E")),
    Scene::new("customer_link", |lang| with(shop(lang), "8 1 97E 1")),
    Scene::new("customer_link_kept", |lang| with(shop(lang), "8 1 97E 1 E")),
    Scene::new("customer_link_not_kept", |lang| with(broken(lang), "8 1 97E 1 E")),
    Scene::new("customer_purchases", |lang| with(shop(lang), "8 1 97E 1 EE 2")),
    Scene::new("customer_purchases_empty", |lang| with(shop(lang), "8 1 996E 2")),
    Scene::new("customer_erase", |lang| with(shop(lang), "8 1 97E 3")),
    Scene::new("customer_erase_without_sales", |lang| with(shop(lang), "8 1 996E 3")),
    Scene::new("customer_erased", |lang| with(shop(lang), "8 1 97E 3 E")),
    Scene::new("customer_erase_not_kept", |lang| with(broken(lang), "8 1 97E 3 E")),
    Scene::new("customer_gone", |lang| with(shop(lang), "8 1 97E 3 EE")),
    Scene::new("customer_add_mobile", |lang| with(shop(lang), "8 2 138001")),
    Scene::new("customer_add_taken", |lang| with(shop(lang), "8 2 13800138000E")),
    Scene::new("customer_add_name", |lang| with(shop(lang), "8 2 13811112222E 52")),
    Scene::new("customer_add_consent", |lang| with(shop(lang), "8 2 13811112222E 52E")),
    Scene::new("customer_add_kept", |lang| with(shop(lang), "8 2 13811112222E 52E E")),
    Scene::new("customer_add_not_kept", |lang| with(broken(lang), "8 2 13811112222E 52E E")),
];

fn customer(mobile: &str, name: &str) -> Customer {
    let consent = Consent { at: NOON, words: CONSENT_WORDS, lang: Lang::ZhCn, by: OperatorNo::SUPERVISOR };
    Customer::new(mobile.parse().unwrap(), name.parse().unwrap(), consent)
}

/// Three customers; one bought something long ago, which the journal does not have any more.
fn without_sales(lang: Lang) -> Till {
    let mut all = Customers::of([
        customer("13800138000", "张三"),
        customer("15094748000", "王小明"),
        customer("18694741111", "Li Lei"),
    ]);
    let old = Purchase {
        txn: TxnRef { batch: BatchNo::FIRST, stan: Stan::try_from(999_000).unwrap() },
        began: WallTime(NOON.0 - 500 * 86_400_000),
        amount: Amount::from_minor(123_456).unwrap(),
        currency: Currency::Cny,
    };
    let linked: Change = all.link(&"13800138000".parse().unwrap(), old).unwrap();
    all.take(linked);
    let mut till = ready(lang);
    till.send(Event::Customers(Shelf::Open(Box::new(all))));
    till
}

/// The same after two sales.
fn shop(lang: Lang) -> Till {
    let mut till = without_sales(lang);
    till.sold_stripe(1234).sold_stripe(1_234_567);
    till
}

/// The same with a disk that keeps nothing of them.
fn broken(lang: Lang) -> Till {
    let mut till = shop(lang);
    till.catalogue_broken = true;
    till
}

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}
