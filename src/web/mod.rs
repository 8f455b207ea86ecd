//! Services that are asked over HTTP, but for the socket: who asks, and what a request is. `enrol` and `orders` write requests,
//! `runtime/web.rs` carries them.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::{MerchantId, TerminalId};

/// The terminal that asks, as a service knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Field 42.
    pub merchant: MerchantId,
    /// Field 41.
    pub terminal: TerminalId,
}

impl Caller {
    /// A path in what a service keeps of this terminal.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/{}/{}/{rest}", quoted(self.merchant.as_str()), quoted(self.terminal.as_str()))
    }
}

/// A text as a part of a path.
pub fn quoted(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// An HTTP request, but for its host and for what shows who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// GET, POST, PUT or DELETE.
    pub method: &'static str,
    /// Path and query, to stand after the service's address.
    pub path: String,
    /// JSON; none: the request has no body.
    pub body: Option<String>,
}
