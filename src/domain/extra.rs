//! What some kinds of transaction have on top.

use serde::{Deserialize, Serialize};

use super::{Amount, BillNo, PayVoucher, ShownOrder, Wallet};

/// What some kinds of transaction have on top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// How many instalments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub periods: Option<u8>,
    /// The host's terms of the instalments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<InstalmentTerms>,
    /// The tip alone; the amount has it in already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<Amount>,
    /// The new total that an adjustment or a tip gave this transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<Amount>,
    /// How an offline settlement was authorised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorised: Option<OfflineAuthority>,
    /// The card scheme that the operator named, field 63.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// The payment voucher that the host gave a payment by code (field 59, tag A4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<PayVoucher>,
    /// Whose code was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet: Option<Wallet>,
    /// The host approved and so did the card, but the card could not verify the issuer (notice 204 or 206, code 05).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub issuer_unverified: bool,
    /// Whoever approved it was elsewhere and answered a challenge.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approved_from_afar: bool,
    /// The amount was far out of what is usual here; whoever typed it was asked, and meant it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unusual: bool,
    /// What it is called at the order gateway, where the terminal showed a code, or gives such a payment back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Box<ShownOrder>>,
    /// What the customer gave in cash; the change is what that is more than the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Amount>,
    /// The bill that this is a part of, or that it takes a part of back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<BillNo>,
}

impl Extra {
    pub(super) fn is_plain(&self) -> bool {
        *self == Extra::default()
    }
}

/// The terms of a sale in instalments (field 62 of the answer, use 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstalmentTerms {
    /// The first instalment.
    pub first: Amount,
    /// The fee.
    pub fee: Amount,
}

/// How an offline settlement was authorised (61.4 and 61.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineAuthority {
    /// By which way.
    pub mode: AuthorityMode,
    /// The institution that authorised, up to eleven digits.
    pub institution: String,
}

/// The way of an authorisation, 61.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthorityMode {
    /// By a terminal.
    #[serde(rename = "00")]
    Terminal,
    /// By telephone.
    #[serde(rename = "01")]
    Telephone,
    /// By a stand-in.
    #[serde(rename = "02")]
    StandIn,
}

impl AuthorityMode {
    /// The two digits of 61.4.
    pub fn code(self) -> &'static str {
        match self {
            AuthorityMode::Terminal => "00",
            AuthorityMode::Telephone => "01",
            AuthorityMode::StandIn => "02",
        }
    }
}
