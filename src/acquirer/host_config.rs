//! Where the acquirer's hosts are and how they are reached, as the `[host]` section of the configuration has it.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use crate::domain::ids::BadId;

use super::{profile::Profile, tls};

/// One acquirer: its primary host, its backup if it has one, and how both want to be spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostConfig {
    /// `host:port` of the primary, the host by name or by number.
    pub address: String,
    /// `host:port` of the backup, which is spoken to while the primary cannot be reached.
    #[serde(default)]
    pub backup: Option<String>,
    /// How long the backup is kept before the primary is tried again.
    #[serde(default)]
    pub return_minutes: Minutes,
    /// Whether the backup knows the working keys that the primary handed out. They belong to the acquirer and not to
    /// the machine, so usually yes; the public papers are silent about it. Where not, a change of host means a new
    /// sign-on before anything else.
    #[serde(default = "yes")]
    pub backup_shares_keys: bool,
    /// TLS to both hosts; plain TCP without it.
    #[serde(default)]
    pub tls: Option<TlsConfig>,
    /// How the hosts want to be spoken to.
    #[serde(default)]
    pub profile: Profile,
}

/// TLS to the hosts. All files are PEM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// The acquirer's CA. It alone is trusted, whatever the system trusts.
    pub ca: PathBuf,
    /// This terminal's certificate, and below it the chain up to the CA, where the acquirer wants one.
    #[serde(default)]
    pub certificate: Option<PathBuf>,
    /// The private key of the certificate, not encrypted.
    #[serde(default)]
    pub key: Option<PathBuf>,
    /// The name that the primary's certificate must bear; that of the address if not given.
    #[serde(default)]
    pub server_name: Option<String>,
    /// The name that the backup's certificate must bear; `server_name` if not given, else that of its address.
    #[serde(default)]
    pub backup_server_name: Option<String>,
}

/// Which of the two hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The usual one.
    Primary,
    /// The one for when the usual one cannot be reached.
    Backup,
}

impl Place {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Place {
        match self {
            Place::Primary => Place::Backup,
            Place::Backup => Place::Primary,
        }
    }
}

impl HostConfig {
    /// One host in plain TCP.
    pub fn plain(address: String, profile: Profile) -> HostConfig {
        HostConfig {
            address,
            backup: None,
            return_minutes: Minutes::default(),
            backup_shares_keys: true,
            tls: None,
            profile,
        }
    }

    /// The address of a host; none for a backup that does not exist.
    pub fn address_of(&self, place: Place) -> Option<&str> {
        match place {
            Place::Primary => Some(&self.address),
            Place::Backup => self.backup.as_deref(),
        }
    }

    /// The name that a host's certificate must bear.
    pub fn server_name(&self, place: Place) -> &str {
        let tls = self.tls.as_ref();
        let named = match place {
            Place::Primary => tls.and_then(|tls| tls.server_name.as_deref()),
            Place::Backup => tls.and_then(|tls| tls.backup_server_name.as_deref().or(tls.server_name.as_deref())),
        };
        named.or_else(|| host_of(self.address_of(place)?)).unwrap_or_default()
    }

    /// Checks what can be checked without a file or a socket.
    ///
    /// # Errors
    /// Key, what was expected and what was found.
    pub fn check(&self) -> Result<(), String> {
        for (key, address) in [("address", Some(&self.address)), ("backup", self.backup.as_ref())] {
            if let Some(address) = address.filter(|address| host_of(address).is_none()) {
                return Err(format!("host.{key} must be HOST:PORT, not {address:?}"));
            }
        }
        let Some(tls) = &self.tls else { return Ok(()) };
        if tls.certificate.is_some() != tls.key.is_some() {
            return Err("host.tls needs certificate and key together, or neither".into());
        }
        for place in [Place::Primary, Place::Backup] {
            if self.address_of(place).is_some() {
                tls::server_name(self.server_name(place))
                    .map_err(|reason| format!("host.tls.server_name: {reason}"))?;
            }
        }
        Ok(())
    }

