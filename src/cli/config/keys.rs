//! The `[keys]` of a configuration: where the master key is, and whether it may be there.

use serde::Deserialize;
use zeroize::{Zeroize, Zeroizing};

use crate::{acquirer::Tmk, domain::hex};

/// The master key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Its slot in the PIN pad.
    #[serde(default)]
    pub tmk_index: u8,
    /// The key itself, 32 hexadecimal digits: for test set-ups only.
    #[serde(default)]
    tmk: Option<TestKey>,
    /// Whether the box may trade with a master key in this program, where a file or a memory image gives it away.
    #[serde(default)]
    allow_software_master_key: bool,
    /// The systemd credential that wraps the keys of card numbers; one that is named must be there.
    #[serde(default)]
    pub(super) device_key_credential: Option<String>,
}

impl Keys {
    /// A master key in a file is refused unless the file says that it is meant.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.tmk_index > 99 {
            return Err(format!("keys.tmk_index must be 0 to 99, not {}", self.tmk_index));
        }
        if self.tmk.is_some() && !self.allow_software_master_key {
            return Err(SOFTWARE_KEY.into());
        }
        if self.device_key_credential.as_ref().is_some_and(|name| !is_credential_name(name)) {
            return Err(
                "keys.device_key_credential must be a credential's name: letters, digits, '.', '_' and '-'".into()
            );
        }
        Ok(())
    }

    /// The master key, or its place.
    pub(super) fn tmk(&self) -> Tmk {
        match &self.tmk {
            Some(TestKey(key)) => Tmk::Software(key.clone()),
            None => Tmk::Pad { index: self.tmk_index },
        }
    }
}

fn is_credential_name(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    !name.is_empty() && name.chars().all(known) && !name.starts_with('.')
}

const SOFTWARE_KEY: &str = "keys.tmk puts the master key into this file: whoever reads it can make MACs and open PIN blocks. \
     Load the key into the PIN pad and leave tmk out; or, in a test set-up, add allow_software_master_key = true to [keys]";

/// A clear key of a test set-up. Wiped when dropped, never shown.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct TestKey(Zeroizing<[u8; 16]>);

impl TryFrom<String> for TestKey {
    type Error = &'static str;
    fn try_from(mut text: String) -> Result<Self, Self::Error> {
        let bytes = hex::decode(&text).map(Zeroizing::new);
        text.zeroize();
        let key = bytes.and_then(|b| <[u8; 16]>::try_from(b.as_slice()).ok());
        key.map(|key| TestKey(Zeroizing::new(key))).ok_or("the test key must be 32 hexadecimal digits")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Config, ConfigError};
    use super::*;

    const SHIPPED: &str = include_str!("../../../packaging/keytill.toml");

    fn read(text: &str) -> Result<Config, ConfigError> {
        Config::parse(Path::new("box.toml"), text)
    }

    /// The shipped file with other lines in `[keys]`.
    fn with_keys(lines: &str) -> String {
        SHIPPED.replacen("tmk_index = 1", lines, 1)
    }

    const KEY: &str = "tmk = \"0123456789ABCDEFFEDCBA9876543210\"";

    #[test]
    fn a_master_key_in_the_file_is_refused_unless_the_file_says_that_it_is_meant() {
        for more in ["", "allow_software_master_key = false"] {
            let error = read(&with_keys(&format!("{KEY}\n{more}"))).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains("add allow_software_master_key = true"), "{more}: {error}");
            assert!(!error.contains("0123456789"), "{error}");
        }
        let meant = read(&with_keys(&format!("{KEY}\nallow_software_master_key = true"))).unwrap();
        assert!(matches!(meant.tmk(), Tmk::Software(_)));
        let in_pad = read(&with_keys("tmk_index = 7\nallow_software_master_key = true")).unwrap();
        assert!(matches!(in_pad.tmk(), Tmk::Pad { index: 7 }));
    }

    #[test]
    fn a_profile_that_cannot_be_carried_out_is_refused_at_the_start() {
        for (profile, expected) in [
            ("mac = \"sm4\"", "mac = \"sm4\" cannot be done with the master key in the PIN pad"),
            ("track = \"encrypted\"", "sign_on = \"004\""),
            ("pin_block_form = \"16-bytes\"", "mac = \"sm4\" alone"),
            ("mac = \"rot13\"", "unknown variant `rot13`"),
        ] {
            let text = SHIPPED.replacen("[host.profile]", &format!("[host.profile]\n{profile}"), 1);
            let error = read(&text).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains(expected), "{profile}: {error}");
        }
        for profile in ["mac = \"x9.9\"", "mac = \"x9.19\"", "sign_on = \"004\"\ntrack = \"encrypted\""] {
            assert!(read(&SHIPPED.replacen("[host.profile]", &format!("[host.profile]\n{profile}"), 1)).is_ok());
        }
    }
}
