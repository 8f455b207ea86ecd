//! A sale in the pure core, its receipt as the bytes that a printer gets, and what stands on the paper then.

use keytill::{
    domain::receipt::Receipt,
    flow::{ReceiptRules, ReceiptUrl, Rules, Setup, SignatureOn},
    printer::{
        Paper,
        escpos::{Device, encode},
    },
};

use crate::{
    escpos::Printed,
    support::{Till, approved, completed, setup},
};

/// The files of the pictures, and their paper.
pub const PICTURES: [(&str, Paper); 2] = [("receipt.58mm.svg", Paper::Mm58), ("receipt.80mm.svg", Paper::Mm80)];

/// A name as somebody writes it with a finger.
const STROKES: [&[(u16, u16)]; 4] = [
    &[(8, 8), (9, 8), (10, 8), (11, 8), (12, 8), (13, 8), (14, 8), (15, 8)],
    &[(11, 6), (11, 7), (11, 8), (11, 9), (10, 10), (9, 11), (8, 12)],
    &[(12, 9), (13, 10), (14, 11), (15, 12)],
    &[(20, 7), (21, 9), (22, 11), (23, 9), (24, 7), (25, 9), (26, 11), (27, 9), (28, 7), (30, 10), (33, 12)],
];

/// The receipt of a sale by chip whose cardholder has signed on the screen, with both copies.
fn receipt() -> Receipt {
    let url = ReceiptUrl::try_from(String::from("https://receipts.example.cn/{terminal}/{rrn}")).unwrap();
    let setup = Setup {
        merchant_name: "好运来便利店".into(),
        rules: Rules { signature: SignatureOn::Screen, ..Rules::default() },
        receipts: ReceiptRules { url: Some(url), ..ReceiptRules::default() },
        ..setup()
    };
    let mut till = Till::ready_with(setup);
    till.sell_chip(1234).host(approved()).reader(completed(true));
    till.keys("E");
    for stroke in STROKES {
        // Over the width of the pad.
        let wide: Vec<(u16, u16)> = stroke.iter().map(|(x, y)| (x * 2, *y)).collect();
        till.touch(&wide);
    }
    till.keys("E");
    till.printed.pop().unwrap().receipt
}

/// The picture of the receipt on this paper, drawn from its ESC/POS bytes.
pub fn picture(paper: Paper) -> String {
    Printed::decode(&encode(&receipt(), &Device { paper, ..Device::default() }), paper.columns().into()).svg()
}
