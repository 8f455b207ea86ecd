//! Operators: passwords, languages, and how often a password was wrong.

use super::{Book, BookError};
use crate::domain::{Fact, OperatorNo, OperatorRecord, WallTime, operator::EARLIER_MAX};

impl Book {
    /// Whose password is still the one that every terminal is shipped with.
    pub fn shipped_passwords(&self) -> Vec<OperatorNo> {
        self.operators.iter().filter(|(_, record)| record.shipped).map(|(number, _)| *number).collect()
    }

    /// How many wrong passwords this number has had since the last right one, whether it exists or not.
    pub fn wrong_in_a_row(&self, operator: OperatorNo) -> u8 {
        self.operators.get(&operator).map_or_else(|| self.watch.in_a_row(operator), |record| record.failures)
    }

    pub(super) fn apply_operator(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        if let Fact::OperatorSet { operator, password, by, tracked } = fact {
            let before = self.operators.remove(operator);
            let lang = before.as_ref().and_then(|record| record.lang);
            let role = before.as_ref().and_then(|record| record.role.clone());
            // A new password changes nothing about the person.
            let person = before.clone().map(|record| OperatorRecord {
                password: password.clone(),
                failures: 0,
                last_failure: None,
                first_password: false,
                ..record
            });
            let mut earlier = before.filter(|_| *tracked).map(|record| record.used()).unwrap_or_default();
            earlier.truncate(EARLIER_MAX);
            let record = OperatorRecord {
                lang,
                shipped: *tracked && by.is_none(),
                role,
                earlier,
                ..person.unwrap_or_else(|| OperatorRecord::new(password.clone()))
            };
            self.operators.insert(*operator, record);
            self.watch.forgive(*operator);
            return Ok(());
        }
        let operator = match fact {
            Fact::LanguageChosen { operator, .. }
            | Fact::SignInFailed { operator }
            | Fact::SignedIn { operator, .. }
            | Fact::Unlocked { operator, .. }
            | Fact::RoleGiven { operator, .. }
            | Fact::OperatorApproved { operator, .. } => *operator,
            // Whoever is elsewhere has typed no password here.
            Fact::Approved { approver, from_afar: false, .. } => *approver,
            // Before a locked screen.
            Fact::SignedOut { by: Some(by), .. } => *by,
            _ => return Ok(()),
        };
        let record = self.operators.get_mut(&operator).ok_or(BookError::UnknownOperator(operator))?;
        if let Some(quarantine) = &mut record.quarantine {
            quarantine.seen = quarantine.seen.max(at);
        }
        match fact {
            Fact::LanguageChosen { lang, .. } => record.lang = Some(*lang),
            Fact::OperatorApproved { .. } => record.quarantine = None,
            Fact::RoleGiven { role, .. } => record.role = Some(role.clone()),
            Fact::SignInFailed { .. } => {
                record.failures = record.failures.saturating_add(1);
                record.last_failure = Some(at);
            }
            _ => {
                record.failures = 0;
                record.last_failure = None;
                self.watch.forgive(operator);
            }
        }
        Ok(())
    }
}
