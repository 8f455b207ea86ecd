//! What a message is about, in one word: for fault orders and for the lines that the host prints.

use super::{fields::Private, kinds::Trade};
use crate::iso8583::{Message, Mti};

/// Names of messages that are no trades.
const OTHERS: [&str; 14] = [
    "reversal",
    "settlement",
    "upload",
    "upload-end",
    "script",
    "query",
    "sign-on",
    "sign-off",
    "echo",
    "status",
    "parameters",
    "download",
    "signature",
    "other",
];

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its type.
    pub mti: Mti,
    /// Its name: a trade's or one of the others.
    pub name: &'static str,
    /// The trade that it is, or that it takes back.
    pub trade: Option<Trade>,
    /// Whether it has an amount.
    pub has_amount: bool,
}

/// Every name that a filter can have.
pub fn names() -> impl Iterator<Item = &'static str> {
    Trade::all().map(Trade::name).chain(OTHERS)
}

impl Subject {
    /// What this request is about.
    pub fn of(request: &Message) -> Subject {
        let private = Private::of(request);
        let (kind, code) = private.as_ref().map_or(("", ""), |p| (p.kind.as_str(), p.code.as_str()));
        let mti = request.mti();
        let (name, trade) = match mti.as_str() {
            "0400" => ("reversal", Trade::reversed_by(request, kind)),
            "0100" | "0200" | "0220" if is_query(request) => ("query", None),
            "0100" | "0200" | "0220" => {
                let trade = Trade::of(request, kind);
                (trade.map_or("other", Trade::name), trade)
            }
            mti => (management(mti, kind, code), None),
        };
        Subject { mti, name, trade, has_amount: request.has(4) }
    }
}

/// The question after a payment by code: 67 asks for one, 69 for the last one.
pub fn is_query(request: &Message) -> bool {
    request.text(3).is_some_and(|code| code.starts_with("67") || code.starts_with("69"))
}

fn management(mti: &str, kind: &str, code: &str) -> &'static str {
    match (mti, code) {
        ("0500", _) => "settlement",
        ("0320", "202" | "207") => "upload-end",
        ("0320", _) => "upload",
        ("0620", _) => "script",
        ("0800", "001" | "003" | "004") => "sign-on",
        ("0800", "360" | "361") => "parameters",
        ("0800", _) | ("0820", "372" | "382") => "download",
        ("0820", _) if kind == "07" => "signature",
        ("0820", "002") => "sign-off",
        ("0820", "301") => "echo",
        ("0820", "362") => "status",
        _ => "other",
    }
}
