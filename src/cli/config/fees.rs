//! `[fees]` and `[deposit]`: the files of rates, calendar and settlement, and the deposit on the device.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;
use crate::{
    fees::{self, Calendar, Deposit, Terms},
    runtime::read_bounded,
};

/// Where what the program knows of fees comes from.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fees {
    /// The rate table.
    pub rates: Option<PathBuf>,
    /// The calendar; without it, the one that is built in.
    pub calendar: Option<PathBuf>,
    /// Where the host's settlement file lies.
    pub settlement_file: Option<PathBuf>,
}

impl Fees {
    /// Reads the files.
    ///
    /// # Errors
    /// [`ConfigError::Bad`] names file, line and what to do.
    pub fn load(&self, deposit: Option<&Deposit>) -> Result<Terms, ConfigError> {
        Ok(Terms {
            table: self.rates.as_deref().map(|path| parse(path, fees::read_table)).transpose()?,
            calendar: self.calendar.as_deref().map_or_else(|| Ok(Calendar::default()), calendar)?,
            statement: self.settlement_file.clone(),
            deposit: deposit.cloned(),
        })
    }
}

/// Reads a calendar.
///
/// # Errors
/// [`ConfigError::Bad`] names file, line and what to do.
pub fn calendar(path: &Path) -> Result<Calendar, ConfigError> {
    parse(path, Calendar::read)
}

fn parse<T, E: std::fmt::Display>(path: &Path, read: impl Fn(&[u8]) -> Result<T, E>) -> Result<T, ConfigError> {
    let bad = |reason: String| ConfigError::Bad { path: path.into(), reason };
    let bytes = read_bounded(path, fees::FILE_MAX).map_err(|error| ConfigError::Read { path: path.into(), error })?;
    read(&bytes).map_err(|error| bad(error.to_string()))
}
