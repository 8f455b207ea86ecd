//! A transaction as it begins, before anything has come of it.

use super::{
    Amount, Currency, Entry, Extra, Kind, MaskedPan, OperatorNo, PinUse, State, Transaction, TxnRef, WallTime,
};

impl Transaction {
    /// One that begins, of a payment in cash: its outcome is open, and of card, host and receipt there is nothing yet. Whoever writes
    /// the record of another adds what that has: this is the one list of what a record has at its beginning.
    pub fn begun(
        txn: TxnRef,
        kind: Kind,
        (amount, currency): (Amount, Currency),
        operator: OperatorNo,
        began: WallTime,
    ) -> Transaction {
        Transaction {
            txn,
            kind,
            state: State::Pending,
            amount,
            currency,
            entry: Entry::Cash,
            pin: PinUse::None,
            pan: MaskedPan::default(),
            pan_in_request: false,
            card_sequence: None,
            operator,
            approver: None,
            began,
            original: None,
            chip: None,
            host: None,
            reversal: None,
            closed_by: None,
            seen: false,
            printed: 0,
            uploaded: false,
            detail_refused: None,
            extra: Extra::default(),
            deliveries: Vec::new(),
            basket: None,
            items: Vec::new(),
        }
    }
}
