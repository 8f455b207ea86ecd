//! The `[orders]` of a host simulator's configuration.

use std::path::PathBuf;

use serde::Deserialize;

use super::{super::office::Tls, GatewayConfig, Key, MOST};
use crate::domain::{MerchantId, TerminalId};

/// An order gateway beside the host.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayFile {
    /// Where it listens, HOST:PORT.
    pub listen: String,
    /// What questions and answers are signed with.
    key: Key,
    /// The address in its codes; none: where it listens.
    pub page: Option<String>,
    /// Certificate and key (PEM) of TLS; without them it is plain HTTP.
    certificate: Option<PathBuf>,
    private_key: Option<PathBuf>,
    /// The most that one order may be, in minor units.
    #[serde(default = "most")]
    most: u64,
    /// Where the books are kept.
    books: Option<PathBuf>,
}

fn most() -> u64 {
    MOST
}

impl GatewayFile {
    /// What the gateway is told.
    pub fn config(&self, terminals: Vec<(MerchantId, TerminalId)>) -> GatewayConfig {
        let usual = GatewayConfig::new(terminals, self.key.clone());
        GatewayConfig { most: self.most, books: self.books.clone(), ..usual }
    }

    /// Its files of TLS, where it has any.
    ///
    /// # Errors
    /// When one of them is missing.
    pub fn tls(&self) -> Result<Option<Tls>, &'static str> {
        match (&self.certificate, &self.private_key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Ok(Some(Tls { certificate: certificate.clone(), key: key.clone() })),
            _ => Err("orders: certificate and private_key go together"),
        }
    }
}
