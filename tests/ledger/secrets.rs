//! Card numbers: sealed while their batch is open, gone with it.

use std::{fs, path::Path};

use keytill::{
    domain::*,
    ledger::{DeviceKey, GivenKey, Ledger, OpenError, OpenNote, Opened, Options, UnsealError},
};

use super::support::*;

/// All files under a folder, with their bytes.
fn files(dir: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(fs::read(entry.path()).unwrap());
        }
    }
    found
}

fn bcd(digits: &str) -> Vec<u8> {
    let even = &digits[..digits.len() / 2 * 2];
    even.as_bytes().chunks(2).map(|p| (p[0] - b'0') << 4 | (p[1] - b'0')).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn no_card_number_is_in_any_file_in_clear() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    for minor in 1..20 {
        sale(&mut ledger, minor);
    }
    ledger.close().unwrap();
    let hex: String = PAN.bytes().map(|b| format!("{b:02x}")).collect();
    let utf16: Vec<u8> = PAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let swapped: Vec<u8> = bcd(PAN).iter().map(|b| b.rotate_left(4)).collect();
    let needles =
        [PAN.as_bytes().to_vec(), bcd(PAN), bcd(&PAN[1..]), swapped, hex.to_uppercase().into(), hex.into(), utf16];
    let files = files(folder.path());
    assert!(files.iter().any(|bytes| contains(bytes, b"622848*********1234")), "the search finds nothing at all");
    for bytes in &files {
        assert!(!needles.iter().any(|needle| contains(bytes, needle)));
    }
}

/// A card with and without its expiry, a payment code, a payment voucher: each comes back after a restart as it went in.
#[test]
fn whatever_is_sealed_comes_back() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let secrets = [
        secret(),
        CardSecret::Card { pan: Pan::new(PAN).unwrap(), expiry: None },
        CardSecret::Code(PayCode::new("134567890123456789").unwrap()),
        CardSecret::Voucher("20260122000000000001".parse().unwrap()),
    ];
    let sealed = secrets.map(|secret| {
        let txn = transaction(ledger.book(), Kind::Sale, 1, NOON);
        let name = txn.txn;
        ledger.commit(NOON, vec![Fact::Began(Box::new(txn))], vec![(name, secret.clone())]).unwrap();
        commit(&mut ledger, vec![approved(name)]);
        (name, secret)
    });
    ledger.close().unwrap();
    let mut ledger = open(folder.path()).ledger;
    for (name, secret) in sealed {
        assert_eq!(ledger.unseal(name).unwrap(), secret);
    }
}

#[test]
fn the_key_goes_with_the_batch() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let txn = sale(&mut ledger, 1);
    let key = folder.path().join("keys/batch-000001.key");
    let device = folder.path().join("keys/device.key");
    for path in [&key, &device] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(ledger.unseal(txn).unwrap(), secret());
    let kept = fs::read(&key).unwrap();
    settle(&mut ledger);
    assert!(!key.exists() && device.exists());
    assert!(matches!(ledger.unseal(txn), Err(UnsealError::NotKept { .. })));
    drop(ledger);
    // A crash between settlement and destruction leaves the key; the next start destroys it.
    fs::write(&key, kept).unwrap();
    open(folder.path());
    assert!(!key.exists());
}

#[test]
fn cards_survive_a_rotation_in_the_middle_of_a_batch() {
    let folder = Folder::new();
    let mut options = keytill::ledger::Options::new(NOON);
    options.segment_limit = 4096;
    let mut ledger = keytill::ledger::Ledger::open(folder.path(), &options).unwrap().ledger;
    let names: Vec<_> = (1..30).map(|minor| sale(&mut ledger, minor)).collect();
    drop(ledger);
    assert!(folder.segment(3).exists());
    let mut ledger = open(folder.path()).ledger;
    for name in names {
        assert_eq!(ledger.unseal(name).unwrap(), secret());
    }
}

#[test]
fn altered_keys_are_refused_and_never_replaced() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let txn = sale(&mut ledger, 1);
    drop(ledger);
    for file in ["batch-000001.key", "device.key"] {
        let copy = folder.copy();
        let path = copy.path().join("keys").join(file);
        let mut bytes = fs::read(&path).unwrap();
        bytes[20] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(open(copy.path()).ledger.unseal(txn), Err(UnsealError::Key { .. })), "{file}");
        fs::remove_file(&path).unwrap();
        assert!(matches!(open(copy.path()).ledger.unseal(txn), Err(UnsealError::Key { .. })), "{file}");
    }
    let mut opened = open(folder.path());
    let unknown = TxnRef { stan: opened.book.free_stan(), ..txn };
    assert!(opened.ledger.commit(NOON, Vec::new(), vec![(unknown, secret())]).is_err());
}

