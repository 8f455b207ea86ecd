//! Receipts on their way to the printer.

use crate::domain::{Fact, Now, TxnRef, receipt::Cause};

use super::{
    CardholderCopy, Copies, PrintJob, PrinterStatus, ReceiptRules, Terminal, Work, receipts,
    slip::{self, Copy, Part},
};

impl Terminal {
    /// Gives a receipt to the printer.
    pub(super) fn print(&mut self, job: Box<PrintJob>, out: &mut Vec<Work>) {
        self.printer = match self.printer {
            PrinterStatus::Busy(jobs) => PrinterStatus::Busy(jobs.saturating_add(1)),
            PrinterStatus::Ready | PrinterStatus::Trouble(_) => PrinterStatus::Busy(1),
        };
        out.push(Work::Print(job));
    }

    /// Prints the receipt of a transaction for the first time. Where the cardholder's copy waits for a key, it is due from now
    /// on.
    pub(super) fn print_receipt(&mut self, txn: TxnRef, out: &mut Vec<Work>) {
        let Some(record) = self.book.find(txn) else { return };
        // Its money goes into the drawer now.
        if self.is_cash_part(record) {
            return self.open_drawer_for_cash(out);
        }
        let receipt = slip::transaction(self, record, Copy::First);
        let save_as = Some(receipts::file_name(&self.setup, record.began, txn.batch, txn.stan));
        self.print(Box::new(PrintJob { txn: Some(txn), receipt, save_as }), out);
        let ReceiptRules { copies, cardholder, .. } = self.setup.receipts;
        if let Some(trade) = self.trade.as_mut().filter(|trade| trade.txn == Some(txn)) {
            trade.cardholder_copy_due = copies == Copies::Two && cardholder == CardholderCopy::Key && !trade.is_cash();
        }
    }

    /// Prints the cardholder's copy of the trade in progress, if it is due.
    pub fn print_cardholder_copy(&mut self, out: &mut Vec<Work>) {
        let Some(trade) = self.trade.as_mut().filter(|trade| trade.cardholder_copy_due) else { return };
        trade.cardholder_copy_due = false;
        let Some((txn, record)) = trade.txn.and_then(|txn| Some((txn, self.book.find(txn)?))) else { return };
        let receipt = slip::part(self, record, Part::Cardholder, Copy::First);
        let save_as = format!("{}-cardholder", receipts::file_name(&self.setup, record.began, txn.batch, txn.stan));
        self.print(Box::new(PrintJob { txn: Some(txn), receipt, save_as: Some(save_as) }), out);
    }

    /// Prints a receipt of the open batch again, all its copies, marked as duplicates.
    pub fn reprint(&mut self, txn: TxnRef, out: &mut Vec<Work>) {
        if let Some(record) = self.book.find(txn) {
            let receipt = slip::transaction(self, record, Copy::Duplicate);
            self.print(Box::new(PrintJob { txn: Some(txn), receipt, save_as: None }), out);
        }
    }

    /// Prints the slip of the last settlement again, marked as a duplicate, if there is one.
    pub fn reprint_settlement(&mut self, out: &mut Vec<Work>) {
        if let Some(receipt) = self.book.last_slip.as_deref().map(slip::duplicate) {
            self.print(Box::new(PrintJob { txn: None, receipt, save_as: None }), out);
        }
    }

    pub(super) fn on_printed(&mut self, txn: Option<TxnRef>, result: Result<(), Cause>, now: Now, out: &mut Vec<Work>) {
        match result {
            Ok(()) => {
                self.printer = match self.printer {
                    PrinterStatus::Busy(jobs) if jobs > 1 => PrinterStatus::Busy(jobs - 1),
                    _ => PrinterStatus::Ready,
                };
                if let Some(txn) = txn.filter(|t| self.book.find(*t).is_some()) {
                    self.record(now, vec![Fact::Printed { txn }], out);
                }
            }
            Err(cause) => self.printer = PrinterStatus::Trouble(cause),
        }
    }
}
