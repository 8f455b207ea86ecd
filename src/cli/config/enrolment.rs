//! `[enrolment]`: where operators come from, beside the back office.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{ConfigError, device_key};
use crate::{
    acquirer::{TlsClient, TlsConfig},
    enrol::RosterKey,
    flow,
    runtime::{ServiceAddress, ServiceConfig, Token},
    web::Caller,
};

/// The token's name as a credential of systemd.
const CREDENTIAL: &str = "keytill-enrolment-token";
/// Numbers wait for their approval this long at most, in hours.
const MOST_HOURS: u16 = 24 * 31;

/// Where operators come from, beside the back office.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Enrolment {
    /// The public key (Ed25519) of whoever signs rosters; none: no roster is taken.
    pub roster_key: Option<RosterKey>,
    /// The file of a roster that somebody brings on a stick.
    pub roster_file: Option<PathBuf>,
    /// The enrolment service; none: there is none.
    service: Option<ServiceAddress>,
    /// The CA that its certificate must be from.
    ca: Option<PathBuf>,
    /// The file with the token, where it does not come as a credential.
    token_file: Option<PathBuf>,
    /// The address of its pages, where telephones reach them by another one.
    page: Option<ServiceAddress>,
    /// For how many hours a number waits for its approval.
    approve_hours: u16,
    #[serde(skip)]
    token: Option<Token>,
}

impl Default for Enrolment {
    fn default() -> Self {
        Enrolment {
            roster_key: None,
            roster_file: None,
            service: None,
            ca: None,
            token_file: None,
            page: None,
            approve_hours: 72,
            token: None,
        }
    }
}

impl Enrolment {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if !(1..=MOST_HOURS).contains(&self.approve_hours) {
            return Err(format!("enrolment.approve_hours must be 1 to {MOST_HOURS}, not {}", self.approve_hours));
        }
        if self.service.as_ref().is_some_and(ServiceAddress::is_tls) && self.ca.is_none() {
            return Err("enrolment.service is reached under TLS: name its CA in enrolment.ca".into());
        }
        Ok(())
    }

    /// Reads the token, and tries the CA.
    ///
    /// # Errors
    /// [`ConfigError::Token`] where the token is not there or of no use, [`ConfigError::Bad`] for the CA.
    pub fn load(&mut self, path: &Path, folder: Option<PathBuf>) -> Result<(), ConfigError> {
        if self.service.is_none() {
            return Ok(());
        }
        let credential = folder.map(|folder| folder.join(CREDENTIAL)).filter(|file| file.exists());
        let Some(file) = credential.or(self.token_file.clone()) else {
            let reason =
                format!("enrolment.service needs a token: name token_file, or hand over the credential {CREDENTIAL}");
            return Err(ConfigError::Bad { path: path.into(), reason });
        };
        self.token = Some(read_token(&file)?);
        if let Some(tls) = self.tls() {
            let read = TlsClient::load(&tls, "enrolment");
            read.map_err(|error| ConfigError::Bad { path: path.into(), reason: error.to_string() })?;
        }
        Ok(())
    }

    fn tls(&self) -> Option<TlsConfig> {
        let ca = self.ca.clone()?;
        Some(TlsConfig { ca, certificate: None, key: None, server_name: None, backup_server_name: None })
    }

    /// As the flows see it.
    pub fn sources(&self) -> flow::Enrolment {
        let file = self.roster_file.clone().filter(|_| self.roster_key.is_some());
        let page = self.page.as_ref().or(self.service.as_ref());
        let service = page.filter(|_| self.service.is_some()).map(|page| flow::Service {
            page: page.as_str().to_owned(),
            approve: Duration::from_secs(u64::from(self.approve_hours) * 3600),
        });
        flow::Enrolment { key: self.roster_key.clone(), file, service }
    }

    /// As the line to the service wants it.
    pub fn service(&self, caller: Caller) -> Option<ServiceConfig> {
        let (address, token) = (self.service.clone()?, self.token.clone()?);
        Some(ServiceConfig { address, tls: self.tls(), token, caller })
    }
}

fn read_token(path: &Path) -> Result<Token, ConfigError> {
    let bad = |reason: String| ConfigError::Token { path: path.into(), reason };
    let bytes = device_key::read(path).map_err(|error| bad(error.to_string()))?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default().trim_end();
    let good = (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if good {
        Ok(Token(Zeroizing::new(text.into())))
    } else {
        Err(bad("must hold 16 to 64 characters without spaces".into()))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::super::Config;
    use super::*;

    const SHIPPED: &str = include_str!("../../../packaging/keytill.toml");

    fn read(lines: &str) -> Result<Config, String> {
        let text = SHIPPED.replacen("[enrolment]", &format!("[enrolment]\n{lines}"), 1);
        Config::parse(Path::new("box.toml"), &text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_service_is_reached_under_tls_by_its_own_ca() {
        let with_ca = read("service = \"https://enrol.example\"\nca = \"/etc/keytill/enrol.pem\"").unwrap();
        assert_eq!(with_ca.setup().enrolment.service.unwrap().page, "https://enrol.example");
        for (lines, wrong) in [
            ("service = \"https://enrol.example\"", "enrolment.ca"),
            ("service = \"http://enrol.example\"", "must begin with https://"),
            ("approve_hours = 0", "enrolment.approve_hours"),
            ("servise = \"\"", "unknown field"),
        ] {
            let said = read(lines).err().unwrap_or_default();
            assert!(said.contains(wrong), "{lines}: {said}");
        }
    }

    #[test]
    fn a_token_is_a_secret_in_a_file_or_a_credential() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        let put = |text: &str, mode| {
            let path = folder.join(CREDENTIAL);
            let _ = fs::remove_file(&path);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let mut config = read("service = \"http://127.0.0.1:7080\"").unwrap().enrolment;
            config.load(Path::new("box.toml"), Some(folder.clone())).map(|()| config).map_err(|error| error.to_string())
        };
        let caller = Caller { merchant: "000000000000001".parse().unwrap(), terminal: "00000001".parse().unwrap() };
        let loaded = put("0123456789abcdef\n", 0o400).unwrap().service(caller).unwrap();
        assert_eq!(loaded.token.0.as_str(), "0123456789abcdef");
        for (text, mode, wrong) in [
            ("short", 0o400, "16 to 64"),
            ("0123456789 abcdef", 0o400, "16 to 64"),
            ("0123456789abcdef", 0o644, "mode 0644"),
        ] {
            let said = put(text, mode).err().unwrap();
            assert!(said.contains(wrong) && !said.contains(text), "{said}");
        }
        fs::remove_file(folder.join(CREDENTIAL)).unwrap();
        let mut bare = read("service = \"http://127.0.0.1:7080\"").unwrap().enrolment;
        let said = bare.load(Path::new("box.toml"), Some(folder.clone())).unwrap_err().to_string();
        assert!(said.contains("token_file"), "{said}");
    }
}
