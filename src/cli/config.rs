//! The configuration file of a box. `packaging/keytill.toml` names every key and says what it is for.

mod approval;
mod device_key;
mod enrolment;
mod error;
mod fees;
mod glyphs;
mod journal;
mod keypad;
mod keys;
mod orders;
mod receipt;
mod seat;
mod touch;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use crate::{
    acquirer::{self, Profile, Tmk},
    domain::{Currency, Lang, Roles, ShopKey, UtcOffset},
    fees::{Deposit, Terms},
    flow::{Demand, Idle, Limits, Setup, Support, TimeOfDay, Upkeep, World},
    ledger::DeviceKey,
    printer, reader,
    runtime::{ServiceConfig, log, mobile, scanner, voice},
    web::Caller,
};

pub use approval::{Approval, read_key as read_approval_key};
pub use enrolment::Enrolment;
pub use error::ConfigError;
pub use fees::{Fees, calendar};
pub use glyphs::GlyphChoice;
pub use journal::Journal;
pub use keypad::{Keypad, keymap, keymap_for, keypads};
pub use keys::Keys;
pub use orders::Orders;
pub use receipt::Receipt;
pub use seat::SeatTable;
pub use touch::{Touch, TouchChoice};

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the ledger lies.
    pub data: PathBuf,
    /// The language before anyone has signed in.
    #[serde(default)]
    pub language: Lang,
    /// A shipped keymap by name, or a file.
    #[serde(default = "pc")]
    pub keymap: String,
    /// Keypads that are read past the console.
    #[serde(default)]
    pub keypad: Keypad,
    /// Minutes east of UTC.
    #[serde(default)]
    pub utc_offset_minutes: UtcOffset,
    /// Minutes without a key until the operator is signed out.
    #[serde(default = "ten")]
    pub idle_minutes: u16,
    /// Minutes without a key until what is in hand is locked; as many as until the sign-out where it is not said.
    pub lock_minutes: Option<u16>,
    /// What the screen can show.
    #[serde(default)]
    pub glyphs: GlyphChoice,
    /// Which screens a finger can use.
    #[serde(default)]
    pub touch: Touch,
    /// The shop.
    pub merchant: Merchant,
    /// The acquirer's hosts.
    pub host: acquirer::HostConfig,
    /// The master key.
    pub keys: Keys,
    /// Limits of time and number.
    #[serde(default)]
    pub rules: Rules,
    /// Who may do what.
    #[serde(default)]
    pub roles: Roles,
    /// Approval from afar.
    #[serde(default)]
    pub approval: Approval,
    /// Its key.
    #[serde(skip)]
    approval_key: Option<ShopKey>,
    /// Whom to call.
    #[serde(default)]
    pub support: Support,
    /// What is offered, and what it needs.
    #[serde(default)]
    pub trades: crate::flow::Rules,
    /// When batches are settled.
    #[serde(default)]
    pub settlement: SettlementRules,
    /// What is fetched from the host by itself.
    #[serde(default)]
    pub downloads: Downloads,
    /// How long the journal is kept.
    #[serde(default)]
    pub journal: Journal,
    /// The reader.
    pub reader: reader::Config,
    /// The printer.
    #[serde(default)]
    pub printer: printer::Config,
    /// How receipts are made, and where they are saved.
    #[serde(default)]
    pub receipt: Receipt,
    /// The files of rates, calendar and settlement.
    #[serde(default)]
    pub fees: Fees,
    /// The deposit on the device.
    pub deposit: Option<Deposit>,
    /// What these files say.
    #[serde(skip)]
    pub terms: Terms,
    /// Where operators come from, beside the back office.
    #[serde(default)]
    pub enrolment: Enrolment,
    /// The order gateway.
    #[serde(default)]
    pub orders: Orders,
    /// Where the modem of a mobile line is asked about; not given: there is none.
    pub mobile: Option<mobile::Config>,
    /// Scanners.
    #[serde(default)]
    pub scanner: scanner::Config,
    /// What speaks.
    #[serde(default)]
    pub voice: voice::Config,
    /// Second screens for technicians.
    #[serde(default)]
    pub seat: SeatTable,
    /// The log.
    #[serde(default)]
    pub log: log::Config,
}

