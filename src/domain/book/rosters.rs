//! Operators that come from outside: by a roster, or by themselves.

use super::{Book, BookError};
use crate::domain::{Fact, Mobile, OperatorNo, OperatorRecord, Quarantine, RosterEntry, WallTime};

impl Book {
    /// The operator with this mobile number.
    pub fn by_mobile(&self, mobile: &Mobile) -> Option<OperatorNo> {
        let has = |record: &OperatorRecord| record.mobile.as_ref() == Some(mobile);
        self.operators.iter().find(|(_, record)| has(record)).map(|(number, _)| *number)
    }

    pub(super) fn apply_roster(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        match fact {
            Fact::OperatorEnrolled { operator, name, mobile, password, lapses } => {
                let quarantine = Quarantine { lapses: *lapses, seen: at };
                // Only a number that nobody has, or has had in vain.
                let free = self.operators.get(operator).is_none_or(|record| record.quarantine.is_some());
                if !free {
                    return Err(BookError::OperatorThere(*operator));
                }
                self.forget_mobile(mobile);
                let record = OperatorRecord {
                    name: Some(name.clone()),
                    mobile: Some(mobile.clone()),
                    quarantine: Some(quarantine),
                    ..OperatorRecord::new(password.clone())
                };
                self.operators.insert(*operator, record);
                Ok(())
            }
            Fact::RosterTaken { serial, entries, .. } => self.take_roster(*serial, entries),
            _ => Ok(()),
        }
    }

    fn take_roster(&mut self, serial: u64, entries: &[RosterEntry]) -> Result<(), BookError> {
        if serial <= self.roster {
            return Err(BookError::OldRoster { serial, taken: self.roster });
        }
        // Before anything changes.
        if let Some(entry) = self.without_password(entries) {
            return Err(BookError::UnknownOperator(entry.operator));
        }
        self.roster = serial;
        for record in self.operators.values_mut().filter(|record| record.rostered) {
            record.rostered = false;
            record.withdrawn = true;
        }
        for entry in entries {
            self.take_entry(entry);
        }
        Ok(())
    }

    /// The first entry of a number that is new here and has no password.
    pub fn without_password<'a>(&self, entries: &'a [RosterEntry]) -> Option<&'a RosterEntry> {
        entries.iter().find(|entry| entry.password.is_none() && !self.operators.contains_key(&entry.operator))
    }

    fn take_entry(&mut self, entry: &RosterEntry) {
        if let Some(mobile) = &entry.mobile {
            self.forget_mobile(mobile);
        }
        let (mut record, is_new) = match (self.operators.remove(&entry.operator), &entry.password) {
            (Some(record), _) => (record, false),
            (None, Some(password)) => (OperatorRecord::new(password.clone()), true),
            (None, None) => return,
        };
        if let Some(password) = entry.password.as_ref().filter(|_| entry.reset && !is_new) {
            record.replace_password(password.clone());
        }
        record.first_password |= entry.first && (is_new || entry.reset);
        record.name = Some(entry.name.clone());
        record.mobile = entry.mobile.clone();
        record.role = entry.role.clone();
        record.rostered = true;
        record.withdrawn = !entry.active;
        // Head office knows the person: nobody else has to approve.
        record.quarantine = None;
        self.operators.insert(entry.operator, record);
    }

    /// Whoever had this mobile number before has it no more.
    fn forget_mobile(&mut self, mobile: &Mobile) {
        for record in self.operators.values_mut().filter(|record| record.mobile.as_ref() == Some(mobile)) {
            record.mobile = None;
        }
    }
}
