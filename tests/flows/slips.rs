//! What stands on the receipt of each kind of transaction.

use keytill::{
    acquirer::Answer,
    domain::{
        receipt::{Line, Receipt},
        transaction::InstalmentTerms,
    },
};

use super::{
    kinds::{by_code, by_number, code_refund, held, offline, ready, recorded, refund, sold},
    support::*,
    table::{Events, Start},
};

/// The rows of a receipt as `label value`.
fn rows(receipt: &Receipt) -> Vec<String> {
    let text = |line: &Line| match line {
        Line::Text(text) | Line::Centred(text, _) => Some(text.clone()),
        Line::Pair(label, value, _) => Some(format!("{label} {value}")),
        _ => None,
    };
    receipt.lines.iter().filter_map(text).collect()
}

fn last(till: &Till) -> Vec<String> {
    rows(&till.printed.last().unwrap().receipt)
}

#[test]
fn each_kind_has_its_own_rows() {
    let rows: [(&str, Start, Events, &[&str]); 9] = [
        (
            "refund",
            ready,
            |t| refund(t).card(stripe()).authorised(stripe_without_pin()).host(approved()),
            &[
                "交易类型(TYPE) 退货(REFUND)",
                "原参考号(ORIGINAL REF. NO.) 000000000017",
                "原交易日期(ORIGINAL DATE) 0121",
                "授权人(APPROVED BY) 00",
                "金额(AMOUNT) CNY 12.34",
            ],
        ),
        (
            "pre-authorisation",
            ready,
            |t| t.keys("1 7 1 50000E").card(stripe()).authorised(stripe_with_pin()).host(approved()),
            &["交易类型(TYPE) 预授权(AUTH)", "授权码(AUTH NO.) A1B2C3"],
        ),
        (
            "completion",
            ready,
            |t| by_number(t, '3').host(approved()),
            &["预授权完成（联机）(AUTH COMPLETE)", "预授权码(PRE-AUTH CODE) A1B2C3", "原交易日期(ORIGINAL DATE) 0120"],
        ),
        (
            "void of a pre-authorisation",
            held,
            |t| t.keys("1 7 5 3 2E E 123456E").host(approved()),
            &["预授权撤销(CANCEL)", "原凭证号(ORIGINAL VOUCHER) 000002"],
        ),
        (
            "instalments",
            ready,
            |t| {
                let terms = InstalmentTerms { first: amount(20_000), fee: amount(1_200) };
                let answer = Answer { terms: Some(terms), ..approved() };
                t.keys("1 8 2 240000E 12E").card(stripe()).authorised(stripe_with_pin()).host(answer)
            },
            &[
                "分期数(INSTALMENTS) 12",
                "首期金额(FIRST INSTALMENT) CNY 200.00",
                "分期手续费(INSTALMENT FEE) CNY 12.00",
            ],
        ),
        (
            "payment by code",
            ready,
            |t| by_code(t).host(Answer { voucher: Some("20260122000000000001".parse().unwrap()), ..approved() }),
            &["付款凭证号(PAYMENT VOUCHER) 20260122000000000001", "交易无需签名(NO SIGNATURE REQUIRED)"],
        ),
        (
            "refund of a payment by code",
            ready,
            |t| code_refund(t).host(approved()),
            &[
                "交易类型(TYPE) 付款码退货(Code refund)",
                "原参考号(ORIGINAL REF. NO.) 000000000017",
                "付款凭证号(PAYMENT VOUCHER) 20260122000000000001",
            ],
        ),
        (
            "tip",
            sold,
            |t| t.keys("1 8 4 3 2E E 3000E"),
            &["金额(AMOUNT) CNY 200.00", "小费(TIP) CNY 30.00", "总计(TOTAL) CNY 230.00"],
        ),
        (
            "offline sale of a foreign card",
            ready,
            offline,
            &["交易类型(TYPE) 离线结算(OFFLINE)", "卡组织(SCHEME) VIS", "持卡人签名(CARDHOLDER SIGNATURE)"],
        ),
    ];
    for (name, state, events, expected) in rows {
        let mut till = state();
        events(&mut till);
        let rows = last(&till);
        for text in expected {
            assert!(rows.iter().any(|row| row.contains(text)), "{name}: no {text:?} in {rows:#?}");
        }
    }
}

#[test]
fn a_tipped_sale_printed_again_says_its_total() {
    let mut till = recorded();
    till.keys("1 8 4 2 2E E 9000E E 4 2E");
    let rows = last(&till);
    assert!(rows.iter().any(|row| row.contains("DUPLICATE")), "{rows:#?}");
    assert!(rows.iter().any(|row| row == "总计(TOTAL) CNY 90.00"), "{rows:#?}");
}

/// A small tap needs no signature, and says so in its place; above the limit, and by any other way, there is room for one.
#[test]
fn who_need_not_sign() {
    let no = "交易无需签名(NO SIGNATURE REQUIRED)".to_owned();
    let yes = "持卡人签名(CARDHOLDER SIGNATURE)".to_owned();
    let rows: [(&str, Events, bool); 3] = [
        ("small tap", |t| t.sell(100_000).card(tap()).authorised(without_pin()), false),
        ("large tap", |t| t.sell(100_001).card(tap()).authorised(with_pin()), true),
        ("swipe", |t| t.sell_stripe(1), true),
    ];
    for (name, events, signs) in rows {
        let mut till = ready();
        events(&mut till);
        till.host(approved());
        let rows = last(&till);
        assert_eq!((rows.contains(&yes), rows.contains(&no)), (signs, !signs), "{name}: {rows:#?}");
        assert_eq!(rows.iter().any(|r| r.contains("NO PIN REQUIRED")), !signs, "{name}");
    }
}
