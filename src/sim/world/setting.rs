//! The shop that is simulated: one terminal of a made-up merchant, with test keys and test passwords.

use std::time::Duration;

use crate::{
    acquirer::{EarlyDetails, Profile},
    domain::{Currency, Fact, MerchantId, OperatorNo, TerminalId, UtcOffset, WallTime, operator::PasswordHash},
    flow::{Demand, Limits, OrderRules, ReceiptRules, Rules, Setup, SignatureOn, Upkeep, World},
    sim::host::{Account, HostConfig, Scheme},
};

/// The master key of terminal, pad and host.
pub const TMK: [u8; 16] = *b"KEYTILL-TRAINING";
/// 2026-01-05 09:00 in China, a Monday.
pub const START: WallTime = WallTime(1_767_574_800_000);
/// Who works here, with their passwords.
pub const PEOPLE: [(&str, &str); 4] = [("01", "0000"), ("02", "2580"), ("00", "123456"), ("99", "12345678")];

/// A "hash" that costs nothing: the password behind a mark.
pub fn hash(digits: &str) -> PasswordHash {
    PasswordHash(format!("plain:{digits}"))
}

/// The operators of the first start, whose passwords are not those of the factory any more.
pub fn operators() -> Vec<Fact> {
    let fact = |(number, digits): (&str, &str)| {
        let operator = number.parse().ok()?;
        Some(Fact::OperatorSet { operator, password: hash(digits), by: Some(OperatorNo::ADMINISTRATOR), tracked: true })
    };
    PEOPLE.into_iter().filter_map(fact).collect()
}

/// For how many seconds a code can be paid.
pub const ORDER_SECONDS: u16 = 60;

/// Who the terminal is.
pub fn names() -> (TerminalId, MerchantId) {
    let usual = Profile::default();
    (usual.terminal, usual.merchant)
}

/// The acquirer's profile.
pub fn profile() -> Profile {
    let usual = Profile::default();
    Profile { trades: usual.trades.clone().with_query(), ..usual }
}

/// A card of another scheme, which counts on the other half of a settlement: a test number, and the PIN of its holder.
pub const FOREIGN: (&str, &str) = ("4761739001010010", "123456");

/// The host's settings.
pub fn host() -> HostConfig {
    let (terminal, merchant) = names();
    let mut config = HostConfig::new(TMK, terminal, merchant);
    let (pan, pin) = FOREIGN;
    let foreign = config.accounts.first().cloned();
    config.accounts.extend(foreign.map(|usual| Account {
        pan: pan.into(),
        pin: pin.into(),
        scheme: Scheme::Vis,
        verified: false,
        ..usual
    }));
    config
}

/// The box's settings.
pub fn setup() -> Setup {
    let (terminal, merchant) = names();
    Setup {
        terminal,
        merchant,
        merchant_name: "小店".into(),
        currency: Currency::Cny,
        offset: UtcOffset::default(),
        world: World::Live,
        key_index: 1,
        limits: Limits::default(),
        reversal_tries: None,
        roles: Default::default(),
        approval_key: None,
        support: Default::default(),
        enrolment: Default::default(),
        idle: std::time::Duration::from_secs(600).into(),
        rules: Rules { signature: SignatureOn::Screen, ..Rules::default() },
        receipts: ReceiptRules::default(),
        early_details: EarlyDetails::None,
        upkeep: Upkeep::default(),
        code_enquiry: Demand::Yes,
        orders: Some(OrderRules { seconds: ORDER_SECONDS, give_up: Duration::from_secs(600) }),
        same_sale: Duration::from_secs(600),
        fees: crate::fees::Terms::default(),
        leave_training: false,
        host_address: "192.0.2.1:8000".into(),
        data: "/till".into(),
    }
}
