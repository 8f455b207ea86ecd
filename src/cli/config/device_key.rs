//! The device key as a systemd credential: sealed to the box by `systemd-creds encrypt`, to its TPM where it has one, and handed
//! over in a folder that only this service can read and that is in memory alone.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use zeroize::Zeroizing;

use crate::ledger::{DeviceKey, GivenKey};

use super::ConfigError;

/// The credential's name where the configuration does not say one.
const USUAL: &str = "keytill-device-key";
/// No device key has more bytes; what is longer is refused and not read on.
const LONGEST: u64 = 65;
/// What the file's mode must not have: anything for others, and writing or running for the group. systemd gives the
/// service's user an access list, which shows as reading for the group.
const TOO_OPEN: u32 = 0o037;

/// The device key in systemd's folder of credentials, or the one in a file when there is none.
///
/// # Errors
/// [`ConfigError::DeviceKey`] when it is there and of no use, or is named and not there.
pub fn find(folder: Option<&Path>, name: Option<&str>) -> Result<DeviceKey, ConfigError> {
    let file = Path::new(name.unwrap_or(USUAL));
    let path = folder.map_or_else(|| file.to_owned(), |folder| folder.join(file));
    let bad = |reason: String| ConfigError::DeviceKey { path: path.clone(), reason };
    let found = folder.map_or_else(|| Err(io::ErrorKind::NotFound.into()), |_| read(&path));
    match found {
        Ok(bytes) => GivenKey::read(&bytes).map(DeviceKey::Given).map_err(|error| bad(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && name.is_none() => Ok(DeviceKey::File),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(bad(NOT_THERE.into())),
        Err(error) => Err(bad(error.to_string())),
    }
}

const NOT_THERE: &str = "[keys] device_key_credential names this credential, and systemd handed none over: add \
     LoadCredentialEncrypted= to the unit and start the program by it, or leave the key out";

/// The bytes of a file that is a secret, where nobody else may read it.
pub(super) fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    check(&file.metadata()?)?;
    // One buffer from the start, so that growing leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(128));
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn check(found: &Metadata) -> io::Result<()> {
    let mode = found.permissions().mode() & 0o777;
    if !found.is_file() {
        return Err(io::Error::other("is not a file"));
    }
    if mode & TOO_OPEN != 0 {
        return Err(io::Error::other(format!(
            "others can read or change it (mode {mode:04o}); it must be 0400 or 0600"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    struct Folder(TempDir);

    impl Folder {
        fn new() -> Folder {
            Folder(tempfile::tempdir().unwrap())
        }

        fn put(&self, name: &str, bytes: &[u8], mode: u32) {
            let path = self.0.path().join(name);
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }

        fn find(&self, name: Option<&str>) -> Result<DeviceKey, String> {
            find(Some(self.0.path()), name).map_err(|error| error.to_string())
        }
    }

    #[test]
    fn a_credential_is_taken_and_without_one_the_file_is() {
        let folder = Folder::new();
        assert!(matches!(folder.find(None), Ok(DeviceKey::File)));
        assert!(matches!(find(None, None), Ok(DeviceKey::File)));
        folder.put(USUAL, &[7; 32], 0o400);
        assert!(matches!(folder.find(None), Ok(DeviceKey::Given(_))));
        // As systemd leaves it for a service with a user of its own.
        folder.put("till.key", "0a".repeat(32).as_bytes(), 0o440);
        assert!(matches!(folder.find(Some("till.key")), Ok(DeviceKey::Given(_))));
    }

    #[test]
    fn one_that_is_of_no_use_is_refused_with_its_file_and_what_is_wrong() {
        let folder = Folder::new();
        for (bytes, mode, wrong) in [
            (&[7; 31][..], 0o400, "not 31 bytes"),
            (&[7; 200][..], 0o400, "must hold 32 bytes"),
            (&[b'x'; 64][..], 0o600, "64 hexadecimal digits"),
            (&[7; 32][..], 0o644, "mode 0644"),
            (&[7; 32][..], 0o620, "mode 0620"),
        ] {
            folder.put(USUAL, bytes, mode);
            let said = folder.find(None).unwrap_err();
            assert!(said.contains(wrong) && said.contains(USUAL), "{mode:o}: {said}");
        }
        fs::create_dir(folder.0.path().join("folder")).unwrap();
        assert!(folder.find(Some("folder")).unwrap_err().contains("is not a file"));
    }

    #[test]
    fn one_that_is_named_must_be_there() {
        let folder = Folder::new();
        for found in [folder.find(Some("till")), find(None, Some("till")).map_err(|error| error.to_string())] {
            let said = found.unwrap_err();
            assert!(said.contains("till") && said.contains("LoadCredentialEncrypted="), "{said}");
        }
    }
}
