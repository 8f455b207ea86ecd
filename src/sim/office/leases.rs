//! Who is signed in where. A sign-in that its terminal does not renew lapses by itself.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;

use super::{Asker, At, Reply};
use crate::domain::{MerchantId, OperatorNo, TerminalId};

/// The sign-ins of all merchants.
pub struct Leases {
    length: Duration,
    held: BTreeMap<(MerchantId, OperatorNo), Held>,
}

struct Held {
    terminal: TerminalId,
    since: i64,
    until: Duration,
}

impl Leases {
    /// None yet, each good for so long.
    pub fn new(length: Duration) -> Leases {
        Leases { length, held: BTreeMap::new() }
    }

    /// A terminal wants an operator, or goes on having one. What another terminal has is given only to whoever takes it over.
    pub(super) fn claim(&mut self, asker: &Asker, operator: OperatorNo, take_over: bool, at: At) -> Reply {
        self.held.retain(|_, held| held.until > at.passed);
        let key = (asker.merchant.clone(), operator);
        let before = self.held.get(&key);
        if let Some(other) = before.filter(|held| held.terminal != asker.terminal && !take_over) {
            let terminal = other.terminal.as_str();
            return Reply::json(409, &json!({ "error": "held", "terminal": terminal, "since": other.since }));
        }
        let same = before.filter(|held| held.terminal == asker.terminal);
        let since = same.map_or(at.unix, |held| held.since);
        let held = Held { terminal: asker.terminal.clone(), since, until: at.passed + self.length };
        self.held.insert(key, held);
        Reply::json(200, &json!({ "seconds": self.length.as_secs() }))
    }

    /// A terminal lets an operator go. One that it does not have stays where he is.
    pub(super) fn release(&mut self, asker: &Asker, operator: OperatorNo) -> Reply {
        let key = (asker.merchant.clone(), operator);
        if self.held.get(&key).is_some_and(|held| held.terminal == asker.terminal) {
            self.held.remove(&key);
        }
        Reply::empty()
    }
}
