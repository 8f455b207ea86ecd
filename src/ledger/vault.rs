//! Full card numbers, sealed with AES-256-GCM under a key of their batch. The key is destroyed with the batch, and with
//! it everything that was sealed, wherever copies of the ciphertext are.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use aes_gcm::{
    Aes256Gcm,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    device::DeviceKey,
    disk::{Disk, read_all},
    error::UnsealError,
};
use crate::domain::{BatchNo, CardSecret, Expiry, Pan, PayCode, TxnRef, hex};

/// Bytes of a key.
pub(super) const KEY: usize = 32;
const NONCE: usize = 12;
const TAG: usize = 16;
/// Form of a wrapped key file: whose key wraps it 1, nonce 12, wrapped key 32, tag 16.
const WRAPPED: usize = 1 + NONCE + KEY + TAG;
/// Wrapped by the key in the file `device.key`.
const BY_FILE: u8 = 1;
/// Wrapped by the key that the system hands over.
const BY_GIVEN: u8 = 2;
/// What a sealed payment code begins with; a card begins with a digit.
const CODE: &str = "code:";
/// What a sealed payment voucher begins with.
const VOUCHER: &str = "voucher:";
/// No key file is longer.
const MAX_FILE: u64 = 1024;

pub(super) type Key = Zeroizing<[u8; KEY]>;

/// The keys and what they do.
pub(super) struct Vault {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    device: DeviceKey,
    /// The key of the batch in use, so that a sale reads no key files.
    current: Option<(BatchNo, Key)>,
}

impl Vault {
    /// The vault of a ledger. Nothing is read or made yet.
    pub(super) fn new(disk: Arc<dyn Disk>, dir: &Path, device: DeviceKey) -> Vault {
        Vault { disk, folder: dir.join("keys"), device, current: None }
    }

    /// Brings keys that a file wraps under the device key that the system hands over, and destroys that file. Says how
    /// many keys that were; none when there was nothing to do. A crash on the way leaves the rest for the next start.
    ///
    /// # Errors
    /// [`UnsealError::NotGiven`] when the way back is asked for: a key is wrapped by one that was not handed over.
    pub(super) fn adopt(&self) -> Result<Option<usize>, UnsealError> {
        let files = self.files()?;
        let batches = files.iter().filter(|path| stem(path).starts_with("batch-") && is_key(path));
        match &self.device {
            DeviceKey::File => self.refuse_given(batches).map(|()| None),
            DeviceKey::Given(_) if !files.contains(&self.device_file()) => Ok(None),
            DeviceKey::Given(given) => self.take_over(given.expose(), batches, &files).map(Some),
        }
    }

