//! Lists and tables that a shop or its acquirer sends: products, rates, the calendar, the settlement file,
//! rosters, answers of the enrolment service and of the order gateway. The first byte says which.

use keytill::{
    catalogue::{
        Catalogue,
        csv::{Mark, export, import},
    },
    domain::{Amount, Currency, OperatorNo, OrderNo, WallTime},
    enrol::{
        Roster,
        service::{Answer, Ask, TakeOver},
    },
    fees::{Calendar, Statement, read_table},
    orders::{self, What},
};

/// One input.
pub fn run(data: &[u8]) {
    let Some((which, data)) = data.split_first() else { return };
    match which {
        b'P' => products(data),
        b'R' => drop(read_table(data).map_err(|error| assert!(!error.to_string().is_empty()))),
        b'C' => drop(Calendar::read(data).map_err(|error| assert!(!error.to_string().is_empty()))),
        b'S' => drop(Statement::read(data).map_err(|error| assert!(!error.to_string().is_empty()))),
        b'O' => drop(Roster::read(data).map_err(|error| assert!(!error.to_string().is_empty()))),
        b'E' => service(data),
        b'G' => gateway(data),
        _ => {}
    }
}

/// An answer means something for the question that it belongs to, and nothing is a challenge that is not of the interface.
fn service(data: &[u8]) {
    let Some((status, body)) = data.split_first_chunk() else { return };
    let status = u16::from_be_bytes(*status);
    let five: OperatorNo = "05".parse().expect("two digits");
    let asks = [Ask::Begin { free: vec![five], mobile: None }, Ask::Roster(7), Ask::Claim(five, TakeOver::No)];
    for ask in &asks {
        if let Ok(Answer::Begun(challenge, _)) = ask.read(status, body) {
            let looked = Ask::Look(challenge).read(status, body);
            assert!(!matches!(looked, Ok(Answer::Begun(..))));
        }
    }
}

/// What is taken reads back as the same, and is found by its number and its barcodes.
fn products(data: &[u8]) {
    let Ok(found) = import(&Catalogue::default(), data, Currency::Cny, WallTime(0)) else { return };
    let bad = found.bad.len();
    let Some(all) = found.into_catalogue() else {
        assert!(bad > 0, "refused for no reason");
        return;
    };
    let mut written = Vec::new();
    export(all.records(), Currency::Cny, Mark::None, &mut written).expect("memory takes all");
    let again = import(&all, &written, Currency::Cny, WallTime(1)).expect("what was written is a list");
    assert!(again.bad.is_empty() && again.added == 0 && again.changed == 0, "{:?}", again.bad);
    for record in all.records() {
        assert_eq!(all.search(&record.product.no.to_string(), 1)[0].no, record.product.no);
        for code in &record.product.barcodes {
            assert!(all.by_barcode(code).is_some_and(|owner| owner.product.no == record.product.no));
        }
    }
}

/// Signed answers of the order gateway: what is about another order, or another amount, is none.
fn gateway(data: &[u8]) {
    let order: OrderNo = "A1".parse().expect("a number");
    let amount = Amount::from_minor(1234).expect("small");
    let refund = || What::Refund { refund: "R1".parse().expect("a number") };
    for what in [What::Create { currency: Currency::Cny, seconds: 60 }, What::Query, What::Close, refund()] {
        let ask = orders::Ask { order: order.clone(), amount, what };
        for status in [200, 201, 403, 409, 500] {
            if ask.read(status, data).is_ok() {
                let said: serde_json::Value = serde_json::from_slice(data).expect("it was read");
                assert_eq!((said["order"].as_str(), said["amount"].as_u64()), (Some("A1"), Some(1234)));
                assert!(status < 300);
            }
        }
    }
}
