//! The training world's order gateway: orders that terminals show as codes, the customers who pay them, and its own books. The
//! interface is docs/orders.openapi.yaml, and this a second reading of it: it shares nothing with the terminal's.
//!
//! [`Gateway`] is the pure core: a request and the time in, an answer out. [`open`] puts it behind a socket.

mod books;
mod customer;
mod faults;
mod file;
mod orders;
mod reply;
mod server;
mod sign;

use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
};

use crate::domain::{MerchantId, TerminalId};

pub use books::{Entry, State};
pub use customer::{NoPay, WALLETS};
pub use faults::{Fault, FaultOrder};
pub use file::GatewayFile;
pub use reply::Reply;
pub use server::{GatewayHandle, millis, open};
pub use sign::Key;

use orders::Order;

/// How far the clocks of a terminal and the gateway may differ, in seconds.
const SKEW: i64 = 300;
/// How many nonces are remembered: those of the last minutes.
const NONCES: usize = 100_000;
/// The most that one order may be, in minor units, where nothing else is said.
const MOST: u64 = 10_000_000;

/// The longest that an order can be paid, in seconds.
const LONGEST: u64 = 3600;

/// What the gateway is told at its start.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// The terminals that it knows.
    pub terminals: Vec<(MerchantId, TerminalId)>,
    /// What questions and answers are signed with.
    pub key: Key,
    /// What stands before a code: the address of the page for customers.
    pub page: String,
    /// The most that one order may be, in minor units.
    pub most: u64,
    /// The longest that an order can be paid, in seconds, whatever its terminal asks for.
    pub longest: u64,
    /// Where the books are kept; none: in memory alone.
    pub books: Option<PathBuf>,
}

impl GatewayConfig {
    /// The usual gateway of these terminals.
    pub fn new(terminals: Vec<(MerchantId, TerminalId)>, key: Key) -> GatewayConfig {
        GatewayConfig { terminals, key, page: "HTTP://127.0.0.1".into(), most: MOST, longest: LONGEST, books: None }
    }
}

/// A request, its head taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// GET, POST or PUT.
    pub method: &'a str,
    /// The path as it was sent.
    pub path: &'a str,
    /// The headers of the signature: time, nonce, signature.
    pub signature: Option<(&'a str, &'a str, &'a str)>,
    /// The body; none where it was too long.
    pub body: Option<&'a [u8]>,
}

/// Whose order it is, and its number.
type Name = (String, String, String);

/// The gateway.
pub struct Gateway {
    config: GatewayConfig,
    orders: BTreeMap<Name, Order>,
    /// The nonces of the last minutes, each with the time that it came with.
    nonces: BTreeMap<String, i64>,
    faults: VecDeque<Fault>,
    /// How many payments and refunds there were.
    serial: u64,
}

impl Gateway {
    /// A gateway with the books that are kept, if any are.
    ///
    /// # Errors
    /// When the books cannot be read.
    pub fn new(config: GatewayConfig) -> std::io::Result<Gateway> {
        let mut gateway =
            Gateway { config, orders: BTreeMap::new(), nonces: BTreeMap::new(), faults: VecDeque::new(), serial: 0 };
        gateway.load()?;
        Ok(gateway)
    }

    /// The address of the page for customers, once it is known.
    pub fn set_page(&mut self, page: String) {
        self.config.page = page;
    }

    /// Answers a terminal at this moment (milliseconds since 1970 UTC); none: it waits in vain.
    pub fn answer(&mut self, request: Request<'_>, now: i64) -> Option<Reply> {
        match self.faults.pop_front() {
            Some(Fault::Down) => None,
            Some(Fault::Proxy(status)) => Some(Reply::error(status, "not_allowed")),
            Some(Fault::NoAnswer) => {
                drop(self.judge(request, now, false));
                None
            }
            Some(Fault::WrongSignature) => {
                let reply = self.judge(request, now, false);
                Some(Reply { signature: Some((now / 1000, "00".repeat(32))), ..reply })
            }
            Some(Fault::Declined) => Some(self.judge(request, now, true)),
            None => Some(self.judge(request, now, false)),
        }
    }

    /// Only who has the key is told anything, and that is signed.
    fn judge(&mut self, request: Request<'_>, now: i64, declines: bool) -> Reply {
        let Some(body) = request.body else { return Reply::error(413, "bad_request") };
        let seconds = now.div_euclid(1000);
        let Some((time, nonce, signature)) = request.signature else { return Reply::error(401, "signature") };
        if !self.config.key.question((request.method, request.path, time, nonce, body), signature) {
            return Reply::error(401, "signature");
        }
        let reply = match self.admit(time, nonce, seconds) {
            Ok(()) => self.route(request.method, request.path, body, now, declines),
            Err(reply) => reply,
        };
        self.store();
        reply.signed(&self.config.key, (request.method, request.path, nonce), seconds)
    }

    /// Whether the question is of now, and was not asked before.
    fn admit(&mut self, time: &str, nonce: &str, now: i64) -> Result<(), Reply> {
        let time = time.parse::<i64>().ok().filter(|time| (now - SKEW..=now + SKEW).contains(time));
        let Some(time) = time else { return Err(Reply::error(401, "clock")) };
        self.nonces.retain(|_, time| *time >= now - SKEW);
        if self.nonces.len() >= NONCES {
            return Err(Reply::error(429, "too_often"));
        }
        match self.nonces.insert(nonce.to_owned(), time) {
            Some(_) => Err(Reply::error(409, "replayed")),
            None => Ok(()),
        }
    }

    fn route(&mut self, method: &str, path: &str, body: &[u8], now: i64, declines: bool) -> Reply {
        let parts: Vec<String> = path.trim_start_matches('/').split('/').map(plain).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let ["v1", merchant, terminal, "orders", rest @ ..] = parts.as_slice() else {
            return Reply::error(404, "unknown");
        };
        let known = self.config.terminals.iter().any(|(m, t)| (m.as_str(), t.as_str()) == (*merchant, *terminal));
        if !known {
            return Reply::error(403, "not_allowed");
        }
        let name = |order: &str| ((*merchant).to_owned(), (*terminal).to_owned(), order.to_owned());
        if rest.iter().skip(1).step_by(2).any(|word| !matches!(*word, "close" | "refunds")) {
            return Reply::error(404, "unknown");
        }
        match (method, rest) {
            ("POST", []) => self.create(name(""), body, now, declines),
            ("GET", [order]) => self.query(&name(order), now),
            ("POST", [order, "close"]) => self.close(name(order), body, now),
            ("PUT", [order, "refunds", refund]) => self.refund(&name(order), refund, body, (now, declines)),
            (_, []) | (_, [_, "close"]) => Reply::only("POST"),
            (_, [_]) => Reply::only("GET"),
            (_, [_, "refunds", _]) => Reply::only("PUT"),
            _ => Reply::error(404, "unknown"),
        }
    }

    /// The next number of a payment.
    fn next_payment(&mut self) -> String {
        self.serial += 1;
        format!("G{:011}", self.serial % 100_000_000_000)
    }
}

/// A part of a path without its percent signs.
fn plain(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
