//! What goes wrong, and how often: data in TOML files. Every number counts times of a thousand.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use super::{Chance, Mishap};
use crate::sim::host::{Fault, FaultOrder, Filter, HowOften};

/// The profiles that the program is shipped with.
const SHIPPED: [(&str, &str); 4] = [
    ("none", include_str!("faults/none.toml")),
    ("usual", include_str!("faults/usual.toml")),
    ("harsh", include_str!("faults/harsh.toml")),
    ("cuts", include_str!("faults/cuts.toml")),
];
/// A late answer comes after so many seconds at most; the link waits 60.
const LATEST: u64 = 90;

/// How often what goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Keys: a wrong one, one too many, one too early.
    pub slips: u64,
    /// Questions to the order gateway that go wrong.
    pub gateway: u64,
    /// Trades that the operator or the customer gives up.
    pub changed_minds: u64,
    /// Trades with a wrong PIN, a pulled card, or a card that declines in the end.
    pub bad_cards: u64,
    /// Trades during which the power goes.
    pub power_cuts: u64,
    /// Trades during which the pad is unplugged.
    pub pad_unplugged: u64,
    /// Trades before which the printer runs out of paper.
    pub no_paper: u64,
    /// Trades before which the disk fills up.
    pub full_disk: u64,
    /// Trades during which the disk fails once.
    pub disk_errors: u64,
    /// Trades before which somebody sets the box's wall clock to another time.
    pub clock_jumps: u64,
    messages: Vec<(u64, MessageFault)>,
}

/// What goes wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFault {
    /// The host does it, with the next message that the filter lets through.
    Host(Fault, Filter),
    /// It happens on the way.
    Way(Mishap),
}

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadFaults {
    /// No such name.
    #[error("no fault profile is called {name:?}; there are none, usual, harsh, cuts, and paths of files")]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The file cannot be read.
    #[error("fault profile {name}: {error}")]
    File {
        /// Its path.
        name: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// What stands in it is wrong.
    #[error("fault profile {name}: {reason}")]
    Content {
        /// Its name or path.
        name: String,
        /// What is wrong.
        reason: String,
    },
}

/// The form in the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    slips: u64,
    gateway: u64,
    changed_minds: u64,
    bad_cards: u64,
    power_cuts: u64,
    pad_unplugged: u64,
    no_paper: u64,
    full_disk: u64,
    disk_errors: u64,
    clock_jumps: u64,
    messages: BTreeMap<String, u64>,
}

impl Faults {
    /// A shipped profile by its name, or the one in a file.
    ///
    /// # Errors
    /// [`BadFaults`], which says what is wrong where.
    pub fn named(name: &str) -> Result<Faults, BadFaults> {
        if let Some((_, text)) = SHIPPED.iter().find(|(known, _)| *known == name) {
            return Faults::parse(name, text);
        }
        if !name.contains(['/', '.']) {
            return Err(BadFaults::Unknown { name: name.into() });
        }
        let text = std::fs::read_to_string(name).map_err(|error| BadFaults::File { name: name.into(), error })?;
        Faults::parse(name, &text)
    }

    fn parse(name: &str, text: &str) -> Result<Faults, BadFaults> {
        let bad = |reason: String| BadFaults::Content { name: name.into(), reason };
        let file: File = toml::from_str(text).map_err(|error| bad(error.to_string()))?;
        let fault = |(id, times): (String, u64)| message_fault(&id).map(|fault| (times, fault)).map_err(bad);
        let messages = file.messages.into_iter().map(fault).collect::<Result<Vec<_>, _>>()?;
        Ok(Faults {
            slips: file.slips,
            gateway: file.gateway,
            changed_minds: file.changed_minds,
            bad_cards: file.bad_cards,
            power_cuts: file.power_cuts,
            pad_unplugged: file.pad_unplugged,
            no_paper: file.no_paper,
            full_disk: file.full_disk,
            disk_errors: file.disk_errors,
            clock_jumps: file.clock_jumps,
            messages,
        })
    }

    /// What goes wrong with the next message, if anything.
    pub fn of_message(&self, chance: &mut Chance) -> Option<MessageFault> {
        let mut at = chance.below(1000);
        for (times, fault) in &self.messages {
            match at.checked_sub(*times) {
                Some(left) => at = left,
                None => return Some(dated(*fault, chance)),
            }
        }
        None
    }
}

/// A late answer is late by chance.
fn dated(fault: MessageFault, chance: &mut Chance) -> MessageFault {
    match fault {
        MessageFault::Host(Fault::Late(_), filter) => {
            MessageFault::Host(Fault::Late(Duration::from_secs(1 + chance.below(LATEST))), filter)
        }
        other => other,
    }
}

fn message_fault(id: &str) -> Result<MessageFault, String> {
    let mishap = match id {
        "unreachable" => Mishap::Unreachable,
        "question-garbled" => Mishap::QuestionGarbled,
        "answer-garbled" => Mishap::AnswerGarbled,
        "doubled" => Mishap::Doubled,
        "overtaken" => Mishap::Overtaken,
        "reordered" => Mishap::Reordered,
        other => return host_fault(other),
    };
    Ok(MessageFault::Way(mishap))
}

fn host_fault(id: &str) -> Result<MessageFault, String> {
    let order: FaultOrder = id.parse().map_err(|error: crate::sim::host::BadOrder| error.to_string())?;
    if order.how_often != HowOften::Times(1) {
        return Err(format!("{id:?}: how often stands behind it, in a thousand"));
    }
    Ok(MessageFault::Host(order.fault, order.filter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_profiles_can_be_read() {
        for (name, _) in SHIPPED {
            let faults = Faults::named(name).unwrap();
            let sum: u64 = faults.messages.iter().map(|(times, _)| times).sum();
            assert!(sum < 1000, "{name}: {sum}");
            assert_eq!(sum == 0, name == "none");
        }
    }

    #[test]
    fn a_fault_can_be_meant_for_some_messages_alone() {
        let faults = Faults::parse("a.toml", "[messages]\n'code:05@reversal' = 1000").unwrap();
        let meant = MessageFault::Host(Fault::Code("05"), Filter::Named("reversal"));
        assert_eq!(faults.of_message(&mut Chance::new(1)), Some(meant));
    }

    #[test]
    fn a_mistake_is_named() {
        let told = |text| Faults::parse("a.toml", text).unwrap_err().to_string();
        assert!(told("[messages]\nlots = 3").contains("lots"));
        assert!(told("sleeps = 3").contains("sleeps"));
        assert!(told("[messages]\n'lost x2' = 3").contains("how often"));
        assert!(Faults::named("ususal").unwrap_err().to_string().contains("usual"));
    }
}
