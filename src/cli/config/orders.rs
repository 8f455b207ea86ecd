//! `[orders]`: the order gateway, for payments by a code that the terminal shows.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use super::{ConfigError, device_key};
use crate::{
    acquirer::{Profile, TlsClient, TlsConfig},
    flow::OrderRules,
    orders::GatewayKey,
    runtime::{GatewayConfig, ServiceAddress},
    web::Caller,
};

/// The key's name as a credential of systemd.
const CREDENTIAL: &str = "keytill-orders-key";
/// For how many seconds a code can be paid.
const SECONDS: std::ops::RangeInclusive<u16> = 30..=900;
/// For how many minutes an order is asked about before a person finds out.
const MINUTES: std::ops::RangeInclusive<u16> = 5..=1440;

/// The order gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Orders {
    /// Where it is; none: the terminal shows no codes.
    gateway: Option<ServiceAddress>,
    /// The CA that its certificate must be from.
    ca: Option<PathBuf>,
    /// The file with the key, where it does not come as a credential.
    key_file: Option<PathBuf>,
    /// For how many seconds a code can be paid.
    seconds: u16,
    /// For how many minutes an order whose end is not known is asked about before a person has to find out.
    give_up_minutes: u16,
    #[serde(skip)]
    key: Option<GatewayKey>,
}

impl Default for Orders {
    fn default() -> Self {
        Orders { gateway: None, ca: None, key_file: None, seconds: 180, give_up_minutes: 30, key: None }
    }
}

impl Orders {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        let range = |name: &str, value: u16, range: std::ops::RangeInclusive<u16>| match range.contains(&value) {
            true => Ok(()),
            false => Err(format!("orders.{name} must be {} to {}, not {value}", range.start(), range.end())),
        };
        range("seconds", self.seconds, SECONDS)?;
        range("give_up_minutes", self.give_up_minutes, MINUTES)?;
        if self.gateway.as_ref().is_some_and(ServiceAddress::is_tls) && self.ca.is_none() {
            return Err("orders.gateway is reached under TLS: name its CA in orders.ca".into());
        }
        Ok(())
    }

    /// Reads the key, and tries the CA.
    ///
    /// # Errors
    /// [`ConfigError::Bad`] where the key is not there or of no use, and for the CA.
    pub fn load(&mut self, path: &Path, folder: Option<PathBuf>) -> Result<(), ConfigError> {
        if self.gateway.is_none() {
            return Ok(());
        }
        let bad = |reason: String| ConfigError::Bad { path: path.into(), reason };
        let credential = folder.map(|folder| folder.join(CREDENTIAL)).filter(|file| file.exists());
        let Some(file) = credential.or(self.key_file.clone()) else {
            return Err(bad(format!(
                "orders.gateway needs a key: name key_file, or hand over the credential {CREDENTIAL}"
            )));
        };
        let of_file = |reason: String| bad(format!("the key of the order gateway, {}: {reason}", file.display()));
        let bytes = device_key::read(&file).map_err(|error| of_file(error.to_string()))?;
        self.key = Some(GatewayKey::read(&bytes).map_err(|error| of_file(error.to_string()))?);
        if let Some(tls) = self.tls() {
            TlsClient::load(&tls, "orders").map_err(|error| bad(error.to_string()))?;
        }
        Ok(())
    }

    fn tls(&self) -> Option<TlsConfig> {
        let ca = self.ca.clone()?;
        Some(TlsConfig { ca, certificate: None, key: None, server_name: None, backup_server_name: None })
    }

    /// As the flows see it.
    pub fn rules(&self) -> Option<OrderRules> {
        let give_up = Duration::from_secs(u64::from(self.give_up_minutes) * 60);
        self.gateway.as_ref().map(|_| OrderRules { seconds: self.seconds, give_up })
    }

    /// As the line to the gateway wants it.
    pub fn gateway(&self, caller: Caller) -> Option<GatewayConfig> {
        let (address, key) = (self.gateway.clone()?, self.key.clone()?);
        Some(GatewayConfig { address, tls: self.tls(), key, caller })
    }
}

impl super::Config {
    /// The line to the order gateway.
    pub fn gateway(&self) -> Option<GatewayConfig> {
        let Profile { merchant, terminal, .. } = &self.host.profile;
        self.orders.gateway(Caller { merchant: merchant.clone(), terminal: terminal.clone() })
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::super::Config;
    use super::*;

    const SHIPPED: &str = include_str!("../../../packaging/keytill.toml");

    fn read(lines: &str) -> Result<Config, String> {
        let text = SHIPPED.replacen("[orders]", &format!("[orders]\n{lines}"), 1);
        Config::parse(Path::new("box.toml"), &text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_gateway_is_reached_under_tls_by_its_own_ca() {
        assert!(read("").unwrap().setup().orders.is_none());
        let with_ca = read("gateway = \"https://orders.example\"\nca = \"/etc/keytill/orders.pem\"").unwrap();
        assert_eq!(with_ca.setup().orders.unwrap().seconds, 180);
        for (lines, wrong) in [
            ("gateway = \"https://orders.example\"", "orders.ca"),
            ("gateway = \"http://orders.example\"", "must begin with https://"),
            ("seconds = 10", "orders.seconds must be 30 to 900"),
            ("give_up_minutes = 0", "orders.give_up_minutes"),
            ("gate = \"\"", "unknown field"),
        ] {
            let said = read(lines).err().unwrap_or_default();
            assert!(said.contains(wrong), "{lines}: {said}");
        }
    }

    #[test]
    fn the_key_is_a_secret_in_a_file_or_a_credential() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        let key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        let put = |text: &str, mode| {
            let path = folder.join(CREDENTIAL);
            let _ = fs::remove_file(&path);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let mut config = read("gateway = \"http://127.0.0.1:7090\"").unwrap().orders;
            config.load(Path::new("box.toml"), Some(folder.clone())).map(|()| config).map_err(|error| error.to_string())
        };
        let caller = Caller { merchant: "000000000000001".parse().unwrap(), terminal: "00000001".parse().unwrap() };
        assert!(put(key, 0o400).unwrap().gateway(caller).is_some());
        for (text, mode, wrong) in [("short", 0o400, "64 hexadecimal digits"), (key, 0o644, "mode 0644")] {
            let said = put(text, mode).err().unwrap();
            assert!(said.contains(wrong) && !said.contains(key), "{said}");
        }
        fs::remove_file(folder.join(CREDENTIAL)).unwrap();
        let mut bare = read("gateway = \"http://127.0.0.1:7090\"").unwrap().orders;
        let said = bare.load(Path::new("box.toml"), Some(folder.clone())).unwrap_err().to_string();
        assert!(said.contains("key_file"), "{said}");
    }
}
