//! Whole ledger folders that were committed once: what a box has on its disk today, tomorrow's program reads. And what a
//! program does not know, it leaves alone and says so.

use std::{
    fs,
    path::{Path, PathBuf},
};

use keytill::{
    domain::*,
    ledger::{Broken, Ledger, Old, OpenError, Options, Retention, export, verify},
};
use serde_json::Value;

use super::support::*;

/// The folders: one with everything since its first record, one whose oldest segments were let go.
const GOLDEN: [&str; 2] = ["ledger-v1", "ledger-v1-let-go"];
/// The device key of both.
const DEVICE: [u8; 32] = [0x4b; 32];
const DAY: i64 = 86_400_000;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn golden(name: &str) -> Folder {
    let folder = Folder::new();
    copy(&data(name), folder.path());
    folder
}

fn exported(dir: &Path) -> Vec<Value> {
    let mut rows = Vec::new();
    export(dir, |row| rows.push(serde_json::to_value(row).unwrap())).unwrap();
    rows
}

/// Whether everything that was written then is there now; a later version may say more.
fn still_says(now: &Value, then: &Value) -> bool {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            then.iter().all(|(name, value)| now.get(name).is_some_and(|now| still_says(now, value)))
        }
        (Value::Array(now), Value::Array(then)) => {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| still_says(now, then))
        }
        _ => now == then,
    }
}

#[test]
fn folders_of_version_1_are_read_and_gone_on_with_for_ever() {
    for name in GOLDEN {
        let folder = golden(name);
        let said = fs::read_to_string(data(name).join("head")).unwrap();
        let verified = verify(folder.path()).unwrap();
        assert_eq!(format!("{} from {}", verified.head, verified.from), said.trim(), "{name}");
        let then = fs::read_to_string(data(name).join("export.jsonl")).unwrap();
        let then: Vec<Value> = then.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let now = exported(folder.path());
        assert_eq!(now.len(), then.len(), "{name}");
        assert!(now.iter().zip(&then).all(|(now, then)| still_says(now, then)), "{name}: {now:#?}");

        let mut opened = open(folder.path());
        assert!(opened.book.transactions.len() > 1);
        for txn in opened.book.transactions.values() {
            assert_eq!(opened.ledger.unseal(txn.txn).unwrap(), secret(), "{name}");
        }
        sale(&mut opened.ledger, 7);
        settle(&mut opened.ledger);
        sale(&mut opened.ledger, 8);
        drop(opened);
        assert_eq!(exported(folder.path()).len(), then.len() + 2);
        assert!(verify(folder.path()).unwrap().records > verified.records + 5);
        assert_eq!(open(folder.path()).notes, Vec::new());
    }
}

/// Refused by every reader, with these words, and not a byte of it changed.
fn refused(folder: &Folder, newest: u32, words: &[&str]) {
    let before = fs::read(folder.segment(newest)).unwrap();
    let opened = Ledger::open(folder.path(), &Options::new(NOON)).err();
    assert!(matches!(opened, Some(OpenError::Unknown { .. })), "{opened:?}");
    let checked = verify(folder.path()).unwrap_err();
    assert!(matches!(checked, Broken::Unknown { .. }), "{checked}");
    for said in [opened.unwrap().to_string(), checked.to_string()] {
        for word in words {
            assert!(said.contains(word), "{word} is missing: {said}");
        }
    }
    assert_eq!(fs::read(folder.segment(newest)).unwrap(), before);
    assert!(!folder.path().join("index").exists());
}

fn newest(folder: &Folder) -> u32 {
    (1..100).rev().find(|number| folder.segment(*number).exists()).unwrap()
}

#[test]
fn a_journal_of_a_later_form_is_left_alone() {
    let folder = golden(GOLDEN[0]);
    let number = newest(&folder);
    let mut bytes = fs::read(folder.segment(number)).unwrap();
    bytes[8] = 2;
    let crc = crc32c::crc32c(&bytes[..60]);
    bytes[60..64].copy_from_slice(&crc.to_le_bytes());
    fs::write(folder.segment(number), bytes).unwrap();
    refused(&folder, number, &["form 2", "form 1", "Start the version that wrote it", "nothing was changed"]);
}

