//! Products in the back office.

use std::time::Duration;

use keytill::{
    app::Event,
    catalogue::{Activity, Catalogue, Edit, Price, Product, ProductNo, Record, Shelf, Stock},
    domain::{Amount, Lang, OperatorNo},
};

use super::{Scene, signed_in};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("products_loading", |lang| with(signed_in(lang, "00"), "2 9 4")).scrolls("the reason of the last entry"),
    Scene::new("products_closed", |lang| {
        let mut till = signed_in(lang, "00");
        till.send(Event::Catalogue(Shelf::Closed));
        with(till, "2 9 4")
    })
    .scrolls("the reason of the last entry"),
    Scene::new("products", |lang| with(stocked(lang), "2 9 4")),
    Scene::new("product_find", |lang| with(stocked(lang), "2 9 4 1")),
    Scene::new("product_find_initials", |lang| with(stocked(lang), "2 9 4 1 6377")),
    Scene::new("product_find_marked", |lang| with(stocked(lang), "2 9 4 1 VVV")),
    Scene::new("product_find_nothing", |lang| with(stocked(lang), "2 9 4 1 99999")),
    Scene::new("product_page", |lang| with(stocked(lang), "2 9 4 1 1001E")),
    Scene::new("product_page_inactive", |lang| with(stocked(lang), "2 9 4 1 1001E 5")),
    Scene::new("product_page_not_kept", |lang| with(broken(lang), "2 9 4 1 1001E 5")),
    Scene::new("product_history", |lang| with(stocked(lang), "2 9 4 1 1001E 6")),
    Scene::new("product_history_empty", |lang| with(stocked(lang), "2 9 4 1 12E 6")),
    Scene::new("product_price", |lang| with(stocked(lang), "2 9 4 1 1001E 2 420")),
    Scene::new("product_price_kept", |lang| with(stocked(lang), "2 9 4 1 1001E 2 420E")),
    Scene::new("product_price_not_kept", |lang| with(broken(lang), "2 9 4 1 1001E 2 420E")),
    Scene::new("product_stock", |lang| with(stocked(lang), "2 9 4 1 1001E 3 12v5^")),
    Scene::new("product_name_turning", |lang| with(stocked(lang), "2 9 4 1 1001E 1 645 52222")),
    Scene::new("product_name_stands", |lang| {
        let mut till = with(stocked(lang), "2 9 4 1 1001E 1 645 5222");
        till.pass(Duration::from_secs(1));
        till
    }),
    Scene::new("product_initials", |lang| with(stocked(lang), "2 9 4 1 1001E 4 2266")),
    Scene::new("product_add_number", |lang| with(stocked(lang), "2 9 4 2")),
    Scene::new("product_add_number_taken", |lang| with(stocked(lang), "2 9 4 2 12E")),
    Scene::new("product_add_barcode", |lang| with(stocked(lang), "2 9 4 2 E 6901234567890E")),
    Scene::new("product_add_name", |lang| with(stocked(lang), "2 9 4 2 EE 8")),
    Scene::new("product_add_price", |lang| with(stocked(lang), "2 9 4 2 EE 83E 1250")),
    Scene::new("product_add_kept", |lang| with(stocked(lang), "2 9 4 2 EE 83E 1250E")),
];

/// A shop with a few products, of which one has a history.
fn stocked(lang: Lang) -> Till {
    let price = |minor| Price::try_from(Amount::from_minor(minor).unwrap()).unwrap();
    let product = |number: i64, name: &str, minor, code: &str| Product {
        barcodes: code.split_whitespace().map(|code| code.parse().unwrap()).collect(),
        tax: "13".parse().unwrap(),
        unit: "瓶".parse().unwrap(),
        ..Product::new(ProductNo::try_from(number).unwrap(), name.parse().unwrap(), price(minor))
    };
    let old = Product { activity: Activity::Inactive, ..product(3, "农夫果园", 500, "") };
    let all = [
        product(1001, "农夫山泉550ml", 200, "6921168509256"),
        product(12, "可口可乐", 300, ""),
        product(6377, "Nestle coffee", 1_234_550, ""),
        product(63770, "面包", 850, "2100001"),
        old,
    ];
    let mut catalogue = Catalogue::of(all.map(Record::from));
    let no = ProductNo::try_from(1001).unwrap();
    for (edit, by) in [
        (Edit::Price(no, price(250)), Some(OperatorNo::SUPERVISOR)),
        (Edit::Stock(no, Stock::try_from(120_000).unwrap()), None),
    ] {
        catalogue.put(catalogue.plan(&edit, NOON, by).unwrap());
    }
    let mut till = signed_in(lang, "00");
    till.send(Event::Catalogue(Shelf::Open(Box::new(catalogue))));
    till
}

/// The same with a disk that keeps no product.
fn broken(lang: Lang) -> Till {
    let mut till = stocked(lang);
    till.catalogue_broken = true;
    till
}

fn with(mut till: Till, keys: &str) -> Till {
    till.keys(keys);
    till
}
