//! The terminal's line to the order gateway over a real socket, against the training gateway: what is believed, and what is not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::net::TcpListener;

use keytill::{
    domain::{Amount, Currency, OrderNo, Wallet},
    orders::{Answer, Ask, GatewayKey, Refusal, Trouble, What},
    runtime::{GatewayClient, GatewayConfig},
    sim::gateway::{self, Fault, FaultOrder, Gateway, GatewayHandle, Key, State, millis},
    web::Caller,
};

const KEY: [u8; 32] = *b"the key of the tests' gateway...";
const OTHER: [u8; 32] = *b"the key of some other gateway...";

struct Line {
    client: GatewayClient,
    gateway: GatewayHandle,
    runtime: tokio::runtime::Runtime,
}

impl Line {
    fn new(key: [u8; 32]) -> Line {
        let caller = Caller { merchant: "000000000000001".parse().unwrap(), terminal: "00000001".parse().unwrap() };
        let config =
            gateway::GatewayConfig::new(vec![(caller.merchant.clone(), caller.terminal.clone())], Key::new(KEY));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gateway = gateway::open(listener, None, Gateway::new(config).unwrap(), None).unwrap();
        let address = format!("http://{}", gateway.address()).try_into().unwrap();
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        let key = GatewayKey::read(hex.as_bytes()).unwrap();
        let client = GatewayClient::new(GatewayConfig { address, tls: None, key, caller });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Line { client, gateway, runtime }
    }

    fn ask(&self, order: &str, minor: u64, what: What) -> Result<Answer, Trouble> {
        let ask = Ask { order: order.parse().unwrap(), amount: Amount::from_minor(minor).unwrap(), what };
        self.runtime.block_on(self.client.ask(&ask))
    }

    fn create(&self, order: &str, minor: u64) -> Result<Answer, Trouble> {
        self.ask(order, minor, What::Create { currency: Currency::Cny, seconds: 60 })
    }

    fn code(&self, order: &str) -> String {
        match self.create(order, 1234) {
            Ok(Answer::Open(open)) => open.code,
            other => panic!("{other:?}"),
        }
    }

    fn fault(&self, fault: Fault) {
        self.gateway.gateway().order(FaultOrder { fault, count: 1 });
    }

    fn refund(&self, refund: &str, minor: u64) -> Result<Answer, Trouble> {
        let refund: OrderNo = refund.parse().unwrap();
        self.ask("A1", minor, What::Refund { refund })
    }
}

fn is_silent(answer: &Result<Answer, Trouble>) -> bool {
    matches!(answer, Err(Trouble::Silent(_)))
}

#[test]
fn an_order_is_opened_once_paid_once_and_given_back_once() {
    let line = Line::new(KEY);
    let code = line.code("A1");
    assert_eq!(line.code("A1"), code, "the same order again");
    assert!(is_silent(&line.create("A1", 1235)), "its number with another amount");
    line.gateway.gateway().pay(&code, "ecny", millis()).unwrap();
    assert!(line.gateway.gateway().pay(&code, "ecny", millis()).is_err(), "paid twice");
    for what in [What::Query, What::Close, What::Create { currency: Currency::Cny, seconds: 60 }] {
        match line.ask("A1", 1234, what) {
            Ok(Answer::Paid(payment)) => assert_eq!(payment.wallet, Some(Wallet::Ecny)),
            other => panic!("{other:?}"),
        }
    }
    let first = line.refund("R1", 1000).unwrap();
    assert_eq!(line.refund("R1", 1000).unwrap(), first, "the same refund again");
    assert!(is_silent(&line.refund("R1", 999)));
    assert_eq!(line.refund("R2", 235), Err(Trouble::Refused(Refusal::TooMuch)));
    assert!(matches!(line.refund("R3", 234), Ok(Answer::Refunded(_))));
    let entry = line.gateway.gateway().entries(millis()).remove(0);
    assert_eq!((entry.state, entry.refunds.values().sum::<u64>()), (State::Paid, 1234));
}

#[test]
fn what_is_closed_stays_closed_whether_it_was_known_or_not() {
    let line = Line::new(KEY);
    let code = line.code("A1");
    for _ in 0..2 {
        assert_eq!(line.ask("A1", 1234, What::Close), Ok(Answer::Closed), "closed twice");
    }
    assert!(line.gateway.gateway().pay(&code, "wechat", millis()).is_err());
    assert_eq!(line.refund("R1", 1), Err(Trouble::Refused(Refusal::NotPaid)));
    // Its opening is still on the way when it is closed.
    assert_eq!(line.ask("B1", 500, What::Close), Ok(Answer::Closed));
    assert_eq!(line.create("B1", 500), Ok(Answer::Closed));
}

#[test]
fn an_answer_that_the_gateway_has_not_signed_says_nothing() {
    let line = Line::new(KEY);
    for fault in [Fault::WrongSignature, Fault::Proxy(401), Fault::Proxy(403), Fault::Proxy(404), Fault::Proxy(502)] {
        line.fault(fault);
        assert!(is_silent(&line.ask("A1", 1234, What::Close)), "{fault:?}");
        line.fault(fault);
        assert!(is_silent(&line.create("B1", 1234)), "{fault:?}");
    }
    // With the signature it counts.
    line.fault(Fault::Declined);
    assert_eq!(line.create("C1", 1234), Err(Trouble::Refused(Refusal::Declined)));
    assert_eq!(line.create("D1", 10_000_001), Err(Trouble::Refused(Refusal::Amount)));
}

#[test]
fn another_key_opens_nothing_and_believes_nothing() {
    let line = Line::new(OTHER);
    let answer = line.create("A1", 1234);
    assert!(matches!(&answer, Err(Trouble::Silent(why)) if why.contains("status 401")), "{answer:?}");
    assert!(line.gateway.gateway().entries(millis()).is_empty());
}

#[test]
fn what_was_done_without_an_answer_is_known_by_asking_again() {
    let line = Line::new(KEY);
    line.fault(Fault::NoAnswer);
    assert!(is_silent(&line.create("A1", 1234)));
    let code = line.code("A1");
    line.gateway.gateway().pay_late(&code, "alipay", millis(), 0).unwrap();
    assert_eq!(line.ask("A1", 1234, What::Close), Ok(Answer::Paying));
}
