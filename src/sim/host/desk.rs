//! One request on the host's desk, and who deals with it.

use std::cell::RefCell;

use super::{
    Fault, HostClock, HostConfig, HostFaults, capture::Capture, fields::Private, reply, subject::Subject, till::Till,
};
use crate::iso8583::Message;

/// A code of field 39.
pub(super) type Code = &'static str;

/// One request and everything that is needed to answer it.
pub(super) struct Desk<'a> {
    /// Whose request it is.
    pub(super) till: &'a mut Till,
    pub(super) config: &'a HostConfig,
    pub(super) faults: &'a HostFaults,
    pub(super) capture: Option<&'a mut Capture>,
    pub(super) request: &'a Message,
    /// Its field 60.
    pub(super) private: Private,
    /// What shall go wrong with it.
    pub(super) fault: Option<Fault>,
    /// What the card has spent at other terminals, in minor units.
    pub(super) elsewhere: i128,
    pub(super) now: HostClock,
    /// Why it was refused, in a few words for the people who look at the host.
    pub(super) why: RefCell<Option<String>>,
}

/// An answer that is not yet sealed, and what shall go wrong with it because of the card.
pub(super) struct Outcome {
    pub(super) reply: Message,
    pub(super) conduct: Option<Fault>,
    /// Why it refuses.
    pub(super) why: Option<String>,
}

impl From<Message> for Outcome {
    fn from(reply: Message) -> Outcome {
        Outcome { reply, conduct: None, why: None }
    }
}

impl Desk<'_> {
    /// Deals with the request.
    pub(super) fn serve(mut self, subject: &Subject) -> Outcome {
        let outcome = self.dispatch(subject);
        Outcome { why: self.why.take(), ..outcome }
    }

    /// Remembers why a request is refused, and gives the code on.
    pub(super) fn refuse(&self, code: Code, why: impl Into<String>) -> Code {
        *self.why.borrow_mut() = Some(why.into());
        code
    }

    /// 30, format error, and why.
    pub(super) fn bad(&self, why: impl Into<String>) -> Code {
        self.refuse("30", why)
    }

    fn dispatch(&mut self, subject: &Subject) -> Outcome {
        let mti = self.request.mti();
        let ordered = match self.fault {
            Some(Fault::Code(code)) => Some(code),
            _ => None,
        };
        let is_trade = matches!(mti.as_str(), "0100" | "0200" | "0220");
        if let Some(trade) = subject.trade.filter(|_| is_trade) {
            return self.trade(trade, ordered);
        }
        if let Some(code) = ordered {
            return self.short(code).into();
        }
        match mti.as_str() {
            "0400" => self.reversal(subject.trade),
            _ if subject.name == "query" => self.query(),
            _ if is_trade => {
                let code = self.refuse("40", "fields 3, 22, 25 and 60.1 are not those of any trade");
                self.refuse_trade(code)
            }
            "0500" => self.settlement(),
            "0320" => self.upload(),
            "0620" => self.script_notice(),
            "0800" => self.manage_800(),
            "0820" if subject.name == "signature" => self.signature(),
            "0820" => self.manage_820(),
            _ => self.short("40"),
        }
        .into()
    }

    /// The shortest answer.
    pub(super) fn short(&self, code: &str) -> Message {
        reply::short(self.request, code, self.now)
    }

    /// A short answer with a reference number of its own.
    pub(super) fn referenced(&mut self, code: &str) -> Message {
        let (rrn, _) = self.next_reference();
        reply::with_reference(self.request, code, &rrn, self.now)
    }

    /// Refuses a trade without booking it.
    pub(super) fn refuse_trade(&mut self, code: &str) -> Message {
        let (rrn, _) = self.next_reference();
        reply::trade(self.request, code, &rrn, self.now)
    }

    /// The next reference number and authorisation code.
    pub(super) fn next_reference(&mut self) -> (String, String) {
        self.till.changed = true;
        self.till.books.next_reference(&self.now.0.hhmmss())
    }
}