/// The shop.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    /// Its name on receipts.
    pub name: String,
    /// Its currency.
    #[serde(default)]
    pub currency: Currency,
}

/// Limits of time and number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// How often a reversal is tried before a person must close it; 0: until the host acknowledges it.
    pub reversal_tries: u16,
    /// Minutes within which the same amount from the same card is asked about; 0: never.
    pub same_sale_minutes: u16,
    /// Seconds for a card to be presented.
    pub card_seconds: u16,
    /// Seconds for the PIN.
    pub pin_seconds: u16,
    /// Seconds between two echo tests on a quiet line.
    pub echo_seconds: u16,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { reversal_tries: 0, same_sale_minutes: 10, card_seconds: 60, pin_seconds: 120, echo_seconds: 300 }
    }
}

/// When batches are settled.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettlementRules {
    /// The time of day at which the batch is settled by itself, `23:30`.
    pub at: Option<TimeOfDay>,
    /// Hours after which an open batch is warned about; 0: never.
    pub warn_hours: u16,
    /// Hours after which an open batch is settled by itself at the next quiet moment; 0: never.
    pub force_hours: u16,
    /// Whether the terminal signs off after a settlement.
    pub sign_off: Demand,
}

impl Default for SettlementRules {
    fn default() -> Self {
        SettlementRules { at: None, warn_hours: 24, force_hours: 48, sign_off: Demand::No }
    }
}

/// What is fetched from the host by itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Downloads {
    /// Whether keys and applications are fetched after the first sign-on of a terminal that has none.
    pub first: Demand,
}

impl Default for Downloads {
    fn default() -> Self {
        Downloads { first: Demand::Yes }
    }
}

