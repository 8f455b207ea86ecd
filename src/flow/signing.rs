//! The cardholder's signature on the screen: asked for once the outcome is durable, saved before the slip says that it was
//! given. The slip waits for it; whoever does not sign on the screen signs on the slip.

use crate::domain::{Fact, Now, Parcel, Transaction, TxnRef, hex};

use super::{SignatureOn, Terminal, Then, Work, slip};

/// Where the signature of the trade in progress stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    /// Nobody signs on the screen.
    #[default]
    No,
    /// The cardholder has still to sign.
    Awaited,
    /// It is on its way to the disk.
    Saving,
    /// It is saved, and goes up in the background.
    Saved,
}

impl Terminal {
    /// Whether the cardholder of this transaction has to sign: not for a tap below the limit, and not for a payment by code,
    /// which its owner has confirmed on the telephone, and not for cash.
    pub fn needs_signature(&self, txn: &Transaction) -> bool {
        !slip::is_small_tap(self, txn) && txn.entry.is_card()
    }

    /// Prints the slip of a trade that is paid, or waits for the signature first.
    pub(super) fn finish_paper(&mut self, txn: TxnRef, out: &mut Vec<Work>) {
        let on_screen = self.setup.rules.signature == SignatureOn::Screen;
        let awaits = on_screen && self.book.find(txn).is_some_and(|record| self.needs_signature(record));
        match self.trade.as_mut().filter(|_| awaits) {
            Some(trade) => trade.signing = Signing::Awaited,
            None => self.print_receipt(txn, out),
        }
    }

    /// The transaction that waits for its cardholder to sign on the screen.
    pub fn signature_awaited(&self) -> Option<&Transaction> {
        let trade = self.trade.as_ref().filter(|trade| trade.signing == Signing::Awaited)?;
        self.book.find(trade.txn?).filter(|record| record.counts())
    }

    /// The cardholder has signed: the picture (JBIG, at most 999 bytes) is kept, and goes up in the background.
    pub fn sign(&mut self, picture: &[u8], now: Now, out: &mut Vec<Work>) {
        let Some(txn) = self.signature_awaited().map(|record| record.txn) else { return };
        self.set_signing(Signing::Saving);
        let fact = Fact::ParcelDue { txn, parcel: Parcel::Signature, content: hex::encode(picture) };
        self.commit(now, vec![fact], Then::PrintSigned(txn), out);
    }

    /// The cardholder signs on the slip instead.
    pub fn sign_on_paper(&mut self, out: &mut Vec<Work>) {
        let Some(txn) = self.signature_awaited().map(|record| record.txn) else { return };
        self.set_signing(Signing::No);
        self.print_receipt(txn, out);
    }

    /// The signature is durable, or cannot be kept; the slip says which.
    pub(super) fn end_signing(&mut self, txn: TxnRef, saved: Signing, out: &mut Vec<Work>) {
        if self.trade.as_ref().is_some_and(|trade| trade.txn == Some(txn)) {
            self.set_signing(saved);
        }
        self.print_receipt(txn, out);
    }

    fn set_signing(&mut self, signing: Signing) {
        if let Some(trade) = &mut self.trade {
            trade.signing = signing;
        }
    }
}
