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
            let mut earlier = before.filter(|_| *tracked).map(|record| record.used()).unwrap_or_default();
            earlier.truncate(EARLIER_MAX);
            let record = OperatorRecord {
                password: password.clone(),
                lang,
                failures: 0,
                last_failure: None,
                shipped: *tracked && by.is_none(),
                role,
                earlier,
            };
            self.operators.insert(*operator, record);
            self.watch.forgive(*operator);
            return Ok(());
        }
        let operator = match fact {
            Fact::LanguageChosen { operator, .. }
            | Fact::SignInFailed { operator }
            | Fact::SignedIn { operator }
            | Fact::Unlocked { operator, .. }
            | Fact::RoleGiven { operator, .. } => *operator,
            // Whoever is elsewhere has typed no password here.
            Fact::Approved { approver, from_afar: false, .. } => *approver,
            // Before a locked screen.
            Fact::SignedOut { by: Some(by), .. } => *by,
            _ => return Ok(()),
        };
        let record = self.operators.get_mut(&operator).ok_or(BookError::UnknownOperator(operator))?;
        match fact {
            Fact::LanguageChosen { lang, .. } => record.lang = Some(*lang),
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
