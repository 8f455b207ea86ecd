//! Who may do what.

use super::{CannotStart, Terminal, TradeOrder, World};
use crate::domain::{Kind, OperatorNo, Permission, permission::RoleName};

/// What a person needs to begin a transaction of this kind.
pub fn needed_for(kind: Kind) -> Permission {
    match kind {
        Kind::Sale | Kind::Instalment => Permission::Sell,
        Kind::Void => Permission::Void,
        Kind::Refund => Permission::Refund,
        Kind::PreAuth
        | Kind::PreAuthAdd
        | Kind::PreAuthVoid
        | Kind::Completion
        | Kind::CompletionAdvice
        | Kind::CompletionVoid => Permission::PreAuth,
        Kind::Offline | Kind::Adjust | Kind::Tip => Permission::Offline,
        Kind::EcashSale | Kind::EcashRefund | Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash | Kind::LoadVoid => {
            Permission::Ecash
        }
        Kind::Balance => Permission::Balance,
    }
}

impl Terminal {
    /// The role of an operator.
    pub fn role_of(&self, operator: OperatorNo) -> RoleName {
        let given = self.book.operators.get(&operator).and_then(|record| record.role.as_ref());
        self.setup.roles.of(operator, given)
    }

    /// Why an operator may do nothing here, whatever the role says, if so.
    pub fn barred(&self, operator: OperatorNo) -> Option<CannotStart> {
        let record = self.book.operators.get(&operator)?;
        if record.withdrawn {
            return Some(CannotStart::Withdrawn(operator));
        }
        let live = self.setup.world == World::Live;
        if live && record.quarantine.is_some() {
            return Some(CannotStart::Quarantined(operator));
        }
        (live && record.first_password).then_some(CannotStart::FirstPassword(operator))
    }

    /// Whether an operator may do this.
    pub fn may(&self, operator: OperatorNo, permission: Permission) -> bool {
        self.barred(operator).is_none() && self.setup.roles.may(&self.role_of(operator), permission)
    }

    /// Whether those who ask for an order and approve it may do so. Nobody approves what he asks for himself.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn check_rights(&self, order: &TradeOrder) -> Result<(), CannotStart> {
        if let Some(reason) = self.barred(order.operator).or_else(|| self.barred(order.approver?)) {
            return Err(reason);
        }
        if self.takes_back(order) {
            return self.may_take_back(order.operator);
        }
        let needed = needed_for(order.kind);
        if !self.may(order.operator, needed) {
            return Err(CannotStart::Forbidden(needed));
        }
        match order.approver {
            Some(approver) if approver == order.operator => Err(CannotStart::NotApproved),
            Some(approver) if !self.may(approver, Permission::Approve) => {
                Err(CannotStart::Forbidden(Permission::Approve))
            }
            _ => Ok(()),
        }
    }
}