/// The options of a box whose system hands over this device key.
fn given(byte: u8) -> Options {
    let key = GivenKey::read(&[byte; 32]).unwrap();
    Options { device_key: DeviceKey::Given(key), ..Options::new(NOON) }
}

fn open_given(dir: &Path, byte: u8) -> Opened {
    Ledger::open(dir, &given(byte)).unwrap()
}

#[test]
fn a_device_key_that_is_handed_over_is_in_no_file() {
    let folder = Folder::new();
    let mut ledger = open_given(folder.path(), 7).ledger;
    let txn = sale(&mut ledger, 1);
    drop(ledger);
    assert!(!folder.path().join("keys/device.key").exists());
    assert!(!files(folder.path()).iter().any(|bytes| contains(bytes, &[7; 32])));
    assert_eq!(open_given(folder.path(), 7).ledger.unseal(txn).unwrap(), secret());
    // Another box's does not open it, and is not put in its place.
    let mut other = open_given(folder.path(), 8);
    assert!(matches!(other.ledger.unseal(txn), Err(UnsealError::Key { .. })));
    let unknown = TxnRef { stan: other.book.free_stan(), ..txn };
    assert!(other.ledger.commit(NOON, Vec::new(), vec![(unknown, secret())]).is_err());
    drop(other);
    assert_eq!(open_given(folder.path(), 7).ledger.unseal(txn).unwrap(), secret());
}

#[test]
fn without_its_credential_an_open_batch_is_refused_and_says_why() {
    let folder = Folder::new();
    let mut ledger = open_given(folder.path(), 7).ledger;
    sale(&mut ledger, 1);
    drop(ledger);
    let Err(error) = Ledger::open(folder.path(), &Options::new(NOON)) else { panic!("a file took its place") };
    assert!(matches!(error, OpenError::Keys(UnsealError::NotGiven { .. })), "{error}");
    for part in ["batch-000001.key", "device_key_credential", "no way back"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(!folder.path().join("keys/device.key").exists());
    // Once the batch is settled there is nothing to lose.
    settle(&mut open_given(folder.path(), 7).ledger);
    sale(&mut open(folder.path()).ledger, 2);
    assert!(folder.path().join("keys/device.key").exists());
}

#[test]
fn a_ledger_moves_from_the_file_to_the_credential_in_the_middle_of_a_batch() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).ledger;
    let first = sale(&mut ledger, 1);
    drop(ledger);
    let device = folder.path().join("keys/device.key");
    let old = fs::read(&device).unwrap();
    let opened = open_given(folder.path(), 7);
    assert_eq!(opened.notes, [OpenNote::KeysMoved { keys: 1 }]);
    let mut ledger = opened.ledger;
    assert_eq!(ledger.unseal(first).unwrap(), secret());
    let second = sale(&mut ledger, 2);
    drop(ledger);
    assert!(!device.exists() && !files(folder.path()).iter().any(|bytes| contains(bytes, &old)));
    let opened = open_given(folder.path(), 7);
    assert_eq!(opened.notes, []);
    let mut ledger = opened.ledger;
    for txn in [first, second] {
        assert_eq!(ledger.unseal(txn).unwrap(), secret());
    }
}

#[test]
fn a_key_that_does_not_open_is_not_moved_and_the_old_device_key_stays() {
    let folder = Folder::new();
    sale(&mut open(folder.path()).ledger, 1);
    let path = folder.path().join("keys/batch-000001.key");
    let mut bytes = fs::read(&path).unwrap();
    bytes[20] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let opened = Ledger::open(folder.path(), &given(7));
    assert!(matches!(opened.err(), Some(OpenError::Keys(UnsealError::Key { .. }))));
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert!(folder.path().join("keys/device.key").exists());
}

#[test]
fn the_zeros_over_a_destroyed_device_key_are_no_key() {
    let folder = Folder::new();
    let device = folder.path().join("keys/device.key");
    drop(open(folder.path()));
    fs::create_dir_all(folder.path().join("keys")).unwrap();
    fs::write(&device, [0; 32]).unwrap();
    let mut ledger = open(folder.path()).ledger;
    let txn = sale(&mut ledger, 1);
    assert_ne!(fs::read(&device).unwrap(), [0; 32]);
    assert_eq!(ledger.unseal(txn).unwrap(), secret());
}
