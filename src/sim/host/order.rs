//! Fault orders as text: `FAULT[:ARGUMENT][@FILTER] [xCOUNT | %PERCENT]`, as in `no-answer@0200 x2`, `late:8@sale %5`.

use std::{str::FromStr, time::Duration};

use super::{
    codes,
    faults::{Fault, Filter},
    subject,
};
use crate::iso8583::Mti;

/// The most times that one order can ask for.
const MAX_TIMES: usize = 1000;
/// The latest that a late answer can be, in seconds.
const MAX_LATE: u64 = 3600;

/// A fault, the messages that it is meant for, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultOrder {
    /// What goes wrong. A late answer of zero seconds is as late as the host's settings say.
    pub fault: Fault,
    /// With which messages.
    pub filter: Filter,
    /// How often.
    pub how_often: HowOften,
}

/// How often a fault comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowOften {
    /// With the next so many messages.
    Times(usize),
    /// With so many messages of a hundred, by chance.
    Percent(u8),
}

/// A text that is no fault order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fault {order:?}: {reason}")]
pub struct BadOrder {
    /// The whole text.
    pub order: String,
    /// What is wrong and what was expected.
    pub reason: String,
}

impl FromStr for FaultOrder {
    type Err = BadOrder;

    fn from_str(text: &str) -> Result<FaultOrder, BadOrder> {
        parse(text).map_err(|reason| BadOrder { order: text.to_owned(), reason })
    }
}

fn parse(text: &str) -> Result<FaultOrder, String> {
    let mut words = text.split_whitespace();
    let what = words.next().ok_or("expected FAULT[:ARGUMENT][@FILTER] [xCOUNT | %PERCENT]")?;
    let how_often = words.next().map_or(Ok(HowOften::Times(1)), how_often)?;
    if let Some(surplus) = words.next() {
        return Err(format!("{surplus:?} is one word too many"));
    }
    let (fault, filter) = match what.split_once('@') {
        Some((fault, filter)) => (fault, self::filter(filter)?),
        None => (what, Filter::Any),
    };
    Ok(FaultOrder { fault: self::fault(fault)?, filter, how_often })
}

fn fault(text: &str) -> Result<Fault, String> {
    let (id, argument) = text.split_once(':').map_or((text, None), |(id, argument)| (id, Some(argument)));
    match (id, argument) {
        ("late", None) => Ok(Fault::Late(Duration::ZERO)),
        ("late", Some(seconds)) => late(seconds),
        ("code", Some(code)) => {
            refusal(code).map(Fault::Code).ok_or(format!("{code:?} is no code of field 39 that refuses"))
        }
        ("code", None) => Err("code needs a code: code:51".into()),
        ("order", Some(digit)) => order(digit),
        ("order", None) => Err("order needs the digit: order:3".into()),
        ("key-bytes", Some(count)) => key_bytes(count),
        ("key-bytes", None) => Err("key-bytes needs a count: key-bytes:56".into()),
        ("settlement-error", None) => Ok(Fault::SettlementError),
        (id, None) => simple(id),
        (id, Some(_)) => simple(id).and_then(|_| Err(format!("{id} takes no argument"))),
    }
}

/// A refusal by 00 would be told and booked as an approval that has done nothing.
fn refusal(code: &str) -> Option<&'static str> {
    codes::known(code).filter(|code| *code != "00")
}

fn simple(id: &str) -> Result<Fault, String> {
    let found = Fault::ALL.iter().find(|(known, _)| *known == id).map(|(_, fault)| *fault);
    let known = || Fault::ALL.map(|(id, _)| id).join(", ");
    found.ok_or_else(|| format!("no fault is called {id:?}; there are {}, key-bytes, settlement-error", known()))
}

fn late(seconds: &str) -> Result<Fault, String> {
    let seconds = seconds.parse().ok().filter(|seconds| (1..=MAX_LATE).contains(seconds));
    seconds.map(Duration::from_secs).map(Fault::Late).ok_or(format!("late takes seconds, 1 to {MAX_LATE}"))
}

fn order(digit: &str) -> Result<Fault, String> {
    let digit = digit.parse().ok().filter(|digit| (1..=9).contains(digit));
    digit.map(Fault::Order).ok_or("order takes a digit from 1 to 9".into())
}

fn key_bytes(count: &str) -> Result<Fault, String> {
    let count = count.parse().ok().filter(|count| *count > 0);
    count.map(Fault::KeyBytes).ok_or("key-bytes takes a count from 1 to 255".into())
}

fn filter(text: &str) -> Result<Filter, String> {
    if let Ok(mti) = text.parse::<Mti>() {
        return Ok(Filter::Type(mti));
    }
    let known = || subject::names().collect::<Vec<_>>().join(", ");
    subject::names()
        .find(|name| *name == text)
        .map(Filter::Named)
        .ok_or_else(|| format!("{text:?} is neither a message type nor one of {}", known()))
}

fn how_often(text: &str) -> Result<HowOften, String> {
    let times = |count: &str| count.parse().ok().filter(|count| (1..=MAX_TIMES).contains(count)).map(HowOften::Times);
    let percent = |text: &str| text.parse().ok().filter(|percent| (1..=100).contains(percent)).map(HowOften::Percent);
    let found = text.strip_prefix('x').map(times).or_else(|| text.strip_prefix('%').map(percent));
    found.flatten().ok_or(format!("{text:?} is neither xCOUNT (1 to {MAX_TIMES}) nor %PERCENT (1 to 100)"))
}
