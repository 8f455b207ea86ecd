//! One line for each message, for people: card numbers masked, nothing secret.

use std::fmt;

use super::{Fault, HostClock, fields, subject::Subject};
use crate::{domain::Amount, iso8583::Message};

/// A message and what the host did about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// hh:mm:ss by the host's clock.
    pub time: String,
    /// Field 41.
    pub terminal: String,
    /// The message type.
    pub mti: String,
    /// What it is about.
    pub name: &'static str,
    /// Field 11.
    pub stan: Option<u32>,
    /// Field 4.
    pub amount: Option<Amount>,
    /// The card number, first six and last four digits.
    pub pan: String,
    /// Field 39 of the answer; `-` where the answer has none.
    pub code: Option<String>,
    /// Field 37 of the answer.
    pub rrn: String,
    /// What went wrong with it.
    pub fault: Option<&'static str>,
    /// Why it was refused.
    pub why: Option<String>,
    /// At the end of a batch, what did not fit the books.
    pub differences: Vec<String>,
}

impl Told {
    pub(super) fn new(
        request: &Message,
        subject: &Subject,
        reply: Option<&Message>,
        fault: Option<Fault>,
        now: HostClock,
    ) -> Told {
        let track = || request.text(35).and_then(|track| track.split_once('=')).map(|(pan, _)| pan);
        Told {
            time: clock(now),
            terminal: request.text(41).unwrap_or("-").trim_end().to_owned(),
            mti: request.mti().to_string(),
            name: subject.name,
            stan: fields::stan(request),
            amount: fields::amount(request),
            pan: request.text(2).or_else(track).map(fields::masked).unwrap_or_default(),
            code: reply.map(|reply| reply.text(39).unwrap_or("-").to_owned()),
            rrn: reply.and_then(|reply| reply.text(37)).unwrap_or_default().to_owned(),
            fault: fault.map(Fault::id),
            why: None,
            differences: Vec::new(),
        }
    }
}

impl Told {
    /// Bytes that are no message.
    pub(super) fn unreadable(why: &str, now: HostClock) -> Told {
        Told {
            time: clock(now),
            terminal: "-".into(),
            mti: "-".into(),
            name: "unreadable",
            stan: None,
            amount: None,
            pan: String::new(),
            code: None,
            rrn: String::new(),
            fault: None,
            why: Some(why.to_owned()),
            differences: Vec::new(),
        }
    }
}

/// hh:mm:ss.
fn clock(now: HostClock) -> String {
    format!("{:02}:{:02}:{:02}", now.0.hour, now.0.minute, now.0.second)
}

impl fmt::Display for Told {
    /// `14:05:09 99999906 0200 sale #000002 12.34 621094*********0707 -> 00 rrn 140509000002 fault no-answer`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.time, self.terminal, self.mti, self.name)?;
        if let Some(stan) = self.stan {
            write!(f, " #{stan:06}")?;
        }
        if let Some(amount) = self.amount {
            write!(f, " {}.{:02}", amount.minor() / 100, amount.minor() % 100)?;
        }
        if !self.pan.is_empty() {
            write!(f, " {}", self.pan)?;
        }
        match &self.code {
            Some(code) => write!(f, " -> {code}")?,
            None => write!(f, " -> no answer")?,
        }
        if let Some(why) = &self.why {
            write!(f, " ({why})")?;
        }
        if !self.rrn.is_empty() {
            write!(f, " rrn {}", self.rrn)?;
        }
        self.fault.map_or(Ok(()), |fault| write!(f, " fault {fault}"))
    }
}
