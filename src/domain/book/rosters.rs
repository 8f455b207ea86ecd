//! Operators that come from outside, by a roster.

use super::{Book, BookError};
use crate::domain::{Enrolled, Mobile, OperatorNo, OperatorRecord, Quarantine, RosterEntry, WallTime};

/// Whether no roster has been taken.
pub(super) fn is_zero(serial: &u64) -> bool {
    *serial == 0
}

impl Book {
    /// The operator with this mobile number.
    pub fn by_mobile(&self, mobile: &Mobile) -> Option<OperatorNo> {
        let has = |record: &OperatorRecord| record.mobile.as_ref() == Some(mobile);
        self.operators.iter().find(|(_, record)| has(record)).map(|(number, _)| *number)
    }

    pub(super) fn take_roster(&mut self, at: WallTime, serial: u64, entries: &[RosterEntry]) -> Result<(), BookError> {
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
            self.take_entry(at, entry);
        }
        Ok(())
    }

    /// Whether a number may be given to somebody new: nobody has it, or nobody approved it in time.
    pub fn is_free(&self, operator: OperatorNo, at: WallTime) -> bool {
        self.operators.get(&operator).is_none_or(|record| record.has_lapsed(at))
    }

    pub(super) fn enrol(&mut self, at: WallTime, enrolled: &Enrolled) -> Result<(), BookError> {
        let Enrolled { operator, name, mobile, password, lapses } = enrolled;
        if !self.is_free(*operator, at) {
            return Err(BookError::NumberTaken(*operator));
        }
        self.forget_mobile(mobile);
        let record = OperatorRecord {
            name: name.clone(),
            mobile: Some(mobile.clone()),
            enrolled: true,
            quarantine: Some(Quarantine { lapses: *lapses, seen: at }),
            ..OperatorRecord::new(password.clone())
        };
        self.operators.insert(*operator, record);
        Ok(())
    }

    /// The first entry of a number that is new here and has no password.
    pub fn without_password<'a>(&self, entries: &'a [RosterEntry]) -> Option<&'a RosterEntry> {
        entries.iter().find(|entry| entry.password.is_none() && !self.operators.contains_key(&entry.operator))
    }

    fn take_entry(&mut self, at: WallTime, entry: &RosterEntry) {
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
        // What a supervisor has approved stays so.
        let unapproved = is_new || record.quarantine.is_some();
        let seen = record.quarantine.map_or(at, |quarantine| quarantine.seen.max(at));
        record.quarantine = entry.lapses().filter(|_| unapproved).map(|lapses| Quarantine { lapses, seen });
        self.operators.insert(entry.operator, record);
    }

    /// Whoever had this mobile number before has it no more.
    fn forget_mobile(&mut self, mobile: &Mobile) {
        for record in self.operators.values_mut().filter(|record| record.mobile.as_ref() == Some(mobile)) {
            record.mobile = None;
        }
    }
}
