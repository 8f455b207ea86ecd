//! A host that keeps its own books, to compare the terminal's with.

use std::collections::BTreeMap;

use keytill::{
    acquirer::{Answer, Finding, Request},
    domain::{Amount, BatchNo, CardClass, Conduct, Kind, Stan, Totals, TxnRef},
};

use super::words;

/// One booking of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    pub kind: Kind,
    pub amount: Amount,
    /// Not taken back by a reversal.
    pub stands: bool,
    /// The sale that a void takes back.
    pub original: Option<TxnRef>,
}

#[derive(Debug)]
pub struct Bank {
    pub batch: BatchNo,
    pub books: BTreeMap<TxnRef, Booking>,
    /// How often the host found other totals than the terminal.
    pub differences: usize,
    /// How many details have come.
    pub details: usize,
}

impl Bank {
    pub fn new(batch: BatchNo) -> Bank {
        Bank { batch, books: BTreeMap::new(), differences: 0, details: 0 }
    }

    /// Opens another batch, where nothing stands in the open one.
    pub fn new_batch(&mut self) {
        if self.books.keys().all(|t| t.batch != self.batch) {
            self.batch = self.batch.next();
        }
    }

    /// Whether money has moved for a transaction and not moved back, void included.
    pub fn stands(&self, txn: TxnRef) -> bool {
        self.books.get(&txn).is_some_and(|b| b.stands)
    }

    /// Whether it has heard of an advice before.
    pub fn has(&self, request: &Request) -> bool {
        match request {
            Request::Financial(f) => self.stands(TxnRef { batch: f.batch, stan: f.stan }),
            _ => false,
        }
    }

    /// Does what a request says.
    pub fn hear(&mut self, request: &Request) -> Answer {
        match request {
            Request::SignOn { .. } => words::signed_on(self.batch),
            // Who only asks moves nothing: there is nothing to book.
            Request::Financial(f) if f.kind.conduct() == Conduct::Enquiry => words::approved(),
            Request::Financial(f) => {
                let txn = TxnRef { batch: f.batch, stan: f.stan };
                let booking = Booking {
                    kind: f.kind,
                    amount: f.amount,
                    stands: true,
                    original: f.original.as_ref().and_then(|o| o.txn),
                };
                self.book(txn, booking)
            }
            Request::Reversal(r) => self.reverse(TxnRef { batch: r.batch, stan: r.stan }, r.amount),
            Request::Settle { batch, totals, .. } => self.compare(*batch, totals),
            Request::UploadEnd { batch, .. } => {
                if *batch == self.batch {
                    self.batch = self.batch.next();
                }
                words::answer("00")
            }
            Request::UploadNotice(notice) => self.take_detail(notice.batch, notice.stan, notice.amount),
            Request::UploadChip { batch, detail, .. } => self.take_detail(*batch, detail.stan, detail.amount),
            Request::UploadStripe { batch, details, .. } => {
                for detail in details {
                    self.take_detail(*batch, detail.stan, detail.amount);
                }
                words::answer("00")
            }
            Request::Enquiry(enquiry) => words::answer(if self.stands(enquiry.original) { "00" } else { "25" }),
            Request::Echo { .. }
            | Request::SignOff { .. }
            | Request::Script(_)
            | Request::Signature(_)
            | Request::Manage(_)
            | Request::MasterKey { .. } => words::answer("00"),
        }
    }

    /// A detail must be of something that stands, for what it stands.
    fn take_detail(&mut self, batch: BatchNo, stan: Stan, amount: Amount) -> Answer {
        let txn = TxnRef { batch, stan };
        let booking = self.books.get(&txn).unwrap_or_else(|| panic!("a detail of {txn:?}, which the host has not"));
        assert!(booking.stands && booking.amount == amount, "a detail of {txn:?} over {amount:?}: {booking:?}");
        self.details += 1;
        words::answer("00")
    }

    fn book(&mut self, txn: TxnRef, booking: Booking) -> Answer {
        let told = booking.kind.conduct() == Conduct::Advice;
        if told && self.stands(txn) {
            assert_eq!(self.books.get(&txn), Some(&booking), "an advice was told again with another content");
            return words::answer("94");
        }
        // What was recorded is told under the number of its own batch.
        if txn.batch != self.batch && !told {
            return words::answer("77");
        }
        let open = booking.original.is_none_or(|original| self.stands(original) && !self.is_voided(original));
        if !open {
            return words::answer("25");
        }
        let twice = self.books.insert(txn, booking);
        assert_eq!(twice, None, "the host was asked twice for {txn:?}");
        words::approved()
    }

    fn is_voided(&self, sale: TxnRef) -> bool {
        self.books.values().any(|b| b.stands && b.original == Some(sale))
    }

    fn reverse(&mut self, txn: TxnRef, amount: Amount) -> Answer {
        let Some(booking) = self.books.get_mut(&txn) else { return words::answer("25") };
        assert_eq!(booking.amount, amount, "the reversal of {txn:?} has another amount");
        booking.stands = false;
        words::answer("00")
    }

    /// Sums of what stands in a batch.
    pub fn totals(&self, batch: BatchNo) -> Totals {
        let mut totals = Totals::default();
        let standing = self.books.iter().filter(|(txn, b)| txn.batch == batch && b.stands);
        for (_, booking) in standing {
            totals.add(booking.kind, CardClass::Domestic, booking.amount);
        }
        totals
    }

    fn compare(&mut self, batch: BatchNo, theirs: &Totals) -> Answer {
        if self.totals(batch) == *theirs {
            return words::finding(Finding::Balanced);
        }
        self.differences += 1;
        words::finding(Finding::Unbalanced)
    }
}
