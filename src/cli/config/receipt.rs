//! `[receipt]`: copies, the address for the customer, and what is saved for the back office.

use std::path::PathBuf;

use serde::Deserialize;

use crate::{
    flow::{CardholderCopy, Copies, Demand, ReceiptRules, ReceiptUrl},
    printer::{self, Archive, Format},
};

/// How receipts are made, and where they are saved.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Receipt {
    /// Which copies there are.
    pub copies: Copies,
    /// When the cardholder's comes.
    pub cardholder: CardholderCopy,
    /// Whether the drawer opens with a receipt.
    pub open_drawer: Demand,
    /// The address of a receipt at a receipt service.
    pub url: Option<ReceiptUrl>,
    /// Whether a slip has the code by which a scanner finds its transaction again.
    pub slip_code: Demand,
    /// The folder of saved receipts.
    pub save: Option<PathBuf>,
    /// Their form.
    pub format: Format,
    /// How many are kept; 0 for as many as there may ever be.
    pub keep: u32,
}

impl Default for Receipt {
    fn default() -> Self {
        let ReceiptRules { copies, cardholder, drawer, url, slip_code } = ReceiptRules::default();
        let (save, format, keep) = (None, Format::default(), 10_000);
        Receipt { copies, cardholder, open_drawer: drawer, url, slip_code, save, format, keep }
    }
}

impl Receipt {
    /// How receipts are made, for the flows.
    pub fn rules(&self) -> ReceiptRules {
        ReceiptRules {
            copies: self.copies,
            cardholder: self.cardholder,
            drawer: self.open_drawer,
            url: self.url.clone(),
            slip_code: self.slip_code,
        }
    }

    /// Where they are saved, looking as they do on this printer's paper.
    pub fn archive(&self, printer: &printer::Config) -> Option<Archive> {
        Some(Archive {
            folder: self.save.clone()?,
            format: self.format,
            keep: self.keep,
            paper: printer.paper,
            font: printer.font.clone(),
        })
    }
}
