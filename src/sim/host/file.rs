//! The configuration file of `keytill host-sim`. `packaging/host-sim.toml` names every key.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use zeroize::{Zeroize, Zeroizing};

use super::{
    Account, Downloads, FaultOrder, HostConfig, MacKeyForm, MacMethod, PayCode, PayoutRules, Rules, Scheme,
    TerminalSetup, codes, fields,
};
use crate::{
    domain::{Amount, MerchantId, TerminalId, hex},
    sim::{CodeConduct, HostConduct, gateway::GatewayFile, office::OfficeFile},
};

/// The most terminals that one host knows.
const MAX_TERMINALS: usize = 100;
/// The latest that a late answer can be, in seconds.
const MAX_LATE: u64 = 3600;
/// The longest that every answer can take, in milliseconds.
const MAX_DELAY: u64 = 600_000;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read.
    #[error("{}: {error}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A key or value is not what it should be.
    #[error("{}: {reason}", path.display())]
    Bad {
        /// Which file.
        path: PathBuf,
        /// Line, key and what was expected.
        reason: String,
    },
}

/// What a file says: the host, where it listens, and its faults.
#[derive(Debug)]
pub struct HostFile {
    /// Where to listen, HOST:PORT; the command line may say something else.
    pub listen: Option<String>,
    /// The host.
    pub config: HostConfig,
    /// The faults to begin with.
    pub faults: Vec<FaultOrder>,
    /// The enrolment service beside it.
    pub enrolment: Option<OfficeFile>,
    /// The order gateway beside it.
    pub orders: Option<GatewayFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: Option<String>,
    books: Option<PathBuf>,
    capture: Option<PathBuf>,
    #[serde(default = "one")]
    seed: u64,
    late_seconds: Option<u64>,
    #[serde(default)]
    delay_millis: u64,
    #[serde(default)]
    mac: MacMethod,
    #[serde(default = "four")]
    sm4_check_bytes: usize,
    #[serde(default)]
    mac_key: MacKeyForm,
    enrolment: Option<OfficeFile>,
    orders: Option<GatewayFile>,
    #[serde(default)]
    faults: Vec<String>,
    #[serde(default)]
    rules: Rules,
    terminals: Vec<RawTerminal>,
    #[serde(default = "yes")]
    training_cards: bool,
    #[serde(default = "yes")]
    training_cryptograms: bool,
    #[serde(default)]
    cards: Vec<RawCard>,
    #[serde(default)]
    codes: Vec<RawCode>,
    #[serde(default)]
    downloads: RawDownloads,
    #[serde(default)]
    payout: PayoutRules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerminal {
    terminal: TerminalId,
    merchant: MerchantId,
    tmk: HexKey,
    #[serde(default = "one_batch")]
    batch: u32,
    name: Option<String>,
}

/// A clear master key. Wiped when dropped, never shown.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct HexKey(Zeroizing<[u8; 16]>);

impl TryFrom<String> for HexKey {
    type Error = &'static str;
    fn try_from(mut text: String) -> Result<Self, Self::Error> {
        let bytes = hex::decode(&text).map(Zeroizing::new);
        text.zeroize();
        let key = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes.as_slice()).ok());
        key.map(|key| HexKey(Zeroizing::new(key))).ok_or("a master key is 32 hexadecimal digits")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCard {
    pan: String,
    expiry: String,
    #[serde(default = "usual_pin")]
    pin: String,
    #[serde(default = "usual_balance")]
    balance: Amount,
    #[serde(default)]
    scheme: Scheme,
    #[serde(default = "approve")]
    conduct: String,
    #[serde(default)]
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCode {
    code: String,
    #[serde(default = "approve")]
    conduct: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawDownloads {
    parameters: Option<BTreeMap<String, String>>,
    tms: Option<String>,
    ca_keys: Option<Vec<String>>,
    aids: Option<Vec<String>>,
    lists: Option<BTreeMap<String, Vec<String>>>,
    block: Option<usize>,
}

impl HostFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    ///
    /// [`FileError`] names file, line, key and what was expected.
    pub fn read(path: &Path) -> Result<HostFile, FileError> {
        let text = std::fs::read_to_string(path).map_err(|error| FileError::Read { path: path.into(), error })?;
        HostFile::parse(path, &text)
    }

    /// Checks the text of a file; `path` is for the errors.
    ///
    /// # Errors
    ///
    /// [`FileError::Bad`] names file, line, key and what was expected.
    pub fn parse(path: &Path, text: &str) -> Result<HostFile, FileError> {
        let bad = |reason| FileError::Bad { path: path.into(), reason };
        let raw: Raw = toml::from_str(text).map_err(|error| bad(describe(text, &error)))?;
        raw.build().map_err(bad)
    }
}

impl Raw {
    fn build(self) -> Result<HostFile, String> {
        let faults: Result<Vec<FaultOrder>, _> = self.faults.iter().map(|order| order.parse()).collect();
        let faults = faults.map_err(|error: super::BadOrder| error.to_string())?;
        let terminals = terminals(self.terminals)?;
        let mut training = if self.training_cards { Account::training() } else { Vec::new() };
        training.iter_mut().for_each(|account| account.verified = self.training_cryptograms);
        let accounts = accounts(self.cards, training)?;
        let own: Result<Vec<PayCode>, String> = self.codes.into_iter().map(RawCode::build).collect();
        let downloads = self.downloads.build()?;
        if !matches!(self.sm4_check_bytes, 4 | 8) {
            return Err(format!("sm4_check_bytes must be 4 or 8, not {}", self.sm4_check_bytes));
        }
        if self.late_seconds.is_some_and(|seconds| !(1..=MAX_LATE).contains(&seconds)) {
            return Err(format!("late_seconds must be 1 to {MAX_LATE}"));
        }
        if self.delay_millis > MAX_DELAY {
            return Err(format!("delay_millis must be {MAX_DELAY} at most"));
        }
        let Some(first) = terminals.first() else { return Err("no [[terminals]]: a host knows at least one".into()) };
        let usual = HostConfig::new(first.tmk, first.terminal.clone(), first.merchant.clone());
        let config = HostConfig {
            accounts,
            codes: own?.into_iter().chain(PayCode::training()).collect(),
            rules: checked_rules(self.rules)?,
            downloads,
            late_after: self.late_seconds.map_or(usual.late_after, Duration::from_secs),
            delay: Duration::from_millis(self.delay_millis),
            mac_key: self.mac_key,
            mac: self.mac,
            sm4_check_bytes: self.sm4_check_bytes,
            capture: self.capture,
            books: self.books,
            payout: self.payout,
            seed: self.seed,
            terminals,
        };
        Ok(HostFile { listen: self.listen, config, faults, enrolment: self.enrolment, orders: self.orders })
    }
}

fn terminals(raw: Vec<RawTerminal>) -> Result<Vec<TerminalSetup>, String> {
    if raw.len() > MAX_TERMINALS {
        return Err(format!("at most {MAX_TERMINALS} [[terminals]]"));
    }
    let mut found: Vec<TerminalSetup> = Vec::new();
    for terminal in raw {
        if !(1..=999_999).contains(&terminal.batch) {
            return Err(format!("terminal {}: batch must be 1 to 999999", terminal.terminal.as_str()));
        }
        if found.iter().any(|known| known.terminal == terminal.terminal) {
            return Err(format!("terminal {} stands there twice", terminal.terminal.as_str()));
        }
        let mut setup = TerminalSetup::new(*terminal.tmk.0, terminal.terminal, terminal.merchant);
        setup.batch = terminal.batch;
        setup.merchant_name = terminal.name.unwrap_or(setup.merchant_name);
        found.push(setup);
    }
    Ok(found)
}

/// The cards of the file before those of the training tray. The books know a card by six and four digits, so these must differ.
fn accounts(raw: Vec<RawCard>, training: Vec<Account>) -> Result<Vec<Account>, String> {
    let own: Result<Vec<Account>, String> = raw.into_iter().map(RawCard::build).collect();
    let all: Vec<Account> = own?.into_iter().chain(training).collect();
    for (index, account) in all.iter().enumerate() {
        if all[..index].iter().any(|other| other.masked() == account.masked()) {
            return Err(format!(
                "two cards read {}: their first six and last four digits must differ",
                account.masked()
            ));
        }
    }
    Ok(all)
}

fn checked_rules(rules: Rules) -> Result<Rules, String> {
    if rules.completion_percent < 100 {
        return Err("rules.completion_percent must be 100 or more".into());
    }
    if rules.orders.iter().any(|order| !(1..=9).contains(order)) {
        return Err("rules.orders holds digits from 1 to 9".into());
    }
    Ok(rules)
}

impl RawCard {
    fn build(self) -> Result<Account, String> {
        let name = fields::masked(&self.pan);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(&self.pan) || !(13..=19).contains(&self.pan.len()) {
            return Err("cards: pan must be 13 to 19 digits".into());
        }
        if !digits(&self.expiry) || self.expiry.len() != 4 {
            return Err(format!("card {name}: expiry must be YYMM"));
        }
        if !digits(&self.pin) || !(4..=12).contains(&self.pin.len()) {
            return Err(format!("card {name}: pin must be 4 to 12 digits"));
        }
        let conduct = conduct(&self.conduct).map_err(|reason| format!("card {name}: {reason}"))?;
        let RawCard { pan, expiry, pin, balance, scheme, verified, .. } = self;
        Ok(Account { pan, expiry, pin, balance, scheme, conduct, verified })
    }
}

fn conduct(text: &str) -> Result<HostConduct, String> {
    match text.split_once(':').unwrap_or((text, "")) {
        ("approve", "") => Ok(HostConduct::Approve),
        ("decline", code) => decline(code).map(HostConduct::Decline),
        ("no-answer", "") => Ok(HostConduct::Silent),
        ("late", "") => Ok(HostConduct::Late),
        ("bad-mac", "") => Ok(HostConduct::BadMac),
        ("drop", "") => Ok(HostConduct::Drop),
        ("garbage", "") => Ok(HostConduct::Garbage),
        ("scripts", "") => Ok(HostConduct::Scripts),
        ("bad-script", "") => Ok(HostConduct::BadScript),
        ("bad-arpc", "") => Ok(HostConduct::BadArpc),
        _ => {
            let known =
                "approve, decline:CODE, no-answer, late, bad-mac, drop, garbage, scripts, bad-script or bad-arpc";
            Err(format!("conduct is {known}, not {text:?}"))
        }
    }
}

impl RawCode {
    fn build(self) -> Result<PayCode, String> {
        let conduct = match self.conduct.split_once(':').unwrap_or((&self.conduct, "")) {
            ("approve", "") => CodeConduct::Approve,
            ("decline", code) => decline(code).map(CodeConduct::Decline)?,
            ("no-answer", "") => CodeConduct::Silent,
            ("paid-later", "") => CodeConduct::PaidLater,
            ("never-paid", "") => CodeConduct::NeverPaid,
            _ => {
                let known = "approve, decline:CODE, no-answer, paid-later or never-paid";
                return Err(format!("code {}: conduct is {known}, not {:?}", self.code, self.conduct));
            }
        };
        if self.code.len() < 12 || !self.code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("code {:?}: 12 digits or more", self.code));
        }
        Ok(PayCode { code: self.code, conduct })
    }
}

