//! What facts about operators change.

use super::{Book, BookError};
use crate::domain::{Fact, OperatorRecord, WallTime};

impl Book {
    pub(super) fn apply_operator(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        if let Fact::OperatorSet { operator, password, .. } = fact {
            let lang = self.operators.get(operator).and_then(|o| o.lang);
            let record = OperatorRecord { password: password.clone(), lang, failures: 0, last_failure: None };
            self.operators.insert(*operator, record);
            return Ok(());
        }
        let operator = match fact {
            Fact::LanguageChosen { operator, .. }
            | Fact::SignInFailed { operator }
            | Fact::SignedIn { operator }
            | Fact::Unlocked { operator, .. } => *operator,
            _ => return Ok(()),
        };
        let record = self.operators.get_mut(&operator).ok_or(BookError::UnknownOperator(operator))?;
        match fact {
            Fact::LanguageChosen { lang, .. } => record.lang = Some(*lang),
            Fact::SignInFailed { .. } => {
                record.failures = record.failures.saturating_add(1);
                record.last_failure = Some(at);
            }
            _ => {
                record.failures = 0;
                record.last_failure = None;
            }
        }
        Ok(())
    }
}
