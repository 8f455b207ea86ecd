//! The `[approval]` of a configuration: where the key of approvals from afar is.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{ConfigError, device_key};
use crate::domain::ShopKey;

/// The credential's name.
const CREDENTIAL: &str = "keytill-approval-key";

/// Approval from afar.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Approval {
    /// The file with the key, where it does not come as a credential of systemd.
    pub key_file: Option<PathBuf>,
}

impl Approval {
    /// The key in systemd's folder of credentials, or else in the file; none where there is neither.
    ///
    /// # Errors
    /// [`ConfigError::ApprovalKey`] when it is there and of no use, or its file is named and not there.
    pub fn key(&self, folder: Option<PathBuf>) -> Result<Option<ShopKey>, ConfigError> {
        let credential = folder.map(|folder| folder.join(CREDENTIAL)).filter(|path| path.exists());
        credential.as_ref().or(self.key_file.as_ref()).map(|path| read_key(path)).transpose()
    }
}

/// The key in a file.
///
/// # Errors
/// [`ConfigError::ApprovalKey`] when it cannot be read, others may read it, or it holds something else.
pub fn read_key(path: &Path) -> Result<ShopKey, ConfigError> {
    let bad = |reason: String| ConfigError::ApprovalKey { path: path.into(), reason };
    let bytes = device_key::read(path).map_err(|error| bad(error.to_string()))?;
    ShopKey::read(&bytes).map_err(|error| bad(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_key_that_is_of_no_use_is_refused_with_its_file_and_what_is_wrong() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        let path = folder.join(CREDENTIAL);
        let put = |text: &str, mode| {
            let _ = fs::remove_file(&path);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            Approval::default().key(Some(folder.clone()))
        };
        assert!(put(&format!("{}\n", "0a1b".repeat(16)), 0o400).unwrap().is_some());
        for (text, mode, wrong) in [
            ("0a1b", 0o400, "64 hexadecimal digits"),
            (&"00".repeat(32), 0o400, "64 hexadecimal digits"),
            (&"0a1b".repeat(16), 0o644, "mode 0644"),
        ] {
            let said = put(text, mode).unwrap_err().to_string();
            assert!(said.contains(wrong) && said.contains(CREDENTIAL), "{said}");
        }
        fs::remove_file(&path).unwrap();
        assert!(Approval::default().key(Some(folder.clone())).unwrap().is_none());
        let named = Approval { key_file: Some(folder.join("not-there")) };
        assert!(named.key(None).unwrap_err().to_string().contains("not-there"));
    }
}