    fn refuse_given<'a>(&self, mut batches: impl Iterator<Item = &'a PathBuf>) -> Result<(), UnsealError> {
        // One that cannot be read is told when it is used.
        let is_given = |path: &&PathBuf| self.read(path).is_ok_and(|bytes| bytes.first() == Some(&BY_GIVEN));
        batches.find(is_given).map_or(Ok(()), |path| Err(UnsealError::NotGiven { path: path.clone() }))
    }

    fn take_over<'a>(
        &self,
        given: &Key,
        batches: impl Iterator<Item = &'a PathBuf>,
        files: &[PathBuf],
    ) -> Result<usize, UnsealError> {
        let mut moved = 0;
        for path in batches {
            if self.read(path)?.first() != Some(&BY_GIVEN) {
                let key = self.unwrap(path, files)?;
                self.make(path, &self.wrap(BY_GIVEN, given, &key, path)?)?;
                moved += 1;
            }
        }
        // Only now, with every key durable in its new wrapping.
        self.shred(&self.device_file())?;
        Ok(moved)
    }

    /// Seals a card for one transaction: nonce, ciphertext and tag in hexadecimal. Makes the batch's key, durable before
    /// its first use.
    pub(super) fn seal(&mut self, txn: TxnRef, secret: &CardSecret) -> Result<String, UnsealError> {
        let cipher = self.cipher(txn.batch, Missing::Make)?;
        let clear = write_secret(secret);
        let sealed = seal(&cipher, &clear, &aad(txn), &*self.disk)?;
        Ok(super::open::hex(&sealed))
    }

    /// The card of a transaction.
    pub(super) fn unseal(&mut self, txn: TxnRef, sealed: &str) -> Result<CardSecret, UnsealError> {
        let TxnRef { batch, stan } = txn;
        let altered = UnsealError::Altered { batch, stan };
        let cipher = self.cipher(batch, Missing::Refuse)?;
        let bytes = hex::decode(sealed);
        let Some(clear) = bytes.and_then(|bytes| open(&cipher, &bytes, &aad(txn))) else { return Err(altered) };
        read_secret(&clear).ok_or(altered)
    }

    /// Destroys the key of a batch: zeros over it, then the name. A batch without one is fine.
    pub(super) fn destroy(&mut self, batch: BatchNo) -> Result<(), UnsealError> {
        if self.current.as_ref().is_some_and(|(current, _)| *current == batch) {
            self.current = None;
        }
        let path = self.path(batch);
        let exists = self.files()?.contains(&path);
        if exists { self.shred(&path) } else { Ok(()) }
    }

    /// Destroys every batch key but the one to keep: what a crash between settlement and destruction left.
    pub(super) fn destroy_others(&mut self, keep: Option<BatchNo>) -> Result<(), UnsealError> {
        let kept = keep.map(|batch| self.path(batch));
        for path in self.files()? {
            if stem(&path).starts_with("batch-") && Some(&path) != kept.as_ref() {
                self.shred(&path)?;
            }
        }
        Ok(())
    }

    fn shred(&self, path: &Path) -> Result<(), UnsealError> {
        let run = || {
            let mut file = self.disk.open(path)?;
            let len = usize::try_from(file.len()?.min(MAX_FILE)).unwrap_or(WRAPPED);
            file.write_at(&vec![0; len], 0)?;
            file.sync()?;
            self.disk.remove(path)?;
            self.disk.sync_dir(&self.folder)
        };
        run().map_err(|error| UnsealError::Disk { path: path.to_owned(), error })
    }

    fn files(&self) -> Result<Vec<PathBuf>, UnsealError> {
        self.disk.list(&self.folder).map_err(|error| UnsealError::Disk { path: self.folder.clone(), error })
    }

    fn path(&self, batch: BatchNo) -> PathBuf {
        self.folder.join(format!("batch-{batch}.key"))
    }

    fn cipher(&mut self, batch: BatchNo, missing: Missing) -> Result<Aes256Gcm, UnsealError> {
        let cached = self.current.take().filter(|(current, _)| *current == batch);
        let key = match cached {
            Some((_, key)) => key,
            None => self.batch_key(batch, missing)?,
        };
        let cipher = Aes256Gcm::new((&*key).into());
        self.current = Some((batch, key));
        Ok(cipher)
    }

    fn batch_key(&self, batch: BatchNo, missing: Missing) -> Result<Key, UnsealError> {
        let path = self.path(batch);
        let files = self.files()?;
        if !files.contains(&path) && missing == Missing::Refuse {
            return Err(UnsealError::Key { path, problem: "is missing" });
        }
        if files.contains(&path) {
            if missing == Missing::Make {
                // The name may be one whose sync has failed; nothing is sealed under a key that a power cut takes away.
                let synced = self.disk.sync_dir(&self.folder);
                synced.map_err(|error| UnsealError::Disk { path: self.folder.clone(), error })?;
            }
            return self.unwrap(&path, &files);
        }
        let key = random_key(&*self.disk)?;
        let wrapped = match &self.device {
            DeviceKey::Given(given) => self.wrap(BY_GIVEN, given.expose(), &key, &path)?,
            DeviceKey::File => self.wrap(BY_FILE, &self.key_file(&files, missing)?, &key, &path)?,
        };
        self.make(&path, &wrapped)?;
        Ok(key)
    }

    /// The bytes of a wrapped key file.
    fn wrap(&self, by: u8, device: &Key, key: &Key, path: &Path) -> Result<Vec<u8>, UnsealError> {
        let wrapper = Aes256Gcm::new((&**device).into());
        let sealed = seal(&wrapper, &**key, stem(path).as_bytes(), &*self.disk)?;
        Ok([&[by][..], &sealed].concat())
    }

    /// The key in a wrapped key file, by the device key that its first byte names.
    fn unwrap(&self, path: &Path, files: &[PathBuf]) -> Result<Key, UnsealError> {
        let bytes = self.read(path)?;
        let altered =
            || UnsealError::Key { path: path.to_owned(), problem: "was altered or belongs to another device" };
        let (by, wrapped) = bytes.split_first().filter(|_| bytes.len() == WRAPPED).ok_or_else(altered)?;
        let device = match (*by, &self.device) {
            (BY_FILE, _) => self.key_file(files, Missing::Refuse)?,
            (BY_GIVEN, DeviceKey::Given(given)) => given.expose().clone(),
            (BY_GIVEN, DeviceKey::File) => return Err(UnsealError::NotGiven { path: path.to_owned() }),
            _ => return Err(altered()),
        };
        let clear = open(&Aes256Gcm::new((&*device).into()), wrapped, stem(path).as_bytes()).ok_or_else(altered)?;
        to_key(&clear).ok_or_else(altered)
    }

    /// The key in the file that wraps the others, made once. While wrapped keys are there a missing one is never replaced.
    fn key_file(&self, files: &[PathBuf], missing: Missing) -> Result<Key, UnsealError> {
        let path = self.device_file();
        let found = files.contains(&path).then(|| self.read(&path)).transpose()?;
        // Zeros are a key whose destruction a power cut left half done.
        if let Some(bytes) = found.filter(|bytes| bytes.iter().any(|byte| *byte != 0)) {
            return to_key(&bytes).ok_or(UnsealError::Key { path, problem: "does not hold 32 bytes" });
        }
        if files.iter().any(|other| is_key(other) && *other != path) || missing == Missing::Refuse {
            return Err(UnsealError::Key { path, problem: "is missing" });
        }
        let key = random_key(&*self.disk)?;
        self.make(&path, &*key)?;
        Ok(key)
    }

    fn device_file(&self) -> PathBuf {
        self.folder.join("device.key")
    }

    fn read(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let read = self.disk.open(path).and_then(|file| read_all(&*file, MAX_FILE));
        read.map(Zeroizing::new).map_err(|error| UnsealError::Disk { path: path.to_owned(), error })
    }

    /// Writes a key file under a temporary name, so that a power cut never leaves half a key under the right one.
    fn make(&self, path: &Path, bytes: &[u8]) -> Result<(), UnsealError> {
        let temporary = path.with_extension("new");
        let run = || {
            self.disk.create_dir(&self.folder)?;
            self.disk.sync_dir(self.folder.parent().unwrap_or(&self.folder))?;
            let mut file = self.disk.create(&temporary)?;
            file.write_at(bytes, 0)?;
            file.sync()?;
            self.disk.rename(&temporary, path)?;
            self.disk.sync_dir(&self.folder)
        };
        run().map_err(|error| UnsealError::Disk { path: path.to_owned(), error })
    }
}