    /// Reads the files of TLS, so that a wrong path is said at the start and not at the first sale.
    ///
    /// # Errors
    /// Key, file and what is wrong with it; nothing of its contents.
    pub fn check_files(&self) -> Result<(), String> {
        self.tls
            .as_ref()
            .map_or(Ok(()), |config| tls::Client::load(config, "host.tls").map(drop).map_err(|error| error.to_string()))
    }
}

/// The host of `host:port`, without the brackets of an IPv6 number; none where this is not the form.
fn host_of(address: &str) -> Option<&str> {
    let (host, port) = address.rsplit_once(':')?;
    port.parse::<u16>().ok().filter(|port| *port > 0)?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Some(host).filter(|host| !host.is_empty())
}

/// A pause of 1 to 1,440 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Minutes(u16);

impl Minutes {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(60 * u64::from(self.0))
    }
}

impl Default for Minutes {
    fn default() -> Self {
        Minutes(10)
    }
}

impl TryFrom<u16> for Minutes {
    type Error = BadId;
    fn try_from(minutes: u16) -> Result<Self, BadId> {
        if (1..=1_440).contains(&minutes) {
            return Ok(Minutes(minutes));
        }
        Err(BadId { what: "pause", expected: "1 to 1440 minutes", found: minutes.to_string() })
    }
}

impl From<Minutes> for u16 {
    fn from(minutes: Minutes) -> u16 {
        minutes.0
    }
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<HostConfig, String> {
        let config: HostConfig = toml::from_str(text).map_err(|error| error.to_string())?;
        config.check().map(|()| config)
    }

    #[test]
    fn an_address_is_enough() {
        let config = read("address = \"10.0.0.1:5000\"").unwrap();
        assert_eq!(config, HostConfig::plain("10.0.0.1:5000".into(), Profile::default()));
        assert_eq!(config.return_minutes.duration(), Duration::from_secs(600));
    }

    #[test]
    fn names_of_certificates_follow_the_addresses_unless_given() {
        let text = "address = \"pos.bank.example:5000\"\nbackup = \"[::1]:5001\"\n[tls]\nca = \"ca.pem\"\n";
        let names = |more: &str| {
            let config = read(&format!("{text}{more}")).unwrap();
            [Place::Primary, Place::Backup].map(|place| config.server_name(place).to_owned())
        };
        assert_eq!(names(""), ["pos.bank.example", "::1"]);
        assert_eq!(names("server_name = \"a.example\""), ["a.example", "a.example"]);
        assert_eq!(names("backup_server_name = \"b.example\""), ["pos.bank.example", "b.example"]);
    }

    #[test]
    fn mistakes_are_refused_with_a_reason() {
        for (text, reason) in [
            ("address = \"nowhere\"", "host.address must be HOST:PORT"),
            ("address = \"[]:1\"", "host.address"),
            ("address = \"a:0\"", "host.address"),
            ("address = \"a:1\"\nbackup = \":1\"", "host.backup must be HOST:PORT"),
            ("address = \"a:1\"\nreturn_minutes = 0", "1 to 1440"),
            ("address = \"a:1\"\ntls = { }", "missing field `ca`"),
            ("address = \"a:1\"\ntls = { ca = \"x\", key = \"y\" }", "certificate and key together"),
            ("address = \"a:1\"\ntls = { ca = \"x\", server_name = \"a b\" }", "host.tls.server_name"),
            ("address = \"a:1\"\ntls = { ca = \"x\", verify = false }", "unknown field"),
        ] {
            let refusal = read(text).unwrap_err();
            assert!(refusal.contains(reason), "{text}: {refusal}");
        }
    }

    #[test]
    fn files_that_are_not_there_are_named() {
        let config = read("address = \"a:1\"\ntls = { ca = \"/nowhere/ca.pem\" }").unwrap();
        let refusal = config.check_files().unwrap_err();
        assert!(refusal.contains("host.tls.ca: /nowhere/ca.pem"), "{refusal}");
    }
}
