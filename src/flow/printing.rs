//! Receipts on their way to the printer.

use crate::domain::{Fact, Now, TxnRef, receipt::Cause};

use super::{PrintJob, PrinterStatus, Terminal, Work};

impl Terminal {
    /// Gives a receipt to the printer.
    pub(super) fn print(&mut self, job: Box<PrintJob>, out: &mut Vec<Work>) {
        self.printer = match self.printer {
            PrinterStatus::Busy(jobs) => PrinterStatus::Busy(jobs.saturating_add(1)),
            PrinterStatus::Ready | PrinterStatus::Trouble(_) => PrinterStatus::Busy(1),
        };
        out.push(Work::Print(job));
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