/// What to do about a key that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Make,
    Refuse,
}

/// `batch-000001`: a wrapped key is bound to the name of its file.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_key(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "key")
}

fn aad(txn: TxnRef) -> [u8; 8] {
    let mut aad = [0; 8];
    aad[..4].copy_from_slice(&txn.batch.get().to_be_bytes());
    aad[4..].copy_from_slice(&txn.stan.get().to_be_bytes());
    aad
}

/// Nonce, ciphertext and tag.
fn seal(cipher: &Aes256Gcm, clear: &[u8], aad: &[u8], disk: &dyn Disk) -> Result<Vec<u8>, UnsealError> {
    let mut nonce = [0; NONCE];
    disk.random(&mut nonce).map_err(|_| UnsealError::NoRandom)?;
    let sealed = cipher.encrypt((&nonce).into(), Payload { msg: clear, aad });
    let sealed = sealed.expect("AES-GCM refuses only texts of many gigabytes");
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(cipher: &Aes256Gcm, bytes: &[u8], aad: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
    cipher.decrypt(nonce.into(), Payload { msg: sealed, aad }).ok().map(Zeroizing::new)
}

/// `PAN=YYMM`, `code:` and a payment code, or `voucher:` and a payment voucher.
fn write_secret(secret: &CardSecret) -> Zeroizing<Vec<u8>> {
    let text = match secret {
        CardSecret::Card { pan, expiry } => [pan.expose(), "=", expiry.as_ref().map_or("", Expiry::expose)].concat(),
        CardSecret::Code(code) => [CODE, code.expose()].concat(),
        CardSecret::Voucher(voucher) => [VOUCHER, voucher.as_str()].concat(),
    };
    Zeroizing::new(text.into_bytes())
}

fn read_secret(clear: &[u8]) -> Option<CardSecret> {
    let text = std::str::from_utf8(clear).ok()?;
    if let Some(code) = text.strip_prefix(CODE) {
        return PayCode::new(code).ok().map(CardSecret::Code);
    }
    if let Some(voucher) = text.strip_prefix(VOUCHER) {
        return voucher.parse().ok().map(CardSecret::Voucher);
    }
    let (pan, expiry) = text.split_once('=')?;
    let expiry = if expiry.is_empty() { None } else { Some(Expiry::new(expiry).ok()?) };
    Some(CardSecret::Card { pan: Pan::new(pan).ok()?, expiry })
}

fn random_key(disk: &dyn Disk) -> Result<Key, UnsealError> {
    let mut key = Zeroizing::new([0; KEY]);
    disk.random(&mut *key).map_err(|_| UnsealError::NoRandom)?;
    Ok(key)
}

pub(super) fn to_key(bytes: &[u8]) -> Option<Key> {
    let mut plain: [u8; KEY] = bytes.try_into().ok()?;
    let key = Zeroizing::new(plain);
    plain.zeroize();
    Some(key)
}
