//! What the host refuses although it has to come to an end.

use super::{Book, BookError};
use crate::domain::{Refusal, Refused, ResponseCode, SettlementStage, TxnRef};

impl Book {
    pub(super) fn apply_refusal(&mut self, refusal: &Refusal) -> Result<(), BookError> {
        match refusal {
            Refusal::Reversal { txn, code } => self.refuse_reversal(*txn, code)?,
            Refusal::Settlement { code } => {
                let settlement = self.settlement.as_mut().ok_or(BookError::NoSettlement)?;
                settlement.refused = Some(Refused::again(settlement.refused.as_ref(), code));
            }
            Refusal::AskedAgain { .. } => {
                self.settlement.as_mut().ok_or(BookError::NoSettlement)?.refused = None;
            }
            Refusal::Left { .. } => {
                // What the host has compared is not compared anew.
                let settlement = self.settlement.take_if(|settlement| settlement.stage == SettlementStage::Asked);
                settlement.ok_or(BookError::NoSettlement)?;
            }
            Refusal::ClosedAlone { .. } => {
                self.settlement.as_ref().ok_or(BookError::NoSettlement)?;
            }
        }
        Ok(())
    }

    fn refuse_reversal(&mut self, txn: TxnRef, code: &ResponseCode) -> Result<(), BookError> {
        if let Some(reversal) = &mut self.transaction_mut(txn)?.reversal {
            reversal.refusals = reversal.refusals.saturating_add(1);
            reversal.code = Some(code.clone());
        }
        Ok(())
    }
}
