//! What does not change while the program runs: the box, its time limits and its rules.

use std::time::Duration;

use crate::{
    acquirer::EarlyDetails,
    domain::{Currency, MerchantId, Roles, ShopKey, TerminalId, UtcOffset, WallTime},
    enrol::roster::RosterKey,
    fees,
};

use super::{Demand, OrderRules, ReceiptRules, Rules, Upkeep};

/// What the configuration says of the box.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Field 41.
    pub terminal: TerminalId,
    /// Field 42.
    pub merchant: MerchantId,
    /// The shop's name on receipts.
    pub merchant_name: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// Minutes east of UTC.
    pub offset: UtcOffset,
    /// Whether money is real.
    pub world: World,
    /// The master key's slot in the pad.
    pub key_index: u8,
    /// Time limits.
    pub limits: Limits,
    /// After how long without a key something happens by itself.
    pub idle: Idle,
    /// How often a reversal is tried before a person must close it; none: until the host acknowledges it.
    pub reversal_tries: Option<u16>,
    /// The switchable rules of trades.
    pub rules: Rules,
    /// Who may do what.
    pub roles: Roles,
    /// The key of approvals from afar, which the terminals of the shop share; none: nobody approves from afar.
    pub approval_key: Option<ShopKey>,
    /// Where operators come from, beside the back office.
    pub enrolment: Enrolment,
    /// Whom to call.
    pub support: Support,
    /// How receipts are made.
    pub receipts: ReceiptRules,
    /// Which details the host takes before the totals have been compared.
    pub early_details: EarlyDetails,
    /// What the terminal does by itself.
    pub upkeep: Upkeep,
    /// Whether the host is asked after a payment by code whose end is not known.
    pub code_enquiry: Demand,
    /// A card that pays the same again within this time is asked about; zero: none is.
    pub same_sale: Duration,
    /// The order gateway; none: the terminal shows no codes.
    pub orders: Option<OrderRules>,
    /// Rates, calendar, settlement file and deposit.
    pub fees: fees::Terms,
    /// Whether this training world was entered from a live one and can be left.
    pub leave_training: bool,
    /// The host's address, for the technician's page.
    pub host_address: String,
    /// The data folder, for the technician's page.
    pub data: String,
}

/// Where operators come from, beside the back office.
#[derive(Clone, Debug, Default)]
pub struct Enrolment {
    /// The key of whoever signs rosters; none: no roster is taken.
    pub key: Option<RosterKey>,
    /// Where a roster lies that somebody brings on a stick.
    pub file: Option<std::path::PathBuf>,
    /// The enrolment service; none: numbers come from the back office and rosters alone.
    pub service: Option<Service>,
}

/// The enrolment service.
#[derive(Clone, Debug)]
pub struct Service {
    /// The address of its pages, as telephones reach it.
    pub page: String,
    /// For how long a number waits for its approval.
    pub approve: Duration,
}

/// Whom to call when something is wrong; each a name or a number as people should read it.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Support {
    /// Of the acquirer.
    pub acquirer: Option<Contact>,
    /// Of whoever sold or maintains the box.
    pub vendor: Option<Contact>,
    /// Of the shop's own.
    pub shop: Option<Contact>,
}

/// Somebody to call: 1 to 30 characters that can be shown.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Contact(String);

impl Contact {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Contact {
    type Error = String;
    fn try_from(text: String) -> Result<Contact, String> {
        let good = (1..=30).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if good { Ok(Contact(text)) } else { Err("must be 1 to 30 characters that can be shown".into()) }
    }
}

/// Whether money is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// It is.
    Live,
    /// It is not: host and pad are played by this program.
    Training,
}

/// After how long without a key something happens to a session by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// An operator with nothing in hand is signed out.
    pub sign_out: Duration,
    /// What is in hand is locked.
    pub lock: Duration,
}

impl From<Duration> for Idle {
    fn from(both: Duration) -> Idle {
        Idle { sign_out: both, lock: both }
    }
}

/// Time limits of the flows.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For sign-on and owed reversals before a card is asked for.
    pub prepare: Duration,
    /// For a card to be presented.
    pub card: Duration,
    /// For the PIN.
    pub pin: Duration,
    /// For the host's answer, enforced by the link; shown as a countdown.
    pub host: Duration,
    /// Between two echo tests on a quiet line.
    pub echo: Duration,
    /// The wall clock is not believed before this; none: nobody looks at it.
    pub earliest: Option<WallTime>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            prepare: Duration::from_secs(30),
            card: Duration::from_secs(60),
            pin: Duration::from_secs(120),
            host: Duration::from_secs(60),
            echo: Duration::from_secs(300),
            earliest: None,
        }
    }
}
