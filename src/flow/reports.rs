//! X and Z reports, of the open batch so far and of the last one that was closed; and the cash drawer.

use crate::{
    domain::{
        CashMove, CashWay, Fact, Figures, Now, ZReport,
        receipt::{Line, Receipt},
    },
    report::{self, SumTooLarge},
};

use super::{CannotStart, Demand, PrintJob, Storage, Terminal, Then, Work, slip};

impl Terminal {
    /// The figures of the open batch so far. Nothing is changed by it.
    ///
    /// # Errors
    /// [`SumTooLarge`].
    pub fn x_report(&self) -> Result<Figures, SumTooLarge> {
        let figures = report::count(self.book.transactions.values(), self.setup.offset)?;
        let figures = Figures { moves: self.book.cash_moves, ..figures };
        self.book.goods.by_item().and_then(|sums| figures.with_products(sums)).ok_or(SumTooLarge)
    }

    /// The report of the batch that is about to be closed. There is none where its sums are too large to be told, which is
    /// no reason to leave a batch open.
    pub(super) fn z_report(&self, now: Now) -> Option<ZReport> {
        let figures = self.x_report().ok()?;
        let (number, batch, began) = (self.book.next_z(), self.book.batch, self.book.batch_began);
        Some(ZReport { number, batch, began, closed: now.wall, figures })
    }

    /// Prints the X report, if it can be made.
    pub fn print_x(&mut self, now: Now, out: &mut Vec<Work>) {
        if let Ok(figures) = self.x_report() {
            let receipt = slip::x_report(&self.setup, &self.book, &figures, now);
            self.print(Box::new(PrintJob { txn: None, receipt, save_as: None }), out);
        }
    }

    /// Opens the cash drawer by the printer. Nothing is printed.
    pub fn open_drawer(&mut self, out: &mut Vec<Work>) {
        let receipt = Receipt { lines: vec![Line::Drawer] };
        self.print(Box::new(PrintJob { txn: None, receipt, save_as: None }), out);
    }

    /// Opens the cash drawer, where the box has one.
    pub(super) fn open_drawer_for_cash(&mut self, out: &mut Vec<Work>) {
        if self.setup.receipts.drawer == Demand::Yes {
            self.open_drawer(out);
        }
    }

    /// Records cash that goes into the drawer or out of it without a customer, opens the drawer and prints a slip.
    ///
    /// # Errors
    /// That there is no float, no amount, or less in the drawer.
    pub fn move_cash(&mut self, moved: CashMove, now: Now, out: &mut Vec<Work>) -> Result<(), CannotStart> {
        if let Storage::Stopped(reason) = &self.storage {
            return Err(CannotStart::StorageStopped(reason.clone()));
        }
        let drawer = self.book.drawer.as_ref().ok_or(CannotStart::NoFloat)?;
        if moved.amount.is_zero() {
            return Err(CannotStart::NoAmount);
        }
        if moved.way == CashWay::Out && moved.amount > drawer.expected() {
            return Err(CannotStart::DrawerTooLow);
        }
        let receipt = slip::move_slip(&self.setup, &moved, now);
        let job = Box::new(PrintJob { txn: None, receipt, save_as: None });
        self.commit(now, vec![Fact::CashMoved(moved)], Then::PrintSlip(job), out);
        Ok(())
    }

    /// Prints the Z report of the last batch, if there is one. It is the same each time.
    pub fn print_z(&mut self, out: &mut Vec<Work>) {
        if let Some(report) = self.book.last_z.as_deref() {
            let receipt = slip::z_report(&self.setup, report);
            self.print(Box::new(PrintJob { txn: None, receipt, save_as: None }), out);
        }
    }
}
