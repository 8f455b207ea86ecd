//! Operators: passwords, languages, and how often a password was wrong, by number and on this terminal.

use super::{Book, BookError};
use crate::domain::{Fact, OperatorNo, OperatorRecord, WallTime, operator::EARLIER_MAX};

impl Book {
    /// Whose password is still the one that every terminal is shipped with.
    pub fn shipped_passwords(&self) -> Vec<OperatorNo> {
        self.operators.iter().filter(|(_, record)| record.shipped).map(|(number, _)| *number).collect()
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
            return Ok(());
        }
        if matches!(fact, Fact::UnknownOperator { .. }) {
            self.wrong_in_a_row = self.wrong_in_a_row.saturating_add(1);
            return Ok(());
        }
        let operator = match fact {
            Fact::LanguageChosen { operator, .. }
            | Fact::SignInFailed { operator, .. }
            | Fact::SignedIn { operator }
            | Fact::Unlocked { operator, .. }
            | Fact::RoleGiven { operator, .. } => *operator,
            _ => return Ok(()),
        };
        let record = self.operators.get_mut(&operator).ok_or(BookError::UnknownOperator(operator))?;
        match fact {
            Fact::LanguageChosen { lang, .. } => record.lang = Some(*lang),
            Fact::RoleGiven { role, .. } => record.role = Some(role.clone()),
            Fact::SignInFailed { counted, .. } => {
                record.failures = record.failures.saturating_add(1);
                record.last_failure = Some(at);
                self.wrong_in_a_row = self.wrong_in_a_row.saturating_add(u16::from(*counted));
            }
            _ => {
                if matches!(fact, Fact::SignedIn { .. }) {
                    self.wrong_in_a_row = 0;
                }
                record.failures = 0;
                record.last_failure = None;
            }
        }
        Ok(())
    }
}
