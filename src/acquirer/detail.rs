//! The details of a batch upload (0320).

use crate::domain::{Amount, CardClass, Currency, Entry, Pan, PinUse, Stan};

/// A magnetic-stripe detail of a batch upload.
#[derive(Clone, Debug)]
pub struct StripeDetail {
    /// The original's STAN.
    pub stan: Stan,
    /// The full card number.
    pub pan: Pan,
    /// The amount.
    pub amount: Amount,
    /// Whether the card is a foreign one.
    pub class: CardClass,
}

/// A chip detail of a batch upload.
#[derive(Clone, Debug)]
pub struct ChipDetail {
    /// The original's STAN.
    pub stan: Stan,
    /// The full card number, field 2.
    pub pan: Pan,
    /// Field 4.
    pub amount: Amount,
    /// For field 62.
    pub currency: Currency,
    /// Field 22.
    pub entry: Entry,
    /// Field 22.
    pub pin: PinUse,
    /// Field 23.
    pub sequence: Option<u8>,
    /// Field 55 as in the original.
    pub chip: Vec<u8>,
    /// Whether the card is a foreign one, for field 62.
    pub class: CardClass,
    /// What kind of detail it is.
    pub sort: ChipSort,
}

/// The kinds of chip detail, each with codes of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipSort {
    /// An approved one (203, 205).
    Approved,
    /// The host and the card approved, but the card could not verify the issuer (204, 206 with code 05).
    IssuerUnverified,
    /// A load of electronic cash (208, 209).
    Load,
}