#[test]
fn a_fact_of_a_later_version_is_left_alone_and_its_program_named() {
    let folder = golden(GOLDEN[1]);
    let number = newest(&folder);
    let mut bytes = fs::read(folder.segment(number)).unwrap();
    let verified = verify(folder.path()).unwrap();
    let head: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&verified.head[at * 2..at * 2 + 2], 16).unwrap()).collect();
    let sequence = verified.from + verified.records;
    let facts = r#"{"fact":"started","version":"9.9.9"},{"fact":"from_another_time","what":1}"#;
    bytes.extend(record(sequence, &head, &format!(r#"{{"at":1,"facts":[{facts}]}}"#)));
    fs::write(folder.segment(number), bytes).unwrap();
    refused(&folder, number, &["Keytill 9.9.9 wrote it", "unknown form", &sequence.to_string()]);
}

/// The bytes of a record, written here from the description of the form alone.
fn record(sequence: u64, previous: &[u8], payload: &str) -> Vec<u8> {
    let mut payload = payload.to_owned();
    loop {
        let length = u32::try_from(payload.len()).unwrap().to_le_bytes();
        let parts: [&[u8]; 5] = [b"\xf5KT\xa7", &length, &sequence.to_le_bytes(), previous, payload.as_bytes()];
        let mut bytes = parts.concat();
        let crc = crc32c::crc32c(&bytes).to_le_bytes();
        if crc[3].count_ones() >= 2 {
            bytes.extend(crc);
            return bytes;
        }
        payload.push(' ');
    }
}

/// `cargo test --test ledger -- --ignored make_golden_folders` writes the folders anew: only where a new version of the
/// bytes gets folders of its own.
#[test]
#[ignore = "writes the golden folders"]
fn make_golden_folders() {
    for (name, keep_days) in GOLDEN.into_iter().zip([0, 30]) {
        let folder = Folder::new();
        let retention = Retention { keep_days, old: Old::Remove };
        let mut ledger = Ledger::open(folder.path(), &Options { retention, ..Options::new(NOON) }).unwrap().ledger;
        fs::create_dir_all(folder.path().join("keys")).unwrap();
        fs::write(folder.path().join("keys/device.key"), DEVICE).unwrap();
        for day in [0, 1, 50, 100] {
            let at = WallTime(NOON.0 + day * DAY);
            let tell = |ledger: &mut Ledger, facts| ledger.commit(at, facts, Vec::new()).map(|_| ()).unwrap();
            tell(&mut ledger, vec![Fact::Started { version: "0.1.0".into() }]);
            for choice in [0, 1, 2, 6, 13, 14, 6, 10, 7, 12, 4, 5, 8, 13, 15] {
                let (_, facts) = legal(ledger.book(), choice, 1);
                tell(&mut ledger, facts);
            }
            let facts = settlement(ledger.book());
            tell(&mut ledger, facts);
            let (_, facts) = legal(ledger.book(), 3, 1);
            tell(&mut ledger, facts);
            ledger.index_pending().unwrap();
        }
        sale(&mut ledger, 1234);
        sale(&mut ledger, 77);
        drop(ledger);
        let verified = verify(folder.path()).unwrap();
        let rows: String = exported(folder.path()).iter().map(|row| format!("{row}\n")).collect();
        let to = data(name);
        let _ = fs::remove_dir_all(&to);
        copy(&folder.path().join("journal"), &to.join("journal"));
        copy(&folder.path().join("keys"), &to.join("keys"));
        fs::write(to.join("export.jsonl"), rows).unwrap();
        fs::write(to.join("head"), format!("{} from {}\n", verified.head, verified.from)).unwrap();
        // The zeros that are written ahead are not needed.
        for entry in fs::read_dir(to.join("journal")).unwrap().flatten() {
            let bytes = fs::read(entry.path()).unwrap();
            let end = bytes.iter().rposition(|b| *b != 0).unwrap() + 1;
            fs::write(entry.path(), &bytes[..end]).unwrap();
        }
    }
}
