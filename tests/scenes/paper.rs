//! What the screens say of the printer, of copies, and of the address of a receipt.

use keytill::{
    domain::{Lang, receipt::Condition},
    flow::{CardholderCopy, ReceiptRules, ReceiptUrl, Setup},
};

use super::{Scene, on_with, ready, settle::day};
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("printer_no_paper", |lang| says(Condition::PaperOut, lang, "11")),
    Scene::new("printer_cover_open", |lang| says(Condition::CoverOpen, lang, "11 1234E")),
    Scene::new("printer_gone", |lang| says(Condition::Gone, lang, "11 1234E")),
    Scene::new("printer_off_line", |lang| says(Condition::Offline, lang, "11 1234E")),
    Scene::new("printer_fault", |lang| says(Condition::Fault, lang, "11")),
    Scene::new("printer_paper_low", |lang| says(Condition::PaperLow, lang, "11 1234E")),
    Scene::new("printer_unknown", |lang| says(Condition::Unknown, lang, "11")),
    Scene::new("printer_none", |lang| {
        let mut till = says(Condition::None, lang, "");
        till.sell_stripe(1234).host(approved());
        till
    }),
    Scene::new("printer_none_reprint", |lang| {
        let mut till = says(Condition::None, lang, "");
        till.sell_stripe(1234).host(approved()).keys("E 4 E");
        till
    }),
    Scene::new("verdict_customer_copy", |lang| {
        let receipts = ReceiptRules { cardholder: CardholderCopy::Key, ..with_url(SHORT) };
        let mut till = on_with(Setup { receipts, ..setup() }, lang);
        till.sign_in("01").sell_stripe(1234).host(approved());
        till
    }),
    Scene::new("verdict_code", |lang| sold(SHORT, lang, "")),
    Scene::new("detail_code", |lang| sold(SHORT, lang, "E 3 1")).scrolls("the rows scroll"),
    Scene::new("receipt_code", |lang| sold(SHORT, lang, "M")).scrolls(SCREEN),
    Scene::new("receipt_code_usual", |lang| sold(USUAL, lang, "M")).scrolls(SCREEN),
    Scene::new("receipt_code_long", |lang| sold(LONG, lang, "M")).scrolls(SCREEN),
    Scene::new("reprint_slip", |lang| {
        let mut till = day(lang);
        till.keys("5 E E 4");
        till
    }),
];

const SCREEN: &str = "a code is shown where it fits";
/// In capitals a code is smaller: this one fits 40 columns and 15 rows.
pub const SHORT: &str = "HTTPS://R.EXAMPLE.CN/{terminal}/{rrn}";
/// The same with small letters: its modules alone would fit there, without the light around them that a reader needs.
const USUAL: &str = "https://r.example.cn/{terminal}/{rrn}";
const LONG: &str = "https://receipts.example.cn/shops/{merchant}/{terminal}/receipts/{date}/{batch}/{voucher}/{rrn}?lang=zh-CN&from=slip&more=of-the-same-kind-that-a-service-may-want";

pub fn with_url(url: &str) -> ReceiptRules {
    ReceiptRules { url: Some(ReceiptUrl::try_from(url.to_owned()).unwrap()), ..ReceiptRules::default() }
}

fn says(condition: Condition, lang: Lang, keys: &str) -> Till {
    let mut till = ready(lang);
    till.condition = condition;
    // The first sale asks the printer, the second has its answer.
    till.keys("11 C C").keys(keys);
    till
}

fn sold(url: &str, lang: Lang, keys: &str) -> Till {
    let mut till = on_with(Setup { receipts: with_url(url), ..setup() }, lang);
    till.sign_in("01").sell_stripe(1234).host(approved());
    till.keys(keys);
    till
}