impl Config {
    /// Reads and checks a file, and the files of TLS that it names.
    ///
    /// # Errors
    /// [`ConfigError`] names file, line, key and what was expected.
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Read { path: path.into(), error })?;
        let mut config = Config::parse(path, &text)?;
        let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        config.approval_key = config.approval.key(credentials.clone())?;
        config.enrolment.load(path, credentials.clone())?;
        config.orders.load(path, credentials)?;
        config.terms = config.fees.load(config.deposit.as_ref())?;
        config.host.check_files().map_err(|reason| ConfigError::Bad { path: path.into(), reason })?;
        Ok(config)
    }

    /// Checks the text of a file; `path` is for the errors.
    ///
    /// # Errors
    /// [`ConfigError::Bad`] names file, line, key and what was expected.
    pub fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
        let bad = |reason: String| ConfigError::Bad { path: path.into(), reason };
        let mut config: Config = toml::from_str(text).map_err(|error| bad(describe(text, &error)))?;
        config.take_in_bases(text).map_err(bad)?;
        config.check().map_err(|reason| ConfigError::Bad { path: path.into(), reason })?;
        Ok(config)
    }

    /// Puts the profile over the ones that it builds on. The file has been read once already, so that a mistake in it is named
    /// with its line.
    fn take_in_bases(&mut self, text: &str) -> Result<(), String> {
        if self.host.profile.base.is_none() {
            return Ok(());
        }
        let whole: toml::Table = toml::from_str(text).map_err(|error| describe(text, &error))?;
        let profile = whole.get("host").and_then(|host| host.get("profile")).and_then(toml::Value::as_table);
        let profile = profile.ok_or("host.profile is not a table")?;
        self.host.profile = acquirer::profiles::resolve(profile).map_err(|error| error.to_string())?;
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        self.keys.check()?;
        acquirer::keys::fit(&self.host.profile, &self.tmk()).map_err(|misfit| format!("host.profile: {misfit}"))?;
        self.host.check()?;
        self.journal.check()?;
        self.mobile.as_ref().map_or(Ok(()), mobile::Config::check)?;
        self.scanner.check()?;
        self.touch.check(self.trades.signature)?;
        self.keypad.check()?;
        self.enrolment.check()?;
        self.orders.check()?;
        self.deposit.as_ref().map_or(Ok(()), Deposit::check)?;
        if self.rules.card_seconds == 0 || self.rules.pin_seconds == 0 || self.rules.echo_seconds == 0 {
            return Err("the seconds in [rules] must be 1 or more".into());
        }
        let (warn, force) = (self.settlement.warn_hours, self.settlement.force_hours);
        if force > 0 && warn > force {
            return Err(format!("settlement.warn_hours is {warn}, which must not be more than force_hours, {force}"));
        }
        if self.idle_minutes == 0 || self.lock_minutes == Some(0) {
            return Err("idle_minutes and lock_minutes must be 1 or more".into());
        }
        Ok(())
    }

    /// The master key, or its place.
    pub fn tmk(&self) -> Tmk {
        self.keys.tmk()
    }

    /// What wraps the keys of card numbers.
    ///
    /// # Errors
    /// [`ConfigError::DeviceKey`] when a credential is there and of no use, or is named here and not there.
    pub fn device_key(&self) -> Result<DeviceKey, ConfigError> {
        let folder = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        device_key::find(folder.as_deref(), self.keys.device_key_credential.as_deref())
    }

    /// After how long without a key a session is signed out, and locked where something is in hand.
    pub fn idle(&self) -> Idle {
        let minutes = |minutes: u16| Duration::from_secs(u64::from(minutes) * 60);
        Idle { sign_out: minutes(self.idle_minutes), lock: minutes(self.lock_minutes.unwrap_or(self.idle_minutes)) }
    }

    fn upkeep(&self) -> Upkeep {
        let (profile, rules) = (&self.host.profile, &self.settlement);
        Upkeep {
            early_codes: profile.early_codes,
            bin_form: profile.bin_form,
            first_downloads: self.downloads.first,
            warn_after: hours(rules.warn_hours),
            force_after: hours(rules.force_hours),
            settle_at: rules.at,
            sign_off: rules.sign_off,
        }
    }

    /// The line to the enrolment service.
    pub fn office(&self) -> Option<ServiceConfig> {
        let Profile { merchant, terminal, .. } = &self.host.profile;
        self.enrolment.service(Caller { merchant: merchant.clone(), terminal: terminal.clone() })
    }

    /// The box as the flows see it.
    pub fn setup(&self) -> Setup {
        let seconds = |s: u16| Duration::from_secs(s.into());
        let profile = &self.host.profile;
        Setup {
            terminal: profile.terminal.clone(),
            merchant: profile.merchant.clone(),
            merchant_name: self.merchant.name.clone(),
            currency: self.merchant.currency,
            offset: self.utc_offset_minutes,
            world: World::Live,
            key_index: self.keys.tmk_index,
            limits: Limits {
                card: seconds(self.rules.card_seconds),
                pin: seconds(self.rules.pin_seconds),
                host: profile.answer_timeout.duration(),
                echo: seconds(self.rules.echo_seconds),
                earliest: Some(crate::flow::clock::EARLIEST),
                ..Limits::default()
            },
            reversal_tries: (self.rules.reversal_tries > 0).then_some(self.rules.reversal_tries),
            rules: self.trades.clone(),
            roles: self.roles.clone(),
            approval_key: self.approval_key.clone(),
            support: self.support.clone(),
            enrolment: self.enrolment.sources(),
            idle: self.idle(),
            receipts: self.receipt.rules(),
            early_details: profile.early_details,
            upkeep: self.upkeep(),
            code_enquiry: if profile.trades.has_query() { Demand::Yes } else { Demand::No },
            orders: self.orders.rules(),
            same_sale: Duration::from_secs(u64::from(self.rules.same_sale_minutes) * 60),
            fees: self.terms.clone(),
            leave_training: false,
            host_address: self.host.address.clone(),
            data: self.data.display().to_string(),
        }
    }
}

/// So many hours; none for 0.
fn hours(hours: u16) -> Option<Duration> {
    (hours > 0).then(|| Duration::from_secs(u64::from(hours) * 3600))
}

/// Line and message, without the line's text: it may hold the test key.
fn describe(text: &str, error: &toml::de::Error) -> String {
    match error.span() {
        Some(span) => {
            let line = text[..span.start.min(text.len())].matches('\n').count() + 1;
            format!("line {line}: {}", error.message())
        }
        None => error.message().to_owned(),
    }
}

fn pc() -> String {
    "pc".into()
}

fn ten() -> u16 {
    10
}

#[cfg(test)]
mod tests;
