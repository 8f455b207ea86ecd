//! Which transactions of a batch go up as details, in which form and in which order (6.4 of the terminal specification).

use crate::{
    acquirer::{EarlyDetails, Finding, Findings},
    domain::{ChipUse, Entry, Kind, State, Transaction},
};

/// The form of a detail, in the order in which they go up when totals are unequal. Of equal totals only those of chips go
/// up, in the same order. Offline trades that the card declined have no record, so there is no notice of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::flow) enum Form {
    /// An offline settlement, an adjustment, a tip: told again with message type 0320.
    Offline,
    /// A sale that a chip approved offline: the same.
    ChipOffline,
    /// Asked online, with no chip data: eight in a message (201).
    Stripe,
    /// A refund, an advice of a completion, or a payment by code: told again with message type 0320.
    Notice,
    /// Approved online with a chip (203, 205).
    Chip,
    /// The same, where the card could not verify the issuer (204, 206).
    ChipUnverified,
    /// A load of electronic cash (208, 209).
    Load,
}

impl Form {
    /// Whether it goes up also when totals are equal.
    fn is_of_chip(self) -> bool {
        matches!(self, Form::Chip | Form::ChipUnverified | Form::Load)
    }
}

/// The form in which a transaction goes up; none for what counts in no total and is no load. A chip that was only read, as
/// for a void, goes up like a stripe: there is no data of it.
pub(in crate::flow) fn form(txn: &Transaction) -> Option<Form> {
    // The acquirer knows nothing of it.
    if txn.is_order() {
        return None;
    }
    let full = txn.kind.chip_use() == ChipUse::Full && matches!(txn.entry, Entry::Chip | Entry::Tap);
    let chip = full && txn.chip.as_ref().is_some_and(|c| !c.request.is_empty());
    Some(match txn.kind {
        // The host has never heard of it.
        _ if txn.is_cash() => return None,
        Kind::Balance | Kind::PreAuth | Kind::PreAuthAdd | Kind::PreAuthVoid => return None,
        Kind::LoadOwn if !chip => return None,
        Kind::LoadOwn | Kind::LoadOther | Kind::LoadCash | Kind::LoadVoid if chip => Form::Load,
        Kind::Offline | Kind::Adjust | Kind::Tip => Form::Offline,
        Kind::EcashSale => Form::ChipOffline,
        Kind::Refund | Kind::EcashRefund | Kind::CompletionAdvice => Form::Notice,
        _ if txn.is_by_code() => Form::Notice,
        Kind::Sale | Kind::Instalment if chip && txn.extra.issuer_unverified => Form::ChipUnverified,
        Kind::Sale | Kind::Instalment if chip => Form::Chip,
        _ => Form::Stripe,
    })
}

/// Which details are to go up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Scope {
    /// Those that the host takes before the totals are compared.
    Early(EarlyDetails),
    /// Those that the host's findings ask for.
    Settling(Findings),
}

impl Scope {
    /// The host takes no detail before its time.
    pub(in crate::flow) const NOTHING: Scope = Scope::Early(EarlyDetails::None);

    /// The form in which this transaction is still to go up, if it is.
    pub(in crate::flow) fn form(self, txn: &Transaction) -> Option<Form> {
        if txn.uploaded || !txn.counts() || self == Scope::NOTHING {
            return None;
        }
        let form = form(txn)?;
        let wanted = match self {
            Scope::Early(EarlyDetails::None) => false,
            // One that the host has not heard of yet is no detail.
            Scope::Early(_) if txn.state == State::Stored => false,
            Scope::Early(EarlyDetails::Chip) => form.is_of_chip(),
            Scope::Early(EarlyDetails::All) => true,
            Scope::Settling(findings) => match findings.overall() {
                Finding::Balanced => form.is_of_chip(),
                // Each half for itself: one that is equal has nothing to go up.
                Finding::Unbalanced => findings.of(txn.card_class()) == Finding::Unbalanced,
            },
        };
        wanted.then_some(form)
    }
}
