//! Card numbers: sealed while their batch is open, gone with it.

use std::{fs, path::Path};

use keytill::{domain::*, ledger::UnsealError};

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
