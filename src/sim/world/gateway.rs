//! The order gateway of the simulated shop: the training gateway's core, asked by the terminal's own questions with their
//! signatures, without a socket in between.

use crate::{
    domain::{MerchantId, TerminalId, hex},
    orders::{Answer, Ask, GatewayKey, Nonce, Stamp, Trouble},
    sim::gateway::{Entry, Gateway, GatewayConfig, Key, Request},
    web::Caller,
};

/// The key of both sides.
const KEY: [u8; 32] = *b"KEYTILL SIMULATED ORDER GATEWAY.";

/// A gateway, and the terminal's side of the line to it.
pub struct OrderDesk {
    /// The gateway.
    pub gateway: Gateway,
    caller: Caller,
    key: GatewayKey,
    /// How many questions there were: each has a nonce of its own.
    asked: u64,
}

impl OrderDesk {
    /// A gateway that knows this terminal; none where its key is no key, which it is.
    pub fn new(merchant: MerchantId, terminal: TerminalId) -> Option<OrderDesk> {
        let config = GatewayConfig::new(vec![(merchant.clone(), terminal.clone())], Key::new(KEY));
        let key = GatewayKey::read(hex::encode(&KEY).as_bytes()).ok()?;
        let gateway = Gateway::new(config).ok()?;
        Some(OrderDesk { gateway, caller: Caller { merchant, terminal }, key, asked: 0 })
    }

    /// Asks at this moment by the terminal's clock and by the gateway's, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// As a box would have them: no answer, none that is signed, or a refusal.
    pub fn ask(&mut self, ask: &Ask, here: i64, now: i64) -> Result<Answer, Trouble> {
        self.asked += 1;
        let mut random = [0; 16];
        random[..8].copy_from_slice(&self.asked.to_be_bytes());
        let (call, stamp) = (ask.call(&self.caller), Stamp { time: here.div_euclid(1000), nonce: Nonce::new(random) });
        let signature = self.key.question(&call, &call.path, &stamp);
        let time = stamp.time.to_string();
        let request = Request {
            method: call.method,
            path: &call.path,
            signature: Some((&time, stamp.nonce.as_str(), &signature)),
            body: Some(call.body.as_deref().unwrap_or_default().as_bytes()),
        };
        let silent = |why: &str| Trouble::Silent(why.into());
        let reply = self.gateway.answer(request, now).ok_or_else(|| silent("no answer"))?;
        let (time, signature) = reply.signature.as_ref().ok_or_else(|| silent("an answer without a signature"))?;
        let asked = (&call, call.path.as_str(), &stamp);
        if !self.key.signed(asked, reply.status, &time.to_string(), &reply.body, signature) {
            return Err(silent("an answer with a wrong signature"));
        }
        ask.read(reply.status, &reply.body)
    }

    /// What stands in the gateway's books.
    pub fn entries(&mut self, now: i64) -> Vec<Entry> {
        self.gateway.entries(now)
    }
}
