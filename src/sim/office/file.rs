//! The `[enrolment]` of a host simulator's configuration.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

use super::{OfficeConfig, TerminalToken, Tls};
use crate::domain::{MerchantId, TerminalId};

/// An enrolment service beside the host.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeFile {
    /// Where it listens, HOST:PORT.
    pub listen: String,
    /// What terminals show.
    token: TerminalToken,
    /// Certificate and key (PEM) of TLS; without them it is plain HTTP.
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    /// The signed file of the newest roster.
    roster: Option<PathBuf>,
    /// For how long a challenge is good, and a sign-in without being renewed.
    #[serde(default = "five_minutes")]
    challenge_seconds: u32,
    #[serde(default = "two_minutes")]
    lease_seconds: u32,
}

fn five_minutes() -> u32 {
    300
}

fn two_minutes() -> u32 {
    120
}

impl OfficeFile {
    /// What the office is told.
    pub fn config(&self, terminals: Vec<(MerchantId, TerminalId)>) -> OfficeConfig {
        OfficeConfig {
            roster: self.roster.clone(),
            challenge: Duration::from_secs(self.challenge_seconds.into()),
            lease: Duration::from_secs(self.lease_seconds.into()),
            token: self.token.clone(),
            ..OfficeConfig::new(terminals, "")
        }
    }

    /// Its files of TLS, where it has any.
    ///
    /// # Errors
    /// When one of them is missing.
    pub fn tls(&self) -> Result<Option<Tls>, &'static str> {
        match (&self.certificate, &self.key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Ok(Some(Tls { certificate: certificate.clone(), key: key.clone() })),
            _ => Err("enrolment: certificate and key go together"),
        }
    }
}
