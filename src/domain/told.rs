//! Facts for people and scripts that look on: a line each, with nothing secret in it.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use super::{Fact, UtcOffset, WallTime};

/// How many of the last facts are kept in memory.
const KEPT: usize = 32;

/// What may be shown of a fact, by the names that the journal has. Whatever is not named here stays inside: password hashes,
/// sealed card numbers, chip data, slips, names of people.
const SHOWN: [&str; 29] = [
    "operator", "approver", "by", "batch", "stan", "kind", "amount", "currency", "state", "entry", "pan", "code",
    "rrn", "reason", "role", "day", "next", "serial", "stage", "parcel", "version", "bytes", "found", "act", "command",
    "uid", "user", "ssh_key", "ssh_from",
];
/// What is looked into.
const OPENED: [&str; 3] = ["txn", "host", "guest"];

/// A fact that is durable, as far as it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// When it happened.
    pub at: WallTime,
    /// Its name in the journal.
    pub fact: String,
    /// What else may be shown of it.
    pub fields: Map<String, Value>,
}

impl Told {
    /// What may be shown of a fact.
    pub fn of(at: WallTime, fact: &Fact) -> Told {
        let mut fields = Map::new();
        let mut name = String::new();
        if let Ok(Value::Object(whole)) = serde_json::to_value(fact) {
            name = whole.get("fact").and_then(Value::as_str).unwrap_or_default().to_owned();
            // A parameter is known by its name; elsewhere a name is a person's.
            if let (Fact::ParameterSet { .. }, Some(parameter)) = (fact, whole.get("name")) {
                fields.insert("parameter".into(), parameter.clone());
            }
            take(&whole, &mut fields);
        }
        Told { at, fact: name, fields }
    }

    /// A line of JSON: `time` in the terminal's own time, `fact`, and the fields.
    pub fn json(&self, offset: UtcOffset) -> String {
        let mut line = Map::new();
        line.insert("time".into(), self.at.civil(offset).to_string().into());
        line.insert("fact".into(), self.fact.clone().into());
        line.extend(self.fields.clone());
        Value::Object(line).to_string()
    }

    /// The name and the values, for a row of a screen.
    pub fn text(&self) -> String {
        let shown = self.fields.iter().filter(|(name, _)| !matches!(name.as_str(), "uid" | "ssh_key" | "ssh_from"));
        let values = shown.map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        std::iter::once(self.fact.clone()).chain(values).collect::<Vec<_>>().join(" ").replace('_', " ")
    }
}

/// Scalars that are named, and those inside what is looked into.
fn take(whole: &Map<String, Value>, fields: &mut Map<String, Value>) {
    for (name, value) in whole {
        match value {
            Value::Object(inner) if OPENED.contains(&name.as_str()) => take(inner, fields),
            Value::String(_) | Value::Number(_) | Value::Bool(_) if SHOWN.contains(&name.as_str()) => {
                fields.insert(name.clone(), value.clone());
            }
            _ => {}
        }
    }
}

/// The last facts, oldest first. They are kept as they are: what may be shown of one is worked out when somebody looks.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    kept: VecDeque<(WallTime, Fact)>,
    /// How many there were since the start.
    count: u64,
}

impl Recent {
    /// One more.
    pub fn push(&mut self, at: WallTime, fact: Fact) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((at, fact));
        self.count += 1;
    }

    /// How many there were since the start.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Those that are kept, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Told> + ExactSizeIterator {
        self.kept.iter().map(|(at, fact)| Told::of(*at, fact))
    }

    /// The same as they are, for what shows nothing secret of them.
    pub fn facts(&self) -> impl DoubleEndedIterator<Item = (WallTime, &Fact)> + ExactSizeIterator {
        self.kept.iter().map(|(at, fact)| (*at, fact))
    }

    /// Those after the first so many, as far as they are kept.
    pub fn after(&self, seen: u64) -> impl Iterator<Item = Told> {
        let fresh = usize::try_from(self.count.saturating_sub(seen)).unwrap_or(KEPT);
        self.iter().skip(self.kept.len().saturating_sub(fresh))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Guest, OperatorNo, SeatAct, SeatFact, operator::PasswordHash};

    fn operator(text: &str) -> OperatorNo {
        text.parse().unwrap()
    }

    #[test]
    fn no_secret_of_a_fact_is_told() {
        let set = Fact::OperatorSet {
            operator: operator("01"),
            password: PasswordHash("$argon2id$secret".into()),
            by: Some(operator("00")),
            tracked: true,
        };
        let told = Told::of(WallTime(0), &set);
        assert_eq!(told.text(), "operator set 00 01");
        assert!(!told.json(UtcOffset::default()).contains("argon2"));
    }

    #[test]
    fn a_fact_of_a_seat_says_who_and_what() {
        let guest = Guest::new(1000, "tech", Some("SHA256:abc"), None);
        let act = SeatAct::Command { command: "restart".into() };
        let fact = Fact::Seat(Box::new(SeatFact { act, by: Some(operator("99")), guest }));
        let told = Told::of(WallTime(0), &fact);
        let json: Value = serde_json::from_str(&told.json(UtcOffset::default())).unwrap();
        assert_eq!(json["fact"], "seat");
        assert_eq!(json["command"], "restart");
        assert_eq!(json["by"], "99");
        assert_eq!(json["ssh_key"], "SHA256:abc");
        assert_eq!(json["user"], "tech");
    }

    #[test]
    fn so_many_are_kept_and_no_more() {
        let mut recent = Recent::default();
        for number in 0..100u64 {
            recent.push(WallTime(number as i64), Fact::Started { version: "x".into() });
        }
        assert_eq!((recent.iter().len(), recent.count()), (KEPT, 100));
        assert_eq!(recent.after(98).map(|told| told.at.0).collect::<Vec<_>>(), [98, 99]);
        assert_eq!(recent.after(100).count(), 0);
        assert_eq!(recent.after(0).count(), KEPT);
    }
}