fn decline(code: &str) -> Result<&'static str, String> {
    codes::known(code).filter(|code| *code != "00").ok_or(format!("decline needs a code of field 39, not {code:?}"))
}

impl RawDownloads {
    fn build(self) -> Result<Downloads, String> {
        let usual = Downloads::training();
        let downloads = Downloads {
            parameters: self.parameters.unwrap_or(usual.parameters),
            tms: self.tms.unwrap_or(usual.tms),
            ca_keys: self.ca_keys.map_or(Ok(usual.ca_keys), |keys| from_hex("ca_keys", &keys))?,
            aids: self.aids.map_or(Ok(usual.aids), |aids| from_hex("aids", &aids))?,
            lists: self.lists.unwrap_or(usual.lists),
            block: self.block.unwrap_or(usual.block),
        };
        downloads.check().map_err(|reason| format!("downloads: {reason}"))?;
        Ok(downloads)
    }
}

fn from_hex(what: &str, texts: &[String]) -> Result<Vec<Vec<u8>>, String> {
    let decoded: Option<Vec<Vec<u8>>> = texts.iter().map(|text| hex::decode(text)).collect();
    decoded.ok_or(format!("downloads.{what}: hexadecimal digits, two to a byte"))
}

/// Line and message, without the line's text: it may hold a key.
fn describe(text: &str, error: &toml::de::Error) -> String {
    match error.span() {
        Some(span) => {
            let line = text[..span.start.min(text.len())].matches('\n').count() + 1;
            format!("line {line}: {}", error.message())
        }
        None => error.message().to_owned(),
    }
}

fn one() -> u64 {
    1
}

fn four() -> usize {
    4
}

fn one_batch() -> u32 {
    1
}

fn yes() -> bool {
    true
}

fn usual_pin() -> String {
    "123456".into()
}

fn usual_balance() -> Amount {
    Amount::from_minor(100_000_000).unwrap_or(Amount::MAX)
}

fn approve() -> String {
    "approve".into()
}
