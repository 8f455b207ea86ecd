//! Baskets.

use keytill::{
    app::Event,
    catalogue::{Catalogue, Price, Product, ProductNo, Record, Shelf},
    domain::{Amount, Lang},
};

use super::{Scene, signed_in};
use crate::support::*;

const ROWS: &str = "the lines scroll";

pub const SCENES: &[Scene] = &[
    Scene::new("basket_empty", |lang| counter(lang, "")),
    Scene::new("basket", |lang| counter(lang, FEW)),
    Scene::new("basket_typing", |lang| counter(lang, "1001E 2M 6377")).scrolls(ROWS),
    Scene::new("basket_struck", |lang| counter(lang, "1001E 1002E ^DE")),
    Scene::new("basket_marked", |lang| counter(lang, &format!("{FEW} {FEW} {FEW} ^^^^"))).scrolls(ROWS),
    Scene::new("basket_unknown", |lang| counter(lang, "1001E 99999E")),
    Scene::new("basket_pay_code", |lang| counter(lang, "1001E 134567890123456789E")),
    Scene::new("basket_found", |lang| counter(lang, "6E")),
    Scene::new("basket_weight", |lang| counter(lang, "1003E 535")),
    Scene::new("basket_quantity", |lang| counter(lang, "1001E M 3 12")),
    Scene::new("basket_strike", |lang| counter(lang, "1001E 1002E D")),
    Scene::new("basket_drop", |lang| counter(lang, "1001E 1002E M 9")),
    Scene::new("basket_menu", |lang| counter(lang, "1001E M")),
    Scene::new("basket_menu_empty", |lang| counter(lang, "M")),
    Scene::new("basket_amount", |lang| counter(lang, "M 4 1250")),
    Scene::new("basket_discount", |lang| counter(lang, "1004E M 1 10")),
    Scene::new("basket_discount_amount", |lang| counter(lang, "1004E M 2 v 1000")),
    Scene::new("basket_discount_approval", |lang| counter(lang, "1004E M 1 10E 1234")),
    Scene::new("basket_discounted", |lang| counter(lang, "1004E 1001E M 2 10E 123456E")),
    Scene::new("basket_parked", |lang| counter(lang, "1001E M5 1002E 1004E M5 M6")),
    Scene::new("basket_split", |lang| counter(lang, "1001E 1002E M 7 2")),
    Scene::new("basket_pay", |lang| counter(lang, &format!("{FEW} E"))),
    Scene::new("basket_taken_back", |lang| {
        let mut till = counter(lang, "1001E E1E");
        till.card(chip()).authorised(with_pin()).fault(no_answer());
        till.pass(std::time::Duration::from_secs(5));
        till.keys("E C M 6 1");
        till
    }),
    Scene::new("basket_being_paid", |lang| {
        let mut till = counter(lang, "1001E E1E");
        till.hold_host();
        till.card(chip()).authorised(with_pin()).fault(no_answer());
        till.keys("E 6 M 6");
        till
    }),
];

/// Three lines of different kinds.
const FEW: &str = "1001E 2M1002E 535M1003E";

fn counter(lang: Lang, keys: &str) -> Till {
    let price = |minor| Price::try_from(Amount::from_minor(minor).unwrap()).unwrap();
    let product = |number: i64, name: &str, minor, unit: &str, code: &str| {
        Record::from(Product {
            barcodes: code.split_whitespace().map(|code| code.parse().unwrap()).collect(),
            unit: unit.parse().unwrap(),
            ..Product::new(ProductNo::try_from(number).unwrap(), name.parse().unwrap(), price(minor))
        })
    };
    let all = [
        product(1001, "农夫山泉", 200, "瓶", "6921168509256"),
        product(1002, "面包", 850, "个", "2100001"),
        product(1003, "苹果", 1990, "kg", ""),
        product(1004, "红酒", 12_000, "瓶", ""),
        product(6377, "牛奶", 350, "盒", ""),
    ];
    let mut till = signed_in(lang, "01");
    till.send(Event::Catalogue(Shelf::Open(Box::new(Catalogue::of(all)))));
    till.keys("9");
    till.keys(keys);
    till
}
