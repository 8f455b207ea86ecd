use super::*;
use crate::{
    acquirer::{
        keys::tests::bytes,
        message::{CardData, Financial, Finding},
    },
    domain::{Currency, Entry, Extra, Kind, Stan, Totals},
    iso8583::{Mti, UNIONPAY},
};

/// A sign-on answer of a real host, from the message type on.
const SIGNED_ON: &str = "0810003800010AC0001450021122130107200800085500323231333031343931333239303039393939393930363030313433303137303131393939390011000005190030004046F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";

fn sign_on() -> Request {
    Request::SignOn { stan: Stan::FIRST, batch: BatchNo::FIRST, operator: "01".parse().unwrap() }
}

fn settle() -> Request {
    Request::Settle {
        stan: Stan::FIRST,
        batch: BatchNo::FIRST,
        totals: Totals::default(),
        currency: Currency::Cny,
        operator: "01".parse().unwrap(),
    }
}

fn sale() -> Request {
    let card = CardData {
        entry: Entry::Swipe,
        pan: None,
        expiry: None,
        sequence: None,
        track2: None,
        pin_block: None,
        chip: vec![],
        code: None,
    };
    Request::Financial(Box::new(Financial {
        kind: Kind::Sale,
        stan: Stan::FIRST,
        batch: BatchNo::FIRST,
        amount: Amount::from_minor(100).unwrap(),
        currency: Currency::Cny,
        card,
        original: None,
        extra: Extra::default(),
    }))
}

fn approved() -> Message {
    let mut message = Message::new(Mti::new("0210"));
    message.set_text(39, "00").set_text(4, "000000000100");
    message
}

#[test]
fn a_published_sign_on_answer() {
    let message = Message::parse(&UNIONPAY, &bytes(SIGNED_ON)).unwrap();
    let answer = answer(&sign_on(), &message, 3).unwrap();
    assert_eq!(answer.code.as_str(), "00");
    assert_eq!(answer.host_time, Some(HostTime { date: "0720".into(), time: "221301".into() }));
    assert_eq!(answer.batch.unwrap().get(), 519);
    assert_eq!(answer.result.rrn.unwrap().as_str(), "221301491329");
    assert_eq!((answer.order, answer.finding), (3, None));
}

#[test]
fn everything_that_a_receipt_wants() {
    let mut message = approved();
    message.set_text(15, "0721").set_text(37, "221301491329").set_text(38, "A1B2C3");
    message.set_text(44, "01020000   48020000   ");
    let mut remark = b"CUP".to_vec();
    remark.extend(GBK.encode("发卡行说好          ").0.iter());
    remark.extend([b' '; 20]);
    remark.extend(b"acquirer\x1b[2J         ");
    message.set_bytes(63, &remark).set_bytes(55, &[0x91, 0x01, 0x00]);
    let result = answer(&sale(), &message, 0).unwrap();
    assert_eq!(result.chip, [0x91, 0x01, 0x00]);
    let result = result.result;
    assert_eq!(result.auth_code.unwrap().as_str(), "A1B2C3");
    assert_eq!(result.settlement_date.as_deref(), Some("0721"));
    assert_eq!(result.institutions, Some(("01020000".into(), "48020000".into())));
    assert_eq!(result.scheme.as_deref(), Some("CUP"));
    assert_eq!(result.texts, ["发卡行说好", "acquirer[2J"]);
}

#[test]
fn hosts_may_be_sloppy() {
    let mut message = approved();
    message.set_text(38, "      ").set_text(44, "0102").set_text(60, "22").set_text(63, "C");
    let short = answer(&sale(), &message, 0).unwrap();
    assert_eq!((short.result.auth_code, short.batch), (None, None));
    assert_eq!(short.result.institutions, Some(("0102".into(), String::new())));
    message.set_text(60, "22000012000601048999").set_text(44, "           ").set_text(63, "   ");
    let long = answer(&sale(), &message, 0).unwrap();
    assert_eq!(long.batch.unwrap().get(), 12);
    assert_eq!((long.result.institutions, long.result.scheme), (None, None));
}

#[test]
fn only_a_settlement_answer_may_lack_its_code() {
    let mut message = Message::new(Mti::new("0510"));
    message.set_text(48, &"0".repeat(62));
    assert_eq!(answer(&settle(), &message, 0).unwrap().code.as_str(), "00");
    assert!(matches!(answer(&sale(), &message, 0), Err(LinkFault::Garbled { .. })));
    message.set_text(39, "95");
    assert_eq!(answer(&settle(), &message, 0).unwrap().code.as_str(), "95");
}

#[test]
fn a_settlement_is_balanced_only_when_both_halves_are() {
    let zero = "0".repeat(30);
    let counted = format!("{}1{}", "0".repeat(14), "0".repeat(15));
    for (totals, expected) in [
        (format!("{counted}1{zero}1"), Finding::Balanced),
        (format!("{counted}1{zero}0"), Finding::Balanced),
        (format!("{counted}1"), Finding::Balanced),
        (format!("{counted}1{counted}0"), Finding::Unbalanced),
        (format!("{counted}2{zero}1"), Finding::Unbalanced),
        (format!("{counted}1{zero}2"), Finding::Unbalanced),
        (format!("{counted}3{zero}3"), Finding::Unbalanced),
        (format!("{zero}0{zero}0"), Finding::Unbalanced),
        ("1".into(), Finding::Unbalanced),
    ] {
        let mut message = Message::new(Mti::new("0510"));
        message.set_text(48, &totals);
        assert_eq!(answer(&settle(), &message, 0).unwrap().finding.map(Findings::overall), Some(expected), "{totals}");
    }
}

#[test]
fn an_approval_of_another_amount_is_not_believed() {
    let mut message = approved();
    message.set_text(4, "000000000099");
    assert!(matches!(answer(&sale(), &message, 0), Err(LinkFault::Garbled { .. })));
    message.set_text(39, "51");
    assert_eq!(answer(&sale(), &message, 0).unwrap().code.as_str(), "51");
}
