//! Signatures of packages: Ed25519 over the bytes of the file, 64 bytes in a file beside it. Any program that knows Ed25519 can
//! make and check them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::folder::{Found, signature_of};
use crate::domain::hex;

/// Bytes of a private key, and of a public one.
const KEY: usize = 32;
/// No package is larger.
const PACKAGE_MAX: u64 = 128 << 20;
/// No file of a key is longer.
const KEY_FILE_MAX: u64 = 4096;
/// Bytes of a signature.
const SIGNATURE: u64 = 64;

/// Why there is no signature, or why it is not believed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file of a key.
    #[error("{}: no key of {KEY} bytes as hexadecimal digits; \"keytill update key\" makes one", .0.display())]
    BadKey(PathBuf),
    /// Nobody has said whose packages are taken.
    #[error("{}: it must hold the public key of whoever signs packages, 64 hexadecimal digits; until then none is taken", .0.display())]
    NoKey(PathBuf),
    /// A package is too large.
    #[error("{}: a package has at most {PACKAGE_MAX} bytes", .0.display())]
    TooLarge(PathBuf),
    /// The signature is wrong.
    #[error("its signature is not that of whoever signs packages for this box")]
    Wrong,
    /// No random numbers.
    #[error("the operating system gives no random numbers")]
    NoRandom,
}

/// Makes a key, and gives the line for `/etc/keytill/update.key`.
///
/// # Errors
/// When the file is there already, or the system refuses.
pub fn make_key(path: &Path) -> Result<String, Fault> {
    let mut seed = Zeroizing::new([0; KEY]);
    getrandom::fill(&mut *seed).map_err(|_| Fault::NoRandom)?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| Fault::BadKey(path.into()))?;
    let failed = |error| Fault::File { path: path.into(), error };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let text = Zeroizing::new(hex::encode(&*seed));
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(hex::encode(pair.public_key().as_ref()))
}

/// Signs a package, and says where the signature is.
///
/// # Errors
/// When key or package cannot be read.
pub fn sign(key: &Path, package: &Path) -> Result<String, Fault> {
    let seed = read_key(key)?.ok_or_else(|| Fault::BadKey(key.into()))?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Fault::BadKey(key.into()))?;
    let signature = pair.sign(&read(package, PACKAGE_MAX)?);
    let path = signature_of(package);
    fs::write(&path, signature.as_ref()).map_err(|error| Fault::File { path: path.clone(), error })?;
    Ok(format!("signed: {}", path.display()))
}

/// Checks a package against the public key of the box, and gives its SHA-256 in hexadecimal digits.
///
/// # Errors
/// [`Fault::NoKey`] when the box has none, and [`Fault::Wrong`] when the signature is not of that key.
pub fn check(key: &Path, found: &Found) -> Result<String, Fault> {
    let public = read_key(key).ok().flatten().ok_or_else(|| Fault::NoKey(key.into()))?;
    let package = read(&found.package, PACKAGE_MAX)?;
    let signature = read(&found.signature, SIGNATURE).map_err(|_| Fault::Wrong)?;
    UnparsedPublicKey::new(&ED25519, &*public).verify(&package, &signature).map_err(|_| Fault::Wrong)?;
    // As sha256sum writes it.
    Ok(hex::encode(&Sha256::digest(&package)).to_lowercase())
}

/// The key in a file: its first line that is no comment.
fn read_key(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    let bytes = Zeroizing::new(read(path, KEY_FILE_MAX)?);
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(None) };
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(line.and_then(hex::decode).filter(|key| key.len() == KEY).map(Zeroizing::new))
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
    let failed = |error| Fault::File { path: path.into(), error };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > most { Err(Fault::TooLarge(path.into())) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_believed_with_its_own_signature_by_the_right_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let public = make_key(&path("private")).unwrap();
        assert!(make_key(&path("private")).is_err(), "a key is never overwritten");
        fs::write(path("public"), format!("# Whoever signs.\n{public}\n")).unwrap();
        fs::write(path("a.deb"), "a package").unwrap();
        fs::write(path("b.deb"), "another package").unwrap();
        sign(&path("private"), &path("a.deb")).unwrap();
        let found = |package: &str| Found { package: path(package), signature: path("a.deb.sig") };
        assert_eq!(
            check(&path("public"), &found("a.deb")).unwrap(),
            hex::encode(&Sha256::digest(b"a package")).to_lowercase()
        );
        assert!(matches!(check(&path("public"), &found("b.deb")), Err(Fault::Wrong)));
        make_key(&path("other")).unwrap();
        sign(&path("other"), &path("a.deb")).unwrap();
        assert!(matches!(check(&path("public"), &found("a.deb")), Err(Fault::Wrong)));
        for cut in [&b""[..], &[0; 63], &[0; 65], &[0; 64]] {
            fs::write(path("a.deb.sig"), cut).unwrap();
            assert!(matches!(check(&path("public"), &found("a.deb")), Err(Fault::Wrong)));
        }
        for bad in ["", "# nothing\n", "12345\n", "xx"] {
            fs::write(path("public"), bad).unwrap();
            assert!(matches!(check(&path("public"), &found("a.deb")), Err(Fault::NoKey(_))));
        }
    }
}
